"""The equation ledger: every NNDL equation that the book cites, from one data file, data/equations.toml."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

SITE = "http://neuralnetworksanddeeplearning.com"


@dataclass(frozen=True)
class Equation:
    """One numbered equation of Nielsen's Neural Networks and Deep Learning.

    number: NNDL's tag, "37" or "BP1".  name: what it says, in our words.  chapter: of NNDL.  tex: NNDL's formula.
    ours: the same in this book's letters, or "" where they are NNDL's.
    """

    number: str
    name: str
    chapter: int
    tex: str
    ours: str = ""

    @property
    def link(self) -> str:
        """Return the address of the equation in NNDL."""
        return f"{SITE}/chap{self.chapter}.html#eqtn{self.number}"


def read(path: Path) -> dict[str, Equation]:
    """Return the ledger that a file holds, by number, in NNDL's order."""
    return {number: Equation(number, **fields) for number, fields in tomllib.loads(path.read_text("utf8")).items()}


EQUATIONS = read(Path(__file__).parent / "data" / "equations.toml")


def equation(number: str | int) -> Equation:
    """Return NNDL's equation of that number; raise KeyError that names the known ones."""
    if str(number) not in EQUATIONS:
        raise KeyError(f"NNDL equation {number!r} is not in the ledger, which has {', '.join(EQUATIONS)}")
    return EQUATIONS[str(number)]


def states(tex: str, equation: Equation) -> bool:
    """Return whether tex is the equation, in NNDL's letters or ours; spacing and the layer's L may differ."""
    return plain(tex) in {plain(equation.tex), plain(equation.ours or equation.tex)}


def plain(tex: str) -> str:
    r"""Return tex without its \tag, spaces, closing punctuation, and the L of the last layer."""
    tex = re.sub(r"\\tag\{[^{}]*\}|\\[,;:! ]|\s|\^L(?![a-z])", "", tex)
    return tex.replace(r"\frac12", r"\frac{1}{2}").rstrip(".,;:")
