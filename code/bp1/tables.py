"""Tables of numbers as HTML, for pages and notebooks."""

from collections.abc import Iterable


def table(caption: str, head: list[str], rows: Iterable[list[str]]) -> str:
    """Return an HTML table whose first column holds the rows' headings; one too wide for its page scrolls sideways."""
    top = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>' for first, *rest in rows
    )
    return (
        f'<div class="bp1-table" role="region" aria-label="{caption}" tabindex="0">'
        f"<table><caption>{caption}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def shown(x: float) -> str:
    """Return x to four decimals; a number that is not 0 never reads as 0."""
    text = "0" if x == 0 else f"{x:.4f}" if abs(x) >= 5e-5 else f"{x:.0e}"
    return text.replace("-", "−")


def listed(values: Iterable[float]) -> str:
    """Return the numbers as shown, one below the other."""
    return "<br>".join(shown(x) for x in values)
