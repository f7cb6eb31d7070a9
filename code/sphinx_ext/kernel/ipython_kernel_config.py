"""How cells are run when the book is built; sealed_cells.py puts this file where a kernel looks for it."""

c = get_config()  # noqa: F821 (IPython defines it)
c.InlineBackend.figure_formats = {"svg"}  # sharp on every screen
c.InlineBackend.rc = {"svg.hashsalt": "Off the Diagonal"}  # ids from what is drawn, not from chance
c.InlineBackend.print_figure_kwargs = {"bbox_inches": "tight", "metadata": {"Date": None}}
