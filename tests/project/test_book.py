"""The book is published whole or not at all, and what keeps it from being built is said in one line."""

import errno
import shutil
import subprocess
from collections import namedtuple

import pytest

import book

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Return a folder with an old site, and a newer one built aside, in the place of the book's own."""
    for name, value in {"ROOT": "", "BUILD": "_build", "SITE": "_build/html", "ASIDE": "_build/aside"}.items():
        monkeypatch.setattr(book, name, tmp_path / value)
    for folder, text in {book.SITE: "old", book.ASIDE / "_build" / "html": "new"}.items():
        folder.mkdir(parents=True)
        for page in ("index.html", f"{text}.html"):
            (folder / page).write_text(text)
    return tmp_path


@pytest.fixture
def built(monkeypatch):
    """Return the list of commands that were run; each says that it went well."""
    commands = []

    def run(command, **_):
        commands.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", run)
    return commands


def pages() -> dict[str, str]:
    return {path.name: path.read_text() for path in book.SITE.iterdir()}


OLD, NEW = {"index.html": "old", "old.html": "old"}, {"index.html": "new", "new.html": "new"}


def test_a_site_takes_the_place_of_the_last_one_as_a_whole(built, capsys):
    book.main()
    assert pages() == NEW and capsys.readouterr().out == "The book is in _build/html.\n"
    assert sorted(path.name for path in book.BUILD.iterdir()) == ["aside", "html"]


def test_the_first_site_needs_none_before_it(built):
    shutil.rmtree(book.SITE)
    book.main()
    assert pages() == NEW


@pytest.mark.parametrize("left_over", ["html.new", "html.old"])
def test_what_an_interrupted_call_has_left_is_not_in_the_way(built, left_over):
    (book.BUILD / left_over).mkdir()
    (book.BUILD / left_over / "half.html").write_text("half")
    book.main()
    assert pages() == NEW


def test_a_build_that_fails_leaves_the_last_site(monkeypatch):
    monkeypatch.setattr(subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 1))
    with pytest.raises(SystemExit, match=r"^The book was not built; _build/html is as it was\.$"):
        book.main()
    assert pages() == OLD


def test_a_disk_that_fills_up_while_the_site_is_copied_leaves_the_last_site(built, monkeypatch):
    def copy2(source, target):
        raise OSError(errno.ENOSPC, "No space left on device", str(target))

    whole = shutil.copytree
    monkeypatch.setattr(shutil, "copytree", lambda source, target: whole(source, target, copy_function=copy2))
    with pytest.raises(SystemExit, match=r"^The book cannot .*_build: \[Errno 28\] No space left on device: \S*$"):
        book.main()
    assert pages() == OLD


def test_a_disk_that_is_full_is_said_before_anything_is_built(built, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(1e9, 1e9, 3e6))
    with pytest.raises(SystemExit) as said:
        book.main()
    assert str(said.value) == f"The book cannot be written into {book.BUILD}: 3 MB are free and a build needs 200"
    assert built == [] and pages() == OLD


def test_a_folder_that_cannot_be_written_into_is_named(built, monkeypatch, home):
    monkeypatch.setattr(book, "BUILD", home / "read-only")
    (home / "read-only").symlink_to("/proc")  # where nobody may make a file, root neither
    with pytest.raises(SystemExit, match=r"^The book cannot be written into \S*/read-only: \[Errno \d+\] [^\n]*$"):
        book.main()
    assert built == []
