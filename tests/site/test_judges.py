"""Every judge can find a fault: a stock page has one for each of them."""

import functools
from pathlib import Path

import judges
import pytest
from keyboard import keyboard
from visits import visit

# What the judge must find, among other things, on the page that stock/ makes.
FAULTS = [
    (judges.weight, "/fontawesome.js"),
    (judges.requests, "/fontawesome.js"),
    (judges.unwanted, "/searchindex.js"),
    (judges.other_hosts, "mathjax"),
    (judges.console, "THEBE_JS_URL"),
    (judges.cookies, "visitor"),
    (judges.policy, "img-src 'none'"),
    (judges.violations, "against-the-policy.png"),
    (judges.dead_controls, "jupyter.widget-state"),
    (judges.raw_tex, r"\frac"),
    (judges.links, "#nowhere"),
    (judges.twins, "twin"),
    (judges.headings, "h4 after h1"),
    (judges.pictures, "dot.svg"),
    (judges.room, "dot.svg"),
    (judges.names, "lang"),
    (judges.motion, "9s"),
    (judges.sideways, "for 320 px"),
    (judges.axe, "label-content-name-mismatch"),
    (judges.axe, "color-contrast"),
    (keyboard, "comes out of turn"),
    (keyboard, "does not show its focus"),
    (keyboard, "is hidden"),
    (keyboard, "holds the focus"),
]


@pytest.fixture(scope="module")
def found(browser, serve, build, tmp_path_factory):
    """Return a function that returns what a judge finds on the page as this very version of Jupyter Book writes it."""
    folder = tmp_path_factory.mktemp("stock")
    build(Path(__file__).parent / "stock", into=folder, strict=False)
    html = folder / "_build" / "html"
    with visit(browser, f"{serve(html)}/index.html", reduced_motion="reduce") as stock:
        stock.page.wait_for_load_state("networkidle")
        yield functools.cache(lambda judge: "\n".join(judge(stock)))


@pytest.mark.parametrize("judge, fault", FAULTS, ids=lambda it: getattr(it, "__name__", None))
def test_a_judge_finds_its_fault_on_the_stock_page(found, judge, fault):
    assert fault in found(judge)


def test_no_judge_is_left_out():
    assert {judge for judge, _ in FAULTS} == {*judges.AT_FIRST, *judges.ALWAYS, keyboard}
