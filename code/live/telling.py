"""How an error is told: the error first, then the reader's own lines that led to it, and of libraries the last call."""

import traceback
from collections.abc import Iterator
from itertools import groupby

PLACES = 8  # of a longer way, the first and the last half of so many are told
LONGEST = 20_000  # characters


def told(error: BaseException, labels: dict[str, str], running: str) -> dict:
    """Return the content of the message: name, value, line in the running cell or None, and text.

    labels: what the reader's cells are called, by the file names they were compiled under.  running: one of these.
    """
    name, value, _ = heading(error)
    return {
        "name": name,
        "value": value[:LONGEST],
        "line": line_in(error, running),
        "text": "\n".join(chain(error, labels))[:LONGEST],
    }


def heading(error: BaseException) -> tuple[str, str, list[str]]:
    """Return the error's name, what it says, and, of wrong syntax, the lines that show where."""
    lines = "".join(traceback.TracebackException.from_exception(error).format_exception_only()).splitlines()
    start = next(number for number, line in enumerate(lines) if not line.startswith(" "))
    value = "\n".join(lines[start:]).partition(": ")[2]
    return type(error).__name__, value, lines[:start]


def chain(error: BaseException | None, labels: dict[str, str], told_before: tuple = ()) -> Iterator[str]:
    """Yield the lines that tell an error and then those it came from."""
    name, value, syntax = heading(error)
    yield f"{name}: {value}" if value else name
    places = [*steps(error, labels)]
    if isinstance(error, SyntaxError) and error.filename in labels:
        places.append("\n".join([f"{labels[error.filename]}, line {error.lineno}", *syntax[1:]]))
    yield from middle_cut(places)
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier and earlier not in told_before:
        yield "\nIt was caused by:" if error.__cause__ else "\nIt happened while this was being handled:"
        yield from chain(earlier, labels, (*told_before, error))


def steps(error: BaseException, labels: dict[str, str]) -> Iterator[str]:
    """Yield where the error passed: each of the reader's lines, and between them the last call inside a library."""
    walked = traceback.walk_tb(error.__traceback__)
    frames = list(zip((frame for frame, _ in walked), traceback.extract_tb(error.__traceback__), strict=True))
    for own, group in groupby(frames, key=lambda pair: pair[1].filename in labels):
        if own:
            yield from (place(summary, labels) for _, summary in group)
        else:
            frame, _ = list(group)[-1]
            module = frame.f_globals.get("__name__", "")
            if not module.startswith("live."):  # the kernel itself
                yield f"inside {module}.{frame.f_code.co_qualname}"


def place(summary: traceback.FrameSummary, labels: dict[str, str]) -> str:
    """Return one of the reader's lines, what it is in, and which part of it failed."""
    function = "" if summary.name == "<module>" else f", in {summary.name}"
    line = traceback.StackSummary().format_frame_summary(summary).splitlines()[1:]
    return "\n".join([f"{labels[summary.filename]}, line {summary.lineno}{function}", *line])


def middle_cut(places: list[str]) -> list[str]:
    """Return the places, of a long way only the first and the last: what calls itself for ever has a thousand."""
    cut = len(places) - PLACES
    return places if cut <= 0 else [*places[: PLACES // 2], f"... {cut} more ...", *places[-PLACES // 2 :]]


def line_in(error: BaseException, running: str) -> int | None:
    """Return the line of the running cell at which the error left it, or that is not Python."""
    if isinstance(error, SyntaxError) and error.filename == running:
        return error.lineno
    lines = [line for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == running]
    return lines[-1] if lines else None
