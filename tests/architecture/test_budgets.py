"""Size kept boring: functions, files, arguments, templates and settings stay within their budgets."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from statistics import median

SOURCE = Path(__file__).resolve().parents[2] / "src" / "pazos"
FILES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted(SOURCE.rglob("*.html"))
DRAWERS = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "tools"}
# Django calls these with its own arguments.
FIXED_BY_DJANGO = {"process_view"}


def functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def body_lines(function: ast.FunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def positional(function: ast.FunctionDef) -> int:
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    return len([name for name in names if name not in {"self", "cls"}])


def allowed(function: ast.FunctionDef) -> int:
    """Three; a private function is only called beside its definition, where the order is in sight."""
    return 5 if function.name.startswith("_") else 3


def line_count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def named(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


@cache
def every_function() -> dict[str, list[ast.FunctionDef]]:
    return {named(path): functions(path) for path in FILES}


def test_functions_are_short_and_take_few_positional_arguments() -> None:
    every = [
        (where, one)
        for where, found in every_function().items()
        for one in found
        if one.name not in FIXED_BY_DJANGO
    ]
    assert [(where, one.name, body_lines(one)) for where, one in every if body_lines(one) > 60] == []
    assert [
        (where, one.name, positional(one)) for where, one in every if positional(one) > allowed(one)
    ] == []


def test_files_are_short() -> None:
    most = {path: 400 if path.name == "settings.py" else 600 for path in FILES}
    assert {named(path): line_count(path) for path in FILES if line_count(path) > most[path]} == {}


def test_the_usual_function_and_file_are_short() -> None:
    assert median(body_lines(one) for found in every_function().values() for one in found) <= 10
    assert median(line_count(path) for path in FILES) < 150


def test_templates_are_short() -> None:
    assert {named(path): line_count(path) for path in TEMPLATES if line_count(path) >= 150} == {}


def test_no_room_is_a_drawer() -> None:
    assert [named(path) for path in FILES if {path.stem, path.parent.name} & DRAWERS] == []
