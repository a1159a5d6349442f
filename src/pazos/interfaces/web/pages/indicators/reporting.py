"""Values on their way in: what is due from me, writing one, handing it in, correcting an approved one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.indicators import actions
from pazos.domain.indicators.models import IndicatorSheet, IndicatorValue
from pazos.domain.indicators.periods import period_named, period_of
from pazos.domain.indicators.queries import due, indicator, value_of
from pazos.domain.indicators.queries.reading import in_words
from pazos.domain.indicators.vocabulary import SheetState, ValueState
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_INDICATORS, Address, Stage
from pazos.interfaces.web.pages.doing import done as tell
from pazos.interfaces.web.pages.indicators import wording
from pazos.interfaces.web.pages.indicators.doing import done
from pazos.interfaces.web.pages.indicators.forms import BecauseForm, ReportForm
from pazos.interfaces.web.pages.indicators.value import facts_of
from pazos.interfaces.web.pages.reader import reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.indicators.periods import Period
    from pazos.domain.people.models import Staff


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """List what is due from the reader's organisation, and what of it came back or waits."""
    who, on = reader(request), timezone.localdate()
    found = due(on=on, seen_by=who)
    rows = [
        {
            "due": one,
            "period": wording.period_words(one.period),
            "days": (on - one.due_on).days,
        }
        for one in found
    ]
    facts = {
        "returned": [row for row in rows if row["due"].is_returned],  # type: ignore[attr-defined]
        "rows": [row for row in rows if not row["due"].is_returned],  # type: ignore[attr-defined]
    }
    return render(request, "web/indicators/inbox.html", facts)


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """Write the value of a period as a draft, or hand it in at once."""
    who = reader(request)
    sheet, when = _asked(code, period, who)
    value = _there(sheet, when)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ReportForm(*given, sheet=sheet, value=value, seen_by=who)
    if request.method == "POST" and form.is_valid() and _written(request, form, when, who):
        return redirect("indicator_reports")
    facts = {
        "form": form,
        "sheet": sheet,
        "value": value,
        "name": in_words(sheet.name),
        "unit": in_words(sheet.unit),
        "definition": in_words(sheet.definition),
        "period": wording.period_words(when),
        "due_on": when.due_on(sheet.due_days),
    }
    return render(
        request, "web/indicators/report.html", facts, status=422 if request.method == "POST" else 200
    )


def _written(request: HttpRequest, form: ReportForm, when: Period, who: Staff) -> bool:
    hands_in = request.POST.get("to") == "submit"

    def deed() -> None:
        of = form.sheet.indicator
        papers = form.gathered(organisation=of.owner, by=who)
        kept = actions.report(
            of, starts_on=when.starts_on, ends_on=when.ends_on, **form.said(), evidence=papers, by=who
        )
        if hands_in:
            actions.submit(kept, by=who)

    said = _("It is handed in and waits for approval.") if hands_in else _("The draft is kept.")
    return done(request, deed, said=said, form=form)


def _asked(code: str, period: str, who: Staff) -> tuple[IndicatorSheet, Period]:
    of = indicator(code, seen_by=who)
    sheet = of.sheets.filter(state=SheetState.IN_FORCE).first() if of else None
    try:
        when = period_named(period)
    except InputProblem as problem:
        raise Http404 from problem
    if of is None or sheet is None or sheet.expression or period_of(sheet.frequency, when.starts_on) != when:
        raise Http404
    sheet.indicator = of
    return sheet, when


def _there(sheet: IndicatorSheet, when: Period) -> IndicatorValue | None:
    rows = IndicatorValue.objects.filter(sheet=sheet, starts_on=when.starts_on, ends_on=when.ends_on)
    return rows.exclude(state=ValueState.APPROVED).first() or rows.filter(is_last=True).first()


@require_POST
def move(request: HttpRequest, number: int) -> HttpResponse:
    """Hand a draft in, do away with it, or begin the correction of an approved value."""
    who = reader(request)
    one = value_of(number, seen_by=who)
    if one is None:
        raise Http404
    to = request.POST.get("to", "")
    if to == "correct":
        return _correct(request, one, who)
    if to == "submit":
        tell(request, lambda: actions.submit(one, by=who), said=_("It is handed in and waits for approval."))
    if to == "drop" and tell(request, lambda: actions.drop(one, by=who), said=_("The draft is gone.")):
        return redirect("indicator", one.sheet.indicator.code)
    return redirect("indicator_value", number)


def _correct(request: HttpRequest, one: IndicatorValue, who: Staff) -> HttpResponse:
    form = BecauseForm(request.POST, prefix="because")
    made: list[IndicatorValue] = []
    said = _("The correction is a draft now. The approved value stands until the correction is approved.")

    def deed() -> None:
        made.append(actions.correct(one, because=form.cleaned_data["because"], by=who))

    if form.is_valid() and done(request, deed, said=said, form=form):
        period = period_of(one.sheet.frequency, one.starts_on)
        return redirect("report_indicator", one.sheet.indicator.code, period.code())
    facts = {**facts_of(request, one, who), "because_form": form}
    return render(request, "web/indicators/value.html", facts, status=422)


NEEDS = Permission.REPORT_INDICATORS
ADDRESSES = (
    Address(
        "indicator-reports/",
        "indicator_reports",
        inbox,
        needs=NEEDS,
        menu=N_("Values to report"),
        stage=Stage.GOVERN,
        group=OF_INDICATORS,
    ),
    Address("indicators/<slug:code>/report/<str:period>/", "report_indicator", report, needs=NEEDS),
    Address("indicator-values/<int:number>/move/", "move_indicator_value", move, needs=NEEDS),
)
