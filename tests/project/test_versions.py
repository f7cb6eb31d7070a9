"""The library is what it says in every Python that it is for, with the oldest and the newest packages it is for.

It passes its tests, and the chapters' cells give the same as here, which is what the book shows (test_notebooks.py).
"""

import json
import shutil
import tomllib
from functools import cache

import jupytext
import nbformat
import pytest
from comparing import differences, printed, probe, texts
from nbclient import NotebookClient
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from pythons import AGES, ROOT, environment, run, wheel

from pdf import toc_pages

pytestmark = pytest.mark.longer

# Old matplotlib calls names of pyparsing that today's pyparsing deprecates: that is between the two.
WARNINGS = "filterwarnings=error\nignore::DeprecationWarning:matplotlib\\."

VERSIONS = ["3.11", "3.12", "3.13", *(["3.14"] if shutil.which("python3.14") else [])]  # where it can be had
ENDS = [(VERSIONS[0], "oldest"), (VERSIONS[-1], "newest")]
SOURCES = {name: (ROOT / name).with_suffix(".md") for name in toc_pages()}
CHAPTERS = [name for name, path in SOURCES.items() if "{code-cell}" in path.read_text("utf8")]
CHAPTERS.remove("chapters/build-status.html")  # it tells of the packages that built the book


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """Return a function of version and age that returns the Python of that environment, made once."""
    folder = tmp_path_factory.mktemp("pythons")
    package = cache(lambda: wheel(folder))
    return cache(lambda version, age: environment(version, age, package(), folder / f"{version}-{age}"))


@pytest.mark.parametrize("age", AGES)
@pytest.mark.parametrize("version", VERSIONS)
def test_the_library_passes_its_tests(version, age, python):
    quiet = ["-q", "-p", "no:cacheprovider", "-o", WARNINGS]
    run(python(version, age).with_name("pytest"), "tests/bp1", *quiet, "-o", "pythonpath=")  # the wheel's library


def test_the_oldest_packages_are_those_that_pyproject_names(python):
    listed = run("uv", "pip", "list", "--format", "json", "--python", python("3.11", "oldest"))
    installed = {package["name"]: package["version"] for package in json.loads(listed)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]
    for wanted in map(Requirement, project["dependencies"] + project["optional-dependencies"]["book"]):
        assert SpecifierSet(f"{wanted.specifier}".replace(">=", "==")).contains(installed[wanted.name]), wanted


def notebook(name: str) -> nbformat.NotebookNode:
    """Return a chapter as a notebook, and before it a cell after which its figures tell their parts."""
    book = jupytext.read(SOURCES[name], fmt="md:myst")
    book.cells.insert(0, nbformat.v4.new_code_cell(probe("matplotlib_inline.backend_inline")))
    return book


def gave(book: nbformat.NotebookNode) -> list[tuple[str, list[str]]]:
    """Return (source, texts) of each cell that was run: what it printed and showed."""
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    shown = [[output.data for output in cell.outputs if "data" in output] for cell in code]
    return [(cell.source, texts(**printed(cell.outputs), shown=data)) for cell, data in zip(code, shown, strict=True)]


@cache
def gave_here(name: str) -> list[tuple[str, list[str]]]:
    """Return what the cells of a chapter give in this Python."""
    return gave(NotebookClient(notebook(name), timeout=60).execute())


@pytest.mark.parametrize("name", CHAPTERS)
@pytest.mark.parametrize(("version", "age"), ENDS)
def test_a_chapter_gives_what_it_gives_here(name, version, age, python, tmp_path):
    nbformat.write(notebook(name), tmp_path / "chapter.ipynb")
    program = python(version, age).with_name("jupyter-execute")  # without a limit it may wait for an answer it missed
    run(program, "--timeout=60", "--inplace", tmp_path / "chapter.ipynb")
    there = nbformat.read(tmp_path / "chapter.ipynb", as_version=4)
    assert there.metadata.language_info.version.startswith(f"{version}.")  # and not what else is called python3
    for number, ((source, others), (_, ours)) in enumerate(zip(gave(there), gave_here(name), strict=True)):
        assert differences(others, ours, source) == [], number
