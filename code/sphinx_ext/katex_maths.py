r"""Typeset maths while building (KaTeX); \tag{37} in the source is what the page prints and [(37)](#nndl-37) finds.

The printed number is a link to the equation's place in NNDL.
"""

import base64
import json
import re
import shutil
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path

from docutils import nodes
from docutils.nodes import make_id
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont
from py_mini_racer import JSEvalException, MiniRacer
from sphinx.util import logging

from bp1.equations import EQUATIONS

KATEX = Path(__file__).parent / "vendor" / "katex"
TAG = re.compile(r"\\tag\{([^{}]+)\}")
SYMBOL = re.compile(
    r"""(?P<skip> \\tag\{[^{}]*\} | \\[a-zA-Z]*text[a-z]*\{[^{}]*\} | \\operatorname\{[^{}]*\} | \\(?!delta)[a-zA-Z]+)
      | (?P<delta> \\delta (?:\^\{[^{}]*\} | \^\w)? (?:_\{[^{}]*\} | _\w)?)
      | (?P<j> z (?:\^\{[^{}]*\} | \^\w)? (?:_\{j\} | _j) | (?<![a-jl-zA-Z])j(?![a-zA-Z]))
      | (?P<k> a (?:\^\{[^{}]*\} | \^\w)? (?:_\{[^{}]*\} | _\w) | (?<![a-zA-Z])k(?![a-ik-zA-Z]))""",
    re.VERBOSE,
)
TYPESET = r"""
const typeset = (tex, displayMode) => katex.renderToString(tex, {
  displayMode, output: "htmlAndMathml", throwOnError: true,
  strict: (code) => (code === "htmlExtension" ? "ignore" : "error"),
  trust: ({ command }) => command === "\\htmlClass", // the book's colours, and no other HTML
})"""
INSIDE = {"KaTeX_Main-Regular": "1em KaTeX_Main", "KaTeX_Math-Italic": "italic 1em KaTeX_Math"}
USUAL = "".join(map(chr, range(0x20, 0x7F))) + "\xa0\u200b\ue020±×ˉΔΣΩδεηλμσφϵ’“”…′→∂∇∏∑−∗∞∣∥≈≡≤≥⊙⋅⋯"
UNPACK = " ".join(f"document.fonts.load('{font}');" for font in INSIDE.values())
ANNOTATION = re.compile(r'(<annotation encoding="application/x-tex">)[^<]*')
SHORT = 20  # characters of TeX: a longer formula must be free to break
logger = logging.getLogger(__name__)


@cache
def engine() -> MiniRacer:
    """Return a JavaScript engine with KaTeX loaded in it."""
    racer = MiniRacer()
    racer.eval((KATEX / "katex.min.js").read_text("utf8"))
    racer.eval(TYPESET)
    return racer


def coloured(tex: str) -> str:
    """Return tex with the book's colours: z_j the dial and j, a_k the lamps and k, and delta.

    Where weights w_jk are written, k is another k (NNDL counts three), so such a formula stays as it is.
    """
    if re.search(r"(?<![a-zA-Z\\])w(?![a-zA-Z])", tex):
        return tex
    return SYMBOL.sub(lambda m: m[0] if m["skip"] else rf"{{\htmlClass{{bp1-{m.lastgroup}}}{{{m[0]}}}}}", tex)


def typeset(tex: str, display: bool, node: nodes.Node) -> str:
    """Return tex as HTML and MathML; a TeX error becomes a warning (in a strict build, an error) with file and line."""
    try:
        html = engine().eval(f"typeset({json.dumps(coloured(TAG.sub('', tex)))}, {json.dumps(display)})")
    except JSEvalException as error:
        logger.warning("TeX error in %r: %s", tex, str(error).split("\n")[0], location=node)
        return f"<code>{escape(tex)}</code>"
    return ANNOTATION.sub(lambda m: m[1] + escape(tex), html)  # the source as it was written


def visit_inline(self, node):
    closing = node.get("closing", "")
    classes = "math notranslate nohighlight" + (" nobreak" if closing else "")
    self.body.append(self.starttag(node, "span", "", CLASS=classes))
    self.body.append(typeset(node.astext(), False, node) + closing + "</span>")
    raise nodes.SkipNode


def visit_block(self, node):
    number = f"Equation {node['number']}" if node.get("number") else "Equation"
    attributes = {"role": "group", "aria-label": number, "tabindex": "0"}  # wide ones scroll: reachable by keyboard
    self.body.append(self.starttag(node, "div", CLASS="math notranslate nohighlight", **attributes))
    self.body.append(typeset(node.astext(), True, node) + printed(node.get("number")) + "</div>\n")
    raise nodes.SkipNode


def printed(number: str | None) -> str:
    """Return an equation's number as HTML: a link to its place in NNDL, if NNDL has it."""
    if number not in EQUATIONS:
        return f'<span class="number">({number})</span>' if number else ""
    return f'<a class="number" href="{EQUATIONS[number].link}" aria-label="({number}) in NNDL">({number})</a>'


def number_by_tag(app, doctree):
    r"""Give each equation with a \tag that number, and an anchor: \tag{37} is found at #equation-nndl-37."""
    tags = app.env.equation_tags.setdefault(app.env.docname, [])
    for node in doctree.findall(nodes.math_block):
        if node.get("label"):
            logger.warning(r"an equation is labelled by its \tag{...}, not by %r", node["label"], location=node)
        tag = TAG.search(node.astext())
        if tag:
            node["number"] = tag[1]
            if tag[1] not in tags:
                tags.append(tag[1])
                node["ids"].append(make_id(f"equation-nndl-{tag[1].replace('*', '-star')}"))


def keep_punctuation(app, doctree):
    """Move the full stop or comma after a short formula into it, so that no line begins with one."""
    for node in list(doctree.findall(nodes.math)):
        following = node.next_node(descend=False, siblings=True)
        if len(node.astext()) < SHORT and isinstance(following, nodes.Text) and following[:1] in set(",.;:?!)"):
            node["closing"] = following[0]
            siblings = following.parent
            place = next(i for i, child in enumerate(siblings) if child is following)  # equal texts may come before
            siblings[place] = nodes.Text(following[1:])


def find_homes(app, env):
    """Let a reference to #nndl-37 lead to the first page, in reading order, that shows equation (37)."""
    equations = env.get_domain("math").equations
    for docname in reversed(reading_order(env, app.config.root_doc)):
        for tag in env.equation_tags.get(docname, []):
            equations[f"nndl-{tag}"] = (docname, tag)


def reading_order(env, docname: str) -> list[str]:
    """Return this page and all pages below it in the table of contents."""
    below = env.toctree_includes.get(docname, [])
    return [docname, *(page for child in below for page in reading_order(env, child))]


def forget(app, env, docname):
    """Drop what is known of a page that will be read again."""
    env.equation_tags = {page: tags for page, tags in getattr(env, "equation_tags", {}).items() if page != docname}


def merge(app, env, docnames, other):
    """Take over what another process has read."""
    env.equation_tags |= {docname: other.equation_tags.get(docname, []) for docname in docnames}


def copy_katex(app):
    """Put KaTeX's style sheet and fonts beside the pages, first of all: pages name them with a checksum.

    What nearly every formula is made of comes inside the style sheet, and UNPACK has it ready before the first line is
    laid out: what comes later makes lines break anew.
    """
    if app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / "katex"
    shutil.copytree(KATEX, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.js"))
    css = (KATEX / "katex.min.css").read_text("utf8")
    for font in INSIDE:
        css = with_usual_face(font, css)
    (target / "katex.min.css").write_text(css, "utf8")


def with_usual_face(name: str, css: str) -> str:
    """Return css with the font's rule twice: once for its file, once for the USUAL characters, which it has inside."""
    font, packed, subsetter = TTFont(KATEX / "fonts" / f"{name}.woff2", recalcTimestamp=False), BytesIO(), Subsetter()
    subsetter.populate(text=USUAL)
    subsetter.subset(font)
    font.save(packed)
    inside = f"data:font/woff2;base64,{base64.b64encode(packed.getvalue()).decode()}"
    usual = ",".join(f"U+{ord(character):X}" for character in USUAL)
    rule = rf"(@font-face{{[^}}]*)url\((fonts/{name}\.woff2)\)[^}}]*}}"
    twice = rf"\1url(\2);unicode-range:U+80-10FFFF}}\1url({inside});unicode-range:{usual}}}"
    return re.sub(rule, twice, css)


def setup(app):
    app.add_html_math_renderer("katex", (visit_inline, None), (visit_block, None))
    app.add_css_file("katex/katex.min.css")
    app.add_js_file(None, body=UNPACK)
    app.connect("env-purge-doc", forget)
    app.connect("doctree-read", number_by_tag)
    app.connect("doctree-read", keep_punctuation)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", find_homes)
    app.connect("builder-inited", copy_katex)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
