"""What a supervisor must know of processes without reading any: numbers, states, days, who facilitates.

No sealed column is fetched here, so that no name and no word can get onto a page by mistake.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.utils import timezone

from pazos.domain.justice.models import Process
from pazos.domain.justice.rules.steps import ENDED
from pazos.domain.justice.standing import number_of, numbered
from pazos.domain.justice.vocabulary import ProcessState
from pazos.domain.teams.queries import reach_of, who_may
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.core.paginator import Page

    from pazos.domain.people.models import Staff

PER_PAGE = 50
OPEN = "open"


class _Row(NamedTuple):
    key: UUID
    state: str
    asked_on: date
    ended_on: date | None
    facilitator: str
    cofacilitator: str | None
    late: int


@dataclass(frozen=True)
class Overseen:
    """One process as its supervisor sees it."""

    key: UUID
    number: str
    state: ProcessState
    asked_on: date
    ended_on: date | None
    facilitator: str
    cofacilitator: str
    late_duties: int

    @property
    def may_be_reassigned(self) -> bool:
        """Whether it is still open."""
        return self.state not in ENDED


def overseen(
    *, seen_by: Staff, state: str = OPEN, number: str = "", page: str | int | None = 1
) -> tuple[Page[_Row], tuple[Overseen, ...]]:
    """Return a part of the city's processes, without a name or a word of anybody who takes part."""
    today = timezone.localdate()
    late = Q(duties__state="open", duties__agreed_on__isnull=False, duties__due_on__lt=today)
    rows = Process.objects.all()
    if reach_of(seen_by, Permission.SUPERVISE_JUSTICE).is_nothing:
        rows = rows.none()
    if state == OPEN:
        rows = rows.exclude(state__in=[one.value for one in ENDED])
    elif state:
        rows = rows.filter(state=state)
    if number:
        rows = rows.filter(numbered(number))
    fields = ("pk", "state", "asked_on", "ended_on", "facilitator__name", "cofacilitator__name", "late")
    counted = rows.annotate(late=Count("duties", filter=late)).order_by("asked_on", "pk")
    found = Paginator(counted.values_list(*fields), PER_PAGE).get_page(page)
    return found, tuple(_one(_Row(*row)) for row in found)


def one_overseen(key: UUID, *, seen_by: Staff) -> Process | None:
    """Return one process to be given to somebody else, its sealed words left where they are."""
    if reach_of(seen_by, Permission.SUPERVISE_JUSTICE).is_nothing:
        return None
    return (
        Process.objects.select_related("facilitator", "cofacilitator").defer("summary").filter(pk=key).first()
    )


def facilitators() -> list[Staff]:
    """Return the accounts that may facilitate today."""
    return who_may(Permission.RUN_JUSTICE, on=timezone.localdate())


def _one(row: _Row) -> Overseen:
    return Overseen(
        key=row.key,
        number=number_of(row.key),
        state=ProcessState(row.state),
        asked_on=row.asked_on,
        ended_on=row.ended_on,
        facilitator=row.facilitator,
        cofacilitator=row.cofacilitator or "",
        late_duties=0 if row.state in ENDED else row.late,
    )
