"""When two runs of a cell gave the same: texts to the letter, numbers but for rounding, figures by their data."""

import re
from pathlib import Path

PARTS = Path(__file__).with_name("figure_parts.py").read_text("utf8")
PICTURES = {"image/svg+xml", "image/png"}
RICH = ("text/html", "text/latex", "text/markdown", "image/svg+xml")
NUMBER = re.compile(r"(-?\d+(?:\.\d*)?(?:e[-+]?\d+)?)")
NEAR, TINY = 1e-9, 1e-12  # relative and absolute: other versions of numpy and of the C library round differently

# What differs by more, by code that only its cell has, and why; these numbers must be of about the same size.
ROUGH = 0.9
ROUNDING = {
    "error_valley(": "the picture shows rounding errors",
    "ErrorCurve(": "the widget's picture shows rounding errors",
    "def C_32(z):": "rounding errors are printed with one digit",
    "gradient_error(layers, cost, x, y)": "a rounding error is printed with one digit",
}


def forms(data: dict) -> dict:
    """Return what stands on a page, without what says where in memory an object lies or how many axes it has."""
    kept = {mime: text.strip() for mime, text in data.items() if mime in RICH}
    return kept or {"text/plain": data["text/plain"]}


def printed(outputs: list) -> dict[str, str]:
    """Return what a cell of a notebook printed, by stream."""
    written = {"stdout": "", "stderr": ""}
    for output in outputs:
        if output.output_type == "stream":
            written[output.name] += output.text
    return written


def texts(stdout: str, stderr: str, shown: list[dict]) -> list[str]:
    """Return all that a cell printed and showed, one text each; of figures that tell their parts, these alone."""
    kept = [data.get("application/x-parts+json") or forms(data) for data in shown if not PICTURES & data.keys()]
    return [stdout, stderr, *map(str, kept)]


def differences(here: list[str], there: list[str], source: str) -> list[tuple[str, str]]:
    """Return the pieces of two lists of texts that are not the same; numbers may be near each other.

    source: the code of the cell, which says how near.
    """
    share = ROUGH if any(code in source for code in ROUNDING) else NEAR
    found = []
    for pair in zip(here, there, strict=True):
        pieces = [NUMBER.split(text) for text in pair]
        same_count = len(pieces[0]) == len(pieces[1])
        found += [(a, b) for a, b in zip(*pieces, strict=True) if not near(a, b, share)] if same_count else [pair]
    return found


def near(a: str, b: str, share: float) -> bool:
    """Return whether both are the same, or numbers that differ by that share of the larger one at most."""
    if not (NUMBER.fullmatch(a) and NUMBER.fullmatch(b)):
        return a == b
    return abs(float(a) - float(b)) <= max(TINY, share * max(abs(float(a)), abs(float(b))))


def probe(backend: str) -> str:
    """Return the source of a cell after which figures tell their parts; that module shows them."""
    return f"{PARTS}\nimport {backend}\nlet_tell_parts({backend})\n"
