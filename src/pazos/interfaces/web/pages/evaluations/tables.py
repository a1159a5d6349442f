"""Rows of a plan typed into a table: places with the month each began, places left out with the reason.

Whatever was typed comes back as it was, right or wrong, with what is wrong beside its row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from pazos.domain.evaluations.months import ordinal, whole
from pazos.domain.evaluations.protocol import Exclusion, Treatment
from pazos.domain.territory.spelling import spelling_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.http import QueryDict

SPARE_ROWS = 4
BETWEEN = " · "  # stands between a place's code and its name


@dataclass(frozen=True)
class TypedRow:
    """One row of a table as a person typed it: the place, what stands beside it, what is wrong with either."""

    place: str = ""
    beside: str = ""
    wrong: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return not self.place and not self.beside


class Places:
    """The places a plan can name, found by code, by name, or as the list offers them."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names
        self._by_name: dict[str, list[str]] = {}
        for code, name in names.items():
            self._by_name.setdefault(spelling_key(name), []).append(code)

    @property
    def offered(self) -> list[str]:
        """Every place as the list offers it, by name."""
        return [self.written(code) for code in sorted(self.names, key=lambda code: self.names[code])]

    def written(self, code: str) -> str:
        """Return a place as a table writes it."""
        name = self.names.get(code)
        return f"{code}{BETWEEN}{name}" if name else code

    def code_of(self, text: str) -> tuple[str, str]:
        """Return the code that a text means and "", or "" and what is wrong with it."""
        first = text.partition(BETWEEN)[0].strip()
        if first in self.names:
            return first, ""
        found = self._by_name.get(spelling_key(text), [])
        if len(found) == 1:
            return found[0], ""
        if found:
            return "", _("Several places are called so: {codes}. Write the code.").format(
                codes=", ".join(found)
            )
        return "", _("No place has this code or name.")


def typed(sent: QueryDict, *, place: str, beside: str) -> list[TypedRow]:
    """Return the rows of a table that was sent, blank ones left out."""
    pairs = zip(sent.getlist(place), sent.getlist(beside), strict=False)
    rows = [TypedRow(one.strip()[:200], other.strip()[:300]) for one, other in pairs]
    return [row for row in rows if not row.is_blank]


def treatments(rows: Sequence[TypedRow], places: Places) -> tuple[list[Treatment], list[TypedRow]]:
    """Return who is treated from when, and the rows with what is wrong beside each."""
    found, told, seen = [], [], set()
    for row in rows:
        code, wrong = places.code_of(row.place)
        if not wrong and code in seen:
            wrong = _("This place stands in the table already.")
        if not wrong and ordinal(row.beside) is None:
            wrong = _("Write the month as 2020-11.")
        told.append(TypedRow(row.place, row.beside, wrong))
        if not wrong:
            seen.add(code)
            found.append(Treatment(code, whole(row.beside)))
    return sorted(found, key=lambda one: (one.starts, one.unit)), told


def exclusions(rows: Sequence[TypedRow], places: Places) -> tuple[list[Exclusion], list[TypedRow]]:
    """Return who is left out and why, and the rows with what is wrong beside each."""
    found, told, seen = [], [], set()
    for row in rows:
        code, wrong = places.code_of(row.place)
        if not wrong and code in seen:
            wrong = _("This place stands in the table already.")
        told.append(TypedRow(row.place, row.beside, wrong))
        if not wrong:
            seen.add(code)
            found.append(Exclusion(code, row.beside))
    return sorted(found, key=lambda one: one.unit), told


def shown(rows: Iterable[TypedRow]) -> list[TypedRow]:
    """Return rows with some blank ones to write on below."""
    return [*rows, *[TypedRow()] * SPARE_ROWS]
