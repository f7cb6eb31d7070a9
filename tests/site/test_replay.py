"""The replay widget: every control works, and its numbers and regions are those of the record and of the library."""

import json
import re
from datetime import datetime
from itertools import product

import numpy as np
import pytest
from small_faces import alive, cut_off, numbers, settled, write_page
from traitlets import TraitError
from visits import visit

from bp1.experiments import EQUATIONS, HIDDEN
from bp1.network import forward
from bp1.widgets import Replay, replay_data
from bp1.widgets.base import HERE, page_data, source
from bp1.widgets.replay import SHAPES

STATE = Replay().state()
COVERED = """(picture) => ["dots", "wrong"].map((marks) => ["one", "two", "three"].map((name, k) => {
    const region = picture.querySelector(`.region.${name}`);
    const d = picture.querySelectorAll(`.${marks}`)[k]?.getAttribute("d") ?? "";
    const spots = [...d.matchAll(/M([0-9.]+) ([0-9.]+)/g)].map(([, x, y]) => new DOMPoint(x, y));
    return spots.filter((spot) => region.isPointInFill(spot)).length / spots.length;
}))"""  # which part of the right and of the wrong points lies in the region of its class
PAGE = "chapters/the-mistake-can-ruin-training-or-hide.html"
MEASURES = ("accuracy", "cost", "bias_sum")
RUNS = [
    dict(zip(("hidden", "cost", "equation", "seed"), run, strict=True))
    for run in product(HIDDEN, replay_data.COSTS, EQUATIONS, range(5))
]


@pytest.fixture
def folder(tmp_path):
    """Return a folder with a page that has the widget, and what it needs."""
    folder = tmp_path / "_static"
    (folder / "widgets").mkdir(parents=True)
    (folder / "widgets" / "replay_data.js").write_text(page_data("replay_data.js"), "utf8")
    write_page(folder, [Replay()])
    return folder


@pytest.fixture
def widget(open_page, folder):
    """Return the widget on a page of its own, opened by double click."""
    return alive(open_page((folder / "index.html").as_uri()), "replay")


def assert_shows(widget, state):
    """Fail unless the widget shows the record of this state, for both equations, and as many points as are right."""
    replay, moment = Replay(**state), state["moment"]
    right = {f"{m}{e}": replay.run(e)[m][moment] for m in MEASURES for e in EQUATIONS}
    assert numbers(widget) == right | {"epoch": replay_data.EPOCHS[moment]}
    x, label = replay_data.points(state["seed"])
    wrong = [int((replay.said(x[label == k]) != k).sum()) for k in range(3)]
    marks = widget.locator(".wrong").evaluate_all("(all) => all.map((e) => e.getAttribute('d').split('M').length - 1)")
    assert marks == wrong
    said = round(300 * replay.run(state["equation"])["accuracy"][moment])
    assert f"with ({state['equation']}) the network gets {said} of 300" in widget.locator(".say").inner_text()
    checked = widget.locator(":checked[type=radio]").evaluate_all("(all) => all.map((e) => e.value)")
    selects = widget.locator("select").evaluate_all("(all) => all.map((e) => e.value)")
    assert [*checked, *selects] == [state["equation"], state["cost"], state["hidden"], str(state["seed"])]


def test_every_control_does_what_it_says(widget):
    state = dict(STATE)
    assert_shows(widget, state)
    slider = widget.get_by_role("slider", name="epoch")
    for change, act in [
        ({"equation": "37"}, lambda: widget.get_by_role("radio", name="(37)").check()),
        ({"cost": "quadratic"}, lambda: widget.get_by_role("radio", name="quadratic").check()),
        ({"cost": "log_likelihood"}, lambda: widget.get_by_role("radio", name="log-likelihood").check()),
        ({"hidden": "relu"}, lambda: widget.get_by_label("hidden layer").select_option("relu")),
        ({"equation": "38"}, lambda: widget.get_by_role("radio", name="(38)").check()),
        ({"seed": 1}, lambda: widget.get_by_label("seed").select_option("1")),
        ({"moment": 0}, lambda: slider.fill("0")),
        ({"moment": 8}, lambda: slider.fill("8")),  # parameters of 341,000
    ]:
        act()
        state |= change
        assert_shows(widget, state)


def test_everything_can_be_used_by_keyboard_alone(widget):
    press = widget.page.keyboard.press
    widget.get_by_role("radio", name="(38)").focus()
    for key in "ArrowLeft Tab ArrowLeft Tab ArrowDown Tab ArrowDown Tab Tab ArrowLeft".split():
        press(key)
    state = {"equation": "37", "cost": "quadratic", "hidden": "tanh", "seed": 4, "moment": 7}
    assert_shows(widget, state)
    assert widget.get_by_role("slider").get_attribute("aria-valuetext") == "epoch 16"


def test_it_plays_from_the_start_to_the_end_and_can_be_paused_at_any_moment(open_page, folder):
    page = open_page("about:blank")
    page.clock.install(time=0)
    page.goto((folder / "index.html").as_uri())
    widget, button = alive(page, "replay"), page.locator(".walk button")
    page.clock.pause_at(datetime(1970, 1, 2))  # from now on time passes only when it is told to
    widget.get_by_role("slider").fill("8")
    button.press("Enter")
    page.clock.run_for(100)
    assert widget.get_by_role("slider").input_value() == "0" and button.inner_text() == "Pause"
    page.clock.run_for(2 * 600)
    button.click()
    page.clock.run_for(5000)
    assert widget.get_by_role("slider").input_value() == "2" and button.inner_text() == "Play"
    button.click()
    page.clock.run_for(10_000)
    assert widget.get_by_role("slider").input_value() == "8" and button.inner_text() == "Play"


def test_who_wants_no_motion_gets_one_step_for_each_press(open_page, folder):
    widget = alive(open_page((folder / "index.html").as_uri(), reduced_motion="reduce"), "replay")
    button = widget.get_by_role("button", name="Next")
    for moment in (0, 1, 2):
        button.click()
        assert_shows(widget, STATE | {"moment": moment})
    widget.page.wait_for_timeout(800)
    assert_shows(widget, STATE | {"moment": 2})


def test_the_class_of_any_point_is_the_one_that_forward_gives(open_page, serve):
    page = open_page(serve(HERE) + "/theme.css")
    x = np.random.default_rng(2).uniform(-2.2, 2.2, (40, 2))
    cases = []
    for run in RUNS[::3]:
        replay = Replay(**run, moment=run["seed"] + 4)
        parameters = replay.run(run["equation"])["parameters"][replay.moment]
        network = replay_data.layers(run["hidden"], parameters)
        cases.append([run["hidden"], parameters.tolist(), forward(network, x)[-1][1].argmax(axis=1).tolist()])
    said = page.evaluate(
        """([cases, x]) => import("./replay_picture.js").then(({ network }) =>
            cases.map(([hidden, parameters]) => x.map(network(hidden, parameters))))""",
        [cases, x.tolist()],
    )
    assert said == [case[2] for case in cases]


def test_the_regions_drawn_are_where_the_points_say(widget):
    widget.get_by_role("slider", name="epoch").fill("4")
    settled(widget)
    right, wrong = widget.locator(".plane").evaluate(COVERED)
    assert min(right) > 0.95 and not max(filter(None, wrong), default=0) > 0.2, (right, wrong)
    widget.page.set_content(Replay(equation="37").snapshot())
    right, _ = widget.page.locator("svg").evaluate(COVERED)
    assert min(right) > 0.95, right


def test_the_data_are_the_whole_record_of_these_runs():
    data = json.loads(source("replay_data.js").removeprefix("export const DATA = ").removesuffix(";\n"))
    assert len(data["runs"]) == len(RUNS) == 80
    for run in RUNS:
        sent, recorded = data["runs"][" ".join(map(str, run.values()))], Replay(**run).run(run["equation"])
        assert sent == {key: recorded[key].tolist() for key in (*MEASURES, "parameters")}
        assert np.shape(sent["parameters"]) == (9, 39)
    for seed, groups in enumerate(data["points"]):
        x, label = replay_data.points(seed)
        assert [np.reshape(group, (-1, 2)).tolist() for group in groups] == [x[label == k].tolist() for k in range(3)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_width_cuts_anything_off(open_page, folder, scheme):
    widget = alive(open_page((folder / "index.html").as_uri(), color_scheme=scheme), "replay")
    for width in (320, 480, 800, 1280):
        widget.page.set_viewport_size({"width": width, "height": 800})
        settled(widget)
        assert widget.page.evaluate("document.documentElement.scrollWidth") <= width
        assert cut_off(widget) == [0, 0], width
    fills = widget.locator(".region").evaluate_all("(all) => all.map((e) => getComputedStyle(e).fill)")
    light = [np.dot([0.2126, 0.7152, 0.0722], list(map(int, re.findall(r"\d+", fill)))) for fill in fills]
    assert np.abs(np.subtract.outer(light, light))[np.triu_indices(3, 1)].min() > 12, (
        light
    )  # of 255: hues alone the colour-blind may not tell apart


def test_in_the_chapter_it_keeps_its_style_and_loads_its_data_only_when_it_starts(browser, addresses):
    with visit(browser, f"{addresses['http']}/{PAGE}") as seen:
        seen.page.wait_for_load_state("networkidle")
        assert not [url for url in seen.requests if "replay_data" in url]
        widget = alive(seen.page, "replay")
        assert len([url for url in seen.requests if "replay_data" in url]) == 1
        assert widget.locator(".line").first.evaluate("(e) => getComputedStyle(e).strokeWidth") == "3px"
        assert not seen.messages and not seen.page.evaluate("violations")


def test_without_its_data_the_picture_stays(browser, folder):
    (folder / "widgets" / "replay_data.js").unlink()
    page = folder / "index.html"
    page.write_text(page.read_text("utf8").replace("></div>", ">the picture</div>"), "utf8")
    with visit(browser, page.as_uri()) as seen:
        if not any("could not start" in message for message in seen.messages):
            seen.page.wait_for_event("console", lambda message: "could not start" in message.text)
        assert seen.page.locator("[data-bp1-widget]").inner_text() == "the picture"


@pytest.mark.parametrize("link", ["seed=7", "moment=9", "moment=x", "hidden=softmax", "equation=36"])
def test_a_damaged_link_is_named_and_the_first_state_stays(open_page, folder, link):
    widget = alive(open_page(f"{(folder / 'index.html').as_uri()}#replay?{link}"), "replay")
    assert "damaged (the record has no such run)" in widget.page.locator(".bp1-said").inner_text()
    assert_shows(widget, STATE)


def test_the_snapshot_shows_the_measures_of_both_and_the_regions_of_one():
    replay = Replay(hidden="linear", cost="quadratic", equation="37", seed=3, moment=2)
    text = replay.snapshot()
    for equation, measure in product(EQUATIONS, MEASURES):
        for value in replay.run(equation)[measure]:
            assert f"<td>{value:g}</td>".replace("-", "−") in text, (measure, value)
    x, label = replay_data.points(3)
    assert "linear, quadratic cost, seed 3. Picture: the regions after 2 epochs with (37)" in text
    assert f"{(replay.said(x) == label).sum()} of 300 points are in their own" in text
    assert [text.count(shape) for shape in SHAPES] == np.bincount(label).tolist()
    boxes = re.findall(r"M(\d+) (\d+)h(\d+)v7H", text)
    assert sum(int(width) for *_, width in boxes) * 7 == 280 * 280


@pytest.mark.parametrize(
    ("traits", "message"),
    [
        ({"hidden": "softmax"}, "hidden"),
        ({"cost": "cross_entropy"}, "cost"),
        ({"equation": "36"}, "equation"),
        ({"seed": 5}, "'seed' .*not be greater than 4, but a value of 5"),
        ({"moment": -1}, "'moment' .*not be less than 0, but a value of -1"),
    ],
)
def test_traits_of_which_there_is_no_run_are_named(traits, message):
    with pytest.raises(TraitError, match=message):
        Replay(**traits)
