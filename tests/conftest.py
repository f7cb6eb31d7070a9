"""The options of the tests: how much, and which random numbers."""

import shutil


def pytest_addoption(parser):
    longer = "take longer: more random events, from a fresh seed; use Node, Firefox and WebKit"
    parser.addoption("--all", action="store_true", help=longer)
    parser.addoption("--seed", type=int, help="the seed of the random events, to repeat a failure")


def pytest_configure(config):
    config.addinivalue_line("markers", "longer: takes minutes; runs with --all alone")
    config.addinivalue_line("markers", "node: fetches packages with npm, so it is run with --all, where there is npm")


def pytest_collection_modifyitems(config, items):
    """Leave out what takes long unless all is asked for, and what npm fetches where there is none."""
    everything = config.getoption("--all")
    out = {"longer": not everything, "node": not everything or not shutil.which("npm")}
    left_out = [item for item in items if any(out[name] and item.get_closest_marker(name) for name in out)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
