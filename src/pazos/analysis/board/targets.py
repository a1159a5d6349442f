"""Where are the indicators against their targets, what moved beyond noise, which values are still to come?

Judged by `domain.indicators.lights` and nothing else, so that the board says what the indicator's own
page says. Only approved values are read: a figure on a wall is not a draft.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import get_language

from pazos.analysis.board.lines import About, Line
from pazos.domain.indicators.lights import Reading, Rule, light, of_year, stretches, trend, yardstick
from pazos.domain.indicators.models import IndicatorSheet, IndicatorValue, SeriesBreak, YearTarget
from pazos.domain.indicators.periods import Period, before, last_over
from pazos.domain.indicators.vocabulary import Frequency, Light, SheetState, Trend, ValueState
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pazos.domain.people.models import Staff

# The most pressing first; on target last, for a board is read from the top.
LIGHTS = (Light.FAR, Light.NEAR, Light.NOISE, Light.MET, Light.NO_DATA, Light.NO_TARGET)
MOVED = (Trend.WORSE, Trend.BETTER)


@dataclass(frozen=True)
class Standing:
    """One indicator as it stands: its year's reading against the target, its last against the one before."""

    code: str
    name: str
    unit: str
    component: str
    kind: str
    direction: str
    year: Reading | None
    target: float | None
    light: Light
    last: Reading | None
    before: Reading | None
    trend: Trend

    @property
    def is_telling(self) -> bool:
        """Whether it has both a value and a target."""
        return self.light not in (Light.NO_DATA, Light.NO_TARGET)


@dataclass(frozen=True)
class Targets:
    """Every indicator, how many stand at each light, and what of them somebody still owes."""

    every: tuple[Standing, ...]
    to_report: tuple[Line, ...]
    returned: tuple[Line, ...]

    @property
    def lights(self) -> tuple[tuple[Light, int], ...]:
        """How many stand at each light."""
        return tuple((one, sum(row.light is one for row in self.every)) for one in LIGHTS)

    @property
    def pressing(self) -> tuple[Standing, ...]:
        """Those with a value and a target, the farthest from it first."""
        telling = [row for row in self.every if row.is_telling]
        return tuple(sorted(telling, key=lambda row: LIGHTS.index(row.light)))

    @property
    def moved(self) -> tuple[Standing, ...]:
        """Those that moved beyond noise since the period before, the worse first."""
        found = [row for row in self.every if row.trend in MOVED]
        return tuple(sorted(found, key=lambda row: MOVED.index(row.trend)))


def targets(*, on: date, seen_by: Staff) -> Targets | None:
    """Return how the indicators within reach stand, None for somebody who sees none. Five queries."""
    reach = reach_of(seen_by, Permission.SEE_INDICATORS)
    if reach.is_nothing:
        return None
    sheets = list(
        IndicatorSheet.objects.filter(
            reach.belonging(organisation="indicator__owner"),
            state=SheetState.IN_FORCE,
            indicator__retired_on__isnull=True,
        )
        .select_related("indicator__component", "indicator__owner")
        .order_by("indicator__position", "indicator__code")
    )
    known = _known([sheet.indicator_id for sheet in sheets], on)
    standings = tuple(_standing(sheet, known, on) for sheet in sheets)
    owed = [line for sheet in sheets for line in _owed(sheet, known, on)]
    return Targets(
        every=standings,
        to_report=tuple(line for line in owed if line.about is not About.RETURNED),
        returned=tuple(line for line in owed if line.about is About.RETURNED),
    )


@dataclass(frozen=True)
class _Known:
    approved: Mapping[int, Sequence[dict[str, Any]]]  # by indicator, in order of time
    states: Mapping[tuple[int, date], str]  # of the last value of a sheet and period
    targets: Mapping[tuple[int, int], float]
    breaks: Mapping[int, Sequence[date]]


_FIELDS = ("sheet", "sheet__indicator", "starts_on", "ends_on", "state", "value", "low", "high")
_MORE = ("numerator", "denominator")


def _known(indicators: Sequence[int], on: date) -> _Known:
    recent = Q(ends_on__gte=date(on.year - 1, 1, 1))
    yearly = Q(sheet__frequency=Frequency.YEAR, ends_on__gte=date(on.year - 3, 1, 1))
    rows = IndicatorValue.objects.filter(recent | yearly, sheet__indicator__in=indicators, ends_on__lte=on)
    approved: dict[int, dict[tuple[date, date], dict[str, Any]]] = defaultdict(dict)
    states: dict[tuple[int, date], str] = {}
    order = ("sheet__version", "ends_on", "revision")
    for row in rows.order_by(*order).values(*_FIELDS, *_MORE):
        states[row["sheet"], row["ends_on"]] = row["state"]
        if row["state"] == ValueState.APPROVED:
            approved[row["sheet__indicator"]][row["starts_on"], row["ends_on"]] = row
    wanted = YearTarget.objects.filter(indicator__in=indicators, year__range=(on.year - 3, on.year))
    breaks: dict[int, list[date]] = defaultdict(list)
    for indicator, day in SeriesBreak.objects.filter(indicator__in=indicators).values_list("indicator", "on"):
        breaks[indicator].append(day)
    return _Known(
        approved={key: [found[when] for when in sorted(found)] for key, found in approved.items()},
        states=states,
        targets={(one, year): value for one, year, value in wanted.values_list("indicator", "year", "value")},
        breaks=breaks,
    )


def _standing(sheet: IndicatorSheet, known: _Known, on: date) -> Standing:
    rule = Rule(sheet.direction, sheet.interval, sheet.measure, sheet.accrual, sheet.factor)
    readings = _readings(known.approved.get(sheet.indicator_id, ()), known.breaks.get(sheet.indicator_id, ()))
    last = readings[-1] if readings else None
    year = last.period.year if last else on.year
    reached = of_year(readings, year, rule=rule)
    target = known.targets.get((sheet.indicator_id, year))
    asked = yardstick(target, reached.period, rule=rule) if reached else target
    earlier = next((one for one in readings if last and one.period == before(last.period)), None)
    component = sheet.indicator.component
    return Standing(
        code=sheet.indicator.code,
        name=in_words(sheet.name),
        unit=in_words(sheet.unit),
        component=component.name if component else "",
        kind=sheet.kind,
        direction=sheet.direction,
        year=reached,
        target=asked,
        light=light(reached, asked, rule=rule),
        last=last,
        before=earlier,
        trend=trend(last, earlier, rule=rule),
    )


def _readings(rows: Sequence[dict[str, Any]], breaks: Iterable[date]) -> list[Reading]:
    periods = [Period(row["starts_on"], row["ends_on"]) for row in rows]
    return [
        Reading(
            period=period,
            value=row["value"],
            low=row["low"],
            high=row["high"],
            numerator=row["numerator"],
            denominator=row["denominator"],
            stretch=stretch,
        )
        for row, period, stretch in zip(rows, periods, stretches(periods, breaks=breaks), strict=True)
    ]


def _owed(sheet: IndicatorSheet, known: _Known, on: date) -> Iterable[Line]:
    """What somebody owes of the last period that is over: a value, an approval, or a value sent back."""
    period = last_over(sheet.frequency, on)
    state = known.states.get((sheet.pk, period.ends_on))
    if state == ValueState.APPROVED or (sheet.in_force_from_on and sheet.in_force_from_on > period.ends_on):
        return
    due_on = period.due_on(sheet.due_days)
    about = {ValueState.SUBMITTED: About.APPROVAL, ValueState.RETURNED: About.RETURNED}
    owner = sheet.indicator.owner
    yield Line(
        about=about.get(ValueState(state), About.VALUE) if state else About.VALUE,
        text=f"{in_words(sheet.name)} · {period.code()}",
        on=due_on,
        days=(on - due_on).days,
        where=owner.name if owner else "",
        address="indicator",
        slots={"code": sheet.indicator.code},
    )


def in_words(texts: Mapping[str, str]) -> str:
    """Return a text of a sheet in the reader's language, or in the other where it has only that."""
    spoken = (get_language() or "es")[:2]
    return texts.get(spoken) or next((text for text in texts.values() if text), "")
