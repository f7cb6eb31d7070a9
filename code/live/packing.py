"""Pack what the page's Python needs beside its runtime: this build's own packages as wheels, a list of all files."""

import gzip
import zipfile
from pathlib import Path

from live.runtime import sha256

CODE = Path(__file__).resolve().parents[1]
PACKED = ".packed"  # the end of the name of a file that the page unpacks itself, whatever the host does
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
    kernel = [path for path in (CODE / "live").glob("*.py") if path.stem not in ("runtime", "packing")]
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
    return {
        "name": name, "version": path.name.split("-")[1], "file_name": address, "imports": imports,
        "depends": depends, "sha256": sha256(path), "size": path.stat().st_size,
        "install_dir": "site", "package_type": "package", "unvendored_tests": False,
    }  # fmt: skip


def listing(spec: dict, runtime: Path, own: list[dict]) -> dict:
    """Return the list of all files, which Pyodide reads as its lock: Pyodide's own and packages."""
    packages = [
        entry(name, runtime / package["file"], package["file"], package["imports"], package["depends"])
        for name, package in spec["packages"].items()
    ]
    core = {path.name: {"sha256": sha256(path), "size": path.stat().st_size} for path in core_files(spec, runtime)}
    every = {one["name"]: one for one in packages + own}
    return {"info": spec["info"], "core": core, "packages": every}


def core_files(spec: dict, runtime: Path) -> list[Path]:
    """Return the files of Pyodide itself, as the site has them."""
    return [served(runtime / name) for name in spec["core"]]


def served(path: Path) -> Path:
    """Return the file as the site has it: packed, if packing gains anything."""
    return path.with_name(path.name + PACKED) if path.suffix == ".wasm" else path


def copy(path: Path, into: Path) -> None:
    """Copy a file of the runtime to the site: whole or not at all, for a build may be interrupted."""
    content, target = path.read_bytes(), served(into / path.name)
    part = target.with_name(f"{target.name}.part")
    part.write_bytes(gzip.compress(content, mtime=0) if target.name.endswith(PACKED) else content)
    part.replace(target)
