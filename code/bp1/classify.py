"""What pattern of zeros a Jacobian has: of a known one by its entries, of any function of yours by nudging.

A measured zero is 0 as far as measured: a few hundred nudges prove that an entry is not 0, never that it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bp1.layers import Layer
from bp1.nudge import Measured, answer, judged, nudged
from bp1.tables import shown, table
from bp1.vectors import Array, finite_vectors, positive, refuse_non_finite, whole_number

NEAR = 200  # steps: how far "near z" reaches
BESIDE = 10  # points near z: enough to tell a zero at z alone, and the noise of f
LARGEST_SHOWN = 12  # rows and columns

MARKS = {
    "#": "not 0 at z",
    "o": "0 at z, not 0 at points right beside it",
    ":": "0 at z and right beside it, not 0 farther off",
    ".": "0 wherever measured",
    "^": "no derivative: z is at a kink or a jump",
    "?": "cannot tell from 0: what was measured is within its error",
}


def structure(nonzero: ArrayLike) -> str:
    """Return the pattern's name: zero, diagonal, block, dense or sparse, with "not square, " before it if it is not.

    nonzero: shape (m, n), True where the entry in row k and column j is not 0 identically.
    Block: the outputs fall into groups, and each group reads inputs of its own, all of them.
    """
    nonzero = np.asarray(nonzero)
    if nonzero.dtype != bool or nonzero.ndim != 2 or nonzero.size == 0:
        raise ValueError(f"nonzero must be booleans of shape (m, n), got {nonzero.dtype} of shape {nonzero.shape}")
    square = nonzero.shape[0] == nonzero.shape[1]
    return ("" if square else "not square, ") + pattern(nonzero, square)


def pattern(nonzero: NDArray[np.bool_], square: bool) -> str:
    """Return the first of the five names that fits."""
    if not nonzero.any():
        return "zero"
    if square and not (nonzero & ~np.eye(len(nonzero), dtype=bool)).any():
        return "diagonal"
    if nonzero.all():
        return "dense"
    shared = (nonzero[:, None] & nonzero).any(axis=-1)  # of two rows
    equal = (nonzero[:, None] == nonzero).all(axis=-1)
    return "block" if (equal | ~shared).all() else "sparse"


def open_somewhere(layer: Layer, n: int, points: int = 3000) -> NDArray[np.bool_]:
    """Return where the Jacobian of a known layer is not 0 at one or more of many random points, shape (m, n)."""
    z = np.random.default_rng(0).uniform(-3, 3, (points, n))
    return (layer.jacobian(z) != 0).any(axis=0)


@dataclass(frozen=True, eq=False)
class Classification:
    """What was measured of a function's Jacobian, row k and column j; print it, or show it in a notebook."""

    structure: str  # of the entries that are not 0 somewhere; two names with "or" where an unclear entry decides
    marks: NDArray[np.str_]  # shape (m, n), keys of MARKS
    jacobian: Array  # at z, shape (m, n)
    error: Array  # of each of these entries, shape (m, n)
    method: str  # how it was measured

    @property
    def heading(self) -> str:
        """Return shape and structure in a line."""
        m, n = self.marks.shape
        doubt = ", cannot tell" if " or " in self.structure else ""
        return f"{m} output{'s' * (m > 1)}, {n} input{'s' * (n > 1)}: {self.structure}{doubt}"

    @property
    def legend(self) -> list[str]:
        """Return a line for each mark that occurs, with the number of its entries."""
        counts = {mark: int((self.marks == mark).sum()) for mark in MARKS}
        return [f"{mark}  {count} of {self.marks.size}: {MARKS[mark]}" for mark, count in counts.items() if count]

    def __str__(self) -> str:
        rows = ["  " + " ".join(row) for row in self.marks] if max(self.marks.shape) <= LARGEST_SHOWN else []
        return "\n".join([self.heading, *rows, *self.legend, self.method])

    def _repr_html_(self) -> str:
        words = "<br>".join([*self.legend, self.method.replace("\n", " ")])
        if max(self.marks.shape) > LARGEST_SHOWN:
            return f"<p>{self.heading}<br>{words}</p>"
        head = ["", *(f"z<sub>{j + 1}</sub>" for j in range(self.marks.shape[1]))]
        cells = zip(self.marks, self.jacobian, strict=True)
        rows = [[f"a<sub>{k + 1}</sub>", *map(entry, *row)] for k, row in enumerate(cells)]
        return table(self.heading, head, rows) + f"<p>{words}</p>"


def entry(mark: str, value: float) -> str:
    """Return what stands in a cell of the table: a number where it is not 0 or has no derivative, else the mark."""
    return shown(value) if mark == "#" else mark


def classify_jacobian(
    f: Callable[[Array], ArrayLike], z: ArrayLike, *, spread: float = 3.0, points: int = 50, seed: int = 0
) -> Classification:
    """Return the Classification of the Jacobian of your function f: which entries are 0, and where.

    f: takes z, shape (n,), and returns a, shape (m,); it gets copies, so it may write into its input.
    z: shape (n,).  spread: how far from z to look, in units of max(1, |z_j|).  points: at how many places.
    Raises TypeError or ValueError where f does not return m finite numbers, always the same for the same z.
    """
    z = np.array(finite_vectors("z", z), np.float64)
    if z.ndim != 1:
        raise ValueError(f"z must have shape (n,), got {z.shape}")
    whole_number("points", points, least=1)
    whole_number("seed", seed, least=0)
    with np.errstate(over="ignore"):
        refuse_non_finite("|z| + spread max(1, |z|)", np.abs(z) + positive("spread", spread) * np.maximum(1, np.abs(z)))
    a = answer(f, z)
    step = float(np.finfo(a.dtype).eps) ** (1 / 3)
    f = partial(answer, f, m=a.size)
    around = np.maximum(1, np.abs(z)) * offsets((BESIDE + points, z.size), seed)
    here, *near = judged([nudged(f, p, step) for p in (z, *(z + NEAR * step * around[:BESIDE]))])
    far = judged([nudged(f, p, step) for p in z + spread * around[BESIDE:]])
    everywhere = [here, *near, *far]
    opened = np.any([m.open for m in everywhere], axis=0)
    unclear = np.any([m.moved & ~m.kink for m in everywhere], axis=0) & ~opened
    names = [structure(opened), structure(opened | unclear)]
    return Classification(
        " or ".join(dict.fromkeys(names)),
        read_only(marks(here, near, everywhere, opened, unclear)),
        read_only(here.value),
        read_only(here.error),
        f"Central differences, steps {step:.0e} and {4 * step:.0e} times max(1, |z_j|),\n"
        f"error at z up to {here.error.max():.0e}; at z, at {BESIDE} points within {NEAR * step:.0e} of it,\n"
        f"and at {points} within {spread:g} (seed {seed}).",
    )


def marks(
    here: Measured, near: list[Measured], everywhere: list[Measured],
    opened: NDArray[np.bool_], unclear: NDArray[np.bool_],
) -> NDArray[np.str_]:  # fmt: skip
    """Return the mark of each entry at z, shape (m, n)."""
    largest = np.max([np.abs(m.value) for m in everywhere], axis=0)
    blurred = opened & (here.error > 1e-3 * largest)  # a 0 that is no sharper than what it is told from
    beside = np.any([m.open for m in near], axis=0)
    conditions = [here.kink, here.open, unclear | blurred, beside, opened]
    return np.select(conditions, ["^", "#", "?", "o", ":"], ".")


def offsets(shape: tuple[int, ...], seed: int) -> Array:
    """Return random vectors of that shape (..., n), of mixed lengths, with entries between -1 and 1."""
    rng = np.random.default_rng(seed)
    return rng.uniform(0.1, 1, (*shape[:-1], 1)) * rng.uniform(-1, 1, shape)


def read_only(array: NDArray) -> NDArray:
    """Return the array, closed to writing."""
    array.flags.writeable = False
    return array
