"""Pack what the page's Python needs beside its runtime: this build's own packages as wheels, a list of all files."""

import gzip
import json
import zipfile
from pathlib import Path

from live.runtime import sha256

CODE = Path(__file__).resolve().parents[1]
PACKED = ".packed"  # the end of the name of a file that the page unpacks itself, whatever the host does
COMPILED = "-compiled"  # the end of the name of the folder, beside the runtime's, with what compiling.py made of it
SUMS = "sha256.json"
SCRIPTS = (".js", ".mjs")
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # in place of dates, so that equal files give equal wheels


def wheel(name: str, files: list[Path], into: Path) -> Path:
    """Return a wheel of the package: files below code/<name>, as they are now."""
    path, info = into / f"{name}-0-py3-none-any.whl", f"{name}-0.dist-info"
    notes = {"METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 0\n", "WHEEL": "Wheel-Version: 1.0\n"}
    entries = {file.relative_to(CODE).as_posix(): file.read_bytes() for file in sorted(files)}
    entries |= {f"{info}/{note}": text.encode() for note, text in notes.items()}
    with zipfile.ZipFile(path, "w") as archive:
        for entry, content in entries.items():
            archive.writestr(zipfile.ZipInfo(entry, LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return path


def own_wheels(into: Path) -> list[dict]:
    """Return the entries, for the list of files, of the wheels of the library and of the page's kernel."""
    library = [path for path in (CODE / "bp1").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    kernel = [path for path in (CODE / "live").glob("*.py") if path.stem not in ("runtime", "packing", "compiling")]
    return [
        own("bp1", wheel("bp1", library, into), ["numpy"]),
        own("live", wheel("live", kernel, into), []),
    ]


def own(name: str, path: Path, depends: list[str]) -> dict:
    """Return the entry of a wheel of this build, which lies in the folder beside the runtime's."""
    return entry(name, path, f"../{path.parent.name}/{path.name}", [name], depends)


def entry(name: str, path: Path, address: str, imports: list[str], depends: list[str]) -> dict:
    """Return what the list says of a wheel, in the words of Pyodide's own lock and with its size.

    address: where it lies, as seen from the runtime's folder.
    """
    served = address + PACKED * path.name.endswith(PACKED)  # what the page fetches; Pyodide asks for file_name
    return {
        "name": name, "version": path.name.split("-")[1], "file_name": address, "served": served, "imports": imports,
        "depends": depends, "sha256": sha256(path), "size": path.stat().st_size,
        "install_dir": "site", "package_type": "package", "unvendored_tests": False,
    }  # fmt: skip


def listing(spec: dict, runtime: Path, own: list[dict]) -> dict:
    """Return the list of all files, which Pyodide reads as its lock: Pyodide's own and packages."""
    packages = [
        entry(name, served(runtime / package["file"]), package["file"], package["imports"], package["depends"])
        for name, package in spec["packages"].items()
    ]
    core = {path.name: {"sha256": sha256(path), "size": travels(path)} for path in core_files(spec, runtime)}
    every = {one["name"]: one for one in packages + own}
    return {"info": spec["info"], "core": core, "packages": every}


def core_files(spec: dict, runtime: Path) -> list[Path]:
    """Return the files of Pyodide itself, as the site has them."""
    return [served(runtime / name) for name in spec["core"]]


def sums(compiled: Path) -> dict[str, str]:
    """Return {name of each file in this folder: its sha256} as it was when they were made; none if it is not there."""
    return json.loads((compiled / SUMS).read_text("utf8")) if compiled.exists() else {}


def travels(path: Path) -> int:
    """Return how many bytes of the file travel: every host compresses scripts."""
    content = path.read_bytes()
    return len(gzip.compress(content) if path.suffix in SCRIPTS else content)


def served(path: Path) -> Path:
    """Return the file as the site has it: packed, if it is."""
    packed = path.with_name(path.name + PACKED)
    return packed if packed.exists() else path


def shipped(runtime: Path) -> list[Path]:
    """Return the files of the runtime that the site is to have: compiled ones in place of the others."""
    better = {path.name: path for path in compiled(runtime).glob("*")}
    return [better.get(path.name, path) for path in sorted(runtime.iterdir())]


def compiled(runtime: Path) -> Path:
    """Return the folder that has the runtime's archives as bytecode, or will have them."""
    return runtime.with_name(runtime.name + COMPILED)


def copy(path: Path, into: Path) -> None:
    """Copy a file of the runtime to the site, packed if that gains anything: whole or not at all."""
    packs = path.suffix == ".wasm" or path.parent.name.endswith(COMPILED)
    content, target = path.read_bytes(), into / (path.name + PACKED * packs)
    part = target.with_name(f"{target.name}.part")
    part.write_bytes(gzip.compress(content, mtime=0) if packs else content)
    part.replace(target)  # a build may be interrupted
