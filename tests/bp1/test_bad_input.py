"""The page on bad input is true: every row of its tables is run, and gets what the page says."""

import ast
import re
from pathlib import Path

import pytest
from drawn import PUBLIC

import bp1

PAGE = Path(__file__).resolve().parents[2] / "chapters" / "bad-input.md"
SOURCE = PAGE.read_text("utf8")
HELPERS = {"plain", "vectors", "finite_vectors", "maskable"}  # what the others read their arrays by


def rows():
    """Return the rows of all tables: what you write, and what you get."""
    found = re.findall(r"^\| (`+)(.+)\1 \| (`+)(.+)\3 \|$", SOURCE, re.MULTILINE)
    return [(call.replace(r"\|", "|"), result.replace(r"\|", "|")) for _, call, _, result in found]


REFUSED = [(call, *result.split(": ", 1)) for call, result in rows() if re.match(r"\w+Error: ", result)]
COMPUTED = [(call, result) for call, result in rows() if not re.match(r"\w+Error: ", result)]


@pytest.fixture(scope="module")
def names():
    """Return what all rows share: the names that the page's cells make."""
    shared = {}
    for cell in re.findall(r"^```\{code-cell\}[^\n]*\n(?::[^\n]*\n)*(.*?)^```$", SOURCE, re.DOTALL | re.MULTILINE):
        exec(cell, shared)
    return shared


@pytest.mark.parametrize(("call", "kind", "words"), REFUSED, ids=[row[0] for row in REFUSED])
def test_bad_input_gets_what_the_page_says(call, kind, words, names, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Exception) as refusal:
        eval(call, names)
    message = str(refusal.value.args[0]) if kind == "KeyError" else str(refusal.value)
    assert type(refusal.value).__name__ == kind
    assert message.startswith(words[:-3]) if words.endswith(", ...") else message == words
    assert "\n" not in message and not list(tmp_path.iterdir())


@pytest.mark.parametrize(("call", "value"), COMPUTED, ids=[row[0] for row in COMPUTED])
def test_what_looks_odd_is_computed_as_the_page_says(call, value, names):
    assert str(eval(call, names)) == value


def test_every_row_was_read():
    lines = [line for line in SOURCE.splitlines() if line.startswith("|")]
    heads = [line for line in lines if line.startswith(("| you write", "|---"))]
    assert len(rows()) == len(lines) - len(heads) and REFUSED and COMPUTED


def test_every_public_function_has_a_row():
    parts = [node for call, *_ in REFUSED for node in ast.walk(ast.parse(call))]
    called = {node.id for node in parts if isinstance(node, ast.Name)} | {
        node.attr for node in parts if isinstance(node, ast.Attribute)
    }
    functions = {name for name in bp1.__all__ if name[0].islower()} | {name.split(".")[-1] for name in PUBLIC}
    assert functions - {"__call__", "jacobian"} - HELPERS <= called
    assert {"quadratic", "softmax"} <= called and {"jacobian", "gradient", "vjp"} <= called
