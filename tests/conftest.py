"""The options of the tests: how much, and which random numbers."""


def pytest_addoption(parser):
    parser.addoption("--all", action="store_true", help="take longer: more random events, from a fresh seed")
    parser.addoption("--seed", type=int, help="the seed of the random events, to repeat a failure")


def pytest_configure(config):
    config.addinivalue_line("markers", "longer: takes minutes; runs with --all alone")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--all"):
        longer = [item for item in items if item.get_closest_marker("longer")]
        config.hook.pytest_deselected(items=longer)
        items[:] = [item for item in items if item not in longer]
