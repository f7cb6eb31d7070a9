"""Offer each page as a notebook that runs as it is: plain Markdown, and a first cell that says how to get bp1."""

import posixpath
import re
from pathlib import Path

import jupytext
import nbformat
from sphinx.directives.code import LiteralIncludeReader

from question_index import in_markdown

FIRST = """\
# This notebook needs bp1, the library of the book "{book}", and what the library draws with.
try:
    import bp1
    import anywidget
    import matplotlib
    import sympy
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(missing.name + {how!r}) from None
"""
DIRECTIVE = re.compile(
    r"^(?P<fence>[`:]{3,})\{(?P<name>[\w:-]+)\} *(?P<title>[^\n]*)\n"
    r"(?P<options>(?::[\w-]+:[^\n]*\n)*)(?P<body>.*?)^(?P=fence) *$",
    re.MULTILINE | re.DOTALL,
)
LINK = re.compile(r"\[([^][]+)\]\((?:#(nndl-\w+)|([\w./-]+)\.md)\)")
TERM = re.compile(r"\[([^][]+)\]\(<?#[^()]+>?\)")  # leads to the glossary
CITE = re.compile(r"\{cite:[tp]\}`([a-z]+)(\d+)`")
PROOF = re.compile(r"\{prf:ref\}`([\w-]+)`")


def how_to_get(options: dict) -> str:
    """Return how to install the library, as the end of a sentence that begins with what is missing."""
    if options.get("repository_url"):
        package = f"bp1[book] @ git+{options['repository_url']}@{options['repository_branch']}"
        return f' is not installed here. Run this in a new cell, and then this cell again: %pip install "{package}"'
    return (
        " is not installed here. In the folder of the book, run this with the Python of this notebook, "
        'and then restart the kernel: pip install -e ".[book]"'
    )


def notebook(app, page: str) -> nbformat.NotebookNode:
    """Return the page as a notebook without outputs, the same on every build."""
    book = jupytext.read(app.env.doc2path(page), fmt="md:myst")
    how = how_to_get(app.config.html_theme_options)
    book.cells.insert(0, nbformat.v4.new_code_cell(FIRST.format(book=app.config.html_title, how=how)))
    for number, cell in enumerate(book.cells):
        cell.id = f"cell-{number}"
        if cell.cell_type == "markdown":
            cell.source = plain(cell.source, app, page)
    book.metadata = {"kernelspec": book.metadata["kernelspec"], "language_info": {"name": "python"}}
    return book


def plain(text: str, app, page: str) -> str:
    """Return MyST as the Markdown that every notebook application shows."""
    text = DIRECTIVE.sub(lambda found: block(**found.groupdict(), app=app, page=page), text)
    text = PROOF.sub(lambda found: app.env.proof_list[found[1]]["realtype"], text)
    text = CITE.sub(lambda found: f"{found[1].title()} ({found[2]})", text)
    return TERM.sub(r"\1", LINK.sub(lambda found: link(*found.groups(), app, page), text))


def block(fence: str, name: str, title: str, options: str, body: str, app, page: str) -> str:
    """Return a directive as library source, as questions, as something to unfold, or as a quotation with a heading."""
    if name == "question-index":
        return plain(in_markdown(title), app, page)
    body = plain(body, app, page).strip()
    if name == "literalinclude":
        path = Path(app.env.doc2path(page)).parent / title
        settings = dict(re.findall(r":([\w-]+): *(.*)", options))
        return f"```python\n{LiteralIncludeReader(str(path), settings, app.config).read()[0].strip()}\n```"
    if name == "dropdown":
        return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>"
    heading = f"**{name.rpartition(':')[2].capitalize()}**" + (f" ({title})" if title else "")
    return "\n".join(f"> {line}".rstrip() for line in [heading, "", *body.splitlines()])


def link(text: str, equation: str | None, chapter: str | None, app, page: str) -> str:
    """Return a link to the published page, or, if the site's address is not configured, its text alone."""
    base = app.config.html_baseurl.rstrip("/")
    if not base:
        return text
    if equation:
        home, _ = app.env.get_domain("math").equations[equation]
        return f"[{text}]({base}/{app.builder.get_target_uri(home)}#equation-{equation})"
    home = posixpath.normpath(posixpath.join(posixpath.dirname(page), chapter))
    return f"[{text}]({base}/{app.builder.get_target_uri(home)})"


def offered(app, page: str) -> bool:
    """Return whether the page has cells to run."""
    return "kernelspec" in app.env.metadata.get(page, {})


def announce(app, pagename, templatename, context, doctree):
    """Tell the theme that there is a notebook; it then makes the button."""
    if offered(app, pagename):
        context["ipynb_source"] = f"{pagename}.ipynb"


def name_button(app, pagename, templatename, context, doctree):
    """Say on the theme's button what it is good for."""
    for group in context["header_buttons"]:
        for button in group.get("buttons", []):
            if button.get("label") == "download-notebook-button":
                button |= {"text": "Open as notebook (.ipynb)", "tooltip": "Download a notebook that runs as it is"}


def write_notebooks(app, error):
    """Write the notebooks where the theme's button leads, over what its launch buttons put there."""
    if error is not None or app.builder.format != "html":
        return
    for page in filter(lambda page: offered(app, page), sorted(app.env.found_docs)):
        target = Path(app.outdir, "_sources", f"{page}.ipynb")
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook(app, page), target)


def setup(app):
    app.connect("html-page-context", announce)  # before the theme makes its buttons, at 501
    app.connect("html-page-context", name_button, priority=502)
    app.connect("build-finished", write_notebooks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
