"""Debian's Firefox and WebKit: pages open, controls work by mouse and keys, numbers agree, a cell runs.

That JavaScript's numbers are the library's there too is tested where it is in Chromium: all who ask for import_js.
"""

import re
import shutil

import pytest
from conftest import PAGES
from engines import ENGINES
from routes_face import assert_right
from test_exercise import wrong
from visits import DRAWN, NEXT, foreign

from bp1 import widgets
from bp1.exercises import exercise

pytestmark = pytest.mark.longer

CHAPTER = "chapters/softmax-opens-every-route.html"
DIALS = [getattr(widgets, name)._stem for name in widgets.__all__ if name != "Exercise"]  # what moves by itself
# Firefox fetches the next page ahead, and may give that up; of all else that goes wrong the page takes notes.
EARS = """window.heard = [];
for (const kind of ["error", "unhandledrejection", "securitypolicyviolation"])
    addEventListener(kind, ({ message, reason, blockedURI, target: { rel, src, href } }) =>
        rel === "next" || heard.push(`${kind}: ${message ?? reason ?? blockedURI ?? src ?? href}`), true);
for (const level of ["error", "warn"]) console[level] = (...said) => heard.push(said.join(" "));"""
HEARD = "() => [heard, performance.getEntriesByType('resource').map(({ name }) => name)]"
AWAKE = """() => {
    const asleep = [...document.querySelectorAll("[data-bp1-widget]")].find((e) => !e.querySelector(".bp1-toolbar"));
    asleep?.scrollIntoView();
    return !asleep;
}"""
ON_A_PHONE = """async () => {
    const frame = Object.assign(document.createElement("iframe"), { src: location.href, width: 360, height: 800 });
    frame.style.border = 0;
    const loaded = new Promise((done) => { frame.onload = done; });
    document.body.append(frame);
    await loaded;
    const { scrollWidth } = frame.contentDocument.documentElement;
    frame.remove();
    return scrollWidth;
}"""
# Marks the control to be used next and returns its type: one that leaves a choice, so no radio that is on already.
NOW = f"""() => {{
    const choices = (select) => [...select.options].filter((option) => !option.disabled);
    const idle = (e) => e && (e.checked || e.options && choices(e).length === 1);
    document.querySelector("[data-now]")?.removeAttribute("data-now");
    document.querySelector(".bp1-said").replaceChildren();
    let next;
    do next = ({NEXT})(); while (idle(next));
    next?.setAttribute("data-now", "");
    return next?.type;
}}"""
FACE = f"""async () => {{
    await {DRAWN};
    const ticked = document.querySelectorAll("[type=checkbox]:checked").length;
    return document.querySelector("[data-bp1-widget]").outerHTML + ticked;
}}"""
NUMBERS = f"""async () => {{
    await {DRAWN};
    return [...document.querySelectorAll(".bp1-routes [data-name]:not([data-name=y])")]
        .map((e) => [e.dataset.name, +e.dataset.value]);
}}"""
STYLE = """(css) => {
    const { textDecorationLine, textDecorationStyle } = getComputedStyle(document.querySelector(css));
    return [textDecorationLine, textDecorationStyle];
}"""
SPILT = """(css) => {
    const box = document.querySelector(css), { x, y, right, bottom } = box.getBoundingClientRect();
    const out = (r) => r.width && (r.x < x || r.y < y || r.right > right || r.bottom > bottom);
    return [...box.querySelectorAll("*")].filter((e) => out(e.getBoundingClientRect())).map((e) => e.outerHTML);
}"""
MARKED = "() => document.querySelector('[data-now]').outerHTML"
SELECT = "(css, i = 0) => document.querySelectorAll(css)[i].select()"
SAYS = "(css, words) => document.querySelector(css)?.textContent.match(new RegExp(words))?.[0]"


@pytest.fixture(scope="module", params=ENGINES)
def engine(request, window):
    """Return the window of an engine."""
    return window(request.param)


@pytest.fixture(scope="module")
def listening(site, serve, tmp_path_factory):
    """Return the addresses of the book, served and as files, with pages that take down what goes wrong in them."""
    copy = shutil.copytree(site, tmp_path_factory.mktemp("listening") / "book")
    for page in copy.rglob("*.html"):
        page.write_text(page.read_text("utf8").replace("<head>", f"<head><script>{EARS}</script>", 1), "utf8")
    return {"http": serve(copy), "file": copy.as_uri()}


@pytest.fixture
def go(engine, listening):
    """Return a function that opens a page; the test fails if its last page logs an error or asks another host."""
    yield lambda page, way="http": engine.open(f"{listening[way]}/{page}")
    heard, asked = engine.run(HEARD)
    assert heard + [address for address in asked if foreign(address)] == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_and_its_widgets_start(engine, go, page):
    go(page)
    engine.until(AWAKE)
    assert engine.run("() => document.querySelectorAll('.bp1-snapshot').length") == 0
    assert engine.run(ON_A_PHONE) <= 360 and engine.run("() => document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_double_click_opens_a_page_and_a_cell_says_what_it_lacks_there(engine, go):
    go(CHAPTER, "file")
    engine.until(AWAKE)
    engine.click(".live-bar button", "Run")
    engine.until(SAYS, ".live-status", "opened as a file cannot run Python.* make serve .*http://127.0.0.1")


@pytest.mark.parametrize("widget", DIALS)
def test_each_control_of_a_widget_does_something(engine, go, widget):
    go(f"_static/embed/{widget}.html")
    engine.until(AWAKE)
    used, dead = 0, []
    while kind := engine.run(NOW):
        before = engine.run(FACE)
        use(engine, kind)
        used += 1
        dead += [] if engine.run(FACE) != before else [engine.run(MARKED)]
    assert used >= 4 and not dead, dead


def use(engine, kind):
    """Do by mouse and keys what the control that is marked is made for."""
    if kind.startswith("select"):
        engine.run("() => document.querySelector('[data-now]').focus()")  # a click would open a menu of the system
        return engine.press("ArrowDown")
    engine.click("[data-now]")
    if kind == "range":
        engine.press("ArrowRight")
    if kind == "text":
        engine.run(SELECT, "[data-now]")
        engine.press(*"0.5", "Tab")


def test_the_flagship_shows_the_librarys_numbers_after_each_step(engine, go):
    z, y = [0.3, -1.2, 2.0], [0.0, 1.0, 0.0]
    go("index.html#routes?activation=softmax&cost=quadratic&z=0.3_-1.2_2&y=0_1_0&j=2&ask=false")
    engine.until(AWAKE)
    assert_right(dict(engine.run(NUMBERS)), "softmax", "quadratic", z, y, 2)
    engine.click(".bp1-routes label", "sigmoid")
    assert_right(dict(engine.run(NUMBERS)), "sigmoid", "quadratic", z, y, 2)
    engine.click(".bp1-routes label", "softmax")
    engine.run("() => document.querySelector('.bp1-routes [type=range]').focus()")
    engine.press("ArrowRight", "ArrowRight")
    shown = dict(engine.run(NUMBERS))
    assert shown["z1"] > z[0]
    z[0] = shown["z1"]
    assert_right(shown, "softmax", "quadratic", z, y, 2)
    engine.run(SELECT, ".bp1-routes input[data-name=z2]")
    engine.press(*"1/3", "Tab")
    z[1] = 1 / 3
    assert_right(dict(engine.run(NUMBERS)), "softmax", "quadratic", z, y, 2)


def test_the_question_lies_in_its_frame_and_a_link_to_the_glossary_is_dotted(engine, go):
    go("index.html")
    engine.until(AWAKE)
    assert engine.run(SPILT, ".bp1-routes .ask") == []
    assert engine.run(STYLE, "article a:has(> .std-term)") == ["underline", "dotted"]


@pytest.mark.parametrize("zero, style, state", [("underflow", "dotted", "z=0_0_40&precision=float16"),
                                                ("lost", "wavy", "layer=l2_norm&z=1_1e-9")])  # fmt: skip
def test_kinds_of_zero_look_different(engine, go, zero, style, state):
    go(f"_static/embed/zoo.html#zoo?{state}")
    engine.until("(css) => Boolean(document.querySelector(css))", f".jacobian .{zero}")
    assert engine.run(STYLE, f".jacobian .{zero}") == ["underline", style]


def answer(engine, texts):
    """Type into the exercise's fields and check."""
    for i, text in enumerate(texts):
        engine.run(SELECT, ".bp1-exercise [type=text]", i)
        engine.press(*text)
    engine.click(".bp1-exercise button", "Check")


def test_an_exercise_knows_the_wrong_and_the_right_answer(engine, go):
    go("_static/embed/exercise-softmax-delta.html")
    engine.until(AWAKE)
    answer(engine, wrong("softmax-delta", 1))
    engine.until(SAYS, ".reply", re.escape(exercise("softmax-delta").outcomes[1].heading))
    answer(engine, wrong("softmax-delta", 0))
    engine.until(SAYS, ".reply", "^Right[.]")


def test_search_finds_a_chapter(engine, go):
    go("index.html")
    engine.click("button.search-button__button")
    engine.until("() => document.activeElement.type === 'search'")
    engine.press(*"every route", "Enter")
    engine.until(f"() => Boolean(document.querySelector('#search-results a[href*=\"{CHAPTER}\"]'))")


def test_the_theme_button_changes_the_page_and_the_next_one_remembers(engine, go):
    go("index.html")
    look = "() => [document.documentElement.dataset.mode, getComputedStyle(document.body).backgroundColor]"
    seen = [engine.run(look)]
    for _ in range(2):  # of auto, light and dark
        engine.click("button.theme-switch-button")
        seen.append(engine.run(look))
    assert {mode for mode, _ in seen} == {"auto", "light", "dark"} and len({ground for _, ground in seen}) == 2
    go("search.html")
    assert engine.run(look) == seen[-1]
    engine.run("() => localStorage.clear()")


def test_a_cell_gives_what_the_book_shows(engine, go):
    go(CHAPTER)
    built = engine.run("() => document.querySelector('.cell_output').innerText")
    assert "0.0019" in built
    engine.click(".live-bar button", "Run")
    end = engine.until(SAYS, ".live-status", "^(Done|Failed|Not run|Python broke|This browser).*")
    assert end.startswith("Done in")
    assert engine.run("() => document.querySelector('.live-output').innerText").strip() == built.strip()


def test_without_what_python_needs_the_cell_says_so(engine, go):
    go(CHAPTER)
    engine.run("() => { delete window.DecompressionStream; }")
    engine.click(".live-bar button", "Run")
    engine.until(SAYS, ".live-status", "too old to run Python: it has no DecompressionStream")


def test_without_a_clipboard_the_link_is_shown(engine, go):
    go("_static/embed/routes.html")
    engine.until(AWAKE)
    engine.run("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    engine.click(".bp1-toolbar button", "Copy link")
    engine.until(SAYS, ".bp1-said", "keeps its clipboard to itself; copy this:")
    assert "#routes?activation=softmax" in engine.run("() => document.querySelector('.bp1-said input').value")
