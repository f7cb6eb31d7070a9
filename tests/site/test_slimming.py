"""The slimming of pages stops the build when the theme no longer writes what the slimming expects."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from sphinx.errors import ExtensionError
from visits import lay_out, wake

import slim_pages
from used_rules import used

CHAPTER = "chapters/softmax-opens-every-route.html"
NAMES = ["index.html", CHAPTER, "search.html"]
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
    "the head has another form": ("</head>", "</head >", "</head>"),
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
def stock(tmp_path_factory, copy_executed, build) -> Path:
    """Return the site as the theme writes it, without the slimming."""
    book = copy_executed(tmp_path_factory.mktemp("stock") / "book")
    config = (book / "_config.yml").read_text("utf8")
    (book / "_config.yml").write_text("\n".join(s for s in config.splitlines() if "slim_pages" not in s), "utf8")
    build(book, PYTHONPATH=str(book / "code"))
    return book / "_build" / "html"


@pytest.fixture
def few(stock, tmp_path) -> Path:
    """Return a copy of some pages of the stock site to be slimmed."""
    others = (path.name for path in stock.rglob("*.html") if path.name not in {Path(name).name for name in NAMES})
    return shutil.copytree(stock, tmp_path / "few", ignore=shutil.ignore_patterns(*others, "runtime-*", "_sources"))


def slim(site: Path) -> None:
    slim_pages.slim(SimpleNamespace(outdir=site, builder=SimpleNamespace(format="html")), None)


def contents(site: Path) -> dict[str, bytes]:
    """Return all files of the site by name."""
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def test_every_page_of_the_theme_as_it_is_can_be_slimmed_and_once_is_enough(stock, tmp_path):
    site = shutil.copytree(stock, tmp_path / "html")
    heavy = contents(site)
    slim(site)
    light = contents(site)
    pages = {name for name in heavy if name.endswith(".html") and not name.startswith("_static")} - {"404.html"}
    assert {"index.html", "search.html"} < pages  # 404.html is light as it is written
    assert all(heavy[name] != light[name] for name in pages)
    slim(site)
    assert contents(site) == light


@pytest.mark.parametrize("change", CHANGES)
def test_another_theme_stops_the_build(few, change):
    today, instead, named = CHANGES[change]
    page = few / CHAPTER
    assert today in page.read_text("utf8")
    page.write_text(page.read_text("utf8").replace(today, instead, 1), "utf8")
    with pytest.raises(ExtensionError) as stopped:
        slim(few)
    assert named in str(stopped.value) and "slim_pages" in str(stopped.value)


def test_another_script_of_the_theme_stops_the_build(few):
    script = few / "_static" / "scripts" / "pydata-sphinx-theme.js"
    script.write_text(script.read_text("utf8").replace(".tabIndex=", ".tabindex="), "utf8")
    with pytest.raises(ExtensionError, match="tabIndex"):
        slim(few)


STYLES = """() => {
    const keys = ["display", "position", "width", "height", "margin", "padding", "inset", "border", "color", "opacity",
        "background-color", "font", "text-align", "visibility", "overflow", "content", "flex", "grid-template-columns"];
    return [...document.querySelectorAll("body, body *:not(.katex *)")].flatMap((element) =>
        [null, "::before", "::after"].map((part) => {
            const style = getComputedStyle(element, part);
            return [element.tagName, element.className, part, keys.map((key) => style.getPropertyValue(key)).join("|")];
        }));
}"""
LOOKS = [{"color_scheme": "light"}, {"color_scheme": "dark", "viewport": {"width": 360, "height": 740}}]


@pytest.mark.parametrize("look", LOOKS, ids=["wide and light", "narrow and dark"])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_looks_otherwise_without_the_rules_left_out(few, tmp_path, serve, open_page, monkeypatch, name, look):
    whole = shutil.copytree(few, tmp_path / "whole")
    slim(few)
    monkeypatch.setattr(slim_pages, "used", lambda css, known: css)
    slim(whole)
    pages = [open_page(f"{serve(site)}/{name}", reduced_motion="reduce", **look) for site in (few, whole)]
    for page in pages:
        lay_out(page)
        wake(page)
        page.evaluate("for (const e of document.querySelectorAll('details')) e.open = true")  # sizes need it
    light, heavy = (page.evaluate(STYLES) for page in pages)
    assert len(light) > 100
    assert len(light) == len(heavy)
    other = [f"{tag}.{kind}{part or ''}" for (tag, kind, part, a), (*_, b) in zip(light, heavy, strict=True) if a != b]
    assert not other, f"{len(other)} look otherwise, first {other[:5]}"


def test_rules_are_kept_by_their_classes_and_nothing_else_is_touched():
    css = """
        @import "x.css"; :root { --a: "}" } .known .unknown, .known p:not(.unknown) { color: red }
        @media print { .unknown { color: red } .known::before { content: ".unknown {" } }
        @keyframes unknown { to { top: 0 } }
    """
    rules = used(css, frozenset({"known"})).split("\n")
    assert rules == [
        '@import "x.css";',
        ':root{--a: "}"}',
        ".known p:not(.unknown){color: red}",
        '@media print{.known::before{content: ".unknown {"}}',
        "@keyframes unknown{to { top: 0 }}",
    ]
    with pytest.raises(ValueError, match="never closed"):
        used(".known { color: red", frozenset({"known"}))
