"""Runs the cells of a page one after the other in one namespace, as a notebook does, and tells what comes of it.

It runs in Pyodide and, for tests, in any Python; it asks for nothing but the standard library.
"""

import builtins
import linecache
import logging
import os
import sys
import warnings
from ast import Expr, Expression
from collections.abc import Coroutine
from contextlib import redirect_stderr, redirect_stdout
from inspect import CO_COROUTINE
from itertools import count
from types import CodeType, ModuleType
from typing import Any, NoReturn

from live import controls, ipython
from live.outlet import Emit, Outlet
from live.reading import FLAGS, defines, needs, parsed, silenced, uses
from live.showing import drawn
from live.telling import told

__all__ = ["Kernel", "defines", "needs", "uses"]


class Kernel:
    """A Python for cells: there can be one in a process, because it takes over what belongs to the whole of it.

    emit(kind, content) is called as output appears:
    stream {name, text}, display {data, id?}, update {id, data}, clear {wait}, error {name, value, line, text},
    and, of controls of ipywidgets, control {id, state} or {id, closed}; what belongs into an Output has its id in into.
    """

    def __init__(self, emit: Emit):
        self.outlet = Outlet(emit)
        self.labels: dict[str, str] = {}  # what cells are called, by the file names that they are compiled under
        self.numbers = count(1)
        self.main = ModuleType("__main__")
        self.names = vars(self.main)
        self.names["display"] = ipython.display
        sys.modules["__main__"] = self.main
        builtins.input = refuse_to_ask
        warnings.showwarning = self.show_warning
        os.environ["MPLBACKEND"] = "module://live.backend"
        logging.getLogger("matplotlib.font_manager").addFilter(is_news)
        ipython.install(self.outlet.send)

    async def run(self, source: str, name: str) -> str:
        """Return "ok" or "error" when the cell has run; name: what tracebacks call it, such as "cell 3"."""
        self.file = self.remember(source, name)
        self.names.pop("__warningregistry__", None)  # a cell that is run again warns again
        controls.connect(self.outlet, self.tell)
        return await self.attended(self.execute(source, self.file))

    async def hear(self, control: str, data: dict) -> str:
        """Return "ok" or "error" when a control has got what the page says of it, and all functions that hang on it."""
        return await self.attended(self.answer(control, data))

    async def answer(self, control: str, data: dict) -> None:
        """Give a control what the page says of it; one that is gone has nothing to answer."""
        if channel := controls.channels.get(control):
            channel.hear({"content": {"data": data}, "buffers": []})

    async def attended(self, work: Coroutine) -> str:
        """Return "ok" or "error" when the work is done, and all that it prints, shows and raises is on its way."""
        self.outlet.begin()
        self.outcome = "ok"
        with redirect_stdout(self.outlet.stdout), redirect_stderr(self.outlet.stderr):
            for step in (work, self.show_figures()):
                try:
                    await step
                except BaseException as error:  # also sys.exit() and an interrupt: the page lives on
                    self.tell(error)
        self.outlet.flush()
        return self.outcome

    def tell(self, error: BaseException) -> None:
        """Tell an error, which makes it the outcome."""
        self.outlet.error(told(error, self.labels, self.file))
        self.outcome = "error"

    def remember(self, source: str, name: str) -> str:
        """Return a file name of its own for this run, under which tracebacks find these lines also later."""
        file = f"<{name}, run {next(self.numbers)}>"
        self.labels[file] = name
        linecache.cache[file] = (len(source), None, f"{source}\n".splitlines(keepends=True), file)
        return file

    async def execute(self, source: str, file: str) -> None:
        """Run the cell and show its last value, as IPython does: not None, and not before a semicolon."""
        tree = parsed(source, file)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], Expr) else None
        await self.value_of(compile(tree, file, "exec", FLAGS, dont_inherit=True))
        if last is None:
            return
        value = await self.value_of(compile(Expression(last.value), file, "eval", FLAGS, dont_inherit=True))
        if value is not None and not silenced(source):
            self.names["_"] = value
            if not drawn(value):
                ipython.display(value)

    async def value_of(self, code: CodeType) -> Any:
        """Return what the code evaluates to, which may await at its top level."""
        value = eval(code, self.names)
        return await value if code.co_flags & CO_COROUTINE else value

    async def show_figures(self) -> None:
        """Show the figures that are still open, as a notebook does at the end of a cell."""
        if backend := sys.modules.get("live.backend"):
            backend.show_figures()

    def show_warning(self, message, category, filename, lineno, file=None, line=None) -> None:
        """Print a warning without the paths of libraries."""
        where = f" ({self.labels[filename]}, line {lineno})" if filename in self.labels else ""
        print(f"{category.__name__}: {message}{where}", file=file or sys.stderr)


def refuse_to_ask(prompt: object = "") -> NoReturn:
    """Raise instead of asking: nobody can answer while Python runs."""
    raise NotImplementedError("input() cannot ask you anything in a page: write the value into the cell instead.")


def is_news(record: logging.LogRecord) -> bool:
    """Return whether to tell what matplotlib logs: not that it lists its fonts, for half a second, in each new page."""
    return "building the font cache" not in record.msg
