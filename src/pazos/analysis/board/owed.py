"""Which values does somebody still owe? The last periods that are over, and what was sent back.

The same periods as `domain.indicators.queries.due` asks for, read without the values themselves: the
board opens with hundreds of indicators, each with years of values.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from pazos.analysis.board.lines import About, Line
from pazos.domain.indicators.models import IndicatorSheet, IndicatorValue
from pazos.domain.indicators.periods import Period, last_over, period_of, periods
from pazos.domain.indicators.queries.due import LOOKS_BACK
from pazos.domain.indicators.queries.reading import in_words
from pazos.domain.indicators.vocabulary import Frequency, SheetState, ValueState
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pazos.domain.people.models import Staff

OPEN = (ValueState.DRAFT, ValueState.RETURNED)
States = dict[Period, str]


def owed(*, on: date, seen_by: Staff) -> list[Line]:
    """Return the values that a person's organisation (or anybody, for the whole city) owes: two queries."""
    reach = reach_of(seen_by, Permission.REPORT_INDICATORS)
    sheets = list(
        IndicatorSheet.objects.filter(
            reach.belonging(organisation="indicator__owner"),
            state=SheetState.IN_FORCE,
            expression="",
            indicator__retired_on__isnull=True,
        )
        .select_related("indicator__owner")
        .only(
            *("name", "frequency", "due_days", "in_force_from_on", "indicator__code"),
            "indicator__owner__name",
        )
    )
    known = _states([sheet.indicator_id for sheet in sheets], on)
    return [line for sheet in sheets for line in _of_sheet(sheet, known.get(sheet.indicator_id, {}), on)]


def _states(indicators: list[int], on: date) -> Mapping[int, States]:
    """Return in which state the last revision of each period is that may still be owed."""
    since = {frequency: _oldest(frequency, on) for frequency in Frequency}
    recent = Q(state__in=OPEN)
    for frequency, day in since.items():
        recent |= Q(sheet__frequency=frequency, ends_on__gte=day)
    rows = IndicatorValue.objects.filter(recent, sheet__indicator__in=indicators, ends_on__lte=on)
    found: dict[int, States] = defaultdict(dict)
    fields = ("sheet__indicator", "starts_on", "ends_on", "state")
    for indicator, first, last, state in rows.order_by("sheet__version", "revision").values_list(*fields):
        found[indicator][Period(first, last)] = state
    return found


def _oldest(frequency: str, on: date) -> date:
    """Return the last day of the oldest period that is asked for."""
    period = last_over(frequency, on)
    for _ in range(LOOKS_BACK - 1):
        period = period_of(frequency, period.starts_on - timedelta(days=1))
    return period.ends_on


def _of_sheet(sheet: IndicatorSheet, known: States, on: date) -> Iterator[Line]:
    begun = sheet.in_force_from_on or on
    first = max(_oldest(sheet.frequency, on), begun) if begun <= on else on
    due = set(periods(sheet.frequency, first, last_over(sheet.frequency, on).ends_on))
    due |= {period for period, state in known.items() if state in OPEN}
    owner = sheet.indicator.owner
    for period in sorted(due):
        state = known.get(period)
        if state is not None and state not in OPEN:
            continue
        due_on = period.due_on(sheet.due_days)
        yield Line(
            about=About.RETURNED if state == ValueState.RETURNED else About.VALUE,
            text=f"{in_words(sheet.name)} · {period.code()}",
            on=due_on,
            days=(on - due_on).days,
            where=owner.name if owner else "",
            address="indicator",
            slots={"code": sheet.indicator.code},
        )
