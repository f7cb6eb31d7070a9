"""The flagship widget: every route from z_j to C, beside the Jacobian and the sum."""

import traitlets

from bp1.activations import ACTIVATIONS
from bp1.costs import COSTS
from bp1.delta import delta_diagonal_only, delta_finite_difference, delta_full_sum
from bp1.tables import shown, table
from bp1.widgets.base import BookWidget
from bp1.widgets.snapshot import in_line, routes_picture, sub

MOST = 6  # outputs that the picture has room for
LIMIT = 1000  # what can be typed for z and y, both ways


class Routes(BookWidget):
    """Dials z, lamps a, the cost C, the Jacobian, and the bill for nudging z_j: one line for each route.

    activation, cost: names in ACTIVATIONS and COSTS that make sense together.  z, y: lists of 1 to 6 numbers.
    j: the dial to nudge, counted from 0.  ask: whether the reader predicts before the answer is shown.
    Change traits that belong together inside `hold_trait_notifications()`.
    """

    activation = traitlets.Enum(list(ACTIVATIONS), "softmax").tag(sync=True)
    cost = traitlets.Enum(list(COSTS), "quadratic").tag(sync=True)
    z = traitlets.List(traitlets.Float(), [1.0, 2.0, 3.0], minlen=1, maxlen=MOST).tag(sync=True)
    y = traitlets.List(traitlets.Float(), [0.0, 0.0, 1.0], minlen=1, maxlen=MOST).tag(sync=True)
    j = traitlets.Int(1, min=0).tag(sync=True)
    ask = traitlets.Bool(False).tag(sync=True)

    @traitlets.validate("activation", "cost", "z", "y", "j")
    def _fits_the_other_traits(self, proposal):
        """Return the proposed value; raise ValueError where it does not fit the others."""
        traits = self.state() | {proposal["trait"].name: proposal["value"]}
        for delta in (delta_full_sum, delta_finite_difference):
            delta(ACTIVATIONS[traits["activation"]], COSTS[traits["cost"]], traits["z"], traits["y"])
        for name in ("z", "y"):
            if max(map(abs, traits[name])) > LIMIT:
                raise ValueError(f"{name} must hold numbers from -{LIMIT} to {LIMIT}, got {traits[name]}")
        if traits["j"] >= len(traits["z"]):
            raise ValueError(f"j must be less than the number of dials, {len(traits['z'])}, got {traits['j']}")
        return proposal["value"]

    def snapshot(self) -> str:
        """Return the routes as a picture, and the Jacobian and the bill as two tables."""
        activation, cost, z, y, j = ACTIVATIONS[self.activation], COSTS[self.cost], self.z, self.y, self.j
        a, jacobian = activation(z), activation.jacobian(z)
        dC_da = cost.gradient(a, y)
        routes = [
            [f"{sub('z', j)} → {sub('a', k)} → C", *map(shown, (dC_da[k], jacobian[k, j], dC_da[k] * jacobian[k, j]))]
            for k in range(len(z))
        ]
        totals = [
            [label, "", "", shown(delta(activation, cost, z, y)[j])]
            for label, delta in [
                ("(37) all routes", delta_full_sum),
                ("(36) measured", delta_finite_difference),
                ("(38) the route k = j alone", delta_diagonal_only),
            ]
        ]
        lamps = table(
            f"{activation.label} at z = {in_line(z)}: row = lamp a<sub>k</sub>, column = dial z<sub>j</sub>",
            ["lamp", *(f"∂{sub('z', i)}" for i in range(len(z)))],
            [[f"{sub('a', k)} = {shown(a[k])}", *map(shown, jacobian[k])] for k in range(len(z))],
        )
        bill = table(
            f"The bill for nudging {sub('z', j)}: {cost.label} cost, y = {in_line(y)}",
            ["route", "∂C/∂a<sub>k</sub>", f"× ∂a<sub>k</sub>/∂{sub('z', j)}", "= share"],
            routes + totals,
        )
        terms = (dC_da * jacobian[:, j]).tolist()
        picture = routes_picture(z, a.tolist(), jacobian.tolist(), terms, j)
        return f'<div class="bp1-snapshot">{picture}{lamps}{bill}</div>'

