"""The page's Python is assembled from files of known sha256 alone, whole or not at all; pip gets wheels of ours."""

import gzip
import hashlib
import json
import logging
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from sphinx.errors import ExtensionError

import live_cells
from live import compiling, packing, runtime

ROOT = Path(__file__).resolve().parents[2]
CORE = {"core.js": b"core", "core.wasm": bytes(5000)}
TEXT = """
[carrier]
requirement = "carrier==1.0"
folder = "carrier/files"
[core]
{core}
[packages.pure]
requirement = "pure==1.0"
file = "pure-1.0-py3-none-any.whl"
sha256 = "{pure}"
imports = ["pure"]
depends = []
"""


def wheel(folder: Path, name: str, files: dict[str, bytes]) -> Path:
    """Return a wheel with these files."""
    info = f"{name}-1.0.dist-info"
    files = files | {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": b"",
    }
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for entry, content in files.items():
            archive.writestr(entry, content)
    return path


def carry(folder: Path, **changed: bytes) -> None:
    """Write the carrier, in which files may lie changed, and others beside them."""
    files = {name: changed.get(name.replace(".", "_"), content) for name, content in CORE.items()}
    others = {"carrier/files/pyodide-lock.json": b"{}", "carrier/other/core.js": b"another"}
    wheel(folder, "carrier", {f"carrier/files/{name}": content for name, content in files.items()} | others)


@pytest.fixture
def world(tmp_path, monkeypatch) -> Path:
    """Return a folder with wheels, where pip looks, and runtime.toml that names what is in them."""
    pure = wheel(tmp_path, "pure", {"pure.py": b""})
    carry(tmp_path)
    core = "\n".join(f'"{name}" = "{hashlib.sha256(content).hexdigest()}"' for name, content in CORE.items())
    sha256 = hashlib.sha256(pure.read_bytes()).hexdigest()
    (tmp_path / "runtime.toml").write_text(TEXT.format(core=core, pure=sha256), "utf8")
    settings = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def assemble(world: Path) -> bool:
    return runtime.assemble(world / "runtime.toml")


def left(world: Path) -> list[str]:
    """Return the names of all files in the cache."""
    return sorted(path.name for path in (world / "cache").rglob("*") if path.is_file())


def test_it_takes_the_named_files_and_nothing_else(world):
    assert assemble(world)
    assert left(world) == ["core.js", "core.wasm", "pure-1.0-py3-none-any.whl"]


def test_a_second_run_does_nothing_and_needs_no_pip(world, monkeypatch):
    assemble(world)
    monkeypatch.setattr(runtime, "download", None)
    assert not assemble(world)


@pytest.mark.parametrize("core_wasm", [bytes(4999) + b"x", bytes(4000)], ids=["tampered with", "cut"])
def test_a_wrong_file_in_the_carrier_is_named_and_nothing_is_kept(world, core_wasm):
    carry(world, core_wasm=core_wasm)
    with pytest.raises(runtime.AssemblyError, match=r"core\.wasm in .* has the sha256"):
        assemble(world)
    assert left(world) == []


def test_a_wrong_wheel_is_named(world):
    wheel(world, "pure", {"pure.py": b"print('another')"})
    with pytest.raises(runtime.AssemblyError, match=r"pure-1\.0-py3-none-any\.whl"):
        assemble(world)
    assert left(world) == []


def test_a_wrong_file_in_the_cache_is_named(world):
    assemble(world)
    (runtime.cache(world / "runtime.toml") / "core.js").write_bytes(b"c0re")
    with pytest.raises(runtime.AssemblyError, match=r"core\.js in .* has the sha256"):
        assemble(world)


@pytest.mark.parametrize("gone", ["carrier", "pure"])
def test_an_absent_package_is_named_and_the_book_builds_all_the_same(world, gone):
    (world / f"{gone}-1.0-py3-none-any.whl").unlink()
    with pytest.raises(runtime.AssemblyError, match=rf"pip found no {gone}==1\.0\. The book builds"):
        assemble(world)
    assert left(world) == []


def test_without_network_one_line_says_so(tmp_path):
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    command = [sys.executable, "code/live/runtime.py"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | offline, capture_output=True, text=True)
    assert done.returncode == 1
    assert "without Run buttons" in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_folder_that_cannot_be_written_into_is_named():
    nowhere = os.environ | {"XDG_CACHE_HOME": "/proc"}  # where nobody may make a folder, root neither
    command = [sys.executable, "code/live/runtime.py"]
    done = subprocess.run(command, cwd=ROOT, env=nowhere, capture_output=True, text=True)
    assert done.returncode == 1
    assert re.fullmatch(r"The page's Python cannot be kept in /proc/\S+: \[Errno \d+\] [^\n]*\n", done.stderr)


def test_the_list_is_whole_and_names_no_host():
    spec = runtime.spec()
    assert all(len(sha256) == 64 for sha256 in runtime.hashes(spec).values())
    assert {needed for package in spec["packages"].values() for needed in package["depends"]} <= {*spec["packages"]}
    assert "://" not in runtime.SPEC.read_text("utf8")


def test_what_was_assembled_here_is_what_the_list_says():
    runtime.check(runtime.cache(), runtime.hashes(tomllib.loads(runtime.SPEC.read_text("utf8"))))


def test_a_book_without_the_runtime_is_built_without_buttons_and_says_so(tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    app = SimpleNamespace(config=SimpleNamespace(), builder=SimpleNamespace(format="html"), outdir=tmp_path / "html")
    with caplog.at_level(logging.INFO, "sphinx"):
        live_cells.choose(app, app.config)
    assert "No Run buttons" in caplog.text
    live_cells.write(app)
    live_cells.add_buttons(app, "page", "page.html", {"body": 'class="cell_input'}, None)  # adds no script
    assert not (tmp_path / "html").exists()


def test_a_runtime_that_was_tampered_with_stops_the_build(world, monkeypatch):
    assemble(world)
    monkeypatch.setattr(runtime, "SPEC", world / "runtime.toml")
    for function in (runtime.spec, runtime.version, runtime.cache):
        monkeypatch.setattr(function, "__defaults__", (world / "runtime.toml",))
    (runtime.cache() / "core.js").write_bytes(b"c0re")
    with pytest.raises(ExtensionError, match=r"core\.js in .* Delete that folder"):
        live_cells.choose(None, SimpleNamespace())


def test_every_file_that_python_asks_for_is_in_the_site_as_the_list_says(site):
    home = next((site / "_static").glob("live-*"))
    files = json.loads((home / "files.json").read_text("utf8"))
    packages = {entry["served"]: entry for entry in files["packages"].values()}
    for name, entry in (files["core"] | packages).items():
        path = home / files["runtime"] / name
        content = path.read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"], name
        assert len(gzip.compress(content) if path.suffix in packing.SCRIPTS else content) == entry["size"], name


def test_equal_sources_make_equal_wheels(tmp_path):
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
        packing.own_wheels(folder)
    for name in ("bp1-0-py3-none-any.whl", "live-0-py3-none-any.whl"):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Return a folder with the page's Python and one package, and what it is made of."""
    folder, parts = tmp_path_factory.mktemp("small") / "runtime", runtime.spec()
    folder.mkdir()
    parts["packages"] = {"six": parts["packages"]["six"]}
    for name in runtime.hashes(parts):
        (folder / name).symlink_to(runtime.cache() / name)
    return folder, parts


def test_what_python_imports_is_compiled_by_the_pages_own_python(small):
    folder, parts = small
    with ThreadPoolExecutor() as thread:  # for in this one Playwright may already drive the tests' own browser
        assert thread.submit(compiling.compile_runtime, folder, parts).result()
    names = (compiling.STDLIB, parts["packages"]["six"]["file"])
    library, six = (zipfile.ZipFile(packing.compiled(folder) / name) for name in names)
    assert "six.pyc" in six.namelist() and "six.py" not in six.namelist()
    assert six.read("six.pyc")[:4] == b"\xcb\r\r\n"  # Python 3.12, whichever Python runs this test
    assert {"ast.pyc", "wave.py"} <= set(library.namelist())  # to start takes the one, not the other


def test_what_is_compiled_is_not_compiled_again_and_not_used_if_it_has_changed(small, monkeypatch):
    folder, parts = small
    monkeypatch.setattr(compiling, "archives", None)
    assert not compiling.compile_runtime(folder, parts)
    (packing.compiled(folder) / "python_stdlib.zip").write_bytes(b"")
    with pytest.raises(runtime.AssemblyError, match=r"python_stdlib\.zip in .* has the sha256 .*; sha256\.json exp"):
        compiling.compile_runtime(folder, parts)


def test_a_runtime_without_a_browser_stays_as_it_is(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(compiling, "cache", lambda: tmp_path / "runtime")
    monkeypatch.setenv("CHROMIUM", "no-such-browser")
    compiling.main()
    assert "is not compiled, and will start slower. No browser found" in capsys.readouterr().out


def test_the_site_ships_what_is_compiled(site):
    home = next((site / "_static").glob("live-*"))
    files = json.loads((home / "files.json").read_text("utf8"))
    served = {name: entry["served"] for name, entry in files["packages"].items() if name not in ("bp1", "live")}
    assert [name for name in served.values() if not name.endswith(".packed")] == []
