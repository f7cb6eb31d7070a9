"""The figures of measuring: how far each way of nudging is off, by the step, and the sum that a wrong delta moves."""

from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from bp1.check import BANDS, StepErrors
from bp1.figures.drawing import DELTA, GREY, bare, label

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
DASHED = (0, (3, 1.5))


def error_valley(ax: Axes, errors: StepErrors) -> Axes:
    """Draw the relative error of each way to measure a derivative against the step, both by powers of ten.

    ax: loses its frame, and its figure's ground becomes transparent.
    errors: as `step_errors` returns them, for steps from 1e-15 to 0.1 of a function whose derivatives are about 1.
    """
    lines = (errors.one_sided, GREY, "-"), (errors.central, DELTA, "-"), (errors.complex_step, DELTA, DASHED)
    for error, color, style in lines:
        ax.loglog(errors.h, error, color=color, linestyle=style, linewidth=2)
    ax.axhline(min(BANDS), color=GREY, linewidth=1, linestyle=(0, (2, 3)))
    label(ax, (1e-15, min(BANDS)), "right", (4, -11), GREY)
    label(ax, (10**-10.5, 0.01), "rounding:\nslope −1", (0, 0), GREY)
    label(ax, (10**-5.3, 0.01), "one-sided:\nslope 1", (0, 0), GREY)
    label(ax, (0.04, 1e-9), "central:\nslope 2", (0, 0), DELTA)
    label(ax, (1e-11, 1e-15), "complex step", (0, 12), DELTA)
    powers = range(-15, 0, 5)
    ax.set_xticks([10.0**p for p in powers], [f"h = {power_of_ten(p)}" for p in powers], color=GREY)
    ax.set_yticks([10.0**p for p in (*powers, 0)], [power_of_ten(p) for p in (*powers, 0)], color=GREY)
    ax.minorticks_off()
    return bare(ax)


def power_of_ten(p: int) -> str:
    """Return 10 to the power p as text."""
    return f"10{str(p).translate(SUPERSCRIPTS)}" if p else "1"


def drifting_sums(ax: Axes, by_37: ArrayLike, by_38: ArrayLike) -> Axes:
    """Draw a sum over the output layer's parameters at each checkpoint of two trainings, shape (epochs + 1,) each.

    ax: loses its frame, and its figure's ground becomes transparent.
    """
    for name, sums, color in ("(37)", by_37, DELTA), ("(38)", by_38, GREY):
        ax.plot(sums, color=color, linewidth=2.5)
        label(ax, (len(sums) - 1, sums[-1]), name, (26, 0), color)
    ax.set_xticks([0, len(by_37) - 1], ["start", f"epoch {len(by_37) - 1}"], color=GREY)
    ax.tick_params(axis="y", colors=GREY)
    return bare(ax)
