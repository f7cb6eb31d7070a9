"""How a value is shown: as text, and in whatever richer forms it knows of, by the names that notebooks give them."""

import base64
import io
import sys
from typing import Any

WIDTH = 80
FORMS = {
    "text/html": "_repr_html_",
    "text/latex": "_repr_latex_",
    "text/markdown": "_repr_markdown_",
    "image/svg+xml": "_repr_svg_",
    "image/png": "_repr_png_",
    "image/jpeg": "_repr_jpeg_",
}
BOOK_WIDGET = "application/x-bp1-widget+json"
WIDGET = "application/vnd.jupyter.widget-view+json"
LARGEST = 500_000  # bytes of SVG that a page still draws at once

# As the book itself is built: code/sphinx_ext/kernel/ipython_kernel_config.py.
SALT = {"svg.hashsalt": "Off the Diagonal"}
SAVING = {"bbox_inches": "tight", "metadata": {"Date": None}}


def bundle(value: Any) -> dict[str, Any]:
    """Return the forms in which a value can be shown, by media type; text/plain is always there."""
    if is_figure(value):
        return {"text/plain": described(value)} | picture(value)
    forms = {"text/plain": plain(value)}
    if method := getattr(type(value), "_repr_mimebundle_", None):
        given = method(value, include=None, exclude=None) or {}
        given = given[0] if isinstance(given, tuple) else given  # the second is about how to show it
        forms |= {mime: encoded(form) for mime, form in given.items()}
    for mime in FORMS.keys() - forms.keys():
        method = getattr(type(value), FORMS[mime], None)  # of the type: an instance may answer to any name
        shown = method(value) if callable(method) else None
        if shown is not None:
            forms[mime] = encoded(shown[0] if isinstance(shown, tuple) else shown)
    return as_book_widget(value, forms)


def as_book_widget(value: Any, forms: dict[str, Any]) -> dict[str, Any]:
    """Return the same forms, and for a widget of the book what brings it to life: its name and its traits."""
    base = sys.modules.get("bp1.widgets.base")
    if base and isinstance(value, base.BookWidget):
        forms = {mime: form for mime, form in forms.items() if mime != WIDGET}
        forms["text/plain"] = type(value).__name__
        forms[BOOK_WIDGET] = {"name": value._stem, "traits": value.state()}
    return forms


def encoded(form: Any) -> Any:
    """Return bytes as base64, and all else as it is."""
    return base64.b64encode(form).decode() if isinstance(form, bytes) else form


def plain(value: Any, indent: int = 0) -> str:
    """Return the value's repr; a list, tuple, set or dict that is too long for a line has an item on each."""
    text = repr(value).replace("\n", "\n" + " " * indent)
    if type(value) not in (list, tuple, set, dict) or ("\n" not in text and len(text) + indent < WIDTH):
        return text
    heads = [f"{key!r}: " for key in value] if type(value) is dict else [""] * len(value)
    items = value.values() if type(value) is dict else value
    lines = [head + plain(item, indent + 1) for head, item in zip(heads, items, strict=True)]
    comma = "," if type(value) is tuple and len(value) == 1 else ""
    return text[0] + (",\n" + " " * (indent + 1)).join(lines) + comma + text[-1]


def drawn(value: Any) -> bool:
    """Return whether the value is a part of a figure, or holds one: what drawing returns is not worth printing."""
    artist = sys.modules.get("matplotlib.artist")
    if artist is None:
        return False
    if isinstance(value, dict):
        return any(map(drawn, value.values()))
    if isinstance(value, list | tuple) or getattr(value, "dtype", None) == "object":
        return any(map(drawn, value))
    return isinstance(value, artist.Artist) and (not is_figure(value) or value in open_figures())


def is_figure(value: Any) -> bool:
    """Return whether the value is a figure of matplotlib."""
    figure = sys.modules.get("matplotlib.figure")
    return figure is not None and isinstance(value, figure.Figure)


def open_figures() -> list:
    """Return the figures that pyplot has open: they are shown at the end of the cell."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    return [pyplot.figure(number) for number in pyplot.get_fignums()] if pyplot else []


def described(figure: Any) -> str:
    """Return what the figure's titles and axes say, for who cannot see it, or how many axes it has."""
    texts = [figure.get_suptitle()]
    for axes in figure.axes:
        texts += [axes.get_title(), axes.get_xlabel(), axes.get_ylabel()]
    return "Figure: " + "; ".join(filter(None, texts)) if any(texts) else repr(figure)


def picture(figure: Any) -> dict[str, str]:
    """Return the figure as SVG, as in the book, or as PNG if it has too many parts for that."""
    svg = saved(figure, format="svg")
    if len(svg) <= LARGEST:
        return {"image/svg+xml": svg.decode()}
    return {"image/png": encoded(saved(figure, format="png", dpi=2 * figure.dpi))}


def saved(figure: Any, **options: Any) -> bytes:
    """Return the bytes of the figure's file, the same whenever it is drawn."""
    from matplotlib import rc_context

    file = io.BytesIO()
    with rc_context(SALT):
        figure.savefig(file, **SAVING, **options)
    return file.getvalue()
