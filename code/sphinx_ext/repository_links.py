"""With `repository_url` configured, link each page to its repository: edit, launch, and "this confused me"."""

from urllib.parse import urlencode

BUTTONS = {
    "use_repository_button": True,
    "use_edit_page_button": True,
    "use_issues_button": True,
    "launch_buttons": {"binderhub_url": "https://mybinder.org", "notebook_interface": "jupyterlab"},
}
QUESTIONS = "Which sentence stopped you?\n\n\nWhat did you expect?\n\n"


def switch_on(app, config):
    """Have the theme make its buttons, unless the configuration says otherwise, from one branch."""
    if config.html_theme_options.get("repository_url"):
        config.html_theme_options = {"repository_branch": "main", **BUTTONS, **config.html_theme_options}


def adjust(app, pagename, templatename, context, doctree):
    """Make the theme's "open issue" a question about this page, and name an icon that slim_pages can draw."""
    for group in context["header_buttons"]:
        for button in group.get("buttons", []):
            if button.get("label") == "source-edit-button":
                button["icon"] = "fas fa-pencil"
            elif button.get("label") == "source-issues-button":
                button |= {
                    "text": "This confused me",
                    "tooltip": "Say which sentence stopped you",
                    "icon": "fas fa-circle-question",
                    "url": question(button["url"], app.env.titles.get(pagename), context),
                }


def question(url: str, title, context) -> str:
    """Return the address of a new issue about the page; the theme's url says what the host calls title and body."""
    address, _, query = url.partition("?")
    keys = [part.partition("=")[0] for part in query.split("&")]
    name = title.astext() if title else context["pagename"]
    page = context["pageurl"] or f"{context['pagename']}.html"
    words = [f"This confused me: {name}", f"Page: {page}\n\n{QUESTIONS}"]
    return f"{address}?{urlencode(dict(zip(keys, words, strict=True)))}"


def setup(app):
    app.connect("config-inited", switch_on)
    app.connect("html-page-context", adjust, priority=502)  # after the theme has made its buttons
    return {"parallel_read_safe": True, "parallel_write_safe": True}
