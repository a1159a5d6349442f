"""How a method says no: one sentence with the facts that a person needs to mend the input.

The sentence is kept as a template beside its facts, so that a door can say the same in
Spanish. It must never carry a whole row: the rows of this field are people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd


class InputProblem(ValueError):
    """An input that is refused: `template` with {slots}, `facts` to fill them."""

    def __init__(self, template: str, /, **facts: object) -> None:
        self.template = template
        self.facts = facts
        super().__init__(template.format(**facts))

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (self.template, self.facts))


def _rebuild(template: str, facts: dict[str, object]) -> InputProblem:
    return InputProblem(template, **facts)


def listed(names: Iterable[object], *, most: int = 8) -> str:
    """Return names as one line, cut after `most` with the number left out."""
    words = [str(name) for name in names]
    rest = len(words) - most
    return ", ".join(words[:most]) + (f" … (+{rest})" if rest > 0 else "")


def require_columns(frame: pd.DataFrame, *columns: str | None, method: str) -> None:
    """Refuse a frame that lacks one of `columns` (None entries are options not asked for)."""
    needed = [column for column in columns if column is not None]
    missing = [column for column in needed if column not in frame.columns]
    if missing:
        raise InputProblem(
            "{method} needs the columns {needed}; missing: {missing}. This frame has: {present}.",
            method=method,
            needed=listed(needed),
            missing=listed(missing),
            present=listed(frame.columns),
        )
