"""The indicators of a year: every approved value with its interval, the year against its target, and what each cannot tell.

Texts are kept in both languages. Categories are not told: a small one could point at somebody. An
indicator that is not public is counted and not told.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from pazos.analysis.account.chain import day
from pazos.domain.indicators.lights import light, of_year, yardstick
from pazos.domain.indicators.models import IndicatorSheet, YearTarget
from pazos.domain.indicators.periods import Period
from pazos.domain.indicators.queries.reading import approved, breaks_of, readings, rule_of
from pazos.domain.indicators.vocabulary import SheetState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pazos.analysis.account.chain import Asked
    from pazos.domain.indicators.lights import Reading

TEXTS = ("name", "unit", "definition", "source", "method", "weaknesses")


def told(asked: Asked) -> Mapping[str, Any]:
    """Return every indicator that was followed in the year, in the battery's order."""
    every = list(
        IndicatorSheet.objects.filter(state=SheetState.IN_FORCE)
        .filter(Q(indicator__retired_on__isnull=True) | Q(indicator__retired_on__gt=asked.first))
        .select_related("indicator__component", "indicator__owner")
        .order_by("indicator__position", "indicator__code")
    )
    sheets = [sheet for sheet in every if sheet.is_public]
    numbers = [sheet.indicator_id for sheet in sheets]
    series = readings(_of_year(asked, numbers), breaks=breaks_of(numbers))
    runs = _runs(asked, numbers)
    targets = {
        one.indicator_id: one for one in YearTarget.objects.filter(indicator__in=numbers, year=asked.year)
    }
    return {
        "indicators": [
            _indicator(
                sheet,
                series.get(sheet.indicator_id, ()),
                runs=runs.get(sheet.indicator_id, {}),
                target=targets.get(sheet.indicator_id),
            )
            for sheet in sheets
        ],
        "not_public": len(every) - len(sheets),
    }


def _of_year(asked: Asked, numbers: Sequence[int]) -> Q:
    return Q(sheet__indicator__in=numbers, ends_on__gte=asked.first, ends_on__lte=asked.as_of_on)


_GROUNDS = (
    *("run", "run__result_hash", "revision", "sheet__version"),
    *("why_missing", "missing_facts", "why_revised"),
)


def _runs(asked: Asked, numbers: Sequence[int]) -> dict[int, dict[str, dict[str, Any]]]:
    """Return by indicator and period which run or paper each value stands on, and why one is missing."""
    rows = approved().filter(_of_year(asked, numbers))
    papers: dict[int, list[str]] = defaultdict(list)
    for value, sha256 in rows.filter(evidence__isnull=False).values_list("pk", "evidence__sha256"):
        papers[value].append(sha256)
    found: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    keys = ("pk", "sheet__indicator", "starts_on", "ends_on")
    for number, indicator, first, last, *grounds in rows.order_by("sheet__version").values_list(
        *keys, *_GROUNDS
    ):
        told = dict(zip(_GROUNDS, grounds, strict=True))
        found[indicator][Period(first, last).code()] = {
            "run": told["run"],
            "run_sha256": told["run__result_hash"] or "",
            "evidence": sorted(papers.get(number, ())),
            "revision": told["revision"],
            "sheet_version": told["sheet__version"],
            "why_missing": told["why_missing"],
            "missing_facts": told["missing_facts"],
            "why_revised": told["why_revised"],
        }
    return found


def _indicator(
    sheet: IndicatorSheet,
    series: Sequence[Reading],
    *,
    runs: Mapping[str, Mapping[str, Any]],
    target: YearTarget | None,
) -> dict[str, Any]:
    rule = rule_of(sheet)
    values = [one for one in series if one.value is not None]
    year = of_year(values, values[-1].period.year, rule=rule) if values else None
    wanted = target.value if target else None
    asked = yardstick(wanted, year.period, rule=rule) if year else wanted
    owner, component = sheet.indicator.owner, sheet.indicator.component
    return {
        "code": sheet.indicator.code,
        "version": sheet.version,
        **{name: getattr(sheet, name) for name in TEXTS},
        "kind": sheet.kind,
        "measure": sheet.measure,
        "interval": sheet.interval,
        "direction": sheet.direction,
        "frequency": sheet.frequency,
        "expression": sheet.expression,
        "arguments": sheet.arguments,
        "standard": sheet.standard,
        "component": component.code if component else "",
        "owner": owner.name if owner else "",
        "baseline": [sheet.baseline_year, sheet.baseline_value],
        "target": wanted,
        "target_source": target.source if target else "",
        "asked": asked,
        "year": _reading(year),
        "light": light(year, asked, rule=rule),
        "values": [_reading(one) | dict(runs.get(one.period.code(), {})) for one in series],
    }


def _reading(one: Reading | None) -> dict[str, Any]:
    if one is None:
        return {"period": None, "value": None, "low": None, "high": None}
    return {
        "period": one.period.code(),
        "ends_on": day(one.period.ends_on),
        "value": one.value,
        "low": one.low,
        "high": one.high,
    }
