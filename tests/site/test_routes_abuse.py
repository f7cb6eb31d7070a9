"""The flagship widget under a thousand random events: no error, no NaN, and its numbers are still Python's."""

import random
import re
import secrets

import pytest
from routes_face import assert_shows_its_traits, settled

TYPED = [
    "",
    "abc",
    "1e999",
    "-1e999",
    "1/0",
    "0",
    "-1,5",
    "1/3",
    "5e-1",
    "−2",
    "900",
    "-900",
    "370",
    "36.7367",
    "1001",
    "1e-9",
]
VECTORS = ["", "0 0 1", "1;0", "1", "0,5 0,5", "2 -3 1", "1 0 0 0", "0 0 0 0 0 1", "x", "1e999 0 1", "1/3 1/3 1/3"]
KEYS = [
    "ArrowUp",
    "ArrowDown",
    "ArrowLeft",
    "ArrowRight",
    "Home",
    "End",
    "PageUp",
    "Tab",
    "Shift+Tab",
    "Space",
    "Escape",
    "x",
]
LINKS = ["activation=sigmoid", "activation=softmax&z=0_0_900", "z=1_2&y=0_1&j=0", "z=NaN_1_2", "j=99",
         "cost=constructor", "", "%%", "activation=log_softmax&cost=quadratic", "ask=true",
         "z=0_0_0_0_0_0&y=0_0_0_0_0_1"]  # fmt: skip
SIZES = [(320, 600), (800, 400), (1280, 900)]


def press(page, place, rng):
    controls = place.locator("input:visible, select:visible, button:visible")
    controls.nth(rng.randrange(controls.count())).focus()
    for _ in range(rng.randint(1, 4)):
        page.keyboard.press(rng.choice(KEYS))


def write(page, place, rng):
    fields = place.locator("input[type=text]:visible:not([readonly])")
    chosen = fields.nth(rng.randrange(fields.count()))
    chosen.fill(rng.choice(VECTORS if chosen.get_attribute("data-name") == "y" else TYPED))


def click(page, place, rng):
    buttons = place.locator("button:visible, label:visible")
    buttons.nth(rng.randrange(buttons.count())).evaluate("(e) => e.click()")


def choose(page, place, rng):
    menu = place.locator("select").nth(rng.randrange(3))
    values = menu.locator("option:enabled").evaluate_all("(all) => all.map((option) => option.value)")
    menu.select_option(rng.choice(values))


def drag(page, place, rng):
    parts = place.locator("input[type=range]:visible, .grip:visible, .lamp, td:visible")
    box = parts.nth(rng.randrange(parts.count())).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    for _ in range(3):
        page.mouse.move(box["x"] + rng.uniform(-100, 200), box["y"] + rng.uniform(-100, 100))
    page.mouse.up()


def resize(page, place, rng):
    width, height = rng.choice(SIZES)
    page.set_viewport_size({"width": width, "height": height})


def follow(page, place, rng):
    page.evaluate("(query) => { location.hash = `routes?${query}`; }", rng.choice(LINKS))


EVENTS = {press: 6, write: 4, click: 3, choose: 3, drag: 4, resize: 1, follow: 2}


def test_random_events_do_no_harm(widget, request):
    seed = request.config.getoption("--seed")
    everything = request.config.getoption("--all")
    if seed is None:
        seed = secrets.randbits(32) if everything else 37
    print(f"pytest --seed {seed}")  # for what comes to light only when the page is closed: an error in its console
    rng, done = random.Random(seed), []
    page, place = widget.page, widget.locator("xpath=..")
    for count in range(10_000 if everything else 1_000):
        event = rng.choices(list(EVENTS), EVENTS.values())[0]
        done.append(event.__name__)
        try:
            page.evaluate("() => new Promise(requestAnimationFrame)")  # what was there may be drawn anew
            event(page, place, rng)
            if count % 25 == 0:
                assert_sane(widget)
        except Exception as error:
            pytest.fail(f"pytest --seed {seed}: event {count}, after {done[-8:]}: {error}")
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    assert_sane(widget)


def assert_sane(widget):
    """Fail where the face shows no number, or numbers that are not those of its own traits."""
    settled(widget)
    found = re.search(r".{60}(NaN|undefined|Infinity).{20}", widget.inner_html())
    assert not found, found
    assert_shows_its_traits(widget)
