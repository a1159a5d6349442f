"""The page of a record's changes, and the button that takes one back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pazos.domain.undoing import undo
from pazos.foundation.access.policy import Permission
from pazos.foundation.history.changing import HIDDEN, changes_of
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.history.kinds import KINDS, RecordKind
from pazos.interfaces.web.pages.history.labels import kind_name
from pazos.interfaces.web.pages.history.telling import told
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.people.models import Staff

PER_PAGE = 40


def _found(kind: str, key: str, who: Staff) -> tuple[RecordKind, Model]:
    known = KINDS.get(kind)
    row = known.row(key, seen_by=who) if known else None
    if known is None or row is None:
        raise Http404
    return known, row


@require_GET
def history(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Tell what happened to one record, the newest first."""
    who = reader(request)
    known, row = _found(kind, key, who)
    page = Paginator(changes_of(row).select_related("undone_by"), PER_PAGE).get_page(request.GET.get("page"))
    lines = told(list(page), type(row), seen_by=who)
    facts = {
        "record": str(row),
        "kind": kind,
        "key": key,
        "what": kind_name(kind),
        "up": known.link(row) if known.link else "",
        "page": page,
        "lines": [
            (line, _is_open(line.change) and known.may_undo(line.change, row, by=who)) for line in lines
        ],
    }
    return render(request, "web/history/history.html", facts)


def _is_open(change: object) -> bool:
    return not hasattr(change, "undone_by") and HIDDEN not in getattr(change, "fields", {}).values()


@require_POST
def take_back(request: HttpRequest, kind: str, key: str, *, number: int) -> HttpResponse:
    """Take one change back."""
    who = reader(request)
    known, row = _found(kind, key, who)
    change = get_object_or_404(changes_of(row), pk=number)
    if not known.may_undo(change, row, by=who):
        raise Http404
    done(request, lambda: undo(change, row, by=who), said=_("The change is taken back."))
    return redirect("history", kind, key)


# Everybody who works here keeps some record; each kind says by itself who sees its history.
NEEDS = Permission.OWE_COMMITMENTS
ADDRESSES = (
    Address("history/<str:kind>/<str:key>/", "history", history, needs=NEEDS),
    Address("history/<str:kind>/<str:key>/undo/<int:number>/", "history_undo", take_back, needs=NEEDS),
)
