"""The tables are read by people and by screen readers: headings, and no number that pretends to be 0."""

import pytest

from bp1.tables import listed, shown, table


@pytest.mark.parametrize(
    ("x", "text"), [(0, "0"), (-0.0, "0"), (-1.5, "−1.5000"), (5e-5, "0.0001"), (4e-5, "4e−05"), (-1e-300, "−1e−300")]
)
def test_only_0_reads_as_0(x, text):
    assert shown(x) == text


def test_a_table_has_a_caption_and_headings_for_columns_and_rows():
    html = table("Sums", ["pair", "sum"], [["1 + 1", "2"], ["1 + 2", "3"]])
    assert "<caption>Sums</caption>" in html
    assert html.count('<th scope="col">') == 2
    assert html.count('<th scope="row">') == 2 and '<th scope="row">1 + 2</th><td>3</td>' in html


def test_a_wide_table_can_be_reached_and_scrolled_with_the_keyboard():
    html = table("Sums", ["pair"], [])
    assert html.startswith('<div class="bp1-table" role="region" aria-label="Sums" tabindex="0"><table>')


def test_a_vector_stands_as_a_column():
    assert listed([1, 0, -0.5]) == "1.0000<br>0<br>−0.5000"
