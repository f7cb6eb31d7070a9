"""Say under a page's title where in the proof it stands: front matter `proof: "37"` marks that step, or several."""

from docutils import nodes

STEPS = {"36": "what δ is", "37": "every route", "38": "one route left", "BP2": "one layer back"}


def insert(app, doctree, docname):
    """Put the steps of the proof after the title, each linked to its equation, if the page says which are its own."""
    own = str(app.env.metadata[docname].get("proof", "")).split()
    if not own or app.builder.format != "html":
        return
    equations = app.env.get_domain("math").equations
    steps = []
    for number, words in STEPS.items():
        if f"nndl-{number}" not in equations:
            continue  # a page that the book does not have yet
        home = app.builder.get_relative_uri(docname, equations[f"nndl-{number}"][0])
        current = ' aria-current="step"' if number in own else ""
        steps.append(f'<li><a href="{home}#equation-nndl-{number.lower()}"{current}>({number}) {words}</a></li>')
    html = f'<nav class="proof-place" aria-label="Where in the proof"><ol>{"".join(steps)}</ol></nav>'
    title = next(doctree.findall(nodes.title))
    title.parent.insert(1, nodes.raw("", html, format="html"))


def setup(app):
    app.connect("doctree-resolved", insert)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
