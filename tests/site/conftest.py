"""The built book, a real browser, and pages that fail a test when anything goes wrong in them."""

import contextlib
import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from engines import ENGINES
from filelock import FileLock
from judges import console, faults, other_hosts
from playwright.sync_api import sync_playwright
from small_faces import write_page
from visits import visit

from book import ASIDE, SITE, publish
from bp1.widgets.base import HERE
from pdf import browser_path, toc_pages

ROOT = Path(__file__).resolve().parents[2]
collect_ignore = ["test_building.py"] if os.name == "nt" else []  # make is not part of Windows

PAGES = [*toc_pages(), "search.html", "404.html"]  # all that a reader can open


def pytest_generate_tests(metafunc):
    """Run a test that asks for page_name once for each page of the book."""
    if "page_name" in metafunc.fixturenames:
        metafunc.parametrize("page_name", toc_pages(), scope="module")


@pytest.fixture(scope="session")
def build():
    """Return a function that builds a book, strictly unless told otherwise, and returns what the build printed."""
    jupyter_book = shutil.which("jupyter-book", path=str(Path(sys.executable).parent))
    assert jupyter_book, "jupyter-book is not installed beside this Python: pip install -r requirements.txt"

    def run(book: Path, *, into: Path | None = None, strict: bool = True, **environment: str) -> str:
        options = ["--path-output", str(into or book), *(["-W", "-n", "--keep-going"] if strict else [])]
        command = [jupyter_book, "build", str(book), *options]
        done = subprocess.run(command, capture_output=True, text=True, env=os.environ | environment)
        assert done.returncode == 0, f"the book does not build:\n{done.stdout[-5000:]}{done.stderr[-5000:]}"
        return done.stdout + done.stderr

    return run


@pytest.fixture(scope="session")
def site(build, tmp_path_factory, testrun_uid) -> Path:
    """Return the folder of the book, built once for all who test side by side: anew, but for what the cells gave."""
    built = tmp_path_factory.getbasetemp().parent / testrun_uid
    with FileLock(f"{built}.lock"):
        if not built.exists():
            for left_over in ("html", ".doctrees"):
                shutil.rmtree(ASIDE / "_build" / left_over, ignore_errors=True)
            build(ROOT, into=ASIDE)
            publish()
            built.touch()
    return SITE


@pytest.fixture(scope="session")
def copy_sources():
    """Return a function that copies the book's sources, and nothing that was made from them, to a new folder."""
    skip = shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", "*.egg-info", ".*_cache")
    return lambda folder: shutil.copytree(ROOT, folder, ignore=skip)


@pytest.fixture(scope="session")
def copy_executed(site, copy_sources):
    """Return a function that copies the sources with what their cells printed, so that a build runs none again."""
    ran = Path("_build") / ".jupyter_cache"

    def copy(folder: Path) -> Path:
        shutil.copytree(ROOT / ran, copy_sources(folder) / ran)
        return folder

    return copy


@pytest.fixture(scope="session")
def browser():
    """Return a headless Chromium: the one that prints the book, too."""
    try:
        path = browser_path()
    except SystemExit as missing:
        pytest.fail(str(missing), pytrace=False)
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        # Two pages that Chromium has ready in each window for its address bar take more time than a page of the book.
        unseen = "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup"
        yield playwright.chromium.launch(executable_path=path, args=[*flags, unseen])


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
def window(tmp_path_factory):
    """Return a function that returns the one window of Debian's Firefox or WebKit."""
    with contextlib.ExitStack() as stack:
        yield functools.cache(lambda name: stack.enter_context(ENGINES[name](tmp_path_factory.mktemp(name))))


with_all = [pytest.param(name, marks=pytest.mark.longer) for name in ENGINES]


@pytest.fixture(scope="session", params=["chromium", *with_all])
def import_js(request, window, browser, serve):
    """Return a function that imports a JavaScript file of the widgets as m; with --all, in each of three engines."""
    address = serve(HERE)

    def start(name: str):
        if request.param == "chromium":
            page = browser.new_page()
            go, run = page.goto, page.evaluate
        else:
            go, run = window(request.param).open, window(request.param).run
        go(f"{address}/theme.css")  # any file of that server: the module must come from the same one
        importing = f"async (value) => {{ const m = await import('{address}/{name}'); return (%s)(value); }}"
        return lambda function, value=None: run(importing % function, value)

    return start


@pytest.fixture(scope="session")
def addresses(site, serve, tmp_path_factory) -> dict[str, str]:
    """Return the three ways in which people open the book: from a server, from a folder of one, by double click."""
    below = tmp_path_factory.mktemp("server")
    shutil.copytree(site, below / "teaching" / "book")
    return {"http": serve(site), "sub-path": serve(below) + "/teaching/book", "file": site.as_uri()}


@pytest.fixture
def open_page(browser):
    """Return a function that opens an address; the test fails if the page logs an error or asks another host."""
    with contextlib.ExitStack() as stack:
        visits = []

        def open_it(address: str, **look):
            visits.append(stack.enter_context(visit(browser, address, **look)))
            return visits[-1].page

        yield open_it
        found = [faults(seen, (other_hosts, console)) for seen in visits]
    assert not any(found), found


def to_read(**look):
    """Return a fixture: a page of the book, opened once for all tests of a file that only read it."""

    @pytest.fixture(scope="module")
    def page(browser, addresses, page_name):
        with visit(browser, f"{addresses['http']}/{page_name}", **look) as seen:
            yield seen.page
            found = faults(seen, (other_hosts, console))
        assert found == {}

    return page


page_to_read = to_read()
page_without_javascript = to_read(java_script_enabled=False)


@pytest.fixture
def widget(open_page, addresses):
    """Return the flagship widget on the first page, its first question answered."""
    element = open_page(f"{addresses['http']}/index.html").locator(".bp1-routes")
    element.get_by_role("button", name="Show me").click()
    return element


@pytest.fixture
def mount(open_page, serve, tmp_path):
    """Return a function that puts widgets, all of one kind, on a page of their own."""

    def on_a_page(*widgets, **look):
        write_page(tmp_path, widgets)
        return open_page(serve(tmp_path) + "/index.html", **look)

    return on_a_page
