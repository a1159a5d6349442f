"""Cohorts of a cycle: their places, and who of the reader's reach is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.cases.actions import cohorts as deeds
from pazos.domain.cases.queries import cohorts as queries
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.cases.forms import CohortForm
from pazos.interfaces.web.pages.cases.listing import as_rows
from pazos.interfaces.web.pages.cases.lists import list_tabs
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.reader import holds, reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.cases.models import Cohort

PER_PAGE = 50
CURES = {
    "name_missing": ("name",),
    "name_taken": ("name",),
    "ends_before": ("ends_on",),
    "places_missing": ("places",),
    "more_members": ("places",),
}


@require_GET
def cohorts(request: HttpRequest) -> HttpResponse:
    """List the cohorts."""
    who = reader(request)
    page = Paginator(queries.cohorts(seen_by=who), PER_PAGE).get_page(request.GET.get("page"))
    facts = {
        "page": page,
        "lists": list_tabs("cohorts", who),
        "may_make": holds(request, Permission.SUPERVISE_CASES),
    }
    return render(request, "web/cases/cohorts.html", facts)


@require_GET
def cohort(request: HttpRequest, number: int) -> HttpResponse:
    """Show one cohort and those of it within reach."""
    who, one = reader(request), _found(request, number)
    page = Paginator(queries.members(one, seen_by=who), PER_PAGE).get_page(request.GET.get("page"))
    note_read(by=who, what="cases.case", keys=[row.pk for row in page], at_address="cohort")
    facts = {
        "cohort": one,
        "page": page,
        "rows": as_rows(page.object_list),
        "may_change": holds(request, Permission.SUPERVISE_CASES),
    }
    return render(request, "web/cases/cohort.html", facts)


@require_http_methods(["GET", "POST"])
def new_cohort(request: HttpRequest) -> HttpResponse:
    """Make a cohort."""
    who, form = reader(request), CohortForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: deeds.make(by=who, **form.cleaned_data),
            said=_("The cohort is made."),
            form=form,
            cures=CURES,
        )
    ):
        return redirect("cohorts")
    status = 422 if request.method == "POST" else 200
    return render(request, "web/cases/cohort_form.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def change_cohort(request: HttpRequest, number: int) -> HttpResponse:
    """Put a cohort right."""
    who, one = reader(request), _found(request, number)
    kept = {name: getattr(one, name) for name in ("name", "programme", "begins_on", "ends_on", "places")}
    form = CohortForm(request.POST or None, initial=kept)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: deeds.alter(one, by=who, **form.cleaned_data),
            said=_("It is put right."),
            form=form,
            cures=CURES,
        )
    ):
        return redirect("cohort", number)
    status = 422 if request.method == "POST" else 200
    return render(request, "web/cases/cohort_form.html", {"form": form, "cohort": one}, status=status)


def _found(request: HttpRequest, number: int) -> Cohort:
    one = queries.cohort(number, seen_by=reader(request))
    if one is None:
        raise Http404
    return one


SEE, MAKE = Permission.SEE_CASES, Permission.SUPERVISE_CASES
ADDRESSES = (
    Address("cases/cohorts/", "cohorts", cohorts, needs=SEE),
    Address("cases/cohorts/new/", "new_cohort", new_cohort, needs=MAKE),
    Address("cases/cohorts/<int:number>/", "cohort", cohort, needs=SEE),
    Address("cases/cohorts/<int:number>/change/", "change_cohort", change_cohort, needs=MAKE),
)
