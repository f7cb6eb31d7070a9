"""Every cell of every chapter gives in the page's Python what the build shows: the same text, numbers and figures."""

from pathlib import Path

import pytest
from comparing import ROUNDING, differences, probe, texts
from kept import PAGES, executed
from live_python import Ran, run_cells

from live.reading import needs
from pdf import toc_pages

PROBE = probe("live.backend")
RUN = """async ({ home, sources }) => {
  const { enqueue } = await import(`${home}/session.js`);
  const run = (source, name) => new Promise((end) => {
    const messages = [];
    enqueue({ source, name, above: [], hear(event, content) {
      if (event === "output") messages.push([content.kind, content.content]);
      else if (event === "done") end([content.status, messages]);
      else if (!["queued", "loading", "running"].includes(event)) end([event, [["error", content]]]);
    } });
  });
  const ran = [];
  for (const [i, source] of sources.entries()) ran.push(await run(source, `cell ${i + 1}`));
  return ran;
}"""

FAILS = {"build-status": "PackageNotFoundError"}  # its cell asks for versions of what built the book: none is here


@pytest.fixture(scope="module")
def in_the_page(site, serve, browser):
    """Return a function that runs cells in a new Python of the page, and returns what became of each."""
    address, context = serve(site), browser.new_context()
    home = "/" + next(site.glob("_static/live-*")).relative_to(site).as_posix()

    def run(sources: list[str]) -> list[Ran]:
        page = context.new_page()
        page.set_default_timeout(300_000)
        page.goto(f"{address}/404.html")
        ran = page.evaluate(RUN, {"home": home, "sources": sources})
        page.close()
        return [Ran(*cell) for cell in ran]

    yield run
    context.close()


def as_text(ran: Ran) -> list[str]:
    """Return all that a cell printed and showed, one text each; of figures, their parts."""
    return texts(ran.printed(), ran.printed("stderr"), [content["data"] for content in ran.of("display")])


@pytest.mark.parametrize("name", PAGES)
def test_cells_give_in_the_page_what_the_build_shows(site, name, in_the_page):
    """The kernel in CPython gives what the build shows, byte for byte (test_live_kernel.py), and here the data too."""
    stem = Path(name).stem
    sources = [cell.source for cell in executed(site, name)]
    if "matplotlib" in {name for source in sources for name in needs(source)}:
        sources = [PROBE, *sources]
    ran_here, ran_there = run_cells(*sources, alone=True), in_the_page(sources)
    for number, (here, there) in enumerate(zip(ran_here, ran_there, strict=True), 1 - sources.count(PROBE)):
        errors = there.of("error")
        assert [error["name"] for error in errors] == [*filter(None, [FAILS.get(stem)])], (number, errors)
        if there.outcome != "ok":
            continue
        source = sources[number - 1 + sources.count(PROBE)]
        assert differences(as_text(there), as_text(here), source) == [], number


def test_what_may_differ_is_said_of_one_cell_each(site):
    sources = [cell.source for page in toc_pages() for cell in executed(site, page)]
    assert {code: sum(code in source for source in sources) for code in ROUNDING} == dict.fromkeys(ROUNDING, 1)
