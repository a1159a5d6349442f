"""One committee: its act, its seats by office, its sessions and what it promised; and changing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.committees import actions
from pazos.domain.committees.models import Committee, Seat
from pazos.domain.committees.queries import bodies, commitments
from pazos.domain.committees.queries.commitments import Sought
from pazos.domain.documents.queries import several
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.committees import wording
from pazos.interfaces.web.pages.committees.doing import asked, done, sent
from pazos.interfaces.web.pages.committees.forms import ChangeForm, EndForm, HandOverForm, SeatForm
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

SESSIONS = 12


@require_GET
def shown(request: HttpRequest, number: int) -> HttpResponse:
    """Show one committee within reach."""
    who, today = reader(request), timezone.localdate()
    card = bodies.card(number, seen_by=who, on=today)
    if card is None:
        raise Http404
    page = Paginator(card.sessions, SESSIONS).get_page(request.GET.get("page"))
    asked_for = Sought(committee=number, standing="open")
    open_rows = commitments.rows_of(asked_for, seen_by=who, on=today)[:SESSIONS]
    facts = {
        "card": card,
        "one": card.committee,
        "act": several([card.committee.act_id] if card.committee.act_id else [], seen_by=who),
        "bar": wording.bar(card.tally),
        "page": page,
        "sessions": [(row, wording.SESSION_BADGES[row.state]) for row in page],  # type: ignore[index]
        "open": [wording.row(line) for line in commitments.lines(open_rows, seen_by=who, on=today)],
    }
    return render(request, "web/committees/committee.html", facts)


def _committee(number: int) -> Committee:
    return get_object_or_404(Committee, pk=number)


def _ask(request: HttpRequest, form: Form, one: Committee, *, title: str, button: str) -> HttpResponse:
    facts = {
        "form": form,
        "title": title,
        "button": button,
        "cancel": reverse("committee", args=[one.pk]),
        "committee": one,
    }
    return asked(request, "web/committees/ask.html", facts)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change what the act says."""
    one = _committee(number)
    form = ChangeForm(sent(request), initial=ChangeForm.of(one))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if done(
            request,
            lambda: actions.change_committee(one, by=reader(request), **said),
            said=_("Changed."),
            form=form,
        ):
            return redirect("committee", number)
    return _ask(request, form, one, title=_("Change the committee"), button=_("Change it"))


@require_http_methods(["GET", "POST"])
def dissolve(request: HttpRequest, number: int) -> HttpResponse:
    """End a committee."""
    one = _committee(number)
    form = EndForm(sent(request), initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["on"]
        if done(
            request,
            lambda: actions.dissolve(one, on=on, by=reader(request)),
            said=_("The committee is dissolved. What it promised stays owed."),
            form=form,
        ):
            return redirect("committee", number)
    return _ask(request, form, one, title=_("Dissolve the committee"), button=_("Dissolve it"))


@require_http_methods(["GET", "POST"])
def add_seat(request: HttpRequest, number: int) -> HttpResponse:
    """Give an office a seat."""
    one = _committee(number)
    form = SeatForm(sent(request), initial={"from_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if done(
            request,
            lambda: actions.seat(one, by=reader(request), **said),
            said=_("The seat is given."),
            form=form,
        ):
            return redirect("seat_add" if "again" in request.POST else "committee", number)
    return _ask(request, form, one, title=_("Give a seat"), button=_("Give it"))


@require_http_methods(["GET", "POST"])
def seat(request: HttpRequest, number: int) -> HttpResponse:
    """Hand a seat over, or end it."""
    found = get_object_or_404(Seat.objects.select_related("committee", "holder"), pk=number)
    today = timezone.localdate()
    ending = request.POST.get("deed") == "end"
    over = HandOverForm(None if ending else sent(request), initial={"from_on": today})
    end = EndForm(request.POST if ending else None, initial={"on": today}, prefix="end")
    if request.method == "POST" and _seat_done(request, found, over, end, ending=ending):
        return redirect("committee", found.committee_id)
    facts = {"seat": found, "over": over, "end": end, "committee": found.committee}
    return asked(request, "web/committees/seat.html", facts)


def _seat_done(request: HttpRequest, found: Seat, over: HandOverForm, end: EndForm, *, ending: bool) -> bool:
    by = reader(request)
    if ending:
        return end.is_valid() and done(
            request,
            lambda: actions.end_seat(found, on=end.cleaned_data["on"], by=by),
            said=_("The seat ends that day."),
            form=end,
        )
    return over.is_valid() and done(
        request,
        lambda: actions.hand_over(found, by=by, **over.cleaned_data),
        said=_("The seat has a new holder."),
        form=over,
    )


_ONE = "committees/<int:number>/"
_RUN = Permission.RUN_COMMITTEES
ADDRESSES = (
    Address(_ONE, "committee", shown, needs=Permission.SEE_COMMITTEES),
    Address(f"{_ONE}change/", "change_committee", change, needs=_RUN),
    Address(f"{_ONE}dissolve/", "dissolve_committee", dissolve, needs=_RUN),
    Address(f"{_ONE}seats/add/", "seat_add", add_seat, needs=_RUN),
    Address("committees/seats/<int:number>/", "seat_change", seat, needs=_RUN),
)
