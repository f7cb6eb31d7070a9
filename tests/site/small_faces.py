"""What the tests of the small widgets share: a widget on a page of its own, and what its face shows."""

import html
import json

from visits import two_frames, wake

from bp1.widgets.base import page_script, source, style

HEAD = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><link rel="stylesheet" href="style.css">'


def write_page(folder, widgets):
    """Write a page with these widgets, all of one kind, and what it needs into the folder."""
    stem = widgets[0]._stem
    (folder / "face.js").write_text(page_script(stem), "utf8")
    (folder / "style.css").write_text(style(stem) + source("embed.css"), "utf8")
    places = "".join(
        f'<div data-bp1-widget="{stem}" data-state="{html.escape(json.dumps(widget.state()))}"></div>'
        for widget in widgets
    )
    (folder / "index.html").write_text(f'{HEAD}{places}<script src="face.js"></script>', "utf8")


def alive(page, stem):
    """Return the page's first widget of that name, once it has a face."""
    wake(page)
    element = page.locator(f".bp1-{stem}").first
    element.locator("svg").first.wait_for()
    return element


def settled(widget):
    """Wait until the widget has drawn what was changed."""
    two_frames(widget.page)


def numbers(widget) -> dict[str, float]:
    """Return every number on the widget's face by its name."""
    settled(widget)
    pairs = widget.locator("[data-name]:not(input)").evaluate_all(
        "(all) => all.map((e) => [e.dataset.name, +e.dataset.value])"
    )
    assert len(pairs) == len(dict(pairs)), "two numbers have one name"
    return dict(pairs)


def cut_off(widget) -> list[int]:
    """Return by how many pixels the contents of each pane are wider than the pane."""
    return widget.locator(".pane").evaluate_all("(all) => all.map((e) => e.scrollWidth - e.clientWidth)")
