"""Pythons as readers have them: bp1 from its wheel, with the oldest or the newest packages that pyproject.toml admits.

uv finds the Pythons, and knows which version of a package is the oldest that has a wheel for each.
"""

import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
AGES = {"oldest": "lowest-direct", "newest": "highest"}
TOOLS = [f"{name}=={version(name)}" for name in ("pytest", "hypothesis", "ipykernel", "nbclient")]  # as here


def run(*command: str | Path) -> str:
    """Return what a program prints that knows nothing of this Python or of the tree's library; fail if it fails."""
    done = subprocess.run(command, cwd=ROOT, env=outside(), capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout[-5000:]}{done.stderr[-5000:]}"
    return done.stdout.strip()


def outside() -> dict[str, str]:
    """Return an environment without what points to this Python, in which all Pythons can be seen."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    if shutil.which("pyenv"):  # it hides all Pythons but the chosen ones
        listed = subprocess.run(["pyenv", "versions", "--bare"], capture_output=True, text=True, check=True)
        kept["PYENV_VERSION"] = ":".join(listed.stdout.split())
    return kept | {"UV_PYTHON_DOWNLOADS": "never"}


def find(number: str) -> str:
    """Return the path of that Python; fail in one line if there is none."""
    assert shutil.which("uv"), "uv finds the Pythons for this test, and it is not on PATH: pip install uv"
    words = ["uv", "python", "find", "--system", number]
    found = subprocess.run(words, cwd=ROOT, env=outside(), capture_output=True, text=True).stdout.strip()
    assert found, f"Python {number} was not found: `uv python install {number}` gets it"
    return found


def wheel(folder: Path) -> Path:
    """Return the wheel of the tree, made from a copy, because making it leaves files behind."""
    copy = folder / "copy"
    shutil.copytree(ROOT / "code", copy / "code", ignore=shutil.ignore_patterns("*.egg-info", "__pycache__"))
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    run(*pip, "--wheel-dir", folder, copy)
    return next(folder.glob("*.whl"))


def environment(number: str, age: str, package: Path, folder: Path) -> Path:
    """Return the Python of a new environment in the folder: of that version, with the package and what it needs."""
    run("uv", "venv", "--python", find(number), folder)
    wanted = ["--resolution", AGES[age], "--only-binary", ":all:", "-r", "pyproject.toml", "--extra", "book"]
    run("uv", "pip", "install", "--python", folder, *wanted, *TOOLS, package)
    return folder / "bin" / "python"
