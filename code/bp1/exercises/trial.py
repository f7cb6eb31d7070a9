"""A reader's function on trial: called on copies, watched, and stopped when it does not end."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

SECONDS = 5.0  # for all calls together
Fault = tuple[str, str]  # heading, sentence


class TooLongError(BaseException):
    """The time is over.  No Exception, so that `except Exception` in the loop does not catch it."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Stop the block after so many seconds, at its next step of Python.

    A trace works on every system and in a browser, where there are no threads and no signals.
    """
    end, before = time.monotonic() + seconds, sys.gettrace()

    def watch(frame, event, arg):
        frame.f_trace_opcodes = True  # `while True: pass` has no second line event
        if time.monotonic() > end:
            raise TooLongError
        return watch

    sys.settrace(watch)
    try:
        yield
    finally:
        sys.settrace(before)


def tried(f: Callable, truth: Callable, cases: tuple[tuple, ...]) -> tuple[list, Fault | None]:
    """Return f's results on the cases, and the first fault other than a wrong number.

    truth: a function that returns what has the right shape.
    """
    results: list = []
    try:
        with limited(SECONDS), np.errstate(all="ignore"):
            for case in cases:
                results.append(called(f, case))
    except TooLongError:
        return results, ("It does not end.", f"It was stopped after {SECONDS:g} seconds.")
    except (Exception, SystemExit) as error:
        return results, ("It raises an error.", f"{type(error).__name__}: {error}, at {at(cases[len(results)])}.")
    faults = (fault_of(*found, truth(*case), case) for found, case in zip(results, cases, strict=True))
    return [result for result, _ in results], next(filter(None, faults), None)


def called(f: Callable, case: tuple) -> tuple[Any, bool]:
    """Return f(*case), called with copies, and whether it left these as they were."""
    copies = [x.copy() if isinstance(x, np.ndarray) else x for x in case]
    result = f(*copies)
    same = all(np.array_equal(x, y) for x, y in zip(copies, case, strict=True) if isinstance(x, np.ndarray))
    return np.array(result, dtype=float), same


def fault_of(result: Any, same: bool, right: Any, case: tuple) -> Fault | None:
    """Return what is wrong with a result before its numbers are looked at."""
    if not same:
        return "It changes its input.", f"What it was given came back different, at {at(case)}."
    if result.shape != np.shape(right):
        return "It has the wrong shape.", f"{result.shape}, where {np.shape(right)} is expected, at {at(case)}."
    if not np.isfinite(result).all():
        return "It gives NaN or infinity.", f"That is at {at(case)}. Shift z first: exp overflows."
    return None


def at(case: tuple) -> str:
    """Return the arguments in a line."""
    return ", ".join(np.array2string(x, separator=", ") for x in case if isinstance(x, np.ndarray))
