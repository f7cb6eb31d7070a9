"""Print what pages and builds cost: bytes, requests, Lighthouse's marks (where Node is), build times (with --builds).

Nothing here passes or fails: numbers hang on the machine.  What must hold is in tests/site/.
"""

import argparse
import gzip
import http.server
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from functools import cache
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from pdf import BUILD, ROOT, browser_path, toc_pages

SITE = BUILD / "html"
TOOLS = BUILD / "lighthouse"
PACKED = (".woff2", ".png", ".jpg", ".whl", ".zip", ".packed")  # compression gains nothing here
RUNS = 3
MARKS = ("performance", "accessibility", "best-practices", "seo")
TIMES = {"largest-contentful-paint": "LCP ms", "total-blocking-time": "TBT ms", "cumulative-layout-shift": "CLS"}
TARGETS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
TARGETS |= {"LCP ms": 1800, "TBT ms": 50, "CLS": 0.01}


@cache  # a host does it once, too
def compressed(path: Path) -> bytes:
    """Return the file as it travels."""
    return gzip.compress(path.read_bytes())


class Compressed(http.server.SimpleHTTPRequestHandler):
    """The built pages, compressed as hosts do it; `sent` holds the size of each answer."""

    protocol_version = "HTTP/1.1"  # a connection serves many files, as on any host
    sent: list[int] = []  # noqa: RUF012 (one server, one list)

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            return self.send_error(404)
        packed = path.name.endswith(PACKED)
        body = path.read_bytes() if packed else compressed(path)
        if path.stem != "favicon":  # 225 bytes, which browsers fetch when they like
            self.sent.append(len(body))
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")  # as GitHub Pages
        if not packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def serve(folder: Path = SITE) -> str:
    """Return the address at which the pages in the folder are served from now on."""
    handler = lambda *args: Compressed(*args, directory=folder)  # noqa: E731
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def print_weights(address: str, pages: list[str], browser: str) -> None:
    """Print the compressed bytes and the requests of each page."""
    print(f"\n{'bytes':>9} {'of 250 kB':>10} {'requests':>9}  page")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        for name in pages:
            Compressed.sent.clear()
            page = chromium.new_context().new_page()
            page.goto(f"{address}/{name}", wait_until="networkidle")
            total = sum(Compressed.sent)
            print(f"{total:9,} {total / 250_000:10.0%} {len(Compressed.sent):9}  {name}")


def install_lighthouse() -> str:
    """Return why Lighthouse cannot be had, or "" once it is installed."""
    if not shutil.which("node") or not shutil.which("npm"):
        return "there is no Node (18.20 or later) with npm here"
    TOOLS.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / "benchmarks" / name, TOOLS)
    command = ["npm", "ci", "--no-audit", "--no-fund", "--engine-strict", "--loglevel=error"]
    done = subprocess.run(command, cwd=TOOLS, capture_output=True, text=True)
    return " ".join(done.stderr.split())[:200] if done.returncode else ""


def lighthouse(url: str, browser: str) -> dict:
    """Return Lighthouse's report on the page as a phone sees it."""
    command = [TOOLS / "node_modules" / ".bin" / "lighthouse", url, "--output=json", "--quiet"]
    flags = ["--chrome-flags=--headless=new --no-sandbox", f"--only-categories={','.join(MARKS)}"]
    done = subprocess.run(
        [*command, *flags], env=os.environ | {"CHROME_PATH": browser}, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def numbers(report: dict) -> dict[str, float]:
    """Return the marks and times of one report."""
    marks = {name: 100 * report["categories"][name]["score"] for name in MARKS}
    return marks | {short: report["audits"][name]["numericValue"] for name, short in TIMES.items()}


def faults(report: dict) -> list[str]:
    """Return the audits that cost this page marks, the names of Lighthouse."""
    weighed = {ref["id"] for name in MARKS for ref in report["categories"][name]["auditRefs"] if ref["weight"]}
    return sorted(
        name
        for name in weighed
        if (report["audits"][name]["score"] or 0) < 0.9
        and report["audits"][name]["scoreDisplayMode"] in ("binary", "numeric", "metricSavings")
    )


def print_lighthouse(address: str, pages: list[str], browser: str) -> None:
    """Print Lighthouse's marks and times of each page, medians, and what costs it marks."""
    missing = install_lighthouse()
    if missing:
        return print(f"\nLighthouse is left out: {missing}.")
    print(f"\nLighthouse, mobile, median of {RUNS}\n" + " ".join(f"{name:>14}" for name in TARGETS) + "  page")
    print(
        " ".join(f"{'<= ' if name in TIMES.values() else '>= '}{t:g}".rjust(14) for name, t in TARGETS.items()),
        " target",
    )
    for name in pages:
        reports = [lighthouse(f"{address}/{name}", browser) for _ in range(RUNS)]
        middle = {key: median(numbers(report)[key] for report in reports) for key in TARGETS}
        print(
            " ".join(f"{value:14.3g}" if key == "CLS" else f"{value:14.0f}" for key, value in middle.items()),
            f" {name}",
        )
        for fault in faults(reports[-1]):
            print(f"{'':>14} costs marks: {fault}: {reports[-1]['audits'][fault].get('displayValue', '')}")


def print_builds() -> None:
    """Print how long a build takes, from nothing and with nothing changed: medians and their ratio."""
    skip = shutil.ignore_patterns(".*", "_build", "__pycache__", "*.egg-info", "node_modules")
    command = [Path(sys.executable).with_name("jupyter-book"), "build", ".", "-W", "-n", "--keep-going"]
    cold, warm = [], []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            book = shutil.copytree(ROOT, Path(folder) / "book", ignore=skip)
            for times in (cold, warm):
                start = time.perf_counter()
                subprocess.run(
                    command, cwd=book, env=os.environ | {"PYTHONPATH": f"{book}/code"}, capture_output=True, check=True
                )
                times.append(time.perf_counter() - start)
    print(f"\nbuild, median of {RUNS}: cold {median(cold):.1f} s, nothing changed {median(warm):.1f} s,", end=" ")
    print(f"ratio {median(cold) / median(warm):.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--builds", action="store_true", help="build the book six times, too")
    arguments = parser.parse_args()
    browser, address, pages = browser_path(), serve(), toc_pages()
    print_weights(address, pages, browser)
    print_lighthouse(address, pages, browser)
    if arguments.builds:
        print_builds()


if __name__ == "__main__":
    main()
