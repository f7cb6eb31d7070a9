"""Nothing is dead: what is defined is also used, what is styled exists, and no setting is said twice.

Tests don't count as users, and a name is used if another line of the shipped files says it.
"""

import ast
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
KINDS = (".py", ".js", ".css", ".md", ".toml", ".yml", ".html")
BY_OTHERS = ("/vendor/", "/editor.js")
CALLED_BY_OTHERS = {
    *("do_GET", "protocol_version", "__post_init__"),  # by http.server and dataclasses
    *("manager_class", "get_parent", "on_msg"),  # by matplotlib, and by ipywidgets of their comm
    *("InteractiveShell", "initialized", "publish_display_data"),  # by whoever takes live/ipython.py for IPython
}


def shipped() -> dict[str, str]:
    """Return the files that are neither tests nor by others, by name."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    ours = [name for name in listed if name.endswith(KINDS) and not name.startswith("tests/")]
    ours = [name for name in ours if not any(part in name for part in BY_OTHERS)]
    return {name: (ROOT / name).read_text("utf8") for name in ours if (ROOT / name).exists()}


def defined(name: str, text: str) -> list[str]:
    """Return the names that a Python or JavaScript file defines: functions, classes, constants."""
    if name.endswith(".js"):
        return re.findall(r"\b(?:function|const|let|class) (\w+)", text)
    nodes = list(ast.walk(ast.parse(text)))
    targets = [t for node in nodes if isinstance(node, ast.Assign) for t in node.targets if isinstance(t, ast.Name)]
    return [n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)] + [t.id for t in targets]


def unused(files: dict[str, str]) -> list[str]:
    """Return file and name of all that is defined and never used."""
    words = Counter(word for text in files.values() for word in re.findall(r"\w+", text))
    code = {name: text for name, text in files.items() if name.endswith((".py", ".js"))}
    found = [(file, name) for file, text in code.items() for name in defined(file, text)]
    return [f"{file}: {name}" for file, name in found if words[name] == 1 and name not in CALLED_BY_OTHERS]


def unknown_styles(sheet: str, code: str, sheets: str) -> list[str]:
    """Return the classes of a style sheet that no code names, and the custom properties that nobody reads."""
    rules = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    classes = set(re.findall(r"\.([a-zA-Z][\w-]*)", rules))
    properties = set(re.findall(r"(--bp1-[\w-]+):", rules))
    found = [name for name in classes if not re.search(rf"(?<![\w-]){name}(?![\w-])", code)]
    return sorted(found + [name for name in properties if name not in code and f"var({name})" not in sheets])


def test_what_is_defined_is_used():
    assert unused(shipped()) == []


def test_what_is_styled_exists():
    files = shipped()
    code = "".join(text for name, text in files.items() if name.endswith((".js", ".py", ".html")))
    sheets = {name: text for name, text in files.items() if name.endswith(".css")}
    ours = {name: text for name, text in sheets.items() if "/widgets/" in name}  # book.css styles the theme's classes
    found = {name: unknown_styles(text, code, "".join(sheets.values())) for name, text in ours.items()}
    assert not any(found.values()), found


class Strict(yaml.SafeLoader):
    """A loader that refuses a mapping with a key in it twice."""

    def construct_mapping(self, node, deep=False):
        keys = [key.value for key, _ in node.value]
        assert len(keys) == len(set(keys)), f"said twice: {sorted({key for key in keys if keys.count(key) > 1})}"
        return super().construct_mapping(node, deep)


@pytest.mark.parametrize("name", [name for name in shipped() if name.endswith(".yml")])
def test_no_setting_is_said_twice(name):
    yaml.load((ROOT / name).read_text("utf8"), Strict)


def test_a_dead_function_and_a_dead_style_are_named():
    files = {"a.py": "def used():\n    dead = 1\n", "b.js": "const alone = 1;\nused();\n", "c.md": "`used`"}
    assert unused(files) == ["a.py: dead", "b.js: alone"]
    sheet = ".lamp { --bp1-x: 1; --bp1-y: 2; color: var(--bp1-y); } .gone {}"
    assert unknown_styles(sheet, 'h("b", { class: "lamp" })', sheet) == ["--bp1-x", "gone"]
