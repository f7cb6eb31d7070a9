"""The staircase as a widget: one nudge of z_j, the lamps moved one at a time, and each step of C beside its share."""

import numpy as np
import traitlets

from bp1.activations import ACTIVATIONS
from bp1.costs import COSTS
from bp1.delta import delta_full_sum
from bp1.staircase import Staircase as Climbed
from bp1.staircase import climb
from bp1.tables import shown, table
from bp1.widgets.base import BookWidget
from bp1.widgets.snapshot import in_line, sub

MOST = 4  # outputs that the picture has room for
SMALLEST, LARGEST = 1e-4, 2.0  # what the slider of the nudge reaches


class Staircase(BookWidget):
    """A finite nudge h of z_j, climbed one lamp at a time: the steps of C, their sum, and the terms of (37).

    activation, cost: names in ACTIVATIONS and COSTS that make sense together.  z, y: lists of 1 to 4 numbers.
    j: the dial to nudge, counted from 0.  h: the nudge, 0.0001 to 2.  moved: how many lamps have been moved.
    Change traits that belong together inside `hold_trait_notifications()`.
    """

    activation = traitlets.Enum(list(ACTIVATIONS), "softmax").tag(sync=True)
    cost = traitlets.Enum(list(COSTS), "quadratic").tag(sync=True)
    z = traitlets.List(traitlets.Float(), [1.0, 2.0, 3.0]).tag(sync=True)
    y = traitlets.List(traitlets.Float(), [0.0, 0.0, 1.0]).tag(sync=True)
    j = traitlets.Int(1).tag(sync=True)
    h = traitlets.Float(1.0).tag(sync=True)
    moved = traitlets.Int(0).tag(sync=True)

    @traitlets.validate("activation", "cost", "z", "y", "j", "h", "moved")
    def _fits_the_other_traits(self, proposal):
        """Return the proposed value; raise ValueError where it does not fit the others."""
        traits = self.state() | {proposal["trait"].name: proposal["value"]}
        n = len(traits["z"])
        if not 1 <= n <= MOST:
            raise ValueError(f"z must hold 1 to {MOST} numbers, got {n}")
        if not SMALLEST <= traits["h"] <= LARGEST:
            raise ValueError(f"h must be a number from {SMALLEST:g} to {LARGEST:g}, got {traits['h']:g}")
        if not 0 <= traits["moved"] <= n:
            raise ValueError(f"moved must be a whole number from 0 to {n}, the number of lamps, got {traits['moved']}")
        climb(ACTIVATIONS[traits["activation"]], COSTS[traits["cost"]], *(traits[key] for key in "zyjh"))
        return proposal["value"]

    def snapshot(self) -> str:
        """Return the picture of the stairs and, as a table, each step beside its share."""
        activation, cost = ACTIVATIONS[self.activation], COSTS[self.cost]
        stairs = climb(activation, cost, self.z, self.y, self.j, self.h)
        delta = delta_full_sum(activation, cost, self.z, self.y)[self.j]
        moves = zip(stairs.before, stairs.after, stairs.steps, stairs.rates, stairs.shares, strict=True)
        rows = [
            [f"{sub('a', k)}: {shown(before)} → {shown(after)}", *map(shown, numbers)]
            for k, (before, after, *numbers) in enumerate(moves)
        ]
        change = stairs.costs[-1] - stairs.costs[0]
        rows.append(["sum", shown(stairs.steps.sum()), shown(stairs.rates.sum()), shown(delta)])
        rows.append(["ΔC, all at once", shown(change), shown(change / self.h), ""])
        caption = (
            f"{activation.label} at z = {in_line(self.z)}, {cost.label} cost, y = {in_line(self.y)}: "
            f"{sub('z', self.j)} goes up by h = {self.h:g} and the lamps move one at a time; {self.moved} moved"
        )
        share = f"share in (37) ∂C/∂a<sub>k</sub> × ∂a<sub>k</sub>/∂{sub('z', self.j)}"
        bill = table(caption, ["lamp: old → new", "step of C", "step / h", share], rows)
        return f'<div class="bp1-snapshot stairs">{picture(stairs)}{bill}</div>'


def picture(stairs: Climbed) -> str:
    """Return an SVG of the stairs: a tread for each corner, a riser for each step, and the whole change beside them."""
    costs, n = stairs.costs, stairs.steps.size
    run, (low, high) = 316 / (n + 1), (costs.min(), costs.max())
    heights = np.full(n + 1, 90.0) if low == high else 140 - 110 * (costs - low) / (high - low)
    first, last = heights[0], heights[-1]
    treads = "".join(f'<path class="tread" d="M{run * k:.1f} {y:.1f}h{run:.1f}"/>' for k, y in enumerate(heights))
    risers = "".join(
        f'<path class="riser" d="M{run * (k + 1):.1f} {heights[k]:.1f}V{heights[k + 1]:.1f}"/>' for k in range(n)
    )
    levels = "".join(
        f'<text text-anchor="middle" x="{run * (k + 0.5):.1f}" y="{y - 8:.1f}">{shown(C)}</text>'
        for k, (y, C) in enumerate(zip(heights, costs, strict=True))
    )
    whole = f'<path class="whole" d="M322 {first:.1f}V{last:.1f}"/><text x="330" y="{(first + last) / 2:.1f}">ΔC</text>'
    says = f"The cost, one lamp moved at a time: {', '.join(map(shown, costs))}"
    return f'<svg viewBox="0 0 360 160" role="img" aria-label="{says}">{treads}{risers}{levels}{whole}</svg>'
