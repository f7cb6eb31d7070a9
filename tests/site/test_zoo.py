"""The zoo widget: every control works, every number is Python's in that precision, and each 0 says what it means."""

import re

import numpy as np
import pytest
from small_faces import cut_off, numbers, settled
from traitlets import TraitError
from visits import wake

from bp1.classify import open_somewhere, structure
from bp1.layers import LAYERS
from bp1.widgets import Zoo
from bp1.widgets.zoo import scaled_jacobian

STATE = Zoo().state()
Z6 = [0.3, 2.2, -0.5, -1.0, 1.9, 0.7]


@pytest.fixture
def zoo(mount):
    """Return the widget in its first state."""
    return alive(mount(Zoo()))


def alive(page):
    """Return the page's first zoo, once it has a face."""
    wake(page)
    return page.locator(".bp1-zoo").first


def expected(layer, z, c, precision, j) -> dict[str, float]:
    """Return the numbers of the face by the library."""
    a, J = scaled_jacobian(LAYERS[layer], z, c, precision)
    result = {"turned": z[j], "c": c, "temperature": 1 / c}
    columns = {"a": a, "row": J.cumsum(axis=1)[:, -1], "column": J.cumsum(axis=0)[-1]}
    result |= {f"{name}{i + 1}": float(x) for name, column in columns.items() for i, x in enumerate(column)}
    return result | {f"J{k + 1}_{i + 1}": float(x) for (k, i), x in np.ndenumerate(J)}


def assert_shows(widget, state):
    """Fail unless the widget shows this state, and shows it right: to 1e-12, or to what the precision allows."""
    shown, right = numbers(widget), expected(**state)
    assert shown.keys() == right.keys(), state
    slack = max(1e-12, 24 * float(np.finfo(state["precision"]).eps)) * max(1, *map(abs, right.values()))
    for name, value in right.items():
        assert shown[name] == pytest.approx(value, rel=1e-12, abs=slack), (name, state)
    layer, z = LAYERS[state["layer"]], state["z"]
    assert widget.locator(".pattern").inner_text() == structure(open_somewhere(layer, len(z)))
    assert widget.get_by_role("combobox", name="layer").input_value() == state["layer"]
    assert widget.get_by_role("combobox", name="inputs").input_value() == str(len(z))
    assert widget.get_by_role("radio", name=state["precision"]).is_checked()
    assert widget.get_by_role("group", name="input to turn").get_by_role("radio").count() == len(z)
    assert widget.locator(".nudged").count() == len(shown.keys() & {f"J{k + 1}_{state['j'] + 1}" for k in range(12)})


def test_every_control_does_what_it_says(zoo):
    menu, slider = (lambda name: zoo.get_by_role("combobox", name=name)), zoo.get_by_role("slider")
    state = dict(STATE)
    assert_shows(zoo, state)
    for change, act in [
        ({"j": 2}, lambda: zoo.get_by_role("radio", name="z₃").check()),
        ({"z": [2.2, 0.3, -6]}, lambda: slider.nth(0).fill("-6")),
        ({"c": 5}, lambda: slider.nth(1).fill("8")),
        ({"precision": "float16"}, lambda: zoo.get_by_role("radio", name="float16").check()),
        ({"precision": "float32"}, lambda: zoo.get_by_role("radio", name="float32").check()),
        ({"layer": "batch_norm"}, lambda: menu("layer").select_option(label="batch norm over 3 examples")),
        ({"z": [2.2, 0.3, -6, -1, 1.9, 0.7]}, lambda: menu("inputs").select_option("6")),
        ({"layer": "crelu"}, lambda: menu("layer").select_option(label="CReLU")),
        ({"z": [2.2], "j": 0}, lambda: menu("inputs").select_option("1")),
        ({"z": [0.5, -2, 1, 50]}, lambda: zoo.get_by_label("z =").fill("1/2; −2 1,0  5e1")),
        ({"layer": "layer_norm"}, lambda: menu("layer").select_option(label="layer norm")),
    ]:
        act()
        state |= change
        assert_shows(zoo, state)
    zoo.get_by_label("z =").blur()
    settled(zoo)
    assert zoo.get_by_label("z =").input_value() == "0.5  −2  1  50"


def test_everything_can_be_used_by_keyboard_alone(zoo):
    press = zoo.page.keyboard.press
    zoo.get_by_role("combobox", name="layer").focus()
    for key in ["r", "Tab", "6", "Tab", "ArrowRight", "Tab"]:  # the next layer that begins with r; 6 inputs; float32
        press(key)
        settled(zoo)
    zoo.page.keyboard.type("2 1 0 -1")  # over what stood there, for Tab selects it
    for key in ["Tab", "ArrowRight", "Tab", "ArrowLeft", "Tab", "ArrowRight"]:  # z₂, its slider, c
        press(key)
        settled(zoo)
    assert_shows(zoo, {"layer": "rms_norm", "z": [2, 0.9, 0, -1], "c": 2, "precision": "float32", "j": 1})


def test_every_layer_in_the_menu_says_pythons_numbers_and_fits_on_a_narrow_screen(mount):
    zoo = alive(mount(Zoo(z=Z6), viewport={"width": 360, "height": 800}))
    zoo.page.add_style_tag(content="body { font-family: sans-serif }")  # wider than the browser's own
    layers, sizes = zoo.get_by_role("combobox", name="layer"), zoo.get_by_role("combobox", name="inputs")
    names = layers.locator("option").evaluate_all("(all) => all.map((e) => e.value)")
    assert sorted(names) == sorted(LAYERS)
    layers.focus()
    for name in names:
        layers.select_option(name)
        assert_shows(zoo, STATE | {"layer": name, "z": Z6})
        options = sizes.locator("option").evaluate_all("(all) => all.map((e) => [e.disabled, e.textContent])")
        why = f" ({LAYERS[name].label} takes {LAYERS[name].takes} inputs)"
        assert options == [[not LAYERS[name].fits(n), f"{n}" + why * (not LAYERS[name].fits(n))] for n in range(1, 7)]
        assert layers.evaluate("(e) => e === document.activeElement"), "the menu has lost the focus"
        assert zoo.page.evaluate("document.documentElement.scrollWidth") == 360, name
        assert cut_off(zoo) == [0, 0], name


def test_a_layer_that_takes_other_numbers_of_inputs_gets_the_nearest(mount):
    zoo = alive(mount(Zoo(z=Z6[:4], j=3)))
    for name, n, j in [("grouped_softmax", 3, 2), ("glu", 2, 1), ("dropout", 6, 1), ("max_pool", 6, 1)]:
        zoo.get_by_role("combobox", name="layer").select_option(name)
        assert_shows(zoo, STATE | {"layer": name, "z": Z6[:n], "j": j})


def test_nonsense_is_marked_and_the_last_good_state_stays(mount):
    zoo = alive(mount(Zoo(layer="grouped_softmax", z=Z6)))
    field, trouble = zoo.get_by_label("z ="), zoo.get_by_role("alert")
    allowed, size = (
        "1 to 6 numbers from −100 to 100",
        "softmax in groups of 3 takes a multiple of 3 inputs, and these are",
    )
    for typed, why in [
        ("", allowed), ("abc", allowed), ("1 2 x", allowed), ("1 2 101", allowed), ("1 2 1e999", allowed),
        ("1 2 3 4 5 6 7", allowed), ("1 2", f"{size} 2"), ("1 2 3 4", f"{size} 4"),
    ]:  # fmt: skip
        field.fill(typed)
        assert_shows(zoo, STATE | {"layer": "grouped_softmax", "z": Z6})
        assert why in trouble.inner_text() and field.get_attribute("aria-invalid") == "true", typed
        assert trouble.get_attribute("id") == field.get_attribute("aria-describedby")
    field.blur()
    settled(zoo)
    assert field.input_value() == "0.3  2.2  −0.5  −1  1.9  0.7" and field.get_attribute("aria-invalid") is None
    assert not trouble.is_visible()


def test_a_precision_that_cannot_hold_the_jacobian_is_refused_and_goes_back(mount):
    tiny = Zoo(layer="l2_norm", z=[1e-7, 0])
    zoo = alive(mount(tiny))
    zoo.get_by_role("radio", name="float16").click()
    assert_shows(zoo, tiny.state())
    assert "too small for float16 there" in zoo.get_by_role("alert").inner_text()


def test_the_legend_names_the_zeros_on_show_and_no_others(mount):
    zoo = alive(mount(Zoo(layer="max_pool_overlapping", z=[1, 2, 3]), color_scheme="dark"))
    legend = zoo.locator(".legend li")
    assert [text.split(":")[0] for text in legend.all_inner_texts()] == ["identically 0", "0 here"]
    assert [zoo.locator(f"td.{kind}").count() for kind in ("structural", "flat", "underflow", "lost", "tiny")] == [
        2,
        2,
        0,
        0,
        0,
    ]
    assert zoo.locator("td.flat").first.get_attribute("title").startswith("0 here")
    zoo.get_by_role("combobox", name="layer").select_option("softmax")
    settled(zoo)
    assert legend.all_inner_texts() == ["No entry is 0 at this z."]
    zoo.get_by_label("z =").fill("0 0 40")
    zoo.get_by_role("radio", name="float16").check()
    settled(zoo)
    assert legend.all_inner_texts() == ["not 0, but too small for a float16 number: it has underflowed"]
    assert "float16 has lost 3 routes of its column" in zoo.locator(".say").inner_text()
    assert "rounded after each step" in zoo.locator(".note").inner_text()
    ground = zoo.locator(".pane").first.evaluate("(e) => getComputedStyle(e).backgroundColor")
    assert max(map(int, re.findall(r"\d+", ground))) < 60  # dark


def test_a_screen_reader_hears_what_changed_and_what_each_thing_is(zoo):
    zoo.get_by_role("combobox", name="layer").select_option("sparsemax")
    live = zoo.get_by_role("status")
    zoo.page.wait_for_function("(e) => e.textContent.includes('sparsemax: dense')", arg=live.element_handle())
    assert "Column of z₁: a₁ 0, a₂ 0, a₃ 0; sum 0." in live.inner_text()
    assert zoo.get_by_role("slider", name="z₁").get_attribute("aria-valuetext") is None
    assert zoo.get_by_role("slider", name="c", exact=True).get_attribute("aria-valuetext") == "c = 1"
    assert zoo.get_by_role("table", name="sparsemax, 3 × 3: dense").get_by_role("columnheader").count() == 5
    zoo.get_by_label("z =").fill("50 1 2")
    settled(zoo)
    assert zoo.get_by_role("slider", name="z₁").get_attribute("aria-valuetext") == "50, beyond the end"


def test_a_link_brings_its_state_and_a_damaged_one_says_why(zoo):
    zoo.page.evaluate("location.hash = 'zoo?layer=glu&z=1_-2_0.5_3&c=2&precision=float32&j=3'")
    assert_shows(zoo, {"layer": "glu", "z": [1, -2, 0.5, 3], "c": 2, "precision": "float32", "j": 3})
    zoo.page.evaluate("location.hash = 'zoo?layer=glu&z=1_-2_0.5'")
    assert_shows(zoo, STATE)
    assert "GLU takes an even number of inputs" in zoo.locator("xpath=..").inner_text()


@pytest.mark.parametrize("layer", LAYERS)
def test_the_snapshot_says_the_same(layer):
    zoo = Zoo(layer=layer, z=Z6, c=2, precision="float16")
    a, J = scaled_jacobian(LAYERS[layer], Z6, 2, "float16")
    rows = re.findall(r'<th scope="row">.*?</th>(.*?)</tr>', zoo.snapshot())
    cells = [[cell.replace("−", "-") for cell in re.findall("<td>(.*?)</td>", row)] for row in rows]
    ever = open_somewhere(LAYERS[layer], 6)
    assert [["·" if not read else "" for read in row] for row in ever] == [
        ["·" if cell == "·" else "" for cell in row[1:-1]] for row in cells[:-1]
    ]
    said = np.array([[float(cell.replace("·", "0")) for cell in row] for row in cells[:-1]])
    right = np.hstack([a[:, None], J, J.cumsum(axis=1)[:, -1:]]).astype(float)
    np.testing.assert_allclose(said, right, rtol=0.5, atol=5e-5)
    np.testing.assert_allclose([float(x) for x in cells[-1][1:-1]], J.cumsum(axis=0)[-1], rtol=0.5, atol=5e-5)
    assert f"{LAYERS[layer].label}, {len(a)} × 6: {structure(ever)};" in zoo.snapshot()
    assert "c = 2 and z = (0.3, 2.2, -0.5, -1, 1.9, 0.7), in float16" in zoo.snapshot()


@pytest.mark.parametrize(
    ("traits", "message"),
    [
        ({"z": []}, "z must hold 1 to 6 numbers, got 0"),
        ({"z": [1] * 7}, "z must hold 1 to 6 numbers, got 7"),
        ({"z": [1, 101]}, r"z must hold numbers from -100 to 100, got \[1.0, 101.0\]"),
        ({"z": [1, float("nan")]}, "z must hold numbers from -100 to 100"),
        ({"c": 0}, "c must be a number from 0.01 to 100, got 0"),
        ({"c": float("nan")}, "c must be a number from 0.01 to 100, got nan"),
        ({"j": 3}, "j must be a whole number from 0 to 2, got 3"),
        ({"layer": "glu"}, r"GLU takes an even number of inputs, got z of shape \(3,\)"),
        ({"layer": "l2_norm", "z": [0, 0]}, "a vector whose size is 0 cannot be divided by it"),
        ({"layer": "l2_norm", "z": [1e-7], "precision": "float16"}, "z is too small to be divided by its size"),
        ({"layer": "layer_norm", "z": [50], "c": 10, "precision": "float16"}, "equal inputs have no spread"),
    ],
)
def test_traits_that_make_no_sense_are_named(traits, message):
    with pytest.raises(ValueError, match=message):
        Zoo(**traits)


def test_a_later_change_is_refused_too_and_leaves_the_widget_as_it_was():
    zoo = Zoo()
    for name, value in [("layer", "sigmod"), ("precision", "float8")]:
        with pytest.raises(TraitError, match=name):
            setattr(zoo, name, value)
    with pytest.raises(ValueError, match="c must be"):
        zoo.c = -1
    assert zoo.state() == STATE
