"""The known mistakes about delta, each as a wrong formula, so that a wrong number can be traced to what was done.

All formulas take (activation, cost, z, y) as `bp1.delta` does, and return what somebody gets who makes the mistake.
To add one, add a line to MISTAKES; `check_against` and the tests follow by themselves.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bp1.activations import ACTIVATIONS, Activation
from bp1.costs import COSTS, Cost
from bp1.delta import checked, compatible, cost_gradient, delta, delta_diagonal_only
from bp1.vectors import Array

Delta = Callable[[Activation, Cost, Array, Array], Array]
NAN = np.nan  # in every entry: the mistake cannot be made with this layer and cost

INDEX = "index"
LETTER_K = "chapters/the-letter-k-means-three-different-things"
EVERY_ROUTE = "chapters/one-nudge-travels-by-every-route"
ONE_ROUTE = "chapters/when-only-one-route-is-open"
SOFTMAX = "chapters/softmax-opens-every-route"
A_MINUS_Y = "chapters/a-minus-y-comes-three-times"
BACKWARDS = "chapters/backwards-through-every-layer"
MEASURE = "chapters/a-nudge-convicts-a-wrong-delta"
SMALL = "chapters/small-is-not-zero"
ZOO = "chapters/every-layer-has-its-pattern-of-zeros"
TRAINING = "chapters/the-mistake-can-ruin-training-or-hide"
MUSEUM = "chapters/three-lines-convict-each-bug"
CHAPTERS = (
    INDEX, LETTER_K, EVERY_ROUTE, ONE_ROUTE, SOFTMAX, A_MINUS_Y, MEASURE, BACKWARDS, SMALL, ZOO, TRAINING, MUSEUM,
)  # fmt: skip


@dataclass(frozen=True)
class Mistake:
    """A way to get delta wrong.

    name: in few words.  sentence: what was done, and what is right.  read: page and section of the book.
    delta: activation, cost, z, y -> the wrong delta, shape (..., n), with NaN where the mistake cannot be made.
    """

    name: str
    sentence: str
    read: str
    delta: Delta


def slopes(activation: Activation, z: Array) -> Array:
    """Return da_j/dz_j, shape (..., n): the diagonal of the Jacobian."""
    return np.einsum("...jj->...j", activation.f_jacobian(z))


def gradient(activation: Activation, cost: Cost, z: Array, y: Array) -> Array:
    """Return dC/da_k at a(z), shape (..., n)."""
    return cost_gradient(cost, activation.f(z), y)


def through(jacobian: Callable[[Activation, Array], Array]) -> Delta:
    """Return the mistake of putting another matrix, shape (..., n, n), in the place of the Jacobian in (37)."""
    return lambda f, C, z, y: np.einsum("...k,...kj->...j", gradient(f, C, z, y), jacobian(f, z))


def times(factor: Callable[[int], float]) -> Delta:
    """Return the mistake of a factor that depends on the number n of outputs alone."""
    return lambda f, C, z, y: factor(z.shape[-1]) * delta(f, C, z, y)


def twice(f: Activation, C: Cost, z: Array, y: Array) -> Array:
    """Return dC/dz, shape (..., n), of a program that puts the outputs through the activation once more."""
    return f.f_vjp(z, f.f(z), delta(f, C, f.f(z), y), None)


def moved_up(y: Array) -> Array:
    """Return the targets of the outputs one place on, shape (..., n): a label counted from 1, read as from 0."""
    return np.roll(y, 1, axis=-1)


def other_cost(name: str) -> Mistake:
    """Return the mistake of taking the delta of another cost."""
    other = COSTS[name]
    return Mistake(
        f"delta of the {other.label} cost", f"It is the right delta of another cost, the {other.label} one.",
        f"{A_MINUS_Y}#every-pair-side-by-side",
        lambda f, C, z, y: delta(f, other, z, y) if C.name != name and compatible(f, other) else z * NAN,
    )  # fmt: skip


def other_layer(name: str) -> Mistake:
    """Return the mistake of taking the delta of another activation."""
    other = ACTIVATIONS[name]
    return Mistake(
        f"{other.label} as the layer", f"It is the right delta of another layer, {other.label}.",
        f"{A_MINUS_Y}#every-pair-side-by-side",
        lambda f, C, z, y: delta(other, C, z, y) if f.name != name and compatible(other, C) else z * NAN,
    )  # fmt: skip


# The likeliest reading first: where several give the same numbers, the first names the verdict.
MISTAKES: dict[str, Mistake] = {
    mistake.name: mistake
    for mistake in [
        Mistake(
            "(38) for (37)",
            "It has the one term k = j; where other outputs read z_j too, as all of softmax do, their terms belong in "
            "the sum. For softmax that term is dC/da_j times a_j (1 - a_j), the diagonal of its Jacobian.",
            f"{SOFTMAX}#what-38-leaves-out",
            delta_diagonal_only,
        ),
        Mistake(
            "J for its transpose",
            "It sums over the columns of the Jacobian, sum_k dC/da_k da_j/dz_k; (37) runs down column j.",
            f"{BACKWARDS}#where-the-transpose-shows",
            through(lambda f, z: np.swapaxes(f.f_jacobian(z), -1, -2)),
        ),
        Mistake(
            "activation twice",
            "Its outputs go through the activation once more before the cost sees them: softmax of softmax, say. "
            "Often the cost function has a softmax of its own.",
            f"{MUSEUM}#softmax-twice",
            twice,
        ),
        Mistake(
            "activation twice in a - y",
            "It is a - y with an a that went through the activation twice, softmax of softmax, say.",
            f"{MUSEUM}#softmax-twice",
            lambda f, C, z, y: f.f(f.f(z)) - y,
        ),
        Mistake(
            "sign",
            "It is minus delta: y - a where a - y belongs.",
            f"{INDEX}#the-three-lines-that-stop-people",
            times(lambda n: -1),
        ),
        Mistake(
            "n times delta",
            "It is delta times the number of outputs: every term of the sum was taken for the whole of delta.",
            f"{EVERY_ROUTE}#is-the-sum-not-k-times-the-same-thing",
            times(lambda n: n if n > 1 else NAN),
        ),
        Mistake(
            "mean over the outputs",
            "It is delta divided by the number of outputs: a mean over k, where (37) has a sum.",
            f"{EVERY_ROUTE}#from-steps-to-shares",
            times(lambda n: 1 / n if n > 1 else NAN),
        ),
        Mistake(
            "factor 2",
            "It is twice delta: the quadratic cost without its 1/2, for one.",
            "chapters/notation#the-costs",
            times(lambda n: 2),
        ),
        Mistake(
            "factor 1/2",
            "It is half of delta: the 1/2 of the quadratic cost was kept when the square was differentiated, for one.",
            "chapters/notation#the-costs",
            times(lambda n: 0.5),
        ),
        Mistake(
            "mean of squares",
            "It is delta times 2/n: the quadratic cost as the mean of the squares, where NNDL has half of their sum.",
            "chapters/notation#the-costs",
            times(lambda n: 2 / n if n > 2 else NAN),
        ),
        Mistake(
            "a - y for another pair",
            "It is a - y, which is delta for other pairs: softmax with the log-likelihood cost, sigmoid with the "
            "cross-entropy, linear outputs with the quadratic cost.",
            f"{A_MINUS_Y}#a-y-three-times",
            lambda f, C, z, y: f.f(z) - y,
        ),
        Mistake(
            "Jacobian left out",
            "It is dC/da_j alone; how the outputs answer to z_j, da_k/dz_j, is missing.",
            f"{INDEX}#the-three-lines-that-stop-people",
            gradient,
        ),
        Mistake(
            "cost gradient left out",
            "It is da_j/dz_j alone; how the cost answers to the outputs, dC/da_k, is missing.",
            f"{INDEX}#the-three-lines-that-stop-people",
            lambda f, C, z, y: slopes(f, z),
        ),
        Mistake(
            "slope once more",
            "It is delta times da_j/dz_j: a finished delta, such as a - y, was multiplied by the activation's "
            "derivative again.",
            f"{A_MINUS_Y}#a-y-three-times",
            lambda f, C, z, y: delta(f, C, z, y) * slopes(f, z),
        ),
        Mistake(
            "a (1 - a) as the slope",
            "It is dC/da_j times a_j (1 - a_j), which is the slope of sigmoid alone.",
            f"{ONE_ROUTE}#exactly-the-elementwise-layers",
            lambda f, C, z, y: gradient(f, C, z, y) * f.f(z) * (1 - f.f(z)),
        ),
        Mistake(
            "minus lost off the diagonal",
            "The entries of the Jacobian off its diagonal have lost their sign: softmax has -a_k a_j there.",
            f"{SOFTMAX}#by-the-quotient-rule",
            through(lambda f, z: np.abs(f.f_jacobian(z))),
        ),
        Mistake(
            "a_k (1 - a_j) off the diagonal",
            "Every entry of the Jacobian was taken to be a_k (1 - a_j); off its diagonal softmax has -a_k a_j.",
            f"{SOFTMAX}#by-the-quotient-rule",
            through(lambda f, z: f.f(z)[..., :, None] * (1 - f.f(z)[..., None, :])),
        ),
        Mistake(
            "target one place on",
            "It is delta for the target of the next output: a label counted from 1 was read as counted from 0.",
            f"{LETTER_K}#one-network-every-symbol",
            lambda f, C, z, y: delta(f, C, z, moved_up(y)),
        ),
        *map(other_cost, COSTS),
        *map(other_layer, ACTIVATIONS),
    ]
}  # fmt: skip


def wrong_deltas(activation: Activation, cost: Cost, z: ArrayLike, y: ArrayLike) -> dict[str, Array]:
    """Return what each mistake gives at z and y, shape (..., n), by name; without those that cannot be made there."""
    z, y = checked(activation, cost, z, y)
    found = {name: attempt(mistake, activation, cost, z, y) for name, mistake in MISTAKES.items()}
    return {name: wrong for name, wrong in found.items() if np.isfinite(wrong).all()}


def attempt(mistake: Mistake, activation: Activation, cost: Cost, z: Array, y: Array) -> Array:
    """Return the mistake's delta, shape (..., n), or NaN where its formula has no finite value."""
    try:
        return mistake.delta(activation, cost, z, y)
    except ValueError:  # the library's own word for a slope that is not finite
        return z * NAN
