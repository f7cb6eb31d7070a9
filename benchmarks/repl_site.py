"""JupyterLite's REPL on the Pyodide of the page, as published; no part of the book, it is installed when asked for."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

from live import packing, runtime
from pdf import BUILD

MORE = Path(__file__).with_name("repl.toml")
HERE = BUILD / "repl" / f"{runtime.version()}-{runtime.version(MORE)}"
SITE = HERE / "site"
TOOLS = HERE / "tools"


def build_repl() -> str:
    """Return why the REPL cannot be had, or "" once it lies in SITE."""
    if SITE.exists():
        return ""
    try:
        pip("install", "--no-deps", "--upgrade", "--target", str(TOOLS), *runtime.spec(MORE)["pins"])
        assemble(HERE / "static" / "pyodide")  # where JupyterLite looks for it
        lite("build", "--apps=repl", f"--lite-dir={HERE}", f"--output-dir={HERE / 'aside'}")
        (HERE / "aside").rename(SITE)
    except (runtime.AssemblyError, subprocess.CalledProcessError, OSError, zipfile.BadZipFile) as fault:
        return (getattr(fault, "stderr", "") or str(fault)).strip().splitlines()[-1][:200]
    return ""


def pip(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", "--quiet", *arguments], capture_output=True, text=True, check=True)


def lite(*arguments: str) -> None:
    """Call JupyterLite with no extension but its own kernel, whatever else this Python has."""
    extensions = f"--FederatedExtensionAddon.extra_labextensions_path={TOOLS}/share/jupyter/labextensions"
    command = [sys.executable, "-m", "jupyterlite_core", *arguments, "--ignore-sys-prefix", extensions]
    paths = os.environ | {"PYTHONPATH": str(TOOLS)}
    subprocess.run(command, cwd=HERE, env=paths, capture_output=True, text=True, check=True)


def assemble(folder: Path) -> None:
    """Put together Pyodide as JupyterLite wants it: the page's files, those of MORE, and one lock for all."""
    folder.mkdir(parents=True, exist_ok=True)
    page, more = runtime.spec(), runtime.spec(MORE)
    runtime.gather({"carrier": page["carrier"]} | more, folder)
    for path in runtime.cache().iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    runtime.check(folder, runtime.hashes(page) | runtime.hashes(more))
    packages = page["packages"] | more["packages"]
    lock = {name: locked(name, package, folder) for name, package in packages.items()}
    (folder / "pyodide-lock.json").write_text(json.dumps({"info": page["info"], "packages": lock}), "utf8")


def locked(name: str, package: dict, folder: Path) -> dict:
    """Return what the lock says of a package."""
    file = package["file"]
    return packing.entry(name, folder / file, file, package["imports"], package["depends"]) | package.get("lock", {})
