"""One step of backpropagation with every route counted (NNDL, chapter 2, equations 36 to 38).

Read `activations.py` first, then `delta.py`: they are the lesson.
"""

from bp1.activations import ACTIVATIONS, Activation
from bp1.check import central_difference, check_derivative
from bp1.classify import classify_jacobian
from bp1.costs import COSTS, Cost
from bp1.delta import (
    compatible,
    delta,
    delta_diagonal_only,
    delta_finite_difference,
    delta_full_sum,
)
from bp1.layers import LAYERS, Layer
from bp1.verdicts import check_against

__all__ = [
    "ACTIVATIONS",
    "COSTS",
    "LAYERS",
    "Activation",
    "Cost",
    "Layer",
    "central_difference",
    "check_against",
    "check_derivative",
    "classify_jacobian",
    "compatible",
    "delta",
    "delta_diagonal_only",
    "delta_finite_difference",
    "delta_full_sum",
]
