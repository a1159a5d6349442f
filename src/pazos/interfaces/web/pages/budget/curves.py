"""How the money of a year came along against its plan, and what it adds up to by whom and for what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_GET

from pazos.domain.budget import queries
from pazos.domain.budget.queries import Steps
from pazos.domain.budget.vocabulary import ORDER, Dimension
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_BUDGET, Address, Stage
from pazos.interfaces.web.pages.budget.asking import search_form
from pazos.interfaces.web.pages.budget.wording import SHORT, curves, month_name
from pazos.interfaces.web.pages.files import table_file
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

    from pazos.domain.budget.queries import Curve


@require_GET
def execution(request: HttpRequest) -> HttpResponse:
    """Show the curves of a year, and the sums by one dimension."""
    who = reader(request)
    form = search_form(request, who)
    asked = form.asked()
    del form.fields["order"]  # sums have none
    curve = queries.curve(asked.sought, year=asked.year, on=asked.on, seen_by=who)
    by = _dimension(request.GET.get("by", ""))
    groups = queries.grouped(asked.sought, by, on=asked.on, seen_by=who)
    facts = {
        "form": form,
        "asked": asked,
        "curve": curve,
        "picture": curves(curve) if groups else "",
        "groups": groups,
        "total": Steps.total(group.steps for group in groups),
        "by": by,
        "tabs": [(one.label, _with(request, by=one.value), one is by) for one in Dimension],
        "steps": [SHORT[step] for step in ORDER],
        "months": [(month_name(month.first_on), month) for month in curve.months],
        "query": request.GET.urlencode(),
    }
    return render(request, "web/budget/execution.html", facts)


@require_GET
def curve_file(request: HttpRequest) -> StreamingHttpResponse:
    """Hand out the curves of a year, month by month."""
    who = reader(request)
    asked = search_form(request, who).asked()
    curve = queries.curve(asked.sought, year=asked.year, on=asked.on, seen_by=who)
    columns = ("month", *(step.value for step in ORDER), "planned_payment")
    return table_file("budget-months", columns, _cells(curve))


def _cells(curve: Curve) -> Iterator[list[object]]:
    for month in curve.months:
        amounts = month.steps.amounts if month.steps else [None] * len(ORDER)
        yield [month.first_on.strftime("%Y-%m"), *amounts, month.planned]


def _dimension(said: str) -> Dimension:
    return Dimension(said) if said in Dimension.values else Dimension.COMPONENT


def _with(request: HttpRequest, **said: str) -> str:
    query = request.GET.copy()
    for name, value in said.items():
        query[name] = value
    return f"?{query.urlencode()}"


SEE = Permission.SEE_BUDGET
ADDRESSES = (
    Address(
        "budget/execution/",
        "budget_execution",
        execution,
        needs=SEE,
        menu=N_("Budget execution"),
        stage=Stage.GOVERN,
        group=OF_BUDGET,
    ),
    Address("budget/months.csv", "budget_months_file", curve_file, needs=SEE),
)
