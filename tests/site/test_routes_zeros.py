"""Kinds of zero on the face of the flagship widget: each says in which sense it is 0, or that it is not."""

import pytest
from routes_face import assert_shows_its_traits, choose, field, settled

SAID = {
    "structural": "identically 0: the lamp does not read that dial",
    "constant": "identically 0: a single output",
    "flat": "0 here: the slope is 0 at this z",
    "underflow": "too small for a floating-point number",
    "tiny": "it would round to 0.000",
}
KINDS = """(rows, kinds) => rows.map((row) => [...row.querySelectorAll("td")].map(
    (td) => kinds.find((kind) => td.classList.contains(kind)) ?? ""))"""
STRUCTURAL = [["", "structural"], ["structural", ""]]


@pytest.mark.parametrize(
    ("activation", "z", "kinds", "words"),
    [
        ("sigmoid", [1, 2], STRUCTURAL, "one lamp answers"),
        ("sigmoid", [1, 9], [["", "structural"], ["structural", "tiny"]], "one lamp answers"),
        ("sigmoid", [1, 900], [["", "structural"], ["structural", "underflow"]], "no lamp answers that floating-point"),
        ("sigmoid", [900], [["underflow"]], "no lamp answers that floating-point"),
        ("tanh", [-900], [["underflow"]], "no lamp answers that floating-point"),
        ("relu", [1, -2], [["", "structural"], ["structural", "flat"]], "no lamp answers."),
        ("relu", [-1], [["flat"]], "no lamp answers."),
        ("leaky_relu", [1, -2], STRUCTURAL, "one lamp answers"),
        ("softmax", [7], [["constant"]], "no lamp answers."),
        ("log_softmax", [7], [["constant"]], "no lamp answers."),
        ("softmax", [0, 0], [["", ""], ["", ""]], "2 routes are open"),
        ("softmax", [0, 9], [["tiny", "tiny"], ["tiny", "tiny"]], "2 routes are open"),
        ("softmax", [-1, 0, 900], [["underflow"] * 3] * 3, "no lamp answers that floating-point"),
        ("log_softmax", [900, 0], [["underflow", "underflow"], ["", ""]], "others have underflowed"),
        ("log_softmax", [0, 900], [["", ""], ["underflow", "underflow"]], "another lamp’s. (38) keeps none"),
    ],
)  # fmt: skip
def test_each_zero_says_in_which_sense(widget, activation, z, kinds, words):
    field(widget, "y").fill("1 0 0")
    choose(widget, activation, n=len(z))
    for i, value in enumerate(z):
        field(widget, f"z{i + 1}").fill(str(value))
    widget.locator(".dial input[type=radio]").last.check()
    settled(widget)
    assert widget.locator(".jacobian tbody tr").evaluate_all(KINDS, list(SAID)) == kinds
    legend, shown = widget.locator(".legend").inner_text(), {kind for row in kinds for kind in row}
    assert {kind for kind, text in SAID.items() if text in legend} == shown - {""}
    assert words in widget.locator(".say").inner_text()
    assert_zero_reads_as_zero(widget)
    assert_shows_its_traits(widget)


def assert_zero_reads_as_zero(widget):
    """Fail where a number that is not 0 reads as 0, or 0 as a rounded number."""
    cells = widget.locator("td[data-value]").evaluate_all("(all) => all.map((e) => [e.textContent, +e.dataset.value])")
    for text, value in cells:
        assert (float(text.replace("−", "-")) == 0) == (value == 0) == (text == "0"), (text, value)


@pytest.mark.parametrize(
    ("z", "y", "verdict"),
    [
        ([0, 0, 0], [1 / 3, 1 / 3, 1 / 3], "both are 0"),
        ([1, 2, 3], [0, 0, 1], "misses 54 % of the sum"),
        ([0.1, 0.2, 0.3], [1, 1, 1], "is 134.11 times the sum"),
        ([-1, 0, 900], [0, 0, 1], "both are 0 in floating point"),
        ([0.3, -0.7, 1.1], [0.2457651701, 0.0904121365, 0.5469663943], "has the wrong sign"),
    ],
)  # fmt: skip
def test_the_verdict_compares_38_with_37(widget, z, y, verdict):
    for i, value in enumerate(z):
        field(widget, f"z{i + 1}").fill(str(value))
    field(widget, "y").fill(" ".join(map(repr, y)))
    settled(widget)
    assert verdict in widget.locator(".bill tfoot tr").last.inner_text()


def test_shares_that_cancel_up_to_rounding_are_not_compared(widget):
    choose(widget, "softmax", "log_likelihood")
    for i, value in enumerate(["0.3", "0.3", "0.3"]):
        field(widget, f"z{i + 1}").fill(value)
    field(widget, "y").fill("1/3 1/3 1/3")  # y = a: the three shares sum to 0, in floating point to 0 or nearly so
    settled(widget)
    assert "the shares cancel" in widget.locator(".bill tfoot tr").last.inner_text()
    assert abs(float(widget.locator("[data-name=delta37]").get_attribute("data-value"))) < 1e-16
