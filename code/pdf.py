"""Print the built book as one PDF through Chromium: its pages in one, with an outline and links that stay inside."""

import json
import os
import re
import shutil
import sys
from itertools import starmap
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import yaml
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "_build"
BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"]
BOOK = """<!doctype html>
<html lang="{language}" data-theme="light" data-mode="light">
<head><meta charset="utf-8"><title>{title}</title>{sheets}<style>{style}</style></head>
<body class="bd-content">
<header>
  <p class="title">{title}</p>
  <p>{author}</p>
  <p>after equations (36), (37) and (38) of Michael Nielsen,
    <a href="http://neuralnetworksanddeeplearning.com/"><em>Neural Networks and Deep Learning</em></a></p>
  <p class="licence">© {copyright} {author}. Code: MIT License.
    Text and figures: <a href="https://creativecommons.org/licenses/by/4.0/">CC&nbsp;BY&nbsp;4.0</a>.</p>
</header>
<nav><h1>Contents</h1>{contents}</nav>
<main class="bd-article-container">{articles}</main>
</body></html>
"""
STYLE = """
@page { size: A4; margin: 20mm 24mm 23mm; font: 9pt sans-serif; color: #56606b; }
@page { @bottom-right { content: counter(page); } }
@page :first { @bottom-right { content: none; } }
html { font-size: 14px; }
body > nav, article { break-before: page; }
header .title { margin: 60mm 0 10mm; font-size: 3rem; font-weight: 600; line-height: 1.2; }
header p { margin-bottom: 10mm; font-size: 1.25rem; }
header .licence { margin-top: 80mm; font-size: 1rem; }
/* Without these two the outline says words twice at the top of a page, and lacks a space where a title is broken. */
h1, h2, h3 { padding-top: 0.3em; white-space: pre-wrap; }
body > nav > h1 { font-weight: 400; }
body > nav ul { padding-left: 1.5rem; list-style: none; }
body > nav > ul { padding: 0; }
body > nav > ul > li { margin-bottom: 1rem; font-weight: 600; }
body > nav ul ul { font-weight: 400; }
"""


def browser_path() -> str:
    """Return the browser that $CHROMIUM names, or the system's; exit with one line if there is none."""
    names = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else BROWSERS
    path = next(filter(None, map(shutil.which, names)), None)
    wanted = "Install one (Debian: apt-get install chromium) or set CHROMIUM=/path/to/chromium."
    return path or sys.exit(f"No browser found, looking for {', '.join(names)}. {wanted}")


def toc_pages() -> list[str]:
    """Return the addresses of all pages, relative to the site, in the order of _toc.yml."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf8"))
    return [f"{name}.html" for name in [toc["root"], *(chapter["file"] for chapter in toc["chapters"])]]


def built_pages() -> dict[str, BeautifulSoup]:
    """Return all pages by their address in the site, in the order of _toc.yml; exit with one line if one is missing."""
    names = toc_pages()
    missing = [name for name in names if not (BUILD / "html" / name).exists()]
    if missing:
        sys.exit(f"The book has not been built: _build/html/{missing[0]} is missing. Build it first: make book")
    return {name: BeautifulSoup((BUILD / "html" / name).read_text("utf8"), "html.parser") for name in names}


def place(address: str) -> str:
    """Return the id which page.html#id has in the one page: page/id, so that ids stay different."""
    return address.replace(".html#", "/").removesuffix(".html")


def relink(link: Tag, name: str, pages: dict) -> None:
    """Lead a link of the page to where its target now stands; what is a file of the site is no link on paper."""
    address = urljoin(name, link["href"])
    if "?" in urlsplit(address).fragment:  # the state of a widget, which does not move on paper
        link.unwrap()
    elif urldefrag(address).url in pages:
        link["href"] = "#" + place(address)
    elif not urlsplit(address).scheme:
        link.unwrap()


def article(name: str, pages: dict[str, BeautifulSoup]) -> Tag:
    """Return the page's article, made to live in one page with all others."""
    found = pages[name].find("article", class_="bd-article")
    for useless in found.find_all(class_=["headerlink", "question-see"]):  # on paper nothing links or moves
        useless.decompose()
    for element in found.find_all(id=True):
        element["id"] = place(f"{name}#{element['id']}")
    for image in found.find_all("img"):
        image["src"] = urljoin(f"html/{name}", image["src"])
    for link in found.find_all("a", href=True):
        relink(link, name, pages)
    found["id"] = place(name)
    return found


def running_foot(number: int, chapter: Tag) -> str:
    """Return the style rules that write the title of the chapter, counted from 1, at the foot of its pages."""
    title = "".join(text for text in chapter.h1.strings if not text.find_parent(class_="katex-mathml"))
    quoted = json.dumps(title, ensure_ascii=False)  # as CSS quotes, too
    foot = f"@page chapter-{number} {{ @bottom-left {{ content: {quoted}; }} }}"
    return f"article:nth-of-type({number}) {{ page: chapter-{number}; }} {foot}\n"


def contents(chapter: Tag) -> str:
    """Return the chapter's lines in the list of contents: its title and its sections, each a link."""
    lines = [f'<a href="#{h.parent["id"]}">{h.decode_contents()}</a>' for h in chapter.find_all(["h1", "h2"])]
    return f"<li>{lines[0]}<ul>{''.join(f'<li>{line}</li>' for line in lines[1:])}</ul></li>"


def one_page() -> str:
    """Return the whole book as one HTML page that lies beside the folder of the site."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))
    pages = built_pages()
    sheets = [urljoin(f"html/{n}", s["href"]) for n, p in pages.items() for s in p.find_all("link", rel="stylesheet")]
    chapters = [article(name, pages) for name in pages]
    return BOOK.format(
        **{key: config[key] for key in ("title", "author", "copyright")},
        language=config["sphinx"]["config"]["language"],
        sheets="".join(f'<link rel="stylesheet" href="{sheet}">' for sheet in dict.fromkeys(sheets)),
        style=STYLE + "".join(starmap(running_foot, enumerate(chapters, 1))),
        contents=f"<ul>{''.join(map(contents, chapters))}</ul>",
        articles="".join(map(str, chapters)),
    )


def printed(source: Path) -> bytes:
    """Return the page as a PDF."""
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=browser_path()).new_page()
        page.goto(source.as_uri())
        return page.pdf(outline=True, tagged=True, prefer_css_page_size=True, print_background=True)


def reproducible(pdf: bytes) -> bytes:
    """Return the PDF, of the same length, without its dates and with its nodes counted from 0: the same every time."""
    pdf = re.sub(rb"/(Creation|Mod)Date \(D:[^)]*\)", lambda date: b" " * len(date[0]), pdf)
    nodes = sorted(set(re.findall(rb"\(node(\d{8})\)", pdf)))
    numbers = {node: b"(node%08d)" % number for number, node in enumerate(nodes)}
    return re.sub(rb"\(node(\d{8})\)", lambda node: numbers[node[1]], pdf)


def main() -> None:
    source, target = BUILD / "off-the-diagonal.html", BUILD / "off-the-diagonal.pdf"
    whole = target.with_suffix(".new")
    try:
        source.write_text(one_page(), "utf8")
        whole.write_bytes(reproducible(printed(source)))
        whole.replace(target)  # so that half a file is never taken for the book
    except OSError as error:
        sys.exit(f"The book cannot be printed into {BUILD}: {error}")
    print(f"The book is printed: {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
