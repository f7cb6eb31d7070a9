"""The zoo: layers of many kinds, each with its whole Jacobian, which need be neither diagonal nor square.

All that the book says of z_j and a_k holds for each of them: delta_j = sum_k dC/da_k da_k/dz_j (NNDL 37), whatever the
pattern of the Jacobian's zeros.  To add a layer, add a block to LAYERS; the tests and the tables follow by themselves.
"""

from bp1.activations import ACTIVATIONS
from bp1.layers.choosing import HARD_MAX, SPARSEMAX, dropout, max_pool
from bp1.layers.norms import batch_norm, l2_norm, layer_norm, rms_norm
from bp1.layers.record import Layer, from_activation
from bp1.layers.reshaping import CRELU, GLU, grouped_softmax, tied

__all__ = [
    "LAYERS",
    "Layer",
    "batch_norm",
    "dropout",
    "from_activation",
    "grouped_softmax",
    "l2_norm",
    "layer_norm",
    "max_pool",
    "rms_norm",
    "tied",
]

LAYERS: dict[str, Layer] = {
    layer.name: layer
    for layer in [
        *map(from_activation, ACTIVATIONS.values()),
        grouped_softmax(3),
        SPARSEMAX,
        HARD_MAX,
        max_pool(2, stride=2),
        max_pool(2, stride=1),
        dropout([1, 0, 1, 1, 0, 1]),
        l2_norm(),
        rms_norm(),
        layer_norm(),
        batch_norm(examples=3),
        GLU,
        CRELU,
        tied(2),
    ]
}
