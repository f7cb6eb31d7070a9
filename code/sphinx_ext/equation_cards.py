"""Show the equation when the reader points at a reference to it: (37) brings up what (37) says.

The formulas travel in the page, one template for each number referred to; equation_cards.js shows them.
Without JavaScript a reference still leads to its equation.
"""

import re

from bp1.equations import EQUATIONS, Equation
from katex_maths import typeset

REFERENCE = re.compile(r'<a [^>]*href="[^"]*#equation-nndl-[^"]*"[^>]*>\(([^()]+)\)</a>')


def card(equation: Equation) -> str:
    """Return the template that holds the equation's name and formula, in this book's letters."""
    formula = typeset(equation.ours or equation.tex, True, None)
    return f'<template data-equation="({equation.number})"><p>{equation.name}</p>{formula}</template>'


def add_cards(app, pagename, templatename, context, doctree):
    """Add to the page a card for each of NNDL's equations that it refers to, and the script that shows them."""
    referred = set(REFERENCE.findall(context.get("body", "")))
    cards = [card(equation) for number, equation in EQUATIONS.items() if number in referred]
    if cards:
        context["body"] += "".join(cards)
        app.add_js_file("equation_cards.js", loading_method="defer")


def setup(app):
    app.connect("html-page-context", add_cards)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
