"""Serves benchmarks/interact_cell.py as a Voila page; Voila is no part of the book, and is installed when asked for."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import nbformat

from pdf import ROOT

TOOLS = ROOT / "_build" / "voila"
PINS = ["voila==0.5.13", "websockets==17.4"]  # all else that Voila needs, the book has
WAIT = 60  # seconds for Voila to start


def install_voila() -> str:
    """Return why Voila cannot be had, or "" once it is installed."""
    if all((TOOLS / f"{pin.replace('==', '-')}.dist-info").exists() for pin in PINS):
        return ""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--upgrade", "--target", TOOLS, *PINS]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stderr.strip().splitlines()[-1][:200] if done.returncode else ""


@contextlib.contextmanager
def served_by_voila() -> Iterator[str]:
    """Give the address of the page as long as it is needed."""
    notebook = TOOLS / "interact.ipynb"
    cell = nbformat.v4.new_code_cell((ROOT / "benchmarks" / "interact_cell.py").read_text("utf8"))
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), notebook)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    paths = {"PYTHONPATH": f"{TOOLS}{os.pathsep}{ROOT / 'code'}", "JUPYTER_PATH": str(TOOLS / "share" / "jupyter")}
    command = [sys.executable, "-m", "voila", notebook, "--no-browser", f"--port={port}", "--Voila.ip=127.0.0.1"]
    process = subprocess.Popen(command, cwd=TOOLS, env=os.environ | paths, stderr=subprocess.DEVNULL)
    try:
        yield started(f"http://127.0.0.1:{port}/")
    finally:
        process.terminate()
        process.wait()


def started(address: str) -> str:
    """Return the address once something answers there."""
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address, timeout=WAIT).close()
            return address
        time.sleep(0.2)
    raise TimeoutError(f"Voila did not answer within {WAIT} s")
