"""Rules for Python, read from the syntax tree. Each yields the line and what is wrong there."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

LONGEST_FUNCTION = 60
MOST_PARAMETERS = 6
SIGNALS = ("django.dispatch", "django.db.models.signals", "django.core.signals")
NETWORK = {"requests", "urllib.request", "http.client", "smtplib", "imaplib", "socket", "httpx", "aiosmtpd"}
TEMPLATES = {"django.template", "django.template.loader", "django.shortcuts"}


@dataclass(frozen=True, slots=True)
class Source:
    """One file: its path from the root of the checkout, its lines and its tree."""

    path: str
    lines: list[str]
    tree: ast.Module

    @classmethod
    def of(cls, path: str, text: str) -> "Source":
        return cls(path, text.splitlines(), ast.parse(text))

    def comment(self, first: int, last: int | None = None) -> str:
        """The text of the first comment in these lines, without marks for tools; empty if there is none."""
        for line in self.lines[first - 1 : last or first]:
            _code, mark, text = line.partition("# ")
            while mark and text.startswith(("noqa", "type:")):
                text = text.partition("  ")[2].partition("# ")[2] if "  # " in text else text.partition("(")[2]
            if text.strip():
                return text.strip()
        return ""


Rule = Callable[[Source], Iterator[tuple[int, str]]]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def function_length(source: Source) -> Iterator[tuple[int, str]]:
    for node in _functions(source.tree):
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > LONGEST_FUNCTION:
            yield node.lineno, f"{node.name}() has {length} lines; {LONGEST_FUNCTION} at most: part it by what it does"


def parameters(source: Source) -> Iterator[tuple[int, str]]:
    for node in _functions(source.tree):
        given = node.args
        names = [item.arg for item in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
        count = len([name for name in names if name not in {"self", "cls"}])
        if count > MOST_PARAMETERS:
            yield node.lineno, f"{node.name}() takes {count} parameters; {MOST_PARAMETERS} at most: make a dataclass"


def signals(source: Source) -> Iterator[tuple[int, str]]:
    for line, module in _imports(source.tree):
        if module.startswith(SIGNALS):
            yield line, "no signals: a consequence subscribes to an event (config/registry.py)"


def save_override(source: Source) -> Iterator[tuple[int, str]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef):
            # A form's save() is the name under which a library calls it; a model's would be called by everybody.
            is_form = any(ast.unparse(base).endswith("Form") for base in node.bases)
            for item in node.body:
                if isinstance(item, Function) and item.name == "save" and node.bases and not is_form:
                    yield item.lineno, f"{node.name}.save(): what happens on a change is an action"


def import_in_function(source: Source) -> Iterator[tuple[int, str]]:
    for function in _functions(source.tree):
        lines = [node.lineno for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
        # One reason is enough for imports that stand together.
        for line in lines:
            block = line
            while block - 1 in lines or (block - 2 in lines and not source.lines[block - 2].strip()):
                block -= 1
            if not source.comment(line) and not source.comment(block):
                yield line, "an import inside a function says why on its line"


def swallowed(source: Source) -> Iterator[tuple[int, str]]:
    for node in ast.walk(source.tree):
        if (
            isinstance(node, ast.ExceptHandler)
            and all(isinstance(item, ast.Pass) for item in node.body)
            and not source.comment(node.lineno, node.body[-1].end_lineno)
        ):
            yield node.lineno, "an error is swallowed without a word: say why, or let it through"


def action_calls_action(source: Source) -> Iterator[tuple[int, str]]:
    if "/actions/" not in source.path or not source.path.startswith("madoguchi/"):
        return
    for line, module in _imports(source.tree):
        if ".actions" in module and module.startswith("madoguchi."):
            yield line, "an action never calls an action: share a step"


def action_reaches_out(source: Source) -> Iterator[tuple[int, str]]:
    if not source.path.startswith(("madoguchi/core/", "madoguchi/features/")):
        return
    for line, module in _imports(source.tree):
        if module in NETWORK | TEMPLATES:
            yield line, f"{module} in the core: the outer world is in adapters/, HTML in faces/"


def mock(source: Source) -> Iterator[tuple[int, str]]:
    for line, module in _imports(source.tree):
        if module in {"mock", "unittest.mock"}:
            yield line, "no mock of our own code: use the world, a real database, a real server"


RULES: dict[str, Rule] = {
    "function-length": function_length,
    "parameters": parameters,
    "no-signals": signals,
    "no-save-override": save_override,
    "import-in-function": import_in_function,
    "nothing-swallowed": swallowed,
    "action-calls-action": action_calls_action,
    "core-reaches-out": action_reaches_out,
    "no-mock": mock,
}


def _functions(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def _imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and full name of each module that is imported, or imported from."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            for name in node.names:
                yield node.lineno, f"{node.module}.{name.name}"
