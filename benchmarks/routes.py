"""Print how long it takes from input to painted frame: the flagship widget, and `interact` with matplotlib in Voila.

The same number of turns of a dial in the same browser; the widget also with the CPU four times slower.
"""

from statistics import median, quantiles

from playwright.sync_api import Browser, Page, sync_playwright
from voila_page import install_voila, served_by_voila

from pdf import BUILD, browser_path

EMBED = BUILD / "html" / "_static" / "embed" / "routes.html"
EVENTS = 200
GOALS = {1: (16.7, 33), 4: (50, 100)}  # slowdown: ms, median and 95th percentile
TIMES_FASTER = 15  # the goal
# Returns a time for each of the events: turn(i) makes an input; watch() waits for what it asked for.
MEASURE = """async (events) => {
  const times = [];
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel(); // a task after this frame: it has been painted
    port1.onmessage = done;
    port2.postMessage(0);
  }));
  for (let i = 0; i < events; i++) {
    await new Promise((done) => setTimeout(done, 5 + (i * 7) % 17)); // at no fixed moment of a frame
    const start = performance.now();
    const drawn = watch();
    turn(i);
    await drawn;
    await painted();
    times.push(performance.now() - start);
  }
  return times;
}"""
FLAGSHIP = """
  const slider = document.querySelectorAll(".bp1-routes [type=range]")[1];
  window.changes = 0;
  new MutationObserver((records) => { changes += records.length; }).observe(document.querySelector(".bp1-routes"),
    { subtree: true, childList: true, attributes: true, characterData: true });
  window.turn = (i) => {
    slider.value = 6 * Math.sin(i / 9);
    slider.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };
  window.watch = () => null; // the next frame shows it
"""
INTERACT = """
  const handle = document.querySelector(".noUi-handle");
  window.turn = (i) => { // forty steps up, forty down
    const key = i % 80 < 40 ? "ArrowRight" : "ArrowLeft";
    handle.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  };
  window.watch = () => new Promise((done) => {
    const before = document.querySelector("img").src;
    const observer = new MutationObserver(async () => {
      const picture = document.querySelector("img");
      if (!picture || picture.src === before) return;
      observer.disconnect();
      await picture.decode();
      done();
    });
    observer.observe(document.body, { subtree: true, childList: true, attributes: true });
  });
"""


def measured(page: Page, driver: str, slowdown: int = 1) -> list[float]:
    """Return the ms from input to painted frame of each event, with the CPU that many times slower."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    page.evaluate(f"() => {{{driver}}}")
    return page.evaluate(MEASURE, EVENTS)


def print_line(name: str, times: list[float], note: str) -> float:
    """Print a line of the table; return its median."""
    middle, late = median(times), quantiles(times, n=20)[-1]
    print(f"{middle:10.1f} {late:10.1f}  {name:36} {note}")
    return middle


def print_flagship(browser: Browser) -> float:
    """Print a line for each speed; return the median at full speed."""
    medians = {}
    for slowdown, goals in GOALS.items():
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(EMBED.as_uri())
        page.locator(".bp1-routes").wait_for()
        times = measured(page, FLAGSHIP, slowdown)
        changes = page.evaluate("changes") / EVENTS
        note = f"goals {goals[0]:g} and {goals[1]:g}; {changes:.0f} changes of the page an event"
        medians[slowdown] = print_line(f"Routes, CPU 1/{slowdown}", times, note)
        page.close()
    return medians[1]


def print_interact(browser: Browser, flagship: float) -> None:
    """Print the line of `interact` with matplotlib, or why there is none."""
    if missing := install_voila():
        return print(f"{'':22}interact and matplotlib in Voila: not measured, {missing}")
    with served_by_voila() as address:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(address)
        page.locator("img").wait_for()
        times = measured(page, INTERACT)
    ratio = median(times) / flagship
    print_line("interact and matplotlib in Voila", times, f"{ratio:.0f} times as long as Routes (goal {TIMES_FASTER})")


def main() -> None:
    """Print the table."""
    print(f"\n{'median ms':>10} {'p95 ms':>10}  from input to painted frame, {EVENTS} turns of a dial")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
        print_interact(browser, print_flagship(browser))


if __name__ == "__main__":
    main()
