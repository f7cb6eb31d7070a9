"""The figure of the training runs: one measure over the epochs, by (37) and by (38)."""

from matplotlib.axes import Axes

from bp1.figures.drawing import DELTA, GREY, bare, label
from bp1.records import Case, Run, over_seeds


def training(
    ax: Axes, runs: dict[Case, Run], epochs: list[int], measure: str, levels: dict[float, str], **fields: str | float
) -> Axes:
    """Draw a measure of the runs with these fields: the mean over the seeds, and all of them as a band.

    epochs: when it was recorded.  levels: the heights to name, from the bottom to the top.
    ax: loses its frame, and its figure's ground becomes transparent.
    """
    for equation, color, offset in ("37", DELTA, 9), ("38", GREY, -7):
        values = over_seeds(runs, measure, equation=equation, **fields)
        mean = values.mean(axis=0)
        ax.fill_between(epochs, values.min(axis=0), values.max(axis=0), color=color, alpha=0.3, linewidth=0)
        ax.plot(epochs, mean, color=color, linewidth=2.5)
        label(ax, (epochs[-1], mean[-1]), f"({equation})", (22, offset), color)
    for level in levels:
        ax.axhline(level, color=GREY, linewidth=1, linestyle=(0, (2, 3)))
    ax.set_xticks([epochs[0], epochs[-1]], [epochs[0], epochs[-1]], color=GREY)
    ax.set_yticks(list(levels), list(levels.values()), color=GREY)
    ax.margins(y=0.08)
    return bare(ax)
