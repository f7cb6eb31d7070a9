"""A stranger's delta beside ours: the right one is acquitted, each known mistake convicted by its own name."""

import re
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from conftest import PAIRS

from bp1 import ACTIVATIONS, COSTS, check_against, compatible, delta
from bp1.mistakes import wrong_deltas
from bp1.verdicts import same

SOFTMAX, LOG_LIKELIHOOD = ACTIVATIONS["softmax"], COSTS["log_likelihood"]
Z, Y = [2.2, 0.3, 0.0], [0.0, 1.0, 0.0]


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def read(verdict):
    """Return what a verdict says, as one line."""
    assert max(map(len, str(verdict).splitlines())) <= 88
    return " ".join(str(verdict).split())


def strangers(z, y):
    """Return what a stranger's program takes for delta."""
    a = softmax(z)
    return (a - y) * a * (1 - a)


def test_the_right_delta_is_acquitted(case):
    f, C, z, y = case
    if z.ndim > 1 and z.shape[-1] == 1 and not f.elementwise:
        return  # looks like one example written as a column, and is refused: see below
    verdict = check_against(lambda z, y: delta(f, C, z, y), z, y, activation=f, cost=C)
    assert verdict.agrees and verdict.error == 0
    assert str(verdict).startswith("Agrees with (37)")


def test_single_precision_is_acquitted_too():
    verdict = check_against(lambda z, y: (softmax(z) - y).astype(np.float32), Z, Y, cost=LOG_LIKELIHOOD)
    assert verdict.agrees and 0 < verdict.error < 1e-6


def test_a_strangers_softmax_with_a_times_one_minus_a_is_convicted_by_name():
    verdict = check_against(strangers, Z, Y)
    assert not verdict.agrees and verdict.mistakes[0].name == "(38) for (37)"
    assert "a_j (1 - a_j)" in read(verdict) and "a (1 - a) as the slope" in read(verdict)
    assert "chapters/softmax-opens-every-route#what-38-leaves-out" in read(verdict)
    assert str(verdict.theirs) in str(verdict) and str(verdict.ours) in str(verdict)
    off = np.linalg.norm(verdict.theirs - verdict.ours) / np.linalg.norm(verdict.ours)  # the longer one here
    assert verdict.error == pytest.approx(off, rel=1e-14) and f"relative error {off:.2g}" in read(verdict)


def test_so_is_one_with_another_factor():
    verdict = check_against(lambda z, y: -2 * strangers(z, y), Z, Y)
    assert verdict.mistakes[0].name == "(38) for (37)" and verdict.factor == pytest.approx(-2)
    assert str(verdict).startswith("Looks like a known mistake, times -2: (38) for (37).")


@pytest.mark.parametrize("f, C", [p for p in PAIRS if compatible(*p)], ids=lambda record: record.name)
def test_each_mistake_is_convicted_by_its_own_name(f, C, draw):
    for n in (3, 4):
        z, y = draw((-3, 3), n), draw(C.targets, n)
        right, wrong = delta(f, C, z, y), wrong_deltas(f, C, z, y)
        visible = {name: value for name, value in wrong.items() if not same(value, right)}
        assert len(visible) >= 12
        for name, value in visible.items():
            verdict = check_against(lambda z, y, value=value: value, z, y, activation=f, cost=C)
            assert not verdict.agrees and verdict.factor == 1
            assert name in [mistake.name for mistake in verdict.mistakes] and name in read(verdict)


def test_where_several_fit_it_names_a_place_that_tells_them_apart():
    verdict = check_against(strangers, Z[:2], Y[:2])  # with two outputs (38) is half of (37)
    names = [mistake.name for mistake in verdict.mistakes]
    assert {"(38) for (37)", "factor 1/2", "mean over the outputs"} <= {*names}
    at = verdict.telling
    assert str(at) in read(verdict) and "cannot tell apart" in read(verdict)
    again = check_against(strangers, at.z, at.y)
    assert {"(38) for (37)"} <= {m.name for m in again.mistakes} < {*names}


def test_where_no_place_can_tell_it_says_so():
    assert "they are one formula" in read(check_against(strangers, Z, Y))
    assert "they are one formula" in read(check_against(lambda z, y: softmax(z) - y, Z, Y))


def test_an_acquittal_says_what_this_place_cannot_see():
    def linear(z, y):
        return z - y

    verdict = check_against(linear, Z, Y, activation=ACTIVATIONS["relu"])
    assert verdict.agrees and "cannot see" in read(verdict) and "linear as the layer" in read(verdict)
    again = check_against(linear, verdict.telling.z, verdict.telling.y, activation=ACTIVATIONS["relu"])
    assert not again.agrees and "linear as the layer" in read(again)


def test_one_blind_spot_is_enough_to_name_a_place():
    verdict = check_against(lambda z, y: softmax(z) - y, Z, np.ones(3) / 3, cost=LOG_LIKELIHOOD)
    assert verdict.agrees and [mistake.name for mistake in verdict.mistakes] == ["target one place on"]
    assert len(verdict.telling.groups(["right", "target one place on"])) == 2


def test_what_is_right_everywhere_is_no_blind_spot():
    sigmoid = ACTIVATIONS["sigmoid"]
    verdict = check_against(lambda z, y: delta(sigmoid, COSTS["quadratic"], z, y), Z, Y, activation=sigmoid)
    assert verdict.agrees and verdict.mistakes == () and "(38)" not in read(verdict)


def test_a_lost_factor_is_named():
    verdict = check_against(lambda z, y: 1.7 * (softmax(z) - y), Z, Y, cost=LOG_LIKELIHOOD)
    assert verdict.mistakes == () and verdict.factor == pytest.approx(1.7, rel=1e-12)
    assert "theirs is 1.7 times ours" in read(verdict)


@pytest.mark.parametrize("other", [lambda z, y: z**3, lambda z, y: 0 * z])
def test_what_looks_like_nothing_known_is_wrong_all_the_same(other):
    verdict = check_against(other, Z, Y)
    assert not verdict.agrees and verdict.mistakes == () and np.isnan(verdict.factor)
    assert str(verdict).startswith("Wrong, and like no known mistake.")


def test_one_number_is_too_few_to_tell_a_factor_from():
    sigmoid = ACTIVATIONS["sigmoid"]
    verdict = check_against(lambda z, y: 7 * delta(sigmoid, COSTS["quadratic"], z, y), [1.0], [0.0], activation=sigmoid)
    assert np.isnan(verdict.factor)


def test_a_batch_is_compared_whole():
    zs, ys = np.array([Z, [1.0, -0.5, 0.2]]), np.eye(3)[[1, 2]]
    verdict = check_against(lambda z, y: np.stack(list(map(strangers, z, y))), zs, ys)
    assert verdict.mistakes[0].name == "(38) for (37)" and verdict.theirs.shape == (2, 3)


def doubles(z, y):
    z *= 2
    return z


def forgets(z, y):
    y[:] = 0
    return z


RANDOM = np.random.default_rng(0)


@pytest.mark.parametrize(
    "f, error, said",
    [
        (lambda z, y: z[:2], ValueError, r"f\(z, y\) must have shape \(3,\), got \(2,\)"),
        (lambda z, y: z[:, None], ValueError, r"f\(z, y\) must have shape \(3,\), got \(3, 1\)"),
        (lambda z, y: z * np.nan, ValueError, r"f\(z, y\)\[0\] is nan; expected a finite number"),
        (lambda z, y: z + np.array([0, np.inf, 0]), ValueError, r"f\(z, y\)\[1\] is inf; expected a finite number"),
        (lambda z, y: RANDOM.normal(size=3), ValueError, r"f gave two answers, .*; expected one that looks at z and y"),
        (doubles, ValueError, r"f changes z from .* to .*; expected a function that leaves it alone"),
        (forgets, ValueError, r"f changes y from"),
        (lambda z, y: "three", TypeError, r"f\(z, y\) must hold real numbers"),
        (lambda z, y: None, TypeError, r"f\(z, y\) must hold real numbers"),
        (3, TypeError, r"f must be a function of z and y that returns delta, or a PyTorch module, got 3"),
    ],
)
def test_a_function_that_breaks_its_word_is_refused_by_what_is_wrong(f, error, said):
    with pytest.raises(error, match=said) as refusal:
        check_against(f, Z, Y)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "z, y, said",
    [
        (Z, Y[:2], r"y must have shape \(3,\), got \(2,\)"),
        ([2.2, np.nan, 0.0], Y, r"z\[1\] is nan"),
        ([2.2, -np.inf, 0.0], Y, r"z\[1\] is -inf; expected a finite number"),
        (np.array([Z]).T, np.array([Y]).T, r"z has shape \(3, 1\), 3 examples of 1 output; .* write z\.ravel\(\)"),
    ],
)
def test_a_wrong_z_or_y_is_refused(z, y, said):
    with pytest.raises(ValueError, match=said):
        check_against(strangers, z, y)


def test_a_pair_that_makes_no_sense_is_refused(refused):
    with pytest.raises(ValueError, match="makes no sense"):
        check_against(strangers, Z, Y, activation=refused[0], cost=refused[1])
    with pytest.raises(TypeError, match=re.escape("activation must be an Activation")):
        check_against(strangers, Z, Y, activation="softmax")


# -- PyTorch: torch is no dependency, so its few words that we use are played here -------------------------------------


class Module:
    """A stand-in for torch.nn.Module: what it returns for z and y."""

    def __init__(self, cost):
        self.cost = cost

    def __call__(self, z, y):
        return self.cost(z, y)


Module.__module__ = "torch.nn.modules.module"


class Tensor:
    """A stand-in for torch.Tensor: a list of numbers, and a slope that backward() hands to z."""

    def __init__(self, numbers, slope=None, of=None):
        self.numbers, self.slope, self.of, self.requires_grad = np.array(numbers), slope, of, of is not None

    def sum(self):
        return self

    def backward(self):
        self.of.grad = Tensor(self.slope)

    def tolist(self):
        return self.numbers.tolist()


def cost_of(delta):
    """Return a module whose backward() gives this delta of z and y."""
    return Module(lambda z, y: Tensor(0.0, delta(z.numbers, y.numbers), of=z))


@pytest.fixture
def torch(monkeypatch):
    def tensor(numbers, dtype, requires_grad=False):
        return Tensor(numbers)

    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(float64=float, Tensor=Tensor, tensor=tensor))


def test_a_pytorch_module_is_asked_for_its_own_slope(torch):
    assert check_against(cost_of(lambda z, y: softmax(z) - y), Z, Y, cost=LOG_LIKELIHOOD).agrees
    assert check_against(cost_of(strangers), Z, Y).mistakes[0].name == "(38) for (37)"


def test_a_pytorch_module_that_returns_no_cost_is_refused(torch):
    with pytest.raises(ValueError, match="the PyTorch module must return the cost, a tensor that depends on z, got 3"):
        check_against(Module(lambda z, y: 3), Z, Y)


def test_without_torch_a_module_is_refused_in_a_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)  # as if it were not installed
    with pytest.raises(ModuleNotFoundError, match="f is a PyTorch module, and torch is not installed here; install it"):
        check_against(cost_of(strangers), Z, Y)
