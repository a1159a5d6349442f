"""What money is stuck, at which step and since when."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from pazos.domain.budget import queries
from pazos.domain.budget.queries import PATIENCE
from pazos.domain.budget.vocabulary import Step
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_BUDGET, Address, Stage
from pazos.interfaces.web.pages.budget.wording import SHORT
from pazos.interfaces.web.pages.files import table_file
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

    from pazos.domain.budget.queries import Waiting

PER_PAGE = 50
LABELS = {
    Step.APPROPRIATION: _("Days without a CDP"),
    Step.CDP: _("Days with a CDP and no RP"),
    Step.RP: _("Days with an RP and no obligation"),
    Step.OBLIGATION: _("Days with an obligation and no payment"),
}


class PatienceForm(forms.Form):
    """After how many days money counts as stuck, and on which day that is asked."""

    on = forms.DateField(
        label=_("On the day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    appropriation, cdp, rp, obligation = (
        forms.IntegerField(label=label, min_value=0, max_value=1000, required=False, initial=PATIENCE[step])
        for step, label in LABELS.items()
    )

    def asked(self) -> tuple[date, Mapping[Step, int]]:
        """Return the day, and the days that each step may take."""
        self.is_valid()
        said = self.cleaned_data
        days = {step: said.get(step.value) for step in PATIENCE}
        patience = {
            step: usual if days[step] is None else days[step] or 0 for step, usual in PATIENCE.items()
        }
        return said.get("on") or timezone.localdate(), patience


@require_GET
def stuck(request: HttpRequest) -> HttpResponse:
    """List what is stuck, the largest amounts first."""
    form = _form(request)
    on, patience = form.asked()
    rows = queries.stuck(on=on, seen_by=reader(request), patience=patience)
    facts = {
        "form": form,
        "on": on,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "sums": _sums(rows),
        "query": request.GET.urlencode(),
    }
    return render(request, "web/budget/stuck.html", facts)


@require_GET
def stuck_file(request: HttpRequest) -> StreamingHttpResponse:
    """Hand out what is stuck."""
    on, patience = _form(request).asked()
    rows = queries.stuck(on=on, seen_by=reader(request), patience=patience)
    columns = ("year", "department", "rubro", "name", "step", "next_step", "amount", "since_on", "days")
    return table_file(
        "budget-stuck",
        columns,
        (
            [
                *(row.year, row.department, row.rubro, row.name, row.step.value, row.next_step.value),
                *(row.amount, row.since_on.isoformat(), row.days),
            ]
            for row in rows
        ),
    )


def _form(request: HttpRequest) -> PatienceForm:
    usual = {step.value: str(days) for step, days in PATIENCE.items()}
    return PatienceForm({**usual, "on": timezone.localdate().isoformat(), **request.GET.dict()})


def _sums(rows: list[Waiting]) -> list[tuple[Any, Decimal, int]]:
    """Return what is stuck at each step, and of how many lines."""
    found: list[tuple[Any, Decimal, int]] = []
    for step in PATIENCE:
        mine = [row.amount for row in rows if row.step is step]
        if mine:
            found.append((SHORT[step], sum(mine, Decimal(0)), len(mine)))
    return found


SEE = Permission.SEE_BUDGET
ADDRESSES = (
    Address(
        "budget/stuck/",
        "budget_stuck",
        stuck,
        needs=SEE,
        menu=N_("Stuck money"),
        stage=Stage.GOVERN,
        group=OF_BUDGET,
    ),
    Address("budget/stuck.csv", "budget_stuck_file", stuck_file, needs=SEE),
)
