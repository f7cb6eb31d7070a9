"""Build the book, serve it on 127.0.0.1, and build it again when a source changes."""

import argparse
import functools
import http.server
import subprocess
import sys
import threading
from pathlib import Path

from watchfiles import DefaultFilter, watch

ROOT = Path(__file__).resolve().parent.parent
SOURCES = [ROOT / name for name in ("index.md", "_config.yml", "_toc.yml", "chapters", "code")]


class Pages(http.server.SimpleHTTPRequestHandler):
    """The built pages, never cached by the browser, and no line printed for each request."""

    def end_headers(self):
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_):
        pass


def build() -> None:
    """Run `make book`; it says itself what went wrong, and the last good pages stay."""
    done = subprocess.run(["make", "--no-print-directory", "book"], cwd=ROOT)
    print("The book is up to date." if done.returncode == 0 else "The build failed; see above.", flush=True)


def open_server(port: int) -> http.server.ThreadingHTTPServer:
    """Return a server of the built pages; exit with one line if the port is taken or there are no pages."""
    site = ROOT / "_build" / "html"
    if not (site / "index.html").exists():
        sys.exit("There is nothing to serve: the build failed.")
    try:
        return http.server.ThreadingHTTPServer(("127.0.0.1", port), functools.partial(Pages, directory=site))
    except OSError as error:
        sys.exit(f"Port {port} cannot be used ({error.strerror}). Take another one: make serve PORT={port + 1}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_args().port
    build()
    with open_server(port) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(f"Read it at http://127.0.0.1:{port} (Ctrl+C stops)", flush=True)
        # The build writes to _build only, which is not watched; the filter knows __pycache__ and editors' own files.
        for _ in watch(*SOURCES, watch_filter=DefaultFilter(ignore_paths=[ROOT / "code" / "bp1.egg-info"])):
            build()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print()
