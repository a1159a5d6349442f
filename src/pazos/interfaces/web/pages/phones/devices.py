"""A gestor's own phones, and everybody's for whoever runs the street work: how they are, and the end of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pazos.domain.fieldwork.actions.devices import revoke
from pazos.domain.fieldwork.queries import phones, supervised, waiting
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_TEAM, Address, Stage
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.phones.wording import LineInWords, of_cases, sending_line
from pazos.interfaces.web.pages.reader import reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.people.models import Staff

PER_PAGE = 50


@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """Show a person's own phones, and what became of their sendings that were not simply taken."""
    who = reader(request)
    facts = {
        "phones": phones.own(seen_by=who),
        "sendings": _sendings(who),
        "then": "phones",
    }
    return render(request, "web/phones/own.html", facts)


def _sendings(who: Staff) -> list[LineInWords]:
    lines = waiting.own(seen_by=who)
    opened = supervised.own_keys(line.key for line in lines)
    return [of_cases(one, is_own=True) if one.key in opened else sending_line(one) for one in lines]


@require_GET
def everybodys(request: HttpRequest) -> HttpResponse:
    """List the phones of all gestores: those in use, or those that are over."""
    over = request.GET.get("which") == "over"
    rows = phones.everybodys(seen_by=reader(request), current=not over)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    facts = {
        "phones": [phones.view(row) for row in page],
        "page": page,
        "tabs": [(_("In use"), "?", not over), (_("Over"), "?which=over", over)],
        "over": over,
        "then": "phones_of_all",
    }
    return render(request, "web/phones/everybodys.html", facts)


@require_POST
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """Revoke a phone: one's own, or any for whoever runs the street work."""
    who = reader(request)
    found = phones.one(key, seen_by=who)
    if found is None:
        raise Http404
    try:
        revoke(found, by=who)
    except InputProblem as problem:
        messages.error(request, refusal(problem))
    else:
        messages.success(
            request, _("The phone is revoked. It is told to forget everything when it next has a signal.")
        )
    ours = request.POST.get("then") == "phones_of_all" and who.may(Permission.RUN_OUTREACH)
    return redirect("phones_of_all" if ours else "phones")


ADDRESSES = (
    Address(
        "phones/",
        "phones",
        own,
        needs=Permission.USE_PHONE,
        menu=N_("My phones"),
        stage=Stage.ACT,
        group=OF_TEAM,
    ),
    Address(
        "phones/all/",
        "phones_of_all",
        everybodys,
        needs=Permission.RUN_OUTREACH,
        menu=N_("Everybody's phones"),
        stage=Stage.ACT,
        group=OF_TEAM,
    ),
    Address("phones/<uuid:key>/revoke/", "phone_revoke", end, needs=Permission.USE_PHONE),
)
