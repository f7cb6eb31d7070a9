"""Tables of numbers as HTML, for pages and notebooks."""

import re
from collections.abc import Iterable


def table(caption: str, head: list[str], rows: Iterable[list[str]]) -> str:
    """Return an HTML table whose first column holds the rows' headings; one too wide for its page scrolls sideways."""
    top = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>' for first, *rest in rows
    )
    name = re.sub(r"<[^>]*>", "", caption)
    return (
        f'<div class="bp1-table" role="region" aria-label="{name}" tabindex="0">'
        f"<table><caption>{caption}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def shown(x: float, digits: int = 4) -> str:
    """Return x with that many decimals; a number that is not 0 never reads as 0."""
    text = "0" if x == 0 else f"{x:.{digits}f}" if abs(x) >= 0.5 * 10**-digits else f"{x:.0e}"
    return text.replace("-", "−")


def listed(values: Iterable[float]) -> str:
    """Return the numbers as shown, one below the other."""
    return "<br>".join(shown(x) for x in values)
