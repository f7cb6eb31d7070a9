"""The way out of a cell: what it prints and shows, in order, and no more of it than a page can take."""

import io
from collections.abc import Callable

LIMIT = 200_000  # characters of one cell's output
PICTURE = 1_000  # characters that a picture counts for, however large it is
SIGNAL = 20  # characters that a message other than print's counts for besides
ENOUGH = "\n[The output ends here: one cell may show 200 kB. The cell goes on, and what else it prints is dropped.]\n"

Emit = Callable[[str, dict], None]


class Outlet:
    """Where one cell's output goes: `stdout` and `stderr`, which are files, and `send` for everything else."""

    def __init__(self, emit: Emit):
        self.emit = emit
        self.left = LIMIT
        self.into: list[str] = []  # the controls that output belongs to, the last one first of all
        self.stdout, self.stderr = Stream("stdout", self.deliver), Stream("stderr", self.deliver)

    def begin(self) -> None:
        """Count from 0 again: another cell runs."""
        self.left = LIMIT

    def flush(self) -> None:
        """Send what has been printed and not been sent."""
        self.stdout.flush()
        self.stderr.flush()

    def send(self, kind: str, content: dict) -> None:
        """Send a message after all that was printed before it, unless the cell has sent enough."""
        self.flush()
        self.deliver(kind, content)

    def error(self, content: dict) -> None:
        """Send an error, whatever else was sent: it is the cell's last word."""
        self.flush()
        self.emit("error", self.addressed(content))

    def deliver(self, kind: str, content: dict) -> None:
        """Send a message, or as much of its text as there is room for, and a note when there is no more room."""
        if self.left <= 0:
            return
        room, self.left = self.left, self.left - weight(content)
        if self.left > 0:
            self.emit(kind, self.addressed(content))
            return
        if part := beginning(content, room):
            self.emit(kind, self.addressed(part))
        self.emit("stream", self.addressed({"name": "stderr", "text": ENOUGH}))

    def addressed(self, content: dict) -> dict:
        """Return the content of a message with the control that it belongs to, if it does."""
        return content | {"into": self.into[-1]} if self.into else content


def weight(content: dict) -> int:
    """Return how many characters a message counts for."""
    if "text" in content:
        return len(content["text"])
    data = content.get("data", {})
    return SIGNAL + sum(PICTURE if mime.startswith("image/") else len(str(data[mime])) for mime in data)


def beginning(content: dict, room: int) -> dict:
    """Return the beginning of a message that is nothing but text, or nothing."""
    if "text" in content:
        return content | {"text": content["text"][:room]}
    if content.get("data", {}).keys() == {"text/plain"}:
        return content | {"data": {"text/plain": content["data"]["text/plain"][:room]}}
    return {}


class Stream(io.TextIOBase):
    """A file that sends what is written to it, line by line."""

    encoding = "utf-8"

    def __init__(self, name: str, deliver: Emit):
        self.name, self.deliver, self.waiting = name, deliver, ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.waiting += text
        if "\n" in text or len(self.waiting) > PICTURE:
            self.flush()
        return len(text)

    def flush(self) -> None:
        if self.waiting:
            text, self.waiting = self.waiting, ""
            self.deliver("stream", {"name": self.name, "text": text})
