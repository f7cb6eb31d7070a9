"""Every cell of every chapter gives in the page's Python what the build shows: the same text, numbers and figures."""

import re
from pathlib import Path

import pytest
from kept import executed, forms
from live_python import Ran, run_cells

from live.reading import needs
from pdf import toc_pages

NUMBER = re.compile(r"(-?\d+(?:\.\d*)?(?:e[-+]?\d+)?)")
NEAR, TINY = 1e-9, 1e-12  # relative and absolute: other versions of numpy and of the C library round differently
PROBE = Path(__file__).with_name("figure_parts.py").read_text("utf8")
RUN = """async ({ home, sources }) => {
  const { enqueue } = await import(`${home}/session.js`);
  const run = (source, name) => new Promise((end) => {
    const messages = [];
    enqueue({ source, name, above: [], hear(event, content) {
      if (event === "output") messages.push([content.kind, content.content]);
      else if (event === "done") end([content.status, messages]);
      else if (!["queued", "loading", "running"].includes(event)) end([event, [["error", content]]]);
    } });
  });
  const ran = [];
  for (const [i, source] of sources.entries()) ran.push(await run(source, `cell ${i + 1}`));
  return ran;
}"""

# What differs by more, by code that only its cell has, and why; these numbers must be of about the same size.
ROUGH = 0.9
ROUNDING = {
    "error_valley(": "the picture shows rounding errors",
    "ErrorCurve(": "the widget's picture shows rounding errors",
    "def C_32(z):": "rounding errors are printed with one digit",
    "gradient_error(layers, cost, x, y)": "a rounding error is printed with one digit",
}
QUICK = "chapters/softmax-opens-every-route.html"  # all kinds of cells; the others take longer
ALL = [pytest.param(name, marks=[] if name == QUICK else pytest.mark.longer) for name in toc_pages()]
FAILS = {"build-status": "PackageNotFoundError"}  # its cell asks for versions of what built the book: none is here


@pytest.fixture(scope="module")
def in_the_page(site, serve, browser):
    """Return a function that runs cells in a new Python of the page, and returns what became of each."""
    address, context = serve(site), browser.new_context()
    home = "/" + next(site.glob("_static/live-*")).relative_to(site).as_posix()

    def run(sources: list[str]) -> list[Ran]:
        page = context.new_page()
        page.set_default_timeout(300_000)
        page.goto(f"{address}/404.html")
        ran = page.evaluate(RUN, {"home": home, "sources": sources})
        page.close()
        return [Ran(*cell) for cell in ran]

    yield run
    context.close()


def differences(page: str, built: str, rough: bool) -> list[tuple[str, str]]:
    """Return the pieces of two texts that are not the same; numbers may be near each other."""
    pieces = [NUMBER.split(text) for text in (page, built)]
    if len(pieces[0]) != len(pieces[1]):
        return [(page, built)]
    return [(a, b) for a, b in zip(*pieces, strict=True) if a != b and not near(a, b, rough)]


def near(a: str, b: str, rough: bool) -> bool:
    """Return whether both are numbers and near each other."""
    if not (NUMBER.fullmatch(a) and NUMBER.fullmatch(b)):
        return False
    share = ROUGH if rough else NEAR
    return abs(float(a) - float(b)) <= max(TINY, share * max(abs(float(a)), abs(float(b))))


def as_text(ran: Ran) -> list[str]:
    """Return all that a cell printed and showed, one text each; of figures, their parts."""
    shown = [content["data"] for content in ran.of("display")]
    kept = [data.get("application/x-parts") or forms(data) for data in shown if "image/svg+xml" not in data]
    return [ran.printed(), ran.printed("stderr"), *map(str, kept)]


@pytest.mark.parametrize("name", ALL)
def test_cells_give_in_the_page_what_the_build_shows(site, name, in_the_page):
    """The kernel in CPython gives what the build shows, byte for byte (test_live_kernel.py), and here the data too."""
    stem = Path(name).stem
    sources = [cell.source for cell in executed(site, name)]
    if "matplotlib" in {name for source in sources for name in needs(source)}:
        sources = [PROBE, *sources]
    ran_here, ran_there = run_cells(*sources, alone=True), in_the_page(sources)
    for number, (here, there) in enumerate(zip(ran_here, ran_there, strict=True), 1 - sources.count(PROBE)):
        errors = there.of("error")
        assert [error["name"] for error in errors] == [*filter(None, [FAILS.get(stem)])], (number, errors)
        if there.outcome != "ok":
            continue
        texts = zip(as_text(there), as_text(here), strict=True)
        rough = any(code in sources[number - 1 + sources.count(PROBE)] for code in ROUNDING)
        assert [pair for both in texts for pair in differences(*both, rough)] == [], number


def test_what_may_differ_is_said_of_one_cell_each(site):
    sources = [cell.source for page in toc_pages() for cell in executed(site, page)]
    assert {code: sum(code in source for source in sources) for code in ROUNDING} == dict.fromkeys(ROUNDING, 1)
