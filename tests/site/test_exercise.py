"""The exercise widget: it replies as Python does, climbs the ladder, and keeps progress on the device."""

import html
import json
import re

import numpy as np
import pytest
from visits import wake

from bp1.exercises import EXERCISES, exercise
from bp1.exercises.replies import as_html
from bp1.widgets import Exercise
from bp1.widgets.base import BookWidget, page_script, source, style
from bp1.widgets.exercise import material

CHECKED = [pytest.param(one, id=one.id) for one in EXERCISES.values() if one.kind != "function"]
PAGE = "chapters/softmax-opens-every-route.html"
ODD = ["", " ", ";", "abc", "½", "٣", "1" * 201, "9" * 10**6, "<b>1</b>", "1/0", "1e999", "NaN", "1 2", "1;2;",
       "\ufeff1", "1\x1c", "1\x85", "\u20281", "−1", "–1", "1,5", "1.000,5", "١", "1/3 %", "%", "1e-400", "0/0",
       "1\u0301", "𝟏", "1_0", "0x1"]  # fmt: skip
STORELESS = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } })"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }"


@pytest.fixture(scope="module")
def replies_js(import_js):
    """Return a function that evaluates JavaScript with replies.js imported as m."""
    return import_js("replies.js")


@pytest.fixture
def mount(open_page, serve, tmp_path):
    """Return a function that puts exercises on a page of their own, and returns the page."""
    (tmp_path / "exercise.js").write_text(page_script("exercise"), "utf8")
    (tmp_path / "style.css").write_text(style("exercise"), "utf8")
    address = serve(tmp_path) + "/index.html"

    def on_a_page(*ids, before="", **options):
        places = "".join(
            f'<div data-bp1-widget="exercise" data-state="{html.escape(json.dumps(Exercise(id).state()))}"></div>'
            for id in ids
        )
        head = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">'
        head += '<link rel="stylesheet" href="style.css">'
        script = f'<script>{before}</script><script src="exercise.js"></script>'
        (tmp_path / "index.html").write_text(f"{head}{places}{script}", "utf8")
        page = open_page(address, **options)
        wake(page)
        return page

    return on_a_page


def answers(one, rng) -> list[str]:
    """Return texts that somebody may type: outcomes and their neighbours, noise, and nonsense."""
    count, found = one.count, list(ODD)
    if one.kind == "numbers":
        for value in (outcome.numbers for outcome in one.outcomes):
            sizes = one.tolerance * np.repeat([0, 0.3, 1, 1, 3], 5)
            near = [value + size * rng.normal(size=count) for size in sizes]
            near += [np.round(value, one.decimals + d) for d in (-2, -1, 0, 1)]
            found += [";".join(map(repr, x.tolist())) for x in near]
            found += [";".join(f"{x:.3e}".replace(".", ",") for x in value), ";".join(f"{100 * x} %" for x in value)]
    elif one.kind == "cells":
        found += [";".join(map(str, rng.integers(0, 2, count))) for _ in range(60)]
        found += [";".join(str(int(x)) for x in outcome.numbers) for outcome in one.outcomes]
    else:
        found += [";".join(map(str, 1 + rng.permutation(count))) for _ in range(150)]
        found += [";".join(map(str, np.argsort(one.shuffled) + 1))]  # the right order
    numbers = [";".join(f"{x:.3g}" for x in rng.normal(size=count)) for _ in range(20)]
    return found + numbers + [f" {text} " for text in numbers] + [f"{text};1" for text in numbers[:3]] + ["2;1.5;0"]


@pytest.mark.parametrize("one", CHECKED)
def test_the_page_replies_as_python_does(replies_js, one):
    texts = answers(one, np.random.default_rng(8))
    found = replies_js("([material, texts]) => texts.map((text) => m.reply(material, text))", [material(one), texts])
    for text, reply in zip(texts, found, strict=True):
        by_python = one.check(text)
        by_page = reply["right"], reply["heading"], reply["sentence"]
        assert by_page == (by_python.right, by_python.heading, by_python.sentence), text[:80]
    assert {reply["right"] for reply in found} == {True, False, None}


def plain(text: str) -> str:
    """Return text as a page shows it, whose indices have no underscore."""
    return re.sub("<[^>]*>", "", html.unescape(as_html(text)))


def fill(widget, *texts):
    """Type into the fields and check."""
    for field, text in zip(widget.get_by_role("textbox").all(), texts, strict=True):
        field.fill(text)
    widget.get_by_role("button", name="Check").click()


def wrong(id, i) -> list[str]:
    """Return the i-th mistake's numbers as somebody types them."""
    return [f"{x:.3f}" for x in exercise(id).outcomes[i].numbers]


def test_misses_earn_the_diagnosis_then_a_hint_then_the_solution(mount):
    widget, one = mount("softmax-delta").locator(".bp1-exercise"), exercise("softmax-delta")
    reply, hint = widget.locator(".reply"), widget.get_by_text(plain(one.hint))
    solution = widget.get_by_text(plain(one.solution[0]))
    for misses in (1, 2, 3):
        fill(widget, *wrong(one.id, misses))
        reply.get_by_text(one.outcomes[misses].heading).wait_for()
        assert plain(one.outcomes[misses].sentence) in reply.inner_text()
        assert (hint.is_visible(), solution.is_visible()) == (misses >= 2, misses >= 3)
    fill(widget, *wrong(one.id, 0))
    reply.get_by_text("Right.").wait_for()
    assert "wrong" not in reply.get_attribute("class").split()


def test_what_cannot_be_read_or_was_said_before_is_no_miss(mount):
    widget, one = mount("softmax-delta").locator(".bp1-exercise"), exercise("softmax-delta")
    fill(widget, *wrong(one.id, 1))
    widget.get_by_text(one.outcomes[1].heading).wait_for()
    nonsense = [["", "", ""], ["<b>1</b>", "½", "9" * 10**5], ["1", "2", "<img src=x onerror=alert(1)>"]]
    for texts in (wrong(one.id, 1), *nonsense):
        fill(widget, *texts)
        widget.page.wait_for_timeout(100)
        assert not widget.get_by_text(plain(one.hint)).is_visible(), texts
    assert widget.locator(".reply").inner_text().strip() == plain(str(one.check("")))
    assert widget.locator("img, .reply b b").count() == 0


def test_the_answer_of_57748_typed_on_the_page_is_told_that_it_is_38(open_page, addresses):
    page = open_page(f"{addresses['http']}/{exercise('log-likelihood-delta').chapter}.html")
    wake(page)
    widget = page.locator(".bp1-exercise", has_text="log-likelihood cost")
    fill(widget, "0", "-0.881", "0")  # y_j (a_j - 1)
    widget.get_by_text("That is (38).").wait_for()
    assert "turning z₁ dims a₂, and the cost sees a₂" in widget.locator(".reply").inner_text()
    widget.get_by_role("link", name="Read: Softmax").click()
    page.wait_for_url("**/softmax-opens-every-route.html#what-38-leaves-out")


def test_every_link_of_a_reply_leads_to_a_section(site):
    links = {o.read for one in EXERCISES.values() for o in one.outcomes if o.read}
    assert links
    for page, _, section in (link.partition("#") for link in sorted(links)):
        text = (site / f"{page}.html").read_text("utf8")
        assert not section or f'id="{section}"' in text, (page, section)


def solve(page, id):
    """Give the right answer to the exercise."""
    widget = page.locator(".bp1-exercise", has_text=plain(exercise(id).question))
    fill(widget, *wrong(id, 0))
    widget.get_by_text("Right.").wait_for()


def test_progress_is_shown_per_chapter_kept_and_erased(mount):
    page = mount("missing-part", "temperature-slope")
    of, lines = len(material(exercise("missing-part"))["chapter"]), page.locator(".progress")
    assert not lines.first.is_visible()
    solve(page, "missing-part")
    for line in lines.all():
        assert f"Solved in this chapter: 1 of {of}" in line.inner_text()
    page.reload()
    wake(page)
    solve(page, "temperature-slope")
    assert f"2 of {of}" in lines.first.inner_text()
    lines.last.get_by_role("button").click()
    assert not lines.first.is_visible() and page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("before", [STORELESS, FULL, "localStorage.setItem('bp1-solved', '{oops')"])
def test_private_windows_and_full_or_spoilt_stores_break_nothing(mount, before):
    page = mount("softmax-delta", before=before)
    solve(page, "softmax-delta")
    assert "Solved in this chapter: 1 of" in page.locator(".progress").inner_text()
    page.locator(".progress").get_by_role("button").click()
    assert not page.locator(".progress").is_visible()


def test_without_javascript_hint_and_solution_are_folded_text(open_page, addresses):
    page = open_page(f"{addresses['http']}/{PAGE}", java_script_enabled=False)
    one = exercise("softmax-delta")
    place = page.locator(".bp1-exercise-still", has_text=plain(one.question)).first
    assert place.get_by_text(plain(one.question)).is_visible()
    lines = plain(one.solution[0]), one.code.splitlines()[0]
    for title, text in ("Hint", plain(one.hint)), *(("Solution", line) for line in lines):
        folded = place.locator("details", has=page.get_by_text(title, exact=True))
        assert text in folded.text_content() and not folded.get_by_text(text).first.is_visible()


def test_in_print_hint_and_solution_are_there_before_any_try(open_page, addresses):
    page = open_page(f"{addresses['http']}/{PAGE}")
    wake(page)
    widget = page.locator(".bp1-exercise", has_text=plain(exercise("softmax-delta").question))
    assert not widget.get_by_text(plain(exercise("softmax-delta").hint)).is_visible()
    page.emulate_media(media="print")
    assert widget.get_by_text("Solution", exact=True).is_visible()


@pytest.mark.parametrize("traits", ["misses=-1", "misses=x", "material=1", "answer=1&misses=1.5"])
def test_a_damaged_link_is_refused_by_name(open_page, addresses, traits):
    page = open_page(f"{addresses['http']}/_static/embed/exercise-softmax-delta.html#exercise?{traits}")
    page.locator(".bp1-said", has_text="damaged").wait_for()


def test_each_exercise_has_a_page_of_its_own(open_page, addresses, site):
    assert all((site / "_static" / "embed" / f"exercise-{id}.html").exists() for id in EXERCISES)
    page = open_page(f"{addresses['http']}/_static/embed/exercise-log-softmax-delta.html#exercise?answer=1_2&misses=2")
    one = exercise("log-softmax-delta")
    page.get_by_text(plain(one.question)).wait_for()
    page.get_by_text(plain(one.hint)).wait_for()


def test_no_width_cuts_anything_off(mount):
    page = mount(*[one.values[0].id for one in CHECKED])
    for width in (320, 360, 640, 1024):
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.locator(".pane").evaluate_all("(all) => all.filter((e) => e.scrollWidth > e.clientWidth).length")
        assert wide == 0, width
    assert not re.search(r"undefined|NaN|\[object", page.locator("body").inner_text())


@pytest.mark.parametrize("widget", BookWidget.__subclasses__(), ids=lambda widget: widget._stem)
def test_a_widgets_own_rules_reach_the_pages(site, widget):
    built = "".join(path.read_text("utf8") for path in (site / "_static").glob("page-*.css"))
    selector = rf"\.bp1-{widget._stem}(?![\w-])"
    own = re.findall(selector, re.sub(r"/\*.*?\*/", "", source(f"{widget._stem}.css"), flags=re.DOTALL))
    assert len(re.findall(selector, built)) >= len(own) > 0


def test_indices_are_set_alike_by_python_and_by_the_page(mount):
    page = mount(*[one.values[0].id for one in CHECKED])
    for one in (one.values[0] for one in CHECKED):
        shown = page.locator(".bp1-exercise", has_text=plain(one.question)).first
        for line in (one.hint, *one.solution, *(one.labels if one.kind == "order" else ())):
            assert html.unescape(as_html(line)) in html.unescape(shown.inner_html()), line
