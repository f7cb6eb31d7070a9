"""The flagship widget in the page: every control works, and every number on its face equals Python's."""

import numpy as np
import pytest

from bp1 import ACTIVATIONS, COSTS, delta_diagonal_only, delta_finite_difference, delta_full_sum
from bp1.widgets import Routes

Y = [0.0, 0.0, 1.0]


@pytest.fixture
def widget(open_page, addresses):
    """Return the widget on the first page, its first question answered."""
    element = open_page(f"{addresses['http']}/index.html").locator(".bp1-routes")
    element.get_by_role("button", name="Show me").click()
    return element


def numbers(widget) -> dict[str, float]:
    """Return every number on the widget's face by its name."""
    widget.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    pairs = widget.locator("[data-name]:not([data-name=y])").evaluate_all(
        "(all) => all.map((e) => [e.dataset.name, +e.dataset.value])"
    )
    assert len(pairs) == len(dict(pairs)), "two numbers have one name"
    return dict(pairs)


def expected(activation, cost, z, j) -> dict[str, float]:
    """Return the same numbers by the library."""
    f, C = ACTIVATIONS[activation], COSTS[cost]
    a, jacobian = f(z), f.jacobian(z)
    dC_da = C.gradient(a, Y)
    result = {"C": C(a, Y)}
    for name, delta in [("36", delta_finite_difference), ("37", delta_full_sum), ("38", delta_diagonal_only)]:
        result[f"delta{name}"] = delta(f, C, z, Y)[j]
    for k in range(len(z)):
        result |= {f"z{k + 1}": z[k], f"dC_da{k + 1}": dC_da[k], f"column{k + 1}": jacobian[k, j]}
        result |= {f"term{k + 1}": dC_da[k] * jacobian[k, j]}
        result |= {f"J{k + 1}{i + 1}": jacobian[k, i] for i in range(len(z))}
    return result


def assert_shows(widget, activation, cost, z, j):
    """Fail unless the widget shows this state, and shows it right."""
    shown, right = numbers(widget), expected(activation, cost, z, j)
    assert shown.keys() == right.keys()
    for name, value in right.items():
        tolerance = 1e-8 if name == "delta36" else 1e-12
        assert shown[name] == pytest.approx(value, abs=tolerance), name


def turn(widget, i, value):
    """Move the slider of z_i as a hand does, ending at value."""
    slider = widget.get_by_role("slider").nth(i)
    slider.fill(str(value))


def test_flipping_the_switch_closes_and_opens_the_routes(widget):
    closed = widget.locator(".bill tr.closed")
    assert closed.count() == 0
    widget.get_by_role("radio", name="sigmoid", exact=True).check()
    assert_shows(widget, "sigmoid", "quadratic", [1, 2, 3], 1)
    assert closed.count() == 2
    assert "one lamp answers, a₂" in widget.locator(".say").inner_text()
    widget.get_by_role("radio", name="softmax", exact=True).check()
    assert_shows(widget, "softmax", "quadratic", [1, 2, 3], 1)
    assert closed.count() == 0
    assert "3 routes are open" in widget.locator(".say").inner_text()


def test_every_control_changes_picture_and_numbers(widget):
    def face():
        numbers(widget)
        return widget.locator(".net svg").inner_html(), widget.locator(".bill").inner_text()

    slider = widget.get_by_role("slider")
    controls = {
        "sigmoid": lambda: widget.get_by_role("radio", name="sigmoid", exact=True).check(),
        "softmax": lambda: widget.get_by_role("radio", name="softmax", exact=True).check(),
        "cost": lambda: widget.get_by_role("combobox", name="cost").select_option("log-likelihood"),
        "cost again": lambda: widget.get_by_role("combobox", name="cost").select_option("cross-entropy"),
        **{f"z{i + 1}": lambda i=i: turn(widget, i, -1.5 + i) for i in range(3)},
        **{f"key on z{i + 1}": lambda i=i: slider.nth(i).press("ArrowRight") for i in range(3)},
        "nudge z3": lambda: widget.locator(".dial input[type=radio]").nth(2).check(),
        "nudge z1": lambda: widget.locator(".dial input[type=radio]").nth(0).check(),
    }
    for name, use in controls.items():
        before = face()
        use()
        after = face()
        assert before[0] != after[0] and before[1] != after[1], name


@pytest.mark.parametrize("activation", ["sigmoid", "softmax"])
@pytest.mark.parametrize("cost", COSTS)
def test_the_numbers_equal_pythons_wherever_the_sliders_stand(widget, activation, cost):
    rng = np.random.default_rng(4)
    widget.get_by_role("radio", name=activation, exact=True).check()
    widget.get_by_role("combobox", name="cost").select_option(cost)
    for _ in range(6):
        z = rng.integers(-60, 61, 3) / 10
        for i in range(3):
            turn(widget, i, z[i])
        j = int(rng.integers(3))
        widget.locator(".dial input[type=radio]").nth(j).check()
        assert_shows(widget, activation, cost, z.tolist(), j)


def test_a_number_that_is_not_zero_never_reads_as_zero(widget):
    for i, value in enumerate([6, -6, -6]):
        turn(widget, i, value)
    cells = widget.locator(".jacobian td[data-value]")
    numbers(widget)
    for text, value in cells.evaluate_all("(all) => all.map((e) => [e.textContent, +e.dataset.value])"):
        assert (float(text.replace("−", "-")) == 0) == (value == 0), (text, value)


def test_everything_can_be_used_by_keyboard_alone(widget):
    def reach(steps):
        widget.page.keyboard.press("Tab")
        for key in steps:
            widget.page.keyboard.press(key)

    widget.get_by_role("radio", name="softmax", exact=True).focus()
    widget.page.keyboard.press("ArrowLeft")
    assert_shows(widget, "sigmoid", "quadratic", [1, 2, 3], 1)
    reach([])  # the other activations
    reach(["ArrowDown"])  # the cost
    reach([])  # the targets
    reach([])  # how many outputs
    reach([])  # Predict
    reach(["Home"])  # the slider of z_1: the tab key follows the order on the page
    reach([])  # its field
    reach(["ArrowUp"])  # the dial to nudge: from z_2 to z_1
    assert_shows(widget, "sigmoid", "cross_entropy", [-6, 2, 3], 0)
    reach(["ArrowRight"])  # the slider of z_1 again
    reach(["End", "Backspace", "4"])  # its field: from -5.9 to -5.4
    reach(["End"])  # the slider of z_2
    reach([])
    reach(["ArrowLeft"])  # the slider of z_3
    assert_shows(widget, "sigmoid", "cross_entropy", [-5.4, 6, 2.9], 0)


def test_a_screen_reader_hears_the_outcome_once_things_are_calm(widget):
    live = widget.get_by_role("status")
    widget.get_by_role("radio", name="sigmoid", exact=True).check()
    widget.page.wait_for_function("(e) => e.textContent.includes('one lamp answers')", arg=live.element_handle())
    assert "(37) is 0.0925" in live.inner_text()


def test_the_snapshot_shows_the_same_bill_as_the_widget():
    html = Routes(activation="softmax", cost="quadratic", z=[1, 2, 3], y=Y, j=1).snapshot()
    for number in ["−0.0020", "0.0452", "0.0545", "0.0978"]:
        assert number in html
