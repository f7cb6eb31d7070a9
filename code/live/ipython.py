"""As much of IPython as cells and ipywidgets ask for: display and its like.  The whole of it would be 2 MB to fetch.

`install` makes `from IPython.display import HTML` find this module.
"""

import mimetypes
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

from live.outlet import Emit
from live.showing import bundle

NAMES = ("display", "core", "core.display", "core.display_functions", "core.getipython", "core.interactiveshell")
send: Emit = lambda kind, content: None  # noqa: E731, until a kernel says where to


def install(to: Emit) -> None:
    """Send what is displayed there, and be IPython for all who import it."""
    global send
    send = to
    top = ModuleType("IPython", "A stand-in: see live.ipython.")
    top.__spec__, top.__path__ = ModuleSpec("IPython", None), []
    this = sys.modules[__name__]
    vars(top).update(get_ipython=get_ipython, display=this, core=this, __version__="9.0.0", version_info=(9, 0, 0))
    sys.modules |= {"IPython": top} | {f"IPython.{name}": this for name in NAMES}


def get_ipython() -> None:
    """Return None, as IPython does where no shell of its own runs."""


class InteractiveShell:
    """No object is one: libraries ask whether they run in a shell of IPython."""

    @staticmethod
    def initialized() -> bool:
        return False


class DisplayHandle:
    """What was displayed, by its id, so that it can be replaced."""

    def __init__(self, display_id: str | None = None):
        self.display_id = display_id or uuid4().hex

    def display(self, value: Any, **options: Any) -> None:
        display(value, display_id=self.display_id, **options)

    def update(self, value: Any, **options: Any) -> None:
        update_display(value, display_id=self.display_id, **options)


def display(
    *values: Any, display_id: str | bool | None = None, raw: bool = False, clear: bool = False, metadata: Any = None
) -> DisplayHandle | None:
    """Show the values; return a handle that can replace them if there is a display_id, or if it is True."""
    handle = DisplayHandle(None if display_id is True else display_id) if display_id else None
    if clear:
        clear_output(wait=True)
    for value in values:
        content = {"data": value if raw else bundle(value)}
        send("display", content | ({"id": handle.display_id} if handle else {}))
    return handle


def update_display(value: Any, *, display_id: str, raw: bool = False, metadata: Any = None) -> None:
    """Show the value in place of what was displayed under this id."""
    send("update", {"id": display_id, "data": value if raw else bundle(value)})


def publish_display_data(data: dict[str, Any], metadata: Any = None, **_: Any) -> None:
    """Show what is given in its forms, by media type."""
    display(data, raw=True)


def clear_output(wait: bool = False) -> None:
    """Take back what the cell has shown so far; wait: only when it shows something again."""
    send("clear", {"wait": wait})


class DisplayObject:
    """Something that is to be shown as what it is: its data, or what a file holds."""

    def __init__(self, data: Any = None, *, filename: str | None = None, **_: Any):
        self.data = Path(filename).read_text("utf8") if filename else data

    def __repr__(self) -> str:
        return f"<IPython.core.display.{type(self).__name__} object>"


class Pretty(DisplayObject):
    """Text."""

    def __repr__(self) -> str:
        return self.data


class HTML(DisplayObject):
    """HTML."""

    def _repr_html_(self) -> str:
        return self.data


class Markdown(Pretty):
    """Markdown, which a page shows as it is written."""

    def _repr_markdown_(self) -> str:
        return self.data


class Latex(Pretty):
    """Text with formulas between dollars."""

    def _repr_latex_(self) -> str:
        return self.data


class Math(Latex):
    """A formula."""

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {self.data.strip('$')}$"


class SVG(DisplayObject):
    """A drawing."""

    def _repr_svg_(self) -> str:
        return self.data


class Image(DisplayObject):
    """A picture in a format of the web; data: its bytes."""

    def __init__(self, data: bytes | str | None = None, *, filename: str | None = None, **_: Any):
        file = filename or (data if isinstance(data, str) else None)
        self.data = Path(file).read_bytes() if file else data
        self.kind = mimetypes.guess_type(file)[0] if file else "image/jpeg" if data[:1] == b"\xff" else "image/png"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, bytes]:
        return {self.kind: self.data}
