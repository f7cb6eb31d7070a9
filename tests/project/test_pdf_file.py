"""The printed book is written whole or not at all, and what keeps it from being written is said in one line."""

import errno
from pathlib import Path

import pytest

import pdf


@pytest.fixture(autouse=True)
def last(tmp_path, monkeypatch) -> Path:
    """Return the book as it was printed last, in a folder in the place of the book's own; printing takes no browser."""
    for name, value in {"ROOT": tmp_path, "BUILD": tmp_path}.items():
        monkeypatch.setattr(pdf, name, value)
    monkeypatch.setattr(pdf, "one_page", lambda: "new")
    monkeypatch.setattr(pdf, "printed", lambda source: source.read_bytes())
    (tmp_path / "off-the-diagonal.pdf").write_bytes(b"old")
    return tmp_path / "off-the-diagonal.pdf"


def test_the_new_book_takes_the_place_of_the_last_one(last, capsys):
    pdf.main()
    assert last.read_bytes() == b"new"
    assert sorted(path.suffix for path in last.parent.iterdir()) == [".html", ".pdf"]
    assert capsys.readouterr().out == "The book is printed: off-the-diagonal.pdf\n"


def test_a_disk_that_fills_up_leaves_the_last_book(last, monkeypatch):
    def half(path, content):
        with path.open("wb") as file:
            file.write(content[:1])
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(SystemExit, match=r"^The book cannot be printed into [^\n]*: \[Errno 28\] No space left[^\n]*$"):
        pdf.main()
    assert last.read_bytes() == b"old"


def test_a_folder_that_cannot_be_written_into_is_named(monkeypatch):
    monkeypatch.setattr(pdf, "BUILD", Path("/proc"))  # where nobody may make a file, root neither
    with pytest.raises(SystemExit, match=r"^The book cannot be printed into /proc: \[Errno \d+\] [^\n]*$"):
        pdf.main()
