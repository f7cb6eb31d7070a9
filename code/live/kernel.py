"""Stand-in."""

import ast
import contextlib
import io
import sys
import traceback


class Kernel:
    def __init__(self, emit):
        self.emit = emit
        self.names = {"__name__": "__main__"}

    def needs(self, source):
        return sorted({a.name.split(".")[0] for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Import) for a in n.names} | {n.module.split(".")[0] for n in ast.walk(ast.parse(source)) if isinstance(n, ast.ImportFrom)})

    def defines(self, source):
        t = ast.parse(source)
        return [n.id for n in ast.walk(t) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)] + [n.name for n in ast.walk(t) if isinstance(n, ast.FunctionDef)] + [a.asname or a.name for n in ast.walk(t) if isinstance(n, (ast.Import, ast.ImportFrom)) for a in n.names]

    def uses(self, source):
        return [n.id for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load) and n.id not in self.defines(source)]

    async def run(self, source, name):
        emit = self.emit

        class Out(io.TextIOBase):
            def write(self, text):
                emit("stream", {"name": "stdout", "text": text})
                return len(text)

        try:
            tree = ast.parse(source)
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            with contextlib.redirect_stdout(Out()):
                exec(compile(tree, name, "exec"), self.names)
                value = eval(compile(ast.Expression(last.value), name, "eval"), self.names) if last else None
            if value is not None:
                data = {"text/plain": repr(value)}
                for mime, method in (("text/html", "_repr_html_"), ("text/latex", "_repr_latex_")):
                    if hasattr(value, method):
                        data[mime] = getattr(value, method)()
                emit("display", {"data": data})
            if "matplotlib" in sys.modules:
                import matplotlib.pyplot as plt

                for number in plt.get_fignums():
                    file = io.StringIO()
                    plt.figure(number).savefig(file, format="svg")
                    emit("display", {"data": {"image/svg+xml": file.getvalue(), "text/plain": "<Figure>"}})
                plt.close("all")
        except Exception as error:
            line = next((f.lineno for f in reversed(traceback.extract_tb(error.__traceback__)) if f.filename == name), None)
            emit("error", {"name": type(error).__name__, "value": str(error), "line": line, "text": f"{type(error).__name__}: {error}"})
            return "error"
        return "ok"
