"""Check every link of the built book: one within it must lead somewhere, one to another host that fails is listed."""

import sys
import urllib.request
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup

from book import SITE

HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; weekly link check of a book)"}  # some hosts send bare programs away
SECONDS = 20


def read(site: Path) -> dict[str, BeautifulSoup]:
    """Return the site's pages by their addresses, relative to the site; in _static are templates of the theme, too."""
    paths = sorted({*site.rglob("*.html")} - {*site.glob("_static/*.html")})
    return {path.relative_to(site).as_posix(): BeautifulSoup(path.read_text("utf8"), "html.parser") for path in paths}


def outside(address: str) -> bool:
    """Return whether the address is one of another host."""
    return urlsplit(address).scheme in ("http", "https")


def links(pages: dict[str, BeautifulSoup]) -> dict[str, list[str]]:
    """Return every address that is linked, one within the site relative to it, each with the pages that link it."""
    found = defaultdict(list)
    for name, page in pages.items():
        for link in page.select("a[href], link[href]"):
            address = urljoin(name, link["href"])
            address = urldefrag(address).url if outside(address) else address  # of others, we look for the page
            if not address.startswith(("data:", "mailto:", "/")) and name not in found[address]:  # /: 404's way home
                found[address].append(name)
    return dict(found)


def leads_nowhere(address: str, site: Path, pages: dict[str, BeautifulSoup]) -> bool:
    """Return whether the site has no such file, or the page no such place; #name?state is a widget's state."""
    name, anchor = map(unquote, urldefrag(address))
    if name not in pages or not anchor:
        return not (site / name).is_file()
    widget, state, _ = anchor.partition("?")
    return not pages[name].find(attrs={"data-bp1-widget": widget.split("-")[0]} if state else {"id": anchor})


def trouble(address: str) -> str:
    """Return what is wrong with an address of another host; "" if it answers."""
    try:
        urllib.request.urlopen(urllib.request.Request(address, headers=HEADERS), timeout=SECONDS).close()
    except (OSError, ValueError) as error:  # an HTTP status, no such host, too slow, no address at all
        return str(error)
    return ""


def report(site: Path) -> tuple[list[str], list[str]]:
    """Return a line for each link that leads nowhere within the site, and for each to another host that fails."""
    pages = read(site)
    found = links(pages)
    lost = [address for address in found if not outside(address) and leads_nowhere(address, site, pages)]
    others = [address for address in found if outside(address)]
    with ThreadPoolExecutor(8) as threads:
        troubles = dict(zip(others, threads.map(trouble, others), strict=True))
    listed = [f"{address}, linked from {found[address][0]}: {why}" for address, why in troubles.items() if why]
    return [f"{address}, linked from {found[address][0]}" for address in lost], sorted(listed)


def main() -> None:
    lost, silent = report(SITE)
    print(f"{len(silent)} links to other hosts do not answer as they should:", *silent, sep="\n- ")
    sys.exit(f"{len(lost)} links within the book lead nowhere:\n- " + "\n- ".join(lost) if lost else None)


if __name__ == "__main__":
    main()
