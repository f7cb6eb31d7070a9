"""The figures draw what they say: their marks stand where the library's numbers put them."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from bp1 import ACTIVATIONS, COSTS, delta_full_sum
from bp1.figures.drawing import GREY, J, K
from bp1.figures.network import place, where_k_sits
from bp1.figures.staircase import staircase
from bp1.figures.triangle import CORNERS, softmax_triangle, spelled_steps
from bp1.figures.walks import SQUARE, running_sum, square_walk
from bp1.staircase import climb

matplotlib.use("Agg")


@pytest.fixture
def ax():
    figure, ax = plt.subplots()
    yield ax
    plt.close(figure)


@pytest.mark.parametrize("z", [[1.0, 2.0, 3.0], [2.2, 0.3, 0.0]])
def test_each_arrow_goes_the_fraction_a_j_of_the_way_to_corner_j(ax, z):
    a = ACTIVATIONS["softmax"](z)
    assert softmax_triangle(ax, z) is ax
    arrows = [text for text in ax.texts if text.get_text() == ""]
    assert len(arrows) == 3
    for arrow, a_j, corner in zip(arrows, a, CORNERS, strict=True):
        assert_allclose(arrow.xyann, a @ CORNERS)
        assert_allclose(arrow.xy, a @ CORNERS + a_j * (corner - a @ CORNERS))


def marks(ax):
    """Return {place: colour} of the large dots, and the sorted texts, of `where_k_sits`."""
    dots = [line for line in ax.lines if line.get_marker() == "o" and line.get_markersize() == 10]
    return {tuple(dot.get_xydata()[0]): dot.get_color() for dot in dots}, sorted(text.get_text() for text in ax.texts)


@pytest.mark.parametrize(
    "number, j, k",
    [
        pytest.param(23, ("z", 2), ("a", 1), id="23-before-j"),
        pytest.param(37, ("z", 3), ("a", 3), id="37-beside-j"),
        pytest.param(41, ("z", 2), ("z", 3), id="41-after-j"),
    ],
)
def test_j_and_every_k_are_marked_where_the_equation_has_them(ax, number, j, k):
    assert where_k_sits(ax, number) is ax
    terms = 2 if number == 23 else 3
    dots, texts = marks(ax)
    color_j, color_k = (GREY, GREY) if number == 23 else (J, K)
    assert dots == {place(*j, 1): color_j} | {place(*k, neuron): color_k for neuron in range(terms)}
    assert texts == sorted(["a¹", "z²", "a²", "z³", "a³", "j = 2", *(f"k = {n + 1}" for n in range(terms))])
    routes = [line.get_xydata() for line in ax.lines if line.get_linewidth() == 2.5 and len(line.get_xydata()) > 1]
    assert [(tuple(route[0]), tuple(route[-1])) for route in routes] == [
        (place(*j, 1), place(*k, neuron)) for neuron in range(terms)
    ]
    if number == 41:
        assert all(tuple(route[1]) == place("a", 2, 1) for route in routes)


def test_the_network_is_drawn_with_a_line_for_each_weight_and_a_pill_for_each_neuron(ax):
    where_k_sits(ax, 37)
    widths = [line.get_linewidth() for line in ax.lines if line.get_alpha()]
    assert widths.count(1) == 2 * 3 + 3 * 3
    assert widths.count(20) == 3 + 3


def test_the_walk_is_closed_and_its_arrows_follow_it(ax):
    assert square_walk(ax) is ax
    assert_array_equal(SQUARE[0], SQUARE[-1])
    arrows = [text for text in ax.texts if text.get_text() == ""]
    assert [tuple(arrow.xyann) for arrow in arrows] == [tuple(corner[1:]) for corner in SQUARE[:-1]]
    assert [tuple(arrow.xy) for arrow in arrows] == [tuple(corner[1:]) for corner in SQUARE[1:]]


def test_the_running_sum_of_37_is_the_rise_of_the_cost_and_that_of_38_is_not(ax):
    assert running_sum(ax) is ax
    by_37, by_38 = (line.get_ydata() for line in ax.lines[:2])
    C = -np.log(ACTIVATIONS["softmax"](SQUARE)[:, 2])
    assert_allclose(by_37[::20], C - C[0], atol=1e-14)
    assert_allclose(by_38[::20], np.cumsum([0, 0, C[2] - C[1], 0, C[4] - C[3]]), atol=1e-14)
    assert [text.get_text() for text in ax.texts] == ["(37): 0.00", "(38): −0.60"]


def test_the_steps_of_38_turn_with_the_spelling_and_end_on_one_line(ax):
    assert spelled_steps(ax) is ax
    softmax, z, y = ACTIVATIONS["softmax"], [1.0, 2.0, 3.0], [0, 0, 1]
    start = softmax(z) @ CORNERS
    by_37, *by_38 = (np.subtract(text.xy, start) for text in ax.texts if text.get_text() == "")
    moved = -2 * softmax.jacobian(z) @ delta_full_sum(softmax, COSTS["log_likelihood"], z, y)
    assert_allclose(by_37, moved @ CORNERS)
    assert_allclose(by_38[1] - by_38[0], by_38[2] - by_38[1])
    assert np.linalg.norm(by_38[1] - by_38[0]) > 0.1



@pytest.mark.parametrize(("activation", "j"), [("softmax", 1), ("sigmoid", 0)])
def test_the_staircases_treads_risers_and_words_show_the_climb(ax, activation, j):
    z, y, h = [2.2, 0.3, 0.0], [0.0, 1.0, 0.0], 0.5
    stairs = climb(ACTIVATIONS[activation], COSTS["quadratic"], z, y, j, h)
    assert staircase(ax, activation, "quadratic", z, y, j, h) is ax
    treads, _, *risers = (lines.get_segments() for lines in ax.collections)
    np.testing.assert_allclose([tread[0][1] for tread in treads], stairs.costs)
    np.testing.assert_allclose([riser[0][:, 1] for riser in risers], np.stack([stairs.costs[:-1], stairs.costs[1:]], 1))
    words = [text.get_text() for text in ax.texts]
    for step in stairs.steps:
        assert (f"{step:+.4f}".replace("-", "−") if step else "0") in words
    corners = [word for word in words if word.startswith("a")]
    assert corners == ["a₁ a₂ a₃", "a₁′ a₂ a₃", "a₁′ a₂′ a₃", "a₁′ a₂′ a₃′"]
    assert f"ΔC = {stairs.steps.sum():+.4f}".replace("-", "−") in words
