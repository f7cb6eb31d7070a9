"""The judge who has no mouse: tabs through a page and returns what goes wrong on the way, a line each."""

from visits import Visit

PRECEDING, FOLLOWING = 2, 4  # what the browser calls them
FAR = 2000  # presses of the tab key; no page has as many stops

# What each stop looks like without the focus; a control that is itself invisible has a neighbour that stands for it.
LOOKS = """() => {
    const seen = (e) => (getComputedStyle(e).opacity === "0" ? e.nextElementSibling ?? e.parentElement : e);
    window.look = (e) => ["", "::before", "::after"].map((part) => {
        const s = getComputedStyle(seen(e), part);
        const outlined = s.outlineStyle !== "none" && s.outlineWidth !== "0px";
        return [outlined && s.outline, s.boxShadow, s.borderColor, s.backgroundColor, s.textDecorationLine].join();
    }).join();
    const stops = [...document.querySelectorAll("*")].filter((e) => e.tabIndex >= 0);
    window.plain = new Map(stops.map((e) => [e, look(e)]));
    window.last = null;
}"""
STOP = """(turn) => {
    const now = document.activeElement;
    if (now === document.body) return null;
    const { x, y, width, height } = now.getClientRects()[0] ?? new DOMRect();
    const top = document.elementFromPoint(x + width / 2, y + height / 2);
    const faults = {
        "holds the focus": now === last,
        "comes out of turn": now.tabIndex > 0 || (last && !(last.compareDocumentPosition(now) & turn)),
        "is hidden": !now.contains(top),
        "does not show its focus": look(now) === plain.get(now),
    };
    window.last = now;
    return Object.keys(faults).filter((fault) => faults[fault])
        .map((fault) => `${fault}: ${now.cloneNode().outerHTML.slice(0, 150)}`);
}"""


def keyboard(visit: Visit, key: str = "Tab") -> list[str]:
    """Return what is wrong with the stops of the key, Tab or Shift+Tab, from one end of the page to the other."""
    visit.page.evaluate(LOOKS)
    faults = []
    for presses in range(FAR):
        visit.page.keyboard.press(key)
        found = visit.page.evaluate(STOP, FOLLOWING if key == "Tab" else PRECEDING)
        if found is None:
            return faults if presses else ["the tab key reaches nothing"]
        faults += found
        if any(fault.startswith("holds") for fault in found):
            return faults
    return [*faults, "the tab key does not get through the page"]
