"""No term and no symbol of the glossary is used before the book has introduced it, by a link to its entry."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = "chapters/glossary"
CODE = re.compile(r"^---.*?^---$|^```(?!`|\{prf).*?^```$|`[^`\n]+`", re.DOTALL | re.MULTILINE)
# Headings, and links to pages, are names: they may say what comes.
NAMES = re.compile(r"^#.*$|^(?:`{4}|:{3}).*$|^:label:.*$|\[[^\]]*\]\((?!<?#)[^)]*\)", re.MULTILINE)
FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL)


def pages() -> dict[str, str]:
    """Return the source of each page in the order of the table of contents, without the glossary."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf8"))
    names = [toc["root"], *(chapter["file"] for chapter in toc["chapters"])]
    return {name: (ROOT / f"{name}.md").read_text("utf8") for name in names if name != GLOSSARY}


def glossary() -> dict[str, str]:
    r"""Return the glossary's terms, each with the letter that formulas write it by ("z", "\delta"), or with ""."""
    entries = (ROOT / f"{GLOSSARY}.md").read_text("utf8").split("```")[1]
    return dict(re.findall(r"^(\w[^\n]*)\n(?:  \$(\\?[A-Za-z]+)[^\n]*\$\.\n)?", entries, re.MULTILINE))


def blank(pattern: re.Pattern, text: str) -> str:
    """Return text with what the pattern finds blanked out, and every other character in its place."""
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)


def links(text: str, terms) -> dict[str, int]:
    """Return where the text first links each term to the glossary, as a position."""
    found = {term: re.search(rf"\[[^\]]*\]\(<?#{term}>?\)", text, re.IGNORECASE) for term in terms}
    return {term: match.start() for term, match in found.items() if match}


def first_use(term: str, text: str) -> int | None:
    """Return where the prose first uses the term."""
    use = re.search(rf"\b{term}s?\b", blank(FORMULA, text), re.IGNORECASE)
    return use and use.start()


def first_formula(symbol: str, text: str) -> int | None:
    """Return where the sentence ends (it has a line of its own) in which a formula first has the symbol."""
    letter = re.compile(rf"(?<![A-Za-z\\]){re.escape(symbol)}(?![A-Za-z])")
    places = [m.start() for m in FORMULA.finditer(text) if letter.search(m[0])]
    return (text + "\n").index("\n", places[0]) if places else None


def too_early(pages: dict[str, str], terms: dict[str, str]) -> list[str]:
    """Return a line for each term and each symbol that a page uses before the book, in its order, links the term."""
    found, known = [], set()
    for name, source in pages.items():
        text = blank(NAMES, blank(CODE, source))
        linked = links(text, terms) | dict.fromkeys(known, -1)
        for term in terms:
            use = first_use(term, text)
            if use is not None and use < linked.get(term, len(text) + 1):
                found.append(f"{name}: {term!r} is used before it is introduced; link its first use, (#{term})")
        for symbol in set(terms.values()) - {""}:
            use = first_formula(symbol, text)
            names = [term for term in terms if terms[term] == symbol]
            if use is not None and all(use < linked.get(term, len(text) + 1) for term in names):
                found.append(f"{name}: a formula has {symbol} before any of {names} is introduced")
        known |= linked.keys()
    return found


def test_no_term_and_no_symbol_is_used_before_it_is_introduced():
    assert too_early(pages(), glossary()) == []


def test_the_glossary_is_in_order_and_knows_symbols():
    terms = glossary()
    assert list(terms) == sorted(terms, key=str.lower)
    assert terms["error"] == r"\delta" and terms["weighted input"] == "z" and terms["share"] == ""


def test_what_comes_too_early_is_named():
    terms = {"lamp": "a", "dial": "z"}
    one, two = "Every lamp shines.\nA [lamp](#lamp) is $a_k$.\n", "Turn $z_1$.\nThat is a [dial](#dial).\n"
    assert too_early({"one": one, "two": two}, terms) == [
        "one: 'lamp' is used before it is introduced; link its first use, (#lamp)",
        "two: a formula has z before any of ['dial'] is introduced",
    ]
    assert too_early({"one": one.split("\n")[1], "two": "Turn the [dial](#dial) $z_1$ of a lamp $a_k$."}, terms) == []
