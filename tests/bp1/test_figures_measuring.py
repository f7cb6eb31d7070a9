"""The figures of measuring draw the numbers they are given, and what their labels say of them is so."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from bp1.check import BANDS, StepErrors, verdict
from bp1.figures.measuring import drifting_sums, error_valley, power_of_ten

matplotlib.use("Agg")

H = np.logspace(-15, -1, 29)
ROUNDING = 1e-16 / H
ERRORS = StepErrors(H, H + ROUNDING, H**2 + ROUNDING, H**2 / 2 + 1e-16)


@pytest.fixture
def ax():
    figure, ax = plt.subplots()
    yield ax
    plt.close(figure)


def words(ax):
    return {text.get_text().replace("\n", " "): text for text in ax.texts}


def test_the_valley_has_a_line_for_each_way_and_one_for_the_verdict(ax):
    assert error_valley(ax, ERRORS) is ax
    *ways, band = ax.lines
    for line, errors in zip(ways, ERRORS[1:], strict=True):
        assert_array_equal(line.get_xydata(), np.stack([H, errors], axis=-1))
    assert ax.get_xscale() == ax.get_yscale() == "log"
    (height,) = set(band.get_ydata())
    assert verdict(height) == "right" != verdict(1.01 * height) and height in BANDS


def test_each_label_of_the_valley_wears_the_colour_of_the_line_nearest_to_it(ax):
    error_valley(ax, ERRORS)
    lines = dict(zip(["one-sided: slope 1", "central: slope 2", "complex step"], ax.lines, strict=False))
    for name, own in lines.items():
        label = words(ax)[name]
        place = ax.transData.transform(label.xy) + label.xyann
        distances = {
            line: np.linalg.norm(ax.transData.transform(line.get_xydata()) - place, axis=1) for line in ax.lines[:3]
        }
        nearest = min(distances, key=lambda line: distances[line].min())
        assert nearest.get_color() == own.get_color() == label.get_color()


@pytest.mark.parametrize("p, text", [(-15, "10⁻¹⁵"), (-5, "10⁻⁵"), (0, "1")])
def test_powers_of_ten_are_written_small(p, text):
    assert power_of_ten(p) == text


def test_the_two_sums_are_drawn_from_the_start_on_and_named_at_their_ends(ax):
    sums = {"(37)": np.zeros(4), "(38)": np.array([0, 1, 3, 4])}
    assert drifting_sums(ax, *sums.values()) is ax
    for line, (name, values) in zip(ax.lines, sums.items(), strict=True):
        assert_array_equal(line.get_xydata(), np.stack([range(4), values], axis=-1))
        assert words(ax)[name].xy == (3, values[-1]) and words(ax)[name].get_color() == line.get_color()
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["start", "epoch 3"]
