"""What a page costs its reader before anything is touched, and that it stays within its own policy in use."""

import gzip

MOST_BYTES = 250_000  # compressed, everything the page loads by itself
MOST_REQUESTS = 15
PACKED = (".woff2", ".png", ".jpg")  # compression gains nothing here


def test_a_page_is_light(open_page, addresses, page_name):
    page = open_page("about:blank")
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{addresses['http']}/{page_name}", wait_until="networkidle")
    sizes = {a.url: len(a.body() if a.url.endswith(PACKED) else gzip.compress(a.body())) for a in answers}
    assert sum(sizes.values()) <= MOST_BYTES, sizes
    assert len(answers) <= MOST_REQUESTS, list(sizes)
    heavy = ("fontawesome", "searchindex", "require.js", "html-manager", "thebe", "MathJax", "mathjax")
    assert not [url for url in sizes if any(name in url for name in heavy)]


def test_a_page_stays_within_its_policy_in_use(open_page, addresses, page_name):
    # A violation is a console error, and open_page fails on that.  What is tried: every widget, every button.
    page = open_page(f"{addresses['http']}/{page_name}")
    policy = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
    assert "unsafe-eval" not in policy and "script-src 'self' 'sha256-" in policy
    for place in page.locator("[data-bp1-widget]").all():
        place.get_by_role("radio", name="sigmoid").check()
    for button in page.locator("button.copybtn, .theme-switch-button").all():
        if button.is_visible():
            button.click()
    assert page.evaluate("window.print = () => { window.printed = true; }; true")
    page.locator("[data-print]").first.evaluate("(button) => button.click()")
    assert page.evaluate("window.printed")


def test_the_policy_bites(open_page, addresses, browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{addresses['http']}/index.html")
    page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.ran = true;";
        document.head.append(script);
    }""")
    assert page.evaluate("window.ran") is None
    context.close()


def test_search_finds_a_word(open_page, addresses):
    page = open_page(f"{addresses['http']}/search.html?q=triangle")
    page.locator("#search-results").get_by_role("link", name="Softmax opens every route", exact=True).wait_for()
