"""Write what a site has beside its pages: 404.html, and, when the site's address is configured, sitemap.xml."""

import posixpath
from pathlib import Path
from urllib.parse import quote

from slim_pages import DONE, with_policy

HERE = Path(__file__).parent


def describe_search(app, pagename, templatename, context, doctree):
    """Give the search page a description; chapters bring their own in their front matter."""
    if pagename == "search":
        context["metatags"] = f'<meta name="description" content="Search all pages of {app.config.html_title}." />'


def write_files(app, error):
    """Write 404.html, and sitemap.xml or none."""
    if error is not None or app.builder.format != "html":
        return
    site, base = Path(app.outdir), app.config.html_baseurl.rstrip("/")
    pages = sorted(app.env.found_docs)
    (site / "404.html").write_text(not_found(app, base, pages) + DONE, "utf8")
    (site / "sitemap.xml").unlink(missing_ok=True)
    if base:
        (site / "sitemap.xml").write_text(sitemap([f"{base}/{app.builder.get_target_uri(p)}" for p in pages]), "utf8")


def not_found(app, base: str, pages: list[str]) -> str:
    """Return a page that asks for no file, because a host shows it at addresses of any depth.

    Its one link leads to the site's address, or, if that is not configured, to the folder above the book's own folders.
    """
    icon = "data:image/svg+xml," + quote((Path(app.confdir) / app.config.html_favicon).read_text("utf8"))
    folders = sorted({posixpath.dirname(page).split("/")[0] for page in pages} - {""})
    values = {"title": app.config.html_title, "icon": icon, "base": base, "folders": "|".join(folders)}
    return with_policy(app.builder.templates.render_string((HERE / "not_found.html").read_text("utf8"), values))


def sitemap(addresses: list[str]) -> str:
    """Return a sitemap of these addresses."""
    lines = "".join(f"  <url><loc>{address}</loc></url>\n" for address in addresses)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</urlset>\n'
    )


def setup(app):
    app.connect("html-page-context", describe_search)
    app.connect("build-finished", write_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
