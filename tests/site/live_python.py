"""A Python of its own for the kernel of the page, which takes over the whole process: what cells send from there."""

import asyncio
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]


class Ran(NamedTuple):
    """What became of a cell: "ok" or "error", and the messages it sent."""

    outcome: str
    messages: list[tuple[str, dict]]

    def of(self, kind: str) -> list[dict]:
        """Return the contents of all messages of one kind."""
        return [content for sent, content in self.messages if sent == kind]

    def printed(self, name: str = "stdout") -> str:
        """Return all that the cell printed."""
        return "".join(content["text"] for content in self.of("stream") if content["name"] == name)

    @property
    def shown(self) -> list[str]:
        """Return what was shown, as text."""
        return [content["data"]["text/plain"] for content in self.of("display")]


def start() -> subprocess.Popen:
    """Return a Python that waits for cells."""
    return subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=ROOT / "chapters",
        env=os.environ | {"PYTHONPATH": str(ROOT / "code"), "PYTHONIOENCODING": "utf-8", "MATPLOTLIBRC": os.devnull},
    )  # fmt: skip


shared = cache(start)


def run_cells(*sources: str, alone: bool = False, names: list[str] | None = None) -> list[Ran]:
    """Return what became of the cells, run one after the other in a new kernel: "cell 1", "cell 2", ... or by name.

    A cell named "turn" is [control, data] in JSON: what the page says when a reader turns that control.

    alone: in a Python that has run nothing before, because the cells count on its settings or change them.
    """
    python = start() if alone else shared()
    names = names or [f"cell {number}" for number, _ in enumerate(sources, start=1)]
    print(json.dumps([*zip(names, sources, strict=True)]), file=python.stdin, flush=True)
    ran = [Ran(*cell) for cell in json.loads(python.stdout.readline())]
    if alone:
        python.communicate()
    return ran


def main() -> None:
    """Read lists of names and sources, one on each line, and print for each list what became of its cells."""
    from live.kernel import Kernel

    lines, sys.stdin = sys.stdin, None  # whoever asks gets no answer
    out = sys.stdout
    for line in lines:
        messages: list = []
        kernel = Kernel(lambda kind, content, messages=messages: messages.append((kind, content)))
        ran = []
        for name, source in json.loads(line):
            if name == "turn":  # a control: what it is called, and what the page says of it
                control, data = json.loads(source)
                work = kernel.hear(eval(control, kernel.names).model_id, data)
            else:
                work = kernel.run(source, name)
            outcome = asyncio.run(work)
            ran.append([outcome, messages[:]])
            messages.clear()
        print(json.dumps(ran), file=out, flush=True)


if __name__ == "__main__":
    main()
