"""Somebody else's delta beside ours: whether they agree and, if not, which known mistake theirs looks like."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from textwrap import fill
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from bp1.activations import ACTIVATIONS, Activation
from bp1.check import relative_error
from bp1.costs import COSTS, Cost
from bp1.delta import checked, delta
from bp1.mistakes import MISTAKES, Mistake, wrong_deltas
from bp1.torch_module import delta_of_module, is_module
from bp1.vectors import Array, finite_vectors, refuse_non_finite

TOLERANCE = 1e-5  # of the largest entry: single precision passes, and no known mistake is as small as that
FLOOR = 1e-14  # below it there is rounding alone
WIDTH = 88  # characters in a line of a verdict
TRIES = 20  # random places at which mistakes that agree here may differ


RIGHT = "right"


class Place(NamedTuple):
    """A z and y, shape (n,), and what each mistake gives there, by name; the right delta is one of them."""

    z: Array
    y: Array
    deltas: dict[str, Array]

    def groups(self, names: Iterable[str]) -> list[list[str]]:
        """Return the names in groups that have one delta here."""
        found: list[list[str]] = []
        for name in filter(self.deltas.__contains__, names):
            home = next((group for group in found if same(self.deltas[group[0]], self.deltas[name])), None)
            found.append([name]) if home is None else home.append(name)
        return found

    def __str__(self) -> str:
        z, y = (", ".join(f"{x:g}" for x in numbers) for numbers in (self.z, self.y))
        return f"z = ({z}), y = ({y})"


@dataclass(frozen=True, eq=False)
class Verdict:
    """What was found; print it.

    theirs, ours: shape (..., n).  error: see `relative_error`.  agrees: whether they are one within the tolerance.
    mistakes: those that give theirs here, the likeliest first; if it agrees, those that this z and y cannot see.
    telling: another place, which tells more of these apart, if there is one.
    factor: theirs / the mistake's, or theirs / ours where there is none; NaN where that is no constant.
    """

    theirs: Array
    ours: Array
    error: float
    agrees: bool
    pair: str
    mistakes: tuple[Mistake, ...]
    telling: Place | None
    factor: float

    @property
    def heading(self) -> str:
        """Return the verdict in a line."""
        if self.agrees:
            return "Agrees with (37), at this z and y."
        if self.mistakes:
            times = "" if self.factor == 1 else f", times {self.factor:.6g}"
            return f"Looks like a known mistake{times}: {self.mistakes[0].name}."
        if np.isfinite(self.factor):
            return f"Looks like a lost factor: theirs is {self.factor:.6g} times ours."
        return "Wrong, and like no known mistake."

    @property
    def reasons(self) -> list[str]:
        """Return what speaks for the verdict, and what this z and y leave open, a sentence or two each."""
        names = [mistake.name for mistake in self.mistakes]
        if self.agrees:
            here = f"This z and y cannot see: {', '.join(names)}."
            return [here, f"More can be seen at {self.telling}."] if names else []
        said = [f"{mistake.sentence} Read {mistake.read}." for mistake in self.mistakes[:1]]
        return said + self.doubts(names) * (len(names) > 1)

    def doubts(self, names: list[str]) -> list[str]:
        """Return which mistakes give the same numbers here, and where they differ."""
        here = f"This z and y cannot tell apart: {', '.join(names)}."
        if self.telling is None:
            return [here, "Nor could any other that was tried: with this layer and cost they are one formula."]
        parts = "; ".join(" = ".join(group) for group in self.telling.groups(names))
        return [here, f"Apart at {self.telling}: {parts}."]

    def __str__(self) -> str:
        numbers = [f"theirs  {self.theirs}", f"ours    {self.ours}", f"relative error {self.error:.2g}, {self.pair}"]
        reasons = [fill(reason, WIDTH, break_on_hyphens=False) for reason in self.reasons]
        return "\n".join([self.heading, *numbers, *reasons])

    __repr__ = __str__


def check_against(
    f: Callable[[Array, Array], ArrayLike], z: ArrayLike, y: ArrayLike, *,
    activation: Activation = ACTIVATIONS["softmax"], cost: Cost = COSTS["quadratic"],
) -> Verdict:  # fmt: skip
    """Return the Verdict on f, somebody else's delta of the last layer, at one z and y.

    f: takes z and y, shape (..., n), and returns dC/dz, shape (..., n); or a PyTorch module that takes them as tensors
    and returns C.  z, y: shape (..., n); a z without symmetries, such as (2.2, 0.3, 0), sees most.
    activation, cost: the layer and the cost that f is meant for.
    Raises TypeError or ValueError where f does not return finite numbers of that shape, always the same for the same
    z and y, or changes z or y.
    """
    z, y = checked(activation, cost, z, y)
    refuse_non_finite("z", z)
    if z.ndim > 1 and z.shape[-1] == 1 and not activation.elementwise:
        raise ValueError(f"z has shape {z.shape}, {len(z)} examples of 1 output; for one example write z.ravel()")
    theirs, ours = answer(f, z, y), delta(activation, cost, z, y)
    agrees = same(theirs, ours)
    names, factor = explained(theirs, wrong_deltas(activation, cost, z, y), ours)
    names, place = compared(names, agrees, activation, cost, y)
    return Verdict(
        theirs, ours, relative_error(theirs, ours), agrees, f"{activation.label} with the {cost.label} cost",
        tuple(MISTAKES[name] for name in names), place, factor,
    )  # fmt: skip


def answer(f: Callable[[Array, Array], ArrayLike], z: Array, y: Array) -> Array:
    """Return f(z, y), shape (..., n), asked twice with copies; TypeError or ValueError where it breaks its word."""
    if not callable(f):
        raise TypeError(f"f must be a function of z and y that returns delta, or a PyTorch module, got {f!r}")
    f = partial(delta_of_module, f) if is_module(f) else f
    first, second = once(f, z, y), once(f, z, y)
    for one, other in zip(first.flat, second.flat, strict=True):
        if one != other:
            raise ValueError(f"f gave two answers, {one} and {other}; expected one that looks at z and y alone")
    return first


def once(f: Callable[[Array, Array], Any], z: Array, y: Array) -> Array:
    """Return a copy of f(z, y), shape (..., n); ValueError where it is not finite or z or y came back changed."""
    own_z, own_y = z.copy(), y.copy()
    result = np.array(finite_vectors("f(z, y)", f(own_z, own_y), like=z))
    for name, before, after in ("z", z, own_z), ("y", y, own_y):
        if not np.array_equal(before, after):
            raise ValueError(f"f changes {name} from {before} to {after}; expected a function that leaves it alone")
    return result


def same(a: Array, b: Array) -> bool:
    """Return whether two arrays of one shape are equal within the tolerance, relative to their largest entry."""
    return bool(np.abs(a - b).max() <= max(TOLERANCE * np.abs([a, b]).max(), FLOOR))


def explained(theirs: Array, wrong: dict[str, Array], ours: Array) -> tuple[list[str], float]:
    """Return the names of the mistakes that give theirs, up to one factor, and that factor: 1 if any gives it as it is.

    No name where theirs is a multiple of ours.
    """
    exact = [name for name, value in wrong.items() if same(theirs, value)]
    if exact or same(theirs, ours):
        return exact, 1.0
    factors = {name: ratio(theirs, value) for name, value in wrong.items()}
    factor = next((c for c in (ratio(theirs, ours), *factors.values()) if np.isfinite(c)), np.nan)
    multiple = same(theirs, factor * ours) if np.isfinite(factor) else True
    return [] if multiple else [name for name, c in factors.items() if np.isclose(c, factor)], factor


def ratio(theirs: Array, other: Array) -> float:
    """Return c where theirs is c times the other and there is enough to tell, at least two numbers; else NaN."""
    squared = np.vdot(other, other)
    c = float(np.vdot(other, theirs) / squared) if squared and theirs.size > 1 else np.nan
    return c if c and same(theirs, c * other) else np.nan


def elsewhere(activation: Activation, cost: Cost, y: Array) -> list[Place]:
    """Return other places, first with as many outputs and this y, then with one output more."""
    rng, own = np.random.default_rng(36), y.reshape(-1, y.shape[-1])[0]
    targets = [target for target in (own, np.eye(own.size + 1)[0]) for _ in range(TRIES)]
    points = [(rng.uniform(-2, 2, target.size).round(1), target) for target in targets]
    return [Place(*at, wrong_deltas(activation, cost, *at) | {RIGHT: delta(activation, cost, *at)}) for at in points]


def compared(
    names: list[str], agrees: bool, activation: Activation, cost: Cost, y: Array
) -> tuple[list[str], Place | None]:
    """Return the mistakes that are not the right delta everywhere, and the place that tells most of them apart.

    The right delta is one to be told apart, too, if f agrees with it.
    """
    if len(names) + agrees < 2:
        return names, None
    others = elsewhere(activation, cost, y)
    names = [name for name in names if any(len(place.groups([RIGHT, name])) == 2 for place in others)]
    suspects = [RIGHT] * agrees + names
    best = max(others, key=lambda place: len(place.groups(suspects)))
    return names, best if len(best.groups(suspects)) > 1 else None
