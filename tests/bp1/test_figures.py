"""The figures draw what they say: their marks stand where the library's numbers put them."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from bp1 import ACTIVATIONS
from bp1.figures import CORNERS, softmax_triangle

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
        np.testing.assert_allclose(arrow.xyann, a @ CORNERS)
        np.testing.assert_allclose(arrow.xy, a @ CORNERS + a_j * (corner - a @ CORNERS))
