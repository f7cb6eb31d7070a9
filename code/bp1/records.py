"""The record of the experiments of chapter 10, data/experiments.json: its cases, and how it is written and read."""

import json
from dataclasses import astuple, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from bp1.datasets import DATA, SUMS, verified
from bp1.vectors import Array

FILE = "experiments.json"
Run = dict[str, Array]  # each measure after each of the recorded epochs


@dataclass(frozen=True)
class Case:
    """One training run."""

    data: str  # "blobs" or "digits"
    hidden: str  # the activation of the hidden layer; softmax comes after it
    cost: str
    targets: str  # "one-hot" or "soft"
    rate: float
    equation: str  # "37" or "38": which of them the delta of the last layer is
    seed: int  # for the data, the weights at the start and the order of the examples


def write(settings: dict[str, Any], runs: dict[Case, Run], folder: Path = DATA) -> None:
    """Write the record, a line for each run, and its checksum into SHA256SUMS."""
    lines = ",\n".join(f'"{" ".join(map(str, astuple(case)))}":{compact(listed(run))}' for case, run in runs.items())
    content = f'{{"settings":{compact(settings)},\n"runs":{{\n{lines}\n}}}}\n'.encode()
    (folder / FILE).write_bytes(content)
    sums = folder / SUMS
    others = [line for line in sums.read_text("utf8").splitlines() if not line.endswith(f" {FILE}")]
    sums.write_text("\n".join([*others, f"{sha256(content).hexdigest()}  {FILE}"]) + "\n", "utf8")


def compact(value: dict[str, Any]) -> str:
    """Return JSON without spaces, 1 for 1.0; raise ValueError for NaN and inf, which JSON has not."""
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return text.replace(".0,", ",").replace(".0]", "]")


def listed(run: Run) -> dict[str, Any]:
    """Return the run with lists for arrays, each number with three digits and at most four decimals."""
    short = np.vectorize(lambda x: float(f"{round(x, 4):.3g}") + 0)  # + 0: not -0
    return {name: short(values).tolist() for name, values in run.items()}


def recorded(folder: Path = DATA) -> dict[Case, Run]:
    """Return every recorded run; raise what `verified` raises where the file is missing or damaged."""
    runs = json.loads(verified(FILE, folder))["runs"]
    return {case(name): {key: np.array(values) for key, values in run.items()} for name, run in runs.items()}


def recorded_settings(folder: Path = DATA) -> dict[str, Any]:
    """Return what all recorded runs share."""
    return json.loads(verified(FILE, folder))["settings"]


def case(name: str) -> Case:
    """Return the Case of that name in the record, its fields with spaces between them."""
    *words, rate, equation, seed = name.split()
    return Case(*words, float(rate), equation, int(seed))


def over_seeds(runs: dict[Case, Run], measure: str, **fields: ArrayLike) -> Array:
    """Return one measure of the runs whose case has these fields, shape (seeds, recorded epochs).

    Raises ValueError unless they differ by the seed alone and have that measure.
    """
    found = [case for case in runs if all(getattr(case, name) == value for name, value in fields.items())]
    if not found or len({case.seed for case in found}) != len(found):
        raise ValueError(f"{fields} must leave the seed alone open; {len(found)} recorded runs have these fields")
    if measure not in runs[found[0]]:
        raise ValueError(f"measure must be one of {', '.join(runs[found[0]])}, got {measure!r}")
    return np.array([runs[case][measure] for case in found])
