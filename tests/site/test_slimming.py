"""The slimming of pages stops the build when the theme no longer writes what the slimming expects."""

import importlib.util
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from sphinx.errors import ExtensionError

ROOT = Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("slim_pages", ROOT / "code" / "sphinx_ext" / "slim_pages.py")
slim_pages = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(slim_pages)

# What another version of the theme might write: (what it writes today, what instead, what the message must name).
CHANGES = {
    "the icon script has another name": ("scripts/fontawesome.js", "scripts/icons.js", "fontawesome"),
    "a script is no longer preloaded": ('<link rel="preload" as="script"', "<link", "preload"),
    "the theme is chosen another way": ('localStorage.getItem("theme") ||', 'localStorage["theme"] ||', "localStorage"),
    "the page's name is said another way": ("<script>DOCUMENTATION_OPTIONS.pagename", "<script>PAGE", "DOCUMENTATION"),
    "tabs come another way": ("data-sd-tabs-storage-prefix", "data-tabs-storage-prefix", "data-sd-tabs"),
    "a style sheet is not there": ("_static/copybutton.css", "_static/gone.css", "gone.css"),
    "a script is not there": ("_static/doctools.js", "_static/gone.js", "gone.js"),
    "a style sheet is asked for another way": (
        'type="text/css" href="../_static/pyg',
        'href="../_static/pyg',
        "stylesheet",
    ),
    "a script is asked for another way": ('<script src="../_static/doc', '<script async src="../_static/doc', "script"),
    "the title has another form": ("</title>", "</title >", "stylesheet"),
    "the head has another form": ("</head>", "</head >", "script"),
    "the character set is said another way": ('<meta charset="utf-8" />', '<meta charset="UTF-8">', "charset"),
    "an icon has no outline": ("fa-circle-half-stroke", "fa-half-a-circle", "fa-half-a-circle"),
    "the search button is named otherwise": ('aria-label="Search"', 'aria-label="Find"', "search-button-field"),
    "the search button is of another class": ("search-button-field ", "search-box ", "search-button-field"),
    "the sidebar has another id": ('id="pst-primary-sidebar"', 'id="pst-sidebar"', "pst-primary-sidebar"),
    "the sidebar has a role": ('id="pst-primary-sidebar"', 'id="pst-primary-sidebar" role="x"', "pst-primary-sidebar"),
    "hidden cells are named otherwise": ("Toggle hidden content", "Toggle", "<summary"),
    "a button carries another script": ('onclick="window.print()"', 'onclick="print()"', "on[a-z]+="),
    "an inline script has an attribute": ('<script data-cfasync="false">', '<script data-x="1">', "<script"),
}


@pytest.fixture(scope="module")
def stock(tmp_path_factory, copy_sources, build) -> Path:
    """Return the site as the theme writes it, without the slimming."""
    book = copy_sources(tmp_path_factory.mktemp("stock") / "book")
    config = (book / "_config.yml").read_text("utf8")
    (book / "_config.yml").write_text("\n".join(s for s in config.splitlines() if "slim_pages" not in s), "utf8")
    build(book, PYTHONPATH=str(book / "code"))
    return book / "_build" / "html"


@pytest.fixture
def fresh(stock, tmp_path) -> Path:
    """Return a copy of the stock site to be slimmed."""
    return shutil.copytree(stock, tmp_path / "html")


def slim(site: Path) -> None:
    slim_pages.slim(SimpleNamespace(outdir=site, builder=SimpleNamespace(format="html")), None)


def contents(site: Path) -> dict[str, bytes]:
    """Return all files of the site by name."""
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def test_every_page_of_the_theme_as_it_is_can_be_slimmed_and_once_is_enough(fresh):
    heavy = contents(fresh)
    slim(fresh)
    light = contents(fresh)
    pages = [name for name in heavy if name.endswith(".html") and not name.startswith("_static")]
    assert {"index.html", "search.html", "genindex.html"} < set(pages)
    assert all(heavy[name] != light[name] for name in pages)
    slim(fresh)
    assert contents(fresh) == light


@pytest.mark.parametrize("change", CHANGES)
def test_another_theme_stops_the_build(fresh, change):
    today, instead, named = CHANGES[change]
    page = next(path for path in sorted(fresh.glob("chapters/*.html")) if today in path.read_text("utf8"))
    page.write_text(page.read_text("utf8").replace(today, instead, 1), "utf8")
    with pytest.raises(ExtensionError) as stopped:
        slim(fresh)
    assert named in str(stopped.value) and "slim_pages" in str(stopped.value)
