"""Exchange rates: those that are kept, one more, or a whole table of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from pazos.analysis.rate_tables import MOST_BYTES, read_rates
from pazos.domain.cooperation import actions
from pazos.domain.cooperation.queries import rates as queries
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.cooperation import wording
from pazos.interfaces.web.pages.cooperation.doing import done
from pazos.interfaces.web.pages.cooperation.forms import RateForm, RatesFileForm
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import holds, reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PER_PAGE = 60


@require_GET
def rates(request: HttpRequest) -> HttpResponse:
    """List the rates that are kept."""
    return _shown(request, {})


def _shown(request: HttpRequest, changed: dict[str, Any], *, status: int = 200) -> HttpResponse:
    currency = request.GET.get("currency", "")
    page = Paginator(queries.rates(currency=currency), PER_PAGE).get_page(request.GET.get("page"))
    may_keep = holds(request, Permission.KEEP_COOPERATION)
    facts = {
        "page": page,
        "currency": currency,
        "currencies": queries.currencies(),
        "may_keep": may_keep,
        "tabs": wording.tabs("rates"),
        "book": wording.book("exchange_rates"),
        "rate_form": RateForm(initial={"on": timezone.localdate()}) if may_keep else None,
        "file_form": RatesFileForm() if may_keep else None,
        **changed,
    }
    return render(request, "web/cooperation/rates.html", facts, status=status)


@require_POST
def set_rate(request: HttpRequest) -> HttpResponse:
    """Keep one rate."""
    form, who = RateForm(request.POST), reader(request)
    if form.is_valid() and done(
        request, lambda: actions.set_rate(**form.cleaned_data, by=who), said=_("The rate is kept."), form=form
    ):
        return redirect("rates")
    return _shown(request, {"rate_form": form}, status=422)


@require_POST
def take_rates(request: HttpRequest) -> HttpResponse:
    """Keep a whole table of rates, or none of it."""
    form, who = RatesFileForm(request.POST, request.FILES), reader(request)
    if not form.is_valid():
        return _shown(request, {"file_form": form}, status=422)
    try:
        taken = read_rates(form.cleaned_data["file"].read(MOST_BYTES + 1))
        wrong = actions.set_rates(taken.rows, by=who) if not taken.wrong else taken.wrong
    except InputProblem as problem:
        form.add_error("file", refusal(problem))
        return _shown(request, {"file_form": form}, status=422)
    if wrong:
        faults = [(row, refusal(problem)) for row, problem in wrong]
        return _shown(request, {"file_form": form, "faults": faults}, status=422)
    count = len(taken.rows)
    messages.success(request, ngettext("{n} rate is kept.", "{n} rates are kept.", count).format(n=count))
    return redirect("rates")


ADDRESSES = (
    Address("cooperation/rates/", "rates", rates, needs=Permission.SEE_COOPERATION),
    Address("cooperation/rates/new/", "set_rate", set_rate, needs=Permission.KEEP_COOPERATION),
    Address("cooperation/rates/table/", "take_rates", take_rates, needs=Permission.KEEP_COOPERATION),
)
