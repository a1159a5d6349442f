"""The strategy's indicators as IATI results: approved values only, of sheets that are public.

Baseline and yearly target stand with the period they belong to. A value that nobody approved, or that
says why it is missing, is left out and never written as nought.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.analysis.opendata.iati import codes
from pazos.analysis.opendata.iati.elements import add, dated, plain, told
from pazos.domain.indicators.models import IndicatorSheet, IndicatorValue, YearTarget
from pazos.domain.indicators.vocabulary import Direction, Kind, SheetState, ValueState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from xml.etree.ElementTree import Element

    from pazos.analysis.opendata.iati.writing import Telling
    from pazos.domain.strategy.models import Strategy


def add_results(activity: Element, strategy: Strategy, telling: Telling) -> None:
    """Add one result for each public indicator of the strategy that has an approved value."""
    sheets = IndicatorSheet.objects.filter(
        state=SheetState.IN_FORCE, is_public=True, indicator__retired_on__isnull=True
    ).select_related("indicator__component")
    values = _values(sheets.values_list("indicator", flat=True))
    targets = {
        (one.indicator_id, one.year): one.value
        for one in YearTarget.objects.filter(indicator__in=list(values))
    }
    for sheet in sheets.order_by("indicator__position", "indicator__code"):
        component = sheet.indicator.component
        if component is not None and component.strategy_id != strategy.pk:
            continue
        if approved := values.get(sheet.indicator_id):
            _result(activity, sheet, approved, targets, telling)


def _values(indicators: Iterable[int]) -> dict[int, list[IndicatorValue]]:
    rows = IndicatorValue.objects.filter(
        sheet__indicator__in=list(indicators),
        sheet__state=SheetState.IN_FORCE,
        state=ValueState.APPROVED,
        is_last=True,
        value__isnull=False,
    )
    found: dict[int, list[IndicatorValue]] = {}
    for row in rows.select_related("sheet").order_by("starts_on", "ends_on"):
        found.setdefault(row.sheet.indicator_id, []).append(row)
    return found


def _result(
    activity: Element,
    sheet: IndicatorSheet,
    values: list[IndicatorValue],
    targets: dict[tuple[int, int], float],
    telling: Telling,
) -> None:
    result = add(activity, "result", type=codes.RESULT_TYPES[Kind(sheet.kind)], aggregation_status="0")
    title = _said(sheet.name, telling) or sheet.indicator.code
    told(result, "title", title)
    indicator = add(
        result,
        "indicator",
        measure=codes.measure_of(sheet.measure),
        ascending="1" if sheet.direction == Direction.UP else "0",
        aggregation_status="0",
    )
    told(indicator, "title", title)
    if definition := _said(sheet.definition, telling):
        told(indicator, "description", definition)
    if sheet.baseline_year is not None and sheet.baseline_value is not None:
        add(indicator, "baseline", year=str(sheet.baseline_year), value=_number(sheet.baseline_value))
    for row in values:
        target = targets.get((sheet.indicator_id, row.ends_on.year)) if _ends_year(row.ends_on) else None
        _period(indicator, row, target)


def _period(indicator: Element, row: IndicatorValue, target: float | None) -> None:
    period = add(indicator, "period")
    dated(period, "period-start", row.starts_on)
    dated(period, "period-end", row.ends_on)
    if target is not None:
        add(period, "target", value=_number(target))
    if row.value is not None:
        add(period, "actual", value=_number(row.value))


def _ends_year(day: date) -> bool:
    return (day.month, day.day) == (12, 31)


def _said(words: dict[str, str], telling: Telling) -> str:
    said = words.get(telling.language) or next(iter(words.values()), "")
    return plain(said) if said else ""


def _number(value: float) -> str:
    """Return the shortest digits that give the same number back, without an exponent."""
    return f"{value:.10f}".rstrip("0").rstrip(".")
