"""Print how long a reader waits for Python in the page, from the press of Run to the words "Done", and what it takes.

Cold: a browser that was never here.  Warm: the same browser, closed and opened again.
"""

import re
import subprocess
import tempfile
import time
from statistics import median

from pages import serve
from playwright.sync_api import BrowserContext, Locator, Page, expect, sync_playwright

from pdf import browser_path

CHAPTER = "chapters/softmax-opens-every-route.html"
RUNS, RERUNS = 3, 20
PATIENCE = 120_000  # ms
FIGURE = "import matplotlib.pyplot as plt\nplt.plot([1, 4, 9])\nplt.show()"
SYMPY = "import sympy\nx = sympy.Symbol('x')\nsympy.diff(sympy.exp(x**2), x)"
NUMPY = "press to first numpy result"


def waited(bar: Locator) -> float:
    """Return the seconds from a press of Run to the end of the cell."""
    status = bar.get_by_role("status")
    status.evaluate("(e) => { e.textContent = ''; }")
    start = time.perf_counter()
    bar.get_by_role("button", name="Run", exact=True).click()
    expect(status).to_contain_text("Done", timeout=PATIENCE)
    return time.perf_counter() - start


def write(page: Page, bar: Locator, number: int, code: str) -> None:
    """Put code in the place of a cell's own."""
    editor = page.get_by_role("textbox", name=re.compile(rf"^Code of cell {number}\."))
    if not editor.is_visible():
        bar.get_by_role("button", name="Edit", exact=True).click()
    editor.fill(code)


def rerun(page: Page) -> float:
    """Return the median ms from a press to the words, of a cell with nothing to do; measured in the page itself."""
    return page.evaluate(
        """async (times) => {
            const bar = document.querySelector(".live-bar");
            const [status, button] = [bar.querySelector(".live-status"), bar.querySelector("[data-live=run]")];
            const taken = [];
            for (let i = 0; i < times; i++) {
                const done = new Promise((resolve) => new MutationObserver((_, watch) => {
                    if (status.textContent.startsWith("Done")) { watch.disconnect(); resolve(); }
                }).observe(status, { childList: true, characterData: true, subtree: true }));
                const start = performance.now();
                button.click();
                await done;
                taken.push(performance.now() - start);
            }
            return taken.sort((a, b) => a - b)[times >> 1];
        }""",
        RERUNS,
    )


def memory(folder: str) -> float:
    """Return the MB of the largest renderer of the browser that keeps its things in the folder."""
    lines = subprocess.run(["ps", "-eo", "rss,args"], capture_output=True, text=True, check=True).stdout.splitlines()
    ours = [line for line in lines if "--type=renderer" in line and folder in line]
    return max((int(line.split()[0]) for line in ours), default=0) / 1000


def visited(context: BrowserContext, address: str, folder: str) -> dict[str, float]:
    """Return what one visit takes."""
    page = context.new_page()
    page.goto(f"{address}/{CHAPTER}")
    bar = page.locator(".live-bar").first
    times = {NUMPY: waited(bar)}
    for name, code in {"then to first figure": FIGURE, "then to first sympy result": SYMPY}.items():
        write(page, bar, 1, code)
        times[name] = waited(bar)
    write(page, bar, 1, "1")
    waited(bar)
    return times | {"to run a cell again (ms)": rerun(page), "memory of the page (MB)": memory(folder)}


def main() -> None:
    visits: dict[str, list[dict[str, float]]] = {"cold": [], "warm": []}
    with sync_playwright() as playwright:
        address = serve()
        for _ in range(RUNS):
            with tempfile.TemporaryDirectory() as folder:
                for kind in visits:
                    context = playwright.chromium.launch_persistent_context(
                        folder, executable_path=browser_path(), args=["--no-sandbox"]
                    )
                    visits[kind].append(visited(context, address, folder))
                    context.close()
    print(f"\nPython in the page, seconds if not said otherwise, medians of {RUNS}\n{'cold':>10} {'warm':>10}")
    for name in visits["cold"][0]:
        cold, warm = (median(visit[name] for visit in visits[kind]) for kind in ("cold", "warm"))
        print(f"{cold:10.2f} {warm:10.2f}  {name}")


if __name__ == "__main__":
    main()
