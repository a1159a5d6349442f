"""Which reports are there? Those who give account see all; anybody sees what was signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.accountability.models import YearReport
from pazos.domain.accountability.vocabulary import ReportState
from pazos.foundation.access.policy import Permission, Scope

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff


def reports(*, seen_by: Staff) -> QuerySet[YearReport]:
    """Return the reports that a person may see without their content, the newest first."""
    return _open_to(seen_by).defer("content").select_related("prepared_by", "signed_by", "ended_by")


def report(key: UUID, *, seen_by: Staff) -> YearReport | None:
    """Return one report, None where it is not this person's to see."""
    found = _open_to(seen_by).select_related("prepared_by", "signed_by", "ended_by")
    return found.filter(pk=key).first()


def _open_to(seen_by: Staff) -> QuerySet[YearReport]:
    if seen_by.scope(Permission.GIVE_ACCOUNT) is Scope.CITY:
        return YearReport.objects.all()
    return YearReport.objects.filter(signed_at__isnull=False)


def signed(year: int | None = None) -> YearReport | None:
    """Return the signed report of a year, or of the last year that has one."""
    rows = YearReport.objects.filter(state=ReportState.SIGNED)
    return (rows if year is None else rows.filter(year=year)).order_by("-year").first()


def every_signed() -> QuerySet[YearReport]:
    """Return the signed report of each year, the earliest first."""
    return YearReport.objects.filter(state=ReportState.SIGNED).order_by("year")


def once_signed() -> QuerySet[YearReport]:
    """Return without content whatever was signed, also what was replaced or withdrawn since, the newest first."""
    return YearReport.objects.filter(signed_at__isnull=False).defer("content").order_by("-year", "-number")


def once_signed_one(year: int, number: int) -> YearReport | None:
    """Return one report that was signed, whatever became of it."""
    return YearReport.objects.filter(year=year, number=number, signed_at__isnull=False).first()
