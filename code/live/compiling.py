"""Compile the runtime's Python source to bytecode, so that no reader's browser has to.

The runtime does it itself, in the browser that prints the book, so the Python that builds the book may be any.
"""

import base64
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Error, Page, Route, sync_playwright

from live.packing import SUMS, compiled, sums
from live.runtime import AssemblyError, cache, check, sha256, spec
from pdf import browser_path

HOME = "http://localhost/"  # nobody listens there: requests are answered from the folder
STDLIB = "python_stdlib.zip"
START = """async ({ wheels, modules }) => {
  const { loadPyodide } = await import("/pyodide.mjs");
  const python = await loadPyodide({ indexURL: "/", env: { PYTHONHASHSEED: "0", MPLBACKEND: "agg" } });
  const fetched = async (name) => (await fetch(name)).arrayBuffer();
  const place = { extractDir: "/lib/python3.12/site-packages" };
  for (const name of wheels) python.unpackArchive(await fetched(name), "wheel", place);
  const compiled = python.runPython(await (await fetch("/compiler.py")).text())(modules);
  window.compiled = async (name) => compiled(new Uint8Array(await fetched(name)), name);
}"""
# Bytecode is larger than source, so only that is compiled which Python imports to start, or a package when it is
# imported.  Nothing is compressed, because the whole file will be: that makes it smaller and quicker to unpack.
COMPILER = """
import base64, contextlib, importlib, io, sys, zipfile
from importlib._bootstrap_external import _code_to_hash_pyc

def imported():
    return {getattr(module, "__file__", None) for module in list(sys.modules.values())}

started = imported()

def bytecode(path, source, optimize):
    try:
        code = compile(source, path, "exec", dont_inherit=True, optimize=optimize)
    except SyntaxError:
        return None
    return bytes(_code_to_hash_pyc(code, bytes(8), False))

def compiled(data, name):
    library = name == "python_stdlib.zip"
    place = "/lib/python312.zip/" if library else "/lib/python3.12/site-packages/"
    old, file = zipfile.ZipFile(io.BytesIO(data.to_bytes())), io.BytesIO()
    with zipfile.ZipFile(file, "w") as new:
        for entry in old.infolist():
            name, content = entry.filename, old.read(entry)
            wanted = name.endswith(".py") and place + name in (started if library else reached)
            pyc = bytecode(place + name, content, 2 if library else 0) if wanted else None
            new.writestr(zipfile.ZipInfo(name + "c" * bool(pyc), (1980, 1, 1, 0, 0, 0)), pyc or content)
    return base64.b64encode(file.getvalue()).decode()

def prepared(modules):
    global reached
    for module in modules:
        with contextlib.suppress(ImportError):  # the page has a stand-in for IPython
            importlib.import_module(module)
    reached = imported()
    return compiled

prepared
"""
MORE = ["matplotlib.backends.backend_svg", "matplotlib.backends.backend_agg"]  # what figures are drawn by


def compile_runtime(folder: Path, parts: dict) -> bool:
    """Return whether there was anything to do: make the folder of compiled archives, whole, or leave none."""
    target = compiled(folder)
    aside = target.with_name(f"{target.name}-aside")
    if target.exists():
        check(target, sums(target), SUMS)
        return False
    made = dict(archives(folder, parts))
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    for name, content in made.items():
        (aside / name).write_bytes(content)
    (aside / SUMS).write_text(json.dumps({path.name: sha256(path) for path in sorted(aside.iterdir())}), "utf8")
    aside.rename(target)
    return True


def archives(folder: Path, parts: dict) -> Iterator[tuple[str, bytes]]:
    """Yield each archive's name and what becomes of it."""
    path = browser_path()
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"]).new_page()
        serve(page, folder, parts["info"])
        page.goto(HOME)
        wheels = [package["file"] for package in parts["packages"].values()]
        modules = [module for package in parts["packages"].values() for module in package["imports"]]
        page.evaluate(START, {"wheels": wheels, "modules": modules + MORE})
        for name in [STDLIB, *wheels]:
            yield name, base64.b64decode(page.evaluate("(name) => compiled(name)", name))


def serve(page: Page, folder: Path, info: dict) -> None:
    """Answer the page's requests: with the files of the folder, an empty lock, and what compiles."""
    own = {
        "": ("text/html", "<!doctype html>"),
        "pyodide-lock.json": ("application/json", json.dumps({"info": info, "packages": {}})),
        "compiler.py": ("text/plain", COMPILER),
    }

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(HOME)
        kind, body = own.get(name, ("", ""))
        route.fulfill(content_type=kind, body=body) if kind else route.fulfill(path=folder / name)

    page.route("**/*", answer)


def main() -> None:
    """Compile the runtime and say so; without a browser it stays as it is."""
    try:
        new = compile_runtime(cache(), spec())
    except (AssemblyError, Error) as fault:
        sys.exit(str(fault).splitlines()[0])
    except SystemExit as missing:
        return print(f"The page's Python is not compiled, and will start slower. {missing}")
    print(f"The page's Python {'is now' if new else 'was already'} compiled.")


if __name__ == "__main__":
    main()
