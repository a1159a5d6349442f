"""Orientations that somebody gave, mobile days of justice, and totals without anybody in them.

Totals are plain counts: whoever shows them passes them through the gate first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Min, Q
from django.db.models.functions import ExtractMonth, ExtractYear

from pazos.domain.justice.models import FormerCount, JusticeDay, Measure, Orientation, Process
from pazos.domain.justice.vocabulary import Counted, Matter
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission, Scope

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.core.paginator import Page
    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff

PER_PAGE = 40


class MatterMonth(NamedTuple):
    """How many orientations of a matter were given in a month, and how many were solved."""

    year: int
    month: int
    matter: str
    given: int
    solved: int


class YearCount(NamedTuple):
    """How many processes (code: state) or measures (code: kind) began in a year, those erased since among them."""

    what: str
    year: int
    code: str
    number: int


@dataclass(frozen=True)
class DayShown:
    """One mobile day, and the orientations of it within reach by matter."""

    day: JusticeDay
    by_matter: tuple[tuple[Matter, int, int], ...]  # matter, given, solved
    given: int


def orientations(*, seen_by: Staff) -> QuerySet[Orientation]:
    """Return the orientations that somebody gave; all of them for who supervises."""
    reach = reach_of(seen_by, Permission.GIVE_ORIENTATION)
    if reach.is_nothing:
        return Orientation.objects.none()
    rows = Orientation.objects.select_related("day", "by")
    return rows if reach.scope is Scope.CITY else rows.filter(by=seen_by.pk)


def listed(
    *, seen_by: Staff, matter: str = "", unsolved: bool = False, page: str | int | None = 1
) -> Page[Orientation]:
    """Return a part of them, the newest first, their notes left sealed."""
    rows = orientations(seen_by=seen_by).defer("note").order_by("-on", "-pk")
    if matter:
        rows = rows.filter(matter=matter)
    if unsolved:
        rows = rows.filter(solved=False)
    return Paginator(rows, PER_PAGE).get_page(page)


def orientation(key: UUID, *, seen_by: Staff) -> Orientation | None:
    """Return one orientation within reach."""
    return orientations(seen_by=seen_by).filter(pk=key).first()


def days(*, seen_by: Staff, page: str | int | None = 1) -> Page[JusticeDay]:
    """Return the mobile days, the newest first: they are public events, and whoever orients sees all."""
    rows = JusticeDay.objects.select_related("neighbourhood")
    if reach_of(seen_by, Permission.GIVE_ORIENTATION).is_nothing:
        rows = rows.none()
    return Paginator(rows.order_by("-on", "-pk"), PER_PAGE).get_page(page)


def day(number: int, *, seen_by: Staff) -> DayShown | None:
    """Return one mobile day with the orientations of it that somebody sees."""
    if reach_of(seen_by, Permission.GIVE_ORIENTATION).is_nothing:
        return None
    found = JusticeDay.objects.select_related("neighbourhood").filter(pk=number).first()
    if found is None:
        return None
    rows = orientations(seen_by=seen_by).filter(day=found).order_by().values("matter")
    counted = rows.annotate(given=Count("pk"), solved=Count("pk", filter=Q(solved=True)))
    known = {row["matter"]: (row["given"], row["solved"]) for row in counted}
    by_matter = tuple((one, *known[one.value]) for one in Matter if one.value in known)
    return DayShown(found, by_matter, sum(given for _, given, _ in by_matter))


def matters_by_month(*, seen_by: Staff, first: date, last: date) -> tuple[MatterMonth, ...]:
    """Return how many orientations of each matter were given in each month between two days."""
    _may_count(seen_by)
    rows = Orientation.objects.filter(on__range=(first, last)).order_by()
    rows_by = rows.annotate(year=ExtractYear("on"), month=ExtractMonth("on")).values(
        "year", "month", "matter"
    )
    counted = rows_by.annotate(given=Count("pk"), all_solved=Count("pk", filter=Q(solved=True)))
    return tuple(
        sorted(
            MatterMonth(row["year"], row["month"], row["matter"], row["given"], row["all_solved"])
            for row in counted
        )
    )


def first_orientation_on(*, seen_by: Staff) -> date | None:
    """Return the day of the first orientation that stands, None where there is none."""
    _may_count(seen_by)
    first: date | None = Orientation.objects.aggregate(first=Min("on"))["first"]
    return first


def counts_by_year(*, seen_by: Staff, what: Counted) -> tuple[YearCount, ...]:
    """Return how many there were by year and code, with those that were erased since."""
    _may_count(seen_by)
    found: dict[tuple[int, str], int] = {}
    for year, code, number in (*_kept(what), *_former(what)):
        found[year, code] = found.get((year, code), 0) + number
    return tuple(YearCount(what.value, year, code, number) for (year, code), number in sorted(found.items()))


def _kept(what: Counted) -> list[tuple[int, str, int]]:
    rows = {
        Counted.PROCESS: Process.objects.annotate(of_year=ExtractYear("asked_on")).values_list(
            "of_year", "state"
        ),
        Counted.MEASURE: Measure.objects.annotate(of_year=ExtractYear("begins_on")).values_list(
            "of_year", "kind"
        ),
        Counted.ORIENTATION: Orientation.objects.annotate(of_year=ExtractYear("on")).values_list(
            "of_year", "matter"
        ),
    }[what]
    return [(year, code, number) for year, code, number in rows.order_by().annotate(number=Count("pk"))]


def _former(what: Counted) -> list[tuple[int, str, int]]:
    rows = FormerCount.objects.filter(what=what)
    return list(rows.values_list("year", "code", "number"))


def _may_count(seen_by: Staff) -> None:
    if reach_of(seen_by, Permission.SEE_PROGRAMME_TOTALS).is_nothing:
        raise PermissionDenied
