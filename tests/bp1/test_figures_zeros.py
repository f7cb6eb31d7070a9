"""The figures of the chapter on zeros draw what its theorems say."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from numpy.testing import assert_allclose

from bp1 import ACTIVATIONS
from bp1.figures.drawing import DELTA, GREY, J, K
from bp1.figures.triangle import CORNERS
from bp1.figures.vanishing import TARGETS, cold, lucky, lucky_curve, passing, saturation, tied, warm
from bp1.figures.zeros import ZEROS, entry, zero

matplotlib.use("Agg")
SOFTMAX = ACTIVATIONS["softmax"]


@pytest.fixture
def ax():
    figure, ax = plt.subplots()
    yield ax
    plt.close(figure)


def curves(ax, color):
    """Return the curves of that colour that are not dotted, each of shape (points, 2)."""
    return [line.get_xydata() for line in ax.lines if line.get_color() == color and line.get_linestyle() == "-"]


def dotted(ax):
    return [line.get_xydata() for line in ax.lines if line.get_linestyle() != "-"]


@pytest.mark.parametrize("meaning", ZEROS)
def test_an_entry_is_drawn_as_met_and_as_it_is_exactly(ax, meaning):
    assert zero(ax, meaning) is ax
    assert ax.get_title() == meaning
    ((z, met),), ((_, exact),) = ([curve.T for curve in curves(ax, color)] for color in (K, GREY))
    if meaning == "identically":
        assert not met.any()
    elif meaning == "at a point":
        assert_allclose(z[np.abs(met) < 1e-12], [1, 3])
        assert np.abs(np.diff(np.sign(met.round(12)))).sum() == 4  # it changes sign at both, and nowhere else
    elif meaning == "in the limit":
        assert (met < 0).all() and (np.diff(met) > 0).all() and met[-1] > -1e-5
    else:  # stairs that reach 0, around a curve that does not
        assert met[-1] == 0 and (exact < 0).all()
        assert_allclose(met, met.round())
        assert np.abs(met - exact).max() <= 0.5 + (1 if meaning == "in floating point" else 1e-9)


def test_the_displayed_and_the_rounded_entry_are_the_one_of_the_limit(ax):
    assert_allclose(ZEROS["as displayed"].exact(np.array([10.0])) * 1e-4, entry(SOFTMAX, 1, 0, [10.0], 2, 3))
    grown = np.array([700.0])  # where floats still hold it
    exact = ZEROS["in floating point"].exact(grown) * 2.0**-1074
    assert_allclose(exact, SOFTMAX.jacobian([700.0, 2, 3])[1, 0], rtol=1e-12)


@pytest.mark.parametrize("b", [0, 0.15])
def test_on_the_arc_of_j_38_is_right_for_that_j_alone_except_where_all_slopes_are_0(ax, b):
    assert lucky(ax, b) is ax
    arcs = [lucky_curve(j, b) for j in range(3)]
    for j, (arc, drawn) in enumerate(zip(arcs, curves(ax, J), strict=True)):
        assert_allclose(drawn, arc @ CORNERS)
        inner = arc[1:-1]  # the ends lie on the triangle's edge, which no finite z reaches
        jacobian = SOFTMAX.jacobian(np.log(inner))
        g = inner - TARGETS + b
        missed = np.einsum("mk,mkj->mj", g, jacobian) - g * np.einsum("mjj->mj", jacobian)
        assert_allclose(missed[:, j], 0, atol=1e-15)
        assert (np.abs(missed).max(axis=-1) > 1e-3 * np.abs(g).max(axis=-1)).all()  # wrong for another j
        near = np.linalg.norm(arc - TARGETS, axis=-1).min()
        assert near < 0.01 if b == 0 else near > 0.1


def test_what_is_missing_stays_while_the_jacobian_goes_to_0(ax):
    assert saturation(ax) is ax
    for curve, losers in zip(curves(ax, DELTA), ([0], [1, 2], [0] * 9), strict=True):
        Q = (SOFTMAX(losers) ** 2).sum()
        assert_allclose(curve[:, 1], (Q / (1 + Q)) ** 0.5)
    (diagonal,) = curves(ax, K)
    assert diagonal[:, 1].max() > 0.1 and diagonal[-1, 1] < 1e-4
    assert_allclose(diagonal[0, 1], np.trace(SOFTMAX.jacobian([1, 2, -6])) / 3)
    assert [text.get_text()[:3] for text in ax.texts[:3]] == ["71%", "61%", "32%"]


def test_small_c_make_lines_and_half_of_the_mass_stays_off_the_diagonal(ax):
    assert warm(ax) is ax
    (half,), (line,) = curves(ax, DELTA), dotted(ax)
    assert_allclose(half[:, 1], 0.5)
    assert_allclose(line[:, 1], line[:, 0] / 9)
    for curve, (k, j) in zip(curves(ax, K), [(2, 1), (2, 0), (1, 0)], strict=True):
        c, size = curve.T
        assert_allclose(size[0], c[0] / 9, rtol=0.1)
        a = SOFTMAX(c[80] * np.array([1, 2, 3]))
        assert_allclose(size[80], c[80] * a[k] * a[j])


def test_large_c_follow_their_dotted_lines(ax):
    assert cold(ax) is ax and ax.get_yscale() == "log"
    sizes, asymptotes = ([curve[-1, 1] for curve in some] for some in (curves(ax, K), dotted(ax)))
    assert_allclose(sizes, asymptotes, rtol=1e-4)
    assert_allclose(asymptotes, 12 * np.exp([-12, -24, -36]))


def test_every_pit_is_c_over_4_deep_and_has_the_area_of_the_fall(ax):
    assert passing(ax) is ax
    for curve, c in zip(curves(ax, K), (1, 4, 16), strict=True):
        assert_allclose(curve[:, 1].min(), -c / 4)
        fall = np.ptp(SOFTMAX([[-3 * c, 0], [3 * c, 0]])[:, 1])  # of a_2; all but 1 for c = 4
        assert_allclose(-np.trapezoid(curve[:, 1], curve[:, 0]), fall, rtol=1e-4)


def test_m_tied_winners_come_down_to_minus_1_over_m_squared(ax):
    assert tied(ax) is ax
    for curve, line, m in zip(curves(ax, K), dotted(ax), (2, 3, 4), strict=True):
        assert_allclose(line[:, 1], -1 / m**2)
        assert_allclose(curve[[0, -1], 1], [-1 / (m + 1) ** 2, -1 / m**2], rtol=3e-3)
    assert [text.get_text() for text in ax.texts] == ["−1/4", "−1/9", "−1/16"]
