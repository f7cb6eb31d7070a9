"""The options of the tests: how much, and which random numbers."""


def pytest_addoption(parser):
    parser.addoption("--all", action="store_true", help="take longer: more random events, from a fresh seed")
    parser.addoption("--seed", type=int, help="the seed of the random events, to repeat a failure")
