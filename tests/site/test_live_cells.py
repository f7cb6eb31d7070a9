"""Readers run cells in the page: what they see, what it costs, and what happens when something goes wrong."""

import gzip
import json
import re

import judges
import pytest
from live_pages import Server, bar, output, press, run, says, write_page
from playwright.sync_api import expect
from visits import visit

from bp1 import ACTIVATIONS

CHAPTER = "chapters/softmax-opens-every-route.html"
PICTURE, EXERCISE = 7, 19  # the numbers of two cells there
MOST_BEFORE = 5_000  # compressed bytes of a page that are there for its buttons
MOST_FOR_NUMPY = 10_000_000  # bytes until the first result


@pytest.fixture(scope="module")
def server(site, tmp_path_factory):
    """Return a server for pages of the tests' own."""
    with Server(tmp_path_factory.mktemp("cells")) as server:
        yield server


@pytest.fixture(scope="module")
def known(browser):
    """Return a browser that keeps what it has fetched from one test to the next."""
    context = browser.new_context(viewport={"width": 1000, "height": 900})
    yield context
    context.close()


@pytest.fixture
def cells(site, server, known):
    """Return a function that opens a page with these cells; the test fails if the page logs an error."""
    pages, messages = [], []

    def open_cells(*sources: str, context=None):
        page = (context or known).new_page()
        pages.append(page)
        page.on("console", lambda message: message.type in ("error", "warning") and messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.goto(f"{server.address}/{write_page(server.folder, site, *sources)}")
        return page

    open_cells.expected = []  # parts of messages that a test means to bring about
    yield open_cells
    for page in pages:
        page.close()
    assert [text for text in messages if not any(part in text for part in open_cells.expected)] == []


@pytest.fixture
def fresh(browser):
    """Return a browser that has never been here."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.mark.parametrize("way", ["http", "sub-path"])
def test_the_first_cell_of_a_chapter_says_what_the_book_says(browser, addresses, way):
    with visit(browser, f"{addresses[way]}/{CHAPTER}") as seen:
        built = seen.page.locator(".cell_output").first.inner_text()
        assert "0.0019" in built
        assert run(seen.page, 1).inner_text().strip() == built.strip()
        expect(seen.page.locator(".cell_output:not(.live-output)").first).to_be_hidden()  # one stands for the other
        assert judges.faults(seen, (judges.console, judges.other_hosts, judges.violations)) == {}


def test_from_a_file_the_button_says_what_is_missing_and_what_to_do(open_page, addresses):
    page = open_page(f"{addresses['file']}/{CHAPTER}")
    press(page, 1)
    says(page, 1, "opened as a file cannot run Python.* make serve .*http://127.0.0.1")


def test_an_old_browser_is_told_what_it_lacks(fresh, cells):
    fresh.add_init_script("delete window.DecompressionStream")
    page = cells("1", context=fresh)
    press(page, 1)
    says(page, 1, "too old to run Python: it has no DecompressionStream")


def test_before_a_press_a_page_carries_the_buttons_alone(site, browser, addresses):
    with visit(browser, f"{addresses['http']}/{CHAPTER}") as seen:
        seen.page.wait_for_load_state("networkidle")
        assert [url for url in seen.requests if re.search(r"/(live|runtime)-|offline", url)] == []
    files = [(site / "_static" / name).read_bytes() for name in ("cells.js", "cells.css")]
    assert len(gzip.compress(b"".join(files))) <= MOST_BEFORE
    script = re.search(r"_static/page-\w+\.js", (site / CHAPTER).read_text("utf8"))[0]
    assert files[0] in (site / script).read_bytes()


def heard(page):
    """Return a handle to the list of all that the first cell's status will say."""
    return page.evaluate_handle("""() => {
        const words = [];
        const status = document.querySelector(".live-status");
        new MutationObserver(() => words.push(status.textContent)).observe(status, { childList: true });
        return words;
    }""")


def test_the_first_press_says_what_comes_and_how_much_and_what_comes_is_little(cells, fresh, server):
    page = cells("import numpy as np\nnp.arange(3)", context=fresh)
    before = server.sent
    words = heard(page)
    assert "array([0, 1, 2])" in run(page, 1).inner_text()
    said = "\n".join(words.json_value())
    size = float(re.search(r"Downloading Python, numpy: ([\d.]+) MB, once", said)[1]) * 1e6
    assert 0.95 * (server.sent - before) <= size <= server.sent - before <= MOST_FOR_NUMPY


OUTPUTS = {
    "what is printed": ("print('a')\nprint('b')", "a\nb"),
    "the last value": ("x = 6\nx * 7", "42"),
    "nothing": ("y = 1", ""),
    "a warning": ("import warnings\nwarnings.warn('mind this')", "UserWarning: mind this"),
    "what is displayed": ("display('first')\ndisplay('second')", "'first'\n'second'"),
    "what is left after clearing": (
        "from IPython.display import clear_output\nprint('old')\nclear_output()\nprint('new')",
        "new",
    ),
    "what a display became": ("h = display('old', display_id=True)\nh.update('new')", "'new'"),
    "a result that was awaited": ("import asyncio\nawait asyncio.sleep(0.01, 'later')", "'later'"),
}


def test_outputs_are_shown_as_in_a_notebook(cells):
    page = cells(*(source for source, _ in OUTPUTS.values()))
    for number, (source, shown) in enumerate(OUTPUTS.values(), 1):
        text = run(page, number).inner_text()
        assert re.sub(r"\n+", "\n", text).strip().startswith(shown), source
        assert shown or text.strip() == ""


def test_an_error_is_said_first_with_its_line_and_then_only_the_readers_own_lines(cells):
    page = cells("import json\n\ndef read(text):\n    return json.loads(text)\n\nread('{')")
    error = run(page, 1, "^Failed after").locator(".live-error")
    assert error.locator("p").inner_text().startswith("JSONDecodeError: Expecting property name")
    assert error.locator("p").inner_text().endswith("(line 4)")
    error.locator("summary").click()
    traceback = error.locator("pre").inner_text()
    assert "cell 1, line 4, in read" in traceback and "/lib/" not in traceback


FIGURE = """import matplotlib.pyplot as plt
fig, ax = plt.subplots(figsize=(3, 2))
ax.plot([0, 1], [1, 0])
ax.set_title("Down");"""


def test_a_figure_is_a_picture_with_a_text_and_fits_a_dark_page(cells):
    page = cells(FIGURE)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    picture = run(page, 1).get_by_role("img")
    expect(picture).to_have_attribute("src", re.compile(r"^data:image/svg\+xml"))
    assert "Down" in picture.get_attribute("alt")
    assert picture.evaluate("(e) => e.naturalWidth") > 100
    expect(picture).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    expect(picture).to_have_css("filter", "none")


def test_a_formula_is_typeset_by_the_sites_own_katex(cells, server):
    page = cells("import sympy\nx = sympy.Symbol('x')\nsympy.Integral(x**2, x)", "2")
    run(page, 2)
    assert not any("katex.min.js" in path for path in server.asked)
    formula = run(page, 1).locator(".katex-html")
    expect(formula).to_contain_text("∫")
    expect(output(page, 1).locator(".katex-error")).to_have_count(0)


def test_a_widget_of_the_book_lives(cells):
    page = cells("from bp1.widgets import ErrorCurve\nErrorCurve()")
    widget = run(page, 1).locator(".bp1-widget")
    expect(widget.locator(".bp1-toolbar")).to_be_visible()
    before = widget.inner_text()
    widget.get_by_role("slider").first.press("ArrowRight")
    expect(widget).not_to_have_text(before, use_inner_text=True)  # drawn with the next frame


EVIL = """from IPython.display import HTML
HTML('<table class="t"><tr><th scope="row">k</th><td onclick="window.bad = 1" style="color: red">1</td></tr></table>'
     '<script>window.bad = 1</script><img src="x" onerror="window.bad = 1"><iframe src="/"></iframe>'
     '<a href="javascript:window.bad = 1">go</a><a href="https://example.org">there</a><form><input>kept</form>'
     '<svg onload="window.bad = 1"></svg>')"""


def test_html_is_shown_without_anything_that_acts(cells):
    cells.expected.append("Executing inline event handler violates")  # said when it is parsed, before it is taken out
    page = cells(EVIL)
    shown = run(page, 1).locator(".text_html")
    assert shown.evaluate("(e) => e.innerHTML") == (
        '<table class="t"><tbody><tr><th scope="row">k</th><td>1</td></tr></tbody></table><img><a>go</a>'
        '<a href="https://example.org">there</a>kept'
    )
    shown.get_by_text("go").click()
    assert page.evaluate("window.bad") is None


CHAIN = ("import numpy as np\nz = np.array([1.0, 2.0])", "a = z + 1", "b = 0", "print(a, w_that_nobody_defines)")


def test_a_cell_that_needs_names_from_above_offers_to_run_all_above(cells):
    page = cells(*CHAIN)
    press(page, 2)
    says(page, 2, "^Not run: it needs z from cells above.$")
    assert run(page, 2, button="Run all above").inner_text() == ""
    says(page, 1, "^Done in")
    expect(bar(page, 2).get_by_role("button", name="Run all above")).to_be_hidden()
    assert "w_that_nobody_defines" in run(page, 4, "^Failed after").inner_text()  # nobody above has it, so it is run


def test_what_waits_behind_a_cell_that_fails_is_not_run(cells):
    page = cells("a = 1\n1 / 0", "b = 2", "a + b")
    press(page, 3)
    says(page, 3, "it needs a, b from")
    press(page, 3, "Run all above")
    says(page, 1, "^Failed after")
    for number in (2, 3):
        says(page, number, "^Not run, because a cell before it")


def test_cells_wait_for_each_other_and_a_cell_cannot_be_sent_twice(cells):
    page = cells("import time\ntime.sleep(1)\nlast = 'first'", "last = last + ', second'\nlast")
    press(page, 1)
    press(page, 2)
    says(page, 2, "^(Queued|Not run)")
    expect(bar(page, 2).get_by_role("button", name="Run", exact=True)).to_be_hidden()
    says(page, 1, "^Done in")
    says(page, 2, "^Done in")
    assert output(page, 2).inner_text() == "'first, second'"


def test_a_cell_that_is_done_at_once_says_nothing_else_and_says_it_each_time(cells, fresh):
    page = cells("1 + 1", context=fresh)
    run(page, 1)
    page.clock.install()
    page.clock.pause_at("2100-01-01")  # what is at once hangs on no other test's load
    words = heard(page)
    for _ in range(2):
        run(page, 1)
    assert [re.sub(r"\d+\.\d+", "0", text) for text in words.json_value() if text] == ["Done in 0 s."] * 2


def test_stop_ends_a_loop_without_end_and_says_what_is_lost(cells):
    page = cells("kept = 1\nprint(kept)", "print('here')\nwhile True: pass", "kept")
    run(page, 1)
    press(page, 2)
    says(page, 2, "^Running")
    press(page, 3)
    press(page, 2, "Stop")
    says(page, 2, "^Stopped. Names that cells had defined are lost: run cells again from the top.$")
    says(page, 3, "^Not run")
    expect(output(page, 1)).to_have_text("1")
    run(page, 3, "^Not run: it needs kept from cells above")
    assert run(page, 3, button="Run all above", words="^Not run, because|^Queued")
    press(page, 2, "Stop")


def test_restart_forgets_names(cells):
    page = cells("name = 1", "name")
    run(page, 1)
    run(page, 2)
    press(page, 2, "Restart Python")
    says(page, 2, "^Python starts afresh")
    expect(bar(page, 2).get_by_role("button", name="Restart Python")).to_be_hidden()
    run(page, 2, "^Not run: it needs name from")


def test_output_without_end_is_cut_off(cells):
    page = cells("for i in range(100_000):\n    print(i)\nprint('done')", "2 + 2")
    assert len(run(page, 1).inner_text()) < 300_000
    assert run(page, 2).inner_text().strip() == "4"


CONNECTIONS = """from pyodide.code import run_js
WAYS = (
    "fetch(there)",
    "import(there + 'x.mjs')",
    "new Promise((ok, no) => { const r = new XMLHttpRequest(); Object.assign(r, { onload: ok, onerror: no });"
    " r.open('GET', there); r.send(); })",
    "new Promise((ok, no) => { const s = new WebSocket(there.replace('http', 'ws')); s.onopen = ok; s.onerror = no; })",
)
for way in WAYS:
    try:
        await run_js("(there) => " + way)("THERE")
        print("got through", way)
    except Exception:
        print("refused")"""


def test_python_reaches_this_site_alone(cells, tmp_path):
    with Server(tmp_path) as elsewhere:
        cells.expected.append("Content Security Policy")
        page = cells(CONNECTIONS.replace("THERE", f"{elsewhere.address}/"))
        assert run(page, 1).inner_text().split() == ["refused"] * 4
        assert elsewhere.asked == []


def test_python_cannot_change_what_is_kept_for_later_visits(cells):
    page = cells("import js\n[hasattr(js, name) for name in ('caches', 'indexedDB', 'Worker', 'fetch')]")
    assert run(page, 1).inner_text().strip() == "[False, False, False, True]"


FAULTS = {
    "cut": ("cut", "did not arrive whole"),
    "changed": ("changed", "is not the file that belongs to this book, and was not used"),
    "missing": ("missing", "is not on this site \\(404\\)"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_does_not_arrive_is_named_and_another_press_mends_it(site, cells, browser, server, fault):
    context = browser.new_context()
    page = context.new_page()
    page.goto(cells("import numpy as np\nnp.pi").url)
    files = json.loads(next((site / "_static").glob("live-*/files.json")).read_text("utf8"))
    name = files["packages"]["numpy"]["served"]
    kind, words = FAULTS[fault]
    server.spoiled[name] = kind
    press(page, 1)
    says(page, 1, rf"^Not run: {re.escape(name)} {words}.* Run tries again.$")
    server.spoiled.clear()
    server.asked.clear()
    assert run(page, 1).inner_text().strip() == "3.141592653589793"
    assert not any("wasm.packed" in path for path in server.asked)  # what had arrived was kept
    context.close()


def test_the_download_can_be_cancelled(cells, fresh, server):
    page = cells("1 + 1", context=fresh)
    server.spoiled["pyodide.asm.wasm.packed"] = "stuck"
    press(page, 1)
    says(page, 1, "^Downloading Python")
    expect(bar(page, 1).get_by_role("progressbar")).to_be_visible()
    press(page, 1, "Stop")
    says(page, 1, "^Stopped.$")
    server.spoiled.clear()
    assert run(page, 1).inner_text().strip() == "2"


def test_when_python_breaks_down_cells_say_so_and_the_next_run_starts_another(cells):
    page = cells("import pyodide_js, js\npyodide_js._api.fatal_error(js.Error.new('out of memory'))", "1 + 1")
    cells.expected.append("")  # Pyodide has much to say about it
    press(page, 1)
    says(page, 1, "^Python broke down .* Names that cells had defined are lost")
    assert run(page, 2).inner_text().strip() == "2"


KEPT = """async () => {
    const kept = async () => navigator.serviceWorker.controller && await caches.match(location.href);
    for (let i = 0; i < 600 && !await kept(); i++) await new Promise((wait) => setTimeout(wait, 50));
    return Boolean(await kept());
}"""


def test_the_second_visit_reads_and_runs_without_a_network(cells, browser, server):
    context = browser.new_context()
    page = context.new_page()
    page.goto(cells("import numpy as np\nnp.arange(2)", "print('hello')").url)
    run(page, 1)
    assert page.evaluate(KEPT)
    context.set_offline(True)
    page.reload()
    assert run(page, 1).inner_text().strip() == "array([0, 1])"
    context.close()


def test_two_tabs_have_a_python_each(cells):
    one, two = cells("where = 1", "where"), cells("where = 2", "where")
    run(one, 1)
    run(two, 1)
    assert [run(page, 2).inner_text().strip() for page in (one, two)] == ["1", "2"]


def test_who_leaves_while_a_cell_runs_leaves_nothing_running_and_comes_back_to_the_edit(cells):
    page = cells("kept = 1\nkept", "print('here')\nwhile True: pass")
    edit(page, 1, lambda code: code + " + 1")
    says(page, 1, "^Done in")
    press(page, 2)
    says(page, 2, "^Running")
    expect(output(page, 2)).to_have_text("here")
    (python,) = page.workers
    with python.expect_event("close"):
        page.goto("about:blank")
    page.go_back()
    says(page, 1, "^Your edit.$")
    says(page, 2, "^$")
    assert run(page, 1).inner_text().strip() == "2"


def test_a_page_that_was_used_has_no_fault(browser, addresses):
    with visit(browser, f"{addresses['http']}/{CHAPTER}", reduced_motion="reduce") as seen:
        press(seen.page, 2)
        says(seen.page, 2, "it needs np, softmax, z from cells above")
        run(seen.page, 2, button="Run all above")
        assert judges.faults(seen, judges.ALWAYS) == {}


def test_code_is_edited_run_kept_saved_and_taken_back(cells):
    page = cells("first = 1\nfirst", "second = 2")
    press(page, 1, "Edit")
    editor = page.get_by_role("textbox", name="Code of cell 1")
    expect(editor).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type(" + 41")
    page.keyboard.press("Shift+Enter")
    says(page, 1, "^Done in")
    assert output(page, 1).inner_text().strip() == "42"
    page.reload()
    says(page, 1, "^Your edit.$")
    expect(page.locator("pre").first).to_have_text("first = 1\nfirst + 41")
    with page.expect_download() as saved:
        press(page, 1, "Download")
    assert saved.value.path().read_text("utf8") == "first = 1\nfirst + 41\n"
    assert re.fullmatch(r"cells-\d+-cell-1\.py", saved.value.suggested_filename)
    press(page, 1, "Reset")
    expect(page.locator("pre").first).to_have_text("first = 1\nfirst")
    expect(bar(page, 1).get_by_role("button", name="Reset")).to_be_hidden()
    page.reload()
    expect(bar(page, 1).get_by_role("button")).to_have_text(["Run", "Edit"])  # as for a reader who never pressed
    expect(page.locator("pre").first).to_have_text("first = 1\nfirst")


def test_reset_brings_back_the_output_of_the_build(cells):
    page = cells("1")
    press(page, 1, "Edit")
    expect(page.get_by_role("textbox", name="Code of cell 1")).to_be_focused()
    page.keyboard.type("4")
    assert run(page, 1).inner_text().strip() == "41"
    press(page, 1, "Reset")
    expect(page.get_by_text("as built")).to_be_visible()
    expect(output(page, 1)).to_be_hidden()
    expect(page.get_by_role("textbox", name="Code of cell 1")).to_have_text("1")


def edit(page, number: int, change) -> None:
    """Change the code of a cell as a reader does, and run it."""
    editor = page.get_by_role("textbox", name=re.compile(rf"^Code of cell {number}\."))
    if not editor.is_visible():
        press(page, number, "Edit")
    expect(editor).to_be_visible()
    lines = editor.locator(".cm-line").all_text_contents()
    editor.fill(change("\n".join(lines)))
    page.keyboard.press("Shift+Enter")


def test_a_new_reader_of_the_chapter_on_softmax_changes_breaks_mends_and_is_told_that_it_is_38(browser, addresses):
    with visit(browser, f"{addresses['sub-path']}/{CHAPTER}") as seen:
        page = seen.page
        edit(page, 1, lambda code: code.replace("3.0]", "5.0]"))
        says(page, 1, "^Done in")
        assert str(ACTIVATIONS["softmax"].jacobian([1, 2, 5]).round(4)[0, 1]) in run(page, 2).inner_text()
        press(page, PICTURE)
        says(page, PICTURE, "picture")  # a name from above
        there = run(page, PICTURE, button="Run all above").locator("img").get_attribute("src")
        edit(page, 1, lambda code: code.replace("np.exp", "np.xp"))
        says(page, 1, "^Failed")
        assert re.search("AttributeError.*xp.*line 4", output(page, 1).inner_text(), re.DOTALL)
        press(page, 1, "Reset")
        run(page, 1)
        assert run(page, PICTURE).locator("img").get_attribute("src") != there
        assert "That is (38)." in run(page, EXERCISE).inner_text()
        edit(page, EXERCISE, lambda code: code.replace("np.diag(a * (1 - a))", "np.diag(a) - np.outer(a, a)"))
        says(page, EXERCISE, "^Done in")
        expect(output(page, EXERCISE)).to_contain_text("It gives NaN or infinity.")  # far out, exp(z) overflows
        edit(page, EXERCISE, lambda code: code.replace("softmax(z)\n", "softmax(z - z.max())\n"))
        expect(output(page, EXERCISE)).to_contain_text("Right.")
        assert judges.faults(seen, (judges.console, judges.other_hosts, judges.violations)) == {}
