"""What every public function asks of its arrays, said in one place."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.floating]


def vectors(name: str, value: ArrayLike, *, like: Array | None = None) -> Array:
    """Return value as a float array, shape (..., n) with n >= 1; integers and booleans become float64.

    name: what messages call it.  like: an array whose shape it must have.
    Raises TypeError for anything but real numbers, ValueError for a wrong shape.  NaN and inf pass.
    """
    try:
        array = np.asarray(value)
    except ValueError as error:  # numpy's word for rows of different lengths
        raise ValueError(f"{name} must be a rectangular array of shape (..., n): {error}") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers, got dtype {array.dtype}")
    if array.dtype.kind != "f":
        array = array.astype(np.float64)
    if like is not None and array.shape != like.shape:
        raise ValueError(f"{name} must have shape {like.shape}, got {array.shape}")
    if array.ndim == 0 or array.shape[-1] == 0:
        raise ValueError(f"{name} must have shape (..., n) with n >= 1, got {array.shape}")
    return array


def refuse(name: str, array: Array, bad: NDArray[np.bool_], expected: str) -> None:
    """Return nothing; raise ValueError naming the first entry of array marked bad and what was expected."""
    if bad.any():
        where = tuple(int(i) for i in np.argwhere(bad)[0])
        index = ", ".join(map(str, where))
        raise ValueError(f"{name}[{index}] is {array[where]}; expected {expected}")


def finite_vectors(name: str, value: ArrayLike, *, like: Array | None = None) -> Array:
    """Return `vectors(...)`, shape (..., n); raise ValueError where an entry is NaN or infinite."""
    array = vectors(name, value, like=like)
    refuse(name, array, ~np.isfinite(array), "a finite number")
    return array


def maskable(name: str, value: ArrayLike, *, like: Array | None = None) -> Array:
    """Return `vectors(...)`, shape (..., n); raise ValueError where an entry is NaN or +inf.

    -inf is allowed: as a weighted input it masks an output, which then takes no part.
    """
    array = vectors(name, value, like=like)
    refuse(name, array, np.isnan(array) | np.isposinf(array), "a number or -inf")
    return array
