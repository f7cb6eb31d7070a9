"""What others made and the pages carry is as listed, whole, and named with its licence."""

import re
import shutil
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

import vendored

ROOT = Path(__file__).resolve().parents[2]
STATUS = (ROOT / "chapters" / "build-status.md").read_text("utf8")
LISTED = tomllib.loads((vendored.VENDOR / vendored.LIST).read_text("utf8"))


@pytest.fixture
def copy(tmp_path) -> Path:
    return shutil.copytree(vendored.VENDOR, tmp_path / "vendor")


def test_every_vendored_file_is_as_listed():
    assert vendored.faults() == []


def test_what_is_damaged_missing_or_not_listed_is_named(copy):
    (copy / "katex" / "katex.min.js").write_bytes(b"alert(1)")
    (copy / "katex" / "LICENSE").unlink()
    (copy / "katex" / "more.js").write_text("")
    assert vendored.faults(copy) == [
        "katex/LICENSE is missing",
        "katex/more.js is not in vendored.toml",
        "katex/katex.min.js is not as vendored.toml says",
    ]


def test_they_are_renewed_in_the_version_listed_and_their_checksums_with_them(copy, monkeypatch):
    (copy / "katex" / "katex.min.js").write_bytes(b"damaged")
    (copy / vendored.LIST).write_text((copy / vendored.LIST).read_text("utf8").replace('"0.19.1"', '"0.20.0"'), "utf8")
    newer = {name: name.encode() for name in LISTED["katex"]["sha256"]}
    monkeypatch.setattr(vendored, "fetched", lambda package, version: newer if version == "0.20.0" else {})
    vendored.renew(copy)
    assert vendored.faults(copy) == []
    assert (copy / "katex" / "katex.min.js").read_bytes() == b"dist/katex.min.js"


def test_a_file_that_the_newer_version_lacks_is_named_and_nothing_is_renewed(copy, monkeypatch):
    monkeypatch.setattr(vendored, "fetched", lambda package, version: {"LICENSE": b"new"})
    with pytest.raises(SystemExit, match=r"katex 0\.19\.1 has no dist/fonts/KaTeX_AMS.*: take the line out"):
        vendored.renew(copy)
    assert vendored.faults(copy) == []


def test_without_npm_one_line_says_so(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit, match=r"npm did not fetch katex 0\.19\.1: .*npm"):
        vendored.fetched("katex", "0.19.1")


@pytest.mark.longer
def test_the_registry_still_gives_the_files_that_are_listed():
    for package, of in LISTED.items():
        files = vendored.fetched(package, of["version"])
        assert of["sha256"] == {name: vendored.sha256(files[name]) for name in of["sha256"]}


@pytest.mark.parametrize("package", LISTED)
def test_each_has_its_licence_beside_it_and_every_font_that_its_style_names(package):
    folder = vendored.VENDOR / package
    assert LISTED[package]["licence"] in (folder / "LICENSE").read_text("utf8")
    for sheet in folder.glob("*.css"):
        fonts = re.findall(r"url\(([\w/-]+\.woff2)\)", sheet.read_text("utf8"))
        assert fonts and all((folder / font).is_file() for font in fonts)


def shipping() -> set[str]:
    """Return the names of the Sphinx extensions of others that have scripts or styles for pages."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))["sphinx"]
    names = set(config["config"]["extensions"]) - set(config["local_extensions"])
    folders = {name: Path(find_spec(name).origin).parent for name in names}
    return {name for name, folder in folders.items() if any(folder.rglob("*.css")) or any(folder.rglob("*.js"))}


def test_the_status_page_names_all_that_pages_carry_with_its_licence(monkeypatch):
    monkeypatch.chdir(ROOT / "chapters")
    cell = STATUS.split("```{code-cell} ipython3\n:tags: [hide-input]\n")[2].split("```")[0]
    names = {}
    exec(cell, names)
    licences = {name: terms for name, _, terms, _ in names["rows"]}
    assert {name.replace("_", "-") for name in shipping()} <= licences.keys()
    assert {"sphinx", "pygments", "pydata-sphinx-theme", *LISTED} <= licences.keys()
    assert all(re.match("MIT|BSD", terms) for terms in licences.values()), licences
