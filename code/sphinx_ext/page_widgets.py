"""Bring the book's own widgets to life in pages without a kernel, and keep the state of other widgets out of them.

Each widget also gets a page of its own, _static/embed/<name>.html, that teachers put into theirs.
"""

import re
from pathlib import Path

from docutils import nodes

from bp1 import widgets  # noqa: F401, so that every widget is known
from bp1.widgets import base

EMBED = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'self'; style-src 'self' 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<link rel="icon" href="../favicon.svg">
<link rel="stylesheet" href="../widgets/theme.css">
<link rel="stylesheet" href="../widgets/{stem}.css">
<link rel="stylesheet" href="../widgets/embed.css">
<script defer src="../widgets/{stem}.js"></script>
</head>
<body>
<main>
{widget}
<p class="bp1-home">From the book <a href="../../index.html" target="_top">{title}</a></p>
</main>
</body>
</html>
"""
MOUNT = re.compile(r'data-bp1-widget="(\w+)"')


def scripts_for_page(app, pagename, templatename, context, doctree):
    """Add the scripts of the widgets on this page; drop the state that only a kernel can use."""
    outputs = app.env.nb_metadata.get(pagename, {}).get("js_files", {})
    for key in [key for key in outputs if key.startswith("ipywidgets_")]:
        del outputs[key]
    html = "".join(node.astext() for node in doctree.findall(nodes.raw)) if doctree else ""
    for stem in sorted(set(MOUNT.findall(html))):
        app.add_js_file(f"widgets/{stem}.js", loading_method="defer")


def write_widgets(app):
    """Write each widget's script and style sheet beside the pages, first of all: pages name them with a checksum."""
    if app.builder.format == "html":
        target = Path(app.outdir) / "_static" / "widgets"
        target.mkdir(parents=True, exist_ok=True)
        (target / "theme.css").write_text(base.source("theme.css"), "utf8")
        (target / "embed.css").write_text(base.source("embed.css"), "utf8")
        (target.parent / "embed").mkdir(exist_ok=True)
        for widget in base.BookWidget.__subclasses__():
            stem = widget._stem
            (target / f"{stem}.js").write_text(base.page_script(stem), "utf8")
            (target / f"{stem}.css").write_text(base.source(f"{stem}.css"), "utf8")
            for name in filter(lambda name: name.endswith(base.DATA), base.needed(stem)):
                (target / name).write_text(base.page_data(name), "utf8")
            for shown in widget.embedded():
                html = shown._repr_mimebundle_()[0]["text/html"]
                page = EMBED.format(title=app.config.html_title or app.config.project, stem=stem, widget=html)
                (target.parent / "embed" / f"{shown.embed}.html").write_text(page, "utf8")


def setup(app):
    app.add_config_value("comments_config", {}, "html")  # Jupyter Book sets it for an extension that we leave out
    for sheet in ["theme", *(widget._stem for widget in base.BookWidget.__subclasses__())]:
        app.add_css_file(f"widgets/{sheet}.css")  # on every page, so that all pages have one style sheet
    app.connect("html-page-context", scripts_for_page, priority=400)  # before myst-nb adds what outputs ask for
    app.connect("builder-inited", write_widgets)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
