"""Nothing stale: run every cell again when what it uses has changed, make every page again when anything in code/ has.

Jupyter Book's own cache of outputs knows the cells alone, and Sphinx knows the chapters alone.
"""

import hashlib
import shutil
import sys
from importlib.metadata import distributions
from pathlib import Path

CODE = Path(__file__).resolve().parents[1]
FOR_CELLS = (CODE / "bp1", CODE / "sphinx_ext" / "kernel", CODE / "sphinx_ext" / "vendor")


def fingerprint(*folders: Path) -> str:
    """Return a short hash of all sources in the folders, of Python, and of the versions of all packages."""
    installed = sorted((package.name, package.version) for package in distributions())
    digest = hashlib.sha256(f"{sys.version} {installed}".encode())
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    for path in sorted(path for path in files if not {"__pycache__", "bp1.egg-info"} & set(path.parts)):
        digest.update(path.relative_to(CODE).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def use_own_cache(app, config):
    """Keep outputs under the fingerprint of what cells use, drop others, and have pages read again if code changed."""
    config.code_fingerprint = fingerprint(CODE)
    current = fingerprint(*FOR_CELLS)
    caches = Path(app.confdir) / "_build" / ".jupyter_cache"  # one, wherever the pages go
    for stale in caches.glob("*"):
        if stale.name != current:
            shutil.rmtree(stale) if stale.is_dir() else stale.unlink()
    config.nb_execution_cache_path = str(caches / current)


def setup(app):
    app.add_config_value("code_fingerprint", "", "env")  # "env": when it changes, every page is read again
    app.connect("config-inited", use_own_cache)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
