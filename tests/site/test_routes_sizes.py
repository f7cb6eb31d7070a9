"""The flagship widget on small screens and with large text: nothing is cut off, nothing covers anything."""

import pytest
from routes_face import choose, field, settled

LARGE = "() => { document.documentElement.style.fontSize = '200%'; }"


@pytest.mark.parametrize("large", [False, True], ids=["100 %", "200 %"])
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_the_page_never_scrolls_sideways(open_page, addresses, width, large):
    page = open_page(f"{addresses['http']}/_static/embed/routes.html", viewport={"width": width, "height": 800})
    widget = page.locator(".bp1-routes")
    if large:
        page.evaluate(LARGE)
    for n in (3, 6):
        choose(widget, n=n)
        field(widget, "z1").fill("-0.00001")
        settled(widget)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), n
        boxes = [part.bounding_box() for part in widget.locator(".lamp, rect.C, .dial input[type=range]").all()]
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= width and box["width"] >= 20 for box in boxes)
    if width == 320 and not large:  # six columns are shown at once
        assert widget.locator(".jacobian").evaluate("(e) => e.offsetWidth <= e.parentElement.clientWidth")


def test_the_picture_grows_with_the_text(widget):
    text = widget.locator(".lamp-text").first
    before = text.bounding_box()["height"]
    widget.page.evaluate(LARGE)
    settled(widget)
    settled(widget)
    assert text.bounding_box()["height"] == pytest.approx(2 * before, rel=0.1)


def test_dials_stand_beside_their_rows(widget):
    for large in (False, True):
        if large:
            widget.page.evaluate("() => { document.documentElement.style.fontSize = '120%'; }")
            settled(widget)
            settled(widget)
        for i in range(3):
            dial, lamp = (widget.locator(part).nth(i).bounding_box() for part in (".dial .knob", ".lamp"))
            assert dial["y"] + dial["height"] / 2 == pytest.approx(lamp["y"] + lamp["height"] / 2, abs=2)
