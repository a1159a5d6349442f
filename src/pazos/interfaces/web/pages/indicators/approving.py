"""Values that wait for approval: approving them, or giving them back with what must be put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pazos.domain.indicators import actions
from pazos.domain.indicators.periods import Period
from pazos.domain.indicators.queries import value_of, waiting
from pazos.domain.indicators.queries.reading import in_words
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_INDICATORS, Address, Stage
from pazos.interfaces.web.pages.doing import done as tell
from pazos.interfaces.web.pages.indicators import wording
from pazos.interfaces.web.pages.indicators.doing import done
from pazos.interfaces.web.pages.indicators.forms import BecauseForm
from pazos.interfaces.web.pages.indicators.value import facts_of
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PER_PAGE = 40


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """List the values that wait, the longest first."""
    who = reader(request)
    page = Paginator(waiting(seen_by=who), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "one": one,
            "name": in_words(one.sheet.name),
            "period": wording.period_words(Period(one.starts_on, one.ends_on)),
            "value": wording.value_words(one.sheet, one.value),
            "unit": in_words(one.sheet.unit),
            "is_own": one.entered_by_id == who.pk,
        }
        for one in page
    ]
    return render(request, "web/indicators/approvals.html", {"page": page, "rows": rows})


@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Approve a value, or give it back."""
    who = reader(request)
    one = value_of(number, seen_by=who)
    if one is None:
        raise Http404
    if request.POST.get("to") == "approve":
        tell(request, lambda: actions.approve(one, by=who), said=_("It is approved and locked."))
        return redirect("indicator_approvals")
    form = BecauseForm(request.POST, prefix="because")
    if form.is_valid():
        because = form.cleaned_data["because"]
        given = done(
            request,
            lambda: actions.return_(one, because=because, by=who),
            said=_("It went back to who reports it, with what you wrote."),
            form=form,
        )
        if given:
            return redirect("indicator_approvals")
    facts = {**facts_of(request, one, who), "because_form": form}
    return render(request, "web/indicators/value.html", facts, status=422)


NEEDS = Permission.APPROVE_INDICATORS
ADDRESSES = (
    Address(
        "indicator-approvals/",
        "indicator_approvals",
        queue,
        needs=NEEDS,
        menu=N_("Values to approve"),
        stage=Stage.GOVERN,
        group=OF_INDICATORS,
    ),
    Address("indicator-values/<int:number>/decide/", "decide_indicator_value", decide, needs=NEEDS),
)
