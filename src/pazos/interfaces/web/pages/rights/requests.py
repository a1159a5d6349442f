"""The desk of habeas data: what people ask about their data, by when it is answered, and the answer.

Whose request it is, is read by those who answer requests, and every reading leaves its trace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.rights.actions import requests as deeds
from pazos.domain.rights.queries import keeping
from pazos.domain.rights.queries import requests as queries
from pazos.domain.rights.queries.consents import consents, rows_of
from pazos.domain.rights.rules.clock import TERMS
from pazos.domain.rights.vocabulary import Channel, Relation, RequestKind
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.audit.reading import note_read
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_RIGHTS, Address, Stage
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.naming import verb_name
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.rights import wording
from pazos.interfaces.web.pages.rights.asking import DayField, Numbered, OneOf, Words
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from pazos.domain.people.models import Staff
    from pazos.domain.rights.models import Request
    from pazos.domain.rights.queries.requests import RequestRow

PER_PAGE = 25
MOST_FOUND = 200  # a search that finds more asks for more of the name
LISTED = 20  # records of one holding that the page names one by one


class ReceiveForm(Numbered):
    """A request as it came."""

    kind = OneOf(RequestKind, gettext_lazy("What is asked for"))
    received_on = DayField(
        gettext_lazy("The day it came"),
        help_text=gettext_lazy("The clock runs from this day, not from today."),
    )
    channel = OneOf(Channel, gettext_lazy("How it came"))
    requester = forms.CharField(label=gettext_lazy("Who asks"), max_length=160)
    relation = OneOf(Relation, gettext_lazy("For whom"))
    contact = forms.CharField(
        label=gettext_lazy("Where the answer goes"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("An address, an e-mail or a telephone, as the requester gives it."),
    )
    asked = Words(gettext_lazy("What they ask, in their words"), most=2000, rows=6)


@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """List the open requests, the nearest first, or those that were answered, the latest first.

    A name is looked for by a form that is sent: it never stands in an address, nor in a log of addresses.
    """
    who = reader(request)
    answered, asked = request.GET.get("show") == "answered", request.POST.get("q", "").strip()[:160]
    per_page = MOST_FOUND if asked else PER_PAGE
    page = Paginator(_found(who, answered=answered, asked=asked), per_page).get_page(request.GET.get("page"))
    rows = list(page) if not answered else queries.rows_of(page)
    note_read(by=who, what="rights.request", keys=[row.request.pk for row in rows], at_address="requests")
    facts = {
        "page": page,
        "rows": [(row, wording.clock_words(row.clock)) for row in rows],
        "answered": answered,
        "asked": asked,
        "tabs": [
            (_("Not answered"), "?", not answered),
            (_("Answered requests"), "?show=answered", answered),
        ],
        "terms": _terms(),
    }
    return render(request, "web/rights/requests/list.html", facts)


def _found(who: Staff, *, answered: bool, asked: str) -> Any:
    if not answered:
        return [row for row in queries.open_rows(seen_by=who) if _fits(row.request, asked)]
    rows = queries.requests(seen_by=who).filter(answered_on__isnull=False).order_by("-answered_on", "-number")
    return [one for one in rows if _fits(one, asked)] if asked else rows


def _fits(one: Request, asked: str) -> bool:
    return asked.casefold() in f"{one} {one.requester}".casefold()


def _terms() -> list[str]:
    consultation, claim = TERMS[RequestKind.CONSULTATION], TERMS[RequestKind.CLAIM]
    said = _("{what}: {days} working days, and {more} more if the requester is told why ({article}).")
    return [
        said.format(
            what=_("Consultation"),
            days=consultation.days,
            more=consultation.more,
            article=consultation.article,
        ),
        said.format(
            what=_("Everything else, as a claim"), days=claim.days, more=claim.more, article=claim.article
        ),
    ]


@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    """Write down that a request came."""
    form = ReceiveForm(request.POST or None, initial={"received_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            made = deeds.receive(**form.cleaned_data, by=reader(request))
        except InputProblem as problem:
            form.add_error(None, refusal(problem))
        else:
            messages.success(request, _("It is written down. Its clock runs."))
            return redirect("request", made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "web/rights/requests/receive.html", {"form": form}, status=status)


def one_of(request: HttpRequest, key: UUID) -> Request:
    """Return a request that this reader may see, and note that it was read."""
    who = reader(request)
    found = queries.requests(seen_by=who).filter(pk=key).first()
    if found is None:
        raise Http404
    address = request.resolver_match.view_name if request.resolver_match else ""
    note_read(by=who, what="rights.request", keys=[key], at_address=address)
    return found


@require_GET
def shown(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one request: its clock, what was asked, what is kept, and everything that was done."""
    found = one_of(request, key)
    (row,) = queries.rows_of([found])
    facts = {
        "one": found,
        "row": row,
        "clock": wording.clock_words(row.clock),
        "term": TERMS[found.kind],
        "events": _events(found),
        "is_claim": TERMS[found.kind] is not TERMS[RequestKind.CONSULTATION],
        "erasures": [(one, wording.holding_title(one.holding)) for one in found.erasures.all()],
        **_known(request, row),
    }
    return render(request, "web/rights/requests/one.html", facts)


def _known(request: HttpRequest, row: RequestRow) -> dict[str, Any]:
    """Return everything that the registry knows of the subject of a request."""
    if row.subject is None:
        return {"subject": None}
    who = reader(request)
    gathered = keeping.gather(row.subject, seen_by=who)
    return {
        "subject": row.subject,
        "kind_of_subject": row.request.get_subject_kind_display(),
        "gathered": [
            {
                "found": one,
                "count": wording.count_words(one),
                "span": wording.span_words(one),
                "kept_for": wording.kept_for(keeping.period_of(one.holding)),
                "law": wording.kept_by_law(one.holding, one.kept),
                "basis": wording.basis_name(one.holding.basis),
                "purpose": wording.purpose_name(one.holding.purpose),
                "listed": one.kept[:LISTED],
                "more": max(0, len(one.kept) - LISTED),
            }
            for one in gathered
        ],
        "has_copy": any(one.holding.content for one in gathered),
        "permissions": rows_of(consents(seen_by=who, subject=row.subject)),
        "marked": queries.in_process(row.subject),
    }


def _events(found: Request) -> list[tuple[AuditEvent, str]]:
    subject = f"{found._meta.label_lower}:{found.pk}"
    events = AuditEvent.objects.filter(subject=subject).select_related("by").order_by("id")
    return [(one, verb_name(one.verb)) for one in events]


_LIST = "rights/requests/"
ADDRESSES = (
    Address(
        _LIST,
        "requests",
        listed,
        needs=Permission.HANDLE_REQUESTS,
        menu=N_("Requests about data"),
        stage=Stage.ENTER,
        group=OF_RIGHTS,
    ),
    Address(f"{_LIST}new/", "request_receive", receive, needs=Permission.HANDLE_REQUESTS),
    Address(f"{_LIST}<uuid:key>/", "request", shown, needs=Permission.HANDLE_REQUESTS),
)
