"""Let readers run the cells in the page: ship the page's Python with the site, once `make runtime` has fetched it.

Without it the book is built without Run buttons, and the build says so.
"""

import json
import shutil
from pathlib import Path

from sphinx.errors import ExtensionError
from sphinx.util import logging

from katex_maths import KATEX
from live import packing, runtime

LIVE = Path(runtime.__file__).parent
FACE = ("cells.js", "cells.css")  # on every page; the other scripts and styles come with the first press
OFFLINE = "offline.js"
logger = logging.getLogger(__name__)


def choose(app, config):
    """Take note of the runtime that this build can ship: when that changes, every page is written again."""
    compiled = packing.compiled(runtime.cache())
    kind = packing.COMPILED if compiled.exists() else ""
    config.live_runtime = runtime.version() + kind if runtime.cache().exists() else ""
    if not config.live_runtime:
        logger.info("No Run buttons: `make runtime` has not fetched the page's Python yet.")
        return
    try:
        runtime.check(runtime.cache(), runtime.hashes(runtime.spec()))
        runtime.check(compiled, packing.sums(compiled), packing.SUMS)
    except runtime.AssemblyError as error:
        raise ExtensionError(f"{error} Delete that folder and call `make runtime`.") from error


def write(app):
    """Write the runtime and the page's own files, first of all: pages name cells.js with a checksum."""
    if app.builder.format != "html" or not app.config.live_runtime:
        return
    static = Path(app.outdir) / "_static"
    python = fresh(static, f"runtime-{app.config.live_runtime}")
    for path in packing.shipped(runtime.cache()):
        if not packing.served(python / path.name).exists():
            packing.copy(path, python)
    home = fresh(static, f"live-{app.config.code_fingerprint}")
    write_home(home, python)
    text = (LIVE / "cells.js").read_text("utf8")
    (static / "cells.js").write_text(text.replace("LIVE", home.name), "utf8")
    shutil.copyfile(LIVE / "cells.css", static / "cells.css")
    shutil.copyfile(LIVE / OFFLINE, Path(app.outdir) / OFFLINE)
    app.add_css_file("cells.css")


def fresh(static: Path, name: str) -> Path:
    """Return the folder of this name, the only one of its kind: names change with what is in them."""
    for old in static.glob(f"{name.partition('-')[0]}-*"):
        if old.name != name:
            shutil.rmtree(old)
    (static / name).mkdir(parents=True, exist_ok=True)
    return static / name


def write_home(home: Path, python: Path) -> None:
    """Write what comes with the first press: scripts, styles, KaTeX, our own wheels, and the list of all files."""
    for path in [*LIVE.glob("*.js"), *LIVE.glob("*.css"), *LIVE.glob("editor/editor.js")]:
        if path.name not in (*FACE, OFFLINE):
            shutil.copyfile(path, home / path.name)
    shutil.copyfile(KATEX / "katex.min.js", home / "katex.min.js")
    files = packing.listing(runtime.spec(), python, packing.own_wheels(home))
    (home / "files.json").write_text(json.dumps(files | {"runtime": f"../{python.name}/"}), "utf8")


def add_buttons(app, pagename, templatename, context, doctree):
    """Add the script that makes the buttons to each page with cells."""
    if app.config.live_runtime and 'class="cell_input' in context.get("body", ""):
        app.add_js_file("cells.js", loading_method="defer")


def setup(app):
    app.add_config_value("live_runtime", "", "html")
    app.connect("config-inited", choose)
    app.connect("builder-inited", write)
    app.connect("html-page-context", add_buttons)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
