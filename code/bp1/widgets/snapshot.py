"""What a widget shows without JavaScript and in print: pictures in SVG, drawn by Python, beside tables."""

from bp1.tables import shown

ROW = 72  # px from one dial to the next
LAMPS, COST, WIDTH = 300, 470, 540  # px, where the lamps, the cost and the right edge are
DIGIT, BESIDE = 9.5, 14  # px, the width of a digit and the place where the number beside a dial ends


def routes_picture(z: list[float], a: list[float], jacobian: list[list[float]], terms: list[float], j: int) -> str:
    """Return an SVG of the routes from z_j: as wide as each lamp answers, and as each share is large."""
    n, scale = len(z), max(abs(x) for row in jacobian for x in row) or 1
    largest, half = max(map(abs, terms)) or 1, ROW / 2
    parts = []
    for k in range(n):
        y, answer = ROW * k + half, jacobian[k][j]
        kind, closed = ("closed", "closed") if answer == 0 else ("up" if answer > 0 else "down", "")
        leg = curve(64, ROW * j + half, LAMPS - 17, y)
        width = 2 + 10 * abs(answer) / scale if answer else 1.5
        share = 2 + 8 * abs(terms[k]) / largest if answer else 1.5
        parts += [
            f'<path class="leg {kind} nudged" stroke-width="{width:.1f}" d="{leg}"/>',
            f'<path class="share {closed}" stroke-width="{share:.1f}" d="{curve(LAMPS + 17, y, COST, n * half)}"/>',
            f'<circle class="lamp" r="17" cx="{LAMPS}" cy="{y}" fill-opacity="{min(1, max(0, a[k])):.3f}"/>',
            label("lamp-text", LAMPS, y + 32, f"a{'₁₂₃₄₅₆'[k]} = {shown(a[k], 3)}"),
            label(f"answer {closed}", LAMPS - 25, y - 9, shown(answer, 3) if answer else "closed"),
            f'<circle class="dial{" picked" * (k == j)}" r="21" cx="42" cy="{y}"/>',
            label(f"dial{' picked' * (k == j)}", 42, y + 5, f"z{'₁₂₃₄₅₆'[k]}"),
            label("answer", BESIDE, y + 5, f"{z[k]:g}".replace("-", "−")),
        ]
    margin = max(0, DIGIT * max(len(f"{number:g}") for number in z) - BESIDE)
    cost = f'<rect class="C" width="50" height="48" rx="11" x="{COST}" y="{n * half - 24}"/>'
    answers = ", ".join(f"a{k + 1} answers {shown(jacobian[k][j], 3)}" for k in range(n))
    return (
        f'<svg class="bp1-still" role="img" width="{WIDTH + margin:g}" '
        f'viewBox="{-margin:g} 0 {WIDTH + margin:g} {n * ROW}" '
        f'aria-label="The routes from z{j + 1}: {answers}">'
        f"{''.join(parts)}{cost}{label('C-text', COST + 25, n * half + 6, 'C')}</svg>"
    )


def curve(x0: float, y0: float, x1: float, y1: float) -> str:
    """Return the path of a route from the left to the right, level at both ends."""
    middle = (x0 + x1) / 2
    return f"M{x0:g} {y0:g}C{middle:g} {y0:g} {middle:g} {y1:g} {x1:g} {y1:g}"


def label(kind: str, x: float, y: float, text: str) -> str:
    """Return a text of the picture."""
    return f'<text class="{kind}" x="{x:g}" y="{y:g}">{text}</text>'


def sub(letter: str, index: int) -> str:
    """Return letter with its index, counted from 1, as HTML."""
    return f"{letter}<sub>{index + 1}</sub>"


def in_line(values: list[float]) -> str:
    """Return the numbers as (1, 2, 3)."""
    return "(" + ", ".join(f"{x:g}" for x in values) + ")"
