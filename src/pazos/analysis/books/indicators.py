"""Sheets, targets and reported values of indicators as spreadsheets.

A file puts no sheet in force and approves nothing: it draws up drafts, sets targets and writes draft
values, each of which goes its way on the pages. A value that was handed in or approved is told and
must be left as it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pazos.analysis.books.sheet import Column, Kind, Sheet
from pazos.domain.indicators import actions
from pazos.domain.indicators.actions.sheets import FIELDS, TEXTS, checked
from pazos.domain.indicators.expressions import EXPRESSIONS
from pazos.domain.indicators.models import Indicator, IndicatorValue, YearTarget
from pazos.domain.indicators.periods import Period, period_named
from pazos.domain.indicators.queries.one import visible
from pazos.domain.indicators.rules import LANGUAGES
from pazos.domain.indicators.vocabulary import (
    Accrual,
    Direction,
    Frequency,
    Interval,
    Measure,
    SheetState,
    Text,
    ValueState,
)
from pazos.domain.indicators.vocabulary import Kind as IndicatorKind
from pazos.domain.people.models import Organisation
from pazos.domain.strategy.models import Component
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pazos.domain.people.models import Staff

SPOKEN = {"es": _("in Spanish"), "en": _("in English")}
PLAIN = (
    "kind",
    "measure",
    "interval",
    "accrual",
    "direction",
    "frequency",
    "factor",
    "expression",
    "standard",
)
MORE = ("due_days", "baseline_year", "baseline_value", "is_comparable", "is_public")
LEFT = (
    "interval",
    "accrual",
    "factor",
    "due_days",
    "is_comparable",
    "is_public",
)  # as they are where a cell is empty
NUMBERS = ("value", "numerator", "denominator")
WORDS = ("why_incomplete", "why_missing", "note")


def _indicator(code: str, by: Staff) -> Indicator:
    found = visible(seen_by=by).filter(code=code).first()
    if found is None:
        raise InputProblem(N_("There is no indicator {code}."), code=code, field="indicator")
    return found


# Sheets -------------------------------------------------------------------------------------------


def sheets(staff: Staff) -> Iterator[Mapping[str, object]]:
    """Return what stands of each indicator: the draft where one is being drawn up, else the last version."""
    for of in visible(seen_by=staff).select_related("component", "owner").prefetch_related("sheets"):
        one = max(of.sheets.all(), key=lambda sheet: sheet.version)
        yield {
            "code": of.code,
            "component": of.component.code if of.component else None,
            "owner": of.owner.name if of.owner else None,
            "state": one.state,
            "version": one.version,
            **{name: getattr(one, name) or None for name in ("expression", "standard")},
            **{name: getattr(one, name) for name in PLAIN[:7]},
            "arguments": arguments_text(one.arguments) or None,
            "disaggregations": " ".join(one.disaggregations) or None,
            **{name: getattr(one, name) for name in MORE},
            **{
                f"{name}_{spoken}": getattr(one, name).get(spoken) or None
                for name in TEXTS
                for spoken in LANGUAGES
            },
        }


def take_sheet(row: Mapping[str, Any], by: Staff) -> None:
    """Draw up an indicator's sheet, change its draft, or draw up a new version where a row says otherwise."""
    of = Indicator.objects.filter(code=row["code"]).first()
    component, owner = _component(row.get("component")), _owner(row.get("owner"))
    fields = _fields(row)
    if of is None:
        actions.draft_sheet(code=row["code"], component=component, owner=owner, by=by, **fields)
        return
    actions.assign(of, component=component, owner=owner, by=by)
    last = of.sheets.order_by("-version")[0]
    if last.state == SheetState.DRAFT:
        actions.change_draft(last, by=by, **fields)
    elif any(getattr(last, name) != value for name, value in checked(fields).items()):
        actions.succeed(of, by=by, **fields)


def _fields(row: Mapping[str, Any]) -> dict[str, Any]:
    texts = {name: {spoken: row.get(f"{name}_{spoken}") or "" for spoken in LANGUAGES} for name in TEXTS}
    found = {name: row.get(name) for name in (*PLAIN, *MORE)}
    found |= {name: found[name] or "" for name in ("expression", "standard")}
    if found["baseline_value"] is not None:
        found["baseline_value"] = float(found["baseline_value"])
    found = {name: value for name, value in found.items() if value is not None or name not in LEFT}
    arguments = arguments_from(row.get("arguments") or "")
    kept = {
        **texts,
        **found,
        "arguments": arguments,
        "disaggregations": (row.get("disaggregations") or "").split(),
    }
    return {name: value for name, value in kept.items() if name in FIELDS}


def _component(code: str | None) -> Component | None:
    found = Component.objects.filter(code=code).order_by("-strategy__starts_on").first() if code else None
    if code and found is None:
        raise InputProblem(N_("There is no component {code}."), code=code, field="component")
    return found


def _owner(name: str | None) -> Organisation | None:
    found = Organisation.objects.filter(name__iexact=name.strip()).first() if name else None
    if name and found is None:
        raise InputProblem(N_("There is no organisation {name}."), name=name, field="owner")
    return found


def arguments_text(arguments: Mapping[str, Any]) -> str:
    """Return what an expression is told as one cell: rule=iccs_0101; first_age=14."""
    return "; ".join(f"{name}={value}" for name, value in arguments.items())


def arguments_from(text: str) -> dict[str, Any]:
    """Return what a cell tells an expression. Raises InputProblem for what is no name=value."""
    found: dict[str, Any] = {}
    for part in filter(None, (one.strip() for one in text.split(";"))):
        name, sign, value = (one.strip() for one in part.partition("="))
        if not sign or not name:
            raise InputProblem(
                N_("Write each as name=value; this is not: {part}"), part=part, field="arguments"
            )
        found[name] = int(value) if value.lstrip("-").isdecimal() else value
    return found


# Targets ------------------------------------------------------------------------------------------


def targets(staff: Staff) -> Iterator[Mapping[str, object]]:
    """Return the targets that a person sees."""
    rows = YearTarget.objects.filter(indicator__in=visible(seen_by=staff)).select_related("indicator")
    for one in rows.order_by("indicator__position", "indicator__code", "year"):
        yield {
            "indicator": one.indicator.code,
            "year": one.year,
            "value": one.value,
            "source": one.source or None,
        }


def take_target(row: Mapping[str, Any], by: Staff) -> None:
    """Set one target."""
    of = _indicator(row["indicator"], by)
    actions.set_target(of, year=row["year"], value=float(row["value"]), source=row.get("source") or "", by=by)


# Values -------------------------------------------------------------------------------------------


def values(staff: Staff) -> Iterator[Mapping[str, object]]:
    """Return the reported values that a person sees; what is not approved is for those who report it."""
    reach = reach_of(staff, Permission.REPORT_INDICATORS)
    mine = reach.belonging(organisation="sheet__indicator__owner")
    rows = IndicatorValue.objects.filter(
        Q(state=ValueState.APPROVED, is_last=True) | (mine & ~Q(state=ValueState.APPROVED)),
        sheet__indicator__in=visible(seen_by=staff),
        sheet__expression="",
    ).select_related("sheet__indicator")
    order = ("sheet__indicator__position", "sheet__indicator__code", "ends_on", "revision")
    for one in rows.order_by(*order):
        yield {
            "indicator": one.sheet.indicator.code,
            "period": Period(one.starts_on, one.ends_on).code(),
            "value": one.value if one.denominator is None else None,  # reckoned anew from its two numbers
            "numerator": one.numerator,
            "denominator": one.denominator,
            "categories": categories_text(one.categories) or None,
            **{name: getattr(one, name) or None for name in WORDS},
            "state": one.state,
        }


def take_value(row: Mapping[str, Any], by: Staff) -> None:
    """Write the draft of one value; what stands there with the same digits is left alone."""
    of = _indicator(row["indicator"], by)
    try:
        period = period_named(row["period"])
    except InputProblem as problem:
        raise InputProblem(problem.template, **{**problem.facts, "field": "period"}) from problem
    numbers = {name: None if row.get(name) is None else float(row[name]) for name in NUMBERS}
    said = {
        **numbers,
        "categories": categories_from(row.get("categories") or ""),
        **{name: row.get(name) or "" for name in WORDS},
    }
    if not _stands(of, period, said):
        days = {"starts_on": period.starts_on, "ends_on": period.ends_on}
        actions.report(of, **days, **said, by=by)  # type: ignore[arg-type]


def _stands(of: Indicator, period: Period, said: Mapping[str, Any]) -> bool:
    """Tell whether a value that was handed in or approved says the same already."""
    rows = IndicatorValue.objects.filter(
        sheet__indicator=of, starts_on=period.starts_on, ends_on=period.ends_on
    ).exclude(state__in=[ValueState.DRAFT, ValueState.RETURNED])
    return any(
        all(said[name] in (None, getattr(one, name)) for name in NUMBERS)
        and one.categories == said["categories"]
        and all(getattr(one, name) == said[name] for name in WORDS)
        for one in rows
    )


def categories_text(categories: Mapping[str, Mapping[str, float | None]]) -> str:
    """Return categories as one cell: sex: woman=4, man=6; age_band: 14-17=10."""
    return "; ".join(
        f"{name}: "
        + ", ".join(f"{category}={number:g}" for category, number in parts.items() if number is not None)
        for name, parts in categories.items()
    )


def categories_from(text: str) -> dict[str, dict[str, float]]:
    """Return the categories of a cell. Raises InputProblem for what cannot be read so."""
    found: dict[str, dict[str, float]] = {}
    for part in filter(None, (one.strip() for one in text.split(";"))):
        name, sign, rest = part.partition(":")
        pairs = [one.partition("=") for one in rest.split(",")]
        try:
            numbers = {category.strip(): float(number) for category, equals, number in pairs if equals}
        except ValueError:
            numbers = {}
        if not sign or len(numbers) != len(pairs):
            raise InputProblem(
                N_("Categories are written as sex: woman=4, man=6; this is not: {part}"),
                part=part,
                field="categories",
            )
        found[name.strip()] = numbers
    return found


# What is told of them -----------------------------------------------------------------------------


def _components() -> Iterable[tuple[str, str]]:
    rows = Component.objects.order_by("strategy__starts_on", "-position").values_list("code", "name")
    return list(dict(rows).items())[::-1]


def _expressions() -> Iterable[tuple[str, str]]:
    return [(one.name, one.says) for one in EXPRESSIONS.values()]


def _texts() -> tuple[Column, ...]:
    return tuple(
        Column(f"{text.value}_{spoken}", _join(text.label, words), kind=Kind.LONG)
        for text in Text
        for spoken, words in SPOKEN.items()
    )


def _join(label: Any, words: Any) -> Any:
    from django.utils.text import format_lazy

    return format_lazy("{label} {words}", label=label, words=words)


INDICATOR = Column("indicator", _("Code of the indicator"), is_required=True, example="venues_restored")
SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "indicator_sheets",
        _("Indicator sheets"),
        (
            Column("code", _("Code"), is_required=True, example="young_victims"),
            Column("component", _("Component"), kind=Kind.CHOICE, choices=_components),
            Column("owner", _("Who owns and reports it"), says=_("The name of an organisation.")),
            Column("state", _("State"), says=_("Told only; a sheet is put in force on its page.")),
            Column("version", _("Version"), kind=Kind.WHOLE, says=_("Told only.")),
            Column(
                "kind", _("Kind"), kind=Kind.CHOICE, is_required=True, choices=lambda: IndicatorKind.choices
            ),
            Column(
                "measure",
                pgettext_lazy("an indicator sheet", "Measure"),
                kind=Kind.CHOICE,
                is_required=True,
                choices=lambda: Measure.choices,
            ),
            Column("interval", _("Interval"), kind=Kind.CHOICE, choices=lambda: Interval.choices),
            Column(
                "accrual",
                _("What its periods make of the year"),
                kind=Kind.CHOICE,
                choices=lambda: Accrual.choices,
            ),
            Column(
                "direction",
                _("Direction"),
                kind=Kind.CHOICE,
                is_required=True,
                choices=lambda: Direction.choices,
            ),
            Column(
                "frequency",
                _("Frequency"),
                kind=Kind.CHOICE,
                is_required=True,
                choices=lambda: Frequency.choices,
            ),
            Column("factor", _("Factor"), kind=Kind.WHOLE, example="100000"),
            Column("expression", _("Computed by"), kind=Kind.CHOICE, choices=_expressions),
            Column("arguments", _("What the expression is told"), example="rule=iccs_0101"),
            Column("standard", _("Standard it follows"), example="SDG 16.1.1"),
            Column(
                "disaggregations",
                _("Told apart by"),
                says=_("Words with spaces between: sex age_band."),
                example="sex",
            ),
            Column("due_days", _("Due within days of the period's end"), kind=Kind.WHOLE, example="15"),
            Column("baseline_year", _("Year of the baseline"), kind=Kind.WHOLE),
            Column("baseline_value", _("Value of the baseline"), kind=Kind.DECIMAL),
            Column(
                "is_comparable",
                _("Its values can be compared with those of the version before"),
                kind=Kind.YES_NO,
            ),
            Column("is_public", _("It may stand on the public site"), kind=Kind.YES_NO),
            *_texts(),
        ),
        see=Permission.SEE_INDICATORS,
        write=Permission.KEEP_INDICATORS,
        rows=sheets,
        take=take_sheet,
    ),
    Sheet(
        "indicator_targets",
        _("Targets of indicators"),
        (
            INDICATOR,
            Column("year", _("By the end of"), kind=Kind.WHOLE, is_required=True, example="2023"),
            Column("value", _("Target"), kind=Kind.DECIMAL, is_required=True, example="66"),
            Column("source", _("Plan that sets it")),
        ),
        see=Permission.SEE_INDICATORS,
        write=Permission.KEEP_INDICATORS,
        rows=targets,
        take=take_target,
    ),
    Sheet(
        "indicator_values",
        _("Reported values of indicators"),
        (
            INDICATOR,
            Column(
                "period",
                _("Period"),
                is_required=True,
                says=_("As 2023, 2023-Q2 or 2023-05."),
                example="2023",
            ),
            Column(
                "value", _("Value"), kind=Kind.DECIMAL, says=_("Of a ratio give the two numbers instead.")
            ),
            Column("numerator", _("Numerator"), kind=Kind.DECIMAL),
            Column("denominator", _("Denominator"), kind=Kind.DECIMAL),
            Column("categories", _("Categories"), kind=Kind.LONG, example="sex: woman=4, man=6"),
            Column("why_incomplete", _("If the categories do not add up: why it is incomplete")),
            Column("why_missing", _("If there is no value: why")),
            Column("note", _("Note"), kind=Kind.LONG, says=_("Where it can be verified. Write no names.")),
            Column("state", _("State"), says=_("Told only; a value is handed in and approved on its page.")),
        ),
        see=Permission.SEE_INDICATORS,
        write=Permission.REPORT_INDICATORS,
        rows=values,
        take=take_value,
    ),
)
