"""How long everything about people is kept, what is due to go, and when it last went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pazos.analysis import copies
from pazos.domain.rights.actions.erasing import set_period
from pazos.domain.rights.queries import keeping
from pazos.domain.rights.registry import holdings
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_RIGHTS, Address, Stage
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.rights import wording
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class PeriodForm(forms.Form):
    """Another period, by the act that sets it."""

    months = forms.IntegerField(label=gettext_lazy("Months"), min_value=1, max_value=1200)
    reason = forms.CharField(
        label=gettext_lazy("By which act or archive table"),
        max_length=300,
        help_text=gettext_lazy("Such as: archive table of 2024, series 110.2."),
    )


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """List every holding with how long it is kept and how much is due, and say where older copies lie."""
    due = keeping.due()
    rows = [
        {
            "period": one.period,
            "kept_for": wording.kept_for(one.period),
            "basis": wording.basis_name(one.period.holding.basis),
            "purpose": wording.purpose_name(one.period.holding.purpose),
            "due": one.records,
        }
        for one in due
    ]
    runs = [
        (run, sum(run.erased.values()), [(wording.holding_title(name), n) for name, n in run.erased.items()])
        for run in keeping.retention_runs()
    ]
    facts = {"rows": rows, "runs": runs, "due": sum(one.records for one in due), "most": keeping.COUNTED}
    facts |= {"copies": copies.last_look(), "days": settings.BACKUP_DAYS}
    return render(request, "web/rights/keeping/list.html", facts)


@require_http_methods(["GET", "POST"])
def period(request: HttpRequest, name: str) -> HttpResponse:
    """Set how long the city keeps a holding."""
    held = holdings().get(name)
    if held is None:
        raise Http404
    now = keeping.period_of(held)
    reason = now.own.reason if now.own else ""
    form = PeriodForm(request.POST or None, initial={"months": now.months, "reason": reason})
    if request.method == "POST" and form.is_valid():
        try:
            set_period(name, **form.cleaned_data, by=reader(request))
        except InputProblem as problem:
            form.add_error(None, refusal(problem))
        else:
            messages.success(request, _("It is kept for this long from now on."))
            return redirect("keeping")
    facts = {
        "held": held,
        "title": str(held.title),
        "form": form,
        "now": wording.kept_for(now),
        "shipped": wording.months_words(held.months),
        "fixed": "" if held.due else str(held.stays),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "web/rights/keeping/period.html", facts, status=status)


ADDRESSES = (
    Address(
        "rights/keeping/",
        "keeping",
        listed,
        needs=Permission.HANDLE_REQUESTS,
        menu=N_("How long things are kept"),
        stage=Stage.ENTER,
        group=OF_RIGHTS,
    ),
    Address("rights/keeping/<str:name>/", "keeping_period", period, needs=Permission.ERASE),
)
