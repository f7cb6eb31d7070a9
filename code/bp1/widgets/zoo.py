"""The zoo as a widget: any layer, at any z, in any precision, with its whole Jacobian and the reasons for its zeros."""

import numpy as np
import traitlets
from numpy.typing import ArrayLike

from bp1.classify import open_somewhere, structure
from bp1.layers import LAYERS, Layer
from bp1.tables import shown, table
from bp1.vectors import Array
from bp1.widgets.base import BookWidget
from bp1.widgets.snapshot import in_line, sub

MOST = 6  # inputs that the table has room for
LIMIT = 100  # of inputs, both ways
HOTTEST, COLDEST = 0.01, 100.0  # values of c: the temperature is 1 / c
PRECISIONS = ["float64", "float32", "float16"]


class Zoo(BookWidget):
    """A layer's Jacobian at z, the sums of its rows and columns, and what each 0 in it means.

    layer: a name in LAYERS.  z: a list of 1 to 6 numbers, as many as the layer takes.  j: the one to turn, from 0.
    c: the layer is applied to c z (NNDL 83), and the Jacobian has the factor c; 0.01 to 100.
    precision: float64, float32 or float16, in which all of it is computed.
    Change traits that belong together inside `hold_trait_notifications()`.
    """

    layer = traitlets.Enum(list(LAYERS), "softmax").tag(sync=True)
    z = traitlets.List(traitlets.Float(), [2.2, 0.3, 0.0]).tag(sync=True)
    c = traitlets.Float(1.0).tag(sync=True)
    precision = traitlets.Enum(PRECISIONS, "float64").tag(sync=True)
    j = traitlets.Int(0).tag(sync=True)

    @traitlets.validate("layer", "z", "c", "precision", "j")
    def _fits_the_other_traits(self, proposal):
        """Return the proposed value; raise ValueError where it does not fit the others."""
        traits = self.state() | {proposal["trait"].name: proposal["value"]}
        z, n = traits["z"], len(traits["z"])
        if not 1 <= n <= MOST:
            raise ValueError(f"z must hold 1 to {MOST} numbers, got {n}")
        if not all(abs(z_j) <= LIMIT for z_j in z):
            raise ValueError(f"z must hold numbers from -{LIMIT} to {LIMIT}, got {z}")
        if not HOTTEST <= traits["c"] <= COLDEST:
            raise ValueError(f"c must be a number from {HOTTEST:g} to {COLDEST:g}, got {traits['c']:g}")
        if not 0 <= traits["j"] < n:
            raise ValueError(f"j must be a whole number from 0 to {n - 1}, got {traits['j']}")
        scaled_jacobian(LAYERS[traits["layer"]], z, traits["c"], traits["precision"])
        return proposal["value"]

    def snapshot(self) -> str:
        """Return the Jacobian with its sums as a table, and what its zeros mean."""
        layer, n = LAYERS[self.layer], len(self.z)
        a, J = scaled_jacobian(layer, self.z, self.c, self.precision)
        reads = open_somewhere(layer, n)
        rows = [
            [f"{sub('∂a', k)}", shown(a[k]), *map(entry, J[k], reads[k]), shown(total)]
            for k, total in enumerate(J.cumsum(axis=1)[:, -1])
        ]
        rows.append(["column sum", "", *map(shown, J.cumsum(axis=0)[-1]), ""])
        caption = (
            f"{layer.label}, {len(a)} × {n}: {structure(reads)}; a<sub>k</sub> is an output at c z, "
            f"with c = {self.c:g} and z = {in_line(self.z)}, in {self.precision}. "
            f"Each column has the slopes that (37) needs. A dot: 0 identically. 0: 0 here, or lost in {self.precision}."
        )
        head = ["output", "a<sub>k</sub>", *(sub("∂z", j) for j in range(n)), "row sum"]
        return f'<div class="bp1-snapshot">{table(caption, head, rows)}</div>'


def scaled_jacobian(layer: Layer, z: ArrayLike, c: float, precision: str) -> tuple[Array, Array]:
    """Return a = f(c z), shape (m,), and da_k/dz_j, shape (m, n), which has the factor c of the chain rule.

    Both are computed in that precision, and z and c rounded to it.  Raises ValueError where an entry is not finite.
    """
    c = np.dtype(precision).type(c)
    with np.errstate(all="ignore"):  # underflow is what one wants to see
        inputs = c * np.array(z, precision)
        a, J = layer(inputs), c * layer.jacobian(inputs)
    if not np.isfinite(J).all():
        why = f"divides by the size of its inputs, which is too small for {precision} there"
        raise ValueError(f"{layer.label} {why}")
    return a, J


def entry(x: float, read: bool) -> str:
    """Return what stands in the table for an entry of the Jacobian."""
    return shown(x) if read else "·"
