"""A page shows what its cells gave when the book was built, and its notebook gives the same to who downloads it."""

import os
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup, Tag
from comparing import forms, printed
from kept import PAGES, executed
from nbclient import NotebookClient
from test_conventions import notebook_of

from sealed_cells import SETTINGS

ELSEWHERE = {"chapters/build-status.html"}  # its cells tell of files of the book, and a notebook is alone


def gave(cell: nbformat.NotebookNode) -> list:
    """Return what a cell printed, by stream, and the forms of what it showed."""
    return [printed(cell.outputs), *(forms(output.data) for output in cell.outputs if "data" in output)]


@pytest.fixture
def reader(tmp_path, monkeypatch) -> Path:
    """Return the empty folder of a reader, whose figures are drawn as the book's are, so that they can be compared."""
    profile = tmp_path / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    shutil.copy(SETTINGS, profile)
    monkeypatch.setenv("IPYTHONDIR", str(profile.parent))
    monkeypatch.setenv("MATPLOTLIBRC", os.devnull)
    (tmp_path / "empty").mkdir()
    return tmp_path / "empty"


@pytest.mark.parametrize("name", PAGES)
def test_a_notebook_gives_in_an_empty_folder_what_the_build_got(site, reader, name):
    book = nbformat.read(notebook_of(site, name), as_version=4)
    nbformat.validate(book)
    NotebookClient(book, timeout=60, resources={"metadata": {"path": str(reader)}}).execute()
    first, *cells = [cell for cell in book.cells if cell.cell_type == "code"]
    assert first.outputs == []  # it looks for bp1
    for number, (ran, kept) in enumerate(zip(cells, executed(site, name), strict=True), 1):
        assert gave(ran) == gave(kept) or name in ELSEWHERE, number


def said(output: nbformat.NotebookNode) -> tuple[str, str]:
    """Return the kind of an output and its text: of HTML, what can be read."""
    if output.output_type == "stream":
        return "text/plain", output.text
    ((kind, text),) = forms(output.data).items()
    return kind, BeautifulSoup(text, "html.parser").get_text() if kind == "text/html" else text.strip("$ ")


def shown(element: Tag, kind: str, folder: Path) -> str:
    """Return what an output is on the page: of a figure, its file; of a formula, its TeX."""
    if kind == "image/svg+xml":
        return (folder / element.select_one("img")["src"]).read_text("utf8")
    return (element.select_one("annotation") if kind == "text/latex" else element).get_text()


def words(text: str, kind: str) -> list[str]:
    """Return the words of a text; of Markdown, without what marks them up."""
    return re.findall(r"\w+", text) if kind == "text/markdown" else text.split()


def test_a_page_shows_what_its_cells_gave(site, page_name):
    page = BeautifulSoup((site / page_name).read_text("utf8"), "html.parser")
    for number, (cell, place) in enumerate(zip(executed(site, page_name), page.select("div.cell"), strict=True), 1):
        elements = place.select(".cell_output > *")
        assert len(elements) == len(cell.outputs) * ("tag_remove-output" not in place["class"]), number
        for element, output in zip(elements, cell.outputs, strict=False):
            kind, text = said(output)
            assert words(shown(element, kind, (site / page_name).parent), kind) == words(text, kind), number
