"""Every workflow runs code that is pinned by commit, may do no more than it must, and runs the tests."""

import re
from pathlib import Path

import pytest
import yaml

FOLDER = Path(__file__).resolve().parents[2] / ".github" / "workflows"
WORKFLOWS = sorted(FOLDER.glob("*.yml"))


def workflow(name: str) -> dict:
    """Return the workflow of that name."""
    return yaml.safe_load((FOLDER / f"{name}.yml").read_text("utf8"))


def jobs(name: str) -> dict[str, dict]:
    """Return the jobs of the workflow."""
    return workflow(name)["jobs"]


def triggers(name: str) -> dict:
    """Return what starts the workflow; YAML reads the word on as true."""
    return workflow(name)[True]


def steps(path: Path) -> list[dict]:
    """Return all steps of all jobs."""
    return [step for job in jobs(path.stem).values() for step in job["steps"]]


def test_these_are_the_workflows():
    assert [path.name for path in WORKFLOWS] == ["links.yml", "pages.yml", "tests.yml"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_by_commit_and_says_its_version(path):
    used = [step["uses"] for step in steps(path) if "uses" in step]
    assert used
    for action in used:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", action), action
        assert re.search(rf"{action}  # v\d+\.\d+\.\d+$", path.read_text("utf8"), re.MULTILINE), action


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_only_the_deployment_may_write_and_only_to_pages(path):
    assert workflow(path.stem)["permissions"] == {"contents": "read"}
    given = {name: job["permissions"] for name, job in jobs(path.stem).items() if "permissions" in job}
    assert given == ({"deploy": {"pages": "write", "id-token": "write"}} if path.stem == "pages" else {})


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_job_runs_for_ever_or_keeps_a_key_to_the_repository(path):
    assert all(job["timeout-minutes"] <= 45 for job in jobs(path.stem).values())
    checkouts = [step for step in steps(path) if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts and all(step["with"] == {"persist-credentials": False} for step in checkouts)


def test_what_is_published_has_passed_every_test():
    build, deploy = jobs("pages")["build"], jobs("pages")["deploy"]
    assert deploy["needs"] == "build"
    assert {"run": ".ci/run"} in build["steps"]
    assert build["steps"][-1]["with"] == {"path": "_build/html"}


def test_a_pull_request_runs_every_test():
    assert "pull_request" in triggers("tests")  # and not pull_request_target, which hands out secrets
    assert jobs("tests")["test"]["steps"][-1] == {"run": ".ci/run"}


def test_links_are_checked_every_week_and_a_failure_of_make_is_one():
    (when,) = triggers("links")["schedule"]
    assert len(when["cron"].split()) == 5 and when["cron"].split()[-1] != "*"
    last = jobs("links")["links"]["steps"][-1]
    assert "make --silent links |" in last["run"] and last["shell"] == "bash"
