"""The contributions: a list to search, narrow and take as a file, and a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.cooperation import actions
from pazos.domain.cooperation.queries import resources as queries
from pazos.domain.cooperation.vocabulary import ORDER, Form
from pazos.domain.money import HOME
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_PARTNERS, Address, Stage
from pazos.interfaces.web.pages.cooperation import wording
from pazos.interfaces.web.pages.cooperation.doing import done
from pazos.interfaces.web.pages.cooperation.forms import ResourceForm, SearchForm
from pazos.interfaces.web.pages.files import table_file
from pazos.interfaces.web.pages.reader import holds, reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

PER_PAGE = 40
FIRST_COLUMNS = (
    gettext_lazy("Code"),
    gettext_lazy("Contribution"),
    gettext_lazy("Partner"),
    gettext_lazy("Component"),
    gettext_lazy("Programme"),
    gettext_lazy("Form"),
    gettext_lazy("First day"),
    gettext_lazy("Last day"),
    gettext_lazy("Currency"),
)


@require_GET
def resources(request: HttpRequest) -> HttpResponse:
    """List the contributions that were asked for."""
    who = reader(request)
    form = SearchForm(request.GET, queries.partners(seen_by=who))
    sought = form.sought()
    page = Paginator(queries.listed(sought, seen_by=who), PER_PAGE).get_page(request.GET.get("page"))
    facts = {
        "form": form,
        "sought": sought,
        "page": page,
        "rows": [(row.resource, _words(row)) for row in queries.rows_of(page.object_list)],
        "stages": wording.stage_names(),
        "tabs": wording.tabs("resources"),
        "books": [wording.book("contributions"), wording.book("cooperation_movements")],
        "may_keep": holds(request, Permission.KEEP_COOPERATION),
    }
    return render(request, "web/cooperation/resources.html", facts)


def _words(row: queries.ResourceRow) -> list[str]:
    return [wording.standing_words(standing, row.resource.currency) for standing in row.stages]


@require_GET
def table(request: HttpRequest) -> HttpResponseBase:
    """Hand the contributions that were asked for out as a file for a spreadsheet."""
    who = reader(request)
    sought = SearchForm(request.GET, queries.partners(seen_by=who)).sought()
    rows = queries.rows_of(queries.listed(sought, seen_by=who))
    columns = [str(one) for one in FIRST_COLUMNS]
    for stage in ORDER:
        columns += [str(stage.label), f"{stage.label} ({HOME})"]
    return table_file("contributions", columns, _cells(rows))


def _cells(rows: list[queries.ResourceRow]) -> Iterator[list[object]]:
    for row in rows:
        one = row.resource
        cells: list[object] = [
            one.code,
            one.title,
            str(one.partner),
            str(one.component),
            str(one.programme or ""),
            str(Form(one.form).label),
            one.starts_on.isoformat(),
            one.ends_on.isoformat() if one.ends_on else "",
            one.currency,
        ]
        for standing in row.stages:
            cells += [standing.amount, standing.home] if standing.is_recorded else ["", ""]
        yield cells


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Write a contribution down."""
    who = reader(request)
    form = ResourceForm(request.POST or None, partners=queries.partners(seen_by=who), is_new=True)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        said["code"] = said["code"] or queries.free_code(said["partner"], year=said["starts_on"].year)
        kept = done(
            request,
            lambda: actions.add_resource(**said, by=who),
            said=_("The contribution is written down. Say next what was promised or came."),
            form=form,
        )
        if kept:
            return redirect("resource", said["code"])
    status = 422 if request.method == "POST" else 200
    return render(request, "web/cooperation/describe.html", {"form": form}, status=status)


ADDRESSES = (
    Address(
        "cooperation/",
        "resources",
        resources,
        needs=Permission.SEE_COOPERATION,
        menu=N_("Cooperation"),
        stage=Stage.GOVERN,
        group=OF_PARTNERS,
    ),
    Address("cooperation/contributions.csv", "resources_file", table, needs=Permission.SEE_COOPERATION),
    Address("cooperation/new/", "add_resource", add, needs=Permission.KEEP_COOPERATION),
)
