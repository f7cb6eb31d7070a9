"""The editor of cells on a page of the book: under the page's own policy, by keyboard, in the colours of its code."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from judges import axe
from playwright.sync_api import expect
from visits import Visit, lay_out

EDITOR = Path(__file__).resolve().parents[2] / "code" / "live" / "editor"
SOURCES = ("package.json", "package-lock.json", "editor.src.js")
MOUNT = """async (text) => {
  const { mount } = await import("/_static/editor-on-trial.js");
  const [place, before, after] = ["div", "button", "button"].map((tag) => document.createElement(tag));
  [before.textContent, after.textContent] = ["Before", "After"];
  document.querySelector("article .cell").after(before, place, after);
  window.seen = { runs: 0, changes: [] };
  const onRun = () => { seen.runs += 1; };
  const onChange = (now) => { seen.changes.push(now); };
  window.editor = mount(place, text, { onRun, onChange, label: "Code of cell 1" });
  editor.focus();
}"""


@pytest.fixture
def edit(open_page, addresses):
    """Return a function that opens a chapter with an editor below its first cell, and returns the page."""

    def on_the_page(text: str = "", **look):
        page = open_page(f"{addresses['http']}/chapters/softmax-opens-every-route.html", **look)
        lay_out(page)
        answer = {"path": EDITOR / "editor.js", "content_type": "text/javascript"}
        page.route("**/editor-on-trial.js", lambda route: route.fulfill(**answer))
        page.evaluate(MOUNT, text)
        return page

    return on_the_page


def text(page) -> str:
    return page.evaluate("editor.text()")


def test_what_is_typed_is_indented_told_and_can_be_undone(edit):
    page = edit()
    page.keyboard.type("for n in x:\nprint(n)")
    assert text(page) == "for n in x:\n    print(n)"
    assert page.evaluate("seen.changes.at(-1)") == text(page)
    page.keyboard.press("Control+z")
    assert text(page) != "for n in x:\n    print(n)"
    while text(page):
        before = text(page)
        page.keyboard.press("Control+z")
        assert text(page) != before
    page.keyboard.press("Control+Shift+z")
    assert text(page)
    assert page.evaluate("seen.runs") == 0


def test_shift_enter_runs_and_changes_nothing(edit):
    page = edit("z = 1")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Control+Enter")
    assert (page.evaluate("seen"), text(page)) == ({"runs": 2, "changes": []}, "z = 1")


def test_tab_indents_and_after_escape_it_leaves(edit):
    page = edit("z = 1")
    page.keyboard.press("Tab")
    assert text(page) == "    z = 1"
    page.keyboard.press("Shift+Tab")
    assert text(page) == "z = 1"
    page.keyboard.press("Escape")
    page.wait_for_timeout(2_500)  # nobody has to hurry; CodeMirror's own way out is open for two seconds
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="After", exact=True)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert text(page) == "    z = 1", "who comes back can indent again"
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Before", exact=True)).to_be_focused()
    assert text(page) == "    z = 1"


def test_who_goes_on_typing_after_escape_can_indent_again(edit):
    page = edit("")
    for key in ("z", "Escape", "1", "Tab"):
        page.keyboard.press(key)
    assert text(page) == "    z1"


def test_the_pages_own_keys_are_letters_here(edit):
    page = edit("")
    page.keyboard.type("a / b")
    assert text(page) == "a / b"
    assert page.locator("dialog:modal").count() == 0
    expect(page.get_by_role("textbox", name="Code of cell 1")).to_be_focused()


def test_another_text_can_be_set_and_taken_back(edit):
    page = edit("first")
    page.evaluate("editor.set('second'); editor.set('second')")
    assert (text(page), page.evaluate("seen.changes")) == ("second", ["second"])
    page.keyboard.press("Control+z")
    assert text(page) == "first"
    page.evaluate("editor.destroy()")
    assert page.locator(".live-editor").count() == 0


def test_the_bracket_that_belongs_to_it_is_marked(edit):
    page = edit("f((1)")
    page.keyboard.press("End")
    expect(page.locator(".cm-matchingBracket")).to_have_count(2)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".cm-nonmatchingBracket")).to_have_count(1)


CODE = 'import numpy as np\ndef f(z):\n    return "a" if z in (1.5, None) else -z  # why\n'
TOKENS = {
    "kn": "import", "k": "def", "nf": "f", "s2": '"a"', "ow": "in", "mi": "1.5", "kc": "None", "o": "-", "c1": "# why",
}  # fmt: skip
COLOUR = "(element) => getComputedStyle(element).color"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_code_has_the_colours_that_it_has_in_the_book(edit, theme):
    page = edit(CODE, color_scheme=theme)
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    for name, token in TOKENS.items():
        written = page.locator(f".live-editor .{name}").get_by_text(token, exact=True).first
        book = page.evaluate("""(name) => {
            const block = Object.assign(document.createElement("div"), { className: "highlight" });
            block.append(Object.assign(document.createElement("span"), { className: name }));
            document.querySelector("article").append(block);
            return getComputedStyle(block.firstChild).color;
        }""", name)  # fmt: skip
        assert written.evaluate(COLOUR) == book, name
    plain = page.locator(".live-editor .cm-content").evaluate(COLOUR)
    assert page.locator(".live-editor .kn").first.evaluate(COLOUR) != plain


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_it(edit, theme):
    page = edit(CODE, color_scheme=theme)
    assert axe(Visit(page)) == []
    name = "Code of cell 1. Shift+Enter runs it. Escape, then Tab leaves."
    expect(page.get_by_role("textbox", name=name, exact=True)).to_be_focused()


def test_its_packages_are_held_by_hashes_and_under_one_licence():
    lock = json.loads((EDITOR / "package-lock.json").read_text("utf8"))["packages"]
    wanted = json.loads((EDITOR / "package.json").read_text("utf8"))["dependencies"]
    packages = {name.removeprefix("node_modules/"): entry for name, entry in lock.items() if name}
    assert [name for name, entry in packages.items() if "integrity" not in entry or "resolved" in entry] == []
    assert {name: packages[name]["version"] for name in wanted} == wanted
    assert {entry["license"] for entry in packages.values()} == {"MIT"}


@pytest.mark.node
def test_it_is_what_its_sources_make(tmp_path):
    for name in SOURCES:
        shutil.copy(EDITOR / name, tmp_path)
    for command in (["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], ["npm", "run", "build"]):
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / "editor.js").read_bytes() == (EDITOR / "editor.js").read_bytes()
