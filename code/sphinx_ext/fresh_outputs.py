"""Run every cell again when the library has changed (the cache of outputs knows only the cells), and write every page
again when the machinery has.
"""

import hashlib
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def fingerprint(folder: Path) -> str:
    """Return a short hash of all sources in the folder, of the lock, and of Python."""
    digest = hashlib.sha256(sys.version.encode())
    sources = [p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    for path in sorted([*sources, ROOT / "requirements.lock"]):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def use_own_cache(app, config):
    """Keep outputs under the fingerprint, drop those of other fingerprints, and have every page read again."""
    config.library_fingerprint = fingerprint(ROOT / "code" / "bp1")
    config.machinery_fingerprint = fingerprint(ROOT / "code" / "sphinx_ext")
    caches = Path(app.outdir).parent / ".jupyter_cache"
    for stale in caches.glob("*"):
        if stale.name != config.library_fingerprint:
            shutil.rmtree(stale) if stale.is_dir() else stale.unlink()
    config.nb_execution_cache_path = str(caches / config.library_fingerprint)


def setup(app):
    app.add_config_value("library_fingerprint", "", "env")  # "env": when it changes, every page is read again
    app.add_config_value("machinery_fingerprint", "", "html")  # "html": when it changes, every page is written again
    app.connect("config-inited", use_own_cache)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
