"""Controls of ipywidgets, alive in the page: their state goes there, and what a reader does with them comes back.

Each has a channel, in place of the comm of a notebook.  What goes through it to the page are messages of the kind
control: {id, state} when a control was made or has changed, {id, closed} when it is gone.
"""

import logging
import sys
from functools import partial
from importlib.util import find_spec
from typing import Any
from uuid import uuid4

from live.outlet import Outlet

channels: dict[str, "Channel"] = {}


def connect(outlet: Outlet, tell: Any) -> None:
    """Give the controls that are made from now on a channel to the page; tell is called with the errors they catch."""
    if find_spec("comm") is None:
        return
    import comm

    comm.create_comm = partial(Channel, outlet)
    logger = logging.getLogger("traitlets")
    logger.filters[:] = [partial(is_told, tell)]


def is_told(tell: Any, record: logging.LogRecord) -> bool:
    """Return whether to log it: ipywidgets logs what a reader's function raises, and we tell that as an error."""
    if record.exc_info:
        tell(record.exc_info[1])
    return not record.exc_info


class Channel:
    """What ipywidgets sends a control's state through, and is given what the page answers."""

    def __init__(self, outlet: Outlet, data: dict | None = None, comm_id: str | None = None, **_: Any):
        self.outlet, self.comm_id = outlet, comm_id or uuid4().hex
        self.kernel = self  # an Output asks its comm's kernel for the message that output belongs to
        state = (data or {}).get("state", {})
        self.told = "_esm" not in state  # a widget of the book comes to life by its own script
        channels[self.comm_id] = self
        self.tell({"state": state})

    def get_parent(self) -> dict:
        """Return the message that output belongs to, from now on: this control."""
        return {"header": {"msg_id": self.comm_id}}

    def on_msg(self, hear: Any) -> None:
        """Take note of who is to be told what the page answers."""
        self.hear = hear

    def send(self, data: dict, *_: Any, **__: Any) -> None:
        """Tell the page what has changed; an Output also says so when output is its own, and when no more."""
        if data.get("method") == "update":
            self.tell({"state": data["state"]})
            if "msg_id" in data["state"]:
                self.take(bool(data["state"]["msg_id"]))

    def take(self, begin: bool) -> None:
        """Let output belong to this control from now on, or no more; its figures then belong to it, too."""
        if begin:
            self.outlet.flush()
            return self.outlet.into.append(self.comm_id)
        if backend := sys.modules.get("live.backend"):
            backend.show_figures()
        self.outlet.flush()
        self.outlet.into.remove(self.comm_id)

    def close(self, *_: Any, **__: Any) -> None:
        """Tell the page that the control is gone."""
        channels.pop(self.comm_id, None)
        self.tell({"closed": True})

    def tell(self, content: dict) -> None:
        """Tell the page about this control."""
        if self.told:
            self.outlet.send("control", {"id": self.comm_id} | content)
