"""Computing indicators: each value a run, kept anew only when its digits changed.

What an expression cannot find is kept too, with the reason: a gap is a fact. Nothing here shows a
value to anybody; that is for the queries of indicators.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone

from pazos.analysis.indicators import (
    accompanied,
    activities,
    deaths,
    governing,
    money,
    plans,
    records,
    restorative,
    street,
)
from pazos.analysis.indicators.found import Ask, Found, Missing
from pazos.analysis.register.freezing import DamagedCopyError
from pazos.domain.indicators.actions import Digits, store_computed
from pazos.domain.indicators.expressions import EXPRESSIONS
from pazos.domain.indicators.lights import interval_of
from pazos.domain.indicators.models import IndicatorSheet, IndicatorValue
from pazos.domain.indicators.periods import period_named, periods
from pazos.domain.indicators.queries import is_reported
from pazos.domain.indicators.vocabulary import Measure, SheetState
from pazos.foundation.access.policy import Permission
from pazos.foundation.runs.actions import carry_out, hashes_of
from pazos.foundation.runs.canonical import canonical
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from pazos.domain.indicators.periods import Period
    from pazos.domain.people.models import Staff
    from pazos.foundation.runs.actions import Hashes
    from pazos.foundation.runs.models import Run

METHOD = "indicator"
GATHER = {
    **deaths.GATHER,
    **records.GATHER,
    **street.GATHER,
    **activities.GATHER,
    **governing.GATHER,
    **money.GATHER,
    **accompanied.GATHER,
    **plans.GATHER,
    **restorative.GATHER,
}


class Computed(NamedTuple):
    """One value with everything that its record tells."""

    sheet: IndicatorSheet
    ask: Ask
    found: Found
    digits: Digits


def compute_all(
    first: date,
    last: date,
    *,
    by: Staff | None,
    on: date | None = None,
    only: Collection[str] | None = None,
) -> Counter[str]:
    """Compute every indicator for its periods that ended within a span and are over on a day (today).

    Returns how many values were kept ("computed"), stood there already ("same"), were reported by people under an
    earlier sheet and stay ("reported"), and are missing ("missing", also counted among the others). Said twice it
    changes nothing.

    Raises:
        InputProblem: `only` names an indicator that is none, or is not computed.
    """
    day = on or timezone.localdate()
    counts: Counter[str] = Counter()
    for sheet in sheets(only):
        for period in periods(sheet.frequency, first, last):
            if period.ends_on < day and is_reported(sheet, period):
                counts["reported"] += 1
            elif period.ends_on < day:
                value = compute(sheet, period, by=by, on=day)
                counts["same" if value is None else "computed"] += 1
                counts["missing"] += value is not None and value.value is None
    return counts


def sheets(only: Collection[str] | None = None) -> Iterator[IndicatorSheet]:
    """Yield the sheets in force that name an expression, in the order of the battery."""
    found = IndicatorSheet.objects.filter(
        state=SheetState.IN_FORCE, indicator__retired_on__isnull=True
    ).exclude(expression="")
    known = {
        sheet.indicator.code: sheet
        for sheet in found.select_related("indicator").order_by("indicator__position")
    }
    for code in only or ():
        if code not in known:
            raise InputProblem(
                N_("No computed indicator in force has the code {code}; there are: {known}."),
                code=code,
                known=", ".join(known),
            )
    yield from (sheet for code, sheet in known.items() if not only or code in only)


def compute(sheet: IndicatorSheet, period: Period, *, by: Staff | None, on: date) -> IndicatorValue | None:
    """Compute one value and keep it; None where the same digits, or what people reported, stand there already."""
    if is_reported(sheet, period):
        return None
    if EXPRESSIONS[sheet.expression].is_once and _has_value(sheet, period):
        return None
    found = gathered(sheet, period, by=by, on=on)
    digits = digits_of(sheet, found)
    computed = Computed(sheet, Ask(period, _told(sheet), on, by), found, digits)
    return store_computed(sheet, period, digits=digits, run=lambda: _run(computed, by=by), by=by)


def make_again(asked: Mapping[str, Any], by: Staff | None) -> Run:
    """Compute a value again as the record of its run says: the sheet's version, the period and the day it was asked on.

    The new run is kept; the value of the indicator is not touched.

    Raises:
        InputProblem: the sheet is not there any more, or its expression counts people once and never again.
    """
    if is_once(asked):
        raise InputProblem(
            N_(
                "{code} counts people, and once only: the difference of two counts would give away whom one hid."
            ),
            code=asked["indicator"],
        )
    return _run(_computed_again(asked, by), by=by)


def is_once(asked: Mapping[str, Any]) -> bool:
    """Tell whether the expression of a run counts people, and once only."""
    known = EXPRESSIONS.get(asked.get("expression", ""))
    return known is not None and known.is_once


def hashes_again(run: Run, by: Staff | None) -> Hashes:
    """Compute what a run computed once more and return the hashes alone: neither a run nor a value is kept.

    Raises:
        InputProblem: the sheet is not there any more.
    """
    again = _computed_again(run.parameters, by)
    return hashes_of(_result(again), again.found.every_input())


def _computed_again(asked: Mapping[str, Any], by: Staff | None) -> Computed:
    code, version = asked["indicator"], asked["version"]
    rows = IndicatorSheet.objects.filter(indicator__code=code, version=version)
    sheet = rows.select_related("indicator").first()
    if sheet is None:
        raise InputProblem(
            N_("The indicator {code} has no version {version} of its sheet any more."),
            code=code,
            version=version,
        )
    if "on" not in asked:
        raise InputProblem(
            N_(
                "The record of this run is older than its question: it does not say on which day it was asked."
            )
        )
    period, on = period_named(asked["period"]), date.fromisoformat(asked["on"])
    found = gathered(sheet, period, by=by, on=on)
    return Computed(sheet, Ask(period, _told(sheet), on, by), found, digits_of(sheet, found))


def _told(sheet: IndicatorSheet) -> dict[str, Any]:
    return EXPRESSIONS[sheet.expression].told(sheet.arguments)


def gathered(sheet: IndicatorSheet, period: Period, *, by: Staff | None, on: date) -> Found:
    """Return what the expression of a sheet finds for a period today; what it refuses is why there is none."""
    try:
        return GATHER[sheet.expression](Ask(period, _told(sheet), on, by))
    except InputProblem as problem:
        return Found(missing=Missing(problem.template, problem.facts))
    except DamagedCopyError:
        return Found(missing=Missing(N_("The frozen copy of a month is missing or damaged.")))


def digits_of(sheet: IndicatorSheet, found: Found) -> Digits:
    """Return what was found as the value of a sheet, with the interval that the sheet gives it."""
    if found.missing:
        return _without(found.missing)
    numerator, denominator = found.numerator, found.denominator
    if denominator is not None and not denominator > 0:
        return _without(Missing(N_("There was nothing to count in the period.")))
    assert numerator is not None
    value = numerator if denominator is None else numerator / denominator * sheet.factor
    low, high = interval_of(
        sheet.interval,
        value=value if sheet.measure == Measure.COUNT else None,
        numerator=numerator if denominator is not None else None,
        denominator=denominator,
        factor=sheet.factor,
    )
    return Digits(value, numerator, denominator, low, high, _plain(found.categories))


def _without(missing: Missing) -> Digits:
    return Digits(None, why_missing=missing.says, missing_facts=_plain(dict(missing.facts)))


def _plain(value: Any) -> Any:
    return json.loads(canonical(value))


def _has_value(sheet: IndicatorSheet, period: Period) -> bool:
    return IndicatorValue.objects.filter(
        sheet=sheet, starts_on=period.starts_on, ends_on=period.ends_on, is_last=True, value__isnull=False
    ).exists()


def _result(computed: Computed) -> dict[str, Any]:
    _sheet, _ask, found, digits = computed
    result: dict[str, Any] = {
        "value": digits.value,
        "numerator": digits.numerator,
        "denominator": digits.denominator,
        "low": digits.low,
        "high": digits.high,
        "categories": digits.categories,
        "parts": [part.stored() for part in found.parts],
        "rows": [rows.says for rows in found.rows],
    }
    if digits.value is None:
        result["cannot"] = {"template": digits.why_missing, "facts": digits.missing_facts}
    return result


def _run(computed: Computed, *, by: Staff | None) -> Run:
    sheet, ask, found, _digits = computed
    parameters = {
        "needs": Permission.SEE_INDICATORS.value,
        "indicator": sheet.indicator.code,
        "version": sheet.version,
        "expression": sheet.expression,
        "arguments": ask.arguments,
        "period": ask.period.code(),
        "on": ask.on.isoformat(),
        "factor": sheet.factor,
        "interval": sheet.interval,
    }
    return carry_out(
        METHOD, lambda: _result(computed), by=by, inputs=found.every_input(), parameters=parameters
    )
