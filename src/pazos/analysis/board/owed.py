"""Which values does somebody still owe? The last periods that are over, and what was sent back.

The same periods as `domain.indicators.queries.due` asks for, read without the values themselves: the
board opens with hundreds of indicators, each with years of values. Names are read only of those that
somebody owes.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q

from pazos.analysis.board.lines import About, Line
from pazos.domain.indicators.models import IndicatorSheet, IndicatorValue
from pazos.domain.indicators.periods import Period, last_over, period_of
from pazos.domain.indicators.queries.due import LOOKS_BACK
from pazos.domain.indicators.queries.reading import in_words
from pazos.domain.indicators.vocabulary import Frequency, SheetState, ValueState
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff

OPEN = (ValueState.DRAFT, ValueState.RETURNED)
Span = tuple[date, date]
States = dict[Span, str]


class Sheet(NamedTuple):
    """What of a sheet says which of its values are owed, and by whom."""

    key: int
    indicator: int
    code: str
    frequency: str
    due_days: int
    in_force_from_on: date | None
    owner: str | None


FIELDS = (
    *("pk", "indicator", "indicator__code", "frequency", "due_days", "in_force_from_on"),
    "indicator__owner__name",
)


def owed(*, on: date, seen_by: Staff) -> list[Line]:
    """Return the values that a person's organisation (or anybody, for the whole city) owes: three queries."""
    reach = reach_of(seen_by, Permission.REPORT_INDICATORS)
    sheets = IndicatorSheet.objects.filter(
        reach.belonging(organisation="indicator__owner"),
        state=SheetState.IN_FORCE,
        expression="",
        indicator__retired_on__isnull=True,
    )
    asked = {frequency: _asked(frequency, on) for frequency in Frequency}
    known = _states(sheets, asked, on)
    rows = [Sheet(*row) for row in sheets.order_by("indicator").values_list(*FIELDS)]
    found = [
        (sheet, period, state)
        for sheet in rows
        for period, state in _of_sheet(
            sheet, known.get(sheet.indicator, {}), asked[Frequency(sheet.frequency)]
        )
    ]
    owing = {sheet.key for sheet, *_rest in found}
    names = dict(sheets.filter(pk__in=owing).values_list("pk", "name")) if owing else {}
    return [_line((sheet, period, state), in_words(names[sheet.key]), on) for sheet, period, state in found]


def _asked(frequency: str, on: date) -> tuple[Period, ...]:
    """Return the periods that are asked for, the oldest first."""
    found = [last_over(frequency, on)]
    for _ in range(LOOKS_BACK - 1):
        found.append(period_of(frequency, found[-1].starts_on - timedelta(days=1)))
    return tuple(reversed(found))


def _states(
    sheets: QuerySet[IndicatorSheet], asked: Mapping[Frequency, Sequence[Period]], on: date
) -> Mapping[int, States]:
    """Return in which state the last revision of each period is that may still be owed."""
    recent = Q(state__in=OPEN)
    for frequency, periods in asked.items():
        recent |= Q(sheet__frequency=frequency, ends_on__gte=periods[0].ends_on)
    indicators = sheets.order_by().values("indicator")
    rows = IndicatorValue.objects.filter(recent, sheet__indicator__in=indicators, ends_on__lte=on)
    found: dict[int, States] = defaultdict(dict)
    fields = ("sheet__indicator", "starts_on", "ends_on", "state")
    for indicator, first, last, state in rows.order_by("sheet__version", "revision").values_list(*fields):
        found[indicator][first, last] = state
    return found


def _of_sheet(sheet: Sheet, known: States, asked: Sequence[Period]) -> list[tuple[Period, str | None]]:
    """Return what is owed of one sheet: asked for since it is in force, or open, the oldest first."""
    begun = sheet.in_force_from_on
    due = [] if begun is None else [one for one in asked if one.ends_on >= begun]
    found = {(one.starts_on, one.ends_on): one for one in due}
    found |= {span: Period(*span) for span, state in known.items() if state in OPEN}
    owing = [span for span in found if known.get(span) in (None, *OPEN)]
    return [(found[span], known.get(span)) for span in sorted(owing)]


def _line(owing: tuple[Sheet, Period, str | None], name: str, on: date) -> Line:
    sheet, period, state = owing
    due_on = period.due_on(sheet.due_days)
    return Line(
        about=About.RETURNED if state == ValueState.RETURNED else About.VALUE,
        text=f"{name} · {period.code()}",
        on=due_on,
        days=(on - due_on).days,
        where=sheet.owner or "",
        address="indicator",
        slots={"code": sheet.code},
    )
