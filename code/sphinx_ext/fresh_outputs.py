"""Run every cell again when the library, the lock or Python has changed: the cache of outputs knows only the cells."""

import hashlib
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def fingerprint() -> str:
    """Return a short hash of everything a cell's output depends on besides the cell."""
    digest = hashlib.sha256(sys.version.encode())
    sources = [p for p in (ROOT / "code" / "bp1").rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    for path in sorted([*sources, ROOT / "requirements.lock"]):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def use_own_cache(app, config):
    """Keep outputs under the fingerprint, drop those of other fingerprints, and have every page read again."""
    config.library_fingerprint = fingerprint()
    caches = Path(app.outdir).parent / ".jupyter_cache"
    for stale in caches.glob("*"):
        if stale.name != config.library_fingerprint:
            shutil.rmtree(stale) if stale.is_dir() else stale.unlink()
    config.nb_execution_cache_path = str(caches / config.library_fingerprint)


def setup(app):
    app.add_config_value("library_fingerprint", "", "env")  # "env": a change of it makes every page outdated
    app.connect("config-inited", use_own_cache)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
