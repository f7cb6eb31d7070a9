"""Controls of ipywidgets in cells of the page: they tell their state, and what hangs on them is run."""

import json
import re

import judges
import pytest
from live_pages import Server, bar, press, run, says, write_page
from live_python import Ran, run_cells
from playwright.sync_api import expect
from visits import visit

HEAD = "import ipywidgets as widgets\nimport matplotlib.pyplot as plt\n"
CHAPTER = HEAD + """
def show(kind):
    print(kind)
    plt.plot([1, 2])
    plt.show()

buttons = widgets.ToggleButtons(options=["sigmoid", "softmax"])
out = widgets.interactive_output(show, {"kind": buttons})
widgets.VBox([buttons, out])"""


def turned(source: str, *turns: tuple[str, dict]) -> list[Ran]:
    """Return what became of a cell, and then of each turn of one of its controls."""
    names = ["cell 1", *("turn" for _ in turns)]
    return run_cells(source, *(json.dumps(turn) for turn in turns), names=names)


def update(**state) -> dict:
    return {"method": "update", "state": state}


def states(ran: Ran) -> dict[str, dict]:
    """Return all that was told of each control, later things over earlier ones."""
    known: dict[str, dict] = {}
    for content in ran.of("control"):
        known.setdefault(content["id"], {}).update(content.get("state", {}))
    return known


def test_a_control_tells_the_page_what_it_is_and_where_it_is_shown():
    (ran,) = turned(HEAD + "widgets.IntSlider(value=3, max=9, description='n')")
    shown = ran.of("display")[0]["data"]["application/vnd.jupyter.widget-view+json"]["model_id"]
    state = states(ran)[shown]
    assert (state["_model_name"], state["value"], state["max"], state["description"]) == ("IntSliderModel", 3, 9, "n")
    assert states(ran).keys() >= {state["layout"].removeprefix("IPY_MODEL_"), shown}


def test_what_hangs_on_a_control_is_run_when_it_is_turned():
    source = HEAD + "s = widgets.IntSlider()\ns.observe(lambda change: print(change.new, change.new / 2), 'value')"
    _, ran, same = turned(source, ("s", update(value=8)), ("s", update(value=8)))
    assert (ran.outcome, ran.printed()) == ("ok", "8 4.0\n")
    assert same.messages == []


def test_what_python_changes_is_told():
    ran, later = run_cells(HEAD + "s = widgets.IntSlider()", "s.value = 5\ns.max = 7")
    (slider,) = [name for name, state in states(ran).items() if state.get("_model_name") == "IntSliderModel"]
    assert later.of("control") == [{"id": slider, "state": {"value": 5}}, {"id": slider, "state": {"max": 7}}]


def test_a_button_can_be_pressed():
    source = HEAD + "b = widgets.Button()\nb.on_click(lambda b: print('pressed'))"
    _, ran = turned(source, ("b", {"method": "custom", "content": {"event": "click"}}))
    assert ran.printed() == "pressed\n"


def test_what_belongs_into_an_output_says_so():
    ran, again = turned(CHAPTER, ("buttons", update(index=1)))
    place = next(name for name, state in states(ran).items() if state.get("_model_name") == "OutputModel")
    for cell, kind in ((ran, "sigmoid"), (again, "softmax")):
        inside = [(sent, content) for sent, content in cell.messages if content.get("into") == place]
        assert [sent for sent, _ in inside if sent != "control"] == ["clear", "stream", "display"]
        assert inside[1][1]["text"] == f"{kind}\n" and "image/svg+xml" in inside[2][1]["data"]
    assert [content for content in ran.of("display") if "into" not in content] == [ran.of("display")[-1]]
    assert "VBox" in ran.shown[-1]


def test_a_figure_that_is_not_shown_belongs_into_its_output_all_the_same():
    (ran,) = turned(HEAD + "def f(n):\n    plt.plot([n])\nwidgets.interact(f, n=(0, 3));")
    (figure,) = [content for content in ran.of("display") if "image/svg+xml" in content["data"]]
    assert states(ran)[figure["into"]]["_model_name"] == "OutputModel"


def test_what_interact_makes_can_be_turned():
    source = HEAD + "def f(n):\n    return n * 2\nwidgets.interact(f, n=(0, 9));"
    ran, again = turned(source, ("f.widget.children[0]", update(value=7)))
    assert ran.shown[0] == "8" and again.shown == ["14"]
    assert again.of("display")[0]["into"] == again.of("clear")[0]["into"]


def test_an_error_in_what_hangs_on_a_control_is_told_with_the_readers_lines():
    source = HEAD + "s = widgets.IntSlider()\ndef f(change):\n    1 / 0\ns.observe(f, 'value')"
    source += "\nimport logging; logging.basicConfig()"
    _, ran, _ = turned(source, ("s", update(value=1)), ("s", update(value=2)))
    (error,) = ran.of("error")
    assert ran.outcome == "error" and ran.printed("stderr") == ""
    assert error["text"].startswith("ZeroDivisionError: division by zero") and "cell 1, line 5, in f" in error["text"]


def test_a_control_that_is_gone_is_told_and_does_no_harm():
    source = HEAD + "class Gone:\n    pass\ns = widgets.IntSlider()\nGone.model_id = s.model_id\n"
    source += "s.observe(print)\ns.close()"
    ran, turn = turned(source, ("Gone", update(value=1)))
    assert ran.of("control")[-1]["closed"] is True
    assert (turn.outcome, turn.messages) == ("ok", [])


def test_widgets_of_the_book_tell_nothing_here():
    (ran,) = turned("from bp1.widgets import Routes\nr = Routes()\nr.j = 2\nr")
    assert [content for content in ran.of("control") if "layout" not in str(content).lower()] == []
    assert "_esm" not in json.dumps(ran.messages)


def test_the_chapters_buttons_turn_its_figure(browser, addresses):
    """Cell 6 of the chapter on softmax: ToggleButtons, and a figure drawn by the function that hangs on them."""
    address = f"{addresses['http']}/chapters/softmax-opens-every-route.html"
    with visit(browser, address, reduced_motion="reduce") as seen:
        first = bar(seen.page, 6).get_by_role("button", name="Run", exact=True)
        first.press("Enter")  # a click may miss: what lies far below is laid out, and moves, when one comes near
        says(seen.page, 6, "^Not run: it needs")
        shown = run(seen.page, 6, button="Run all above")
        picture = shown.locator("img")
        expect(picture).to_have_count(1)
        sigmoid = picture.get_attribute("src")
        shown.get_by_role("radio", name="softmax").check()
        expect(picture).not_to_have_attribute("src", sigmoid)
        expect(picture).to_have_count(1)
        shown.get_by_role("radio", name="sigmoid").check()
        expect(picture).to_have_attribute("src", sigmoid)
        assert judges.faults(seen, judges.ALWAYS) == {}


ALL = """import ipywidgets as widgets
def f(n, x, word, yes, kind, size):
    print(n, x, word, yes, kind, size)
widgets.interact(f, n=(0, 9), x=(0.0, 1.0, 0.25), word="w", yes=True, kind=["a", "b"],
                 size=widgets.BoundedIntText(3, max=5))
b = widgets.Button(description="Press")
b.on_click(lambda b: print("pressed"))
display(b, widgets.HTML("<b>bold</b><script>bad = 1</script>"), widgets.Label("plain"), widgets.IntProgress(4))
display(widgets.ColorPicker())
b;"""


@pytest.fixture
def cell(browser, site, tmp_path):
    """Return a page with one cell that has been run, and its output; the test fails if the page logs an error."""
    with Server(tmp_path) as server, visit(browser, f"{server.address}/{write_page(tmp_path, site, ALL, '1')}") as seen:
        shown = run(seen.page, 1)
        yield seen.page, shown
        assert judges.console(seen) == []


def test_each_kind_of_control_is_turned_and_python_hears_it(cell):
    page, shown = cell
    printed = shown.locator(".live-sheet pre")
    expect(printed).to_have_text("4 0.5 w True a 3\n")
    shown.get_by_role("slider", name="n").press("ArrowRight")
    expect(printed).to_have_text("5 0.5 w True a 3\n")
    shown.get_by_role("slider", name="x").press("End")
    shown.get_by_role("textbox", name="word").fill("other")
    shown.get_by_role("checkbox", name="yes").uncheck()
    shown.get_by_role("combobox", name="kind").select_option("b")
    shown.get_by_role("spinbutton", name="size").fill("9")
    shown.get_by_role("spinbutton", name="size").press("Tab")
    expect(printed).to_have_text("5 1.0 other False b 5\n")  # 9 is more than its maximum, which Python knows
    expect(shown.get_by_role("spinbutton", name="size")).to_have_value("5")
    shown.get_by_role("button", name="Press").click()
    expect(shown.get_by_text("pressed")).to_be_visible()
    expect(shown.locator("b")).to_have_text("bold")
    assert page.evaluate("window.bad") is None
    expect(shown.get_by_text("ColorPicker: this control is alive in a notebook, and not on this page.")).to_be_visible()


def test_a_control_whose_python_is_gone_says_so(cell):
    page, shown = cell
    press(page, 1, "Restart Python")
    shown.get_by_role("slider", name="n").press("ArrowRight")
    says(page, 1, "^Python starts afresh with the next Run")
    expect(shown.locator(".live-sheet pre")).to_have_text("4 0.5 w True a 3\n")
    assert run(page, 2).inner_text().strip() == "1"


def test_a_dial_that_is_turned_fast_ends_where_it_was_left(cell):
    _, shown = cell
    dial = shown.get_by_role("slider", name="n")
    for key in ("End", *["ArrowLeft"] * 7):
        dial.press(key)
    expect(shown.locator(".live-sheet pre")).to_have_text(re.compile("^2 "))
    expect(dial).to_have_value("2")
