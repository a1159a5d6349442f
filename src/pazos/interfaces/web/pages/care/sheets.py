"""Which instruments and pathways are there, where they come from, and keeping one of the city's own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pazos.domain.cases.actions import assessing_sheets as actions
from pazos.domain.cases.instruments import instruments
from pazos.domain.cases.pathways.registry import pathways
from pazos.domain.cases.vocabulary import CrisisKind, Dimension, SheetKind
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_CASES, Address, Stage
from pazos.interfaces.web.pages.care import wording
from pazos.interfaces.web.pages.care.asking import MOST_BYTES, SheetForm
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import holds, reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "POST"])
def instruments_page(request: HttpRequest) -> HttpResponse:
    """Show the instruments; whoever supervises adds one."""
    rows = [
        {
            "one": one,
            "name": wording.in_words(one.name),
            "purpose": wording.in_words(one.purpose),
            "licence": wording.in_words(one.licence),
            "dimensions": [str(Dimension(code).label) for code in one.dimensions],
        }
        for one in instruments()
    ]
    return _page(request, kind=SheetKind.INSTRUMENT, facts={"rows": rows}, here="care_instruments")


@require_http_methods(["GET", "POST"])
def pathways_page(request: HttpRequest) -> HttpResponse:
    """Show the pathways; whoever supervises keeps the city's own wording and times."""
    rows = [
        {
            "one": one,
            "kind": str(CrisisKind(one.kind).label),
            "purpose": wording.in_words(one.purpose),
            "items": [(item, wording.in_words(item.words)) for item in one.items],
        }
        for one in pathways()
    ]
    return _page(request, kind=SheetKind.PATHWAY, facts={"rows": rows}, here="care_pathways")


def _page(request: HttpRequest, *, kind: SheetKind, facts: dict[str, Any], here: str) -> HttpResponse:
    may_keep = holds(request, Permission.SUPERVISE_CASES)
    sent = request.method == "POST" and may_keep
    form = SheetForm(request.POST, request.FILES) if sent else SheetForm()
    if sent and form.is_valid():
        content = _content(form)
        if (
            content is not None
            and _told(form, content, kind)
            and done(
                request,
                lambda: actions.keep(content, kind=kind, by=reader(request)),
                said=_("It is kept, and holds from now on."),
                form=form,
            )
        ):
            return redirect(here)
    facts |= {"form": form, "may_keep": may_keep}
    return render(request, f"web/care/{kind}s.html", facts, status=422 if form.errors else 200)


def _content(form: SheetForm) -> dict[str, Any] | None:
    """Return what the file holds; what is wrong with it is said beside the field."""
    sheet = form.cleaned_data["sheet"]
    if sheet.size > MOST_BYTES:
        form.add_error("sheet", _("The file is too large to be one."))
        return None
    try:
        content = json.loads(sheet.read().decode("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError):
        form.add_error("sheet", _("The file is no JSON. Begin with a copy of one that comes with Pazos."))
        return None
    if not isinstance(content, dict):
        form.add_error("sheet", _("The file is no JSON. Begin with a copy of one that comes with Pazos."))
        return None
    return content


def _told(form: SheetForm, content: dict[str, Any], kind: SheetKind) -> bool:
    for fault in actions.faults(content, kind=kind):
        form.add_error("sheet", refusal(fault))
    return not form.errors


SEE = Permission.SEE_CASES
ADDRESSES = (
    Address(
        "care/instruments/",
        "care_instruments",
        instruments_page,
        needs=SEE,
        menu=N_("Instruments"),
        stage=Stage.ACT,
        group=OF_CASES,
    ),
    Address(
        "care/pathways/",
        "care_pathways",
        pathways_page,
        needs=SEE,
        menu=N_("Pathways of crises"),
        stage=Stage.ACT,
        group=OF_CASES,
    ),
)
