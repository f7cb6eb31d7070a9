"""Make each page light once it is written: one style sheet, one script, drawn icons, and a policy.

The theme sends 1.5 MB of icons and the whole search index with every page, in 25 requests.  What is changed here must
be just as this version of the theme writes it, and nothing may be left over, or the build stops (`expect`).
"""

import base64
import hashlib
import json
import posixpath
import re
from pathlib import Path
from urllib.parse import quote

import pydata_sphinx_theme
from sphinx.errors import ExtensionError

from used_rules import used, words

DONE = "<!-- slim -->"
STYLE = re.compile(r'\s*<link (?:rel="stylesheet" type="text/css" )?href="([^":]+\.css)[^"]*"(?: rel="stylesheet")? />')
SCRIPT = re.compile(r'\s*<script (?:defer(?:="defer")? )?src="([^":]+\.js)[^"]*"></script>')
ICON = re.compile(r'class="[^"]*?\b(fa-(?!solid|lg|fw)[a-z-]+)')
PICTURE = re.compile(r'<img [^>]*?src="([^"]+\.svg)"')
SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)pt" height="([\d.]+)pt"')
URL = re.compile(r"url\(([^)'\":]+)\)")
SEARCH = ("_static/searchtools.js", "_static/language_data.js", "searchindex.js")  # only the search page searches
PRINT = """;
DOCUMENTATION_OPTIONS.search_as_you_type = false;
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
"""
ARRIVING = re.sub(r"\s*//.*", "", Path(__file__).with_name("arriving.js").read_text("utf8"))
# The theme measures one by one all that may scroll, to make it a stop of the Tab key: a layout of the page for each.
# A ResizeObserver tells the same when the browser has laid out the page anyway.
MEASURING = (
    r'function (\w+)\(\)\{const e=\(\)=>\{document\.querySelectorAll\((\["pre",[^)]*\))\)'
    r"\.forEach\(e=>\{e\.tabIndex=.*?,e\(\)\}"
)
WATCHING = r"""function \1() {
  const watch = new ResizeObserver((seen) => {
    const all = seen.map(({ target: e }) => [e, e.scrollWidth > e.clientWidth || e.scrollHeight > e.clientHeight]);
    for (const [e, scrolls] of all) e.tabIndex = scrolls ? 0 : -1;
  });
  for (const e of document.querySelectorAll(\2)) {
    e.tabIndex = 0; // until it is laid out
    watch.observe(e);
  }
}"""


def slim(app, error):
    """Rewrite the pages that this build has written."""
    if error is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    pages = {path: path.read_text("utf8") for path in site.rglob("*.html") if "_static" not in path.parts}
    pages = {path: html for path, html in pages.items() if "<body" in html and DONE not in html}
    icons = icon_styles(site)
    known = words_of(site, pages)
    for path, html in pages.items():
        html = without_icon_font(html).replace('onclick="window.print()"', "data-print")
        html = with_room(without_flash(html), path)
        html = with_one_style_sheet(html, path, site, icons, known)
        html = with_one_script(html, path, site)
        path.write_text(with_policy(accessible(html)) + DONE, "utf8")
    wanted = "".join(path.read_text("utf8") for path in site.rglob("*.html"))
    for old in [path for path in (site / "_static").glob("page-*") if path.name not in wanted]:
        old.unlink()


def expect(pattern: str, html: str, times: int) -> None:
    """Raise ExtensionError unless the pattern is in html just so many times."""
    found = sum(1 for _ in re.finditer(pattern, html))
    if found != times:
        raise ExtensionError(f"slim_pages expected {pattern!r} {times} times and found it {found} times: a new theme?")


def cut(pattern: str, replacement: str, html: str, times: int = 1) -> str:
    """Return html with the pattern replaced, which must be there just so many times."""
    expect(pattern, html, times)
    return re.sub(pattern, replacement, html)


def without_icon_font(html: str) -> str:
    """Return the page without the script that draws 2,000 icons, and without preloading what comes anyway."""
    html = cut(r'\s*<!-- So that users[^>]*-->\s*<script defer src="[^"]*fontawesome\.js[^"]*"></script>', "", html)
    return cut(r'\s*<link rel="preload" as="script"[^>]*>', "", html, 2)


def without_flash(html: str) -> str:
    """Return the page that knows before it is drawn whether it is to be dark; the theme decides that too late."""
    now = '(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")'
    return cut(r'(?<=localStorage\.getItem\("theme"\) \|\| )"auto"', now, html)


def with_room(html: str, path: Path) -> str:
    """Return the page that says how large each drawing is, so that nothing moves when it comes."""

    def sized(picture: re.Match) -> str:
        size = SIZE.search((path.parent / picture[1]).read_text("utf8"))
        if not size:
            return picture[0]
        width, height = (round(float(points) * 96 / 72) for points in size.groups())
        return f'{picture[0]} width="{width}" height="{height}"'

    return PICTURE.sub(sized, html)


def words_of(site: Path, pages: dict[Path, str]) -> frozenset[str]:
    """Return every word in the site's pages and in the scripts that they load."""
    scripts = {name for path, html in pages.items() for name in local(SCRIPT, without_icon_font(html), path, site)}
    loaded = [site / name for name in scripts] + [*site.rglob("*.html"), *(site / "_static").glob("page-*.js")]
    return frozenset(words(path.read_text("utf8") for path in loaded))


def with_one_style_sheet(html: str, path: Path, site: Path, icons: str, known: frozenset[str]) -> str:
    """Return the page with its style sheets in one file, in their order, without rules for what the site lacks."""
    names = local(STYLE, html, path, site)
    css = "".join(styles(name, site) for name in names) + icons
    link = f'\n  <link rel="stylesheet" href="{bundle(used(css, known), "css", path, site)}" />'
    html = re.sub("</title>", lambda m: m[0] + link, STYLE.sub("", html), count=1)
    expect(r'<link[^>]*"stylesheet"', html, 1)
    return html


def with_one_script(html: str, path: Path, site: Path) -> str:
    """Return the page with its scripts in one file, named by its content, that is fetched after the first paint."""
    html = cut(r"\s*<script>DOCUMENTATION_OPTIONS\.\w+ = [^<]*</script>", "", html, 2)
    html = cut(r"\s*<script data-sd-tabs-storage-prefix=[^>]*></script>", "", html)  # for tabs, which we have none of
    names = [name for name in local(SCRIPT, html, path, site) if not name.endswith(SEARCH)]
    js = ";\n".join((site / name).read_text("utf8") for name in names) + PRINT
    js = cut(MEASURING, WATCHING, js)
    scripts = [bundle(js, "js", path, site), *(SEARCH if path.name == "search.html" else ())]
    arriving = ARRIVING.replace("SCRIPTS", json.dumps(scripts))
    expect("</head>", html, 1)
    html = SCRIPT.sub("", html).replace("</head>", f"<script>{arriving}</script>\n  </head>")
    expect(r"<script[^>]* src=", html, 0)
    return html


def local(pattern: re.Pattern, html: str, path: Path, site: Path) -> list[str]:
    """Return the files that the page asks for by this pattern, relative to the site, in order; none may be missing."""
    below = path.parent.relative_to(site).as_posix()
    names = [posixpath.normpath(posixpath.join(below, name)) for name in pattern.findall(html)]
    missing = [name for name in names if not (site / name).exists()]
    if missing or len(names) < 5:
        raise ExtensionError(f"slim_pages: {path.name} asks for {names}, of which {missing} are missing: a new theme?")
    return names


def styles(name: str, site: Path) -> str:
    """Return the style sheet, and what it imports, for use from _static/: addresses lead where they led before.

    The icon font goes, and with it the two thousand rules that name its glyphs.
    """
    folder = posixpath.dirname(name)
    css = re.sub(r"/\*.*?\*/", "", (site / name).read_text("utf8"), flags=re.DOTALL)
    css = re.sub(r'@import "([^"]+)";', lambda m: styles(posixpath.normpath(posixpath.join(folder, m[1])), site), css)
    css = re.sub(r"@font-face\{[^{}]*fa-(?:solid|regular|brands)-[^{}]*\}", "", css)
    css = re.sub(r'(?:\.fa-[\w-]+:before,?)+\{content:"[^"]*"\}', "", css)
    css = re.sub(r'(content:)(?:var\(--pst-(?:icon-[\w-]+|breadcrumb-divider)\)|"\\f[0-9a-f]{3}")', r"\1none", css)
    css = re.sub(r",url\([^)]*\.(?:woff|ttf)\) ?format\([^)]*\)", "", css)  # every browser of today reads woff2
    return URL.sub(lambda m: f"url({posixpath.relpath(posixpath.join(folder, m[1]), '_static')})", css) + "\n"


def bundle(text: str, kind: str, path: Path, site: Path) -> str:
    """Write text to _static/page-<hash>.<kind>; return its address as seen from the page."""
    name = f"_static/page-{hashlib.sha256(text.encode()).hexdigest()[:12]}.{kind}"
    (site / name).write_text(text, "utf8")
    return "../" * len(path.parent.relative_to(site).parts) + name


def icon_styles(site: Path) -> str:
    """Return style rules that draw just the theme's icons that the pages use, from the outlines in its own script."""
    theme = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static" / "scripts"
    outlines = (theme / "fontawesome.js").read_text("utf8")
    used = {name for page in site.rglob("*.html") for name in ICON.findall(page.read_text("utf8"))}
    rules = [
        ":is(i, span)[class*='fa-'] { display: inline-block; width: 1em; height: 1em; vertical-align: -0.125em;"
        " background: currentColor; mask: var(--icon) center / contain no-repeat; }"
        ":is(i, span)[class*='fa-']::before { content: none !important; } .fa-lg { font-size: 1.25em; }"
        "@media (forced-colors: active) { :is(i, span)[class*='fa-'] { background-color: CanvasText; } }"
    ]
    for name in sorted(used):
        outline = re.search(rf'[,{{]"?{name[3:]}"?:\[(\d+),(\d+),\[[^\]]*\],"[0-9a-f]*","([^"]+)"\]', outlines)
        if not outline:
            raise ExtensionError(f"slim_pages: the theme has no outline of the icon {name}")
        width, height, path = outline.groups()
        svg = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}'><path d='{path}'/></svg>"
        rules.append(f'.{name} {{ --icon: url("data:image/svg+xml,{quote(svg, safe=" /:=,.-")}"); }}')
    return "\n".join(rules)


def accessible(html: str) -> str:
    """Return the page with its sidebar named; without names that hide others, roles of the past, and ids said twice."""
    html = cut(r'(<button class="btn search-button-field[^>]*?) aria-label="Search"', r"\1", html)
    html = html.replace('<summary aria-label="Toggle hidden content">', "<summary>")  # one for each hidden cell
    expect(r"<summary[^>]* aria-label=", html, 0)
    html = re.sub(r'(class="(?:[a-z]+-content|proof admonition)") id="proof(?:-content)?"', r"\1", html)
    html = html.replace('role="doc-biblioentry"', 'role="listitem"')
    return cut(
        r'(<div[^>]*id="pst-primary-sidebar")(?![^>]* role=)', r'\1 role="complementary" aria-label="Book"', html
    )


def with_policy(html: str) -> str:
    """Return the page with a policy: scripts from the site itself or known by hash, and nothing from elsewhere.

    The page's Python is WebAssembly in a worker, which this policy also holds, for it is started from a blob.
    """
    inline = re.findall(r"<script(?: data-cfasync=\"false\")?>(.*?)</script>", html, re.DOTALL)
    expect(r"<script(?![^>]* src=)", html, len(inline))
    expect(r"<\w[^<>]*\son[a-z]+=", html, 0)  # the policy keeps a handler in an attribute from running
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in inline
    )
    policy = (
        f"default-src 'self'; script-src 'self' {hashes} 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
        "form-action 'self'"
    )
    return cut(
        r'<meta charset="utf-8" />',
        f'<meta charset="utf-8" />\n    <meta http-equiv="Content-Security-Policy" content="{policy}" />',
        html,
    )


def setup(app):
    app.connect("build-finished", slim, priority=900)  # after everybody else has written
    return {"parallel_read_safe": True, "parallel_write_safe": True}
