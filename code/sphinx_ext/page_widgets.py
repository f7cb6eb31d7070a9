"""Bring the book's own widgets to life in pages without a kernel, and keep the state of other widgets out of them."""

import re
from pathlib import Path

from docutils import nodes

from bp1.widgets import base

MOUNT = re.compile(r'data-bp1-widget="(\w+)"')


def scripts_for_page(app, pagename, templatename, context, doctree):
    """Add the scripts and style sheets of the widgets on this page; drop the state that only a kernel can use."""
    outputs = app.env.nb_metadata.get(pagename, {}).get("js_files", {})
    for key in [key for key in outputs if key.startswith("ipywidgets_")]:
        del outputs[key]
    html = "".join(node.astext() for node in doctree.findall(nodes.raw)) if doctree else ""
    for stem in sorted(set(MOUNT.findall(html))):
        app.add_js_file(f"widgets/{stem}.js", loading_method="defer")
        app.add_css_file(f"widgets/{stem}.css")


def write_widgets(app):
    """Write each widget's script and style sheet beside the pages, first of all: pages name them with a checksum."""
    if app.builder.format == "html":
        target = Path(app.outdir) / "_static" / "widgets"
        target.mkdir(parents=True, exist_ok=True)
        (target / "theme.css").write_text(base.source("theme.css"), "utf8")
        for stem in sorted(path.stem for path in base.HERE.glob("*.css") if path.with_suffix(".py").exists()):
            (target / f"{stem}.js").write_text(base.page_script(stem), "utf8")
            (target / f"{stem}.css").write_text(base.source(f"{stem}.css"), "utf8")


def setup(app):
    app.add_config_value("comments_config", {}, "html")  # Jupyter Book sets it for an extension that we leave out
    app.add_css_file("widgets/theme.css")  # the book's colours, for formulas too
    app.connect("html-page-context", scripts_for_page, priority=400)  # before myst-nb adds what outputs ask for
    app.connect("builder-inited", write_widgets)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
