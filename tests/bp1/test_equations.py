"""The ledger, and every tagged formula of the book held against it."""

import re
from pathlib import Path

import pytest

from bp1.equations import EQUATIONS, equation, states

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "index.md", *sorted((ROOT / "chapters").glob("*.md"))]
FORMULA = re.compile(r"\$\$(.*?)\$\$", re.DOTALL)
TAG = re.compile(r"\\tag\{([^{}]+)\}")


def tagged_formulas() -> list:
    """Return (page, number, formula) for each formula with a tag in the README and the book."""
    formulas = [(page, tex) for page in PAGES for tex in FORMULA.findall(page.read_text("utf8"))]
    return [
        pytest.param(page, TAG.search(tex)[1], tex, id=f"{page.stem}-{TAG.search(tex)[1]}")
        for page, tex in formulas
        if TAG.search(tex)
    ]


@pytest.mark.parametrize(("page", "number", "tex"), tagged_formulas())
def test_a_tagged_formula_is_the_one_in_the_ledger(page, number, tex):
    if number.endswith("*"):  # a generalisation of ours, BP1*, has no place in NNDL
        assert equation(number[:-1])
    else:
        assert states(tex, equation(number)), f"{page.name}: {tex} is not {equation(number).tex}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_number_cited_is_in_the_ledger(page):
    text = page.read_text("utf8")
    cited = re.findall(r"\(#nndl-([\w*]+)\)", text) + re.findall(r"(?<!\w)\((\d\d|BP\d[a-z]?)\)", text)
    assert all(equation(number.rstrip("*")) for number in cited)


def test_the_ledger_is_in_order_complete_and_leads_to_nndl():
    numbers = [int(number) for number in EQUATIONS if number.isdigit()]
    assert numbers == sorted(numbers)
    assert all(entry.name and entry.tex and entry.chapter in (2, 3) for entry in EQUATIONS.values())
    assert equation(37).link == "http://neuralnetworksanddeeplearning.com/chap2.html#eqtn37"
    assert "BP2a" not in EQUATIONS


def test_an_unknown_number_is_named():
    with pytest.raises(KeyError, match=r"'99' is not in the ledger, which has 23, 25, "):
        equation("99")


def test_states_sees_through_spacing_and_the_layer_but_not_through_indices():
    sum_of = r"\delta_j = \sum_k \frac{\partial C}{\partial a_%s} \, \frac{\partial a_k}{\partial z_j} \tag{37}."
    assert states(sum_of % "k", equation(37))
    assert not states(sum_of % "j", equation(37))
