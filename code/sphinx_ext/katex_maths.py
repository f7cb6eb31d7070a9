r"""Typeset maths while building (KaTeX), and print the number that the source gives in \tag{37}."""

import json
import re
import shutil
from functools import cache
from pathlib import Path

from docutils import nodes
from py_mini_racer import JSEvalException, MiniRacer
from sphinx.util import logging

KATEX = Path(__file__).parent / "vendor" / "katex"
TAG = re.compile(r"\\tag\{([^{}]+)\}")
logger = logging.getLogger(__name__)


@cache
def engine() -> MiniRacer:
    """Return a JavaScript engine with KaTeX loaded in it."""
    racer = MiniRacer()
    racer.eval((KATEX / "katex.min.js").read_text("utf8"))
    return racer


def typeset(tex: str, display: bool, node: nodes.Node) -> str:
    """Return tex as HTML and MathML; a TeX error becomes a warning (in a strict build, an error) with file and line."""
    options = {"displayMode": display, "output": "htmlAndMathml", "throwOnError": True, "strict": "error"}
    try:
        return engine().eval(f"katex.renderToString({json.dumps(tex)}, {json.dumps(options)})")
    except JSEvalException as error:
        logger.warning("TeX error in %r: %s", tex, str(error).split("\n")[0], location=node)
        return f"<code>{nodes.unescape(tex)}</code>"


def visit_inline(self, node):
    self.body.append(self.starttag(node, "span", "", CLASS="math notranslate nohighlight"))
    following = node.next_node(descend=False, siblings=True)
    closing = isinstance(following, nodes.Text) and following.startswith(tuple(",.;:?!)"))
    joiner = "\N{WORD JOINER}" if closing else ""  # so that no line begins with a full stop
    self.body.append(typeset(node.astext(), False, node) + "</span>" + joiner)
    raise nodes.SkipNode


def visit_block(self, node):
    number = f"Equation {node['number']}" if node.get("number") else "Equation"
    attributes = {"role": "group", "aria-label": number, "tabindex": "0"}  # wide ones scroll: reachable by keyboard
    self.body.append(self.starttag(node, "div", CLASS="math notranslate nohighlight", **attributes))
    self.body.append(typeset(node.astext(), True, node) + "</div>\n")
    raise nodes.SkipNode


def number_by_tag(app, doctree):
    r"""Give each labelled equation the number in its \tag, so that references print NNDL's numbers."""
    equations = app.env.get_domain("math").equations
    for node in doctree.findall(nodes.math_block):
        tag = TAG.search(node.astext())
        if node.get("label") and not tag:
            logger.warning(r"equation %r has a label but no \tag{...} to print", node["label"], location=node)
        if tag and node.get("label"):
            node["number"] = tag[1]
            equations[node["label"]] = (app.env.docname, tag[1])


def copy_katex(app, error):
    """Put KaTeX's style sheet and fonts beside the pages."""
    if error is None and app.builder.format == "html":
        target = Path(app.outdir) / "_static" / "katex"
        shutil.copytree(KATEX, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.js"))


def setup(app):
    app.add_html_math_renderer("katex", (visit_inline, None), (visit_block, None))
    app.add_css_file("katex/katex.min.css")
    app.connect("doctree-read", number_by_tag)
    app.connect("build-finished", copy_katex)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
