"""Build the book aside and put it, once it is whole, in the place of the last one: nobody ever reads half a site."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "_build"
SITE, ASIDE = BUILD / "html", BUILD / "aside"
READ = ASIDE / "_build" / ".doctrees"  # what the last build has read, of which the next one does not warn again
NEEDED = 200e6  # bytes: the site three times for a moment, and what makes the next build faster


def check_room() -> None:
    """Raise OSError unless there is a folder that can be written into and room for a build."""
    BUILD.mkdir(exist_ok=True)
    tempfile.TemporaryFile(dir=BUILD).close()
    free = shutil.disk_usage(BUILD).free
    if free < NEEDED:
        raise OSError(f"{free / 1e6:.0f} MB are free and a build needs {NEEDED / 1e6:.0f}")


def publish() -> None:
    """Put a copy of what was built aside in the place of the last site; what is aside stays, to be built upon."""
    new, old = SITE.with_name("html.new"), SITE.with_name("html.old")
    for left_over in (new, old):
        shutil.rmtree(left_over, ignore_errors=True)
    shutil.copytree(ASIDE / "_build" / "html", new)
    if SITE.exists():
        SITE.rename(old)
    new.rename(SITE)
    shutil.rmtree(old, ignore_errors=True)


def main() -> None:
    command = [Path(sys.executable).with_name("jupyter-book"), "build", ".", "--path-output", ASIDE]
    try:
        check_room()
        if subprocess.run([*command, "-W", "-n", "--keep-going"], cwd=ROOT).returncode:
            shutil.rmtree(READ, ignore_errors=True)  # what was wrong must be said again, until it is mended
            sys.exit(f"The book was not built; {SITE.relative_to(ROOT)} is as it was.")
        publish()
    except OSError as error:
        reason = error.args[0][0][-1] if isinstance(error, shutil.Error) else error  # the first of many files
        sys.exit(f"The book cannot be written into {BUILD}: {reason}")
    print(f"The book is in {SITE.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
