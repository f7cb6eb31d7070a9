"""The options of the tests: how much, and which random numbers."""

import shutil


def pytest_addoption(parser):
    parser.addoption("--all", action="store_true", help="take longer: more random events, from a fresh seed; use Node")
    parser.addoption("--seed", type=int, help="the seed of the random events, to repeat a failure")


def pytest_configure(config):
    config.addinivalue_line("markers", "longer: takes minutes; runs with --all alone")
    config.addinivalue_line("markers", "node: fetches packages with npm, so it is run with --all, where there is npm")


def pytest_collection_modifyitems(config, items):
    """Leave out what is only run with --all, and what nothing is there to run with."""
    left_out = ("node",) if not shutil.which("npm") else ()
    left_out = left_out if config.getoption("--all") else ("node", "longer")
    dropped = [item for item in items if any(map(item.get_closest_marker, left_out))]
    items[:] = [item for item in items if item not in dropped]
    config.hook.pytest_deselected(items=dropped)
