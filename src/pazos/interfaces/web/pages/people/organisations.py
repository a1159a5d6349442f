"""Organisations whose people work in the strategy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from pazos.domain.people import queries
from pazos.domain.people.actions import describe_organisation, open_organisation
from pazos.domain.people.models import Organisation
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_ACCESS, Address, Stage
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.people.forms import KnownOrganisationForm, OrganisationForm
from pazos.interfaces.web.pages.reader import reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "POST"])
def organisations(request: HttpRequest) -> HttpResponse:
    """List the organisations and offer to write one down."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            open_organisation(name=said["name"], kind=Organisation.Kind(said["kind"]), by=reader(request))
        except InputProblem as problem:
            form.add_error("name", refusal(problem))
        else:
            messages.success(request, gettext("The organisation is written down."))
            return redirect("organisations")
    facts = {"rows": queries.organisations(seen_by=reader(request)), "form": form}
    return render(request, "web/people/organisations.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def organisation(request: HttpRequest, number: int) -> HttpResponse:
    """Change one organisation."""
    found = get_object_or_404(Organisation, pk=number)
    initial = {"name": found.name, "kind": found.kind, "ended_on": found.ended_on}
    form = KnownOrganisationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            describe_organisation(
                found,
                name=said["name"],
                kind=Organisation.Kind(said["kind"]),
                ended_on=said["ended_on"],
                by=reader(request),
            )
        except InputProblem as problem:
            form.add_error(None, refusal(problem))
        else:
            messages.success(request, gettext("The organisation is changed."))
            return redirect("organisations")
    facts = {"form": form, "organisation": found}
    return render(request, "web/people/organisation.html", facts, status=422 if form.errors else 200)


NEEDS = Permission.MANAGE_ACCOUNTS
ADDRESSES = (
    Address(
        "organisations/",
        "organisations",
        organisations,
        needs=NEEDS,
        menu=N_("Organisations"),
        stage=Stage.ENTER,
        group=OF_ACCESS,
    ),
    Address("organisations/<int:number>/", "organisation", organisation, needs=NEEDS),
)
