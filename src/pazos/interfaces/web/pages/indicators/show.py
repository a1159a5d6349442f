"""One indicator on its page and on paper: the sheet, the series with its breaks, targets, versions, values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pazos.domain.indicators.expressions import EXPRESSIONS
from pazos.domain.indicators.lights import light, of_year, trend, yardstick
from pazos.domain.indicators.periods import Period, before
from pazos.domain.indicators.queries import shown
from pazos.domain.indicators.queries.reading import comparable, in_words, rule_of
from pazos.domain.indicators.reaching import may_report
from pazos.domain.indicators.vocabulary import Light, Text, Trend
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import say
from pazos.interfaces.components.routes import Address
from pazos.interfaces.components.wording import number
from pazos.interfaces.web.pages.indicators import wording
from pazos.interfaces.web.pages.indicators.forms import (
    BaselineForm,
    BreakForm,
    PlaceForm,
    RetireForm,
    TargetForm,
)
from pazos.interfaces.web.pages.indicators.picturing import chart
from pazos.interfaces.web.pages.intake import language
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.indicators.lights import Reading
    from pazos.domain.indicators.models import IndicatorSheet
    from pazos.domain.indicators.queries import Shown
    from pazos.domain.people.models import Staff

PER_PAGE = 24
CHOICES = ("kind", "measure", "interval", "accrual", "direction", "frequency")


@require_GET
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """Show one indicator."""
    who = reader(request)
    return render(request, "web/indicators/indicator.html", facts_of(request, _found(code, who), who))


@require_GET
def printed(request: HttpRequest, code: str) -> HttpResponse:
    """Show the sheet alone, in both languages, as it is put on paper."""
    found = _found(code, reader(request))
    asked = request.GET.get("version", "")
    sheet = next((one for one in found.sheets if str(one.version) == asked), found.sheet)
    facts = {
        "found": found,
        "sheet": sheet,
        "name": in_words(sheet.name),
        "texts": [(text.label, getattr(sheet, text.value)) for text in Text],
        "lines": sheet_lines(sheet),
    }
    return render(request, "web/indicators/sheet.html", facts)


def _found(code: str, who: Staff) -> Shown:
    found = shown(code, seen_by=who)
    if found is None:
        raise Http404
    return found


def facts_of(request: HttpRequest, found: Shown, who: Staff) -> dict[str, Any]:
    """Return everything that the page of an indicator shows."""
    sheet = found.sheet
    page = Paginator(found.values, PER_PAGE).get_page(request.GET.get("page"))
    may_keep = who.may(Permission.KEEP_INDICATORS)
    return {
        "found": found,
        "sheet": sheet,
        "name": in_words(sheet.name),
        "definition": in_words(sheet.definition),
        "unit": in_words(sheet.unit),
        "texts": [(text.label, in_words(getattr(sheet, text.value))) for text in Text][2:],
        "lines": sheet_lines(sheet),
        **_standing(found),
        **_drawn(found),
        "targets": [(one, wording.value_words(sheet, one.value)) for one in found.targets],
        "breaks": [(one, in_words(one.words)) for one in found.breaks],
        "page": page,
        "values": [
            {
                "row": one,
                "period": wording.period_words(Period(one.starts_on, one.ends_on)),
                "value": wording.value_words(one.sheet, one.value),
                "interval": wording.interval_words(one.sheet, one.low, one.high),
                "why": wording.why_missing(one),
            }
            for one in page
        ],
        "versions": _versions(found),
        "may_keep": may_keep,
        "may_report": not sheet.expression and found.is_in_force and may_report(found.indicator, by=who),
        **(_forms(found) if may_keep else {}),
    }


def _forms(found: Shown) -> dict[str, Any]:
    one = found.indicator
    place = {"component": one.component_id, "owner": one.owner_id, "position": one.position}
    baseline = {"year": found.sheet.baseline_year, "value": found.sheet.baseline_value}
    return {
        "target_form": TargetForm(prefix="target"),
        "baseline_form": BaselineForm(prefix="baseline", initial=baseline),
        "break_form": BreakForm(prefix="break"),
        "retire_form": RetireForm(prefix="retire"),
        "place_form": PlaceForm(prefix="place", initial=place),
    }


def _standing(found: Shown) -> dict[str, Any]:
    """Return the last value against its target and against the one before."""
    sheet, rule = found.sheet, rule_of(found.sheet)
    known = [place for place, one in enumerate(found.series, 1) if one.value is not None]
    series = list(found.series[: known[-1]]) if known else []
    last = series[-1] if series else None
    earlier = comparable(last, series, before(last.period) if last else None)
    target = next((one.value for one in found.targets if last and one.year == last.period.year), None)
    reached = of_year(series, last.period.year, rule=rule) if last else None
    asked = yardstick(target, last.period, rule=rule) if last else None
    stands, moved = light(reached, asked, rule=rule), trend(last, earlier, rule=rule)
    return {
        "last": last,
        "last_value": wording.value_words(sheet, last.value) if last else "",
        "last_interval": wording.interval_words(sheet, last.low, last.high) if last else "",
        "last_period": wording.period_words(last.period) if last else "",
        "light": Light(stands).label,
        "badge": wording.BADGES.get(stands, ""),
        "trend": Trend(moved).label,
        "way": wording.WAYS.get(moved, ""),
        "against": _against(sheet, reached, target=target, asked=asked),
        "before": wording.reading_words(sheet, earlier) if earlier else "",
    }


def _against(
    sheet: IndicatorSheet, reached: Reading | None, *, target: float | None, asked: float | None
) -> str:
    """Say what is held against what: the year so far against its part of the target."""
    if reached is None or target is None:
        return ""
    facts = {
        "value": wording.value_words(sheet, reached.value),
        "target": wording.value_words(sheet, target),
        "asked": wording.value_words(sheet, asked),
        "year": reached.period.year,
    }
    if asked == target:
        return gettext("{value} against a target of {target} for {year}").format(**facts)
    return gettext("{value} so far in {year}, against {asked} of the year's {target} by then").format(**facts)


def _drawn(found: Shown) -> dict[str, Any]:
    sheet = found.sheet
    words = {one.period: wording.reading_words(sheet, one) for one in found.series}
    picture = chart(
        found.series,
        targets={one.year: one.value for one in found.targets},
        breaks=[one.on for one in found.breaks],
        words=words,
    )
    columns = [gettext("Period"), gettext("Value"), gettext("95% interval"), gettext("Target of the year")]
    targets = {one.year: one.value for one in found.targets}
    rows = [
        [
            wording.period_words(one.period),
            wording.value_words(sheet, one.value),
            wording.interval_words(sheet, one.low, one.high) or "–",
            wording.value_words(sheet, targets.get(one.period.year)),
        ]
        for one in reversed(found.series)
    ]
    return {"chart": picture, "table": {"columns": columns, "rows": rows}}


def sheet_lines(sheet: IndicatorSheet) -> list[tuple[str, str]]:
    """Return the plain facts of a sheet, each with its name."""
    expression = EXPRESSIONS.get(sheet.expression)
    lines = [
        (gettext("Kind"), sheet.get_kind_display()),
        (gettext("Measure"), sheet.get_measure_display()),
        (gettext("Interval"), sheet.get_interval_display()),
        (gettext("Direction"), sheet.get_direction_display()),
        (gettext("Frequency"), sheet.get_frequency_display()),
        (gettext("The year"), sheet.get_accrual_display()),
        (gettext("Factor"), number(sheet.factor)),
        (
            gettext("Told apart by"),
            ", ".join(str(wording.DISAGGREGATIONS.get(n, n)) for n in sheet.disaggregations),
        ),
        (gettext("Standard"), sheet.standard),
        (gettext("Baseline"), _baseline(sheet)),
        (gettext("Due within"), gettext("{days} days of the period's end").format(days=sheet.due_days)),
    ]
    if expression:
        told = wording.arguments_words(expression.told(sheet.arguments))
        lines.append((gettext("Computed by"), say(expression.says, language())))
        lines.append((gettext("How it counts"), say(expression.counts, language())))
        lines.append((gettext("Told"), told))
    return [(name, str(words)) for name, words in lines if words]


def _baseline(sheet: IndicatorSheet) -> str:
    if sheet.baseline_year is None:
        return ""
    return f"{wording.value_words(sheet, sheet.baseline_value)} ({sheet.baseline_year})"


def _versions(found: Shown) -> list[dict[str, Any]]:
    """Return each version with what it changed against the one before."""
    versions = []
    for place, sheet in enumerate(found.sheets):
        older = found.sheets[place + 1] if place + 1 < len(found.sheets) else None
        versions.append({"sheet": sheet, "changes": _changes(older, sheet) if older else []})
    return versions


def _changes(older: IndicatorSheet, newer: IndicatorSheet) -> list[tuple[str, str, str]]:
    before_, after = dict(_compared(older)), dict(_compared(newer))
    names = list(dict.fromkeys([*before_, *after]))
    return [
        (name, before_.get(name, ""), after.get(name, ""))
        for name in names
        if before_.get(name, "") != after.get(name, "")
    ]


def _compared(sheet: IndicatorSheet) -> list[tuple[str, str]]:
    return [(str(text.label), in_words(getattr(sheet, text.value))) for text in Text] + sheet_lines(sheet)


NEEDS = Permission.SEE_INDICATORS
ADDRESSES = (
    Address("indicators/<slug:code>/", "indicator", indicator, needs=NEEDS),
    Address("indicators/<slug:code>/sheet/", "indicator_sheet", printed, needs=NEEDS),
)
