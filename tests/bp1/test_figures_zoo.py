"""The board of a layer shows a full square where its Jacobian is not 0, and none where it is 0 identically."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from bp1.classify import open_somewhere
from bp1.figures.drawing import K
from bp1.figures.zoo import zeros
from bp1.layers import LAYERS

matplotlib.use("Agg")

Z = np.array([0.3, 2.2, -0.5, -1.0, 1.9, 0.7])


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS.keys())
def test_full_squares_are_open_at_z_and_hollow_ones_elsewhere(layer):
    figure, ax = plt.subplots()
    assert zeros(ax, layer, Z) is ax
    *squares, frame = ax.patches
    drawn = np.zeros(layer.jacobian(Z).shape, int)
    for square in squares:
        full = square.get_facecolor()[:3] == matplotlib.colors.to_rgb(K) and square.get_facecolor()[3] == 1
        drawn[int(square.get_y()), int(square.get_x())] = 2 if full else 1
    assert_array_equal(drawn == 2, layer.jacobian(Z) != 0)
    assert_array_equal(drawn > 0, open_somewhere(layer, 6))
    assert (frame.get_width(), frame.get_height()) == drawn.shape[::-1]
    assert ax.yaxis_inverted()  # row 1 is on top, as in a matrix
    plt.close(figure)
