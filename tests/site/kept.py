"""What the build got from the cells of a page, and keeps."""

from pathlib import Path

import jupytext
import nbformat
import pytest

from pdf import toc_pages

ROOT = Path(__file__).resolve().parents[2]
QUICK = "chapters/softmax-opens-every-route.html"  # all kinds of cells; to run the others' again takes longer
PAGES = [pytest.param(name, marks=[] if name == QUICK else pytest.mark.longer) for name in toc_pages()]


def code_of(book: nbformat.NotebookNode) -> list[str]:
    return [cell.source for cell in book.cells if cell.cell_type == "code"]


def executed(site: Path, page: str) -> list:
    """Return the code cells of a page with the outputs that the build got from them and keeps."""
    code = code_of(jupytext.read((ROOT / page).with_suffix(".md"), fmt="md:myst"))
    kept = (nbformat.read(path, 4) for path in site.parent.glob(".jupyter_cache/*/executed/*/base.ipynb"))
    return next(book for book in kept if code_of(book) == code).cells if code else []
