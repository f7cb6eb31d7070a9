"""requirements.txt (people), requirements.lock (make, CI) and pyproject.toml (the package) say the same.

No lock names a host, and everything in one is held by its hash.
"""

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
LINES = (ROOT / "requirements.txt").read_text("utf8").splitlines()
PINS = [line for line in LINES if line and not line.startswith(("#", "-e"))]
LOCK = (ROOT / "requirements.lock").read_text("utf8")


@pytest.mark.parametrize("line", PINS, ids=lambda line: line.split("=")[0])
def test_a_pin_is_exact_has_its_reason_and_is_in_the_lock(line):
    requirement, _, reason = line.partition("#")
    name, _, version = requirement.strip().partition("==")
    assert version and reason.strip(), line
    assert re.search(rf"^{re.escape(name)}=={re.escape(version)}( ;.*)? \\$", LOCK, re.MULTILINE), f"{name} {version}"


def test_every_line_of_the_lock_has_hashes_and_no_address():
    pinned = re.findall(r"^[a-z0-9][^\n]*(?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?)+", LOCK, re.MULTILINE)
    assert len(pinned) == len(re.findall(r"^[a-z0-9]", LOCK, re.MULTILINE)) > 100
    assert "://" not in LOCK


def test_the_packages_ranges_admit_the_pins():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]
    pins = dict(line.partition("#")[0].strip().split("==") for line in PINS)
    for wanted in map(Requirement, project["dependencies"] + project["optional-dependencies"]["book"]):
        assert wanted.specifier.contains(pins[wanted.name]), wanted


def test_people_get_the_package_too():
    assert "-e ." in LINES


def test_what_node_installs_is_held_by_its_hash_and_names_no_host():
    lock = json.loads((ROOT / "benchmarks" / "package-lock.json").read_text("utf8"))["packages"]
    wanted = json.loads((ROOT / "benchmarks" / "package.json").read_text("utf8"))
    packages = {name: entry for name, entry in lock.items() if name}
    assert [name for name, entry in packages.items() if "integrity" not in entry or "resolved" in entry] == []
    for name, version in (wanted["dependencies"] | wanted["overrides"]).items():
        assert packages[f"node_modules/{name}"]["version"] == version
