"""The figure of the build names parts that exist, and its arrows go from part to part."""

from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.text import Annotation

from bp1.figures.flow import ARROWS, HALF, PARTS, flow

matplotlib.use("Agg")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def ax():
    figure, ax = plt.subplots()
    yield ax
    plt.close(figure)


def test_every_source_in_the_picture_exists():
    words = [word for _, name, says in PARTS.values() for word in (name, says)]
    paths = [word for word in words if word.startswith(("code", "chapters"))]
    assert len(paths) == 5 and all((ROOT / path).is_dir() for path in paths)
    assert (ROOT / "code" / "bp1" / "widgets" / "math.js").is_file()


def test_each_part_is_drawn_and_each_arrow_goes_from_edge_to_edge(ax):
    assert flow(ax) is ax and len(ax.patches) == len(PARTS)
    assert {text.get_text() for text in ax.texts} == {word for _, *words in PARTS.values() for word in words} | {""}
    arrows = [(text.xyann, text.xy) for text in ax.texts if isinstance(text, Annotation)]
    assert len(arrows) == len(ARROWS)
    for (start, end), ends in zip(ARROWS, arrows, strict=True):
        middles = [np.array(PARTS[part][0]) for part in (start, end)]
        way = middles[1] - middles[0]  # straight across or straight down, one unit long
        np.testing.assert_allclose(ends, [middles[0] + way * HALF, middles[1] - way * HALF])
        assert sorted(np.abs(way)) == [0, 1]


def test_every_part_is_reached_from_a_source_and_leads_to_the_reader():
    starts, ends = {start for start, _ in ARROWS}, {end for _, end in ARROWS}
    assert PARTS.keys() - ends == {"data", "chapters"} and PARTS.keys() - starts == {"browser"}
