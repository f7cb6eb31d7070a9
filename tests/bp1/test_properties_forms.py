"""What every public function promises about its arrays: any form and any batch will do, and none is modified."""

import importlib
import inspect
import pkgutil
import re

import numpy as np
import pytest
from drawn import INF, PUBLIC, results
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import ArrayLike

import bp1

# They check for those on trial, and take what these were given.
BEHIND = {"Activation.checked", "Cost.checked", "Cost.target", "Layer.checked", "checked", "difference", "examples"}
FIELDS = {"over_seeds"}  # an ArrayLike is a field of a case there


class Kept(np.ndarray):
    """A subclass, as users have them."""


def read_only(array):
    array = array.copy()
    array.flags.writeable = False
    return array


FORMS = {
    "read-only": read_only,
    "with gaps": lambda array: np.repeat(array, 2, axis=-1)[..., ::2],
    "backwards": lambda array: array[..., ::-1].copy()[..., ::-1],
    "columns first": lambda array: np.array(array, order="F"),
    "bytes swapped": lambda array: array.astype(array.dtype.newbyteorder()),
    "subclass": lambda array: array.copy().view(Kept),
    "list": lambda array: array.tolist() if array.size else array,  # an empty list would have lost its shape
}


def every(names):
    return pytest.mark.parametrize("name", list(names))


every_public = every(PUBLIC)
every_form = st.sampled_from(list(FORMS))


def taking_arrays():
    """Return the names of all functions and methods of the library that say they take an ArrayLike."""
    for module in pkgutil.walk_packages(bp1.__path__, "bp1."):
        if not module.name.startswith(("bp1.widgets", "bp1.figures")):
            for thing in vars(importlib.import_module(module.name)).values():
                parts = vars(thing).values() if inspect.isclass(thing) else [thing]
                yield from (f.__qualname__ for f in parts if inspect.isfunction(f) and takes_an_array(f))


def takes_an_array(f):
    return any(kind in (ArrayLike, ArrayLike | None) for name, kind in f.__annotations__.items() if name != "return")


def arity(f):
    """Return how many arguments f must be given."""
    return sum(p.default is p.empty for p in inspect.signature(f).parameters.values())


def assert_near(found, expected, name):
    measured = "difference" in name or name in ("classify_jacobian", "complex_step", "step_errors", "climb")
    scale = np.abs(expected).max(initial=0)  # a sum in another order rounds otherwise
    assert_allclose(found, expected, rtol=1e-12, atol=max(1e-12 * scale, 1e-6 * measured))


def test_every_function_that_takes_an_array_is_on_trial():
    assert set(taking_arrays()) - PUBLIC.keys() == BEHIND & set(taking_arrays()) | FIELDS


@every_public
@given(st.data(), every_form)
def test_every_form_of_the_same_numbers_gives_the_same_and_stays_as_it_is(name, data, form):
    record, *arrays = data.draw(PUBLIC[name].arguments)
    given_ = [FORMS[form](array) for array in arrays]
    for found, expected in zip(results(name, record, *given_), results(name, record, *arrays), strict=True):
        assert type(found) is type(expected)
        if isinstance(found, np.ndarray):
            assert (found.shape, found.dtype) == (expected.shape, expected.dtype)
            assert not any(np.shares_memory(found, array) for array in given_ if isinstance(array, np.ndarray))
        if isinstance(found, str | bool):
            assert found == expected
        else:
            assert_near(np.asarray(found), np.asarray(expected), name)
    for after, before in zip(given_, arrays, strict=True):
        assert_array_equal(after, before)


@every(name for name, public in PUBLIC.items() if public.apart)
@given(st.data())
def test_each_example_of_a_batch_is_computed_as_if_alone(name, data):
    record, *arrays = data.draw(PUBLIC[name].arguments)
    batch = arrays[0].shape[:-1]
    together = results(name, record, *arrays)
    assert all(part.shape[: len(batch)] == batch for part in together)
    for i in np.ndindex(batch):
        for found, expected in zip(together, results(name, record, *(array[i] for array in arrays)), strict=True):
            assert_near(found[i], expected, name)


@every(name for name, public in PUBLIC.items() if public.finite)
@given(st.data(), st.sampled_from([np.nan, INF]))
def test_nan_and_inf_are_refused_by_place(name, data, bad):
    record, *arrays = data.draw(PUBLIC[name].arguments.filter(lambda drawn: drawn[1].size))
    spoilt = data.draw(st.sampled_from(arrays))
    at = tuple(data.draw(st.integers(0, n - 1)) for n in spoilt.shape)
    spoilt[at] = bad
    index = ", ".join(map(str, at))
    with pytest.raises(ValueError, match=rf"^(layer 3: )?\w+\[{index}\] is {bad}; expected [^\n]+$"):
        results(name, record, *arrays)


@every(name for name, public in PUBLIC.items() if arity(public.f) == 3)
@given(st.data())
def test_an_array_of_one_entry_more_than_the_other_is_refused_with_both_shapes(name, data):
    record, first, second = data.draw(PUBLIC[name].arguments)
    longer = np.concatenate([second, second[..., :1]], axis=-1)
    with pytest.raises(ValueError, match=r"^[^\n]+ must have shape \(.*\), got \(.*\)$") as refusal:
        results(name, record, first, longer)
    n = second.shape[-1]
    assert {f"{n})", f"{n + 1})"} <= set(re.findall(r"\d+\)", str(refusal.value).replace(",)", ")")))
