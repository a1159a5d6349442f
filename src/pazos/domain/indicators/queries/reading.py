"""Values as they are judged: approved ones only, in order of time, cut where the series breaks.

Where two versions of a sheet have a value of one period, the later version speaks.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from pazos.domain.indicators.lights import Reading, Rule, stretches
from pazos.domain.indicators.models import IndicatorValue, SeriesBreak
from pazos.domain.indicators.periods import Period
from pazos.domain.indicators.vocabulary import ValueState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from django.db.models import Q, QuerySet

    from pazos.domain.indicators.models import IndicatorSheet

NUMBERS = ("starts_on", "ends_on", "value", "low", "high", "numerator", "denominator")


def approved() -> QuerySet[IndicatorValue]:
    """Return the values that count: the last approved one of each period and version."""
    return IndicatorValue.objects.filter(is_last=True, state=ValueState.APPROVED)


def is_reported(sheet: IndicatorSheet, period: Period) -> bool:
    """Tell whether people reported the value of a period under an earlier version of a sheet: it is not computed over."""
    rows = approved().filter(starts_on=period.starts_on, ends_on=period.ends_on, run__isnull=True)
    earlier = rows.filter(sheet__indicator=sheet.indicator_id, sheet__version__lt=sheet.version)
    return earlier.filter(value__isnull=False).exists()


def readings(condition: Q, *, breaks: Mapping[int, Collection[date]]) -> dict[int, list[Reading]]:
    """Return the readings of the values that a condition finds, by indicator: one query."""
    rows = approved().filter(condition).order_by("sheet__version")
    found: dict[int, dict[tuple[date, date], tuple[Any, ...]]] = defaultdict(dict)
    for indicator, *row in rows.values_list("sheet__indicator", *NUMBERS):
        found[indicator][row[0], row[1]] = tuple(row)
    return {
        indicator: _in_order(values.values(), breaks.get(indicator, ()))
        for indicator, values in found.items()
    }


def _in_order(rows: Iterable[tuple[Any, ...]], breaks: Collection[date]) -> list[Reading]:
    ordered = sorted(rows, key=lambda row: (row[1], row[0]))
    periods = [_period(row[0], row[1]) for row in ordered]
    places = stretches(periods, breaks=breaks) if breaks else [0] * len(periods)
    return [
        Reading(period, row[2], row[3], row[4], numerator=row[5], denominator=row[6], stretch=place)
        for row, period, place in zip(ordered, periods, places, strict=True)
    ]


@lru_cache(maxsize=2048)
def _period(starts_on: date, ends_on: date) -> Period:
    return Period(starts_on, ends_on)


def breaks_of(indicators: Collection[int]) -> dict[int, list[date]]:
    """Return the days on which series break, by indicator."""
    found: dict[int, list[date]] = defaultdict(list)
    rows = SeriesBreak.objects.filter(indicator__in=indicators).order_by("on")
    for indicator, on in rows.values_list("indicator", "on"):
        found[indicator].append(on)
    return found


def rule_of(sheet: IndicatorSheet) -> Rule:
    """Return what of a sheet the judgement needs."""
    return Rule(sheet.direction, sheet.interval, sheet.measure, sheet.accrual, sheet.factor)


def in_words(texts: Mapping[str, str]) -> str:
    """Return a text of a sheet in the reader's language, or in the other where it has only that."""
    spoken = (get_language() or "es")[:2]
    return texts.get(spoken) or next((text for text in texts.values() if text), "")


def comparable(now: Reading | None, every: Sequence[Reading], previous: Period | None) -> Reading | None:
    """Return the reading of the period just before, None where there is none."""
    if now is None or previous is None:
        return None
    return next((one for one in reversed(every) if one.period == previous), None)
