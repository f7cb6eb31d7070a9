"""The exercises: an answer is accepted in all sane forms, each mistake has its own reply, and nothing else has one."""

import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, permutations
from math import fsum
from pathlib import Path

import numpy as np
import pytest

from bp1 import central_difference
from bp1.activations import softmax
from bp1.exercises import EXERCISES, exercise, registry
from bp1.exercises.cases import POINTS, agrees, checkpoints, conserved, gradients_at
from bp1.exercises.judging import expected
from bp1.mistakes import CHAPTERS

ROOT = Path(__file__).resolve().parents[2]
ALL = [pytest.param(one, id=one.id) for one in EXERCISES.values()]
NUMBERS = [pytest.param(one, id=one.id) for one in EXERCISES.values() if one.kind in ("numbers", "cells")]
TYPED = [pytest.param(one, id=one.id) for one in EXERCISES.values() if one.kind == "numbers"]
FUNCTIONS = [pytest.param(one, id=one.id) for one in EXERCISES.values() if one.kind == "function"]
ORDERS = [pytest.param(one, id=one.id) for one in EXERCISES.values() if one.kind == "order"]
LOOP: list = []
LOOP.append(LOOP)
BAD = [LOOP, Decimal("sNaN"), "", " ", "abc", "½", "٣", "1" * 10**6, "<b>1</b>", "<script>alert(1)</script>",
       "1/0", "1e999", "nan", "1 2",
       None, object(), {}, {1}, [], [[]], "1;2;3;4;5;6;7;8;9;10;11", b"1", 1j, float("nan"), np.inf, 10**400,
       "δ", "y_j (a_j - 1)", ["a"], np.array(["x"]), "\u202e1", "1" + "\u0301"]  # fmt: skip


def texts(values: np.ndarray, form: str) -> str:
    """Return numbers as somebody may type them."""
    return "; ".join(form.format(x) for x in np.ravel(values).tolist())


@pytest.mark.parametrize("one", NUMBERS)
def test_any_two_outcomes_differ_by_more_than_ten_tolerances(one):
    for first, second in combinations(one.outcomes, 2):
        gap = np.abs(first.numbers - second.numbers).max()
        assert gap > 10 * one.tolerance, (first.heading, second.heading, gap)


@pytest.mark.parametrize("one", NUMBERS)
def test_each_outcome_has_its_own_reply(one):
    replies = [one.check(outcome.value) for outcome in one.outcomes]
    assert [reply.right for reply in replies] == [True] + [False] * (len(replies) - 1)
    assert [(r.heading, r.sentence) for r in replies] == [(o.heading, o.sentence) for o in one.outcomes]
    assert len(set(replies)) == len(replies)


@pytest.mark.parametrize("one", TYPED)
def test_an_outcome_is_known_in_all_sane_forms(one):
    d = one.decimals
    for outcome in one.outcomes:
        reply, value = one.check(outcome.value), outcome.numbers
        for form in (f"{{:.{d}f}}", f"{{:.{d + 1}f}}", f"{{:.{d - 1}f}}", "{!r}", "{:.12e}", f" {{:+.{d}f}} "):
            written = texts(value, form)
            assert one.check(written) == reply, (outcome.heading, written)
            assert one.check(written.replace(".", ",").replace("-", "−")) == reply, written
            assert one.check(re.sub(r"(^|[+-])0(?=\.)", r"\1", written)) == reply, written
        assert one.check(texts(100 * value, "{} %")) == one.check(texts(1000 * value, "{}/1000")) == reply
        assert one.check([Fraction(x) for x in value]) == one.check([Decimal(x) for x in value]) == reply


@pytest.mark.parametrize("one", TYPED)
def test_what_is_near_no_outcome_is_wrong_and_unknown(one):
    rng = np.random.default_rng(8)
    values = np.array([outcome.numbers for outcome in one.outcomes])
    for value in values:
        far = value + rng.choice([-1, 1], value.size) * 2 * one.tolerance + 0.03 * one.tolerance
        if np.abs(np.round(values, one.decimals - 1) - far).max(axis=1).min() > 1e-6:
            assert one.check(far).heading == "Not right.", far


@pytest.mark.parametrize("one", ALL)
@pytest.mark.parametrize("bad", BAD, ids=lambda bad: f"{bad!r}"[:20])
def test_what_is_no_answer_is_told_politely_what_is_expected(one, bad):
    reply = one.check(bad)
    assert (reply.right, reply.sentence) == (None, expected(one))
    assert set(re.findall(r"<[^>]*>", reply._repr_html_())) <= {"<p>", "<b>", "</b>", "</p>", "<sub>", "</sub>"}


@pytest.mark.parametrize("one", ALL)
def test_an_exercise_is_whole(one):
    assert len(one.outcomes) >= 2, "an exercise knows at least one mistake"
    assert one.hint and len(one.solution) >= 2 and "answer" in one.cell
    assert (ROOT / f"{one.chapter}.md").exists()
    for outcome in one.outcomes[1:]:
        assert outcome.heading and outcome.sentence and outcome.read, outcome
    for text in (one.question, one.hint, *one.solution, *(o.sentence for o in one.outcomes)):
        assert text == text.strip() and not re.search(r"<\w|\$|\\", text), text


@pytest.mark.parametrize("one", ALL)
def test_the_solutions_cell_works_the_answer_out(one):
    names: dict = {}
    exec(one.code, names)  # its last line asserts
    assert one.check(names["answer"]).right
    assert "from bp1" not in one.cell, "a solution is worked out with numpy alone"


@pytest.mark.parametrize("one", ALL)
def test_the_numbers_of_a_solution_are_right(one):
    """Numbers with four decimals in a solution are the answer's, or are computed on the way to it."""
    names: dict = {}
    exec(one.code, names)
    known = [x for v in names.values() if isinstance(v, float | np.ndarray) for x in np.ravel(v).tolist()]
    known += [x for v in (names["answer"],) if not callable(v) for x in np.ravel(np.array(v, float)).tolist()]
    for text in re.findall(r"(?<![\d.])−?\d+\.\d{4}(?!\d)", " ".join(one.solution)):
        number = float(text.replace("−", "-"))
        assert any(abs(number - x) <= 0.51e-4 for x in known), (number, known)


@pytest.mark.parametrize("one", ALL)
def test_the_display_example_is_never_graded_on(one):
    assert "(1, 2, 3)" not in one.question and "[1, 2, 3]" not in one.cell


@pytest.mark.parametrize("one", ALL)
def test_each_exercise_is_mentioned_in_its_chapter_and_nowhere_else(one):
    mention = f'Exercise("{one.id}")'
    pages = [path for path in (*ROOT.glob("chapters/*.md"), ROOT / "index.md") if mention in path.read_text("utf8")]
    assert [path.stem for path in pages] == [Path(one.chapter).stem]


def test_a_second_exercise_of_one_id_is_refused_by_name():
    one = next(iter(EXERCISES.values()))
    with pytest.raises(ValueError, match=f"two exercises have the id '{one.id}'"):
        registry([one, replace(one, hint="another")])


def test_an_exercise_that_does_not_exist_is_refused_and_told_what_there_is():
    with pytest.raises(ValueError, match=r"there is no exercise 'softmax'; there are .*softmax-delta"):
        exercise("softmax")


def test_the_answer_published_at_datascience_57748_is_told_that_it_is_38():
    """The reader's y_j (a_j - 1), worked out at the exercise's z and y and typed with three digits."""
    z, y = np.array([2.2, 0.3, 0.0]), np.array([0.0, 1.0, 0.0])
    a = np.exp(z) / np.exp(z).sum()
    for form in ("{:.3f}", "{:.2f}", "{!r}", "{:.4f}"):
        reply = exercise("log-likelihood-delta").check(texts(y * (a - 1), form))
        assert reply.right is False and reply.heading == "That is (38)."
        assert "the cost sees a₂" in reply.sentence and reply.read.startswith("chapters/softmax-opens")


@pytest.mark.parametrize("one", FUNCTIONS)
def test_each_known_implementation_has_its_own_reply(one):
    replies = [one.check(outcome.value) for outcome in one.outcomes]
    assert [(r.heading, r.sentence) for r in replies] == [(o.heading, o.sentence) for o in one.outcomes]
    assert [reply.right for reply in replies] == [True] + [False] * (len(replies) - 1)


def wrong_shape(f):
    return lambda *args: np.append(f(*args), 1.0)


def damaging(f):
    def damage(*args):
        result = f(*args)
        next(x for x in args if isinstance(x, np.ndarray))[0] += 1
        return result

    return damage


def raising(*args):
    raise KeyError("oops")


def endless(*args):
    while True:
        pass


def stubborn(*args):
    while True:
        try:
            sum(range(10))
        except Exception:
            continue


@pytest.mark.parametrize("one", FUNCTIONS)
def test_what_a_function_does_wrong_besides_its_numbers_is_named(one, monkeypatch):
    truth, before = one.outcomes[0].value, repr(one.cases)
    for f, heading in [
        (wrong_shape(truth), "It has the wrong shape."),
        (damaging(truth), "It changes its input."),
        (raising, "It raises an error."),
        (lambda: 1, "It raises an error."),
        (lambda *args: "text", "It raises an error."),
        (lambda *args: None, "It gives NaN or infinity." if np.ndim(truth(*one.cases[0])) == 0 else "It has the wrong"),
        (lambda *args: truth(*args) + 7.5, "Not right."),
        (endless, "It does not end."),
        (stubborn, "It does not end."),
    ]:
        if f in (endless, stubborn):  # and no sooner: others may take their time on a busy machine
            monkeypatch.setattr("bp1.exercises.trial.SECONDS", 0.5)
        reply = one.check(f)
        assert reply.right is False and reply.heading.startswith(heading), (reply, heading)
    assert repr(one.cases) == before, "the exercise's own cases are untouched"


def test_nan_far_out_is_named_once_the_rest_is_right():
    def overflowing(z):
        a = np.exp(z) / np.exp(z).sum()
        return np.diag(a) - np.outer(a, a)

    assert exercise("write-softmax-jacobian").check(overflowing).heading == "It gives NaN or infinity."
    assert "1000" in exercise("write-softmax-jacobian").check(overflowing).sentence


def test_the_truth_of_functions_is_measured_by_nudging_too():
    for z, y in exercise("write-delta").cases:
        measured = central_difference(lambda z, y=y: ((softmax(z) - y) ** 2).sum() / 2, z)
        np.testing.assert_allclose(exercise("write-delta").outcomes[0].value(z, y), measured, atol=1e-8)
    for (z,) in exercise("write-softmax-jacobian").cases:
        truth = exercise("write-softmax-jacobian").outcomes[0].value(z)
        np.testing.assert_allclose(truth, central_difference(softmax, z), atol=1e-8)
    for z, g in exercise("write-vjp").cases:
        measured = central_difference(lambda z, g=g: g @ np.log(softmax(z)), z)
        np.testing.assert_allclose(exercise("write-vjp").outcomes[0].value(z, g), measured, atol=1e-7)
    for z, w, d in exercise("write-bp2").cases:
        measured = central_difference(lambda z, w=w, d=d: d @ (w @ softmax(z)), z)
        np.testing.assert_allclose(exercise("write-bp2").outcomes[0].value(z, w, d), measured, atol=1e-7)


def test_which_gradients_are_right_is_known_from_how_they_were_made():
    made = [[agrees(cost, gradient, z) for gradient in gradients] for z in POINTS[1:4]
            for cost, gradients in [gradients_at(np.eye(z.size)[0])]]  # fmt: skip
    assert made == [[True] + [False] * (len(row) - 1) for row in made] and len(made[0]) > 5


def test_which_sums_were_kept_is_known_from_exact_sums():
    def exact(w, b):
        return [*(fsum(column) for column in w.T), fsum(b)]

    for w0, b0, w1, b1 in checkpoints():
        kept = all(abs(x - y) < 1e-9 for x, y in zip(exact(w0, b0), exact(w1, b1), strict=True))
        assert conserved(w0, b0, w1, b1) == kept


@pytest.mark.parametrize("one", ORDERS)
def test_every_other_order_is_wrong_and_told_its_first_false_step(one):
    places = np.argsort(one.shuffled) + 1  # where line i is shown
    assert one.shuffled != sorted(one.shuffled) and one.check(places).right
    for i, outcome in enumerate(one.outcomes[1:]):
        swapped = places.copy()
        swapped[[i, i + 1]] = swapped[[i + 1, i]]
        assert one.check(swapped.tolist()).sentence == outcome.sentence
    replies = [one.check(order) for order in permutations(range(1, one.count + 1))]
    assert sum(reply.right for reply in replies) == 1 and {reply.right for reply in replies} == {True, False}
    assert one.check([1] * one.count).right is one.check(range(one.count)).right is None


def test_there_are_25_of_all_kinds_two_to_four_in_every_chapter_that_teaches():
    assert len(EXERCISES) >= 25
    assert {2, 3, 4} >= {*Counter(one.chapter for one in EXERCISES.values()).values()}
    assert {one.kind for one in EXERCISES.values()} == {"numbers", "cells", "order", "function"}
    names = re.findall(r"^(?:root|  - file): (.+)$", (ROOT / "_toc.yml").read_text("utf8"), re.MULTILINE)
    taught = [name for name in names if "\n## Exercises\n" in (ROOT / f"{name}.md").read_text("utf8")]
    assert list(dict.fromkeys(one.chapter for one in EXERCISES.values())) == taught == list(CHAPTERS)
