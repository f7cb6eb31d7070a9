"""The lines of a figure of training are the means over the seeds, and its bands hold every seed."""

import matplotlib
import matplotlib.pyplot as plt
from numpy.testing import assert_allclose, assert_array_equal

from bp1.figures.drawing import DELTA, GREY
from bp1.figures.training import training
from bp1.records import over_seeds, recorded, recorded_settings

matplotlib.use("Agg")


def test_lines_are_means_and_bands_hold_every_seed():
    runs, epochs = recorded(), recorded_settings()["epochs"]
    fields = dict(data="digits", hidden="sigmoid", cost="quadratic", targets="one-hot", rate=0.5)
    figure, ax = plt.subplots()
    assert training(ax, runs, epochs, "accuracy", {0.1: "10 %", 1: "100 %"}, **fields) is ax
    lines = {line.get_color(): line.get_xydata().T for line in ax.lines if len(line.get_xdata()) == len(epochs)}
    for equation, color, band in zip(("37", "38"), (DELTA, GREY), ax.collections, strict=True):
        values = over_seeds(runs, "accuracy", equation=equation, **fields)
        assert_array_equal(lines[color][0], epochs)
        assert_allclose(lines[color][1], values.mean(axis=0))
        edge = band.get_paths()[0].vertices
        for epoch, at in zip(epochs, values.T, strict=True):
            heights = edge[edge[:, 0] == epoch, 1]
            assert_allclose([heights.min(), heights.max()], [at.min(), at.max()])
        (name,) = [text for text in ax.texts if text.get_text() == f"({equation})"]
        assert_allclose(name.xy, [epochs[-1], values[:, -1].mean()])
    assert [text.get_text() for text in ax.get_yticklabels()] == ["10 %", "100 %"]
    plt.close(figure)
