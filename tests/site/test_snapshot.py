"""The picture and tables of a page without JavaScript say Python's numbers; print shows them, or what is on show."""

import re

import numpy as np
import pytest
from routes_face import expected

from bp1 import ACTIVATIONS, COSTS, compatible
from bp1.widgets import Routes

PAIRS = [(f.name, C.name) for f in ACTIVATIONS.values() for C in COSTS.values() if compatible(f, C)]


def random_traits(rng, activation, cost) -> dict:
    """Return traits that make sense together."""
    n = int(rng.integers(2, 7))
    y = rng.dirichlet(np.ones(n)) if COSTS[cost].targets == (0, 1) else rng.normal(size=n)
    z = rng.normal(scale=2, size=n)
    return {"activation": activation, "cost": cost, "z": z.tolist(), "y": y.tolist(), "j": int(rng.integers(n))}


def rows(page, table: int) -> list[list[str]]:
    """Return the texts of a table's body, a list for each row."""
    return page.locator("table").nth(table).locator("tbody tr").evaluate_all(
        "(rows) => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent))"
    )  # fmt: skip


def assert_says(text: str, value: float, digits: int = 4):
    """Fail unless the text is the value with that many decimals, and 0 only where it is 0."""
    said = float(text.replace("−", "-"))
    assert (said == 0) == (value == 0), (text, value)
    assert abs(said - value) <= max(0.5 * 10**-digits, 0.5 * abs(value) * (abs(value) < 10**-digits)) + 1e-12, (
        text,
        value,
    )


@pytest.mark.parametrize(("activation", "cost"), PAIRS)
def test_tables_and_picture_say_pythons_numbers(open_page, activation, cost):
    rng = np.random.default_rng(8)
    page = open_page("about:blank")
    for _ in range(4):
        traits = random_traits(rng, activation, cost)
        right, j, n = expected(**traits), traits["j"], len(traits["z"])
        page.set_content(Routes(**traits).snapshot())
        for k, cells in enumerate(rows(page, 0)):
            for i, text in enumerate(cells):
                assert_says(text, right[f"J{k + 1}{i + 1}"])
        *shares, full, measured, diagonal = rows(page, 1)
        for k, cells in enumerate(shares):
            for text, name in zip(cells, ["dC_da", "column", "term"], strict=True):
                assert_says(text, right[f"{name}{k + 1}"])
        for cells, name in [(full, "delta37"), (measured, "delta36"), (diagonal, "delta38")]:
            assert_says(cells[-1], right[name])
        picture = page.locator("svg.bp1-still")
        answers = picture.locator("text.answer").all_text_contents()[::2]
        for k in range(n):
            assert_says(answers[k].replace("closed", "0"), right[f"column{k + 1}"], 3)
        assert picture.locator(".leg:not(.closed)").count() == sum(right[f"column{k + 1}"] != 0 for k in range(n))
        words = re.findall(r"a\d answers ([^,]+)", picture.get_attribute("aria-label"))
        for k, text in enumerate(words):
            assert_says(text, right[f"column{k + 1}"], 3)
        assert len(words) == n and f"from z{j + 1}" in picture.get_attribute("aria-label")


@pytest.mark.parametrize("z", [[1.0, 2.0, 3.0], [2.2, 0.3, -1.0], [-123.457, 1e-300, 0.1234567], [-40.25] * 6])
def test_every_word_of_the_picture_lies_within_it(open_page, addresses, z):
    page = open_page(f"{addresses['http']}/index.html", java_script_enabled=False)
    picture = Routes(z=z, y=[0.0] * len(z)).snapshot()
    page.locator(".bp1-snapshot").evaluate("(e, html) => { e.outerHTML = html; }", picture)
    outside = page.locator("svg.bp1-still").evaluate("""(svg) => [...svg.querySelectorAll("text")].filter((e) => {
        const [{ x, y, width, height }, view] = [e.getBBox(), svg.viewBox.baseVal];
        return x < view.x || y < view.y || x + width > view.x + view.width || y + height > view.y + view.height;
    }).map((e) => e.textContent)""")
    assert outside == []


@pytest.mark.parametrize("script", [True, False], ids=["live", "without JavaScript"])
def test_print_shows_the_picture_and_the_bill(open_page, addresses, script):
    page = open_page(f"{addresses['http']}/index.html", java_script_enabled=script)
    if script:
        page.get_by_role("button", name="Show me").click()
    page.emulate_media(media="print")
    place = page.locator(".bp1-widget")
    assert place.locator("svg").first.is_visible()
    assert place.get_by_text("The bill for nudging").is_visible()
    for number in ["0.0452", "0.0978"]:  # (38) and (37)
        assert place.get_by_text(number).first.is_visible()
    assert place.locator(".bp1-toolbar").count() == script and not place.locator(".bp1-toolbar").is_visible()
