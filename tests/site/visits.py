"""A visit of a page: open it with eyes and ears open, and use everything on it."""

import contextlib
import re
from dataclasses import dataclass, field

from playwright.sync_api import Browser, ElementHandle, Page, Response, expect

FOREIGN = re.compile(r"^(?!http://127\.0\.0\.1:|file:|data:|about:|blob:)")
FIRST = """
window.violations = [];
addEventListener("securitypolicyviolation", (e) => violations.push(`${e.effectiveDirective}: ${e.blockedURI}`));
document.addEventListener(
    "load", ({ target }) => { if (String(target.src).includes("/page-")) window.alive = true; }, true);
"""
ALIVE = "() => window.alive || ![...document.scripts].some(({ text }) => text.includes('/page-'))"  # arriving.js
# The next control that was not used yet; while a dialog is open, only its own can be used.  Those of a cell start
# Python: test_live_cells.py presses them.  The theme's button to the top comes and goes while one scrolls to it.
NEXT = """() => {
    const modal = document.querySelector("dialog:modal:focus-within");
    const kinds = ":is(button, summary, select, textarea, input)";
    const used = ":disabled, form button, [type=submit], [data-used], .live-bar *, #pst-back-to-top";
    const next = [...(modal ?? document).querySelectorAll(`${kinds}:not(${used})`)].find((e) => {
        const { width, height } = e.getBoundingClientRect();
        return width && height && e.checkVisibility({ visibilityProperty: true });
    });
    if (next) next.dataset.used = true;
    return next ?? modal;
}"""
DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
MANY = 500  # no page has as many controls: whoever gets there goes round in circles


@dataclass(frozen=True)
class Visit:
    """An open page, and what it has asked for and complained of since it was opened."""

    page: Page
    requests: list[str] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def listen(self):
        """Take down all that the page does from now on."""
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("response", lambda answer: self.answers.append(answer))
        self.page.on("console", lambda m: m.type in ("error", "warning") and self.messages.append(m.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))


def foreign(url: str) -> bool:
    """Return whether the address leaves this machine."""
    return bool(FOREIGN.match(url))


@contextlib.contextmanager
def visit(browser: Browser, address: str, **look):
    """Return a visit of the address; look is what a browser context takes.  No request leaves this machine."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **look})
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.add_init_script(FIRST)
    page.route(FOREIGN, lambda route: route.abort())
    visit = Visit(page)
    visit.listen()
    page.goto(address)
    if look.get("java_script_enabled", True):
        page.wait_for_function(ALIVE)
    try:
        yield visit
    finally:
        context.close()


def use_everything(page: Page):
    """Use every control that can be seen, also those which only come to light by that; don't leave the page."""
    page.evaluate("window.print = () => {}; true")
    lay_out(page)
    wake(page)
    for _ in range(MANY):
        found = page.evaluate_handle(NEXT).as_element()
        if not found:
            return let_go(page)
        if found.evaluate("(e) => e.matches('dialog')"):
            page.keyboard.press("Escape")
        else:
            use(found)
    raise AssertionError(f"{page.url} shows new controls without end")


def two_frames(page: Page):
    """Wait until the page has been drawn after what was done last."""
    page.evaluate(DRAWN)


def lay_out(page: Page):
    """Press a key, at which the page lays out what it has put off (arriving.js), and wait until it has."""
    page.keyboard.press("Shift")
    two_frames(page)


def wake(page: Page):
    """Go to every widget, which makes it start, one after the other, the first one last."""
    for place in reversed(page.locator("[data-bp1-widget]").all()):
        place.evaluate("(e) => e.scrollIntoView()")
        expect(place.locator(".bp1-toolbar")).to_be_visible()


def let_go(page: Page):
    """Take hand and focus off the page, go to its top, and wait until the tooltips have gone.

    The theme puts these outside of the page, and at the top its bar and its button back to the top cover nothing.
    """
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0); true")
    expect(page.get_by_role("tooltip")).to_have_count(0)


def wear(page: Page, theme: str):
    """Put the page in the theme, light or dark: its button, which was used too, may have left it in either."""
    page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)


def use(control: ElementHandle):
    """Do with a control what it is made for."""
    match control.evaluate("(e) => e.type"):
        case "radio" | "checkbox":
            control.check()
        case "select-one":
            for option in control.query_selector_all("option"):
                if option.is_enabled():  # asked each time: one choice may forbid the next
                    control.select_option(option.get_attribute("value"))
        case "range":
            for key in ("ArrowRight", "Home", "End"):
                control.press(key)
        case "text" | "search" | "number" | "textarea":
            control.fill("1.5")
            control.dispatch_event("change")
        case _:
            control.click()
