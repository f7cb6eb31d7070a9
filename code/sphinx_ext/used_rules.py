"""Keep the style rules that a site can use: those whose classes are named somewhere in its pages or scripts.

The theme's style sheets have 5,000 rules, of which a page of this book uses a few hundred.
"""

import re
from collections.abc import Iterable
from functools import cache

WORD = re.compile(r"[\w-]+")
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
FUNCTION = re.compile(r":(?:not|is|where|has|matches)\((?:[^()]|\([^()]*\))*\)")  # what it names need not be there
TOKEN = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^)"']*\)|[{};]""")
NESTED = ("@media", "@supports", "@layer")


def words(texts: Iterable[str]) -> set[str]:
    """Return every word of the texts that may be a class."""
    return {word for text in texts for word in WORD.findall(text)}


@cache
def used(css: str, known: frozenset[str]) -> str:
    """Return the rules of css (without comments) of which at least one selector has known classes alone."""
    kept = []
    for head, body in statements(css):
        if body is None or (head.startswith("@") and not head.startswith(NESTED)):
            kept.append(head if body is None else f"{head}{{{body}}}")
        elif head.startswith(NESTED):
            inner = used(body, known)
            kept.append(f"{head}{{{inner}}}" if inner else "")
        else:
            selectors = [part for part in split(head) if set(CLASS.findall(FUNCTION.sub("", part))) <= known]
            kept.append(f"{','.join(selectors)}{{{body}}}" if selectors else "")
    return "\n".join(filter(None, kept))


def statements(css: str):
    """Yield (what stands before the brace, what stands inside) of each rule; (the statement, None) if it has none."""
    start = depth = inside = 0
    for token in TOKEN.finditer(css):
        if token[0] == "{":
            inside = inside if depth else token.end()
            depth += 1
        elif token[0] == "}":
            depth -= 1
            if depth == 0:
                yield css[start : inside - 1].strip(), css[inside : token.start()].strip()
                start = token.end()
        elif token[0] == ";" and depth == 0:
            yield css[start : token.end()].strip(), None
            start = token.end()
    if depth:
        raise ValueError("used_rules: a brace of a style sheet is never closed")


def split(head: str) -> list[str]:
    """Return the selectors of a list, which may have commas of their own in brackets."""
    return [part.strip() for part in re.split(r",(?![^()\[\]]*[)\]])", head)]
