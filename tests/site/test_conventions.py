"""What readers expect around the pages of any site: descriptions, 404, sitemap, notebooks, links to the repository."""

import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import nbformat
import pytest
from bs4 import BeautifulSoup
from judges import axe
from visits import Visit

ROOT = Path(__file__).resolve().parents[2]
BASE = "https://example.org/off-the-diagonal"
REPOSITORY = "https://github.com/you/off-the-diagonal"


@pytest.fixture(scope="session")
def published(build, copy_executed, tmp_path_factory) -> Path:
    """Return the site of a copy of the book in which the commented lines of _config.yml hold."""
    folder = copy_executed(tmp_path_factory.mktemp("published") / "book")
    config = folder / "_config.yml"
    text, found = re.subn(r"# (baseurl|repository_url|repository_branch):", r"\1:", config.read_text("utf8"))
    assert found == 3
    config.write_text(text, "utf8")
    chapter = folder / "chapters" / "softmax-opens-every-route.md"
    chapter.write_text(chapter.read_text("utf8") + "\nSee {prf:ref}`theorem-one-route`.\n", "utf8")
    build(folder, PYTHONPATH=str(folder / "code"))
    return folder / "_build" / "html"


def notebook_of(site: Path, page_name: str) -> Path:
    return (site / "_sources" / page_name).with_suffix(".ipynb")


def markdown_of(site: Path, page_name: str) -> str:
    """Return the text of the page's notebook, without what is code."""
    book = nbformat.read(notebook_of(site, page_name), as_version=4)
    text = "\n\n".join(cell.source for cell in book.cells if cell.cell_type == "markdown")
    return re.sub(r"^```python\n.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)


def read(path: Path) -> BeautifulSoup:
    """Return the page as it is in its file."""
    return BeautifulSoup(path.read_text("utf8"), "html.parser")


def links(page: BeautifulSoup) -> dict[str, str]:
    """Return the addresses in the page's header, by what is written on them."""
    return {link.get_text().strip(): link["href"] for link in page.select(".article-header-buttons a")}


def heading(page: BeautifulSoup) -> str:
    """Return the page's heading; the theme prints another one, which only shows on paper, before it."""
    return page.find_all("h1")[-1].get_text().strip().removesuffix("#")


def test_each_page_has_its_title_and_a_description_of_its_own(site):
    pages = [path for path in site.rglob("*.html") if "_static" not in path.parts]
    seen = []
    for path in pages:
        page = read(path)
        title = page.title.string.strip()
        assert path.name in ("404.html", "search.html") or title == f"{heading(page)} — Off the Diagonal"
        assert title.endswith("Off the Diagonal")
        (description,) = page.find_all("meta", {"name": "description"})
        seen.append(description["content"])
        assert path.name == "search.html" or 50 <= len(seen[-1]) <= 160, seen[-1]
    assert len(set(seen)) == len(seen) >= 5


@pytest.mark.parametrize("missing", ["nothing.html", "chapters/nothing.html", "chapters/far/down/nothing.html"])
def test_a_missing_page_leads_back_to_the_book_from_any_depth(open_page, addresses, site, missing):
    page = open_page("about:blank")
    address = f"{addresses['sub-path']}/{missing}"
    page.route(address, lambda route: route.fulfill(path=site / "404.html"))  # what a host of static pages does
    page.goto(address)
    page.get_by_role("link").click()
    page.wait_for_url(f"{addresses['sub-path']}/")
    assert "Why does (37)" in page.title()


def test_a_missing_page_asks_for_no_other_file(open_page, addresses):
    page = open_page("about:blank")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{addresses['http']}/404.html", wait_until="networkidle")
    assert [url for url in asked if not url.startswith("data:")] == [f"{addresses['http']}/404.html"]
    assert page.locator("meta[http-equiv='Content-Security-Policy']").count() == 1


def test_the_404_page_is_in_no_list(site, published):
    for name in ("searchindex.js", "index.html"):
        assert not re.search(r"\b404\b", (site / name).read_text("utf8"))  # a longer number may have it inside
    assert "404" not in (published / "sitemap.xml").read_text("utf8")


def test_with_an_address_there_is_a_sitemap_and_each_page_names_its_own(published, page_name):
    tree = ElementTree.parse(published / "sitemap.xml")
    addresses = [place.text for place in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert f"{BASE}/{page_name}" in addresses
    assert all((published / address.removeprefix(BASE + "/")).exists() for address in addresses)
    own = f'<link rel="canonical" href="{BASE}/{page_name}"'
    assert own in (published / page_name).read_text("utf8")
    assert f'href="{BASE}/"' in (published / "404.html").read_text("utf8")


def test_without_an_address_there_is_none(site, page_name):
    assert not (site / "sitemap.xml").exists()
    assert 'rel="canonical"' not in (site / page_name).read_text("utf8")


def test_without_a_repository_nothing_links_to_one(site, page_name):
    page = read(site / page_name)
    assert list(links(page)) == ["Open as notebook (.ipynb)", ".md"]
    assert len(page.select("[data-print]")) == 1


def test_with_a_repository_each_page_can_be_edited_launched_and_asked_about(published, page_name):
    page = read(published / page_name)
    source = page_name.replace(".html", ".md")
    found = links(page)
    assert found["Suggest edit"] == f"{REPOSITORY}/edit/main/{source}"
    assert found["Binder"] == f"https://mybinder.org/v2/gh/you/off-the-diagonal/main?urlpath=lab/tree/{source}"
    assert found["Repository"] == REPOSITORY
    assert {"Open as notebook (.ipynb)", ".md"} < set(found)
    issue = urlsplit(found["This confused me"])
    assert f"{issue.scheme}://{issue.netloc}{issue.path}" == f"{REPOSITORY}/issues/new"
    (title,), (body,) = parse_qs(issue.query)["title"], parse_qs(issue.query)["body"]
    assert title == f"This confused me: {heading(page)}"
    assert f"{BASE}/{page_name}" in body and "Which sentence stopped you?" in body and "What did you expect?" in body


def test_axe_finds_nothing_in_the_menus(open_page, serve, published):
    page = open_page(f"{serve(published)}/index.html", reduced_motion="reduce")
    buttons = page.locator(".article-header-buttons .dropdown-toggle").all()
    assert len(buttons) == 3
    for button in buttons:
        button.click()
        assert axe(Visit(page)) == []


def test_the_button_downloads_the_notebook(page_to_read, site, page_name):
    page = page_to_read
    page.get_by_role("button", name="Download this page").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Open as notebook (.ipynb)").click()
    assert download.value.suggested_filename == Path(page_name).with_suffix(".ipynb").name
    assert Path(download.value.path()).read_bytes() == notebook_of(site, page_name).read_bytes()


def test_the_print_button_prints(page_to_read):
    page_to_read.evaluate("window.print = () => { window.printed = true; }; true")
    page_to_read.get_by_role("button", name="Download this page").click()
    page_to_read.locator("[data-print]").click()
    assert page_to_read.evaluate("window.printed")


@pytest.mark.parametrize("missing", ["bp1", "matplotlib"])
@pytest.mark.parametrize("configured", [False, True])
def test_the_first_cell_says_how_to_get_what_is_missing(site, published, page_name, missing, configured, monkeypatch):
    book = nbformat.read(notebook_of(published if configured else site, page_name), as_version=4)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ModuleNotFoundError) as raised:
        exec(book.cells[0].source, {})
    (line,) = str(raised.value).splitlines()
    assert line.startswith(f"{missing} is not installed here.")
    assert line.endswith(f'%pip install "bp1[book] @ git+{REPOSITORY}@main"' if configured else '-e ".[book]"')


def test_a_notebook_is_plain_markdown(site, page_name):
    text = markdown_of(site, page_name)
    assert not re.findall(r"^[`:]{3,} *\{.*|\{[\w:-]+\}`.*|^\([\w-]+\)=|^:[\w-]+:.*", text, re.MULTILINE)
    assert not re.findall(r"\]\((?!https?://)[^)]*\)", text)


def test_a_notebook_holds_what_directives_show(site):
    chapter = "chapters/when-only-one-route-is-open.html"
    cells = "\n".join(cell["source"] for cell in nbformat.read(notebook_of(site, chapter), as_version=4).cells)
    assert "```python\ndef delta_diagonal_only(" in cells
    assert "> **Theorem** (One route everywhere)\n>\n> Let $B" in cells
    assert "<details><summary>Answer</summary>\n\nDial 2 has one route only" in cells


def test_with_an_address_a_notebook_leads_to_the_published_pages(published):
    index = markdown_of(published, "index.html")
    assert f"[(37)]({BASE}/index.html#equation-nndl-37)" in index
    assert f"[softmax opens every route]({BASE}/chapters/softmax-opens-every-route.html)" in index
    chapter = markdown_of(published, "chapters/when-only-one-route-is-open.html")
    assert "See theorem." in markdown_of(published, "chapters/softmax-opens-every-route.html")
    assert f"[every route is open]({BASE}/chapters/softmax-opens-every-route.html)" in chapter


def test_a_notebook_is_the_same_on_every_build(site, published, page_name):
    here, there = (json.loads(notebook_of(folder, page_name).read_text("utf8")) for folder in (site, published))
    assert here["metadata"] == there["metadata"]
    assert [cell["id"] for cell in here["cells"]] == [cell["id"] for cell in there["cells"]]
    code = [[cell for cell in book["cells"][1:] if cell["cell_type"] == "code"] for book in (here, there)]
    assert code[0] == code[1]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code[0])
