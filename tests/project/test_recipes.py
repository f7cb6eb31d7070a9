"""Each recipe of CONTRIBUTING.md, performed in a copy of the tree: it touches what README names, and tests judge it."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from recipes import RECIPES

ROOT = Path(__file__).resolve().parents[2]
COUNTS = {"a": 1, "an": 1, "its": 1, "three": 3}


def sources() -> list[str]:
    """Return the names of the files that git knows."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\0") if (ROOT / name).is_file()]


@pytest.fixture
def tree(tmp_path) -> Path:
    """Return a copy of the tree."""
    for name in sources():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def touched(tree: Path) -> list[str]:
    """Return the names of the files that differ from those of the original, or are new."""
    found = [path for path in tree.rglob("*") if path.is_file()]
    names = [path.relative_to(tree).as_posix() for path in found]
    old = set(sources())
    return sorted(n for n in names if n not in old or (ROOT / n).read_bytes() != (tree / n).read_bytes())


def promised(row: str) -> list[str]:
    """Return the paths that README's table names for what is added, each as often as files are asked for there."""
    (line,) = re.findall(rf"^\| {row} \| (.*) \|$", (ROOT / "README.md").read_text("utf8"), re.MULTILINE)
    clauses = re.sub(r"\([^)]*\)", "", line).split(", ")
    return [re.findall("`(.*?)`", clause)[-1] for clause in clauses for _ in range(COUNTS[clause.split()[0]])]


def run(tree: Path, command: str) -> None:
    """Run a Python module in the tree, with the tree's own library; fail with what it prints if it fails."""
    environment = {**os.environ, "PYTHONPATH": str(tree / "code")}
    arguments = [sys.executable, "-m", *shlex.split(command)]
    done = subprocess.run(arguments, cwd=tree, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}\n{done.stdout[-4000:]}{done.stderr[-4000:]}"


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.row)
def test_a_recipe_touches_what_readme_names_and_passes_the_tests(recipe, tree):
    recipe.perform(tree)
    names, places = touched(tree), promised(recipe.row)
    assert len(names) == len(places), (names, places)
    assert all(name.startswith(tuple(places)) for name in names), (names, places)
    run(tree, "ruff check --no-cache")
    for command in recipe.commands:
        run(tree, command)


def test_every_recipe_of_readme_is_performed():
    table = (ROOT / "README.md").read_text("utf8").split("## To add")[1]
    assert re.findall(r"^\| ([\w' ]+) \|", table, re.MULTILINE) == [recipe.row for recipe in RECIPES]


@pytest.mark.longer
def test_all_recipes_together_pass_in_a_browser(tree):
    for recipe in RECIPES:
        recipe.perform(tree)
    files, words = ({recipe.longer[i] for recipe in RECIPES} for i in (0, 1))
    run(tree, f"pytest {' '.join(f'tests/site/{name}' for name in sorted(files))} -k '{' or '.join(sorted(words))}'")
