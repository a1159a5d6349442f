"""The neighbours' committee of a venue: written down, changed, met, its commitments and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pazos.domain.venues.actions import neighbours
from pazos.domain.venues.queries import venues as queries
from pazos.domain.venues.reaching import may_keep
from pazos.domain.venues.vocabulary import Outcome
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.reader import or_404, reader
from pazos.interfaces.web.pages.venues.answering import FormPage, done, form_answer, venue_or_404
from pazos.interfaces.web.pages.venues.forms import CommitteeForm, MetForm, PromiseForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.venues.models import NeighboursCommittee

NAMES = ("name", "since_on", "people", "rhythm", "last_met_on", "ended_on")


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, number: int) -> HttpResponse:
    """Write the neighbours' committee of a venue down."""
    one, who = venue_or_404(request, number), reader(request)
    if not may_keep(one, by=who):
        raise PermissionDenied
    form = CommitteeForm(request.POST or None)
    return form_answer(
        request,
        form,
        deed=lambda: neighbours.write_committee(one, **form.cleaned_data, by=who),
        said=_("The committee is written down."),
        page=FormPage(_("The neighbours' committee"), _("Write it down"), one),
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change what is known of a committee, or say when it ended."""
    row, who = _own(request, number), reader(request)
    form = CommitteeForm(request.POST or None, initial={name: getattr(row, name) for name in NAMES})
    return form_answer(
        request,
        form,
        deed=lambda: neighbours.change_committee(row, **form.cleaned_data, by=who),
        said=_("The change is kept."),
        page=FormPage(_("Change the committee"), _("Keep the change"), row.venue),
    )


@require_http_methods(["GET", "POST"])
def met(request: HttpRequest, number: int) -> HttpResponse:
    """Say on which day a committee met."""
    row, who = _own(request, number), reader(request)
    form = MetForm(request.POST or None)
    return form_answer(
        request,
        form,
        deed=lambda: neighbours.say_met(row, **form.cleaned_data, by=who),
        said=_("It is written down."),
        page=FormPage(_("The committee met"), _("Write it down"), row.venue, row.name),
    )


@require_http_methods(["GET", "POST"])
def promise(request: HttpRequest, number: int) -> HttpResponse:
    """Write down what a committee takes upon itself."""
    row, who = _own(request, number), reader(request)
    form = PromiseForm(request.POST or None)
    return form_answer(
        request,
        form,
        deed=lambda: neighbours.promise(row, **form.cleaned_data, by=who),
        said=_("The commitment is written down."),
        page=FormPage(_("A commitment of the committee"), _("Write it down"), row.venue, row.name),
    )


@require_POST
def settle(request: HttpRequest, number: int, outcome: str) -> HttpResponse:
    """Say that a commitment was kept, was not, or is open again."""
    row = or_404(queries.promise(number, seen_by=reader(request)))
    if outcome not in Outcome.values:
        raise Http404
    who = reader(request)
    done(request, lambda: neighbours.settle(row, outcome=outcome, by=who), said=_("It is written down."))
    return redirect("venue", row.committee.venue_id)


def _own(request: HttpRequest, number: int) -> NeighboursCommittee:
    row = or_404(queries.committee(number, seen_by=reader(request)))
    if not may_keep(row.venue, by=reader(request)):
        raise PermissionDenied
    return row


KEEP = Permission.KEEP_VENUES
ADDRESSES = (
    Address("venues/<int:number>/committee/", "venue_committee", write, needs=KEEP),
    Address("venues/committees/<int:number>/", "venue_committee_change", change, needs=KEEP),
    Address("venues/committees/<int:number>/met/", "venue_committee_met", met, needs=KEEP),
    Address("venues/committees/<int:number>/promise/", "venue_promise", promise, needs=KEEP),
    Address("venues/promises/<int:number>/<slug:outcome>/", "venue_promise_settle", settle, needs=KEEP),
)
