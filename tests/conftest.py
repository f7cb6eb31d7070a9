"""The options of the tests: how much, and which random numbers."""

import shutil


def pytest_addoption(parser):
    parser.addoption("--all", action="store_true", help="take longer: more random events, from a fresh seed; use Node")
    parser.addoption("--seed", type=int, help="the seed of the random events, to repeat a failure")


def pytest_configure(config):
    config.addinivalue_line("markers", "node: fetches packages with npm, so it is run with --all, where there is npm")


def pytest_collection_modifyitems(config, items):
    """Leave out the tests that fetch packages, unless all are asked for and there is something to fetch them with."""
    if not config.getoption("--all") or not shutil.which("npm"):
        left_out = [item for item in items if item.get_closest_marker("node")]
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)
