"""What `import bp1` costs."""

import subprocess
import sys

LIST_WHAT_IMPORTING_LOADS = """
import sys
before = set(sys.modules)
import bp1
print(*{name.partition(".")[0] for name in set(sys.modules) - before} - sys.stdlib_module_names)
"""


def test_import_bp1_loads_numpy_alone():
    # In a process of its own: this one has loaded sympy for other tests.
    run = subprocess.run([sys.executable, "-c", LIST_WHAT_IMPORTING_LOADS], capture_output=True, text=True, check=True)
    assert set(run.stdout.split()) == {"bp1", "numpy"}
