"""From input to painted frame: what 200 turns of a dial of the flagship widget cost, at full speed and at a quarter.

Run it once the book is built: python benchmarks/routes.py
"""

import os
import shutil
import statistics
from pathlib import Path

from playwright.sync_api import sync_playwright

PAGE = Path(__file__).resolve().parents[1] / "_build" / "html" / "_static" / "embed" / "routes.html"
EVENTS = 200
GOALS = {1: (16.7, 33), 4: (50, 100)}  # slowdown: ms, median and 95th percentile
MEASURE = """async (events) => {
  const slider = document.querySelectorAll(".bp1-routes [type=range]")[1];
  let mutations = 0;
  const observer = new MutationObserver((records) => { mutations += records.length; });
  observer.observe(document.querySelector(".bp1-routes"),
    { subtree: true, childList: true, attributes: true, characterData: true });
  const times = [];
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel(); // a task after this frame: it has been painted
    port1.onmessage = done;
    port2.postMessage(0);
  }));
  for (let i = 0; i < events; i++) {
    await new Promise((done) => setTimeout(done, 5 + (i * 7) % 17)); // at no fixed moment of a frame
    slider.value = 6 * Math.sin(i / 9);
    const start = performance.now();
    slider.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await painted();
    times.push(performance.now() - start);
  }
  observer.disconnect();
  return { times, mutations };
}"""


def measured(page, slowdown: int) -> str:
    """Return the line of a table: median, 95th percentile and changed nodes, with the CPU that many times slower."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    found = page.evaluate(MEASURE, EVENTS)
    median, late = statistics.median(found["times"]), statistics.quantiles(found["times"], n=20)[-1]
    goals = " and ".join(f"{goal:g}" for goal in GOALS[slowdown])
    changes = found["mutations"] / EVENTS
    times = f"median {median:.1f} ms, p95 {late:.1f} ms (goals {goals})"
    return f"CPU 1/{slowdown}: {times}, {changes:.0f} DOM changes an event"


def main() -> None:
    """Print a line for each speed."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(PAGE.as_uri())
        page.locator(".bp1-routes").wait_for()
        for slowdown in GOALS:
            print(f"flagship, {EVENTS} turns of a dial, {measured(page, slowdown)}")
        browser.close()


if __name__ == "__main__":
    main()
