"""What the figures share: three colours and a grey, arrows, labels, and axes without a frame.

Grounds are transparent and colours are middle tones, so that one picture reads on a white page and on a near-black one.
"""

from collections.abc import Mapping

from matplotlib.axes import Axes

from bp1.vectors import Array

# j, the dial you turn, k, the lamp that answers, and delta: the hues of widgets/theme.css, each halfway from its tone
# for light pages (#0b63b0, #b8480a, #7a2e86) to its tone for dark ones, with the same contrast on both.
J, K, DELTA, GREY = "#2b7cc9", "#cb5a1c", "#a963b5", "#7b7f84"

ARROW = {"arrowstyle": "-|>,head_width=0.25,head_length=0.5", "linewidth": 2.5, "shrinkA": 0, "shrinkB": 0}
DOTTED = {"color": GREY, "linewidth": 1.5, "linestyle": (0, (2, 3))}


def label(ax: Axes, point: Array, text: str, offset: tuple[float, float], color: str) -> None:
    """Write text with its middle at that offset, in printer's points, from the point."""
    style = {"ha": "center", "va": "center", "color": color, "fontsize": 13, "fontweight": "bold"}
    ax.annotate(text, point, offset, textcoords="offset points", **style)


def bare(ax: Axes) -> Axes:
    """Return the axes with no frame, no tick marks and no ground."""
    ax.set_frame_on(False)
    ax.tick_params(length=0)
    ax.figure.set_facecolor("none")
    return ax


def ticked(ax: Axes, below: Mapping[float, str], beside: Mapping[float, str]) -> Axes:
    """Return the axes with these words at these places below and beside them, and nothing else around."""
    ax.set_xticks(list(below), list(below.values()), color=GREY)
    ax.set_yticks(list(beside), list(beside.values()), color=GREY)
    ax.minorticks_off()
    return bare(ax)
