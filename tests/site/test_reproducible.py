"""Builds are the same, byte for byte, wherever, whenever and by whomever; and a build asks no other host."""

import os
import re
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
OFFLINE = HERE / "offline"  # an audit hook: it needs no rights, so it works in containers where `unshare -n` does not
ASK = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"  # an address that is nobody's


@pytest.fixture(scope="module")
def away(tmp_path_factory, copy_sources) -> Path:
    """Return a copy of the sources, in a folder of another name and depth."""
    return copy_sources(tmp_path_factory.mktemp("two") / "another one" / "book")


@pytest.fixture(scope="module")
def log(away, build) -> str:
    """Return what a cold build printed there, by somebody else, elsewhere and without a network."""
    others = away.parent / "others"
    (others / "profile_default").mkdir(parents=True)
    (others / "profile_default" / "ipython_kernel_config.py").write_text("c.InlineBackend.figure_formats = {'png'}")
    (others / "matplotlibrc").write_text("font.size: 20")
    somebody = {"IPYTHONDIR": str(others), "MATPLOTLIBRC": str(others), "PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo"}
    return build(away, **somebody, **network_off(away, away / "code"))


@pytest.fixture(scope="module")
def sites(site, away, log) -> list[Path]:
    """Return the site as it is built here, cold on a new machine, and the one built there."""
    return [site, away / "_build" / "html"]


def network_off(folder: Path, *more: Path) -> dict[str, str]:
    """Return an environment without a network; what asks for it is written to the folder's network.log."""
    return {"PYTHONPATH": os.pathsep.join(map(str, (OFFLINE, *more))), "NETWORK_LOG": str(folder / "network.log")}


def made(site: Path) -> dict[str, bytes]:
    """Return all files of the built site by name."""
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def test_two_builds_are_identical(sites):
    here, there = map(made, sites)
    assert len(here) > 50 and "index.html" in here
    assert sorted(here) == sorted(there)
    assert [name for name in here if here[name] != there[name]] == []


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y"])
def test_nothing_made_bears_the_day_it_was_made(sites, form):
    # Two builds of one day would agree on that.  It may be yesterday or tomorrow elsewhere.
    days = [time.strftime(form, time.gmtime(time.time() + shift * 86400)).encode() for shift in (-1, 0, 1)]
    assert [name for name, content in made(sites[1]).items() if any(day in content for day in days)] == []


def test_a_line_that_takes_its_time_is_still_one_line(away, log, monkeypatch):
    # Seen on a busy machine: "a_1 (1 - a_1) 0.0" in one build, and a line break in it in the next.
    monkeypatch.setenv("IPYTHONDIR", str(away / "_build" / ".ipython"))
    cell = nbformat.v4.new_code_cell("import time\nprint('one', end=' ')\ntime.sleep(1)\nprint('line')")
    NotebookClient(nbformat.v4.new_notebook(cells=[cell])).execute()
    assert [output["text"] for output in cell["outputs"]] == ["one line\n"]


def test_nothing_made_names_the_folder_it_was_made_in(sites, away):
    for site, home in zip(sites, (ROOT, away.parent), strict=True):
        assert [name for name, content in made(site).items() if str(home).encode() in content] == []


def test_a_build_asks_no_other_host(away, log):
    asked = away / "network.log"
    assert not asked.exists(), asked.read_text()


def test_the_network_is_really_off_there(tmp_path):
    # The build starts kernels; so what a child of a child asks for must be refused and recorded as well.
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {ASK!r}], check=True)"
    for script in (ASK, child):
        done = subprocess.run(
            [sys.executable, "-c", script], env=os.environ | network_off(tmp_path), capture_output=True, text=True
        )
        assert done.returncode != 0 and "the network is off" in done.stderr
    assert (tmp_path / "network.log").read_text().splitlines() == ["socket.getaddrinfo 192.0.2.1"] * 2


def test_the_log_says_how_long_each_chapter_took(away, log):
    chapters = [away / "index.md", *(away / "chapters").glob("*.md")]
    for chapter in (chapter for chapter in chapters if "{code-cell}" in chapter.read_text("utf8")):
        assert re.search(rf"{re.escape(str(chapter))}: Executed notebook in [\d.]+ seconds", log), chapter


def test_figures_are_sharp_and_keep_their_words(sites):
    page = (sites[1] / "chapters" / "softmax-opens-every-route.html").read_text("utf8")
    pictures = re.findall(r"<img [^>]*_images[^>]*>", page)
    assert pictures
    for picture in pictures:
        assert re.search(r'alt="[^"/]{20,}" class="dark-light" src="[^"]+\.svg"', picture), picture


@pytest.mark.parametrize("name", ["numpy", "matplotlib", "sympy", "ipywidgets", "anywidget", "jupyter-book", "sphinx"])
def test_the_status_page_says_what_is_installed(sites, name):
    page = (sites[1] / "chapters" / "build-status.html").read_text("utf8")
    assert re.search(rf"^{name} +{re.escape(version(name))}$", re.sub("<[^>]*>", "", page), re.MULTILINE)
