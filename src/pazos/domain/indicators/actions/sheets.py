"""Drawing up sheets, putting them in force, replacing and retiring them. One in force is never edited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from pazos.domain.indicators.actions.targets import add_break
from pazos.domain.indicators.models import Indicator, IndicatorSheet
from pazos.domain.indicators.reaching import must_keep
from pazos.domain.indicators.rules import LANGUAGES, SheetFacts, what_blocks_sheet
from pazos.domain.indicators.vocabulary import (
    USUAL_INTERVAL,
    Accrual,
    Direction,
    Frequency,
    Interval,
    Kind,
    Measure,
    SheetState,
    Text,
)
from pazos.domain.refusing import refuse
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pazos.domain.people.models import Organisation, Staff
    from pazos.domain.strategy.models import Component

TEXTS = tuple(text.value for text in Text)
CHOICES: dict[str, list[str]] = {
    "kind": Kind.values,
    "measure": Measure.values,
    "interval": Interval.values,
    "accrual": Accrual.values,
    "direction": Direction.values,
    "frequency": Frequency.values,
}
OTHERS = (
    *("factor", "disaggregations", "expression", "arguments", "standard", "due_days"),
    *("baseline_year", "baseline_value", "is_comparable", "is_public"),
)
FIELDS = frozenset([*TEXTS, *CHOICES, *OTHERS])
# Stands in the data in both languages, as the words of every break do.
NEW_VERSION = {
    "es": "Versión nueva de la ficha: los valores no se comparan con los de la anterior.",
    "en": "A new version of the sheet: its values are not compared with those of the one before.",
}
NEEDED = ("kind", "name", "measure", "direction", "frequency")


@transaction.atomic
def draft_sheet(
    *,
    code: str,
    by: Staff | None,
    component: Component | None = None,
    owner: Organisation | None = None,
    position: int | None = None,
    **fields: Any,
) -> IndicatorSheet:
    """Draw up the first sheet of a new indicator.

    `fields` are those of the sheet; texts are {"es": ..., "en": ...}. The interval is that which its
    measure usually has unless it is given.

    Raises:
        InputProblem: the code is taken, or a field is missing, unknown or wrong.
    """
    must_keep(by)
    if Indicator.objects.filter(code=code).exists():
        raise InputProblem(N_("There is an indicator {code} already."), field="code", code=code)
    values = checked(fields, whole=True)
    place = Indicator.objects.count() + 1 if position is None else position
    indicator = Indicator.objects.create(code=code, component=component, owner=owner, position=place)
    made(indicator, by=by)
    return _drawn_up(indicator, 1, values, by=by)


@transaction.atomic
def succeed(indicator: Indicator, *, by: Staff | None, **fields: Any) -> IndicatorSheet:
    """Draw up the next version of an indicator's sheet: what stands in force, with `fields` changed.

    Raises:
        InputProblem: a draft is being drawn up already, or a field is wrong.
    """
    must_keep(by)
    sheets = list(indicator.sheets.order_by("version"))
    if any(sheet.state == SheetState.DRAFT for sheet in sheets):
        raise InputProblem(N_("A new version of {code} is being drawn up already."), code=indicator.code)
    last = sheets[-1]
    values = {name: getattr(last, name) for name in FIELDS} | {"is_comparable": False} | checked(fields)
    return _drawn_up(indicator, last.version + 1, values, by=by)


def _drawn_up(
    indicator: Indicator, version: int, values: Mapping[str, Any], *, by: Staff | None
) -> IndicatorSheet:
    sheet = IndicatorSheet.objects.create(
        indicator=indicator, version=version, made_by=by, made_at=timezone.now(), **values
    )
    made(sheet, by=by)
    audit.record("indicator.drafted", indicator, by=by, version=version)
    return sheet


@transaction.atomic
def change_draft(sheet: IndicatorSheet, *, by: Staff | None, **fields: Any) -> IndicatorSheet:
    """Change a sheet that is being drawn up.

    Raises:
        InputProblem: it is no draft any more, or a field is wrong.
    """
    must_keep(by)
    sheet = IndicatorSheet.objects.select_for_update().select_related("indicator").get(pk=sheet.pk)
    if sheet.state != SheetState.DRAFT:
        raise InputProblem(N_("A sheet in force is not edited. Draw up a new version of it."))
    if change(sheet, by=by, **checked(fields)) is not None:
        audit.record("indicator.draft_changed", sheet.indicator, by=by, version=sheet.version)
    return sheet


@transaction.atomic
def drop_draft(sheet: IndicatorSheet, *, by: Staff) -> None:
    """Do away with a draft that will not be used; the first sheet of an indicator takes it along.

    Raises:
        InputProblem: it is no draft any more.
    """
    must_keep(by)
    sheet = IndicatorSheet.objects.select_for_update().select_related("indicator").get(pk=sheet.pk)
    if sheet.state != SheetState.DRAFT:
        raise InputProblem(N_("A sheet in force is not edited. Draw up a new version of it."))
    indicator = sheet.indicator
    audit.record("indicator.draft_dropped", indicator, by=by, version=sheet.version)
    sheet.delete()
    if not indicator.sheets.exists():
        indicator.delete()


@transaction.atomic
def assign(
    indicator: Indicator,
    *,
    by: Staff | None,
    component: Component | None,
    owner: Organisation | None,
    position: int | None = None,
) -> Indicator:
    """Say under which component an indicator stands, who owns (and reports) it, and its place in the list."""
    must_keep(by)
    place = indicator.position if position is None else position
    if change(indicator, by=by, component=component, owner=owner, position=place) is not None:
        audit.record("indicator.assigned", indicator, by=by)
    return indicator


@transaction.atomic
def put_in_force(sheet: IndicatorSheet, *, on: date, by: Staff | None) -> IndicatorSheet:
    """Put a complete sheet in force from a day; the one before is replaced and stays readable.

    Unless its values are comparable with those before, the series breaks on that day.

    Raises:
        RefusedError: with every reason against.
    """
    must_keep(by)
    sheet = IndicatorSheet.objects.select_for_update().select_related("indicator").get(pk=sheet.pk)
    refuse(what_blocks_sheet(facts_of(sheet)))
    old = IndicatorSheet.objects.filter(indicator=sheet.indicator, state=SheetState.IN_FORCE).first()
    if old is not None:
        change(old, by=by, state=SheetState.REPLACED)
        if not sheet.is_comparable:
            add_break(sheet.indicator, on=on, words=NEW_VERSION, by=by)
    change(sheet, by=by, state=SheetState.IN_FORCE, in_force_from_on=on)
    audit.record("indicator.put_in_force", sheet.indicator, by=by, version=sheet.version, on=on.isoformat())
    return sheet


@transaction.atomic
def retire(indicator: Indicator, *, on: date, why: str, by: Staff | None) -> Indicator:
    """Stop following an indicator from a day; what was measured stays.

    Raises:
        InputProblem: no reason is given.
    """
    must_keep(by)
    if not why.strip():
        raise InputProblem(N_("Say why it is retired."), field="why")
    change(indicator, by=by, retired_on=on, why_retired=why.strip()[:300])
    audit.record("indicator.retired", indicator, by=by, on=on.isoformat())
    return indicator


def facts_of(sheet: IndicatorSheet) -> SheetFacts:
    """Return what the rules need to know of a sheet."""
    return SheetFacts(
        is_draft=sheet.state == SheetState.DRAFT,
        texts={name: getattr(sheet, name) for name in TEXTS},
        measure=sheet.measure,
        interval=sheet.interval,
        frequency=sheet.frequency,
        factor=sheet.factor,
        expression=sheet.expression,
        arguments=sheet.arguments,
        has_owner=sheet.indicator.owner_id is not None,
        baseline=(sheet.baseline_year, sheet.baseline_value),
        is_retired=sheet.indicator.retired_on is not None,
    )


def checked(fields: Mapping[str, Any], *, whole: bool = False) -> dict[str, Any]:
    """Return the fields of a sheet as they are kept; with `whole`, what is needed must be there.

    Raises:
        InputProblem: a field is missing, unknown or of the wrong form; `field` names it.
    """
    for name in fields.keys() - FIELDS:
        raise InputProblem(N_("A sheet has no field {field}."), field=name)
    values = {name: _value(name, value) for name, value in fields.items()}
    if not whole:
        return values
    for name in NEEDED:
        if not values.get(name):
            raise InputProblem(N_("A sheet needs its {field}."), field=name)
    unsaid = {name: dict.fromkeys(LANGUAGES, "") for name in TEXTS}
    return {**unsaid, "interval": USUAL_INTERVAL[Measure(values["measure"])].value, **values}


def _value(name: str, value: Any) -> Any:
    if name in TEXTS:
        words = value if isinstance(value, dict) else {LANGUAGES[0]: str(value or "")}
        return {language: str(words.get(language, "")).strip() for language in LANGUAGES}
    if name in CHOICES and value not in CHOICES[name]:
        known = ", ".join(CHOICES[name])
        raise InputProblem(
            N_("{field} is one of {known}, not {value}."), field=name, known=known, value=str(value)[:40]
        )
    return value
