"""The lines of the budget: found, added up, and handed out as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.budget import queries
from pazos.domain.budget.queries import Steps
from pazos.domain.budget.vocabulary import ORDER
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_BUDGET, Address, Stage
from pazos.interfaces.web.pages.budget.asking import search_form
from pazos.interfaces.web.pages.budget.forms.line import LineForm
from pazos.interfaces.web.pages.budget.wording import SHORT, funnel
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.files import table_file
from pazos.interfaces.web.pages.reader import holds, reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

    from pazos.domain.budget.queries import LineRow

PER_PAGE = 50


@require_GET
def lines(request: HttpRequest) -> HttpResponse:
    """List the lines that a question finds, with what they add up to."""
    who = reader(request)
    form = search_form(request, who)
    asked = form.asked()
    rows = queries.execution(asked.sought, on=asked.on, seen_by=who, order=asked.order)
    total = Steps.total(row.steps for row in rows)
    facts = {
        "form": form,
        "asked": asked,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "total": total,
        "funnel": funnel(total) if rows else "",
        "steps": [SHORT[step] for step in ORDER],
        "may_keep": holds(request, Permission.KEEP_BUDGET),
        "others": queries.other_currencies(asked.sought, seen_by=who),
        "query": request.GET.urlencode(),
    }
    return render(request, "web/budget/list.html", facts)


@require_GET
def lines_file(request: HttpRequest) -> StreamingHttpResponse:
    """Hand out the lines that a question finds, every amount to the cent."""
    who = reader(request)
    asked = search_form(request, who).asked()
    rows = queries.execution(asked.sought, on=asked.on, seen_by=who, order=asked.order)
    columns = (
        *("year", "department", "rubro", "name", "bpin", "fund", "programme", "currency", "as_of_on"),
        *(step.value for step in ORDER),
    )
    return table_file("budget", columns, _cells(rows, asked.sought.currency, asked.on.isoformat()))


def _cells(rows: list[LineRow], currency: str, on: str) -> Iterator[list[object]]:
    for row in rows:
        yield [
            *(row.year, row.department, row.rubro, row.name, row.bpin, row.fund.value, row.programme),
            *(currency, on),
            *row.steps.amounts,
        ]


@require_http_methods(["GET", "POST"])
def new_line(request: HttpRequest) -> HttpResponse:
    """Ask for a new line, and write it down."""
    who = reader(request)
    form = LineForm(request.POST or None, who=who)
    if request.method == "POST" and form.is_valid():
        made: list[int] = []
        if done(
            request,
            lambda: made.append(form.add(by=who).pk),
            said=_("The line is written down. Enter its appropriation next."),
            form=form,
        ):
            return redirect("budget_line", made[0])
    status = 422 if request.method == "POST" else 200
    return render(request, "web/budget/new.html", {"form": form}, status=status)


SEE, KEEP = Permission.SEE_BUDGET, Permission.KEEP_BUDGET
ADDRESSES = (
    Address(
        "budget/",
        "budget",
        lines,
        needs=SEE,
        menu=N_("Budget lines"),
        stage=Stage.GOVERN,
        group=OF_BUDGET,
    ),
    Address("budget/lines.csv", "budget_file", lines_file, needs=SEE),
    Address("budget/lines/new/", "new_budget_line", new_line, needs=KEEP),
)
