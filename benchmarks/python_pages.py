"""How code is run in a chapter of the book and in JupyterLite's REPL, and how long that takes, measured in the page."""

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote

from playwright.sync_api import Page

from pdf import ROOT

CHAPTER = "chapters/softmax-opens-every-route"
# Sets `taken`, which will be the ms from the next press, or from the navigation, until the page is `done`.
WATCH = """(navigated) => {
  %s
  const done = () => %s;
  window.taken = new Promise((tell) => {
    let start = navigated ? 0 : undefined;
    const begin = (event) => { if (event.type === "click" || event.key === "Enter") start ??= event.timeStamp; };
    for (const kind of ["click", "keydown"]) addEventListener(kind, begin, { capture: true });
    const look = () => {
      if (start === undefined || !done()) return;
      watch.disconnect();
      tell(performance.now() - start);
    };
    const watch = new MutationObserver(look);
    watch.observe(document, { subtree: true, childList: true, characterData: true });
  });
}"""


class Way(NamedTuple):
    """A way to run Python in a browser."""

    name: str
    opened: Callable[[Page, str, str], float]  # page, address, code: the ms until its first result
    write: Callable[[Page, str], None]  # put code where the next press runs it
    press: Callable[[Page], None]
    watch: str

    def run(self, page: Page) -> float:
        """Return the ms from the press to the result of the code that has been written."""
        page.evaluate(self.watch, False)
        self.press(page)
        return page.evaluate("taken")


def first_cell() -> str:
    """Return the code of the chapter's first cell, which needs numpy alone."""
    text = (ROOT / f"{CHAPTER}.md").read_text("utf8")
    return re.search(r"```\{code-cell\} ipython3\n(.*?)\n```", text, re.DOTALL)[1]


def press_run(page: Page) -> None:
    page.get_by_role("group", name="Cell 1", exact=True).get_by_role("button", name="Run", exact=True).click()


def open_chapter(page: Page, address: str, code: str) -> float:
    """Return the ms from the press of Run to the result of the first cell, of a page that is being read."""
    page.goto(f"{address}/{CHAPTER}.html")
    return CELLS.run(page)


def write_cell(page: Page, code: str) -> None:
    editor = page.get_by_role("textbox", name=re.compile(r"^Code of cell 1\."))
    if not editor.is_visible():
        page.get_by_role("group", name="Cell 1", exact=True).get_by_role("button", name="Edit", exact=True).click()
    editor.fill(code)


def open_repl(page: Page, address: str, code: str) -> float:
    """Return the ms from the press of a link to the REPL, with code that it runs at once, to the result."""
    page.goto(f"{address}/repl/index.html?kernel=python&code={quote(code)}", wait_until="commit")
    page.evaluate(REPL.watch, True)
    return page.evaluate("taken")


IN_CELL = WATCH % (
    'const status = document.querySelector(".live-status"); status.textContent = "";',
    'status.textContent.startsWith("Done")',
)
IN_REPL = WATCH % (
    """const run = () => document.querySelectorAll(".jp-CodeConsole-content .jp-CodeCell"), before = run().length;
  const ended = (cell) => /\\d/.test(cell.querySelector(".jp-InputPrompt").textContent);""",
    'run().length > before && ended(run()[before]) && run()[before].querySelector(".jp-OutputArea-output")',
)
PROMPT = ".jp-CodeConsole-promptCell .cm-content"

CELLS = Way("page", open_chapter, write_cell, press_run, IN_CELL)
REPL = Way(
    "REPL",
    open_repl,
    write=lambda page, code: page.locator(PROMPT).fill(code),
    press=lambda page: page.locator(PROMPT).press("Shift+Enter"),
    watch=IN_REPL,
)
