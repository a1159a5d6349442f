"""What one column says, each distinct spelling understood once.

The answer for a spelling is a value, or a reason why there is none. A reason rejects the rows
that hold it; a word that is merely unknown does not: it is counted and shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import numpy as np
    from numpy.typing import NDArray

    from pazos.analysis.tables import Cells

WORDS = 1  # the outcome of a text: a value
MISSING = 0  # a text that says that the value is not known
UNKNOWN = 2  # a text that nothing is made of; the row is kept
WRONG = 3  # a text that rejects its row


@dataclass(frozen=True)
class Reason:
    """Why a value cannot be taken and what would cure it; `fills` fill the template's slots."""

    template: str
    facts: dict[str, Any] = field(default_factory=dict)
    understood: bool = True  # False: not even its form is understood (counts towards stopping)


@dataclass(frozen=True)
class Answer:
    """What one text means."""

    value: Any = None
    outcome: int = WORDS
    reason: Reason | None = None


BLANK = Answer(outcome=MISSING)
NOT_KNOWN = Answer(outcome=UNKNOWN)


def wrong(template: str, /, *, understood: bool = True, **facts: Any) -> Answer:
    """Return the answer for a text that rejects its row."""
    return Answer(outcome=WRONG, reason=Reason(template, facts, understood))


@dataclass(frozen=True)
class Column:
    """A field's column understood: one answer a distinct text."""

    name: str
    heading: str
    cells: Cells
    answers: list[Answer]

    def values(self, empty: Any, dtype: Any = object) -> NDArray[Any]:
        """Return the value of each row, `empty` where there is none."""
        found = (empty if answer.value is None else answer.value for answer in self.answers)
        return self.cells.per_row(found, dtype)

    def has(self, outcome: int) -> NDArray[np.bool_]:
        """Return which rows have an outcome."""
        return self.cells.where(answer.outcome == outcome for answer in self.answers)

    def rows_where(self, test: Callable[[Answer], bool]) -> int:
        """Return how many rows hold a text whose answer passes `test`."""
        used = self.cells.used().tolist()
        return sum(n for n, answer in zip(used, self.answers, strict=True) if test(answer))

    def texts_where(self, test: Callable[[Answer], bool]) -> dict[str, int]:
        """Return the texts whose answer passes `test` and how many rows hold each, commonest first."""
        used = self.cells.used().tolist()
        found = {
            text: n
            for text, n, answer in zip(self.cells.texts, used, self.answers, strict=True)
            if n and test(answer)
        }
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def share_understood(self) -> tuple[float, int]:
        """Return the share of filled cells whose form is understood, and how many are filled."""
        used = list(zip(self.cells.used().tolist(), self.answers, strict=True))
        filled = sum(n for n, answer in used if answer.outcome != MISSING)
        lost = sum(
            n for n, a in used if a.outcome == UNKNOWN or (a.reason is not None and not a.reason.understood)
        )
        return (1.0 if not filled else (filled - lost) / filled), filled


def understand(
    name: str, heading: str, cells: Cells, *, missing: set[str], read: Callable[[str], Answer]
) -> Column:
    """Return a column whose texts were each read once; missing words are not read at all."""
    return Column(name, heading, cells, list(_answers(cells, missing, read)))


def _answers(cells: Cells, missing: set[str], read: Callable[[str], Answer]) -> Iterable[Answer]:
    for text, used in zip(cells.texts, cells.used().tolist(), strict=True):
        if not used or text in missing or text.upper() in missing:
            yield BLANK
        else:
            yield read(text)
