"""Run cells with the book's own settings of IPython and matplotlib, whoever builds: figures are SVG, and undated."""

import os
import shutil
from pathlib import Path

SETTINGS = Path(__file__).parent / "kernel" / "ipython_kernel_config.py"


def seal(app, config):
    """Point the kernels that this build starts to a profile of the book, and away from the builder's matplotlibrc."""
    home = Path(app.outdir).parent / ".ipython"  # IPython keeps its history there, too
    (home / "profile_default").mkdir(parents=True, exist_ok=True)
    shutil.copy(SETTINGS, home / "profile_default")
    os.environ |= {"IPYTHONDIR": str(home), "MATPLOTLIBRC": os.devnull}


def setup(app):
    app.connect("config-inited", seal)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
