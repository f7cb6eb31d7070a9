"""What the library costs: J^T g beside np.add, the full Jacobian and the peers that are installed, and an epoch of SGD.

Prints medians and ratios, all of one run, and judges nothing: python benchmarks/library.py
"""

import importlib.util
import platform
import timeit
from statistics import median

import numpy as np

from bp1 import ACTIVATIONS, COSTS, delta
from bp1.network import random_layers
from bp1.training import train

SHAPES = [(32, 10), (1024, 10), (1024, 1000), (64, 50_000), (1, 2**20)]
LONG, SQUARE = range(14, 21), range(7, 12)  # powers of 2, for the growth of delta and of J with n
PEERS = ["torch", "jax", "autograd"]
LARGEST = 2**30  # bytes of a full Jacobian that is still tried
softmax, quadratic = ACTIVATIONS["softmax"], COSTS["quadratic"]


def seconds(call, repeats=7) -> float:
    """Return the median time of one call; each of the repeats takes about 50 ms or one call."""
    call()
    once = timeit.timeit(call, number=1)
    number = max(1, int(0.05 / once))
    return median(timeit.repeat(call, number=number, repeat=repeats)) / number


def shown(time: float) -> str:
    """Return the time with a unit that fits."""
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if time >= size or unit == "µs":
            return f"{time / size:.3g} {unit}"
    raise ValueError(time)


def arrays(shape):
    """Return z, a, g and y of this shape: random inputs, their softmax, a cost gradient and one-hot targets."""
    rng = np.random.default_rng(0)
    z, g, y = rng.standard_normal(shape), rng.standard_normal(shape), np.zeros(shape)
    y[:, 0] = 1
    return z, softmax(z), g, y


def by_jacobian(z, g):
    """Return J^T g by way of J."""
    return np.einsum("...kj,...k->...j", softmax.jacobian(z), g)


def routes(shape) -> None:
    """Print a line: np.add, vjp, delta and the full Jacobian at this shape, as ratios to np.add."""
    z, a, g, y = arrays(shape)
    add = seconds(lambda: np.add(z, g))
    times = {"vjp": seconds(lambda: softmax.vjp(z, g, a)), "delta": seconds(lambda: delta(softmax, quadratic, z, y))}
    entries = shape[0] * shape[1] ** 2
    if 8 * entries <= LARGEST:
        times["full J"] = seconds(lambda: by_jacobian(z, g), repeats=3)
    line = "  ".join(f"{name} {shown(time)} ({time / add:.3g} x add)" for name, time in times.items())
    rest = "" if "full J" in times else f"  full J would need {8 * entries / 2**30:.3g} GiB"
    print(f"  {shape!s:12} add {shown(add)}  {line}{rest}")


def slope(sizes, call) -> float:
    """Return the slope of log time over log n, fitted: 1 for a time that grows like n, 2 for n squared."""
    times = [seconds(lambda n=n: call(n), repeats=5) for n in sizes]
    return np.polyfit(np.log(list(sizes)), np.log(times), 1)[0]


def growth() -> None:
    """Print how delta and the full Jacobian grow with n."""
    linear, square = ({2**power: arrays((1, 2**power)) for power in powers} for powers in (LONG, SQUARE))
    print(f"  delta ~ n^{slope(linear, lambda n: delta(softmax, quadratic, linear[n][0], linear[n][3])):.2f}")
    print(f"  full J ~ n^{slope(square, lambda n: by_jacobian(square[n][0], square[n][2])):.2f}")


def peer_calls(z, g):
    """Return {peer: a call that returns J^T g of softmax at z} for each peer that is installed."""
    makers = zip(PEERS, (torch_call, jax_call, autograd_call), strict=True)
    return {name: make(z, g) for name, make in makers if importlib.util.find_spec(name)}


def torch_call(z, g):
    """Return PyTorch's backward pass."""
    import torch

    leaf, seed = torch.tensor(z, requires_grad=True), torch.tensor(g)
    out = torch.softmax(leaf, -1)
    return lambda: torch.autograd.grad(out, leaf, seed, retain_graph=True)[0]


def jax_call(z, g):
    """Return JAX's backward pass, compiled."""
    import jax

    jax.config.update("jax_enable_x64", True)
    pull = jax.jit(jax.vjp(jax.nn.softmax, z)[1])
    return lambda: pull(g)[0].block_until_ready()


def autograd_call(z, g):
    """Return autograd's backward pass."""
    import autograd
    import autograd.numpy as anp

    pull = autograd.make_vjp(lambda z: anp.exp(z) / anp.exp(z).sum(-1, keepdims=True))(z)[0]
    return lambda: pull(g)


def peers(shape) -> None:
    """Print the library's J^T g beside each peer's, at this shape."""
    z, a, g, _ = arrays(shape)
    ours = seconds(lambda: softmax.vjp(z, g, a))
    for name, call in peer_calls(z, g).items():
        assert np.allclose(call(), softmax.vjp(z, g, a)), name
        theirs = seconds(call)
        print(f"  {shape!s:12} {name} {shown(theirs)}, vjp {shown(ours)}: {theirs / ours:.2f} times as long as vjp")


def sigmoid(z):
    """Return sigmoid as NNDL's program has it."""
    return 1 / (1 + np.exp(-z))


def sigmoid_prime(z):
    """Return its derivative as NNDL's program has it, which computes sigmoid twice."""
    return sigmoid(z) * (1 - sigmoid(z))


def slopes_of_one(w, b, x, y):
    """Return the gradients of one example, a column, in lists that begin as zeros, as in NNDL's program."""
    slopes_w, slopes_b = [np.zeros(v.shape) for v in w], [np.zeros(v.shape) for v in b]
    z, a = [], [x]
    for w_l, b_l in zip(w, b, strict=True):
        z.append(w_l @ a[-1] + b_l)
        a.append(sigmoid(z[-1]))
    slopes_b[1] = (a[2] - y) * sigmoid_prime(z[1])
    slopes_b[0] = w[1].T @ slopes_b[1] * sigmoid_prime(z[0])
    slopes_w[0], slopes_w[1] = slopes_b[0] @ a[0].T, slopes_b[1] @ a[1].T
    return slopes_w, slopes_b


def epoch_by_loop(w, b, x, y, rate, batch_size):
    """Return w and b after one epoch of sigmoid layers with the quadratic cost, one example at a time, as in NNDL."""
    order = np.random.default_rng(0).permutation(len(x))
    for start in range(0, len(x), batch_size):
        sum_w, sum_b = [np.zeros(v.shape) for v in w], [np.zeros(v.shape) for v in b]
        batch = order[start : start + batch_size]
        for i in batch:
            slopes_w, slopes_b = slopes_of_one(w, b, x[i, :, None], y[i, :, None])
            sum_w = [total + part for total, part in zip(sum_w, slopes_w, strict=True)]
            sum_b = [total + part for total, part in zip(sum_b, slopes_b, strict=True)]
        w = [v - rate / len(batch) * total for v, total in zip(w, sum_w, strict=True)]
        b = [v - rate / len(batch) * total for v, total in zip(b, sum_b, strict=True)]
    return w, b


def epoch(examples=50_000, repeats=3) -> None:
    """Print what an epoch of [784, 30, 10] at batch 10 takes, by the loop and by `train`, in turns."""
    rng = np.random.default_rng(0)
    x, y = rng.random((examples, 784)), np.eye(10)[rng.integers(0, 10, examples)]
    layers = random_layers([784, 30, 10], [ACTIVATIONS["sigmoid"]] * 2, rng=1)
    options = dict(epochs=1, rate=0.1, batch_size=10, rng=0)
    w, b = [layer.weights for layer in layers], [layer.biases[:, None] for layer in layers]
    trained, (looped, _) = train(layers, quadratic, x, y, **options), epoch_by_loop(w, b, x, y, 0.1, 10)
    assert all(np.allclose(layer.weights, v) for layer, v in zip(trained, looped, strict=True))
    loop, ours = [], []
    for _ in range(repeats):
        loop.append(timeit.timeit(lambda: epoch_by_loop(w, b, x, y, 0.1, 10), number=1))
        ours.append(timeit.timeit(lambda: train(layers, quadratic, x, y, **options), number=1))
    by_loop, by_train = median(loop), median(ours)
    print(f"  example by example {shown(by_loop)}, train {shown(by_train)}: {by_loop / by_train:.1f} times as fast")


if __name__ == "__main__":
    print(f"numpy {np.__version__}, Python {platform.python_version()}, {platform.machine()}, float64, medians")
    print("J^T g of softmax, given a")
    for each in SHAPES:
        routes(each)
    print("growth with n, one example")
    growth()
    print("peers, the backward pass alone")
    for each in SHAPES:
        peers(each)
    for name in PEERS:
        if not importlib.util.find_spec(name):
            print(f"  {name}: not installed")
    print("an epoch of [784, 30, 10] on 50,000 examples, batch 10")
    epoch()
