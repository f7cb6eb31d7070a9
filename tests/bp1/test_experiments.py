"""The record of the experiments is what the code does today, and each measure means what it says."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from bp1 import ACTIVATIONS, COSTS, delta, delta_diagonal_only, delta_full_sum
from bp1.datasets import DATA
from bp1.experiments import HIDDEN, SETTINGS, angles, cases, examples, mean_cost, measures, one_term, run, saturated
from bp1.network import Layer, forward, random_layers
from bp1.records import Case, listed, over_seeds, recorded, recorded_settings, write

RUNS = recorded()
softmax = ACTIVATIONS["softmax"]


def quick(**changes):
    return replace(Case("blobs", "tanh", "quadratic", "one-hot", 0.5, "38", 0), **changes)


# -- the record ------------------------------------------------------------------------------------------------------


def test_the_record_holds_every_case_with_the_settings_of_today():
    assert list(RUNS) == list(cases())
    assert recorded_settings() == SETTINGS
    assert {len(values) for values in RUNS[quick()].values()} == {len(SETTINGS["epochs"])}


def test_every_combination_has_five_seeds():
    seeds = Counter(replace(case, seed=0) for case in RUNS)
    assert set(seeds.values()) == {5}
    wanted = product(("blobs", "digits"), HIDDEN, COSTS.keys() - {"cross_entropy"}, ("37", "38"))
    recorded = {(case.data, case.hidden, case.cost, case.equation) for case in seeds if case.targets == "one-hot"}
    assert recorded == set(wanted)
    soft = {(case.data, case.hidden) for case in seeds if case.targets == "soft"}
    assert soft == set(product(("blobs", "digits"), HIDDEN))


@pytest.mark.parametrize(
    "case",
    [
        quick(),
        quick(hidden="relu", equation="37", seed=3),
        quick(hidden="sigmoid", cost="log_likelihood", rate=0.1),
        quick(hidden="linear", cost="log_likelihood", targets="soft", rate=0.1, equation="37", seed=4),
        quick(data="digits", hidden="sigmoid", cost="log_likelihood", rate=0.1),
    ],
    ids=str,
)
def test_a_run_repeats_what_is_recorded(case):
    again, record = listed(run(case)), RUNS[case]
    assert again.keys() == record.keys()
    for name, values in again.items():  # on another machine sums may round differently
        assert_allclose(values, record[name], rtol=0.02, atol=0.01, err_msg=name)


def test_what_is_written_is_read_again_and_is_the_same_on_each_run(tmp_path):
    (tmp_path / "SHA256SUMS").write_text("0  other\n", "utf8")
    runs = {quick(): {"cost": np.array([0.123456, -1e-9, 1e30])}, quick(seed=1): {"cost": np.array([2.0])}}
    contents = []
    for _ in range(2):
        write({"seeds": 2}, runs, tmp_path)
        contents.append([(tmp_path / name).read_bytes() for name in ("experiments.json", "SHA256SUMS")])
    assert contents[0] == contents[1]
    assert contents[0][1].startswith(b"0  other\n") and contents[0][1].count(b"\n") == 2
    again = recorded(tmp_path)
    assert list(again) == list(runs) and recorded_settings(tmp_path) == {"seeds": 2}
    assert_array_equal(again[quick()]["cost"], [0.123, 0, 1e30])


def test_what_is_not_a_number_is_not_recorded(tmp_path):
    with pytest.raises(ValueError, match="not JSON compliant"):
        write({}, {quick(): {"cost": np.array([np.nan])}}, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_damaged_record_is_refused_in_one_line(tmp_path):
    for name in ("experiments.json", "SHA256SUMS"):
        shutil.copy(DATA / name, tmp_path)
    file = tmp_path / "experiments.json"
    text = file.read_text("utf8")
    changed = json.loads(text)["runs"]
    assert len(changed) == len(RUNS)
    file.write_text(text.replace("0.98", "0.99", 1), "utf8")
    with pytest.raises(ValueError, match=f"^{re.escape(str(file))}: this data file is damaged: [^\n]*$"):
        recorded(tmp_path)
    file.unlink()
    with pytest.raises(FileNotFoundError, match=r"^[^\n]*experiments\.json: this data file is missing; [^\n]*$"):
        recorded_settings(tmp_path)


def test_a_damaged_record_stops_the_widget_that_replays_it_and_no_other(tmp_path):
    shutil.copytree(DATA.parent, tmp_path / "bp1", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "bp1" / "data" / "experiments.json").write_text("{", "utf8")
    script = "from bp1.widgets import Replay, Routes; Routes(); print('Routes is there'); Replay()"
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
    assert done.stdout == "Routes is there\n"
    assert "experiments.json: this data file is damaged" in done.stderr.splitlines()[-1]


def test_the_record_is_small():
    assert (DATA / "experiments.json").stat().st_size < 300_000


def test_over_seeds_wants_the_seed_alone_left_open():
    fields = dict(data="digits", hidden="tanh", cost="quadratic", equation="37")
    assert over_seeds(RUNS, "accuracy", **fields).shape == (5, len(SETTINGS["epochs"]))
    del fields["hidden"]
    with pytest.raises(ValueError, match=r"must leave the seed alone open; 20 recorded runs have these fields$"):
        over_seeds(RUNS, "accuracy", **fields)
    with pytest.raises(ValueError, match=r"; 0 recorded runs have these fields$"):
        over_seeds(RUNS, "accuracy", data="letters")


# -- what is run -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cost", ["quadratic", "log_likelihood"])
def test_one_term_is_38_and_survives_where_its_product_does_not(cost, draw):
    z, y = draw((-3, 3), (5, 4)), draw((0, 1), (5, 4))
    assert_allclose(one_term(softmax, COSTS[cost], z, y), delta_diagonal_only(softmax, COSTS[cost], z, y), rtol=1e-12)
    far = one_term(softmax, COSTS[cost], np.array([800.0, 0, 0]), np.array([0.0, 0, 1]))
    assert_array_equal(far, [0, 0, -1 if cost == "log_likelihood" else 0])


@pytest.mark.parametrize("data", ["blobs", "digits"])
def test_both_equations_get_the_same_examples_and_measure_with_others(data):
    ours, theirs = (examples(quick(data=data, equation=name), np.random.default_rng(3)) for name in ("37", "38"))
    for (x, y), (same_x, same_y) in zip(ours, theirs, strict=True):
        assert_array_equal(x, same_x)
        assert_array_equal(y, same_y)
    (x, _), (other, _) = ours
    assert len(x) == SETTINGS["training_examples"][data] and len(other) == {"blobs": 300, "digits": 500}[data]
    if data == "blobs":  # some digits are there twice
        assert not {tuple(row) for row in x} & {tuple(row) for row in other}


def test_soft_targets_share_a_tenth_out_evenly():
    (_, hard), _ = examples(quick(), np.random.default_rng(0))
    (_, soft), _ = examples(quick(targets="soft"), np.random.default_rng(0))
    assert_allclose(soft, 0.9 * hard + 0.1 / 3)
    assert_allclose(soft.sum(axis=1), 1)


# -- what is measured ------------------------------------------------------------------------------------------------


@pytest.fixture
def measured(draw):
    """Return (measures, layers, x, y) of a network with random weights."""
    layers = random_layers([2, 6, 3], [ACTIVATIONS["sigmoid"], softmax], rng=1)
    start = [Layer(layer.weights - 1, layer.biases - 1, layer.activation) for layer in layers]
    x, y = draw((-3, 3), (40, 2)), np.eye(3)[np.arange(40) % 3]
    return measures(quick(hidden="sigmoid", cost="log_likelihood"), layers, start, (x, y)), layers, x, y


def test_accuracy_and_cost_are_those_of_the_outputs(measured):
    found, layers, x, y = measured
    a = forward(layers, x)[-1][1]
    assert found["accuracy"] == sum(a_x.argmax() == y_x.argmax() for a_x, y_x in zip(a, y, strict=True)) / 40
    assert_allclose(found["cost"], COSTS["log_likelihood"](a, y).mean())


def test_sums_are_counted_from_the_start(measured):
    found, layers, _, _ = measured
    assert_allclose([found["bias_sum"], found["column_sum"]], [3, 3])  # three outputs, each moved by 1
    assert_array_equal(found["parameters"][:12], layers[0].weights.ravel())


def test_the_angle_of_one_example_is_as_derived_and_the_angle_of_the_gradient_is_another(measured):
    found, layers, x, y = measured
    z = forward(layers, x)[-1][0]
    a = softmax(z)
    rivals = np.sqrt((a**2 * (1 - y)).sum(axis=1))  # tan of the angle: their length over their sum
    assert_allclose(found["angle"], np.degrees(np.arctan(rivals / (a * (1 - y)).sum(axis=1))).mean())
    deltas = [rule(softmax, COSTS["log_likelihood"], z, y) for rule in (delta_full_sum, delta_diagonal_only)]
    assert_allclose(found["angle"], angles(*deltas))
    assert found["gradient_angle"] > found["angle"]


def test_angles_are_a_mean_over_the_rows_that_have_not_vanished():
    u, v = np.array([[1, 0], [1, 1], [0, 0], [1, 0]]), np.array([[0, 2], [3, 3], [1, 0], [0, 0]])
    assert_allclose(angles(1.0 * u, 1.0 * v), 45)


@pytest.mark.parametrize("name, share", [("sigmoid", 0.5), ("tanh", 0.75), ("relu", 0.5), ("linear", 0)])
def test_saturated_is_the_part_without_a_slope(name, share):
    assert saturated(ACTIVATIONS[name], np.array([[-5.0, -4.0], [0.5, 9.0]])) == share


def test_the_cost_is_finite_where_an_output_is_0():
    assert mean_cost(COSTS["log_likelihood"], np.array([[800.0, 0], [0, 0]]), np.eye(2)[[1, 1]]) == 400 + np.log(2) / 2


# -- what the chapter builds on --------------------------------------------------------------------------------------


def test_37_keeps_the_sums_in_every_run_and_38_in_none():
    moved = {case: np.abs(run["bias_sum"]).max() for case, run in RUNS.items()}
    assert max(moved[case] for case in moved if case.equation == "37") == 0
    assert min(moved[case] for case in moved if case.equation == "38") > 0.1
    assert max(np.abs(RUNS[case]["column_sum"]).max() for case in moved if case.equation == "37") == 0


def test_one_hot_log_likelihood_keeps_the_angle_of_an_example_below_45_degrees():
    one_hot = [run for case, run in RUNS.items() if case.cost == "log_likelihood" and case.targets == "one-hot"]
    assert max(run["angle"].max() for run in one_hot) <= 45
    assert max(run["gradient_angle"].max() for run in one_hot) > 80


def test_at_one_point_the_two_equations_are_delta_and_one_term():
    z, y = np.zeros((1, 10)), np.eye(10)[:1]
    pair = [rule(softmax, COSTS["log_likelihood"], z, y) for rule in (delta, one_term)]
    assert_allclose(angles(*pair), np.degrees(np.arctan(1 / 3)))
