"""The index of readers' questions: every entry leads somewhere, every state is one, and a box filters them."""

import json
import re
from pathlib import Path

import pytest
from sphinx.errors import ExtensionError

from bp1 import widgets
from bp1.mistakes import MISTAKES
from question_index import QuestionIndex, groups

PAGE = "chapters/which-question-is-yours.html"
QUESTIONS = [question for group in groups().values() for question in group]
SEEN = [question["see"] for question in QUESTIONS if "see" in question]
FIELDS = {"words", "answer", "read", "see", "asked"}


@pytest.fixture
def index(open_page, addresses):
    return open_page(f"{addresses['http']}/{PAGE}")


def ids(site: Path, page: str) -> set[str]:
    """Return the ids on a page of the built book."""
    return set(re.findall(r'id="([^"]+)"', (site / f"{page}.html").read_text("utf8")))


def numbers(text: str) -> list[float]:
    return [float(x) for x in text.split("_")]


READ = {"z": numbers, "y": numbers, "j": int, "moved": int, "h": float, "ask": "true".__eq__}


def traits(query: str) -> dict:
    """Return the traits that a link to a state of a widget says."""
    return {key: READ.get(key, str)(text) for key, text in (pair.split("=") for pair in query.split("&"))}


def test_every_entry_is_whole_and_says_where_it_was_asked():
    assert len(QUESTIONS) >= 26
    assert len({question["words"] for question in QUESTIONS}) == len(QUESTIONS)
    for question in QUESTIONS:
        assert question.keys() <= FIELDS and FIELDS - {"see"} <= question.keys(), question
        assert question["words"].endswith(("?", ".")) and question["answer"].endswith("."), question["words"]
        assert all(re.fullmatch(r"https://[\w.-]+/\S+", url) for url in question["asked"].values())


def test_every_section_is_there(site):
    for place in [question["read"] for question in QUESTIONS] + [mistake.read for mistake in MISTAKES.values()]:
        page, section = place.split("#")
        assert section in ids(site, page), place


@pytest.mark.parametrize("see", sorted(set(SEEN)))
def test_every_state_is_one_that_the_widget_takes_and_is_on_the_page(site, see):
    page, state = see.split("#")
    name, query = state.split("?")
    assert f'data-bp1-widget="{name}"' in (site / f"{page}.html").read_text("utf8")
    widget = getattr(widgets, name.title())()
    with widget.hold_trait_notifications():  # checked together, at the end
        for trait, value in traits(query).items():
            setattr(widget, trait, value)
    assert widget.state().items() >= traits(query).items()


def test_a_link_to_a_state_opens_it(index):
    links = index.get_by_role("link", name="See it move")
    assert links.count() == len(SEEN)
    for n in [0, *range(3, len(SEEN), 5)]:
        links.nth(n).click()
        said = index.locator("[data-bp1-widget] .bp1-said").first
        said.wait_for(state="attached")
        assert said.inner_text() == "" and "?" in index.url
        index.go_back()


def test_without_javascript_the_whole_list_is_there_and_no_box(open_page, addresses):
    page = open_page(f"{addresses['http']}/{PAGE}", java_script_enabled=False)
    assert page.locator("ul.questions > li:visible").count() == len(QUESTIONS)
    assert page.get_by_label("Filter the questions").count() == 0
    assert page.locator("ul.questions .katex-mathml").count() > len(QUESTIONS)


def test_the_box_keeps_the_questions_with_all_its_words(index):
    box, items = index.get_by_label("Filter the questions"), index.locator("ul.questions > li:visible")
    box.fill("TRANSPOSE inverse")
    assert items.count() == 1 and "no inverse" in items.first.inner_text()
    assert index.get_by_role("status").inner_text() == f"1 of {len(QUESTIONS)}"
    assert index.get_by_role("heading", level=2).count() == 1  # a section without questions is away
    box.fill("zebra")
    assert items.count() == 0 and index.get_by_role("status").inner_text() == f"none of {len(QUESTIONS)}"
    box.fill("  ")
    assert items.count() == len(QUESTIONS) and index.get_by_role("status").inner_text() == ""


def test_the_first_page_leads_to_it(open_page, addresses):
    page = open_page(f"{addresses['http']}/index.html")
    page.locator("article").get_by_role("link", name="Which question is yours?").click()
    page.wait_for_url(f"**/{PAGE}")


def test_its_notebook_has_every_question_and_who_asked_it(site):
    notebook = json.loads((site / "_sources" / PAGE).with_suffix(".ipynb").read_text("utf8"))
    text = "".join("".join(cell["source"]) for cell in notebook["cells"])
    for question in QUESTIONS:
        assert f"**{question['words']}**" in text or "](#" in question["words"]
        assert all(f"]({url})" in text for url in question["asked"].values())


def test_other_pages_do_not_load_the_filter(site):
    for name, loads in ((PAGE, True), ("index.html", False)):
        (script,) = re.findall(r"_static/page-\w+\.js", (site / name).read_text("utf8"))
        assert ("Filter the questions" in (site / script).read_text("utf8")) == loads


def test_a_section_that_is_not_there_stops_the_build(tmp_path):
    (tmp_path / "page.md").write_text("# A title\n\n```\n# no heading\n```\n\n## Why `+=` at a fork\n", "utf8")

    class Env:
        def doc2path(self, name):
            return str(tmp_path / f"{name}.md")

        def note_dependency(self, path):
            self.noted = path

    directive = QuestionIndex.__new__(QuestionIndex)
    directive.state = type("State", (), {"document": type("D", (), {"settings": type("S", (), {"env": Env()})})})
    assert directive.heading("page", "why-at-a-fork") == "Why `+=` at a fork"
    for anchor in ("no-heading", "why"):
        with pytest.raises(ExtensionError, match=f"page has no section #{anchor}"):
            directive.heading("page", anchor)
