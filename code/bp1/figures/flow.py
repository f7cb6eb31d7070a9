"""The figure of how the book is built: what flows from the sources to the reader."""

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from bp1.figures.drawing import ARROW, GREY

# Where each part stands, what it is, and what it holds or does.  Grey, because the book's colours mean j, k and delta.
PARTS = {
    "data": ((0, 3), "code/bp1/data", "equations, digits, runs"),
    "chapters": ((1, 3), "chapters", "text and cells"),
    "library": ((0, 2), "code/bp1", "the equations"),
    "kernel": ((1, 2), "a kernel", "runs every cell"),
    "widgets": ((0, 1), "code/bp1/widgets", "faces, and math.js"),
    "sphinx": ((1, 1), "Sphinx", "code/sphinx_ext"),
    "browser": ((0, 0), "your browser", "widgets, no kernel"),
    "site": ((1, 0), "_build/html", "pages, notebooks, PDF"),
}
ARROWS = [
    ("data", "library"), ("library", "kernel"), ("library", "widgets"), ("chapters", "kernel"), ("kernel", "sphinx"),
    ("widgets", "sphinx"), ("sphinx", "site"), ("site", "browser"),
]  # fmt: skip
HALF = (0.4, 0.25)  # of a part's width and height


def flow(ax: Axes) -> Axes:
    """Draw the parts of the book and what flows from one to the next.

    ax: loses its frame, and its figure's ground becomes transparent.
    """
    for start, end in ARROWS:
        (x, y), (to_x, to_y) = PARTS[start][0], PARTS[end][0]
        along = (to_x - x) * HALF[0], (to_y - y) * HALF[1]
        tail, head = (x + along[0], y + along[1]), (to_x - along[0], to_y - along[1])
        ax.annotate("", head, tail, arrowprops=ARROW | {"color": GREY})
    for (x, y), name, says in PARTS.values():
        corner, size = (x - HALF[0], y - HALF[1]), (2 * HALF[0], 2 * HALF[1])
        ax.add_patch(Rectangle(corner, *size, facecolor="none", edgecolor=GREY, linewidth=1.5))
        ax.text(x, y + 0.1, name, ha="center", va="center", fontsize=13, fontweight="bold", color=GREY)
        ax.text(x, y - 0.11, says, ha="center", va="center", fontsize=11, color=GREY)
    ax.set(xlim=(-0.43, 1.43), ylim=(-0.3, 3.3))
    ax.figure.set_facecolor("none")
    ax.axis("off")
    return ax
