"""All sheets of the books, topic by topic."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.analysis.books.sheet import Sheet
    from pazos.domain.people.models import Staff

TOPICS: tuple[str, ...] = (
    "strategy",
    "partners",
    "activities",
    "budget",
    "cooperation",
    "indicators",
    "committees",
)


@cache
def sheets() -> dict[str, Sheet]:
    """Return every sheet by its name, in the order of the topics."""
    found: dict[str, Sheet] = {}
    for topic in TOPICS:
        found |= {one.name: one for one in import_module(f"pazos.analysis.books.{topic}").SHEETS}
    return found


def sheet_named(name: str) -> Sheet:
    """Return one sheet.

    Raises:
        InputProblem: there is none of that name.
    """
    found = sheets().get(name)
    if found is None:
        raise InputProblem(N_("There is no sheet {name}."), name=name)
    return found


def seen_by(staff: Staff) -> list[Sheet]:
    """Return the sheets that a person may see."""
    return [one for one in sheets().values() if staff.may(one.see)]
