"""What a command leaves behind: a JSON file for machines, a short table for people."""

from __future__ import annotations

import json
import math
import sys
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, say
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


def plain(value: Any) -> Any:
    """Return `value` as what JSON knows; a number that is not finite becomes null."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value if isinstance(value, str | int | bool | None) else str(value)


def write_json(result: dict[str, Any], path: str) -> None:
    """Write `result` to `path` ("-" is the screen), whole or not at all."""
    text = json.dumps(plain(result), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if path == "-":
        sys.stdout.write(text)
        return
    target = Path(path)
    fresh = target.with_name(f".{target.name}.partial")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(target)


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table for people; what is a number, or is written as one, stands to the right."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    for place, column in enumerate(columns):
        numeric = bool(rows) and all(_is_number(row[place]) for row in rows)
        table.add_column(column, justify="right" if numeric else "left")
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    Console().print(table)


def _is_number(value: object) -> bool:
    if isinstance(value, str):
        return value == "–" or value.lstrip("−").replace(".", "").replace(",", "").isdecimal()
    return isinstance(value, int | float | None)


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:,.4g}" if isinstance(value, float) else str(value)


@contextmanager
def following() -> Iterator[Callable[[str, float], None]]:
    """Show a bar on the terminal (not in a file) and yield what moves it: a step's name and a share."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=1.0)

        def move(step: str, share: float) -> None:
            bar.update(task, description=say(step), completed=share)

        yield move


def span(text: str, option: str) -> tuple[int, int]:
    """Return the two numbers of "2015-2019" (or "2019"); `option` is named when they are not."""
    first, _, last = text.partition("-")
    if not (first.isdecimal() and (last or first).isdecimal()):
        raise InputProblem(
            N_("{option} is two numbers joined by a dash, not {text}."), option=option, text=text
        )
    return int(first), int(last or first)
