"""What figures are made of, by their data: as a cell, and told the backend, it lets each figure tell them.

Its names live beside those of the chapter, which has a `kind` of its own.
"""

from matplotlib.text import Text


def probed_parts(figure) -> list:
    """Return [kind, text, numbers] of all that is drawn in the figure's axes, frames and ticks aside."""
    drawn = [part for axes in figure.axes for part in axes.get_children()]
    return [[probed_kind(part), *probed_data(part)] for part in drawn if not hasattr(part, "get_ticklabels")]


def probed_kind(part) -> str:
    """Return the name of the part's class; newer matplotlib has one of its own for what fill_between draws."""
    return type(part).__name__.removeprefix("FillBetween")


def probed_data(part) -> tuple[str, list[float]]:
    """Return the text and the numbers of one part."""
    if isinstance(part, Text):
        return part.get_text(), [float(x) for x in part.get_position()]
    if hasattr(part, "get_xydata"):
        return "", part.get_xydata().ravel().tolist()
    numbers = []
    for source in ("get_array", "get_offsets"):
        found = getattr(part, source, lambda: None)()
        numbers += [] if found is None else found.ravel().tolist()
    paths = part.get_paths() if hasattr(part, "get_paths") else [part.get_path()] if hasattr(part, "get_path") else []
    for path in paths:
        numbers += path.vertices.ravel().tolist()
    return "", numbers


def let_tell_parts(backend) -> None:
    """Let that backend of matplotlib show the parts of each figure before it shows the figure."""
    show = backend.display

    def tell_and_show(figure, **options):
        show({"text/plain": "parts", "application/x-parts+json": probed_parts(figure)}, raw=True)
        show(figure, **options)

    backend.display = tell_and_show
