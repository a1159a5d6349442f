"""What a spreadsheet of one noun holds: its columns, its rows, and how one row is taken in.

A topic declares its sheets; templates, exports and imports of all of them are made from the
declaration, so that no noun has an import of its own with rules of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.utils.functional import Promise

    from pazos.domain.people.models import Staff
    from pazos.foundation.access.policy import Permission

    Choices = Callable[[], Iterable[tuple[str, str | Promise]]]


class Kind(StrEnum):
    """How the cells of a column are read and written."""

    TEXT = "text"  # one line, most 300 letters
    LONG = "long"
    WHOLE = "whole"
    DECIMAL = "decimal"
    AMOUNT = "amount"  # money, exact, two decimals
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class Column:
    """One column: its name in files and code, what people call it, and what may stand in it."""

    name: str
    label: str | Promise
    kind: Kind = Kind.TEXT
    is_required: bool = False
    choices: Choices | None = None
    says: str | Promise = ""
    example: str = ""
    is_code: bool = False  # written with points and zeros: a number in its place may have lost one


@dataclass(frozen=True)
class Sheet:
    """One noun as a table. `take` gets one row of parsed values and is harmless when called twice with it.

    `rows` gives what this person may see, as values that the kinds of the columns can write.
    Without `take` the sheet can only be read.
    """

    name: str
    title: str | Promise
    columns: tuple[Column, ...]
    see: Permission
    write: Permission | None
    rows: Callable[[Staff], Iterable[Mapping[str, object]]]
    take: Callable[[Mapping[str, Any], Staff], None] | None = None

    def column(self, name: str) -> Column | None:
        """Return the column of that name, None where there is none."""
        return next((column for column in self.columns if column.name == name), None)
