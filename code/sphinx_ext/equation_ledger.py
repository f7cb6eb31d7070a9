"""List NNDL's equations on a page: {equation-ledger} with the number of one of NNDL's chapters.

Each comes with the pages of the book that show it or refer to it, read off their sources.
"""

import re
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from bp1.equations import EQUATIONS, Equation

MENTION = r"\\tag\{%s\}|\(#nndl-%s\)"


class EquationLedger(SphinxDirective):
    """The equations of one chapter of NNDL, in its order."""

    required_arguments = 1

    def run(self):
        pages = self.pages()
        entries = [entry(e, users(e, pages)) for e in EQUATIONS.values() if e.chapter == int(self.arguments[0])]
        container = nodes.container(classes=["ledger"])
        self.state.nested_parse(StringList("\n\n".join(entries).splitlines(), self.env.docname), 0, container)
        return container.children

    def pages(self) -> dict[str, str]:
        """Return the source of each other page, by name, in reading order; this page depends on them all."""
        names = [name for name in self.env.external_site_map if name != self.env.docname]
        paths = {name: Path(self.env.doc2path(name)) for name in names}
        for path in paths.values():
            self.env.note_dependency(str(path))
        return {name: path.read_text("utf8") for name, path in paths.items()}


def users(equation: Equation, pages: dict[str, str]) -> list[str]:
    """Return the names of the pages that show the equation or refer to it."""
    mention = re.compile(MENTION % (re.escape(equation.number), re.escape(equation.number)))
    return [name for name, source in pages.items() if mention.search(source)]


def entry(equation: Equation, users: list[str]) -> str:
    """Return the equation's entry as Markdown: what it says, NNDL's formula, ours where it differs, and its users."""
    used = "; ".join(f"[](/{name}.md)" for name in users)
    parts = [
        f"**{equation.name[0].upper() + equation.name[1:]}.**" + (f" Used in {used}." if used else ""),
        rf"$${equation.tex} \tag{{{equation.number}}}$$",
        f"In this book's letters: ${equation.ours}$" if equation.ours else "",
    ]
    return "\n\n".join(filter(None, parts))


def setup(app):
    app.add_directive("equation-ledger", EquationLedger)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
