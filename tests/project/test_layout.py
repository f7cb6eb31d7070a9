"""The plan of the house: what lies at the top, what may import what, and that each machine part says its purpose."""

import ast
import re
import subprocess
from fnmatch import fnmatch
from pathlib import Path

import pytest

from bp1.widgets import Routes  # noqa: F401, so that every widget is known
from bp1.widgets.base import BookWidget

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "code" / "bp1"
MODULES = sorted(path.relative_to(LIBRARY).as_posix() for path in LIBRARY.rglob("*.py"))

# What a module, by the first pattern of its name that fits, may import besides the standard library, numpy and bp1.
ALLOWED = {
    "symbolic.py": {"sympy"},
    "figures/*": {"matplotlib"},
    "widgets/base.py": {"anywidget"},
    "widgets/*": {"traitlets"},
}
OUTSIDE = {"sympy", "matplotlib", "anywidget", "ipywidgets", "traitlets", "IPython", "sphinx", "docutils", "yaml"}
FACES = ("bp1.figures", "bp1.widgets")  # they show what the library computes; the library does not know them


def imports(path: Path) -> set[str]:
    """Return the modules named in the file's import statements outside functions."""
    tree = ast.parse(path.read_text("utf8"))
    inside = {n for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for n in ast.walk(f)}
    nodes = [node for node in ast.walk(tree) if node not in inside]
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module for node in nodes if isinstance(node, ast.ImportFrom)}


def allowed(name: str) -> set[str]:
    """Return what the module may import, by the first pattern that fits its name."""
    return next((packages for pattern, packages in ALLOWED.items() if fnmatch(name, pattern)), set())


def everywhere(path: Path) -> set[str]:
    """Return the modules named in any import of the file, inside functions too."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module for node in nodes if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_only_what_is_its_business(name):
    names = imports(LIBRARY / name)
    assert {n.split(".")[0] for n in names} & OUTSIDE <= allowed(name)
    if not name.startswith(("figures/", "widgets/")):
        assert not [n for n in names if n.startswith(FACES)]
    assert not [n for n in names if n.startswith("sphinx_ext")]


def storeys() -> list[list[str]]:
    """Return the modules and packages of the library, storey by storey from the top, as the book tells them."""
    page = (ROOT / "chapters" / "how-this-book-is-built.md").read_text("utf8")
    rows = re.findall(r"^\| [\w ]+ \| (`.*`) \|$", page, re.MULTILINE)
    return [re.findall(r"`(\w+)`", row) for row in rows]


def test_each_module_lives_on_one_storey():
    told = sorted(name for storey in storeys() for name in storey)
    assert told == sorted({name.split("/")[0].removesuffix(".py") for name in MODULES} - {"__init__"})


@pytest.mark.parametrize("name", [name for name in MODULES if name != "__init__.py"])
def test_a_module_imports_nothing_from_above(name):
    level = {module: number for number, storey in enumerate(storeys()) for module in storey}
    asked = {n.split(".")[1] for n in everywhere(LIBRARY / name) if n.startswith("bp1.")}
    own = level[name.split("/")[0].removesuffix(".py")]
    assert [module for module in asked if level[module] < own] == []


def test_the_lesson_is_short_enough_to_be_read_first():
    assert len((LIBRARY / "delta.py").read_text("utf8").splitlines()) <= 130
    assert len((LIBRARY / "activations.py").read_text("utf8").splitlines()) <= 260


def test_the_top_level_is_as_promised():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    visible = {path.split("/")[0] for path in listed if not path.startswith(".")}
    assert {"_config.yml", "_toc.yml", "chapters", "code", "requirements.txt", "tests"} <= visible
    assert len(visible) <= 16, sorted(visible)


def test_no_folder_shadows_the_standard_library():
    assert not (ROOT / "code" / "__init__.py").exists()  # `import code` must stay the standard library's


@pytest.mark.parametrize("path", sorted((ROOT / "code" / "sphinx_ext").glob("*.py")), ids=lambda path: path.stem)
def test_a_hook_says_its_purpose_in_its_first_line(path):
    assert ast.get_docstring(ast.parse(path.read_text("utf8")))


@pytest.mark.parametrize("widget", BookWidget.__subclasses__())
def test_every_widget_is_a_trio_of_files(widget):
    trio = [LIBRARY / "widgets" / f"{widget._stem}.{kind}" for kind in ("py", "js", "css")]
    assert all(path.exists() for path in trio)
    assert trio[0].stem in widget.__module__
