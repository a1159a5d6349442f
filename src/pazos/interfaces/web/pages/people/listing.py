"""The list of people: who may enter, in which role, since when, with a second factor or without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pazos.domain.people import queries
from pazos.domain.people.models import ROLE_NAMES
from pazos.domain.people.queries import Asked
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_ACCESS, Address, Stage
from pazos.interfaces.web.pages.people.forms import SearchForm
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PER_PAGE = 50


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """List the people asked for, by name."""
    who, form = reader(request), SearchForm(request.GET)
    asked = form.asked()
    page = Paginator(queries.people(asked, seen_by=who), PER_PAGE).get_page(request.GET.get("page"))
    rows = [queries.row_of(one) for one in page]
    note_read(by=who, what="people.staff", keys=[row.number for row in rows], at_address="people")
    facts = {
        "form": form,
        "page": page,
        "rows": [(row, ROLE_NAMES[row.role]) for row in rows],
        "is_everything": asked == Asked(),
    }
    return render(request, "web/people/list.html", facts)


ADDRESSES = (
    Address(
        "people/",
        "people",
        people,
        needs=Permission.MANAGE_ACCOUNTS,
        menu=N_("People"),
        stage=Stage.ENTER,
        group=OF_ACCESS,
    ),
)
