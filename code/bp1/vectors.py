"""What every public function asks of its arrays, said in one place."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from math import isfinite
from numbers import Integral, Real

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.floating]
INF = float("inf")


def vectors(name: str, value: ArrayLike, *, like: Array | None = None) -> Array:
    """Return value as a float array, shape (..., n) with n >= 1; integers and booleans become float64.

    name: what messages call it.  like: an array whose shape it must have.
    Raises TypeError for anything but real numbers, ValueError for a wrong shape.  NaN and inf pass.
    """
    array = plain(name, value)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers, got dtype {array.dtype}")
    if array.dtype.kind != "f":
        array = array.astype(np.float64)
    if like is not None and array.shape != like.shape:
        raise ValueError(f"{name} must have shape {like.shape}, got {array.shape}")
    if array.ndim == 0 or array.shape[-1] == 0:
        raise ValueError(f"{name} must have shape (..., n) with n >= 1, got {array.shape}")
    return array


def plain(name: str, value: ArrayLike) -> Array:
    """Return value as an array of numpy's own class, in this machine's order of bytes; refuse what has lost entries."""
    if np.ma.is_masked(value):
        raise TypeError(f"{name} must be an array without masked entries; a z of -inf masks an output")
    try:
        array = np.asarray(value)
    except ValueError:  # numpy's word for rows of different lengths
        raise ValueError(f"{name} must be a rectangular array of shape (..., n), got parts of unequal shapes") from None
    return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))


def refuse(name: str, array: Array, bad: NDArray[np.bool_], expected: str) -> None:
    """Return nothing; raise ValueError naming the first entry of array marked bad and what was expected."""
    if bad.any():
        where = tuple(int(i) for i in np.argwhere(bad)[0])
        index = ", ".join(map(str, where))
        raise ValueError(f"{name}[{index}] is {array[where]}; expected {expected}")


def finite_vectors(name: str, value: ArrayLike, *, like: Array | None = None) -> Array:
    """Return `vectors(...)`, shape (..., n); raise ValueError where an entry is NaN or infinite."""
    array = vectors(name, value, like=like)
    refuse_non_finite(name, array)
    return array


def refuse_non_finite(name: str, array: Array, expected: str = "a finite number") -> None:
    """Return nothing; raise ValueError naming the first entry of array that is NaN or infinite."""
    finite = np.isfinite(array)
    if not finite.all():
        refuse(name, array, ~finite, expected)


def in_range(f: Callable[..., Array]) -> Callable[..., Array]:
    """Return f, of finite numbers, so that it raises ValueError where its result leaves the range of floats."""

    @wraps(f)
    @np.errstate(over="ignore", invalid="ignore")  # what that leads to is refused by name
    def checked(*args, **kwargs) -> Array:
        result = f(*args, **kwargs)
        refuse_non_finite(f.__name__, result, f"a sum within the range of {result.dtype}; use smaller numbers")
        return result

    return checked


def finite_between(array: Array, low: float, high: float) -> bool:
    """Return whether every entry is a finite number in the closed interval, without another array of that size."""
    least, greatest = array.min(initial=INF), array.max(initial=-INF)  # NaN if there is one: no comparison is true
    return bool(low <= least and -INF < least and greatest <= high and greatest < INF)


def maskable(name: str, value: ArrayLike, *, like: Array | None = None) -> Array:
    """Return `vectors(...)`, shape (..., n); raise ValueError where an entry is NaN or +inf.

    -inf is allowed: as a weighted input it masks an output, which then takes no part.
    """
    array = vectors(name, value, like=like)
    if not array.max(initial=-INF) < INF:
        refuse(name, array, np.isnan(array) | np.isposinf(array), "a number or -inf")
    return array


def writable(out: Array | None, *, like: Array) -> Array | None:
    """Return out, an array to write a result into or None; raise ValueError unless floats of that shape fit in."""
    if out is None:
        return None
    if not isinstance(out, np.ndarray) or out.shape != like.shape:
        raise ValueError(f"out must be an array of shape {like.shape}, got {getattr(out, 'shape', out)}")
    if out.dtype.kind != "f" or not out.flags.writeable:
        kind = f"one of {out.dtype}" if out.flags.writeable else "one that is read-only"
        raise ValueError(f"out must be an array of floats that can be written into, got {kind}")
    return out


def whole_number(name: str, value: int, *, least: int) -> int:
    """Return value as an int; raise ValueError unless it is a whole number from least upwards."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
        raise ValueError(f"{name} must be a whole number from {least} upwards, got {value!r}")
    return int(value)


def is_finite(value: object) -> bool:
    """Return whether value is one real number, and finite; True and False are none."""
    return isinstance(value, Real) and not isinstance(value, bool) and isfinite(value)


def positive(name: str, value: float) -> float:
    """Return value as a float; raise ValueError unless it is a finite number above 0."""
    if not is_finite(value) or value <= 0:
        raise ValueError(f"{name} must be a finite number above 0, got {value!r}")
    return float(value)


def not_negative(name: str, value: float) -> float:
    """Return value as a float; raise ValueError unless it is a finite number from 0 on."""
    if not is_finite(value) or value < 0:
        raise ValueError(f"{name} must be a finite number from 0 on, got {value!r}")
    return float(value)


def generator(rng: "np.random.Generator | int") -> "np.random.Generator":  # quoted: np.random loads slowly
    """Return a numpy Generator, this one or that of a seed; ValueError for what repeats nothing, such as None."""
    return rng if isinstance(rng, np.random.Generator) else np.random.default_rng(whole_number("rng", rng, least=0))


@contextmanager
def within(place: str) -> Iterator[None]:
    """Put the place, such as "layer 3", before the message of whatever is refused inside the block."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from None
