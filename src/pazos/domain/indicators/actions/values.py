"""A reported value from draft to approved, back when it is returned, and corrected in the open afterwards."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from pazos.domain.indicators.lights import interval_of
from pazos.domain.indicators.models import IndicatorSheet, IndicatorValue
from pazos.domain.indicators.periods import period_of
from pazos.domain.indicators.reaching import must_approve, must_report
from pazos.domain.indicators.rules import (
    RATIOS,
    Handed,
    Reportable,
    ValueBlock,
    what_blocks_approving,
    what_blocks_reporting,
    what_blocks_submitting,
)
from pazos.domain.indicators.vocabulary import Measure, SheetState, ValueState
from pazos.domain.refusing import refuse
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pazos.domain.documents.models import Document
    from pazos.domain.indicators.models import Indicator
    from pazos.domain.people.models import Staff

OPEN = (ValueState.DRAFT, ValueState.RETURNED)


@transaction.atomic
def report(
    indicator: Indicator,
    *,
    starts_on: date,
    ends_on: date,
    by: Staff,
    value: float | None = None,
    numerator: float | None = None,
    denominator: float | None = None,
    categories: Mapping[str, Mapping[str, float]] | None = None,
    why_incomplete: str = "",
    why_missing: str = "",
    note: str = "",
    evidence: Sequence[Document] = (),
) -> IndicatorValue:
    """Write the value of a period as a draft, or change the draft (or returned value) that is there.

    A ratio may be given by its numerator and denominator alone; the value and its interval are
    reckoned. `evidence` is added to what is attached already.

    Raises:
        RefusedError: with every reason why it cannot be written now.
        InputProblem: a number is impossible; `field` names it.
    """
    must_report(indicator, by=by)
    sheet = _in_force(indicator)
    last = _open_or_last(sheet, starts_on, ends_on)
    refuse(what_blocks_reporting(_reportable(indicator, sheet, (starts_on, ends_on), last)))
    said = {
        **_numbers(sheet, value=value, numerator=numerator, denominator=denominator),
        "categories": _categories(categories or {}),
        "why_incomplete": why_incomplete.strip()[:300],
        "why_missing": why_missing.strip()[:300],
        "missing_facts": {},
        "note": note.strip(),
    }
    if last is None:
        last = IndicatorValue.objects.create(
            sheet=sheet,
            starts_on=starts_on,
            ends_on=ends_on,
            entered_by=by,
            entered_at=timezone.now(),
            **said,
        )
        made(last, by=by)
        is_new = True
    else:
        is_new = change(last, by=by, **said) is not None
        if is_new:
            change(last, by=by, entered_by=by, entered_at=timezone.now())
    last.evidence.add(*evidence)
    if is_new:
        audit.record("value.reported", last, by=by, indicator=indicator.pk, ends_on=ends_on.isoformat())
    return last


@transaction.atomic
def submit(value: IndicatorValue, *, by: Staff) -> IndicatorValue:
    """Hand a value in for approval.

    Raises:
        RefusedError: with every reason why it is not fit to be handed in.
    """
    value = _locked(value)
    must_report(value.sheet.indicator, by=by)
    refuse(what_blocks_submitting(_handed(value)))
    change(value, by=by, state=ValueState.SUBMITTED, submitted_at=timezone.now(), returned_because="")
    return _noted("value.submitted", value, by=by)


@transaction.atomic
def return_(value: IndicatorValue, *, because: str, by: Staff) -> IndicatorValue:
    """Give a value that was handed in back to who reports it, with what must be put right.

    Raises:
        RefusedError: it was not handed in, or no reason is given.
    """
    must_approve(by)
    value = _locked(value)
    wrong = {
        ValueBlock.NOT_SUBMITTED: value.state != ValueState.SUBMITTED,
        ValueBlock.NO_REASON: not because.strip(),
    }
    refuse(block for block, true in wrong.items() if true)
    change(value, by=by, state=ValueState.RETURNED, returned_because=because.strip())
    return _noted("value.returned", value, by=by)


@transaction.atomic
def approve(value: IndicatorValue, *, by: Staff) -> IndicatorValue:
    """Approve and lock a value that somebody else entered; a correction takes its forerunner's place now.

    Raises:
        RefusedError: it was not handed in, or it is their own.
    """
    must_approve(by)
    value = _locked(value)
    refuse(what_blocks_approving(state=value.state, is_own=value.entered_by_id == by.pk))
    of_period = IndicatorValue.objects.filter(
        sheet=value.sheet_id, starts_on=value.starts_on, ends_on=value.ends_on
    )
    of_period.filter(is_last=True).exclude(pk=value.pk).update(is_last=False)
    change(value, by=by, state=ValueState.APPROVED, approved_by=by, approved_at=timezone.now(), is_last=True)
    return _noted("value.approved", value, by=by)


@transaction.atomic
def correct(value: IndicatorValue, *, because: str, by: Staff) -> IndicatorValue:
    """Begin the correction of an approved value: a draft beside it, which replaces it once approved.

    Raises:
        RefusedError: it is not approved, is being corrected already, is computed, or no reason is given.
    """
    value = _locked(value)
    must_report(value.sheet.indicator, by=by)
    of_period = IndicatorValue.objects.filter(
        sheet=value.sheet_id, starts_on=value.starts_on, ends_on=value.ends_on
    )
    wrong = {
        ValueBlock.NOT_APPROVED: value.state != ValueState.APPROVED or not value.is_last,
        ValueBlock.COMPUTED: value.run_id is not None,
        ValueBlock.CORRECTING: of_period.exclude(state=ValueState.APPROVED).exists(),
        ValueBlock.NO_REASON: not because.strip(),
    }
    refuse(block for block, true in wrong.items() if true)
    copied = ("value", "numerator", "denominator", "low", "high", "categories", "why_incomplete", "note")
    fresh = IndicatorValue.objects.create(
        sheet=value.sheet,
        starts_on=value.starts_on,
        ends_on=value.ends_on,
        revision=of_period.order_by("-revision")[0].revision + 1,
        is_last=False,
        why_revised=because.strip()[:300],
        entered_by=by,
        entered_at=timezone.now(),
        **{name: getattr(value, name) for name in copied},
    )
    fresh.evidence.set(value.evidence.all())
    made(fresh, by=by)
    return _noted("value.corrected", fresh, by=by)


@transaction.atomic
def drop(value: IndicatorValue, *, by: Staff) -> None:
    """Do away with a draft that will not be handed in.

    Raises:
        RefusedError: it is no draft.
    """
    value = _locked(value)
    must_report(value.sheet.indicator, by=by)
    refuse([] if value.state in OPEN else [ValueBlock.NOT_DRAFT])
    _noted("value.dropped", value, by=by)
    value.delete()


def _in_force(indicator: Indicator) -> IndicatorSheet:
    found = indicator.sheets.filter(state=SheetState.IN_FORCE).first()
    if found is None:
        refuse([ValueBlock.NOT_IN_FORCE])
    return found  # type: ignore[return-value]


def _open_or_last(sheet: IndicatorSheet, starts_on: date, ends_on: date) -> IndicatorValue | None:
    """Return the correction under way of a period, else its value."""
    found = IndicatorValue.objects.select_for_update().filter(
        sheet=sheet, starts_on=starts_on, ends_on=ends_on
    )
    return found.exclude(state=ValueState.APPROVED).first() or found.filter(is_last=True).first()


def _reportable(
    indicator: Indicator, sheet: IndicatorSheet, days: tuple[date, date], last: IndicatorValue | None
) -> Reportable:
    period = period_of(sheet.frequency, days[0])
    return Reportable(
        is_in_force=True,
        is_computed=bool(sheet.expression),
        is_retired=indicator.retired_on is not None and indicator.retired_on <= days[1],
        is_period=(period.starts_on, period.ends_on) == days,
        is_over=days[1] < timezone.localdate(),
        state=last.state if last else "",
    )


def _numbers(
    sheet: IndicatorSheet, *, value: float | None, numerator: float | None, denominator: float | None
) -> dict[str, Any]:
    for name, number in (("value", value), ("numerator", numerator), ("denominator", denominator)):
        if number is not None and not math.isfinite(number):
            raise InputProblem(N_("{field} is a number."), field=name)
    if sheet.measure in RATIOS and numerator is not None and denominator is not None:
        value = _ratio(sheet, numerator, denominator)
    elif sheet.measure == Measure.COUNT and value is not None and (value < 0 or value != int(value)):
        raise InputProblem(
            N_("A count is a whole number from zero up, not {value}."), field="value", value=value
        )
    if sheet.measure == Measure.SHARE and value is not None and not 0 <= value <= sheet.factor:
        raise InputProblem(N_("A share lies between 0 and {most}."), field="value", most=sheet.factor)
    count = value if sheet.measure == Measure.COUNT else None
    low, high = interval_of(
        sheet.interval, value=count, numerator=numerator, denominator=denominator, factor=sheet.factor
    )
    return {"value": value, "numerator": numerator, "denominator": denominator, "low": low, "high": high}


def _ratio(sheet: IndicatorSheet, numerator: float, denominator: float) -> float:
    if denominator <= 0:
        raise InputProblem(N_("The denominator is above zero."), field="denominator")
    if numerator < 0 or (sheet.measure == Measure.SHARE and numerator > denominator):
        raise InputProblem(N_("The numerator is a part of the denominator."), field="numerator")
    return numerator / denominator * sheet.factor


def _categories(given: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for name, parts in given.items():
        for category, number in parts.items():
            if not math.isfinite(number) or number < 0:
                raise InputProblem(
                    N_("{category} is a number from zero up."), field="categories", category=category
                )
        found[name] = {category: float(number) for category, number in parts.items()}
    return found


def _locked(value: IndicatorValue) -> IndicatorValue:
    return (
        IndicatorValue.objects.select_for_update(of=("self",))
        .select_related("sheet__indicator")
        .get(pk=value.pk)
    )


def _handed(value: IndicatorValue) -> Handed:
    return Handed(
        state=value.state,
        measure=value.sheet.measure,
        value=value.value,
        numerator=value.numerator,
        categories=value.categories,
        why_incomplete=value.why_incomplete,
        why_missing=value.why_missing,
        has_evidence=value.evidence.exists(),
        note=value.note,
    )


def _noted(verb: str, value: IndicatorValue, *, by: Staff) -> IndicatorValue:
    audit.record(
        verb,
        value,
        by=by,
        indicator=value.sheet.indicator_id,
        ends_on=value.ends_on.isoformat(),
        revision=value.revision,
    )
    return value
