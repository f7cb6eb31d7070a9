"""The stepper: every control works, every number equals Python's, and a step shows what is known by then."""

import numpy as np
import pytest
from small_faces import alive, cut_off, numbers, settled
from test_snapshot import assert_says
from traitlets import TraitError

from bp1 import ACTIVATIONS, COSTS, central_difference, compatible
from bp1.backward import backward, gradients, unflattened
from bp1.network import Layer, forward, running_example
from bp1.widgets import Stepper

STATE = Stepper().state()
PAIRS = [(f, C) for f in ACTIVATIONS for C in COSTS if compatible(ACTIVATIONS[f], COSTS[C])]
SUB = "₁₂₃"


@pytest.fixture
def widget(mount):
    """Return the widget in its first state."""
    return alive(mount(Stepper()), "stepper")


def network(state):
    """Return the layers of a state, and its cost."""
    layers = unflattened(np.array(state["parameters"]), running_example()[0])
    names = state["hidden"], state["output"]
    pairs = zip(layers, names, strict=True)
    return [Layer(layer.weights, layer.biases, ACTIVATIONS[f]) for layer, f in pairs], COSTS[state["cost"]]


def column(prefix, values):
    return {f"{prefix}{SUB[i]}": x for i, x in enumerate(values)}


def by_step(state):
    """Return what each step computes, by the library: names and numbers, for steps 0 to 9."""
    layers, cost = network(state)
    passed = forward(layers, state["x"])
    (z_2, a_2), (z_3, a_3) = passed
    delta_2, delta_3 = backward(layers, cost, passed, state["y"])
    forwards = {"x": state["x"], "z²": z_2, "a²": a_2, "z³": z_3, "a³": a_3}
    slopes = {"a³": cost.gradient(a_3, state["y"]), "z³": delta_3, "a²": delta_3 @ layers[1].weights, "z²": delta_2}
    return [
        *(column(f"value {name}", values) for name, values in forwards.items()),
        {"value C": cost(a_3, state["y"])},
        *(column(f"slope {name}", values) for name, values in slopes.items()),
    ]


def expected(state):
    """Return the numbers of the face by the library: those of steps, of the gradients, and of the picked weight."""
    layers, cost = network(state)
    steps = by_step(state)
    known = {name: float(x) for step in steps for name, x in step.items()}
    result = known | {"step": state["step"]} | column("x", state["x"])
    result |= {f"head {c}": known[f"value {c}"] for c in ("x₁", "x₂", "a²₁", "a²₂", "a²₃")}
    for layer, (dC_dw, dC_db) in enumerate(gradients(layers, cost, state["x"], state["y"])):
        result |= {f"db {layer} {j}": x for j, x in enumerate(dC_db)}
        result |= {f"dw{'²³'[layer]}{SUB[j]}{SUB[k]}": x for (j, k), x in np.ndenumerate(dC_dw)}
    layer, j, k = state["picked"]
    before, after = (f"value {'x' if layer == 0 else 'a²'}{SUB[k]}", f"slope z{'²³'[layer]}{SUB[j]}")
    result |= {"picked weight": layers[layer].weights[j, k], "picked a": known[before], "picked delta": known[after]}
    result |= {"picked gradient": result[f"dw{'²³'[layer]}{SUB[j]}{SUB[k]}"]}
    lines = steps[state["step"]].values() if state["step"] < 10 else []
    return result | {f"line{i + 1}": x for i, x in enumerate(lines)}


def assert_shows(widget, state):
    """Fail unless the widget shows this state, and shows it right."""
    right, shown = expected(state), numbers(widget)
    largest = max(1, *map(abs, right.values()))
    for name, x in right.items():
        assert shown.pop(name) == pytest.approx(x, rel=1e-12, abs=1e-12 * largest), (name, state)
    unused = widget.locator(".line[hidden] [data-name]").evaluate_all("(all) => all.map((e) => e.dataset.name)")
    assert set(shown) - set(unused) <= {"slope x₁", "slope x₂", "slope C"}
    known = {name for step in by_step(state)[: state["step"] + 1] for name in step}
    seen = "(all) => all.filter((e) => getComputedStyle(e).visibility === 'visible').map((e) => e.dataset.name)"
    assert set(widget.locator("svg [data-name]").evaluate_all(seen)) == known
    assert widget.locator("table").first.is_visible() == (state["step"] == 10)
    ready = state["step"] >= (9 if state["picked"][0] == 0 else 7)
    assert widget.locator("[data-name='picked gradient']").is_visible() == ready


def menu(widget, label):
    return widget.get_by_role("combobox", name=label)


def test_the_chapter_has_it_with_its_style(open_page, addresses):
    page = open_page(f"{addresses['http']}/chapters/backwards-through-every-layer.html")
    assert_shows(alive(page, "stepper"), STATE)


def test_every_control_does_what_it_says(widget):
    state, slider = dict(STATE), widget.get_by_role("slider")
    assert_shows(widget, state)
    edge = widget.locator(".hit").nth(7)  # w³₁₂
    for change, act in [
        ({"step": 1}, lambda: widget.get_by_role("button", name="Forwards").click()),
        ({"step": 9}, lambda: slider.nth(2).fill("9")),
        ({"step": 10}, lambda: widget.get_by_role("button", name="Backwards").click()),
        ({"picked": [1, 0, 1]}, lambda: click_edge(edge)),
        ({"picked": [0, 2, 1]}, lambda: menu(widget, "weight").select_option("w²₃₂")),
        ({"x": [-1.5, 2]}, lambda: slider.nth(0).fill("-1.5")),
        ({"x": [-1.5, 0]}, lambda: slider.nth(1).fill("0")),
        ({"hidden": "softmax"}, lambda: menu(widget, "hidden layer").select_option("softmax")),
        ({"cost": "cross_entropy"}, lambda: menu(widget, "cost").select_option("cross_entropy")),
        ({"output": "tanh", "cost": "quadratic"}, lambda: menu(widget, "output layer").select_option("tanh")),
        ({"step": 0}, lambda: widget.get_by_role("button", name="Start again").click()),
    ]:
        act()
        state |= change
        assert_shows(widget, state)


def click_edge(edge):
    """Click the edge where no other one crosses it."""
    edge.scroll_into_view_if_needed()
    x, y = edge.evaluate("""(e) => {
        const { x, y } = e.getPointAtLength(0.25 * e.getTotalLength());
        const at = new DOMPoint(x, y).matrixTransform(e.getScreenCTM());
        return [at.x, at.y];
    }""")
    edge.page.mouse.click(x, y)


def test_everything_can_be_used_by_keyboard_alone(widget):
    menu(widget, "hidden layer").focus()
    for key in ["s", "Tab", "s", "Tab", "q", "Tab", "ArrowRight", "Tab", "ArrowLeft", "Tab", "Enter", "Tab", "End"]:
        widget.page.keyboard.press(key)
    for key in ["Tab", "End"]:
        widget.page.keyboard.press(key)
    quadratic = {"hidden": "softplus", "output": "sigmoid", "cost": "quadratic", "x": [0.6, 1.9]}
    assert_shows(widget, STATE | quadratic | {"step": 10, "picked": [1, 2, 2]})


def test_each_step_lights_what_it_computes_and_writes_its_sum(widget):
    first = {  # of each step: its first line, how many neurons are computed, from how many, along how many edges
        0: ("x₁ = 0.5", 2, 0, 0),
        1: ("z²₁ = 0.8 × 0.5 + 0.2 × 2 + 0.4 = 1.2", 3, 2, 6),
        2: ("a²₁ = sigmoid(1.2) = 0.7685", 3, 3, 3),
        3: ("z³₁ = 1.3 × 0.7685 − 0.8 × 0.4013 + 0.6 × 0.6225 + 0.1 = 1.1515", 3, 3, 9),
        4: ("a³₁ = entry 1 of softmax(1.1515, 0.1208, −0.2399) = 0.6229", 3, 3, 9),
        5: ("C = log-likelihood of (0.6229, 0.2222, 0.1549) for (0, 1, 0) = 1.5041", 1, 3, 3),
        6: ("∂C/∂a³₁ = slope of log-likelihood where the output is 0.6229 and the target 0 = 0", 3, 1, 3),
        7: ("δ³₁ = 0.2349 × 0 − 0.1384 × (−4.5003) − 0.0965 × 0 = 0.6229", 3, 3, 9),
        8: ("∂C/∂a²₁ = 1.3 × 0.6229 − 0.4 × (−0.7778) + 0.5 × 0.1549 = 1.1983", 3, 3, 9),
        9: ("δ²₁ = 0.1779 × 1.1983 = 0.2132", 3, 3, 3),
    }
    for step, (line, now, before, edges) in first.items():
        widget.get_by_role("slider").nth(2).fill(str(step))
        settled(widget)
        assert widget.locator(".line").first.inner_text() == line
        drawn = [widget.locator(kind).count() for kind in (".now", ".from", ".edge.lit:not(.closed)")]
        assert drawn == [now, before, edges], step
        assert widget.locator(".disc.back").count() == (12 + 3) * (step > 5), step


def test_the_numbers_equal_pythons_for_random_traits(mount):
    rng, steppers = np.random.default_rng(5), []
    for i, (output, cost) in enumerate(PAIRS):
        y = rng.dirichlet(np.ones(3)) if COSTS[cost].targets == (0, 1) else rng.normal(size=3)
        numbers_ = {"x": rng.normal(size=2), "y": y, "parameters": rng.normal(size=21)}
        picked = [1, *map(int, rng.integers(3, size=2))]
        state = {name: x.tolist() for name, x in numbers_.items()} | {"step": i % 11, "picked": picked}
        steppers.append(Stepper(hidden=[*ACTIVATIONS][i % len(ACTIVATIONS)], output=output, cost=cost, **state))
    page = mount(*steppers)
    alive(page, "stepper")
    faces = page.locator(".bp1-stepper")
    assert faces.count() == len(steppers) >= len(ACTIVATIONS)
    for i, stepper in enumerate(steppers):
        assert_shows(faces.nth(i), stepper.state())


def test_a_screen_reader_hears_the_step_once_things_are_calm(widget):
    widget.get_by_role("slider").nth(2).fill("9")
    live = widget.get_by_role("status")
    widget.page.wait_for_function("(e) => e.textContent.includes('BP2*')", arg=live.element_handle())
    assert "δ²₁ = 0.2132, δ²₂ = −0.3104, δ²₃ = −0.0071. ∂C/∂w²₁₂ = 0.4263." in live.inner_text()
    words = widget.locator("svg").get_attribute("aria-label")
    assert "z²₁ = 1.2, z²₂ = −0.4" in words and "δ²₁ = 0.2132" in words and "∂C/∂x" not in words


def test_no_width_cuts_anything_off(mount):
    widget = alive(mount(Stepper(output="tanh", cost="quadratic")), "stepper")  # the menu of costs has long words
    for step in ("8", "10"):
        widget.get_by_role("slider").nth(2).fill(step)
        for width in (320, 360, 560, 1280):
            widget.page.set_viewport_size({"width": width, "height": 800})
            settled(widget)
            assert cut_off(widget) == [0], (step, width)
            assert widget.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (step, width)
            overlap = widget.locator("svg .slope:not(.ahead)").evaluate_all(
                """(all) => all.map((e) => e.getBoundingClientRect()).some((a, i, boxes) => boxes.some((b, k) => i < k
                && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom))"""
            )
            assert not overlap, (step, width)


@pytest.mark.parametrize(
    "query",
    ["step=11", "step=1.5", "picked=0_0_2", "picked=2_0_0", "output=tanh", "hidden=toString", "x=1", "x=1_1e999",
     "y=0_2_0", "parameters=1_2", "hidden=linear&x=1e308_1e308"],
)  # fmt: skip
def test_a_link_to_a_state_that_makes_no_sense_is_refused(mount, query):
    page = mount(Stepper(step=3))
    widget = alive(page, "stepper")
    page.evaluate("(query) => { location.hash = `stepper?${query}`; }", query)
    page.locator(".bp1-said", has_text="is damaged").wait_for()
    assert_shows(widget, STATE | {"step": 3})


def test_the_snapshot_says_all_numbers(open_page):
    stepper = Stepper(hidden="softmax", x=[-0.3, 1.1], cost="quadratic")
    state = stepper.state()
    known = {name: x for step in by_step(state) for name, x in step.items()}
    page = open_page("about:blank")
    page.set_content(stepper.snapshot())
    drawn = page.locator("svg .value").all_text_contents()
    for text, x in zip(drawn, [x for name, x in known.items() if name.startswith("value")], strict=True):
        assert_says(text, x)
    tables = page.locator("table").evaluate_all(
        "(all) => all.map((t) => [...t.querySelectorAll('tbody tr')].map((r) => [...r.cells].map((c) => c.innerText)))"
    )
    for layer, dC_dw in enumerate(dC_dw for dC_dw, _ in gradients(*network(state), state["x"], state["y"])):
        for neuron, number in zip(tables[0][3 * layer : 3 * layer + 3], SUB, strict=True):
            names = [f"{kind}{'²³'[layer]}{number}" for kind in ("value z", "value a", "slope a", "slope z")]
            for text, name in zip(neuron[1:], names, strict=True):
                assert_says(text, known[name])
        for (*_, text), x in zip(tables[1 + layer], dC_dw.ravel(), strict=True):
            assert_says(text, x)


def test_the_gradients_are_what_nudging_the_parameters_measures():
    state = STATE | {"hidden": "softmax"}
    shown = expected(state)

    def cost_at(parameters):
        layers, cost = network(state | {"parameters": parameters})
        return cost(forward(layers, state["x"])[-1][1], state["y"])

    measured = central_difference(cost_at, state["parameters"])
    assert shown["dw²₁₂"] == pytest.approx(measured[1], abs=1e-9)
    assert shown["dw³₃₃"] == pytest.approx(measured[17], abs=1e-9)


@pytest.mark.parametrize(
    ("traits", "message"),
    [
        ({"step": 11}, "step must be a whole number from 0 to 10, got 11"),
        ({"step": -1}, "step must be a whole number from 0 to 10, got -1"),
        ({"x": [1]}, "x must hold 2 numbers, got 1"),
        ({"y": [1, 0]}, "y must hold 3 numbers, got 2"),
        ({"parameters": [0] * 20}, "parameters must hold 21 numbers, got 20"),
        ({"picked": [0, 0, 2]}, r"picked must be \[0, j, k\] with .*, got \[0, 0, 2\]"),
        ({"picked": []}, r"picked must be .*, got \[\]"),
        ({"x": [1, float("nan")]}, r"x\[1\] is nan; expected a finite number"),
        ({"output": "tanh"}, "layer 3: tanh with the log-likelihood cost makes no sense"),
        ({"y": [0, 2, 0]}, r"layer 3: y\[1\] is 2.0; expected a number from 0 to 1"),
        ({"x": [1e308, 1e308], "hidden": "linear"}, "layer 3: z"),
    ],
)
def test_traits_that_make_no_sense_are_named(traits, message):
    with pytest.raises(ValueError, match=message):
        Stepper(**traits)


def test_a_later_change_is_refused_too_and_leaves_the_widget_as_it_was():
    stepper = Stepper()
    with pytest.raises(ValueError, match="step must be"):
        stepper.step = 12
    with pytest.raises(TraitError, match="hidden"):
        stepper.hidden = "sigmod"
    assert stepper.state() == STATE
