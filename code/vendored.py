"""Verify the files of others that lie in code/sphinx_ext/vendor, or, with --renew, fetch them again by npm."""

import argparse
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

VENDOR = Path(__file__).parent / "sphinx_ext" / "vendor"
LIST = "vendored.toml"


def sha256(content: bytes) -> str:
    """Return the checksum as the list writes it."""
    return hashlib.sha256(content).hexdigest()


def place(package: str, name: str) -> str:
    """Return where a file of the package lies, relative to the folder of the list."""
    return f"{package}/{name.removeprefix('dist/')}"


def faults(folder: Path = VENDOR) -> list[str]:
    """Return a line for each file that is missing, differs from the list, or is not on it."""
    listed = tomllib.loads((folder / LIST).read_text("utf8"))
    wanted = {place(package, n): digest for package, of in listed.items() for n, digest in of["sha256"].items()}
    found = {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file() and path.name != LIST
    }
    return [
        *(f"{name} is missing" for name in sorted(wanted.keys() - found.keys())),
        *(f"{name} is not in {LIST}" for name in sorted(found.keys() - wanted.keys())),
        *(f"{name} is not as {LIST} says" for name in sorted(wanted) if name in found and found[name] != wanted[name]),
    ]


def fetched(package: str, version: str) -> dict[str, bytes]:
    """Return the files of the package as npm gives them, which compares the whole with the registry's checksum."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", "--pack-destination", folder, f"{package}@{version}"]
        try:
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # stdout: the archive's name
        except (OSError, subprocess.CalledProcessError) as error:
            sys.exit(f"npm did not fetch {package} {version}: {error}")
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as files:
            members = [member for member in files.getmembers() if member.isfile()]
            return {m.name.removeprefix("package/"): files.extractfile(m).read() for m in members}


def renew(folder: Path = VENDOR) -> None:
    """Write every file on the list anew, in the version on the list, and its checksum into the list."""
    text = (folder / LIST).read_text("utf8")
    for package, of in tomllib.loads(text).items():
        files = fetched(package, of["version"])
        missing = sorted(of["sha256"].keys() - files.keys())
        if missing:
            sys.exit(f"{package} {of['version']} has no {', '.join(missing)}: take the line out of {LIST}")
        for name in of["sha256"]:
            (folder / place(package, name)).write_bytes(files[name])
            text = re.sub(rf'^"{re.escape(name)}" = ".*"$', f'"{name}" = "{sha256(files[name])}"', text, flags=re.M)
    (folder / LIST).write_text(text, "utf8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--renew", action="store_true", help="fetch them in the versions listed, and list checksums")
    if parser.parse_args().renew:
        renew()
    sys.exit("\n".join(faults()) or print(f"Everything in {VENDOR.name}/ is as {LIST} says."))


if __name__ == "__main__":
    main()
