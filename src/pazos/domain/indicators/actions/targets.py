"""Targets by year, baselines, and the days on which a series breaks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from django.db import transaction

from pazos.domain.indicators.models import IndicatorSheet, SeriesBreak, YearTarget
from pazos.domain.indicators.reaching import must_keep
from pazos.domain.indicators.rules import LANGUAGES
from pazos.domain.indicators.vocabulary import SheetState
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pazos.domain.indicators.models import Indicator
    from pazos.domain.people.models import Staff

FIRST_YEAR, LAST_YEAR = 1990, 2100


@transaction.atomic
def set_target(
    indicator: Indicator, *, year: int, value: float, by: Staff | None, source: str = ""
) -> YearTarget:
    """Set what should be reached by the end of a year; said twice it changes nothing.

    Raises:
        InputProblem: the year or the value is none.
    """
    must_keep(by)
    _check(year, value)
    found = YearTarget.objects.filter(indicator=indicator, year=year).first()
    if found is None:
        found = YearTarget.objects.create(
            indicator=indicator, year=year, value=float(value), source=source[:200]
        )
        made(found, by=by)
    elif change(found, by=by, value=float(value), source=source[:200]) is None:
        return found
    audit.record("indicator.target_set", indicator, by=by, year=year, value=float(value))
    return found


@transaction.atomic
def remove_target(target: YearTarget, *, by: Staff) -> None:
    """Take a target away that was set by mistake."""
    must_keep(by)
    audit.record("indicator.target_removed", target.indicator, by=by, year=target.year, value=target.value)
    target.delete()


@transaction.atomic
def set_baseline(indicator: Indicator, *, year: int, value: float, by: Staff | None) -> IndicatorSheet:
    """Set the baseline of the sheet that counts now: the draft where there is no other.

    Raises:
        InputProblem: the year or the value is none, or the indicator has no sheet.
    """
    must_keep(by)
    _check(year, value)
    open_ones = indicator.sheets.exclude(state=SheetState.REPLACED)
    sheet = open_ones.filter(state=SheetState.IN_FORCE).first() or open_ones.first()
    if sheet is None:
        raise InputProblem(N_("{code} has no sheet."), code=indicator.code)
    if change(sheet, by=by, baseline_year=year, baseline_value=float(value)) is not None:
        audit.record("indicator.baseline_set", indicator, by=by, year=year, value=float(value))
    return sheet


@transaction.atomic
def add_break(indicator: Indicator, *, on: date, words: Mapping[str, str], by: Staff | None) -> SeriesBreak:
    """Say that values from a day on do not mean what they meant before; said twice it changes nothing.

    Raises:
        InputProblem: it is not said why, in one language at least.
    """
    must_keep(by)
    said = {language: str(words.get(language, "")).strip() for language in LANGUAGES}
    if not any(said.values()):
        raise InputProblem(N_("Say what changed on that day."), field="words")
    found = SeriesBreak.objects.filter(indicator=indicator, on=on).first()
    if found is None:
        found = SeriesBreak.objects.create(indicator=indicator, on=on, words=said)
        made(found, by=by)
    elif change(found, by=by, words=said) is None:
        return found
    audit.record("indicator.break_added", indicator, by=by, on=on.isoformat())
    return found


@transaction.atomic
def remove_break(found: SeriesBreak, *, by: Staff) -> None:
    """Take a break away that was none."""
    must_keep(by)
    audit.record("indicator.break_removed", found.indicator, by=by, on=found.on.isoformat())
    found.delete()


def _check(year: int, value: float) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InputProblem(N_("{year} is no year of a plan."), field="year", year=year)
    if not math.isfinite(value):
        raise InputProblem(N_("A target is a number."), field="value")
