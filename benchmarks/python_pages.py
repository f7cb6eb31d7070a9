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
    editor: str  # where code is written then
    watch: str

    def run(self, page: Page, code: str) -> float:
        """Return the ms from Shift+Enter to the result of the code."""
        page.locator(self.editor).fill(code)
        return timed(page, self.watch, lambda: page.locator(self.editor).press("Shift+Enter"))


def timed(page: Page, watch: str, press: Callable[[], None]) -> float:
    """Return the ms from the press until the page is done."""
    page.evaluate(watch, False)
    press()
    return page.evaluate("taken")


def first_cell() -> str:
    """Return the code of the chapter's first cell, which needs numpy alone."""
    text = (ROOT / f"{CHAPTER}.md").read_text("utf8")
    return re.search(r"```\{code-cell\} ipython3\n(.*?)\n```", text, re.DOTALL)[1]


def open_chapter(page: Page, address: str, code: str) -> float:
    """Return the ms from the press of Run to the result of the first cell, of a page that is being read."""
    page.goto(f"{address}/{CHAPTER}.html")
    buttons = page.get_by_role("group", name="Cell 1", exact=True)
    taken = timed(page, IN_CELL, buttons.get_by_role("button", name="Run", exact=True).click)
    buttons.get_by_role("button", name="Edit", exact=True).click()
    return taken


def open_repl(page: Page, address: str, code: str) -> float:
    """Return the ms from the press of a link to the REPL, with code that it runs at once, to the result."""
    page.goto(f"{address}/repl/index.html?kernel=python&code={quote(code)}", wait_until="commit")
    page.evaluate(IN_REPL, True)
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
CELLS = Way("page", open_chapter, ".cell_input .cm-content", IN_CELL)
REPL = Way("REPL", open_repl, ".jp-CodeConsole-promptCell .cm-content", IN_REPL)
