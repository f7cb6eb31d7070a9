"""The same files in JupyterLab and Notebook 7 with a live kernel: chapters open, widgets talk to Python."""

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect
from routes_face import screen

from bp1 import ACTIVATIONS
from bp1.widgets import Routes
from bp1.widgets.base import module

ROOT = Path(__file__).resolve().parents[2]
FRONT_ENDS = {"JupyterLab": "lab/tree/{}?reset", "Notebook 7": "notebooks/{}"}  # reset: no tabs of an earlier test
HEAD = (ROOT / "index.md").read_text("utf8").split("# Why")[0]
NOTEBOOK = (
    HEAD
    + """
```{code-cell} ipython3
from bp1.widgets import Routes
widget = Routes(activation="softmax", z=[1.0, 2.0, 3.0], y=[0.0, 0.0, 1.0], j=1)
widget
```

```{code-cell} ipython3
seen = []
widget.observe(lambda change: seen.append((change["name"], change["new"])), ["activation", "z"])
```

```{code-cell} ipython3
from ipywidgets import HBox
from traitlets import link
left, right = Routes(), Routes(activation="sigmoid")
link((left, "z"), (right, "z"))
box = HBox([left, right])
box
```

```{code-cell} ipython3
from ipywidgets import VBox
from bp1.widgets import ErrorCurve, Exercise, Replay, Staircase, Stepper, Zoo
one = Exercise("log-likelihood-delta")
VBox([one, ErrorCurve(), Replay(), Staircase(), Stepper(), Zoo()])
```

```{code-cell} ipython3
"here the tests ask"
```
"""
)
# Counts what a widget could leave behind: listeners on the page itself, and observers.
COUNT = """(() => {
  const count = window.held = { listeners: 0, observers: 0 };
  const add = Document.prototype.addEventListener;
  document.addEventListener = function (event, act, options) {
    if (/point|focusin/.test(event) && options?.signal) {
      count.listeners += 1;
      options.signal.addEventListener("abort", () => { count.listeners -= 1; });
    }
    return add.call(this, event, act, options);
  };
  const { observe, disconnect } = ResizeObserver.prototype;
  const watching = new Set();
  const isOurs = (target) => target.closest?.(".bp1-routes");
  ResizeObserver.prototype.observe = function (target, ...rest) {
    if (isOurs(target)) watching.add(this);
    count.observers = watching.size;
    return observe.call(this, target, ...rest);
  };
  ResizeObserver.prototype.disconnect = function () {
    watching.delete(this);
    count.observers = watching.size;
    return disconnect.call(this);
  };
})()"""
# Remembers all that a widget has made, without keeping it alive, and tells how much of it still lives.
REMEMBER = "(el) => { (window.made ??= []).push(...[...el.querySelectorAll('*')].map((e) => new WeakRef(e))); }"
ALIVE = "made.filter((element) => element.deref()).length"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Return the address at which both front ends serve a copy of the chapters and a notebook with widgets."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "chapters", folder / "chapters")
    (folder / "widget.md").write_text(NOTEBOOK, "utf8")
    jupyter = shutil.which("jupyter", path=str(Path(sys.executable).parent))
    command = [jupyter, "lab", "--no-browser", "--allow-root", "--ServerApp.token=", "--ServerApp.port=0"]
    home = {"JUPYTER_CONFIG_PATH": str(ROOT / "code" / "lab"), "JUPYTER_CONFIG_DIR": str(folder / ".config")}
    process = subprocess.Popen(
        [*command, f"--ServerApp.root_dir={folder}"], env={**os.environ, **home}, stderr=subprocess.PIPE, text=True
    )
    lines = []
    for line in process.stderr:
        lines.append(line)
        address = re.search(r"http://(?:localhost|127\.0\.0\.1):(\d+)/lab", line)
        if address:
            yield f"http://127.0.0.1:{address[1]}"
            break
    else:
        pytest.fail("JupyterLab did not start:\n" + "".join(lines))
    process.terminate()
    process.stderr.close()
    process.wait(60)


@pytest.fixture(params=FRONT_ENDS)
def open_notebook(browser, server, request):
    """Return a function that opens a notebook in the front end, runs all of its cells and returns the page."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.add_init_script(COUNT)
    context.set_default_timeout(60_000)

    def open_it(name):
        page = context.new_page()
        page.goto(f"{server}/{FRONT_ENDS[request.param].format(name)}")
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
        page.get_by_role("button", name="Python 3 (ipykernel)", exact=True).wait_for()
        page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        return page

    yield open_it
    context.close()


def ask(page, code):
    """Return what code prints when it is run in the last cell."""
    cell = page.locator(".jp-Notebook .jp-CodeCell").last
    cell.click()
    done = secrets.token_hex(4)
    cell.locator(".cm-content").fill(f"{code}\nprint('{done}')")
    cell.locator(".cm-content").press("Control+Enter")
    output = cell.locator(".jp-OutputArea-output").last
    expect(output).to_contain_text(done)
    return output.inner_text().strip().removesuffix(done).strip()


def survivors(page):
    """Return how many remembered elements something keeps alive, whatever garbage is collected for ten seconds."""
    tools, deadline = page.context.new_cdp_session(page), time.monotonic() + 10
    while True:
        tools.send("HeapProfiler.collectGarbage")
        if not (alive := page.evaluate(ALIVE)) or time.monotonic() > deadline:
            return alive


def test_a_widget_talks_to_python_both_ways(open_notebook):
    page = open_notebook("widget.md")
    widget = page.locator(".bp1-routes").first
    widget.locator(".net svg").wait_for()
    widget.get_by_role("radio", name="sigmoid").check()
    slider = widget.get_by_role("slider").first
    slider.focus()
    slider.press("ArrowRight")
    assert ask(page, "print(seen)") == "[('activation', 'sigmoid'), ('z', [1.1, 2.0, 3.0])]"
    ask(page, "widget.activation, widget.j = 'softmax', 2")
    widget.get_by_text("The bill for nudging z₃").wait_for()
    assert widget.get_by_role("radio", name="softmax").is_checked()


def test_two_linked_widgets_in_a_box_move_together_and_leave_nothing_behind(open_notebook):
    page = open_notebook("widget.md")
    left, right = page.locator(".bp1-routes").nth(1), page.locator(".bp1-routes").nth(2)
    right.locator(".net svg").wait_for()
    assert min(widget.bounding_box()["width"] for widget in (left, right)) > 300  # they share the box
    left.get_by_role("slider").first.focus()
    left.get_by_role("slider").first.press("ArrowRight")
    expect(right.locator("input[data-name=z1]")).to_have_value("1.1")
    right.locator("input[data-name=z2]").fill("-0,5")
    expect(left.locator("input[data-name=z2]")).to_have_value("−0.5")
    grip = left.locator(".triangle .grip")
    grip.scroll_into_view_if_needed()
    grip.hover()
    page.mouse.down()
    page.mouse.move(*screen(left, (0.5, 0.3, 0.2)))
    page.mouse.up()
    z = json.loads(ask(page, "print(left.z if left.z == right.z else [left.z, right.z])"))
    np.testing.assert_allclose(ACTIVATIONS["softmax"](z), (0.5, 0.3, 0.2), atol=0.02)
    before = page.evaluate("window.held")
    assert before["listeners"] >= 4 and before["observers"] >= 2
    for widget in (left, right):
        widget.evaluate(REMEMBER)
    ask(page, "box.children = ()")  # closes the two views; their models live on
    page.locator(".widget-hbox").dispatch_event("keydown")  # a cell remembers where in it the last key was pressed
    gone = {"listeners": before["listeners"] - 4, "observers": before["observers"] - 2}
    page.wait_for_function("(gone) => JSON.stringify(held) === JSON.stringify(gone)", arg=gone)
    assert page.evaluate("made.length") > 400
    assert survivors(page) == 0


def test_every_widget_is_alive_and_an_answer_reaches_python(open_notebook):
    page = open_notebook("widget.md")
    for kind in ("error_curve", "replay", "staircase", "stepper", "zoo"):
        expect(page.locator(f".bp1-{kind} button, .bp1-{kind} input").first).to_be_visible()
    exercise = page.locator(".bp1-exercise")
    for field, text in zip(exercise.get_by_role("textbox").all(), ("0", "-0,881", "0"), strict=True):
        field.fill(text)
    exercise.get_by_role("button", name="Check").click()
    exercise.get_by_text("That is (38).").wait_for()
    assert ask(page, "print(one.answer, one.misses, one.exercise.check(one.answer).heading)").split(maxsplit=2)[1:] == [
        "1", "That is (38)."
    ]  # fmt: skip


def test_a_closed_view_takes_its_listeners_off_the_model(browser):
    page = browser.new_context().new_page()
    page.evaluate(
        """async ([source, traits]) => {
            const listeners = new Set();
            window.model = { listeners, get: (key) => traits[key], set() {}, save_changes() {},
                on: (event, act) => listeners.add(act), off: (event, act) => listeners.delete(act) };
            const { default: widget } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
            const el = document.body.appendChild(document.createElement("div"));
            window.close = widget.render({ model, el });
        }""",
        [module("routes"), Routes().state()],
    )
    page.locator(".bp1-routes").evaluate(REMEMBER)
    assert page.evaluate("model.listeners.size") > 0 and page.evaluate(ALIVE) > 200
    page.evaluate("close(); close = null")
    assert page.evaluate("model.listeners.size") == 0
    assert survivors(page) == 0
    page.context.close()


def test_a_chapter_opens_as_a_notebook_and_runs(open_notebook):
    page = open_notebook("chapters/softmax-opens-every-route.md")
    page.locator(".bp1-routes .net svg").wait_for(state="attached")  # not yet drawn: it is below the window's edge
    page.locator(".widget-toggle-buttons").scroll_into_view_if_needed()
    picture = page.locator(".jp-OutputArea-output:has(.widget-toggle-buttons) img")
    before = picture.get_attribute("src")
    page.locator(".widget-toggle-buttons").get_by_text("softmax").click()
    expect(picture).not_to_have_attribute("src", before)
    assert page.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    assert page.locator(".katex, mjx-container").count() > 0  # maths is typeset
