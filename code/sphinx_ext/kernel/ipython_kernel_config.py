"""How cells are run when the book is built; sealed_cells.py puts this file where a kernel looks for it."""

from ipykernel.iostream import OutStream

c = get_config()  # noqa: F821 (IPython defines it)
c.InlineBackend.figure_formats = {"svg"}  # sharp on every screen
c.InlineBackend.rc = {"svg.hashsalt": "Off the Diagonal"}  # ids from what is drawn, not from chance
c.InlineBackend.print_figure_kwargs = {"bbox_inches": "tight", "metadata": {"Date": None}}

# Send what a cell prints when the cell ends.  By default it is sent every 0.2 s, and where that cuts a line in two,
# on a busy machine, myst-nb makes two lines of it.
OutStream.flush_interval = 3600
