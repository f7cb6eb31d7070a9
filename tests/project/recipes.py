"""The recipes of CONTRIBUTING.md, performed: what a contributor writes into which file, and which tests judge it."""

from dataclasses import dataclass
from pathlib import Path

ARCTAN = """\
        elementwise(
            "arctan", "arctan", r"\\arctan z_k", (-np.pi / 2, np.pi / 2),
            f=np.arctan,
            f_prime=lambda z: (1 / np.hypot(1, z)) ** 2,  # not 1 + z^2 below, which overflows
            symbolic=lambda sp, z: sp.atan(z),
        ),
"""
ARCTAN_JS = """\
  arctan: elementwise("arctan", [-Math.PI / 2, Math.PI / 2], (z, round) => round(Math.atan(z)),
    (z, round) => round(round(1 / round(Math.hypot(1, z))) ** 2)),
"""
PSEUDO_HUBER = """\
        Cost(
            "pseudo_huber", "pseudo-Huber", r"\\sum_k \\left[ \\sqrt{1 + (a_k - y_k)^2} - 1 \\right]",
            (-INF, INF), (-INF, INF),
            f=lambda a, y: (np.hypot(1, quadratic_gradient(a, y)) - 1).sum(axis=-1),
            f_gradient=lambda a, y: (a - y) / np.hypot(1, a - y),
            f_symbolic=lambda sp, a, y: sum(
                sp.sqrt(1 + (a_k - y_k) ** 2) - 1 for a_k, y_k in zip(a, y, strict=True)
            ),
        ),
"""
PSEUDO_HUBER_JS = """\
  pseudo_huber: {
    label: "pseudo-Huber", domain: [-Infinity, Infinity], targets: [-Infinity, Infinity],
    f: (a, y) => sum(a.map((a_k, k) => Math.hypot(1, a_k - y[k]) - 1)),
    gradient: (a, y) => a.map((a_k, k) => (a_k - y[k]) / Math.hypot(1, a_k - y[k])),
  },
"""
REVERSAL = """

REVERSAL = Layer(
    "reversal", "reversed order", "z_{n+1-k}", "block",
    f=lambda z: z[..., ::-1].copy(),
    f_jacobian=lambda z: diagonal(np.ones_like(z))[..., ::-1],
    f_vjp=lambda z, a, g: g[..., ::-1].copy(),
    f_symbolic=lambda sp, zs: list(zs)[::-1],
)  # fmt: skip
"""
REVERSAL_JS = """\
  reversal: {
    ...ANY, label: "reversed order", family: RESHAPING, reads: (k, j, n) => k + j === n - 1, flat: always,
    f: (z) => z.toReversed(),
    jacobian: (z) => matrix(z.length, z.length, (k, j) => Number(k + j === z.length - 1)) },
"""
CLIPPED = """\
        Mistake(
            "gradient clipped at 0.1", "Each dC/da_k was cut to 0.1 before the sum. The sum takes them as they are.",
            f"{EVERY_ROUTE}#is-the-sum-not-k-times-the-same-thing",
            lambda f, C, z, y: f.f_vjp(z, f.f(z), np.clip(gradient(f, C, z, y), -0.1, 0.1), None),
        ),
"""
QUESTION = """
[[sum]]
words = 'May I put the sum over $k$ in any order?'
answer = 'Yes: it is a sum of numbers, one for each route.'
read = "chapters/one-nudge-travels-by-every-route#is-the-sum-not-k-times-the-same-thing"
asked = { "An example" = "https://example.org/question" }
"""
EXERCISE = """\
    Exercise(
        "floor", "numbers", MUSEUM,
        "The same program, and the same sure network: which number do the other nine outputs come near to?",
        ("floor:",),
        (
            right(1 / (E + N - 1), "What the winner leaves is shared by nine."),
            Outcome(0.0, "That is the floor of one softmax.", "The second one reads nine zeros and a 1.", TWICE),
            Outcome(E / (E + N - 1), "That is the winner's.", "The others are asked for.", TWICE),
        ),
        "Put (1, 0, …, 0) into the second softmax.",
        ("The first softmax gives at most 1, and then 0 for the other nine.",
         "The second makes e⁰ / (e¹ + 9 e⁰) = 1 / (e + 9) of each zero."),
        "import numpy as np\\nfirst = np.eye(10)[0]\\nanswer = np.exp(first[1]) / np.exp(first).sum()",
    ),
"""
EXERCISE_CELL = """
```{code-cell} ipython3
:tags: [remove-input]
Exercise("floor")
```
"""
CHAPTER = """---
kernelspec: {name: python3, display_name: Python 3}
jupytext: {text_representation: {extension: .md, format_name: myst}}
myst: {html_meta: {description: "Reversing the outputs moves every entry of the Jacobian off the diagonal, and equation (38) is 0 where equation (37) is not."}}
---

# Outputs in another order leave (38) nothing

Give each output the input at the other end: $a_k = z_{n+1-k}$.
Then [(37)](#nndl-37) has one term, and it stands off the diagonal.

```{code-cell} ipython3
import numpy as np

jacobian = np.eye(4)[::-1]
g = np.array([1.0, 2.0, 3.0, 4.0])
by_37, by_38 = g @ jacobian, g * np.diag(jacobian)
print("(37)", by_37, "(38)", by_38)
assert not by_38.any() and by_37.all(), (by_37, by_38)
```
"""  # noqa: E501
LAMP = '''"""One lamp as a widget: how bright sigmoid makes it."""

import traitlets

from bp1.activations import ACTIVATIONS
from bp1.tables import shown, table
from bp1.widgets.base import BookWidget


class Lamp(BookWidget):
    """The lamp a = sigmoid(z).  z: a number."""

    z = traitlets.Float(1.0).tag(sync=True)

    def snapshot(self) -> str:
        """Return z and a as a table."""
        a = ACTIVATIONS["sigmoid"]([self.z])[0]
        rows = table("One lamp, one dial: one term in (37)", ["z", "a"], [[shown(self.z), shown(a)]])
        return f'<div class="bp1-snapshot">{rows}</div>'
'''
LAMP_JS = """// One lamp: its dial and how bright it is.
import { ACTIVATIONS } from "./math.js";
import { cell, control, h, show, slide } from "./dom.js";
import { living } from "./living.js";

/** @returns {object|null} every number on the face; null where z is none */
export function compute({ z }) {
  return Number.isFinite(z) ? { shape: 1, z, a: ACTIVATIONS.sigmoid.f([z])[0] } : null;
}

function build(view, change) {
  const dial = control("input", { type: "range", min: -5, max: 5, step: 0.1, "aria-label": "z" });
  const [z, a] = [cell("z", "span"), cell("a", "span")];
  dial.addEventListener("input", () => change({ z: dial.valueAsNumber }));
  const face = [h("div", { class: "controls" }, slide(dial, "z = ", z)), h("p", { class: "bulb" }, "a = ", a)];
  return { face, dial, z, a };
}

function draw(parts, view) {
  parts.dial.value = view.z;
  for (const key of ["z", "a"]) show(parts[key], view[key], 4);
}

const heard = ({ a }) => `The lamp is at ${a.toFixed(2)}.`;

export default living({ kind: "bp1-lamp", keys: ["z"], compute, build, draw, heard });
"""
LAMP_CELL = """
```{code-cell} ipython3
:tags: [remove-input]
from bp1.widgets import Lamp

Lamp()
```

"""


@dataclass(frozen=True)
class Recipe:
    """What is added in which file, and what judges it.

    row: its row in README's table.  added: path, the text before which it stands ("": at the end), what is added; where
    there is no such file, it is made.  commands: Python modules with their arguments.
    longer: for a browser, a file of tests/site and a word of -k.
    """

    row: str
    added: tuple[tuple[str, str, str], ...]
    commands: tuple[str, ...]
    longer: tuple[str, str]

    def perform(self, tree: Path) -> None:
        """Write what is added into the files of the tree."""
        for name, before, addition in self.added:
            path = tree / name
            text = path.read_text("utf8") if path.exists() else ""
            assert before in text, f"{name} has no {before!r}"
            place = text.index(before) if before else len(text)
            path.write_text(text[:place] + addition + text[place:], "utf8")


NEW = "chapters/outputs-in-another-order-leave-38-nothing"
RECIPES = [
    Recipe(
        "activation",
        (
            ("code/bp1/activations.py", '        Activation(\n            "softmax"', ARCTAN),
            ("code/bp1/widgets/math.js", "  softmax: {", ARCTAN_JS),
        ),
        ("pytest tests/bp1/test_activations.py tests/bp1/test_symbolic.py -k arctan",),
        ("test_math_js.py", "math_js"),
    ),
    Recipe(
        "cost",
        (
            ("code/bp1/costs.py", '        Cost(\n            "cross_entropy"', PSEUDO_HUBER),
            ("code/bp1/widgets/math.js", "  cross_entropy: {", PSEUDO_HUBER_JS),
        ),
        ("pytest tests/bp1/test_costs.py tests/bp1/test_symbolic.py -k pseudo_huber",),
        ("test_math_js.py", "math_js"),
    ),
    Recipe(
        "layer for the zoo",
        (
            ("code/bp1/layers/reshaping.py", "", REVERSAL),
            ("code/bp1/layers/__init__.py", ", grouped_softmax, tied", ", REVERSAL"),
            ("code/bp1/layers/__init__.py", "        tied(2),", "        REVERSAL,\n"),
            ("code/bp1/widgets/layers.js", "  tied: {", REVERSAL_JS),
        ),
        ("pytest tests/bp1/test_layers.py tests/bp1/test_classify.py -k reversal",),
        ("test_layers_js.py", "layers_js"),
    ),
    Recipe(
        "known mistake",
        (("code/bp1/mistakes.py", "        *map(other_cost, COSTS),", CLIPPED),),
        ("pytest tests/bp1/test_mistakes.py tests/bp1/test_which_delta.py -k clipped",),
        ("test_questions.py", "section"),
    ),
    Recipe(
        "reader's question",
        (("code/bp1/data/questions.toml", "", QUESTION),),
        ("pytest tests/site/test_questions.py -k whole_and",),
        ("test_questions.py", "section"),
    ),
    Recipe(
        "exercise",
        (
            ("code/bp1/exercises/museum.py", "]  # fmt: skip", EXERCISE),
            ("chapters/three-lines-convict-each-bug.md", "\n## Further reading", EXERCISE_CELL),
        ),
        ("pytest tests/bp1/test_exercises.py -k floor",),
        ("test_exercise.py", "floor"),
    ),
    Recipe(
        "chapter",
        (
            (f"{NEW}.md", "", CHAPTER),
            ("_toc.yml", "  - file: chapters/which-question", f"  - file: {NEW}\n"),
        ),
        ("pytest tests/project/test_terms.py", f"jupytext --to ipynb --execute {NEW}.md"),
        ("test_pages.py", "outputs-in-another-order"),
    ),
    Recipe(
        "widget",
        (
            ("code/bp1/widgets/lamp.py", "", LAMP),
            ("code/bp1/widgets/lamp.js", "", LAMP_JS),
            ("code/bp1/widgets/lamp.css", "", ".bp1-lamp .bulb { color: var(--bp1-ink); }\n"),
            ("code/bp1/widgets/__init__.py", "from bp1.widgets.replay", "from bp1.widgets.lamp import Lamp\n"),
            ("code/bp1/widgets/__init__.py", '"Replay"', '"Lamp", '),
            ("chapters/when-only-one-route-is-open.md", "## Further reading", LAMP_CELL),
        ),
        ("pytest tests/project/test_layout.py -k 'lamp or Lamp'",),
        ("test_pages.py", "when-only-one-route"),
    ),
]
