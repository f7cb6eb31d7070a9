"""BookWidget: an ipywidget that is also alive in a page without a kernel."""

import html
import inspect
import json
import re
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path

import anywidget

HERE = Path(__file__).parent

DATA = "_data.js"  # the end of the name of a file that a Python module of the same stem writes, for it is large
IMPORT = re.compile(r'^import [^;]*? from "\./([\w.]+)";\n', re.MULTILINE)


@cache
def module(stem: str) -> str:
    """Return the widget's front end as one JavaScript module without imports: what a notebook loads."""
    return together(stem, inlined)


def together(stem: str, statement: Callable[[str], str]) -> str:
    """Return the widget's front end without imports, below a statement for each of the files that it needs."""
    *helpers, face = needed(stem)
    body = re.sub(r"^export (?!default)", "", IMPORT.sub("", source(face)), flags=re.MULTILINE)
    return "".join(map(statement, helpers)) + body


def inlined(name: str) -> str:
    """Return a JavaScript file as one statement that defines what the file exports, and keeps the rest to itself."""
    body = IMPORT.sub("", source(name))
    exports = ", ".join(re.findall(r"^export (?:const|function|class) (\w+)", body, flags=re.MULTILINE))
    private = re.sub("^export ", "", body, flags=re.MULTILINE)
    return f"const {{ {exports} }} = (() => {{\n{private}return {{ {exports} }};\n}})();\n"


def awaited(name: str) -> str:
    """Return the same statement for a page, where data are an empty object until the widget starts.

    Other data have another address, so that a browser may keep them.
    """
    if not name.endswith(DATA):
        return inlined(name)
    return f'const DATA = later("{name}?{sha256(page_data(name).encode()).hexdigest()[:12]}");\n'


def page_data(name: str) -> str:
    """Return the data as the classic script that a page loads when the widget starts."""
    return source(name).replace("export const DATA", "window.bp1Data")


def needed(stem: str) -> list[str]:
    """Return the names of the widget's JavaScript files, each after those that it imports."""
    names: list[str] = []

    def visit(name: str) -> None:
        for imported in IMPORT.findall(source(name)):
            visit(imported)
        if name not in names:
            names.append(name)

    visit(f"{stem}.js")
    return names


def page_script(stem: str) -> str:
    """Return the same front end with its host as one classic script: what a page loads.

    A classic script also runs from file:// and under a policy that allows only the site's own files.
    """
    body = re.sub(r"^export default (.*);$", rf'mount("{stem}", \1);', together(stem, awaited), flags=re.MULTILINE)
    return f'(() => {{\n"use strict";\n{source("static_host.js")}{body}}})();\n'


@cache
def style(stem: str) -> str:
    """Return the book's colours and the widget's style sheet."""
    return source("theme.css") + source(f"{stem}.css")


def source(name: str) -> str:
    """Return the text of a file beside this one, which is written when asked for if its name says data."""
    if name.endswith(DATA):
        return import_module(f"bp1.widgets.{Path(name).stem}").script()
    return (HERE / name).read_text("utf8")


class BookWidget(anywidget.AnyWidget):
    """A widget whose face is the .js and .css named like its module; subclasses add traits and a snapshot."""

    def __init_subclass__(cls, **kwargs):
        if BookWidget in cls.__bases__:  # traitlets subclasses again when an instance gets traits
            cls._stem = Path(inspect.getfile(cls)).stem
        super().__init_subclass__(**kwargs)

    def __init__(self, *args, **kwargs):
        # Now, not when the class is made: data that are missing or damaged stop their own widget and no other.
        self._esm, self._css = module(self._stem), style(self._stem)
        super().__init__(*args, **kwargs)

    def state(self) -> dict:
        """Return the widget's own traits: all that its face is computed from."""
        own = set(self.trait_names(sync=True)) - set(anywidget.AnyWidget.class_trait_names(sync=True))
        return {name: getattr(self, name) for name in sorted(own) if not name.startswith("_")}

    @property
    def embed(self) -> str:
        """Return the name of the page, under _static/embed/, that shows this widget alone."""
        return self._stem

    @classmethod
    def embedded(cls) -> list["BookWidget"]:
        """Return the widgets of this kind that have a page of their own."""
        return [cls()]

    def snapshot(self) -> str:
        """Return HTML that says what the widget shows: for print, and for a page without JavaScript."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        state = html.escape(json.dumps(self.state(), sort_keys=True))
        data["text/html"] = (
            f'<div class="bp1-widget" data-bp1-widget="{self._stem}" data-embed="{self.embed}" data-state="{state}">'
            f"{self.snapshot()}</div>"
        )
        return data, metadata
