"""`make pdf`: the whole book in order, with an outline, links that lead somewhere, and nothing cut at the edge."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest
import yaml
from conftest import toc_pages
from visits import visit

ROOT = Path(__file__).resolve().parents[2]
MILLIMETRE = 96 / 25.4  # in CSS pixels


def print_book(root: Path = ROOT, **environment: str) -> subprocess.CompletedProcess:
    command = [sys.executable, str(root / "code" / "pdf.py")]
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True)


@pytest.fixture(scope="module")
def pdf(site) -> Path:
    """Return the printed book."""
    done = print_book()
    assert done.returncode == 0, done.stderr
    return ROOT / "_build" / "off-the-diagonal.pdf"


@pytest.fixture(scope="module")
def reader(pdf) -> pypdf.PdfReader:
    return pypdf.PdfReader(pdf)


@pytest.fixture(scope="module")
def texts(reader) -> list[str]:
    """Return what is printed on each page."""
    return [page.extract_text() for page in reader.pages]


@pytest.fixture(scope="module")
def shown(browser, addresses) -> dict[str, list[str]]:
    """Return, as a browser shows them, the titles of all chapters and sections in order, and the links to others."""
    found = {"titles": [], "links": []}
    for name in toc_pages():
        with visit(browser, f"{addresses['http']}/{name}", java_script_enabled=False) as seen:
            titles = seen.page.locator("article :is(h1, h2, h3)").all_inner_texts()
            found["titles"] += [text.removesuffix("#").strip() for text in titles]
            found["links"] += seen.page.locator("article a.external").evaluate_all("(all) => all.map((e) => e.href)")
    return found


def outline(entries: list) -> list[pypdf.generic.Destination]:
    """Return the outline's entries, nested ones too, in their order."""
    nested = [outline(entry) if isinstance(entry, list) else [entry] for entry in entries]
    return [entry for group in nested for entry in group]


def links(reader: pypdf.PdfReader) -> list[dict]:
    """Return the annotations of all links."""
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots") or []]
    return [note for note in notes if note["/Subtype"] == "/Link"]


def external(reader: pypdf.PdfReader) -> set[str]:
    return {note["/A"]["/URI"] for note in links(reader) if "/A" in note and "/URI" in note["/A"]}


def plain(text: str) -> str:
    """Return the text without white space and with ligatures taken apart: a line may be broken anywhere."""
    return re.sub(r"\s", "", text.replace("ﬁ", "fi").replace("ﬂ", "fl").replace("ﬀ", "ff"))


def test_the_outline_has_every_chapter_and_section_in_order(reader, shown):
    entries = outline(reader.outline)
    assert [entry.title for entry in entries] == ["Contents", *shown["titles"]]
    pages = [reader.get_destination_page_number(entry) for entry in entries]
    assert pages == sorted(pages) and pages[0] == 1


def test_each_title_stands_on_the_page_to_which_the_outline_leads(reader, texts):
    for entry in outline(reader.outline):
        assert plain(entry.title) in plain(texts[reader.get_destination_page_number(entry)]), entry.title


def test_every_link_leads_to_a_place_in_the_book_or_off_this_machine(reader):
    places = reader.named_destinations
    inside = [note["/Dest"] for note in links(reader) if "/Dest" in note]
    assert len(inside) + sum("/A" in note for note in links(reader)) == len(links(reader))
    assert len(inside) > 50 and not [place for place in inside if place not in places]
    assert all(re.match(r"https?://(?!127\.|localhost)", address) for address in external(reader))


def test_links_to_other_sites_survive(reader, shown):
    assert len(set(shown["links"])) > 5 and set(shown["links"]) <= external(reader)


def test_nothing_in_the_file_names_this_machine(pdf, texts):
    text = pdf.read_bytes() + "".join(texts).encode()
    assert not [word for word in (b"file:", b"127.0.0.1", bytes(ROOT), bytes(Path.home()) + b"/") if word in text]


def test_the_file_says_its_title_and_language_and_is_tagged(reader):
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))
    root = reader.trailer["/Root"]
    assert reader.metadata.title == config["title"]
    assert root["/Lang"] == config["sphinx"]["config"]["language"]
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root


def test_the_cover_names_author_source_and_licence(texts):
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))
    cover = plain(texts[0])
    said = ("Michael Nielsen", "(36), (37) and (38)", "CC BY 4.0", "MIT License")
    for words in (config["title"], config["author"], *said):
        assert plain(words) in cover, words


@pytest.mark.parametrize("number", ["36", "37", "38"])
def test_nndls_equations_are_where_links_to_them_lead(reader, texts, number):
    page = reader.get_destination_page_number(reader.named_destinations[f"/index/equation-nndl-{number}"])
    assert re.search(rf"\({number}\)$", texts[page], re.MULTILINE)  # at the right edge


def test_no_page_is_blank_and_each_has_its_number(texts):
    assert 3 * len(toc_pages()) < len(texts) < 20 * len(toc_pages())
    assert all(len(plain(text)) > 40 for text in texts)  # a chapter may end with one line on its last page
    assert [number for number, text in enumerate(texts[1:], 2) if str(number) not in text[:5]] == []


@pytest.fixture
def paper(pdf, open_page):
    """Return the page that is printed, as wide as the paper between its margins."""
    source = pdf.with_suffix(".html")
    margin = int(re.search(r"size: A4; margin: \d+mm (\d+)mm", source.read_text("utf8"))[1])
    width = int((210 - 2 * margin) * MILLIMETRE)
    page = open_page(source.as_uri(), viewport={"width": width, "height": 900})
    page.emulate_media(media="print")
    return page


CUT = """scope => {
  const edge = scope.getBoundingClientRect().right + 1;
  const scrolls = e => e.clientWidth > 0 && getComputedStyle(e).overflowX !== "visible";
  const cut = e => e.getBoundingClientRect().right > edge || (scrolls(e) && e.scrollWidth > e.clientWidth + 1);
  // KaTeX draws the bar of a root far too long and cuts it off on purpose: .hide-tail
  const shown = scope.querySelectorAll(
    ":not(.katex-mathml, .katex-mathml *, .hidden, .hidden *, .hide-tail, .hide-tail *)");
  return [...shown].filter(cut).map(e => e.outerHTML.slice(0, 200));
}"""
FOLDED = """() => [...document.querySelectorAll("article details > :not(summary)")].map(e => e.checkVisibility())"""


def test_nothing_is_wider_than_the_paper(paper):
    assert paper.locator("body").evaluate(CUT) == []


def test_what_is_folded_is_printed_and_what_is_pressed_is_not(paper):
    shown = paper.evaluate(FOLDED)
    assert len(shown) > 0 and all(shown)
    assert paper.locator("button, input, select, script, a.headerlink").count() == 0
    assert paper.locator(".bp1-snapshot, .bp1-exercise-still").count() == paper.locator(".bp1-widget").count() > 0


def test_an_id_to_which_a_link_leads_is_there_once(paper):
    count = "links => links.map(a => [a.hash, document.querySelectorAll(`[id='${a.hash.slice(1)}']`).length])"
    found = paper.locator("a[href^='#']").evaluate_all(count)
    assert len(found) > 50 and not [link for link, times in found if times != 1]


def test_the_browsers_own_print_cuts_and_folds_nothing_either(open_page, addresses, page_name):
    page = open_page(f"{addresses['http']}/{page_name}", viewport={"width": 640, "height": 900})
    page.emulate_media(media="print")
    assert page.locator("article").evaluate(CUT) == []
    assert all(page.evaluate(FOLDED))


def test_the_same_book_gives_the_same_file(pdf):
    before = pdf.read_bytes()
    assert print_book().returncode == 0
    assert pdf.read_bytes() == before


def test_without_a_browser_one_line_says_what_to_do(site):
    done = print_book(CHROMIUM="/nowhere/chromium")
    assert done.returncode == 1
    assert re.fullmatch("No browser found, .*/nowhere/chromium.*apt-get install chromium.*\n", done.stderr)


def test_without_a_browser_a_test_that_needs_one_says_the_same_line():
    command = [sys.executable, "-m", "pytest", "-q", "tests/site/test_numbers_js.py"]
    environment = os.environ | {"CHROMIUM": "/nowhere/chromium", "COLUMNS": "300"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    errors = re.findall("^ERROR .*", done.stdout, re.MULTILINE)
    assert len(errors) >= 5 and all("No browser found, looking for /nowhere/" in line for line in errors), errors


def test_before_a_build_one_line_says_so(tmp_path):
    (tmp_path / "code").mkdir()
    for name in ("code/pdf.py", "_toc.yml", "_config.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    done = print_book(tmp_path)
    assert done.returncode == 1
    assert re.fullmatch("The book has not been built: .*index.html is missing.*make book\n", done.stderr)
