"""Debian's Firefox and WebKit, which Playwright cannot drive: a window of each, by the W3C's own protocols.

Firefox speaks WebDriver BiDi, WebKit the older WebDriver; the few things that a test does with them, both can.
"""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

import pytest
import websocket
from visits import DRAWN

PATIENCE = 120  # seconds: Python may start in the page of a machine that is busy with other tests
SIZE = {"width": 1280, "height": 900}
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "ArrowRight": "\ue014", "ArrowDown": "\ue015"}
WHOLE = "(async () => JSON.stringify(await ({})(...{})) ?? 'null')()"
PLACE = f"""async (css, text) => {{
    const found = [...document.querySelectorAll(css)]
        .find((e) => e.checkVisibility({{ visibilityProperty: true }}) && e.textContent.trim().startsWith(text));
    found?.scrollIntoView({{ block: "center", behavior: "instant" }});
    await {DRAWN};
    const {{ x, y, width, height }} = found?.getBoundingClientRect() ?? {{}};
    return found && [Math.round(x + width / 2), Math.round(y + height / 2)];
}}"""


@dataclass(frozen=True)
class Window:
    """A window of a browser."""

    open: Callable[[str], object]  # an address
    evaluate: Callable[[str], str]  # JavaScript whose value, or whose promise's, is a text
    act: Callable[[list], object]  # what hands do, as both protocols write it

    def run(self, function: str, *values):
        """Return what the JavaScript function, which may be async, makes of the values; both as JSON has it."""
        return json.loads(self.evaluate(WHOLE.format(function, json.dumps(values))))

    def until(self, function: str, *values):
        """Return what the JavaScript function returns, once that is something."""
        end = time.monotonic() + PATIENCE
        while not (found := self.run(function, *values)):
            assert time.monotonic() < end, f"still not so: {function} of {values}"
            time.sleep(0.1)
        return found

    def press(self, *keys: str):
        """Press the keys, one after the other: letters, or their names in KEYS."""
        strokes = [{"type": way, "value": KEYS.get(key, key)} for key in keys for way in ("keyDown", "keyUp")]
        self.act([{"type": "key", "id": "keyboard", "actions": strokes}])

    def click(self, css: str, text: str = ""):
        """Click on the first visible element that the selector finds and whose text starts so, once there is one."""
        x, y = self.until(PLACE, css, text)
        steps = [{"type": "pointerMove", "x": x, "y": y}, {"type": "pointerDown"}, {"type": "pointerUp"}]
        self.act([{"type": "pointer", "id": "mouse", "actions": [step | {"button": 0} for step in steps]}])


@contextlib.contextmanager
def running(program: str, *options: str, package: str, **settings) -> Iterator[subprocess.Popen]:
    """Run a program of a Debian package, and end it afterwards."""
    if not shutil.which(program):
        pytest.fail(f"There is no {program} to test with (Debian: apt-get install {package}).", pytrace=False)
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([program, *options], **silent | settings) as process:
        try:
            yield process
        finally:
            process.terminate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def once_it_listens(connect: Callable):
    """Return what connect returns, as soon as a program that was just started takes calls."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return connect()
        except OSError:
            assert time.monotonic() < end, "a browser was started and takes no calls"
            time.sleep(0.1)


@contextlib.contextmanager
def firefox(profile: Path) -> Iterator[Window]:
    """Return a window of Firefox, whose profile lies in the empty folder."""
    port = free_port()
    options = ["--headless", "--no-remote", f"--remote-debugging-port={port}", "--profile", str(profile)]
    address = f"ws://127.0.0.1:{port}/session"
    with running("firefox-esr", *options, package="firefox-esr"):
        dial = partial(websocket.create_connection, address, suppress_origin=True, timeout=PATIENCE)
        with contextlib.closing(once_it_listens(dial)) as line:
            yield bidi(line)


def bidi(line: websocket.WebSocket) -> Window:
    """Return the window at the other end of the line."""
    numbers = count()

    def send(method: str, **params) -> dict:
        number = next(numbers)
        line.send(json.dumps({"id": number, "method": method, "params": params}))
        while (answer := json.loads(line.recv())).get("id") != number:
            pass  # news, of which it tells unasked
        assert answer["type"] == "success", answer["message"]
        return answer["result"]

    def evaluate(source: str) -> str:
        found = send("script.evaluate", expression=source, target=here, awaitPromise=True)
        assert found["type"] == "success", found["exceptionDetails"]["text"]
        return found["result"]["value"]

    send("session.new", capabilities={})
    here = {"context": send("browsingContext.getTree")["contexts"][0]["context"]}
    send("browsingContext.setViewport", **here, viewport=SIZE)
    return Window(
        open=lambda address: send("browsingContext.navigate", **here, url=address, wait="complete"),
        evaluate=evaluate,
        act=lambda actions: send("input.performActions", **here, actions=actions),
    )


@contextlib.contextmanager
def webkit(_: Path) -> Iterator[Window]:
    """Return a window of WebKit, on a screen that nobody sees."""
    port = free_port()
    screen = ["-displayfd", "1", "-screen", "0", "{width}x{height}x24".format(**SIZE)]
    with running("Xvfb", *screen, package="xvfb", stdout=subprocess.PIPE, text=True) as display:
        there = {"DISPLAY": f":{display.stdout.readline().strip()}", "GDK_BACKEND": "x11"}
        with running("WebKitWebDriver", f"--port={port}", package="webkit2gtk-driver", env=os.environ | there):
            driver = f"http://127.0.0.1:{port}/session"
            session = once_it_listens(lambda: post(driver, capabilities={}))["sessionId"]
            yield classic(partial(post, f"{driver}/{session}"))


def post(base: str, path: str = "", **body):
    """Return the driver's answer."""
    request = urllib.request.Request(base + path, json.dumps(body).encode())
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)["value"]
    except urllib.error.HTTPError as refusal:
        raise AssertionError(json.load(refusal)["value"]["message"]) from None


def classic(send: Callable) -> Window:
    """Return the window of the session to which send speaks."""
    send("/window/rect", **SIZE)
    send("/timeouts", script=PATIENCE * 1000)
    return Window(
        open=lambda address: send("/url", url=address),
        evaluate=lambda source: send("/execute/sync", script=f"return {source}", args=[]),
        act=lambda actions: send("/actions", actions=actions),
    )


ENGINES = {"firefox": firefox, "webkit": webkit}
