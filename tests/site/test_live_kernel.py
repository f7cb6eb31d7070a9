"""The kernel behind the Run buttons, in CPython: cells do what they do in a notebook, and what is refused is said."""

import json
import re

import numpy as np
import pytest
from comparing import forms
from IPython.lib.pretty import pretty
from kept import executed
from live_python import run_cells

from live.outlet import ENOUGH, LIMIT
from live.reading import defines, needs, uses
from live.showing import plain


def error_of(*sources: str) -> dict:
    """Return the error at which the last of the cells ends, and only that one."""
    *before, last = run_cells(*sources)
    assert [ran.outcome for ran in before] == ["ok"] * len(before) and last.outcome == "error", (before, last)
    (error,) = last.of("error")
    return error


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("1 + 1", ["2"]),
        ("x = 5", []),
        ("None", []),
        ("1 + 1;", []),
        ("1 + 1; # no more", []),
        ("'a;'", ["'a;'"]),
        ("1 + 1  # ;", ["2"]),
        ("if True:\n    7", []),
        ("import asyncio\nawait asyncio.sleep(0)\n8", ["8"]),
        ("import asyncio\nawait asyncio.sleep(0, 9)", ["9"]),
        ("[await x for x in []]", ["[]"]),
        ("", []),
        ("# nothing", []),
        ("display(1, 'two')\n3", ["1", "'two'", "3"]),
    ],
)
def test_the_last_value_is_shown(source, shown):
    (ran,) = run_cells(source)
    assert (ran.outcome, ran.shown) == ("ok", shown)


def test_names_live_on_from_cell_to_cell():
    ran = run_cells(
        "x = 2\nx + 1",
        "_ * 10",
        "4;",
        "_",
        "y = 1\n1 / 0\nz = 1",
        "y, 'z' in globals()",
        "from dataclasses import dataclass\n@dataclass\nclass P:\n    a: 'int' = 3\nP()",
        "import inspect, pickle\npickle.loads(pickle.dumps(P())) == P(), __name__",
        "def f():\n    return 3\ninspect.getsource(f)",
    )
    assert [cell.shown for cell in ran] == [
        ["3"], ["30"], [], ["30"], [], ["(1, False)"], ["P(a=3)"],
        ["(True, '__main__')"], [r"'def f():\n    return 3\n'"],
    ]  # fmt: skip


def test_what_is_printed_and_shown_keeps_its_order():
    source = "import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c', end='')\ndisplay(1)\nprint('d')\n2"
    (ran,) = run_cells(source)
    assert [(kind, content.get("text") or content["data"]["text/plain"]) for kind, content in ran.messages] == [
        ("stream", "a\n"), ("stream", "b\n"), ("stream", "c"), ("display", "1"), ("stream", "d\n"), ("display", "2")
    ]  # fmt: skip
    assert (ran.printed(), ran.printed("stderr")) == ("a\ncd\n", "b\n")


def test_a_line_is_sent_when_it_is_printed_and_not_when_the_cell_ends():
    (ran,) = run_cells("for n in range(3):\n    print(n)\nprint('.', end='', flush=True)\nprint('end')")
    assert [content["text"] for content in ran.of("stream")] == ["0\n", "1\n", "2\n", ".", "end\n"]


@pytest.mark.parametrize(
    "value",
    [
        [*range(5)],
        [*range(50)],
        (np.eye(2), np.eye(2)),
        [{"a": np.eye(2), "b": [np.eye(2)] * 2}],
        {"a" * 40: 1, "b" * 40: ("c",)},
        ("a" * 80,),
        ["a" * 100],
        [(n, "a" * 30) for n in range(4)],
        {n: n * "a" for n in range(40)},
        set(range(40)),
        (),
        "a\nb",
    ],
)
def test_long_values_are_broken_as_ipython_breaks_them(value):
    assert plain(value) == pretty(value)


class TestErrors:
    def test_an_error_comes_first_and_then_the_readers_own_lines(self):
        error = error_of("def half(x):\n    return x / 0", "a = 1\nhalf(a)")
        assert (error["name"], error["value"], error["line"]) == ("ZeroDivisionError", "division by zero", 2)
        text = "ZeroDivisionError: division by zero\ncell 2, line 2\n    half(a)\n"
        text += "cell 1, line 2, in half\n    return x / 0"
        assert error["text"].replace("\n           ~~^~~", "") == text

    def test_an_earlier_version_of_a_cell_shows_its_own_lines(self):
        sources = ("def f():\n    return {}['old']", "def g():\n    pass\n    return 'new'", "f()")
        *_, ran = run_cells(*sources, names=["cell 1", "cell 1", "cell 2"])
        assert ran.of("error")[0]["text"].splitlines()[3:5] == ["cell 1, line 2, in f", "    return {}['old']"]

    def test_the_line_is_the_last_one_in_the_running_cell(self):
        assert error_of("def f():\n    1 / 0\nf()")["line"] == 2
        assert error_of("def f():\n    1 / 0", "\n\nf()")["line"] == 3

    @pytest.mark.parametrize(
        ("source", "line", "caret"), [("x = 1\ny = = 2", 2, "    y = = 2\n        ^"), ("f(1", 1, "    f(1\n     ^")]
    )
    def test_wrong_syntax_is_shown_with_its_line_and_a_caret(self, source, line, caret):
        error = error_of(source)
        assert (error["name"], error["line"]) == ("SyntaxError", line)
        assert error["text"] == f"SyntaxError: {error['value']}\ncell 1, line {line}\n{caret}"

    def test_the_part_of_a_line_that_fails_is_marked(self):
        assert error_of("print(1) or prnt(2)")["text"].endswith(
            "cell 1, line 1\n    print(1) or prnt(2)\n                ^^^^"
        )

    def test_of_a_library_only_the_last_call_is_named(self):
        error = error_of("import numpy as np\ndef f():\n    return np.linalg.inv(np.zeros((2, 2)))", "f()")
        assert error["text"].splitlines()[:1] == ["LinAlgError: Singular matrix"]
        assert error["text"].splitlines()[-1].startswith("inside numpy.linalg.")
        assert "site-packages" not in error["text"] and error["text"].count("inside") == 1

    def test_a_library_between_the_readers_lines_is_named_between_them(self):
        source = "def f(x):\n    x / 0\nclass D(dict):\n    def __missing__(self, k):\n        f(1)"
        error = error_of(source, "import string\nstring.Template('$a').substitute(D())")
        places = [line for line in error["text"].splitlines() if line.startswith(("cell", "inside"))]
        assert places[0] == "cell 2, line 2" and places[1].startswith("inside string."), places
        assert places[2:] == ["cell 1, line 5, in __missing__", "cell 1, line 2, in f"]

    def test_causes_are_told_after_what_they_caused(self):
        source = "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise ValueError('no'){}"
        by_hand, by_chance = error_of(source.format(" from e")), error_of(source.format(""))
        assert "It was caused by:\nZeroDivisionError: division by zero\ncell 1, line 2" in by_hand["text"]
        assert "It happened while this was being handled:\nZeroDivisionError" in by_chance["text"]
        assert "ZeroDivisionError" not in error_of(source.format(" from None"))["text"]
        assert [error["line"] for error in (by_hand, by_chance)] == [4, 4]

    def test_endless_recursion_is_told_in_few_lines(self):
        error = error_of("def f(x):\n    return g(x)\ndef g(x):\n    return f(x)", "f(1)")
        assert error["name"] == "RecursionError" and len(error["text"].splitlines()) < 30
        assert re.search(r"\n\.\.\. \d+ more \.\.\.\n", error["text"])

    @pytest.mark.parametrize(
        ("source", "name"),
        [
            ("import sys\nsys.exit(3)", "SystemExit"),
            ("raise KeyboardInterrupt", "KeyboardInterrupt"),
            ("'a\0b'", "SyntaxError|ValueError"),
            ("class E(Exception):\n    def __str__(self):\n        1 / 0\nraise E", "E"),
            ("raise ValueError('long' * 10**7)", "ValueError"),
            ("class R:\n    def __repr__(self):\n        return 1 / 0\nR()", "ZeroDivisionError"),
            ("return 1", "SyntaxError"),
            ("raise ExceptionGroup('two', [ValueError(1), KeyError(2)])", "ExceptionGroup"),
        ],
    )
    def test_nothing_ends_the_kernel(self, source, name):
        first, second = run_cells(source, "'alive'")
        assert first.outcome == "error" and second.shown == ["'alive'"]
        (error,) = first.of("error")
        assert re.fullmatch(name, error["name"]) and len(error["text"]) <= 20_000 >= len(error["value"])

    def test_a_cell_that_fails_has_shown_what_came_before(self):
        (ran,) = run_cells("print('a')\ndisplay(1)\nprint('b', end='')\n1 / 0")
        assert [kind for kind, _ in ran.messages] == ["stream", "display", "stream", "error"]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("x = 1\n%timeit x", "Magics such as %timeit belong to Jupyter: here runs plain Python."),
        ("%%time\nx = 1", "Magics such as %timeit belong to Jupyter: here runs plain Python."),
        ("t = %timeit -o 1", "Magics such as %timeit belong to Jupyter: here runs plain Python."),
        ("!pip install torch", "Shell commands such as !ls cannot run in a page: here runs plain Python."),
        ("files = !ls", "Shell commands such as !ls cannot run in a page: here runs plain Python."),
        ("x = 1\nx?", "Help by ? belongs to Jupyter: write help(name) instead."),
        ("?print", "Help by ? belongs to Jupyter: write help(name) instead."),
    ],
)
def test_what_is_jupyters_and_not_pythons_is_refused_in_a_sentence(source, sentence):
    error = error_of(source)
    assert error["value"] == sentence
    assert error["text"].startswith(f"SyntaxError: {sentence}\ncell 1, line {error['line']}\n")


def test_a_remainder_at_the_start_of_a_line_is_no_magic():
    assert run_cells("(7\n% 4)")[0].shown == ["3"]


@pytest.mark.parametrize("source", ["input('name? ')", "help()"])
def test_nobody_is_asked(source):
    sentence = "input() cannot ask you anything in a page: write the value into the cell instead."
    assert error_of(source)["value"] == sentence


def test_help_is_printed():
    assert "Return the absolute value" in run_cells("help(abs)")[0].printed()


class TestOutput:
    @pytest.mark.parametrize(
        "source",
        [
            "for n in range(10**5):\n    print(n)",
            "print('x' * 10**7)",
            "for n in range(9999):\n    print('y' * 100, end='')",
            "list(range(10**5))",
        ],
    )
    def test_too_much_is_cut_with_one_note_and_the_cell_goes_on(self, source):
        ran, after = run_cells(source, "print('after')")
        text = "".join(content.get("text") or content["data"]["text/plain"] for _, content in ran.messages)
        assert ran.outcome == "ok" and text.count(ENOUGH) == 1 and text.endswith(ENOUGH)
        assert LIMIT / 5 < len(text) - len(ENOUGH) <= LIMIT
        assert after.printed() == "after\n"

    def test_an_error_is_told_after_too_much(self):
        (ran,) = run_cells("print('x' * 10**6)\n1 / 0")
        assert [kind for kind, _ in ran.messages] == ["stream", "stream", "error"]

    def test_clearing_and_showing_for_ever_comes_to_an_end(self):
        source = "for n in range(20_000):\n    clear_output(wait=True)\n    display(n)"
        (ran,) = run_cells("from IPython.display import clear_output\n" + source)
        assert len(ran.messages) < 12_000 and ran.messages[-1][1]["text"] == ENOUGH

    def test_warnings_come_without_the_paths_of_libraries(self):
        source = "import numpy as np\nnp.log(0.0);"
        first, again = run_cells(source, source)
        assert first.printed("stderr") == "RuntimeWarning: divide by zero encountered in log (cell 1, line 2)\n"
        assert again.printed("stderr") == first.printed("stderr").replace("cell 1", "cell 2")
        (ran,) = run_cells("import warnings\nwarnings.warn_explicit('old', DeprecationWarning, '/x/numpy.py', 3)")
        assert ran.printed("stderr") in ("", "DeprecationWarning: old\n")

    def test_the_list_of_fonts_is_made_in_silence(self):
        texts = ("Matplotlib is building the font cache; this may take a moment.", "findfont: no such font")
        source = "import logging\nfor text in {}:\n    logging.getLogger('matplotlib.font_manager').warning(text)"
        (ran,) = run_cells(source.format(texts))
        assert ran.printed("stderr") == "findfont: no such font\n"

    def test_a_filter_of_warnings_holds_in_later_cells(self):
        *_, ran = run_cells("import warnings\nwarnings.simplefilter('ignore')", "warnings.warn('quiet')", alone=True)
        assert ran.messages == []


class TestDisplay:
    HEAD = "from IPython.display import *\n"

    @pytest.mark.parametrize(
        ("source", "forms"),
        [
            ("HTML('<b>x</b>')", {"text/html": "<b>x</b>"}),
            ("Markdown('*x*')", {"text/plain": "*x*", "text/markdown": "*x*"}),
            ("Latex('$x$')", {"text/plain": "$x$", "text/latex": "$x$"}),
            ("Math('x')", {"text/latex": r"$\displaystyle x$"}),
            ("SVG('<svg/>')", {"image/svg+xml": "<svg/>"}),
            (r"Image(b'\x89PNG')", {"image/png": "iVBORw=="}),
            (r"Image(b'\xff\xd8')", {"image/jpeg": "/9g="}),
            ("import sympy\nsympy.Symbol('x') ** 2", {"text/plain": "x**2", "text/latex": r"$\displaystyle x^{2}$"}),
            ("class A:\n    _repr_html_ = lambda a: '<i>'\nA()", {"text/html": "<i>"}),
            ("class A:\n    _repr_latex_ = lambda a: None\nA()", {}),
            ("class A:\n    _repr_mimebundle_ = lambda a, **k: ({'text/html': 'b'}, {})\nA()", {"text/html": "b"}),
            ("class A:\n    __repr__ = lambda a: 'A'\n    __getattr__ = lambda a, b: print\nA()", {"text/plain": "A"}),
            ("class A:\n    _repr_html_ = lambda a: '<i>'\nA", {}),
        ],
    )
    def test_values_are_shown_in_all_their_forms(self, source, forms):
        (content,) = run_cells(self.HEAD + source)[0].of("display")
        assert content["data"]["text/plain"]
        assert forms.items() <= content["data"].items()
        assert content["data"].keys() == forms.keys() | {"text/plain"}

    def test_what_is_displayed_can_be_replaced(self):
        source = "h = display(1, display_id=True)\nh.update(2)\nupdate_display(3, display_id=h.display_id)"
        first, second = run_cells(self.HEAD + source, "h.update(4)\ndisplay(5, display_id='mine');")
        (shown,) = first.of("display")
        assert [(u["id"], u["data"]["text/plain"]) for u in first.of("update")] == [(shown["id"], n) for n in "23"]
        assert [u["id"] for u in second.of("update")] == [shown["id"]]
        assert second.of("display") == [{"id": "mine", "data": {"text/plain": "5"}}]

    def test_what_was_shown_can_be_taken_back(self):
        (ran,) = run_cells(self.HEAD + "print(1)\nclear_output()\nclear_output(wait=True)")
        assert ran.messages[1:] == [["clear", {"wait": False}], ["clear", {"wait": True}]]

    def test_libraries_find_no_shell_of_ipython(self):
        source = "import IPython, IPython.display as d\nfrom IPython import get_ipython\nimport ipywidgets, sympy\n"
        ran, _ = run_cells(source + "sympy.init_printing()\nget_ipython() is None, d.display is display", "1")
        assert (ran.outcome, ran.shown) == ("ok", ["(True, True)"])

    def test_a_widget_of_the_book_comes_with_its_name_and_traits(self):
        source = "from bp1.widgets import Routes\nr = Routes(activation='softmax', j=2)\nr"
        ran, state = run_cells(source, "import json; print(json.dumps(r.state()))")
        (content,) = ran.of("display")
        assert content["data"].keys() == {"text/plain", "text/html", "application/x-bp1-widget+json"}
        widget = content["data"]["application/x-bp1-widget+json"]
        assert ran.shown == ["Routes"]
        assert widget["name"] == "routes" and widget["traits"]["j"] == 2 and widget["traits"]["activation"] == "softmax"
        assert state.printed() == json.dumps(widget["traits"]) + "\n"


class TestFigures:
    HEAD = "import matplotlib.pyplot as plt\n"

    @pytest.mark.parametrize(
        ("source", "pictures"),
        [
            ("plt.plot([1, 2])", 1),
            ("plt.plot([1, 2])\nplt.show()", 1),
            ("for _ in range(2):\n    plt.figure()\n    plt.show()", 2),
            ("fig, ax = plt.subplots()\nfig", 1),
            ("plt.hist([1, 2])", 1),
            ("plt.subplots(2, 2)[1]", 1),
            ("plt.figure().gca().boxplot([1, 2, 3])", 1),
            ("fig, ax = plt.subplots()\nplt.close(fig)\nfig", 1),
            ("fig, ax = plt.subplots()\nplt.close(fig)", 0),
            ("plt.title('T')", 1),
        ],
    )
    def test_each_figure_is_shown_once_and_its_parts_are_not_printed(self, source, pictures):
        ran, after = run_cells(self.HEAD + source, "plt.get_fignums()")
        assert [content["data"].keys() for content in ran.of("display")] == [{"text/plain", "image/svg+xml"}] * pictures
        assert after.shown == ["[]"]

    def test_figures_come_where_they_are_shown(self):
        (ran,) = run_cells(self.HEAD + "plt.plot([1])\nprint('a')\nplt.show()\nprint('b')\nplt.plot([2])\n3")
        kinds = [content.get("text") or "".join(content["data"]) for _, content in ran.messages]
        assert kinds == ["a\n", "text/plainimage/svg+xml", "b\n", "text/plain", "text/plainimage/svg+xml"]

    def test_a_figure_says_in_words_what_its_titles_say(self):
        source = "fig, ax = plt.subplots(1, 2)\nfig.suptitle('Both')\nax[0].set_title('left')\nax[1].set_xlabel('z')"
        named, bare = run_cells(self.HEAD + source, "plt.figure(figsize=(5, 3)).gca();")
        assert named.shown == ["Figure: Both; left; z"] and bare.shown == ["<Figure size 500x300 with 1 Axes>"]

    def test_the_same_figure_is_the_same_file(self):
        first, second = run_cells(self.HEAD + "plt.plot([1, 2]);", "plt.plot([1, 2]);")
        assert first.messages == second.messages

    def test_a_figure_of_very_many_parts_is_a_photograph(self):
        source = "import numpy as np\nplt.plot(*np.random.default_rng(0).random((2, 20_000)), '.');"
        (ran,) = run_cells(self.HEAD + source)
        assert [content["data"].keys() for content in ran.of("display")] == [{"text/plain", "image/png"}]

    def test_a_figure_that_cannot_be_drawn_is_an_error_and_gone(self):
        ran, after = run_cells(self.HEAD + r"plt.title(r'$\frac{$');", "1")
        assert ran.outcome == "error" and ran.of("error")[0]["name"] == "ValueError"
        assert after.messages == [["display", {"data": {"text/plain": "1"}}]]

    def test_a_cell_that_fails_shows_what_it_has_drawn(self):
        (ran,) = run_cells(self.HEAD + "plt.plot([1])\n1 / 0")
        assert [kind for kind, _ in ran.messages] == ["error", "display"]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import numpy as np", ["numpy"]),
        ("import os, numpy.linalg", ["numpy"]),
        ("def f():\n    import sympy", ["sympy"]),
        ("from .x import y", []),
        ("x = = 1", []),
        ("from bp1 import delta", ["bp1", "numpy"]),
        ("from bp1.figures import triangle", ["bp1", "matplotlib", "numpy"]),
        ("from bp1.symbolic import derive", ["bp1", "numpy", "sympy"]),
        ("from bp1 import widgets", ["anywidget", "bp1", "numpy", "traitlets"]),
    ],
)
def test_what_a_cell_needs(source, names):
    assert needs(source) == names


@pytest.mark.parametrize(
    ("source", "bound", "read"),
    [
        ("x = y", ["x"], ["y"]),
        ("x = x + 1", ["x"], ["x"]),
        ("x = 1\nx += 1", ["x"], []),
        ("x += 1", ["x"], ["x"]),
        ("import numpy as np, os.path", ["np", "os"], []),
        ("def f(a):\n    return a + b + c\nb = 1", ["b", "f"], ["c"]),
        ("[w for w in v]", [], ["v"]),
        ("(n := 3)", ["n"], []),
        ("for i in range(3):\n    print(i, J)", ["i"], ["J"]),
        ("class A:\n    b = 1\n    c = b + d", ["A"], ["d"]),
        ("def f():\n    global g\n    g = h", ["f", "g"], ["h"]),
        ("with open(p) as q:\n    q.read()", ["q"], ["p"]),
        ("try:\n    pass\nexcept E as e:\n    print(e)", ["e"], ["E"]),
        ("z @ w", [], ["w", "z"]),
        ("await task", [], ["task"]),
        ("lambda u: u + t", [], ["t"]),
        ("display(_, len, __name__)", [], []),
        ("match s:\n    case [r]:\n        pass", ["r"], ["s"]),
        ("del x", [], ["x"]),
        ("x = = 1", [], []),
        ("return 1", [], []),
        ("'\0'", [], []),
    ],
)
def test_which_names_a_cell_binds_and_reads(source, bound, read):
    assert (defines(source), uses(source)) == (bound, read)


LOADED = "import sys\nprint(*{'numpy', 'matplotlib', 'sympy', 'anywidget', 'ipywidgets'} & {*sys.modules})"


def test_cells_do_in_the_kernel_what_they_did_in_the_build(site, page_name):
    cells = executed(site, page_name)
    *all_ran, loaded = run_cells(*[cell.source for cell in cells], LOADED, alone=True)
    needed = {name for cell in cells for name in needs(cell.source)}
    assert {*loaded.printed().split()} <= needed | ({"ipywidgets"} if "anywidget" in needed else set())
    for number, (cell, ran) in enumerate(zip(cells, all_ran, strict=True), 1):
        assert ran.outcome == "ok", (number, ran.of("error"))
        printed = "".join(output.text for output in cell.outputs if output.output_type == "stream")
        assert ran.printed() + ran.printed("stderr") == printed, number
        shown = [content["data"] for content in ran.of("display")]
        if "interactive_output" in cell.source:
            shown = shown[1:]  # the kernel shows what the build hands to the widget: a figure
        assert [forms(data) for data in shown] == [forms(o.data) for o in cell.outputs if "data" in o], number


def test_each_cell_says_what_it_needs_and_which_names_others_must_have_bound(site, page_name):
    known: set[str] = set()
    for number, cell in enumerate(executed(site, page_name), 1):
        assert set(uses(cell.source)) <= known, number
        known |= {*defines(cell.source)}
