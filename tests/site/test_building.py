"""make and `make serve`: nothing is done twice, nothing stale is shown, and what goes wrong is said in one line."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def copy(tmp_path_factory, copy_executed) -> Path:
    """Return a copy of the sources that takes this Python for its own."""
    folder = copy_executed(tmp_path_factory.mktemp("copy") / "book")
    (folder / ".venv").mkdir()
    (folder / ".venv" / "bin").symlink_to(BIN)
    (folder / ".venv" / "ready").touch()
    return folder


def environment(folder: Path) -> dict[str, str]:
    """Return an environment in which `import bp1` finds the copy's library."""
    return {**os.environ, "PYTHONPATH": str(folder / "code")}


def make(folder: Path, *words: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["make", "--no-print-directory", *words], cwd=folder, env=environment(folder), capture_output=True, text=True
    )


def page(folder: Path) -> str:
    return (folder / "_build" / "html" / "index.html").read_text("utf8")


def test_a_call_with_nothing_changed_does_nothing_and_an_edit_of_the_library_shows(copy):
    assert make(copy, "book").returncode == 0
    assert "0.0978" in page(copy)
    assert "Nothing to be done" in make(copy, "book").stdout
    activations = copy / "code" / "bp1" / "activations.py"
    activations.write_text(activations.read_text("utf8").replace("e / e.sum(", "e**2 / (e**2).sum("), "utf8")
    done = make(copy, "book")
    assert "0.0978" not in page(copy).split("bp1-snapshot")[1].split("</table></div>")[0], done.stdout
    shutil.copy(ROOT / "code" / "bp1" / "activations.py", activations)


def test_a_cell_that_fails_fails_the_build_and_the_next_one_too(copy):
    index = copy / "index.md"
    text = index.read_text("utf8")
    index.write_text(text.replace("rtol=1e-6)", "rtol=1e-30, atol=1e-30)"), "utf8")
    assert make(copy, "book").returncode != 0
    assert make(copy, "book").returncode != 0
    index.write_text(text, "utf8")
    assert make(copy, "book").returncode == 0


def test_a_tex_error_fails_the_build_with_file_and_line(copy):
    index = copy / "index.md"
    text = index.read_text("utf8")
    index.write_text(text.replace(r"\frac{\partial C}{\partial z^L_j} \tag{36}", r"\frac{1 \tag{36}"), "utf8")
    done = make(copy, "book")
    index.write_text(text, "utf8")
    assert done.returncode != 0
    line = 1 + text[: text.index(r"\tag{36}")].count("\n")
    assert f"index.md:{line - 1}" in done.stderr + done.stdout or f"index.md:{line}" in done.stderr + done.stdout


def whole_site(folder: Path) -> dict[str, bytes]:
    """Return every file of the site."""
    site = folder / "_build" / "html"
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def killed(folder: Path) -> None:
    """Kill `make book`, and all that it has started, when the new first page has just been written."""
    page = folder / "_build" / "aside" / "_build" / "html" / "index.html"
    before = page.read_bytes()
    command = ["make", "--no-print-directory", "book"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    running = subprocess.Popen(command, cwd=folder, env=environment(folder), start_new_session=True, **quiet)
    wait_until(lambda: page.read_bytes() != before)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()


def without_room(folder: Path) -> None:
    """Run `make book` where no file may have more than 64 KB, as on a disk that is full in the middle of a build."""
    command = ["bash", "-c", "ulimit -f 64; exec make --no-print-directory book"]
    done = subprocess.run(command, cwd=folder, env=environment(folder), capture_output=True, text=True)
    assert done.returncode != 0
    assert "The book was not built; _build/html is as it was.\n" in done.stderr


@pytest.mark.parametrize("interrupt", [killed, without_room])
def test_a_build_that_is_interrupted_leaves_the_last_book_whole(copy, interrupt):
    assert make(copy, "book").returncode == 0
    before, index = whole_site(copy), copy / "index.md"
    text = index.read_text("utf8")
    index.write_text(text.replace("# Why does", "# Say why does"), "utf8")
    interrupt(copy)
    assert whole_site(copy) == before
    assert make(copy, "book").returncode == 0
    assert "Say why does" in page(copy)
    index.write_text(text, "utf8")


@pytest.fixture
def server(copy):
    """Return (lines printed so far, port) of `make serve` on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-u", "code/serve.py", "--port", str(port)]
    running = subprocess.Popen(command, cwd=copy, env=environment(copy), stdout=subprocess.PIPE, text=True)
    lines: list[str] = []
    reader = threading.Thread(target=lambda: lines.extend(iter(running.stdout.readline, "")))
    reader.start()
    yield lines, port
    running.terminate()
    running.wait(10)
    reader.join(10)  # it ends with the last line, and only then may its pipe be closed
    running.stdout.close()


def wait_until(happened, seconds=180):
    """Wait until happened() is true; fail after that many seconds."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.2)


def test_serve_prints_its_address_rebuilds_on_an_edit_and_does_not_loop(copy, server):
    lines, port = server

    def served():
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/index.html") as answer:
            return answer.read().decode()

    wait_until(lambda: any(f"http://127.0.0.1:{port}" in line for line in lines))
    assert "Why does (37)" in served()
    index = copy / "index.md"
    text = index.read_text("utf8")
    index.write_text(text.replace("# Why does", "# Say why does"), "utf8")
    wait_until(lambda: "Say why does (37)" in served())
    builds = sum("up to date" in line for line in lines)
    time.sleep(6)  # longer than a build takes to notice its own output
    assert sum("up to date" in line for line in lines) <= builds + 1
    index.write_text(text, "utf8")
    wait_until(lambda: "Say why does (37)" not in served())


def test_a_port_that_is_taken_is_said_in_one_line(copy):
    make(copy, "book")  # a kernel that starts has lines of its own to say
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "code/serve.py", "--port", str(port)]
        done = subprocess.run(command, cwd=copy, env=environment(copy), capture_output=True, text=True)
    assert done.returncode != 0
    assert f"Port {port} cannot be used" in done.stderr and f"make serve PORT={port + 1}" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("version", [(2, 7), (3, 10), (3, 15)])
def test_another_python_gets_one_clear_line(copy, tmp_path, version):
    old = tmp_path / "python"
    old.write_text(
        f'#!/bin/sh\nexec {sys.executable} -c "import sys; sys.version_info = {version}; exec(sys.argv[1])" "$2"\n'
    )
    old.chmod(0o755)
    done = make(copy, "-W", "requirements.lock", ".venv/ready", f"PYTHON={old}")
    assert done.returncode != 0
    assert "needs Python 3.11 to 3.14" in done.stderr and f"{version[0]}.{version[1]}" in done.stderr
    assert len(done.stderr.splitlines()) <= 2  # the line, and make's own
