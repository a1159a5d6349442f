"""One value: what it is made of, down to the rows that were counted, what verifies it, and who said so.

Rows are looked up anew and shown as far as the reader may see them; where they are no longer those
that the run read, the page says so. What was counted of people has no rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pazos.domain.documents.queries import several
from pazos.domain.indicators.expressions import EXPRESSIONS
from pazos.domain.indicators.models import IndicatorValue
from pazos.domain.indicators.periods import Period
from pazos.domain.indicators.queries import value_of
from pazos.domain.indicators.queries.reading import in_words
from pazos.domain.indicators.reaching import may_report
from pazos.domain.indicators.vocabulary import ValueState
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission, Scope
from pazos.foundation.words import say
from pazos.interfaces.components.routes import Address, address_named
from pazos.interfaces.web.pages.indicators import wording
from pazos.interfaces.web.pages.indicators.forms import BecauseForm
from pazos.interfaces.web.pages.intake import language
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.analysis.indicators.found import Found, Row, Rows
    from pazos.domain.people.models import Staff

PER_PAGE = 50


@dataclass(frozen=True)
class ShownRow:
    """A row as a page shows it."""

    words: str
    number: str
    counted: bool
    href: str


@require_GET
def value(request: HttpRequest, number: int) -> HttpResponse:
    """Show one value."""
    who = reader(request)
    one = value_of(number, seen_by=who)
    if one is None:
        raise Http404
    return render(request, "web/indicators/value.html", facts_of(request, one, who))


def facts_of(request: HttpRequest, one: IndicatorValue, who: Staff) -> dict[str, Any]:
    """Return everything that the page of a value shows."""
    sheet, period = one.sheet, Period(one.starts_on, one.ends_on)
    others = IndicatorValue.objects.filter(sheet=sheet, starts_on=one.starts_on, ends_on=one.ends_on)
    papers = list(one.evidence.values_list("pk", flat=True))
    seen = several(papers, seen_by=who)
    owns = may_report(sheet.indicator, by=who)
    return {
        "one": one,
        "sheet": sheet,
        "name": in_words(sheet.name),
        "unit": in_words(sheet.unit),
        "period": wording.period_words(period),
        "value": wording.value_words(sheet, one.value),
        "interval": wording.interval_words(sheet, one.low, one.high),
        "interval_name": wording.interval_name(sheet),
        "numerator": wording.figure_words(one.numerator),
        "denominator": wording.figure_words(one.denominator),
        "why": wording.why_missing(one),
        "tables": wording.tables_of(one),
        "evidence": seen,
        "hidden_papers": len(papers) - len(seen),
        "revisions": list(others.exclude(pk=one.pk).order_by("-revision"))
        if one.state == ValueState.APPROVED
        else [],
        "may_report": owns and one.run_id is None,
        "may_approve": who.may(Permission.APPROVE_INDICATORS) and one.entered_by_id != who.pk,
        "is_open": one.state in (ValueState.DRAFT, ValueState.RETURNED),
        "because_form": BecauseForm(prefix="because"),
        "period_code": period.code(),
        **(_explained(request, one, who) if one.run_id else {}),
    }


def _explained(request: HttpRequest, one: IndicatorValue, who: Staff) -> dict[str, Any]:
    """Return how the value was computed: the parts that the run kept, and the rows as they stand today."""
    from pazos.analysis.indicators.computing import gathered

    assert one.run is not None
    expression = EXPRESSIONS[one.sheet.expression]
    parts = [
        (say(part["says"], language()), wording.figure_words(part["figure"]))
        for part in one.run.result.get("parts", [])
    ]
    facts: dict[str, Any] = {
        "expression": say(expression.says, language()),
        "counts": say(expression.counts, language()),
        "told": wording.arguments_words(expression.told(one.sheet.arguments)),
        "parts": parts,
        "groups": [],
    }
    if one.run.result.get("rows"):
        found = gathered(one.sheet, Period(one.starts_on, one.ends_on), by=None, on=timezone.localdate())
        facts |= {
            "changed": _has_changed(one, found),
            "groups": [_group(request, rows, who) for rows in found.rows],
        }
    return facts


def _has_changed(one: IndicatorValue, found: Found) -> bool:
    """Say whether what was read then is not what stands today."""
    then = {item["name"]: item["sha256"] for item in one.run.inputs} if one.run else {}
    return {item.name: item.sha256 for item in found.every_input()} != then


def _group(request: HttpRequest, rows: Rows, who: Staff) -> dict[str, Any]:
    seen = [row for row in rows.rows if _may_see(row, rows.needs, who)]
    page = Paginator(seen, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "title": say(rows.says, language()),
        "page": page,
        "rows": [
            ShownRow(row.words, wording.figure_words(row.number), row.counted, _link(row, who))
            for row in page
        ],
        "all": len(rows.rows),
        "hidden": len(rows.rows) - len(seen),
        "counted": sum(row.counted for row in rows.rows),
    }


def _may_see(row: Row, needs: Permission, who: Staff) -> bool:
    reach = reach_of(who, needs)
    if reach.scope is Scope.CITY:
        return True
    return (
        (reach.scope or 0) >= Scope.ORGANISATION
        and reach.organisation in row.organisations
        and bool(reach.organisation)
    )


def _link(row: Row, who: Staff) -> str:
    """Return the page of a row, "" where there is none that the reader may open."""
    address = address_named(row.address) if row.address else None
    if address is None or not who.may(address.needs):
        return ""
    try:
        return reverse(row.address, kwargs=dict(row.slots))
    except NoReverseMatch:  # that page goes by another name of its place
        return ""


def state_words(one: IndicatorValue) -> str:
    """Return how far a value has come."""
    return (
        gettext("correction: {state}").format(state=one.get_state_display())
        if one.why_revised
        else one.get_state_display()
    )


ADDRESSES = (
    Address("indicator-values/<int:number>/", "indicator_value", value, needs=Permission.SEE_INDICATORS),
)
