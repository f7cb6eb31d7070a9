"""The error curve: delta_j measured by a nudge of any size, one-sided and central, and how wrong each is."""

from typing import NamedTuple

import numpy as np
import traitlets

from bp1.activations import ACTIVATIONS
from bp1.costs import COSTS
from bp1.delta import delta_full_sum
from bp1.tables import table
from bp1.vectors import Array, finite_vectors, refuse_non_finite
from bp1.widgets.base import BookWidget
from bp1.widgets.snapshot import in_line, label, sub

MOST = 6  # outputs that have a name
SMALLEST, LARGEST = 1e-15, 1.0  # what the slider of the nudge reaches
GRID = 10.0 ** (np.arange(121) / 8 - 15)  # the steps of the curves


class ErrorCurve(BookWidget):
    """A nudge h of z_j, from 1 to 1e-15: what the one-sided (NNDL 46) and the central difference make of delta_j.

    activation, cost: names in ACTIVATIONS and COSTS that make sense together.  z, y: lists of 1 to 6 numbers.
    j: the dial to nudge, counted from 0.  h: the nudge.
    Change traits that belong together inside `hold_trait_notifications()`.
    """

    activation = traitlets.Enum(list(ACTIVATIONS), "softmax").tag(sync=True)
    cost = traitlets.Enum(list(COSTS), "quadratic").tag(sync=True)
    z = traitlets.List(traitlets.Float(), [1.0, 2.0, 3.0]).tag(sync=True)
    y = traitlets.List(traitlets.Float(), [0.0, 0.0, 1.0]).tag(sync=True)
    j = traitlets.Int(1).tag(sync=True)
    h = traitlets.Float(0.01).tag(sync=True)

    @traitlets.validate("activation", "cost", "z", "y", "j", "h")
    def _fits_the_other_traits(self, proposal):
        """Return the proposed value; raise ValueError where it does not fit the others."""
        traits = self.state() | {proposal["trait"].name: proposal["value"]}
        n = len(traits["z"])
        if not 1 <= n <= MOST:
            raise ValueError(f"z must hold 1 to {MOST} numbers, got {n}")
        if not 0 <= traits["j"] < n:
            raise ValueError(f"j must be a whole number from 0 to {n - 1}, got {traits['j']}")
        if not SMALLEST <= traits["h"] <= LARGEST:
            raise ValueError(f"h must be a number from {SMALLEST:g} to {LARGEST:g}, got {traits['h']:g}")
        measured(traits, np.append(GRID, traits["h"]))
        return proposal["value"]

    def snapshot(self) -> str:
        """Return the picture of both curves and, as a table, what each way measures at steps from 0.1 to 1e-15."""
        state, steps = self.state(), 10.0 ** -np.arange(1, 16, 2)
        found = measured(state, steps)
        rows = [
            [scientific(h), *(text for x in pair for text in (f"{x:.12f}", scientific(x - found.delta)))]
            for h, *pair in zip(steps, found.one_sided, found.central, strict=True)
        ]
        caption = (
            f"{ACTIVATIONS[self.activation].label} at z = {in_line(self.z)}, {COSTS[self.cost].label} cost, "
            f"y = {in_line(self.y)}: {sub('δ', self.j)} = {found.delta:.12f} by (37), measured with a nudge h of "
            f"{sub('z', self.j)}"
        )
        head = ["h", "one-sided (46)", "error", "central", "error"]
        minus = [[cell.replace("-", "−") for cell in row] for row in rows]
        return f'<div class="bp1-snapshot valley">{picture(state)}{table(caption, head, minus)}</div>'


class Measured(NamedTuple):
    """delta_j by (37), and what each way measures at every step of h, shape (steps,)."""

    delta: float
    one_sided: Array
    central: Array


@np.errstate(divide="ignore", invalid="ignore")  # what that leads to is refused by name
def measured(traits: dict, h: Array) -> Measured:
    """Return delta_j of a state, and both difference quotients at the steps h, shape (steps,)."""
    f, C, j = ACTIVATIONS[traits["activation"]], COSTS[traits["cost"]], traits["j"]
    z, y = finite_vectors("z", traits["z"]), np.array(traits["y"])
    delta = delta_full_sum(f, C, z, y)[j]
    nudge = h[:, None] * np.eye(z.size)[j]
    here, up, down = (C.f(f.f(z + step), y) for step in (0 * nudge, nudge, -nudge))
    found = Measured(float(delta), (up - here) / h, (up - down) / (2 * h))
    refuse_non_finite("one-sided", found.one_sided)
    refuse_non_finite("central", found.central)
    return found


def scientific(x: float) -> str:
    """Return the size of x with two digits, such as 4.9e-8."""
    mantissa, exponent = f"{abs(x):.1e}".split("e")
    return f"{mantissa}e{int(exponent)}" if x else "0"


def picture(state: dict) -> str:
    """Return an SVG of both errors against the step, both by powers of ten."""
    found, xs = measured(state, GRID), 40 + 24 * (np.log10(GRID) + 15)
    errors = {"oneSided": found.one_sided - found.delta, "central": found.central - found.delta}
    ys = {way: 10 + 15 * (1 - np.log10(np.clip(np.abs(error), 1e-17, 10))) for way, error in errors.items()}
    paths = "".join(
        f'<path class="{way}" d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in zip(xs, ys[way], strict=True))}"/>'
        for way in errors
    )
    ticks = "".join(
        f'<text class="x" x="{400 + 24 * p}" y="300">1e{p}</text><text class="y" x="36" y="{29 - 15 * p}">1e{p}</text>'
        for p in range(-15, 1, 3)
    ).replace("-", "−")
    labels = label("oneSided", 60, 240, "one-sided") + label("central", 60, 258, "central")
    says = "The errors of both ways against the step h from 1e-15 to 1, both by powers of ten"
    return f'<svg viewBox="-8 0 448 305" role="img" aria-label="{says}">{paths}{ticks}{labels}</svg>'
