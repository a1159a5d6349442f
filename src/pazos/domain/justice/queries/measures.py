"""Measures, their hours and reports, of the cases that somebody may see; and what is due to which judge."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import F, Max, Prefetch, Q
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from pazos.domain.cases.queries.cases import reached
from pazos.domain.justice.models import JudgeReport, Measure, MeasureHours
from pazos.domain.justice.queries.courts import facts_of, names
from pazos.domain.justice.rules import measures as rules
from pazos.domain.justice.standing import measure_facts
from pazos.domain.justice.vocabulary import MeasureKind
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.core.paginator import Page
    from django.db.models import QuerySet

    from pazos.domain.cases.models import Case
    from pazos.domain.people.models import Staff

PER_PAGE = 40


@dataclass(frozen=True)
class Served:
    """One measure with what was done of it, and until when the judge is told next."""

    measure: Measure
    article: str
    days: tuple[MeasureHours, ...]  # the newest first
    hours_done: Decimal
    reports: tuple[JudgeReport, ...]
    told_until: date | None
    next_report_on: date | None
    is_late: bool
    is_listed: bool  # its court is in the city's list
    is_numbered: bool
    calendar: tuple[tuple[date, bool], ...]  # days until which the judge is told, and whether it was

    @property
    def waits(self) -> JudgeReport | None:
        """The report that was written and not sent yet."""
        return next((one for one in self.reports if one.sent_on is None), None)

    @property
    def share(self) -> int:
        """The hours that were done, in hundredths of those that were ordered."""
        return min(100, int(100 * self.hours_done / self.measure.hours)) if self.measure.hours else 0


@dataclass(frozen=True)
class Due:
    """A report that a judge waits for, or that waits here: no name stands in the list."""

    case: UUID
    measure: UUID
    kind: str
    due_on: date
    is_late: bool
    waiting: UUID | None  # the report that is written
    is_approved: bool


def _measures(*, seen_by: Staff) -> QuerySet[Measure]:
    from pazos.domain.cases.models import Case

    seen = Case.objects.filter(reached(seen_by, Permission.SEE_CASES))
    return Measure.objects.filter(case__in=seen)


def of_case(case: Case, *, seen_by: Staff) -> tuple[Served, ...]:
    """Return the measures of a case, the newest first: 4 queries."""
    people = JudgeReport.objects.select_related("written_by", "approved_by")
    rows = _measures(seen_by=seen_by).filter(case=case)
    rows = rows.prefetch_related("done", Prefetch("reports", queryset=people))
    listed = names()
    return tuple(served(row, listed=listed) for row in rows)


def measure(key: UUID, *, seen_by: Staff) -> Measure | None:
    """Return one measure of a case that somebody sees."""
    return _measures(seen_by=seen_by).select_related("case").filter(pk=key).first()


def hours(key: UUID, *, seen_by: Staff) -> MeasureHours | None:
    """Return the hours of one day."""
    rows = MeasureHours.objects.filter(measure__in=_measures(seen_by=seen_by))
    return rows.select_related("measure").filter(pk=key).first()


def report(key: UUID, *, seen_by: Staff) -> JudgeReport | None:
    """Return one report of a case that somebody sees."""
    rows = JudgeReport.objects.filter(measure__in=_measures(seen_by=seen_by))
    return rows.select_related("measure", "written_by", "approved_by").filter(pk=key).first()


def served(row: Measure, *, listed: frozenset[str]) -> Served:
    """Return a measure as its page shows it, of rows that were fetched already; `listed` are the city's courts."""
    facts = measure_facts(row)
    reports = tuple(row.reports.all())
    told = max((one.until_on for one in reports if one.sent_on is not None), default=None)
    due = rules.next_report_on(facts, told_until=told)
    return Served(
        measure=row,
        article=rules.LAW[facts.kind][0],
        days=tuple(sorted(row.done.all(), key=lambda one: one.on, reverse=True)),
        hours_done=sum((hours for _, hours in facts.done), Decimal(0)),
        reports=reports,
        told_until=told,
        next_report_on=due,
        is_late=due is not None and due < timezone.localdate(),
        **facts_of(row, listed=listed),
        calendar=tuple((day, rules.is_told(facts, day, told)) for day in rules.report_days(facts)),
    )


def next_report_on(row: Measure) -> date | None:
    """Return the day until which the next report on a measure is due, None where all were sent."""
    sent = row.reports.filter(sent_on__isnull=False).aggregate(told=Max("until_on"))
    return rules.next_report_on(measure_facts(row), told_until=sent["told"])


def due_reports(*, seen_by: Staff, page: str | int | None = 1) -> tuple[Page[Any], tuple[Due, ...]]:
    """Return measures that run, or of which a report is open, whoever waits longest first."""
    rows = _measures(seen_by=seen_by)
    over = Least("ends_on", Coalesce("ended_on", "ends_on"))
    told = Max("reports__until_on", filter=Q(reports__sent_on__isnull=False))
    rows = rows.annotate(told=told, over=over, done_on=Max("done__on"))
    rows = rows.filter(Q(told__isnull=True) | Q(told__lt=F("over")))
    # No row is made of a measure, nor a sealed column fetched: a city has thousands that run.
    fields = (
        "pk",
        "case",
        "kind",
        "begins_on",
        "ends_on",
        "report_every_months",
        "ended_on",
        "done_on",
        "told",
    )
    waits = sorted(
        (
            (due, key, case, kind)
            for key, case, kind, *rest in rows.order_by().values_list(*fields)
            if (due := _next(*rest)) is not None
        ),
        key=lambda one: one[:2],
    )
    found = Paginator(waits, PER_PAGE).get_page(page)
    open_ones = JudgeReport.objects.filter(measure__in=[key for _due_on, key, *_rest in found])
    waiting = {
        measure: (report, approver is not None)
        for measure, report, approver in open_ones.filter(sent_on__isnull=True).values_list(
            "measure", "pk", "approved_by"
        )
    }
    today = timezone.localdate()
    return found, tuple(
        Due(case, key, str(MeasureKind(kind).label), due, due < today, *waiting.get(key, (None, False)))
        for due, key, case, kind in found
    )


def _next(*facts: Any) -> date | None:
    begins_on, ends_on, every, ended_on, done_on, told = facts
    measure = rules.MeasureFacts(
        MeasureKind.RULES,
        begins_on,
        ends_on,
        report_every_months=every,
        ended_on=ended_on,
        done=((done_on, Decimal(0)),) if done_on is not None else (),
    )
    return rules.next_report_on(measure, told_until=told)
