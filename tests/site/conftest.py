"""The built book, a real browser, and pages that fail a test when anything goes wrong in them."""

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import sync_playwright

from pdf import browser_path

ROOT = Path(__file__).resolve().parents[2]
collect_ignore = ["test_building.py"] if os.name == "nt" else []  # make is not part of Windows


def toc_pages() -> list[str]:
    """Return the addresses of all pages, relative to the site, in the order of _toc.yml."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf8"))
    return [f"{name}.html" for name in [toc["root"], *(chapter["file"] for chapter in toc["chapters"])]]


def pytest_generate_tests(metafunc):
    """Run a test that asks for page_name once for each page of the book."""
    if "page_name" in metafunc.fixturenames:
        metafunc.parametrize("page_name", toc_pages())


@pytest.fixture(scope="session")
def build():
    """Return a function that builds the book in a folder, strictly, and returns what the build printed."""
    jupyter_book = shutil.which("jupyter-book", path=str(Path(sys.executable).parent))
    assert jupyter_book, "jupyter-book is not installed beside this Python: pip install -r requirements.txt"

    def run(folder: Path, **environment: str) -> str:
        command = [jupyter_book, "build", str(folder), "-W", "-n", "--keep-going"]
        done = subprocess.run(command, capture_output=True, text=True, env=os.environ | environment)
        assert done.returncode == 0, f"the book does not build:\n{done.stdout[-5000:]}{done.stderr[-5000:]}"
        return done.stdout + done.stderr

    return run


@pytest.fixture(scope="session")
def site(build) -> Path:
    """Return the folder of the built book; Jupyter Book does nothing where nothing changed."""
    build(ROOT)
    return ROOT / "_build" / "html"


@pytest.fixture(scope="session")
def copy_sources():
    """Return a function that copies the book's sources, and nothing that was made from them, to a new folder."""
    skip = shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", "*.egg-info", ".*_cache")
    return lambda folder: shutil.copytree(ROOT, folder, ignore=skip)


@pytest.fixture(scope="session")
def browser():
    """Return a headless Chromium: the one that prints the book, too."""
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        yield playwright.chromium.launch(executable_path=browser_path(), args=flags)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def serve():
    """Return a function that serves a folder on 127.0.0.1 and returns its address."""
    servers = []

    def start(folder: Path) -> str:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def addresses(site, serve, tmp_path_factory) -> dict[str, str]:
    """Return the three ways in which people open the book: from a server, from a folder of one, by double click."""
    below = tmp_path_factory.mktemp("server")
    shutil.copytree(site, below / "teaching" / "book")
    return {"http": serve(site), "sub-path": serve(below) + "/teaching/book", "file": site.as_uri()}


@pytest.fixture
def open_page(browser):
    """Return a function that opens an address; the test fails if the page logs an error or asks another host."""
    troubles: list[str] = []
    contexts = []

    def open_it(address: str, **options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda m: m.type in ("error", "warning") and troubles.append(f"console: {m.text}"))
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("request", lambda r: foreign(r.url) and troubles.append(f"asks another host: {r.url}"))
        page.goto(address)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert not troubles, troubles


def foreign(url: str) -> bool:
    """Return whether the address leaves this machine."""
    return not url.startswith(("http://127.0.0.1:", "file:", "data:", "about:"))
