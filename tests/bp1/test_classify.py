"""What `classify_jacobian` says of functions whose Jacobian is known, of every layer of the zoo, and of broken ones."""

import re
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from bp1 import LAYERS, Layer, classify_jacobian
from bp1.classify import MARKS, open_somewhere, structure
from bp1.layers import layer_norm

Z = np.array([0.3, 0.2, 0.1, 0.05, 0.35, 0.15])  # near enough to each other for sparsemax to let all of them through


def grid(text):
    """Return the marks written as rows."""
    return np.array([list(row) for row in text.split()])


# -- a known pattern -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ("... ... ...", "zero"),
        ("#.. .#. ..#", "diagonal"),
        ("#.. ... ..#", "diagonal"),
        ("#", "diagonal"),
        (".#. #.. ..#", "block"),
        ("##. ##. ..#", "block"),
        ("#.# .#. #.#", "block"),
        ("##. .#. ..#", "sparse"),
        ("##. ### ..#", "sparse"),
        ("### ### ###", "dense"),
        ("### ###", "not square, dense"),
        ("##. ..#", "not square, block"),
        ("#.#. .#.#", "not square, block"),
        ("##. .##", "not square, sparse"),
        ("..", "not square, zero"),
        ("#.", "not square, block"),
    ],
)
def test_the_structure_of_a_pattern(rows, name):
    assert structure(grid(rows) == "#") == name


def test_the_structure_does_not_depend_on_the_order_of_outputs_and_inputs_unless_it_is_diagonal(draw):
    rng = np.random.default_rng(9)
    for _ in range(200):
        nonzero = rng.random((4, 5)) < rng.random()
        assert structure(nonzero) == structure(rng.permutation(rng.permutation(nonzero, axis=0), axis=1))


@pytest.mark.parametrize(
    "bad", [np.ones((2, 2)), np.ones(3, bool), np.ones((0, 2), bool)], ids=["floats", "1d", "empty"]
)
def test_a_pattern_is_a_matrix_of_booleans(bad):
    with pytest.raises(ValueError, match=r"nonzero must be booleans of shape \(m, n\), got"):
        structure(bad)


# -- the zoo ---------------------------------------------------------------------------------------------------------


@pytest.fixture(params=LAYERS.values(), ids=LAYERS.keys())
def layer(request) -> Layer:
    return request.param


def test_the_pattern_in_the_record_is_that_of_the_jacobian(layer):
    assert structure(open_somewhere(layer, 6)) == layer.pattern


def test_a_pattern_is_no_accident_of_six_inputs_or_of_the_points():
    for layer in LAYERS.values():
        if layer.fits(12):
            assert structure(open_somewhere(layer, 12, points=20000)) == layer.pattern


def test_the_pattern_in_the_record_is_measured(layer):
    found = classify_jacobian(layer, Z)
    assert found.structure == layer.pattern
    assert_array_equal(np.abs(found.jacobian - layer.jacobian(Z)) <= found.error, True)
    assert_array_equal(found.marks == "#", layer.jacobian(Z) != 0)
    assert found.error.max() < 1e-6


def test_a_zero_at_a_point_is_told_from_one_around_it_and_from_one_everywhere():
    # Layer norm: two standardised inputs multiply to -1.  Sparsemax: a loser.  Softmax in groups: another group.
    assert_array_equal(classify_jacobian(layer_norm(0), [1, -1, 1, -1]).marks, grid("#o#o o#o# #o#o o#o#"))
    assert_array_equal(classify_jacobian(LAYERS["sparsemax"], [1.2, 1.0, 0]).marks, grid("##: ##: :::"))
    assert_array_equal(classify_jacobian(LAYERS["relu"], [1, -1]).marks, grid("#. .:"))


def test_a_kink_is_named_and_decides_nothing():
    found = classify_jacobian(LAYERS["relu"], [1, 0])
    assert_array_equal(found.marks, grid("#. .^"))
    assert found.structure == "diagonal"
    assert "1 of 4: no derivative: z is at a kink or a jump" in str(found)


def test_a_kink_within_reach_of_the_nudges_leaves_the_entry_unclear():
    assert_array_equal(classify_jacobian(LAYERS["relu"], [1, -1.5e-5]).marks, grid("#. .?"))


def test_a_jump_is_no_slope():
    found = classify_jacobian(lambda z: np.heaviside(z, 0), [0.0, 1])
    assert_array_equal(found.marks, grid("^. .."))
    assert found.structure == "zero"


def test_the_mean_of_two_slopes_at_a_kink_is_not_taken_for_a_zero():
    assert_array_equal(classify_jacobian(np.abs, [0.0, 1]).marks, grid("^. .#"))


# -- a function of the reader's --------------------------------------------------------------------------------------


def mixing(small):
    """Return a function whose first output reads the second input by so little."""
    return lambda z: np.array([z[0] + small * z[1], z[1]])


def test_what_is_within_the_error_is_not_called_0():
    found = classify_jacobian(mixing(1e-11), [1, 2])
    assert found.structure == "diagonal or sparse"
    assert_array_equal(found.marks, grid("#? .#"))
    assert str(found).startswith("2 outputs, 2 inputs: diagonal or sparse, cannot tell\n")


def test_what_is_beyond_the_error_is_not_0():
    assert classify_jacobian(mixing(1e-7), [1, 2]).structure == "sparse"


def test_rounding_inside_a_function_is_not_taken_for_a_route():
    def there_and_back(z):
        return np.fft.ifft(np.fft.fft(z)).real

    found = classify_jacobian(there_and_back, [1.0, 2, 3, 5, 8])
    assert found.structure == "diagonal or dense"
    assert not (found.marks[~np.eye(5, dtype=bool)] == "#").any()


def test_noise_far_above_the_rounding_of_the_outputs_is_not_taken_for_a_route():
    found = classify_jacobian(lambda z: z + (z.sum() + 1e6) - 1e6 - z.sum(), [1.0, 2, 3])
    assert "diagonal" in found.structure
    assert "#" not in found.marks[~np.eye(3, dtype=bool)]


def test_curvature_is_not_taken_for_a_kink():
    assert_array_equal(classify_jacobian(lambda z: np.exp(20 * z), [0.5, 0]).marks, grid("#. .#"))
    assert_array_equal(classify_jacobian(lambda z: z**2, [0.0, 1]).marks, grid("o. .#"))


def test_a_function_may_write_into_its_input_and_hand_out_one_array_again_and_again():
    buffer = np.zeros(3)

    def rude(z):
        z *= 2
        buffer[:] = z
        return buffer

    z = np.array([1.0, 2, 3])
    assert_array_equal(classify_jacobian(rude, z).marks, grid("#.. .#. ..#"))
    assert_array_equal(z, [1, 2, 3])


def test_a_function_in_single_precision_is_nudged_further():
    found = classify_jacobian(lambda z: LAYERS["softmax"](z.astype(np.float32)), [1, 2, 3], spread=1)
    assert found.structure == "dense"
    assert 1e-5 < found.error.max() < 0.02


def test_lists_and_whole_numbers_will_do_and_outputs_need_not_be_as_many():
    found = classify_jacobian(lambda z: [z[0] * z[1]], [2, 3])
    assert found.structure == "not square, dense"
    assert found.heading == "1 output, 2 inputs: not square, dense"


def test_the_same_seed_gives_the_same_answer_and_another_one_other_points():
    first, again, other = (classify_jacobian(LAYERS["sparsemax"], 6 * Z, seed=seed) for seed in (0, 0, 1))
    assert str(first) == str(again) != str(other)
    assert_array_equal(first.jacobian, other.jacobian)


def test_a_classification_cannot_be_changed():
    found = classify_jacobian(LAYERS["softmax"], [1, 2])
    with pytest.raises(FrozenInstanceError):
        found.structure = "diagonal"
    with pytest.raises(ValueError, match="read-only"):
        found.jacobian[0, 0] = 0


# -- how it reads ----------------------------------------------------------------------------------------------------


def test_as_text():
    assert str(classify_jacobian(LAYERS["sparsemax"], [1.2, 1.0, 0])) == (
        "3 outputs, 3 inputs: dense\n"
        "  # # :\n"
        "  # # :\n"
        "  : : :\n"
        "#  4 of 9: not 0 at z\n"
        ":  5 of 9: 0 at z and right beside it, not 0 farther off\n"
        "Central differences, steps 6e-06 and 2e-05 times max(1, |z_j|),\n"
        "error at z up to 2e-10; at z, at 10 points within 1e-03 of it,\n"
        "and at 50 within 3 (seed 0)."
    )


def test_as_a_table():
    html = classify_jacobian(LAYERS["sparsemax"], [1.2, 1.0, 0])._repr_html_()
    assert "<caption>3 outputs, 3 inputs: dense</caption>" in html
    assert '<th scope="row">a<sub>1</sub></th><td>0.5000</td><td>−0.5000</td><td>:</td>' in html
    assert "5 of 9: 0 at z and right beside it" in html


def test_a_large_jacobian_is_counted_and_not_drawn():
    found = classify_jacobian(np.tanh, np.zeros(13), points=2)
    assert str(found).startswith("13 outputs, 13 inputs: diagonal\n#  13 of 169: not 0 at z\n.  156 of 169: ")
    assert "<table" not in found._repr_html_() and "13 of 169" in found._repr_html_()


def test_every_mark_is_one_character_and_has_words():
    assert all(len(mark) == 1 and words for mark, words in MARKS.items())


# -- what is refused -------------------------------------------------------------------------------------------------

COUNTER = iter(range(10**9))
CHANCE = np.random.default_rng(0)


def longer_and_longer(z):
    return np.zeros(1 if z[0] < 1.001 else 2)


@pytest.mark.parametrize(
    ("f", "z", "error", "message"),
    [
        (np.tanh, [[1.0, 2]], ValueError, "z must have shape (n,), got (1, 2)"),
        (np.tanh, [1.0, np.nan], ValueError, "z[1] is nan; expected a finite number"),
        (np.tanh, 1.0, ValueError, "z must have shape (..., n) with n >= 1, got ()"),
        ("tanh", [1.0], TypeError, "f must be a function of z, got 'tanh'"),
        (np.sum, [1.0, 2], ValueError, "f(z) must have shape (..., n) with n >= 1, got ()"),
        (np.diag, [1.0, 2], ValueError, "f(z) must have shape (m,), got (2, 2)"),
        (lambda z: None, [1.0], TypeError, "f(z) must hold real numbers, got dtype object"),
        (lambda z: z * 1j, [1.0], TypeError, "f(z) must hold real numbers, got dtype complex128"),
        (lambda z: z * np.nan, [1.0], ValueError, "f(z) at z = [1.][0] is nan; expected a finite number"),
        (lambda z: 1 / np.maximum(z - 0.9, 0), [1.0], ValueError, "expected a finite number (a smaller spread keeps"),
        (lambda z: z + CHANCE.normal(size=2), [1.0, 2], ValueError, "f gave two answers at z = [1. 2.]; expected a"),
        (lambda z: z + next(COUNTER), [1.0, 2], ValueError, "f gave two answers at z = [1. 2.]; expected a function"),
        (longer_and_longer, [1.0], ValueError, "outputs at z = "),
    ],
)
def test_what_cannot_be_classified_is_named(f, z, error, message):
    with np.errstate(divide="ignore"), pytest.raises(error, match=re.escape(message)) as refusal:
        classify_jacobian(f, z)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "options",
    [
        *[{"spread": spread} for spread in (0, np.inf, "far")],
        *[{"points": points} for points in (2.5, 0, True)],
        *[{"seed": seed} for seed in (-1, None)],
    ],
)
def test_options_that_make_no_sense_are_named(options):
    [(name, value)] = options.items()
    expected = {
        "spread": "a finite number above 0",
        "points": "a whole number from 1 upwards",
        "seed": "a whole number from 0 upwards",
    }[name]
    with pytest.raises(ValueError, match=re.escape(f"{name} must be {expected}, got {value!r}")):
        classify_jacobian(np.tanh, [1.0], **options)


def test_a_spread_that_leaves_the_floats_is_named():
    with pytest.raises(ValueError, match=r"^\|z\| \+ spread max\(1, \|z\|\)\[1\] is inf; expected a finite number$"):
        classify_jacobian(np.tanh, [1.0, 1e308])


def test_a_smaller_spread_keeps_to_where_a_function_is_defined():
    assert classify_jacobian(np.log, [1.0, 2], spread=0.5).structure == "diagonal"
