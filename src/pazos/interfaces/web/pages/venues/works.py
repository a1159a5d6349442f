"""Works of a venue and its pictures: planned, moved on, one step back; a picture added, handed out, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.documents.queries import open_attached
from pazos.domain.venues.actions import picturing, works
from pazos.domain.venues.queries import venues as queries
from pazos.domain.venues.reaching import may_keep
from pazos.domain.venues.vocabulary import WorkState
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.documents import hand_out
from pazos.interfaces.web.pages.reader import or_404, reader
from pazos.interfaces.web.pages.venues.answering import (
    FormPage,
    done,
    form_answer,
    venue_or_404,
)
from pazos.interfaces.web.pages.venues.forms import DeliverForm, PictureForm, StopForm, WorkForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from pazos.domain.venues.models import Venue, Work

NAMES = ("title", "begins_on", "due_on", "responsible", "line", "amount")


def _keeps(request: HttpRequest, venue: Venue) -> None:
    if not may_keep(venue, by=reader(request)):
        raise PermissionDenied


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, number: int) -> HttpResponse:
    """Plan a work in a venue."""
    one, who = venue_or_404(request, number), reader(request)
    _keeps(request, one)
    form = WorkForm(request.POST or None, who=who, initial={"responsible": one.keeper})
    return form_answer(
        request,
        form,
        deed=lambda: works.plan_work(one, **form.cleaned_data, by=who),
        said=_("The work is planned. Take a picture before it begins."),
        page=FormPage(_("Plan a work"), _("Plan it"), one),
    )


def _work(request: HttpRequest, number: int) -> Work:
    row = or_404(queries.work(number, seen_by=reader(request)))
    _keeps(request, row.venue)
    return row


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change what was planned of a work."""
    row, who = _work(request, number), reader(request)
    form = WorkForm(request.POST or None, who=who, initial={name: getattr(row, name) for name in NAMES})
    return form_answer(
        request,
        form,
        deed=lambda: works.change_work(row, **form.cleaned_data, by=who),
        said=_("The change is kept."),
        page=FormPage(_("Change the work"), _("Keep the change"), row.venue, row.title),
    )


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, number: int, to: str) -> HttpResponse:
    """Begin a work, deliver it on a day, or stop it with a reason."""
    row, who = _work(request, number), reader(request)
    if to == WorkState.UNDERWAY and request.method == "POST":
        done(request, lambda: works.move_work(row, to=to, by=who), said=_("The work is under way."))
        return redirect("venue", row.venue_id)
    titles = {
        WorkState.DELIVERED.value: _("The work is delivered"),
        WorkState.STOPPED.value: _("The work stops"),
    }
    if to not in titles:
        raise Http404
    kind = DeliverForm if to == WorkState.DELIVERED else StopForm
    form = kind(request.POST or None)
    return form_answer(
        request,
        form,
        deed=lambda: works.move_work(row, to=to, **form.cleaned_data, by=who),
        said=_("It is written down."),
        page=FormPage(titles[to], _("Write it down"), row.venue, row.title),
    )


@require_POST
def back(request: HttpRequest, number: int) -> HttpResponse:
    """Take the last step of a work back."""
    row, who = _work(request, number), reader(request)
    done(request, lambda: works.step_back(row, by=who), said=_("The last step is taken back."))
    return redirect("venue", row.venue_id)


@require_http_methods(["GET", "POST"])
def add_picture(request: HttpRequest, number: int) -> HttpResponse:
    """Add a picture of a venue."""
    one, who = venue_or_404(request, number), reader(request)
    _keeps(request, one)
    form = PictureForm(request.POST or None, request.FILES or None, venue=one, of=_asked_of(request))

    def add() -> object:
        said = dict(form.cleaned_data)
        return picturing.add_picture(one, content=said.pop("file"), **said, by=who)

    return form_answer(
        request,
        form,
        deed=add,
        said=_("The picture is kept, without where, when and with what it was taken."),
        page=FormPage(_("Add a picture"), _("Keep the picture"), one),
    )


def _asked_of(request: HttpRequest) -> dict[str, object]:
    """Return the work or inspection that an address names; the form takes those of its venue alone."""
    named = {"work": request.GET.get("work", ""), "inspection": request.GET.get("inspection", "")}
    return {name: int(text) for name, text in named.items() if text.isdecimal() and len(text) < 10}


@require_GET
def picture(request: HttpRequest, number: int) -> HttpResponseBase:
    """Hand a picture out."""
    row = or_404(queries.picture(number, seen_by=reader(request)))
    return hand_out(request, row.document, lambda: open_attached(row.document))


@require_POST
def remove_picture(request: HttpRequest, number: int) -> HttpResponse:
    """Take a picture away."""
    who = reader(request)
    row = or_404(queries.picture(number, seen_by=who))
    done(request, lambda: picturing.remove_picture(row, by=who), said=_("The picture is taken away."))
    return redirect("venue", row.venue_id)


SEE, KEEP = Permission.SEE_VENUES, Permission.KEEP_VENUES
ADDRESSES = (
    Address("venues/<int:number>/work/", "venue_work", plan, needs=KEEP),
    Address("venues/works/<int:number>/", "venue_work_change", change, needs=KEEP),
    Address("venues/works/<int:number>/back/", "venue_work_back", back, needs=KEEP),
    Address("venues/works/<int:number>/to/<slug:to>/", "venue_work_move", move, needs=KEEP),
    Address("venues/<int:number>/picture/", "venue_picture_add", add_picture, needs=KEEP),
    Address("venues/pictures/<int:number>/", "venue_picture", picture, needs=SEE),
    Address("venues/pictures/<int:number>/remove/", "venue_picture_remove", remove_picture, needs=KEEP),
)
