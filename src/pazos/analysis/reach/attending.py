"""Attendance as a list: rows pasted from a spreadsheet, or the rows of one, each a person who came.

A row that names somebody known takes them by the document alone; somebody new needs name and agreement.
Sent twice, a list changes nothing. What is refused comes back in words, row by row, and nothing of it
is kept.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from pazos.analysis.books.cells import parsed
from pazos.analysis.books.sheet import Column, Kind
from pazos.domain.activities.actions import attend
from pazos.domain.participants.actions import register
from pazos.domain.participants.agreeing import refuse_taken_back
from pazos.domain.participants.queries import by_document
from pazos.domain.participants.traits import Traits
from pazos.domain.participants.vocabulary import Answer, Ethnic, Sex
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.words import LANGUAGES, N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from pazos.domain.activities.models import Activity
    from pazos.domain.participants.models import Participant
    from pazos.domain.people.models import Staff

MOST_LINES = 400


def places() -> list[tuple[str, str]]:
    """Return code and name of the neighbourhoods of today."""
    return list(Neighbourhood.objects.filter(valid_to__isnull=True).values_list("code", "name"))


PERSON = (
    Column("document", _("Identity document"), example="1113640220"),
    Column("name", _("Name and surname"), example="Ana Lucía Mina"),
    Column(
        "born_on",
        _("Birth date"),
        Kind.DATE,
        says=_("Only month and year are kept; with the mother's name it stands in for a missing document."),
        example="2004-05-09",
    ),
    Column("word", _("Mother's first name"), says=_("Only where there is no document. It is not kept.")),
    Column("sex", _("Sex"), Kind.CHOICE, choices=lambda: Sex.choices),
    Column("ethnic", _("Ethnic group"), Kind.CHOICE, choices=lambda: Ethnic.choices),
    Column("disability", _("Disability"), Kind.CHOICE, choices=lambda: Answer.choices),
    Column("conflict_victim", _("Victim of the armed conflict"), Kind.CHOICE, choices=lambda: Answer.choices),
    Column("neighbourhood", _("Neighbourhood where they live"), Kind.CHOICE, choices=places),
    Column(
        "agreed_on",
        _("Agreed on"),
        Kind.DATE,
        says=_("The day they signed that their data are kept; needed once for each person."),
        example="2026-02-01",
    ),
    Column("guardian_agreed", _("Guardian agreed (under 18)"), Kind.YES_NO),
)
USUAL = ("document", "name", "agreed_on")  # the columns of a list without headings


@dataclass(frozen=True)
class Refused:
    """One row that was not taken: its number, its text as it came, and why."""

    number: int
    text: str
    problem: InputProblem


@dataclass(frozen=True)
class Taken:
    """What became of a list."""

    new: int
    there: int  # stood there already
    refused: tuple[Refused, ...]
    heading: str = ""  # the list's own headings, to put over what comes back


@transaction.atomic
def take_list(text: str, *, activity: Activity, on: date, by: Staff) -> Taken:
    """Write down everybody of a pasted list whom it can; the others come back with why.

    Raises:
        InputProblem: the list is empty or too long; RefusedError: nobody can come to that activity that day.
    """
    heading, columns, lines = _read(text)
    people, refused = [], []
    for number, line, cells in lines:
        try:
            found = person(_values(columns, cells), by=by)
            refuse_taken_back([found], days=(on, timezone.localdate()))
            people.append(found)
        except InputProblem as problem:
            refused.append(Refused(number, line, problem))
    new = attend(activity, participants=people, on=on, by=by)
    return Taken(new, len({one.pk for one in people}) - new, tuple(refused), heading)


def person(said: Mapping[str, Any], *, by: Staff) -> Participant:
    """Return the person of one row, known already or written down now."""
    document, name = said.get("document") or "", said.get("name") or ""
    if document and not name:
        found = by_document(document, seen_by=by)  # of others a number alone gives no name away
        if found is None:
            raise InputProblem(
                N_("{field}: you know nobody by this document yet. Write name and day of agreement too."),
                field="name",
            )
        return found
    with transaction.atomic():
        return register(
            name=name,
            document=document,
            born_on=said.get("born_on"),
            word=said.get("word") or "",
            traits=traits_of(said),
            neighbourhood=_place(said.get("neighbourhood")),
            agreed_on=said.get("agreed_on"),
            by=by,
        )


def traits_of(said: Mapping[str, Any]) -> Traits:
    """Return what a row says of a person."""
    return Traits(
        sex=Sex(said.get("sex") or Sex.UNKNOWN),
        ethnic=Ethnic(said.get("ethnic") or Ethnic.UNKNOWN),
        disability=Answer(said.get("disability") or Answer.UNKNOWN),
        conflict_victim=Answer(said.get("conflict_victim") or Answer.UNKNOWN),
        guardian_agreed=bool(said.get("guardian_agreed")),
    )


def _place(code: str | None) -> Neighbourhood | None:
    return Neighbourhood.objects.filter(code=code, valid_to__isnull=True).first() if code else None


def _read(text: str) -> tuple[str, Sequence[Column | None], list[tuple[int, str, list[str]]]]:
    """Return the headings as they came, the column of each place, and the lines with their cells."""
    rows = [(n, line) for n, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not rows:
        raise InputProblem(N_("{field}: the list is empty."), field="people")
    if len(rows) > MOST_LINES:
        raise InputProblem(
            N_("{field}: at most {most} lines at once; take the spreadsheet for more."),
            field="people",
            most=MOST_LINES,
        )
    sign = _delimiter([line for _, line in rows])
    cells = [(n, line, next(csv.reader(io.StringIO(line), delimiter=sign))) for n, line in rows]
    columns = _headings(cells[0][2])
    if columns:
        return cells[0][1], columns, cells[1:]
    by_name = {column.name: column for column in PERSON}
    return "", [by_name[name] for name in USUAL], cells


def _delimiter(lines: Sequence[str]) -> str:
    """Return the sign between cells: the one that stands in most lines."""
    signs = ("\t", ";", "|", ",")
    return max(signs, key=lambda sign: sum(sign in line for line in lines))


def _headings(cells: Iterable[str]) -> list[Column | None]:
    """Return the column of each heading, by its name or label in either language; none where the line is no heading."""
    known: dict[str, Column] = {column.name: column for column in PERSON}
    for language in LANGUAGES:
        with translation.override(language):
            known |= {str(column.label).casefold(): column for column in PERSON}
    found = [known.get(cell.strip().casefold()) for cell in cells]
    return found if any(found) else []


def _values(columns: Sequence[Column | None], cells: Sequence[str]) -> dict[str, Any]:
    pairs = zip(columns, cells, strict=False)
    return {column.name: parsed(column, cell) for column, cell in pairs if column is not None}
