"""The ledger of what authorities demand: whole for the desk, and in the open only how many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.rights.actions import demands as deeds
from pazos.domain.rights.queries import demands as queries
from pazos.domain.rights.vocabulary import Authority, Decision, Demand
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_RIGHTS, Address, Stage
from pazos.interfaces.web.pages.files import table_file
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.rights.asking import Dated, DayField, Numbered, OneOf, Words
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

    from pazos.domain.rights.models import LegalRequest

PER_PAGE = 25
COLUMNS = ("year", "received", "answered", "partly", "refused", "waiting")


class ReceiveForm(Numbered):
    """A demand as it came."""

    authority = OneOf(Authority, gettext_lazy("Authority"))
    office = forms.CharField(label=gettext_lazy("Which office"), max_length=160)
    kind = OneOf(Demand, gettext_lazy("What it asks for"))
    received_on = DayField(gettext_lazy("The day it came"))
    due_on = DayField(gettext_lazy("The day it sets"), required=False)
    legal_basis = forms.CharField(label=gettext_lazy("What it invokes"), max_length=300, required=False)
    asked = Words(gettext_lazy("What it asks, in its words"), most=2000, rows=5)
    document = forms.CharField(label=gettext_lazy("Number of the paper"), max_length=80, required=False)


class DecideForm(Dated):
    """What was decided, and why."""

    decision = OneOf(Decision, gettext_lazy("What was decided"))
    reasons = Words(
        gettext_lazy("Why, with the article"),
        most=2000,
        rows=5,
        help_text=gettext_lazy("Shown to nobody but this desk. The public reads only how many."),
    )


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """List the demands, the newest first."""
    who = reader(request)
    page = Paginator(queries.demands(seen_by=who), PER_PAGE).get_page(request.GET.get("page"))
    note_read(by=who, what="rights.legalrequest", keys=[one.pk for one in page], at_address="demands")
    return render(request, "web/rights/demands/list.html", {"page": page})


@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    """Write a demand down."""
    form = ReceiveForm(request.POST or None, initial={"received_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            made = deeds.receive(**form.cleaned_data, by=reader(request))
        except InputProblem as problem:
            form.add_error(None, refusal(problem))
        else:
            messages.success(request, _("It is in the ledger, and counted in the open."))
            return redirect("demand", made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "web/rights/demands/receive.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def shown(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one demand and decide on it."""
    found = _one(request, key)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            deeds.decide(found, **form.cleaned_data, by=reader(request))
        except InputProblem as problem:
            form.add_error(None, refusal(problem))
        else:
            messages.success(request, _("It is decided."))
            return redirect("demand", key)
    status = 422 if request.method == "POST" else 200
    return render(request, "web/rights/demands/one.html", {"one": found, "form": form}, status=status)


def _one(request: HttpRequest, key: UUID) -> LegalRequest:
    who = reader(request)
    found = queries.demands(seen_by=who).filter(pk=key).first()
    if found is None:
        raise Http404
    note_read(by=who, what="rights.legalrequest", keys=[key], at_address="demand")
    return found


@require_GET
def public(request: HttpRequest) -> HttpResponse:
    """Show anybody how many demands came in each year and what became of them."""
    return render(request, "web/rights/demands/public.html", {"years": queries.public_counts()})


@require_GET
def public_file(request: HttpRequest) -> StreamingHttpResponse:
    """Hand the counts out as a file."""
    rows = [[getattr(year, name) for name in COLUMNS] for year in queries.public_counts()]
    return table_file("legal-requests", COLUMNS, rows)


ADDRESSES = (
    Address(
        "legal-requests/",
        "legal_requests",
        public,
        needs=Permission.SEE_PUBLIC,
        menu=N_("Demands of authorities: how many"),
        stage=Stage.ENTER,
        group=OF_RIGHTS,
    ),
    Address("legal-requests.csv", "legal_requests_file", public_file, needs=Permission.SEE_PUBLIC),
    Address(
        "rights/demands/",
        "demands",
        listed,
        needs=Permission.HANDLE_REQUESTS,
        menu=N_("Demands of authorities"),
        stage=Stage.ENTER,
        group=OF_RIGHTS,
    ),
    Address("rights/demands/new/", "demand_receive", receive, needs=Permission.HANDLE_REQUESTS),
    Address("rights/demands/<uuid:key>/", "demand", shown, needs=Permission.HANDLE_REQUESTS),
)
