"""Keeping sheets: a new indicator, a draft changed, put in force, succeeded, let go of; computing one now."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from pazos.domain.indicators import actions
from pazos.domain.indicators.actions.sheets import facts_of as sheet_facts
from pazos.domain.indicators.models import Indicator
from pazos.domain.indicators.periods import last_over, period_of
from pazos.domain.indicators.queries.reading import in_words
from pazos.domain.indicators.rules import what_blocks_sheet
from pazos.domain.indicators.vocabulary import SheetState
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.doing import done as tell
from pazos.interfaces.web.pages.indicators.doing import done
from pazos.interfaces.web.pages.indicators.forms import NewSheetForm, SheetForm
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.indicators.models import IndicatorSheet

COMPUTED_BACK = 8  # periods


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Draw up a new indicator."""
    form = NewSheetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said, who = form.cleaned_data, reader(request)
        made: list[IndicatorSheet] = []

        def deed() -> None:
            fields = form.sheet_fields()
            place = {"component": said["component"], "owner": said["owner"]}
            made.append(actions.draft_sheet(code=said["code"], by=who, **place, **fields))

        if done(request, deed, said=_("The draft is kept. Put it in force when it is complete."), form=form):
            return redirect("indicator", said["code"])
    return _form(request, form, {"title": _("Draw up an indicator"), "indicator": None})


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change the sheet that is being drawn up."""
    sheet = _draft(code)
    form = SheetForm(request.POST or None, sheet=sheet)
    if request.method == "POST" and form.is_valid():
        who = reader(request)
        if done(
            request,
            lambda: actions.change_draft(sheet, by=who, **form.sheet_fields()),
            said=_("The draft is kept."),
            form=form,
        ):
            return redirect("indicator", code)
    missing = (
        [] if request.method == "POST" else [block.label for block in what_blocks_sheet(sheet_facts(sheet))]
    )
    facts = {"title": in_words(sheet.name) or code, "indicator": sheet.indicator, "missing": missing}
    return _form(request, form, facts)


@require_POST
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Put the draft in force, let go of it, or draw up a new version of what stands in force."""
    who, of = reader(request), _indicator(code)
    to = request.POST.get("to", "")
    if to == "succeed":
        if tell(
            request,
            lambda: actions.succeed(of, by=who),
            said=_("A new version is being drawn up. What stands in force counts until then."),
        ):
            return redirect("change_indicator", code)
        return redirect("indicator", code)
    draft = _draft(code)
    if to == "in_force":
        today = timezone.localdate()
        said = _("The sheet is in force from today.")
        tell(request, lambda: actions.put_in_force(draft, on=today, by=who), said=said)
    elif to == "drop":
        tell(request, lambda: actions.drop_draft(draft, by=who), said=_("The draft is gone."))
        if not Indicator.objects.filter(pk=of.pk).exists():
            return redirect("indicators")
    return redirect("indicator", code)


@require_POST
def compute(request: HttpRequest, code: str) -> HttpResponse:
    """Compute the last periods of one indicator now."""
    from pazos.analysis.indicators.computing import compute_all

    of, who, today = _indicator(code), reader(request), timezone.localdate()
    sheet = of.sheets.filter(state=SheetState.IN_FORCE).exclude(expression="").first()
    if sheet is None:
        raise Http404
    last = period = last_over(sheet.frequency, today)
    for _step in range(COMPUTED_BACK - 1):
        period = period_of(sheet.frequency, period.starts_on - timedelta(days=1))
    counts = compute_all(period.ends_on, last.ends_on, by=who, only=[code])
    said = ngettext(
        "{count} value was kept anew; {same} stood there with the same digits.",
        "{count} values were kept anew; {same} stood there with the same digits.",
        counts["computed"],
    )
    messages.success(request, said.format(count=counts["computed"], same=counts["same"]))
    if counts["reported"]:
        left = ngettext(
            "{count} value was reported under an earlier sheet and stays as it was reported.",
            "{count} values were reported under an earlier sheet and stay as they were reported.",
            counts["reported"],
        )
        messages.info(request, left.format(count=counts["reported"]))
    return redirect("indicator", code)


def _form(request: HttpRequest, form: SheetForm, facts: dict[str, Any]) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, "web/indicators/form.html", {"form": form, **facts}, status=status)


def _indicator(code: str) -> Indicator:
    found = Indicator.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _draft(code: str) -> IndicatorSheet:
    of = _indicator(code)
    sheet = of.sheets.filter(state=SheetState.DRAFT).select_related("indicator").first()
    if sheet is None:
        raise Http404
    return sheet


NEEDS = Permission.KEEP_INDICATORS
ADDRESSES = (
    Address("new-indicator/", "new_indicator", new, needs=NEEDS),
    Address("indicators/<slug:code>/change/", "change_indicator", change, needs=NEEDS),
    Address("indicators/<slug:code>/move/", "move_indicator", move, needs=NEEDS),
    Address("indicators/<slug:code>/compute/", "compute_indicator", compute, needs=NEEDS),
)
