"""What a cell's source tells before it runs: the modules it needs, the names it binds, and those it must be given."""

import ast
import builtins
import dis
import io
import re
import sys
import tokenize
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import CodeType

FLAGS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
OWN = "bp1"  # its modules are read, too, because they import what a cell then needs
GIVEN = {*dir(builtins), "__file__", "_", "display"}  # names that no cell needs another one for

READ = re.compile(r"(?:LOAD|DELETE)_\w*(?:NAME|GLOBALS?)$")  # instructions: they differ between versions of Python

REFUSED = {
    re.compile(r"\s*([\w, ]+=\s*)?%"): "Magics such as %timeit belong to Jupyter: here runs plain Python.",
    re.compile(r"\s*([\w, ]+=\s*)?!"): "Shell commands such as !ls cannot run in a page: here runs plain Python.",
    re.compile(r"\s*\?|.*\?\s*$"): "Help by ? belongs to Jupyter: write help(name) instead.",
}


def parsed(source: str, file: str = "<cell>") -> ast.Module:
    """Return the cell's syntax tree; a SyntaxError says in one sentence if the line is Jupyter's and not Python's."""
    try:
        return compile(source, file, "exec", FLAGS | ast.PyCF_ONLY_AST, dont_inherit=True)
    except SyntaxError as error:
        lines = source.splitlines()
        line = lines[error.lineno - 1] if error.lineno and error.lineno <= len(lines) else ""
        for pattern, sentence in REFUSED.items():
            if pattern.match(line):
                raise SyntaxError(sentence, (file, error.lineno, len(line) - len(line.lstrip()) + 1, line)) from None
        raise


def silenced(source: str) -> bool:
    """Return whether the cell ends in a semicolon, comments aside: its last value is then not shown."""
    space = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER}
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [token.string for token in tokens if token.type not in space][-1:] == [";"]


def needs(source: str) -> list[str]:
    """Return the modules beyond the standard library that the cell imports, also by way of bp1's; top-level, sorted.

    bp1 must be installed, and need not be importable yet.
    """
    tree = tree_of(source)
    names = set(imported(ast.walk(tree))) if tree else set()
    todo = list(names)
    while todo:
        found = {name for path in files(todo.pop()) for name in imported_by(path)} - names
        todo += found
        names |= found
    return sorted({name.split(".")[0] for name in names} - sys.stdlib_module_names)


def tree_of(source: str) -> ast.Module | None:
    """Return the cell's syntax tree, or None if it is not Python."""
    try:
        return parsed(source)
    except (SyntaxError, ValueError):  # ValueError: a zero byte
        return None


def imported(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield the dotted names of all modules that these nodes may import."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)  # it may be a module


@cache
def imported_by(path: Path) -> frozenset[str]:
    """Return the dotted names of all modules that are imported when the file is, so not within functions."""
    reached: list[ast.AST] = [ast.parse(path.read_text("utf8"))]
    for node in reached:
        if not isinstance(node, ast.FunctionDef):
            reached += ast.iter_child_nodes(node)
    return frozenset(imported(reached))


def files(name: str) -> list[Path]:
    """Return the files that are run when this module of bp1 is imported, without importing it; of others, none."""
    top, *rest = name.split(".")
    spec = find_spec(top) if top == OWN else None
    if spec is None or not spec.submodule_search_locations:
        return []
    folders = [Path(spec.submodule_search_locations[0])]
    for part in rest:
        folders.append(folders[-1] / part)
    candidates = [folder / "__init__.py" for folder in folders] + [folders[-1].with_suffix(".py")]
    return [path for path in candidates if path.is_file()]


def defines(source: str) -> list[str]:
    """Return the names that the cell binds at its top level, sorted."""
    return sorted(bound_and_read(source)[0])


def uses(source: str) -> list[str]:
    """Return the names that the cell reads before it binds them, and are not Python's own: others must have; sorted."""
    return sorted(bound_and_read(source)[1] - GIVEN)


def bound_and_read(source: str) -> tuple[set[str], set[str]]:
    """Return which names the cell binds, and which it reads unbound, as Python's own compiler resolves them."""
    tree = tree_of(source)
    try:
        code = compile(tree, "<cell>", "exec", FLAGS, dont_inherit=True) if tree else None
    except SyntaxError:  # for example: return outside a function
        code = None
    return names_of(code) if code else (set(), set())


def names_of(code: CodeType, at_top: bool = True) -> tuple[set[str], set[str]]:
    """Return the global names that a piece of code binds, and those that it reads before it has bound them.

    What a function within it reads counts when all is bound: it is called later than it is defined.
    """
    own: set[str] = set()  # a class binds names of its own
    bound: set[str] = set()
    read: set[str] = set()
    later: set[str] = set()
    for step in dis.get_instructions(code):
        if isinstance(step.argval, CodeType):
            inside = names_of(step.argval, at_top=False)
            bound, later = bound | inside[0], later | inside[1]
        elif step.opname == "STORE_GLOBAL" or (at_top and step.opname == "STORE_NAME"):
            bound.add(step.argval)
        elif step.opname == "STORE_NAME":
            own.add(step.argval)
        elif READ.match(step.opname) and step.argval not in bound | own:
            read.add(step.argval)
    return bound, read | (later - bound)
