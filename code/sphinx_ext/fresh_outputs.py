"""Nothing stale: run every cell again when the library has changed, make every page again when anything in code/ has.

Jupyter Book's own cache of outputs knows the cells alone, and Sphinx knows the chapters alone.
"""

import hashlib
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def fingerprint(folder: Path) -> str:
    """Return a short hash of all sources in the folder, of the lock, and of Python."""
    digest = hashlib.sha256(sys.version.encode())
    sources = [p for p in folder.rglob("*") if p.is_file() and not {"__pycache__", "bp1.egg-info"} & set(p.parts)]
    for path in sorted([*sources, ROOT / "requirements.lock"]):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def use_own_cache(app, config):
    """Keep outputs under the library's fingerprint, drop those of others, and have pages read again if code changed."""
    config.code_fingerprint = fingerprint(ROOT / "code")
    library = fingerprint(ROOT / "code" / "bp1")
    caches = Path(app.outdir).parent / ".jupyter_cache"
    for stale in caches.glob("*"):
        if stale.name != library:
            shutil.rmtree(stale) if stale.is_dir() else stale.unlink()
    config.nb_execution_cache_path = str(caches / library)


def setup(app):
    app.add_config_value("code_fingerprint", "", "env")  # "env": when it changes, every page is read again
    app.connect("config-inited", use_own_cache)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
