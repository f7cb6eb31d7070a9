"""What is typed, written to files and read again: nothing typed breaks the reader, and what is kept comes back."""

import json
import math
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from drawn import gentle, harsh, like
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from bp1 import ACTIVATIONS
from bp1.exercises import EXERCISES
from bp1.exercises.replies import Reply
from bp1.exercises.typed import read_answer, read_number
from bp1.network import Layer, forward
from bp1.records import Case, case, compact, listed, over_seeds
from bp1.storage import load, save

finite = st.floats(allow_nan=False, allow_infinity=False)
typed = st.text("0123456789+-−.,;eE/% \t\u00a0", max_size=12)
typed |= st.text("015.-e/%infaNx_٣½²一𝟙\n\0\u2028'\"", max_size=12)  # an alphabet: all of Unicode takes seconds to load
junk = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.fractions() | st.decimals() | st.complex_numbers()
    | typed | st.binary(max_size=3) | like(st.floats(), 2, 2),
    lambda parts: st.lists(parts, max_size=4) | st.tuples(parts, parts) | st.dictionaries(typed, parts, max_size=2),
    max_leaves=8,
)  # fmt: skip
many = settings(max_examples=8 * settings.default.max_examples)  # what costs little is tried more often
words = st.text("abcdefghijklmnopqrstuvwxyz_-37", min_size=1, max_size=12)


# -- typed -----------------------------------------------------------------------------------------------------------


@many
@given(typed)
@example("1e999")
@example("0 / 0")
def test_any_text_is_a_finite_number_or_none(text):
    number = read_number(text)
    assert number is None or math.isfinite(number)


@given(finite, st.sampled_from(["{}", " {}\t", "+{}", "{}%", "{} / 8"]), st.booleans())
def test_a_number_is_read_as_it_is_written(x, form, comma):
    text = form.format(repr(abs(x) if form[0] == "+" else x)).replace(".", "," if comma else ".")
    value = abs(x) if form[0] == "+" else x / {"%": 100, "8": 8}.get(form[-1], 1)
    assert read_number(text) == value and read_number(text.replace("-", "−")) == value


@many
@given(junk, st.integers(1, 4))
def test_any_answer_is_so_many_finite_numbers_or_none(answer, count):
    found = read_answer(answer, count)
    assert found is None or (len(found) == count and all(type(x) is float and math.isfinite(x) for x in found))


@given(st.lists(finite, min_size=1, max_size=4), st.sampled_from([list, tuple, np.array, "; ".join]))
def test_the_same_numbers_in_any_form_are_one_answer(numbers, form):
    answer = form(map(repr, numbers)) if form == "; ".join else form(numbers)
    assert read_answer(answer, len(numbers)) == numbers


@given(st.fractions(max_denominator=1000) | st.decimals(-1000, 1000, places=3) | st.integers(-1000, 1000))
def test_exact_numbers_are_read(number):
    assert isinstance(number, Fraction | Decimal | int) and read_answer(number, 1) == [float(number)]


@many
@given(st.sampled_from(list(EXERCISES.values())), junk)
def test_any_answer_to_any_exercise_gets_a_reply(exercise, answer):
    reply = exercise.check(answer)
    assert isinstance(reply, Reply) and reply.heading and "\n" not in str(reply)


@given(st.sampled_from([one for one in EXERCISES.values() if one.kind == "function"]), junk, st.booleans())
def test_a_function_that_returns_or_raises_anything_gets_a_reply(exercise, thing, leaves):
    def answer(*arguments):
        if leaves:
            raise SystemExit(thing)
        return thing

    reply = exercise.check(answer)
    assert isinstance(reply, Reply) and reply.right is False


# -- records ---------------------------------------------------------------------------------------------------------

cases = st.builds(Case, words, words, words, words, finite, st.sampled_from(["37", "38"]), st.integers(0, 99))
runs = st.dictionaries(words, like(st.floats(-1e4, 1e4), 3), min_size=1, max_size=2)


@given(cases)
def test_a_case_is_read_from_its_name(one):
    assert case(" ".join(str(getattr(one, field.name)) for field in fields(Case))) == one


@given(st.dictionaries(words, st.lists(finite, max_size=4)))
def test_json_without_spaces_is_the_same_json(value):
    assert json.loads(compact(value)) == value


@given(runs)
def test_what_is_listed_is_off_by_half_of_the_last_digit(run):
    for name, numbers in listed(run).items():
        assert all(str(x) != "-0.0" for x in numbers)
        assert_allclose(numbers, run[name], rtol=6e-3, atol=6e-5)


@given(st.sampled_from([np.nan, np.inf, -np.inf]))
def test_json_has_no_nan(bad):
    with pytest.raises(ValueError, match="not JSON compliant"):
        compact({"x": [bad]})


@given(cases, st.lists(st.integers(0, 9), min_size=1, max_size=4, unique=True))
def test_over_seeds_has_a_row_for_each_seed(one, seeds):
    others = {name: getattr(one, name) for name in ("data", "hidden", "cost", "targets", "rate", "equation")}
    recorded = {Case(**others, seed=seed): {"angle": np.array([seed, 2.0 * seed])} for seed in seeds}
    assert_array_equal(over_seeds(recorded, "angle", **others), [[seed, 2.0 * seed] for seed in seeds])
    with pytest.raises(ValueError, match=r"^measure must be one of angle, got 'slope'$"):
        over_seeds(recorded, "slope", **others)


# -- networks in files -----------------------------------------------------------------------------------------------


@st.composite
def networks(draw):
    """Draw layers in a row, of any of the dtypes, their numbers up to the largest that a forward pass allows."""
    sizes, dtype = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4)), draw(st.sampled_from("efdi"))
    numbers = st.integers(-9, 9) if dtype in "ei" else gentle if dtype == "f" else harsh.filter(lambda x: abs(x) < 1e99)
    return [
        Layer(draw(like(numbers, n, m)).astype(dtype), draw(like(numbers, n)).astype(dtype), draw(of_any_activation))
        for m, n in pairwise(sizes)
    ]


of_any_activation = st.sampled_from(list(ACTIVATIONS.values()))


@many
@given(networks())
def test_a_network_comes_back_bit_for_bit(tmp_path_factory, layers):
    path = tmp_path_factory.getbasetemp() / "drawn.npz"
    save(path, layers)
    for after, before in zip(load(path), layers, strict=True):
        assert after.activation is before.activation
        for part in ("weights", "biases"):
            found, kept = getattr(after, part), getattr(before, part)
            assert (found.dtype, found.shape, found.tobytes()) == (kept.dtype, kept.shape, kept.tobytes())
    assert len(forward(layers, np.zeros(layers[0].weights.shape[1]))) == len(layers)
