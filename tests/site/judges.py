"""The judges of a page: each takes a visit and returns the faults it finds, a line each."""

import gzip
import re

from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe
from visits import Visit, foreign, two_frames

MOST_BYTES = 250_000  # compressed, everything the page loads by itself
MOST_REQUESTS = 15
PACKED = (".woff2", ".png", ".jpg")  # compression gains nothing here
UNWANTED = re.compile(
    r"fontawesome|searchindex|require(\.min)?\.js|html-manager|thebe|mathjax|Main-Regular|Math-Italic", re.IGNORECASE
)
TEX = re.compile(r"\\[a-zA-Z]+|\\[(\[]|\$")
POLICY = re.compile(r"default-src 'self'; script-src 'self'( 'sha256-[^']+')+ 'wasm-unsafe-eval'; ")
EVERYTHING = {  # and a WCAG rule that this axe still calls experimental
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"label-content-name-mismatch": {"enabled": True}},
}
# Most of axe's time goes to the contrast of words, and a page's formulas have thousands of elements of a few looks.
# So mark the first element of each look: that is, of its own letters and ground and those of all around it.
LOOKS = """() => {
    const seen = new Map();
    const look = (e) => {
        if (!e) return "";
        if (!seen.has(e)) {
            const { color, backgroundColor, backgroundImage, opacity, fontSize, fontWeight } = getComputedStyle(e);
            const own = [color, backgroundColor, backgroundImage, opacity, fontSize, fontWeight].join();
            const around = look(e.parentElement);
            seen.set(e, around.endsWith(own) ? around : around + own);
        }
        return seen.get(e);
    };
    const words = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    const first = new Map();
    for (const e of document.body.querySelectorAll("*")) {
        delete e.dataset.look;
        if (words(e) && e.checkVisibility({ visibilityProperty: true }) && !first.has(look(e))) first.set(look(e), e);
    }
    for (const e of first.values()) e.dataset.look = "";
}"""
OF_EACH_LOOK = "axe.configure({ rules: [{ id: 'color-contrast', selector: '[data-look]' }] });"
WIDTHS = (320, 360, 768, 1280)


def weight(visit: Visit) -> list[str]:
    """Return what each file weighs, if all of them together are too heavy."""
    sizes = {a.url: len(a.body() if a.url.endswith(PACKED) else gzip.compress(a.body())) for a in visit.answers if a.ok}
    return [f"{size} bytes: {url}" for url, size in sizes.items()] if sum(sizes.values()) > MOST_BYTES else []


def requests(visit: Visit) -> list[str]:
    """Return all addresses asked for, if they are too many."""
    return visit.requests if len(visit.requests) > MOST_REQUESTS else []


def unwanted(visit: Visit) -> list[str]:
    """Return the heavy files that the page loads unasked; only the search page may load its index."""
    searching = "/search.html" in visit.page.url
    return [url for url in visit.requests if UNWANTED.search(url) and not (searching and "searchindex" in url)]


def other_hosts(visit: Visit) -> list[str]:
    return [url for url in visit.requests if foreign(url)]


def console(visit: Visit) -> list[str]:
    return visit.messages


def cookies(visit: Visit) -> list[str]:
    return [cookie["name"] for cookie in visit.page.context.cookies()]


def policy(visit: Visit) -> list[str]:
    """Return the page's content policy, unless it is one that allows the site's own scripts alone."""
    tags = visit.page.locator("meta[http-equiv='Content-Security-Policy']")
    contents = tags.evaluate_all("(all) => all.map((e) => e.content)")
    return [] if len(contents) == 1 and POLICY.match(contents[0]) else [f"policy: {contents}"]


def violations(visit: Visit) -> list[str]:
    """Return what the page tried against its own policy."""
    return visit.page.evaluate("violations")


def dead_controls(visit: Visit) -> list[str]:
    """Return the controls, and the state of controls, that only a kernel could bring to life."""
    dead = visit.page.locator(".jupyter-widgets, .widget-subarea, script[type*='jupyter.widget']")
    return dead.evaluate_all("(all) => all.map((e) => e.outerHTML.slice(0, 100))")


def raw_tex(visit: Visit) -> list[str]:
    """Return TeX that a reader would see or hear as such."""
    text = visit.page.evaluate("""() => {
        const body = document.body.cloneNode(true);
        body.querySelectorAll("annotation, script, style, noscript, pre, code").forEach((e) => e.remove());
        return document.title + body.textContent;
    }""")
    errors = visit.page.locator(".katex-error").all_text_contents()
    return errors + [text[max(0, m.start() - 20) : m.end() + 20] for m in TEX.finditer(text)]


def links(visit: Visit) -> list[str]:
    """Return the links within the site that lead to no page, or to no place on it."""
    found = visit.page.locator("a[href], link[href]").evaluate_all("(all) => all.map((e) => e.href)")
    targets = sorted({url for url in found if not foreign(url) and not url.startswith("data:")})
    answers = {url: visit.page.request.get(url) for url in {target.partition("#")[0] for target in targets}}

    def broken(address, _, anchor):
        widget, state, _ = anchor.partition("?")
        place = f'data-bp1-widget="{widget}"' if state else f'id="{anchor}"'
        return not answers[address].ok or (anchor and place.encode() not in answers[address].body())

    return [target for target in targets if broken(*target.partition("#"))]


def twins(visit: Visit) -> list[str]:
    """Return the ids that several elements have."""
    ids = visit.page.locator("[id]").evaluate_all("(all) => all.map((e) => e.id)")
    return sorted({name for name in ids if ids.count(name) > 1})


def headings(visit: Visit) -> list[str]:
    """Return where the headings are out of order: one h1, and no level left out on the way down."""
    levels = visit.page.locator(":is(h1, h2, h3, h4, h5, h6):visible").evaluate_all(
        "(all) => all.map((e) => +e.tagName[1])"
    )
    leaps = [f"h{b} after h{a}" for a, b in zip([0, *levels], levels, strict=False) if b > a + 1]
    return leaps + ([] if levels.count(1) == 1 else [f"{levels.count(1)} h1"])


def pictures(visit: Visit) -> list[str]:
    """Return the pictures without a text, or with the name of their file for one."""
    shown = visit.page.locator("img, svg:not([aria-hidden=true], [aria-hidden=true] *, button *)")
    return shown.evaluate_all("""(all) => all
        .filter((e) => !(e.alt ?? e.getAttribute("aria-label")) || /[.](png|svg|jpe?g)$/.test(e.alt))
        .map((e) => e.outerHTML.slice(0, 200))""")


def room(visit: Visit) -> list[str]:
    """Return the pictures for which no room is kept before they have come, or room of another form.

    What a cell draws in the page comes with its bytes.
    """
    return visit.page.locator("img").evaluate_all("""(all) => all
        .filter((e) => !e.matches("[width][height], [src^='data:']")
            || e.naturalWidth && Math.abs(e.width * e.naturalHeight / (e.height * e.naturalWidth) - 1) > 0.02)
        .map((e) => e.src)""")


def names(visit: Visit) -> list[str]:
    """Return what of the page's language and title is missing."""
    said = {"lang": visit.page.locator("html").get_attribute("lang"), "title": visit.page.title().split("—")[0].strip()}
    return [name for name, value in said.items() if not value]


def motion(visit: Visit) -> list[str]:
    """Return what still moves by itself on the page of a reader who asked for less of that."""
    return visit.page.evaluate("""() => [...document.querySelectorAll("*")].filter((e) => {
        const { animationName, animationDuration, transitionDuration, scrollBehavior } = getComputedStyle(e);
        const times = transitionDuration + (animationName === "none" ? "" : "," + animationDuration);
        return scrollBehavior === "smooth" || times.split(",").some((time) => parseFloat(time) > 0.001);
    }).map((e) => e.cloneNode().outerHTML)""")


EXCESS = "(all) => all.map((e) => e.scrollWidth - e.clientWidth)"


def sideways(visit: Visit) -> list[str]:
    """Return by how much the page, or a section of it, is too wide for screens of all widths."""
    before, overflow = visit.page.viewport_size, {}
    for width in WIDTHS:
        visit.page.set_viewport_size({**before, "width": width})
        two_frames(visit.page)
        overflow[width] = max(visit.page.locator("html, section").evaluate_all(EXCESS))
    visit.page.set_viewport_size(before)
    return [f"{pixels} px too wide for {width} px" for width, pixels in overflow.items() if pixels > 0]


def contrast(visit: Visit) -> list[str]:
    """Return what cannot be told from its ground."""
    return axe(visit, {"runOnly": ["color-contrast"]})


def axe(visit: Visit, rules: dict = EVERYTHING) -> list[str]:
    """Return what axe finds: the rule, the first element, and what is wrong with it."""
    visit.page.evaluate(LOOKS)
    options = {**rules, "resultTypes": ["violations"]}
    found = Axe(AXE_SCRIPT + OF_EACH_LOOK).run(visit.page, options=options).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]} {v['nodes'][0]['failureSummary']}" for v in found]


AT_FIRST = (weight, requests, unwanted)  # before anything is touched
ALWAYS = (
    *(other_hosts, console, cookies, policy, violations, dead_controls, raw_tex, links, twins),
    *(headings, pictures, room, names, motion, axe),
    sideways,  # last: the theme takes a while to settle after a change of width
)


def faults(visit: Visit, judges: tuple) -> dict[str, list[str]]:
    """Return the faults found by those judges who found any."""
    found = {judge.__name__: judge(visit) for judge in judges}
    return {name: lines for name, lines in found.items() if lines}
