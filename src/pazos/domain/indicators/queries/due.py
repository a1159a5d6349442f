"""What is due from whom, and what waits for approval?

A value is due when its period is over: from the first one whose sheet was in force, or the first
after the last value. Only what this person may report is asked of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from pazos.domain.indicators.models import IndicatorSheet, IndicatorValue
from pazos.domain.indicators.periods import Period, last_over, period_of, periods
from pazos.domain.indicators.queries.reading import in_words
from pazos.domain.indicators.vocabulary import SheetState, ValueState
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission, Scope

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff

LOOKS_BACK = 4  # periods: what was never reported before then is history, not a task


@dataclass(frozen=True)
class Due:
    """One value that somebody owes: nothing yet, a draft, or one that came back."""

    sheet: IndicatorSheet
    name: str
    period: Period
    due_on: date
    value: IndicatorValue | None

    @property
    def is_returned(self) -> bool:
        """Whether it was handed in and came back."""
        return self.value is not None and self.value.state == ValueState.RETURNED


def due(*, on: date, seen_by: Staff) -> list[Due]:
    """Return what is due from a person's organisation (or anybody's, for the whole city): the oldest day first."""
    reach = reach_of(seen_by, Permission.REPORT_INDICATORS)
    sheets = list(
        IndicatorSheet.objects.filter(
            reach.belonging(organisation="indicator__owner"),
            state=SheetState.IN_FORCE,
            expression="",
            indicator__retired_on__isnull=True,
        ).select_related("indicator__owner")
    )
    known = _values([sheet.indicator_id for sheet in sheets])
    found = [one for sheet in sheets for one in _of_sheet(sheet, known.get(sheet.indicator_id, {}), on)]
    return sorted(found, key=lambda one: (one.due_on, one.sheet.indicator.position, one.period))


def waiting(*, seen_by: Staff) -> QuerySet[IndicatorValue]:
    """Return the values that wait for approval, the longest first; nothing to who approves none."""
    rows = IndicatorValue.objects.filter(state=ValueState.SUBMITTED)
    if seen_by.scope(Permission.APPROVE_INDICATORS) is not Scope.CITY:
        rows = rows.none()
    return rows.select_related("sheet__indicator__owner", "entered_by").order_by("submitted_at", "pk")


def _values(indicators: list[int]) -> dict[int, dict[Period, IndicatorValue]]:
    """Return the value that matters of each period: what is open rather than what is approved."""
    rows = IndicatorValue.objects.filter(sheet__indicator__in=indicators).select_related("sheet")
    found: dict[int, dict[Period, IndicatorValue]] = {}
    for value in rows.order_by("sheet__version", "revision"):
        of_indicator = found.setdefault(value.sheet.indicator_id, {})
        of_indicator[Period(value.starts_on, value.ends_on)] = value
    return found


def _of_sheet(sheet: IndicatorSheet, known: dict[Period, IndicatorValue], on: date) -> Iterator[Due]:
    first = _first(sheet, known, on)
    owed = set(periods(sheet.frequency, first, last_over(sheet.frequency, on).ends_on))
    owed |= {
        period for period, value in known.items() if value.state in (ValueState.DRAFT, ValueState.RETURNED)
    }
    for period in sorted(owed):
        value = known.get(period)
        if value is None or value.state in (ValueState.DRAFT, ValueState.RETURNED):
            due_on = period.due_on(sheet.due_days)
            yield Due(sheet, in_words(sheet.name), period, due_on, value)


def _first(sheet: IndicatorSheet, known: dict[Period, IndicatorValue], on: date) -> date:
    """Return the day from which periods are owed: since the sheet is in force, and not for ever."""
    recent = last_over(sheet.frequency, on)
    for _ in range(LOOKS_BACK - 1):
        recent = period_of(sheet.frequency, recent.starts_on - timedelta(days=1))
    begun = sheet.in_force_from_on or on
    return max(recent.ends_on, begun) if begun <= on else on
