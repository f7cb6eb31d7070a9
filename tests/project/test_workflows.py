"""Every workflow runs code that is pinned by commit, may do no more than it must, and runs the tests."""

import re
from pathlib import Path

import pytest
import yaml

WORKFLOWS = sorted((Path(__file__).resolve().parents[2] / ".github" / "workflows").glob("*.yml"))


def steps(path: Path) -> list[dict]:
    """Return all steps of all jobs."""
    return [step for job in yaml.safe_load(path.read_text("utf8"))["jobs"].values() for step in job["steps"]]


def test_there_is_a_workflow():
    assert [path.name for path in WORKFLOWS] == ["pages.yml"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_by_commit_and_says_its_version(path):
    used = [step["uses"] for step in steps(path) if "uses" in step]
    assert used
    for action in used:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", action), action
        assert re.search(rf"{action}  # v\d+\.\d+\.\d+$", path.read_text("utf8"), re.MULTILINE), action


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_only_the_deployment_may_write_and_only_to_pages(path):
    workflow = yaml.safe_load(path.read_text("utf8"))
    assert workflow["permissions"] == {"contents": "read"}
    given = {name: job["permissions"] for name, job in workflow["jobs"].items() if "permissions" in job}
    assert given == {"deploy": {"pages": "write", "id-token": "write"}}


def test_what_is_published_has_passed_every_test():
    (pages,) = WORKFLOWS
    jobs = yaml.safe_load(pages.read_text("utf8"))["jobs"]
    assert jobs["deploy"]["needs"] == "build"
    assert {"run": ".ci/run"} in jobs["build"]["steps"]
    assert jobs["build"]["steps"][-1]["with"] == {"path": "_build/html"}
