"""Orientations that somebody gave, and mobile days of justice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.db.models import Count, Q

from pazos.domain.justice.models import JusticeDay, Orientation
from pazos.domain.justice.vocabulary import Matter
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission, Scope

if TYPE_CHECKING:
    from uuid import UUID

    from django.core.paginator import Page
    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff

PER_PAGE = 40


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
