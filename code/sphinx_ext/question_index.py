"""List readers' questions on a page: {question-index} with the name of one of their groups, and a box to filter them.

They stand in bp1/data/questions.toml.  A question that leads to a section which the book does not have stops the build.
"""

import re
import tomllib
from html import escape
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

import bp1

QUESTIONS = Path(bp1.__file__).parent / "data" / "questions.toml"
LINK = '<a class="reference {kind}" href="{address}">{text}</a>'


class QuestionIndex(SphinxDirective):
    """The questions of one group, in their order."""

    required_arguments = 1

    def run(self):
        items = [self.item(question) for question in groups()[self.arguments[0]]]
        self.env.metadata[self.env.docname]["questions"] = True  # for the filter
        return [nodes.bullet_list("", *items, classes=["questions"])]

    def item(self, question: dict) -> nodes.list_item:
        """Return the question's item: its words, the answer, and where to read on."""
        found = nodes.list_item()
        text = "\n\n".join([f"**{question['words']}**", question["answer"], self.links(question)])
        self.state.nested_parse(StringList(text.splitlines(), self.env.docname), 0, found)
        return found

    def links(self, question: dict) -> str:
        """Return the links to the section, to a widget's state and to who asked, as a line of HTML."""
        page, anchor = question["read"].split("#")
        parts = ["Read " + self.inside(question["read"], self.heading(page, anchor)) + "."]
        if "see" in question:
            parts.append(f'<span class="question-see">{self.inside(question["see"], "See it move")}.</span>')
        asked = [outside(name, url) for name, url in question["asked"].items()]
        return " ".join([*parts, f"Asked at {', '.join(asked)}."])

    def inside(self, place: str, text: str) -> str:
        """Return a link to page#place of this book, seen from this page."""
        page, anchor = place.split("#")
        address = f"{self.env.app.builder.get_relative_uri(self.env.docname, page)}#{anchor}"
        return LINK.format(kind="internal", address=escape(address), text=text)

    def heading(self, page: str, anchor: str) -> str:
        """Return the heading of that section, read off the page's source."""
        path = self.env.doc2path(page)
        self.env.note_dependency(path)
        source = re.sub(r"^```.*?^```", "", Path(path).read_text("utf8"), flags=re.DOTALL | re.MULTILINE)
        for title in re.findall(r"^#+ (.+)$", source, re.MULTILINE):
            if nodes.make_id(title) == anchor:
                return title
        raise ExtensionError(f"questions.toml: {page} has no section #{anchor}")


def outside(text: str, url: str) -> str:
    """Return a link that leaves the book."""
    return LINK.format(kind="external", address=escape(url), text=text)


def groups() -> dict[str, list[dict]]:
    """Return the questions by group."""
    return tomllib.loads(QUESTIONS.read_text("utf8"))


def in_markdown(group: str) -> str:
    """Return the questions of a group for a notebook, which has no sections to lead to: words, answer, who asked."""
    items = []
    for question in groups()[group]:
        asked = ", ".join(f"[{name}]({url})" for name, url in question["asked"].items())
        items.append(f"- **{question['words']}**\n\n  {question['answer']} Asked at {asked}.")
    return "\n\n".join(items)


def filter_on_page(app, pagename, templatename, context, doctree):
    """Add the filter to the pages that list questions."""
    if app.env.metadata.get(pagename, {}).get("questions"):
        app.add_js_file("question_index.js", loading_method="defer")


def setup(app):
    app.add_directive("question-index", QuestionIndex)
    app.connect("html-page-context", filter_on_page, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
