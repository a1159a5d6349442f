"""How do the indicators stand? Each with its last value, its target, its light and what changed.

Whoever sees the city's indicators sees all; a partner sees those of its own organisation. A fixed
number of questions to the database, however many indicators and values there are: read is what each
needs to be judged, drawn are the series of one page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max, Q

from pazos.domain.indicators.lights import light, of_year, trend, yardstick
from pazos.domain.indicators.models import IndicatorSheet, YearTarget
from pazos.domain.indicators.periods import before, period_of
from pazos.domain.indicators.queries.reading import (
    approved,
    breaks_of,
    comparable,
    in_words,
    readings,
    rule_of,
)
from pazos.domain.indicators.vocabulary import Accrual, Light, SheetState, Trend
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date

    from pazos.domain.indicators.lights import Reading
    from pazos.domain.people.models import Staff

# Long texts of a sheet that no list shows: five hundred of them would be read for nothing.
UNREAD = (
    "definition",
    "numerator",
    "denominator",
    "source",
    "verification",
    "method",
    "weaknesses",
    "arguments",
)


@dataclass(frozen=True)
class Sought:
    """What a reader looks for in the battery; empty narrows nothing. `component` is a code, "-" for none."""

    words: str = ""
    component: str = ""
    kind: str = ""
    light: str = ""
    way: str = ""  # "computed" or "reported"
    owner: int | None = None
    retired: bool = False


@dataclass(frozen=True)
class Standing:
    """One indicator as it stands. `reached` is its year's reading, held against `asked` of the target."""

    sheet: IndicatorSheet
    name: str
    unit: str
    last: Reading | None
    before: Reading | None
    reached: Reading | None
    target: float | None
    asked: float | None
    light: Light
    trend: Trend

    @property
    def code(self) -> str:
        """The indicator's code."""
        return self.sheet.indicator.code


def standings(sought: Sought, *, seen_by: Staff) -> list[Standing]:
    """Return the indicators in force that somebody may see, in the battery's order: five queries."""
    sheets = list(_sheets(sought, seen_by))
    numbers = [sheet.indicator_id for sheet in sheets]
    breaks = breaks_of(numbers)
    found = _recent(sheets, breaks)
    targets = {
        (indicator, year): value
        for indicator, year, value in YearTarget.objects.filter(indicator__in=numbers).values_list(
            "indicator", "year", "value"
        )
    }
    every = (_standing(sheet, found.get(sheet.indicator_id, []), targets) for sheet in sheets)
    return [one for one in every if _is_sought(one, sought)]


def series_of(numbers: Collection[int], *, most: int = 48) -> dict[int, list[Reading]]:
    """Return the last `most` readings of some indicators that the caller may see: two queries."""
    found = readings(Q(sheet__indicator__in=numbers), breaks=breaks_of(numbers))
    return {indicator: series[-most:] for indicator, series in found.items()}


def _sheets(sought: Sought, seen_by: Staff) -> Iterator[IndicatorSheet]:
    reach = reach_of(seen_by, Permission.SEE_INDICATORS)
    rows = IndicatorSheet.objects.filter(reach.belonging(organisation="indicator__owner"))
    rows = rows.filter(state=SheetState.IN_FORCE, indicator__retired_on__isnull=not sought.retired)
    if sought.component:
        rows = rows.filter(
            Q(indicator__component__isnull=True)
            if sought.component == "-"
            else Q(indicator__component__code=sought.component)
        )
    if sought.kind:
        rows = rows.filter(kind=sought.kind)
    if sought.way:
        rows = rows.filter(expression="") if sought.way == "reported" else rows.exclude(expression="")
    if sought.owner is not None:
        rows = rows.filter(indicator__owner=sought.owner)
    rows = rows.select_related("indicator__component", "indicator__owner").defer(*UNREAD)
    return rows.order_by("indicator__position", "indicator__code").iterator()


def _recent(
    sheets: Sequence[IndicatorSheet], breaks: Mapping[int, Collection[date]]
) -> dict[int, list[Reading]]:
    """Return of each indicator the readings that its standing needs: its last, the one before, its year's."""
    numbers = [sheet.indicator_id for sheet in sheets]
    known = approved().filter(sheet__indicator__in=numbers, value__isnull=False)
    ends = dict(known.order_by().values_list("sheet__indicator").annotate(Max("ends_on")))
    since: dict[date, list[int]] = {}
    for sheet in sheets:
        if last := ends.get(sheet.indicator_id):
            since.setdefault(_needed_since(sheet, last), []).append(sheet.indicator_id)
    if not since:
        return {}
    wanted = Q()
    for day, group in since.items():
        wanted |= Q(sheet__indicator__in=group, ends_on__gte=day)
    return readings(wanted, breaks=breaks)


def _needed_since(sheet: IndicatorSheet, last: date) -> date:
    """Return from which end of a period on the readings of an indicator are judged."""
    earlier = before(period_of(sheet.frequency, last)).ends_on
    january = last.replace(month=1, day=1)
    return min(earlier, january) if sheet.accrual == Accrual.SUM else earlier


def _standing(
    sheet: IndicatorSheet, series: list[Reading], targets: Mapping[tuple[int, int], float]
) -> Standing:
    rule = rule_of(sheet)
    # A period without a value is told on the indicator's page; what stands is the last that has one.
    series = series[: max((place for place, one in enumerate(series, 1) if one.value is not None), default=0)]
    last = series[-1] if series else None
    earlier = comparable(last, series, before(last.period) if last else None)
    reached = of_year(series, last.period.year, rule=rule) if last else None
    target = targets.get((sheet.indicator_id, last.period.year)) if last else None
    asked = yardstick(target, last.period, rule=rule) if last else None
    return Standing(
        sheet=sheet,
        name=in_words(sheet.name),
        unit=in_words(sheet.unit),
        last=last,
        before=earlier,
        reached=reached,
        target=target,
        asked=asked,
        light=light(reached, asked, rule=rule),
        trend=trend(last, earlier, rule=rule),
    )


def _is_sought(one: Standing, sought: Sought) -> bool:
    if sought.light and one.light != sought.light:
        return False
    if not sought.words:
        return True
    names = " ".join(one.sheet.name.values())
    text = f"{one.code} {names} {one.sheet.standard}".casefold()
    return all(word in text for word in sought.words.casefold().split()[:8])
