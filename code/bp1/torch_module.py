"""delta of a PyTorch module, by PyTorch's own derivative; torch is asked for only where such a module is handed in."""

from typing import Any

import numpy as np

from bp1.vectors import Array


def is_module(f: Any) -> bool:
    """Return whether f is a PyTorch module, told by its ancestors' names: torch need not be installed to know."""
    return any(base.__module__ == "torch.nn.modules.module" and base.__name__ == "Module" for base in type(f).__mro__)


def delta_of_module(module: Any, z: Array, y: Array) -> Array:
    """Return dC/dz, shape (..., n), of a module that takes z and y as tensors and returns C, shape () or (...)."""
    try:
        import torch
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "f is a PyTorch module, and torch is not installed here; install it, or hand in a function of z and y"
        ) from None
    dials = torch.tensor(z.tolist(), dtype=torch.float64, requires_grad=True)
    cost = module(dials, torch.tensor(y.tolist(), dtype=torch.float64))
    if not isinstance(cost, torch.Tensor) or not cost.requires_grad:
        raise ValueError(f"the PyTorch module must return the cost, a tensor that depends on z, got {cost!r}")
    cost.sum().backward()
    return np.array(dials.grad.tolist())
