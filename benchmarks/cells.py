"""Print how long a reader waits for Python: in the page, and in JupyterLite's REPL on the same Pyodide, in turn.

Cold: a browser that was never here.  Warm: the same browser, closed and opened again.
In the page it takes from the press of Run to "Done"; in the REPL from the press of a link that opens it with the same
code, and later of Shift+Enter, until the cell has its number and its output.
"""

import subprocess
import tempfile
from contextlib import ExitStack
from statistics import median

from pages import Compressed, serve
from playwright.sync_api import BrowserType, Page, sync_playwright
from python_pages import CELLS, REPL, Way, first_cell
from repl_site import SITE, build_repl

from pdf import browser_path

RUNS, RERUNS = 3, 20
PATIENCE = 300_000  # ms
CODE = {
    "then to first figure": "import matplotlib.pyplot as plt\nplt.plot([1, 4, 9])\nplt.show()",
    "then to first sympy result": "import sympy\nx = sympy.Symbol('x')\nsympy.diff(sympy.exp(x**2), x)",
}
KINDS = ("cold", "warm")

Visits = dict[tuple[str, str], list[dict[str, float]]]  # by way and kind: what each visit took


def memory(folder: str) -> float:
    """Return the MB of the largest renderer of the browser that keeps its things in the folder."""
    lines = subprocess.run(["ps", "-eo", "rss,args"], capture_output=True, text=True, check=True).stdout.splitlines()
    ours = [line for line in lines if "--type=renderer" in line and folder in line]
    return max((int(line.split()[0]) for line in ours), default=0) / 1000


def visited(way: Way, page: Page, address: str, folder: str) -> dict[str, float]:
    """Return what one visit takes."""
    Compressed.sent.clear()
    times = {"press to first numpy result": way.opened(page, address, first_cell()) / 1000}
    moved = {"moved until then (MB)": sum(Compressed.sent) / 1e6}
    times |= {name: way.run(page, code) / 1000 for name, code in CODE.items()}
    again = median(way.run(page, "1") for _ in range(RERUNS))
    page.evaluate("localStorage.clear()")  # the next visit is to find no edits
    return times | {"to run `1` again (ms)": again, "memory of the page (MB)": memory(folder)} | moved


def visit(way: Way, browser: BrowserType, address: str, folder: str) -> dict[str, float]:
    """Return what a visit takes, of a browser that keeps its things in the folder."""
    context = browser.launch_persistent_context(folder, executable_path=browser_path(), args=["--no-sandbox"])
    context.set_default_timeout(PATIENCE)
    try:
        return visited(way, context.new_page(), address, folder)
    finally:
        context.close()


def measured(ways: dict[Way, str]) -> Visits:
    """Return the visits, the ways in turn; ways: the addresses at which they are served."""
    visits = {(way.name, kind): [] for kind in KINDS for way in ways}
    with sync_playwright() as playwright:
        for _ in range(RUNS):
            with ExitStack() as stack:
                folders = {way: stack.enter_context(tempfile.TemporaryDirectory()) for way in ways}
                for kind in KINDS:
                    for way, address in ways.items():
                        visits[way.name, kind].append(visit(way, playwright.chromium, address, folders[way]))
    return visits


def print_table(visits: Visits, ways: list[str]) -> None:
    """Print the medians, and behind those of two ways what part of the second one the first one is."""
    heads = [*ways, "ratio"] if len(ways) > 1 else ways
    print("".join(f"{f'{kind} {head}':>11}" for kind in KINDS for head in heads))
    for name in visits[ways[0], KINDS[0]][0]:
        row = []
        for kind in KINDS:
            row += (middle := [median(one[name] for one in visits[way, kind]) for way in ways])
            row += [middle[0] / other for other in middle[1:]]
        print("".join(f"{value:11.2f}" for value in row) + f"  {name}")


def main() -> None:
    """Print the table."""
    missing = build_repl()
    ways = {CELLS: serve()} | ({} if missing else {REPL: serve(SITE)})
    print(f"\nPython in the page, seconds if not said otherwise, medians of {RUNS}")
    print(f"JupyterLite's REPL is left out: {missing}" if missing else "ratio: to JupyterLite's REPL")
    print_table(measured(ways), [way.name for way in ways])


if __name__ == "__main__":
    main()
