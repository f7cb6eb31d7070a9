"""Pages with cells of the tests' own, a server that fails on demand, and what presses Run and waits for the words."""

import functools
import gzip
import http.server
import io
import re
import threading
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from live.packing import SCRIPTS

PATIENCE = 120_000  # milliseconds: Python may start on a machine that is busy with other tests
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
STYLE = re.compile(r'<link rel="stylesheet"[^>]*>')
PAGE = """<!DOCTYPE html><html lang="en" data-content_root="" data-theme="light"><head><meta charset="utf-8" />{policy}
<title>Cells</title><link rel="icon" href="data:,">{style}
<script defer src="_static/cells.js"></script></head>
<body><main class="bd-content"><article class="bd-article"><h1>Cells</h1>{cells}</article></main></body>
</html>"""
CELL = """<div class="cell docutils container"><div class="cell_input docutils container">
<div class="highlight-ipython3"><div class="highlight"><pre><span></span>{source}
</pre></div></div></div><div class="cell_output docutils container"><pre>as built</pre></div></div>"""


def write_page(folder: Path, site: Path, *sources: str) -> str:
    """Return the name of a page with these cells, under the policy of the book's own pages, in the folder of a site."""
    for shared in ("_static", "offline.js"):
        if not (folder / shared).exists():
            (folder / shared).symlink_to(site / shared)
    head = (site / "index.html").read_text("utf8")
    cells = "".join(CELL.format(source=escape(source)) for source in sources)
    name = f"cells-{len(list(folder.iterdir()))}.html"
    text = PAGE.format(policy=POLICY.search(head)[0], style=STYLE.search(head)[0], cells=cells)
    (folder / name).write_text(text, "utf8")
    return name


@dataclass
class Server:
    """A site on 127.0.0.1: what was asked for, how many bytes were sent, and the files that it spoils."""

    folder: Path
    asked: list[str] = field(default_factory=list)
    sent: int = 0
    spoiled: dict[str, str] = field(default_factory=dict)  # end of a file's name: cut, changed, missing, or stuck
    open: bool = True

    def __enter__(self):
        handler = functools.partial(Handler, directory=self.folder, site=self)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.released = threading.Event()
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        return self

    def __exit__(self, *_):
        self.released.set()
        self.server.shutdown()
        self.server.server_close()


class Handler(http.server.SimpleHTTPRequestHandler):
    def __init__(self, *arguments, site: Server, **options):
        self.site = site
        super().__init__(*arguments, **options)

    def do_GET(self):
        self.site.asked.append(self.path)
        fault = next((fault for name, fault in self.site.spoiled.items() if self.path.endswith(name)), None)
        if fault == "missing":
            return self.send_error(404)
        if fault is None and not self.path.endswith(SCRIPTS):
            return super().do_GET()
        content = Path(self.translate_path(self.path)).read_bytes()
        if fault is None:
            return self.send_script(gzip.compress(content))
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[:-1] + b"?" if fault == "changed" else content[: len(content) // 2])
        if fault == "stuck":
            self.wfile.flush()
            self.site.released.wait()

    def send_script(self, packed: bytes):
        """Answer as hosts do, which compress scripts."""
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(packed)))
        self.end_headers()
        self.copyfile(io.BytesIO(packed), self.wfile)

    def end_headers(self):
        if re.search(r"/runtime-.*(whl|zip|packed)$", self.path):  # scripts come twice: to be checked, and to be run
            self.send_header("Cache-Control", "no-store")  # so that what is kept was kept by the page
        super().end_headers()

    def copyfile(self, source, outputfile):
        content = source.read()
        self.site.sent += len(content)
        outputfile.write(content)

    def log_message(self, *_):
        pass


def bar(page: Page, number: int) -> Locator:
    """Return the buttons of a cell; the first one is 1."""
    return page.get_by_role("group", name=f"Cell {number}", exact=True)


def says(page: Page, number: int, words: str | re.Pattern) -> None:
    """Wait until the cell's status has these words."""
    words = re.compile(words) if isinstance(words, str) else words
    expect(bar(page, number).get_by_role("status")).to_have_text(words, timeout=PATIENCE)


def press(page: Page, number: int, button: str = "Run") -> None:
    """Press a button of a cell."""
    bar(page, number).get_by_role("button", name=button, exact=True).click()


def run(page: Page, number: int, words: str = "^Done in", button: str = "Run") -> Locator:
    """Return the cell's output, after a press of the button and when the status says how it ended."""
    status = bar(page, number).get_by_role("status")
    status.evaluate("(e) => { e.textContent = ''; }")  # so that no earlier end is taken for this one
    press(page, number, button)
    says(page, number, words)
    return output(page, number)


def output(page: Page, number: int) -> Locator:
    return page.locator(".cell:has(.live-bar)").nth(number - 1).locator(".live-output")
