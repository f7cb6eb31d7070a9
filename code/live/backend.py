"""A backend of matplotlib: pyplot's show() shows all open figures where the cell's output goes, and closes them.

Kernel names it in MPLBACKEND.  What matplotlib asks of a backend: a FigureCanvas, and its manager's pyplot_show.
"""

from matplotlib import pyplot
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg

from live.ipython import display
from live.showing import open_figures


def show_figures() -> None:
    """Show all open figures and close them, so that none is shown twice."""
    try:
        for figure in open_figures():
            display(figure)
    finally:
        pyplot.close("all")


class FigureManager(FigureManagerBase):
    """What pyplot holds a figure by."""

    @classmethod
    def pyplot_show(cls, *, block: bool | None = None) -> None:
        """Do what plt.show() asks for."""
        show_figures()


class FigureCanvas(FigureCanvasAgg):
    """What a figure is drawn on."""

    manager_class = FigureManager
