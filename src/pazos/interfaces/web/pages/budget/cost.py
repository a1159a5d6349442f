"""What each person reached cost, by programme and component, with its method and its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pazos.domain.budget import queries
from pazos.domain.budget.vocabulary import Step
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_BUDGET, Address, Stage
from pazos.interfaces.web.pages.budget.wording import SHORT
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

STEPS = (Step.PAYMENT, Step.OBLIGATION)


@require_GET
def cost(request: HttpRequest) -> HttpResponse:
    """Show the costs of one year."""
    from pazos.analysis.budget.costs import costs
    from pazos.analysis.budget.unit_cost import METHOD
    from pazos.analysis.disclosing import MINIMUM

    who, today = reader(request), timezone.localdate()
    years = [year for year in queries.years(seen_by=who) if year <= today.year]
    said = request.GET.get("year", "")
    year = int(said) if said.isdigit() and int(said) in years else next(iter(years), today.year)
    step = Step.OBLIGATION if request.GET.get("step") == Step.OBLIGATION else Step.PAYMENT
    facts = {
        "year": year,
        "years": years,
        "steps": [(one.value, SHORT[one], one is step) for one in STEPS],
        "costs": costs(year, step=step, seen_by=who, on=today) if years else None,
        "method": gettext(METHOD),
        "minimum": MINIMUM,
    }
    return render(request, "web/budget/cost.html", facts)


ADDRESSES = (
    Address(
        "budget/cost/",
        "budget_cost",
        cost,
        needs=Permission.SEE_BUDGET,
        menu=N_("Cost per person reached"),
        stage=Stage.GOVERN,
        group=OF_BUDGET,
    ),
)
