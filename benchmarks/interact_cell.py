"""The Jacobian and the bill for z_2 as `interact` and matplotlib draw them: what the flagship is compared with."""

import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import interact

from bp1 import ACTIVATIONS, COSTS


@interact(z_2=(-6.0, 6.0, 0.1))
def draw(z_2: float = 2.0) -> None:
    """Draw the Jacobian with its numbers, and a bar for each share."""
    softmax, z = ACTIVATIONS["softmax"], np.array([1.0, z_2, 3.0])
    a, jacobian = softmax(z), softmax.jacobian(z)
    shares = COSTS["quadratic"].gradient(a, np.array([0.0, 0.0, 1.0])) * jacobian[:, 1]
    _, (left, right) = plt.subplots(1, 2, figsize=(8, 3))
    left.imshow(jacobian, cmap="RdBu", vmin=-0.25, vmax=0.25)
    for (k, j), value in np.ndenumerate(jacobian):
        left.text(j, k, f"{value:.3f}", ha="center", va="center")
    right.barh(["$a_1$", "$a_2$", "$a_3$"], shares)
    right.set_title(f"sum {shares.sum():.4f}")
    plt.show()
