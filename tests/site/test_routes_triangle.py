"""The triangle of the flagship widget: all that softmax of three can be, where it stands, and where steps take it."""

import re

import numpy as np
import pytest
from routes_face import CORNERS, assert_shows_its_traits, choose, field, screen, settled, traits, turn

from bp1 import ACTIVATIONS, COSTS

softmax = ACTIVATIONS["softmax"]
LIFT = np.array([113, -85])  # px for one unit off the plane


def at(widget, part) -> np.ndarray:
    """Return where a part's arrow ends less where it starts, shape (2,); the start alone for the point."""
    element = widget.locator(f".triangle {part}")
    if part == ".point":
        return np.array([float(element.get_attribute(key)) for key in ("cx", "cy")])
    numbers = [float(x) for x in re.findall(r"-?[\d.]+(?:e-?\d+)?", element.get_attribute("d").split("M")[1])]
    return np.array(numbers[2:]) - numbers[:2]


def drawn(move) -> np.ndarray:
    """Return a move of a in px, shape (2,): its part in the plane, and what leaves the plane as the lift."""
    return (move - np.mean(move)) @ CORNERS + np.sum(move) / np.sqrt(3) * LIFT


@pytest.mark.parametrize("cost", COSTS)
def test_the_geometry_is_that_of_the_equations(widget, cost):
    rng = np.random.default_rng(6)
    choose(widget, "softmax", cost)
    for _ in range(5):
        z = rng.integers(-15, 16, 3) / 10
        for i in range(3):
            turn(widget, i, z[i])
        settled(widget)
        a, jacobian, gradient = softmax(z), softmax.jacobian(z), COSTS[cost].gradient(softmax(z), np.array([0, 0, 1]))
        np.testing.assert_allclose(at(widget, ".point"), a @ CORNERS, atol=1e-9)
        for j, move in enumerate(widget.locator(".triangle .arrow.move").all()):
            if move.get_attribute("d"):
                np.testing.assert_allclose(at(widget, f".arrow.move >> nth={j}"), drawn(jacobian[:, j]), atol=1e-9)
        steps = {".right": -jacobian @ (gradient @ jacobian), ".wrong": -(np.diag(jacobian) ** 2) * gradient}
        sizes = {
            kind: np.linalg.norm(at(widget, f".arrow{kind}")) / np.linalg.norm(drawn(step))
            for kind, step in steps.items()
        }
        assert sizes[".right"] == pytest.approx(sizes[".wrong"])  # both on one scale
        for kind, step in steps.items():
            np.testing.assert_allclose(at(widget, f".arrow{kind}"), drawn(step) * sizes[kind], atol=1e-6)
        assert abs(steps[".right"].sum()) < 1e-12 < abs(steps[".wrong"].sum())
        assert (a + sizes[".right"] * steps[".right"] > 0).all()  # (37) stays on the triangle
        foot = [float(widget.locator(".triangle .foot").get_attribute(key)) for key in ("x1", "y1", "x2", "y2")]
        lift = steps[".wrong"].sum() / np.sqrt(3) * LIFT * sizes[".wrong"]
        np.testing.assert_allclose(np.subtract(foot[2:], foot[:2]), lift, atol=1e-6)


def assert_stands(widget, a):
    """Fail unless softmax of the widget's z is a, to within a pixel and the two decimals of z."""
    settled(widget)
    np.testing.assert_allclose(softmax(traits(widget)["z"]), a, atol=0.01)
    assert_shows_its_traits(widget)


@pytest.mark.parametrize("a", [(0.2, 0.3, 0.5), (0.8, 0.1, 0.1), (1 / 3, 1 / 3, 1 / 3)])
def test_the_point_is_dragged_by_mouse(widget, a):
    grip, mean = widget.locator(".triangle .grip"), np.mean(traits(widget)["z"])
    grip.scroll_into_view_if_needed()
    grip.hover()
    widget.page.mouse.down()
    widget.page.mouse.move(*screen(widget, (0.5, 0.3, 0.2)))
    assert_stands(widget, (0.5, 0.3, 0.2))
    widget.page.mouse.move(*screen(widget, a))
    widget.page.mouse.up()
    assert_stands(widget, a)
    assert np.mean(traits(widget)["z"]) == pytest.approx(mean, abs=0.01)
    widget.page.mouse.move(*screen(widget, (0.1, 0.1, 0.8)))
    assert_stands(widget, a)  # let go of


def test_a_point_dragged_out_stays_inside(widget):
    widget.locator(".triangle .grip").scroll_into_view_if_needed()
    widget.locator(".triangle .grip").hover()
    widget.page.mouse.down()
    widget.page.mouse.move(*screen(widget, (1.5, -0.2, -0.3)))
    widget.page.mouse.up()
    assert_stands(widget, (0.995, 0.0025, 0.0025))


def test_the_point_is_dragged_by_touch(open_page, addresses):
    page = open_page(
        f"{addresses['http']}/index.html", has_touch=True, is_mobile=True, viewport={"width": 360, "height": 740}
    )
    widget = page.locator(".bp1-routes")
    widget.get_by_role("button", name="Show me").tap()
    widget.locator(".triangle .grip").scroll_into_view_if_needed()
    start, end = screen(widget, softmax([1, 2, 3])), screen(widget, (0.6, 0.3, 0.1))
    touch = page.context.new_cdp_session(page)

    def send(kind, *points):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    send("touchStart", start)
    for share in (0.25, 0.5, 0.75, 1):
        send("touchMove", [s + share * (e - s) for s, e in zip(start, end, strict=True)])
    send("touchEnd")
    assert_stands(widget, (0.6, 0.3, 0.1))


def test_it_is_there_for_softmax_of_three_alone(widget):
    triangle = widget.locator(".triangle")
    assert triangle.is_visible()
    for activation, n in [("softmax", 4), ("sigmoid", 3), ("softmax", 2)]:
        choose(widget, activation, n=n)
        assert not triangle.is_visible()
    choose(widget, n=3)
    assert triangle.is_visible()


@pytest.mark.parametrize("z", [(0, 0, 370), (0, 0, 900), (0, 350, 710), (-1000, 0, 1000)])
def test_nothing_is_drawn_at_no_number(widget, z):
    field(widget, "y").fill("1 0 0")
    for i in range(3):
        field(widget, f"z{i + 1}").fill(str(z[i]))
        settled(widget)
    assert not re.search("NaN|Infinity|undefined", widget.inner_html())
