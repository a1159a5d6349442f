"""Deeds on one contribution: a movement written down, with its paper, and one taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pazos.domain.cooperation import actions
from pazos.domain.cooperation.queries import resources as queries
from pazos.domain.documents import actions as documents
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.cooperation import wording
from pazos.interfaces.web.pages.cooperation.doing import done
from pazos.interfaces.web.pages.cooperation.forms import MoveForm, TakeBackForm
from pazos.interfaces.web.pages.cooperation.resource import found, shown
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.cooperation.models import Resource
    from pazos.domain.documents.models import Document
    from pazos.domain.people.models import Staff


@require_POST
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Write one movement down."""
    one, who = found(request, code), reader(request)
    form = MoveForm(request.POST, request.FILES)
    if form.is_valid() and done(
        request, lambda: _moved(one, form, who), said=_("The movement is written down."), form=form
    ):
        return redirect("resource", one.code)
    return shown(request, one, {"move_form": form}, status=422)


@transaction.atomic
def _moved(one: Resource, form: MoveForm, who: Staff) -> None:
    said = form.cleaned_data
    actions.move(
        one,
        stage=said["stage"],
        amount=said["amount"],
        on=said["on"],
        note=said["note"],
        document=_paper(one, form, who),
        by=who,
    )


def _paper(one: Resource, form: MoveForm, who: Staff) -> Document | None:
    given = form.cleaned_data["paper"]
    if not given:
        return None
    return documents.keep(
        title=form.cleaned_data["paper_title"],
        file_name=given.name,
        content=given,
        organisation=one.partner.organisation,
        by=who,
    )


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take one movement back."""
    who = reader(request)
    movement = queries.movement(number, seen_by=who)
    if movement is None:
        raise Http404
    form = TakeBackForm(request.POST or None, initial={"on": movement.on})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        gone = done(
            request,
            lambda: actions.take_back(movement, on=said["on"], note=said["note"], by=who),
            said=_("The movement is taken back. Both stay in sight."),
            form=form,
        )
        if gone:
            return redirect("resource", movement.resource.code)
    facts = {
        "form": form,
        "movement": movement,
        "amount": wording.amount(movement.amount, movement.resource.currency),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "web/cooperation/take_back.html", facts, status=status)


NEEDS = Permission.KEEP_COOPERATION
ADDRESSES = (
    Address("cooperation/contributions/<slug:code>/move/", "move_resource", move, needs=NEEDS),
    Address("cooperation/movements/<int:number>/take-back/", "take_back_movement", take_back, needs=NEEDS),
)
