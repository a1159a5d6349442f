"""What must not wait: open crises at the head of the list, one crisis with its checklist, and the signature.

An open crisis is never skipped: it stands on the case's pages and on the lists of the pair and of who
supervises until the supervisor signs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.cases.actions import crises as actions
from pazos.domain.cases.pathways.registry import pathway
from pazos.domain.cases.queries import crises as queries
from pazos.domain.cases.rules.crises import Block
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_CASES, Address, Stage
from pazos.interfaces.web.pages.care import wording
from pazos.interfaces.web.pages.care.asking import CrisisForm, DoneForm, WhyForm
from pazos.interfaces.web.pages.cases.frame import facts_of, frame
from pazos.interfaces.web.pages.cases.lists import list_tabs
from pazos.interfaces.web.pages.cases.wording import number_of
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.reader import holds, reader

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.cases.models import Crisis, CrisisItem
    from pazos.domain.cases.queries.crises import ItemLine

PER_PAGE = 50
TAB = "case_crises"
CURES: dict[str, tuple[str, ...]] = {
    Block.OPEN_ALREADY: ("kind",),
    Block.AHEAD: ("known_at", "done_at"),
    Block.TOO_EARLY: ("done_at",),
    Block.NUMBER_MISSING: ("proof",),
    Block.WHY_MISSING: ("why",),
    Block.DUTY_STAYS: ("why",),
}


@require_GET
def open_crises(request: HttpRequest) -> HttpResponse:
    """List every open crisis within reach."""
    who = reader(request)
    page = Paginator(queries.open_crises(seen_by=who), PER_PAGE).get_page(request.GET.get("page"))
    found = queries.counted(page)
    _look(request, [one.crisis.pk for one in found], at="open_crises")
    rows = [(one, number_of(one.case.pk)) for one in found]
    facts = {"rows": rows, "page": page, "lists": list_tabs("open_crises", who)}
    return render(request, "web/care/open_crises.html", facts)


@require_GET
def of_case(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the crises of a case."""
    framed = frame(request, key)
    found = queries.crises_of(framed.case, seen_by=reader(request))
    _look(request, [one.crisis.pk for one in found], at=TAB)
    return render(request, "web/care/crises.html", facts_of(framed, rows=found))


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, key: UUID) -> HttpResponse:
    """Open a crisis; what must be done first is said before anything is written."""
    framed = frame(request, key, tab=TAB)
    form = CrisisForm(request.POST or None)
    made: list[Crisis] = []
    if request.method == "POST" and form.is_valid():

        def deed() -> None:
            made.append(actions.open_crisis(framed.case, by=reader(request), **form.cleaned_data))

        if done(request, deed, said=_("The crisis is open. Follow the list."), form=form, cures=CURES):
            return redirect("crisis", made[0].pk)
    facts = facts_of(framed, form=form)
    return render(request, "web/care/start_crisis.html", facts, status=422 if form.errors else 200)


@require_GET
def crisis(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a crisis and its checklist."""
    return _shown(request, key)


@require_POST
def item(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Write of one item that it was done, why not, or take that back."""
    row = queries.item(key, seen_by=reader(request))
    if row is None or deed not in DEEDS:
        raise Http404
    make, said, act = DEEDS[deed]
    form = make(request.POST, prefix=str(row.pk)) if make else None
    if form is not None and not form.is_valid():
        return _shown(request, row.crisis_id, wrong=(row.pk, deed, form))
    if done(request, lambda: act(row, form, request), said=_(said), form=form, cures=CURES):
        return redirect("crisis", row.crisis_id)
    if form is not None:
        return _shown(request, row.crisis_id, wrong=(row.pk, deed, form))
    return redirect("crisis", row.crisis_id)


@require_POST
def sign(request: HttpRequest, key: UUID) -> HttpResponse:
    """Sign a crisis off."""
    row = _found(request, key)
    done(request, lambda: actions.sign_off(row, by=reader(request)), said=_("The crisis is signed off."))
    return redirect("crisis", key)


@require_POST
def none(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that a crisis was opened by mistake."""
    row, form = _found(request, key), WhyForm(request.POST, prefix="none")
    if form.is_valid() and done(
        request,
        lambda: actions.call_it_none(row, by=reader(request), **form.cleaned_data),
        said=_("It is closed, and the reason stays."),
        form=form,
        cures=CURES,
    ):
        return redirect("crisis", key)
    return _shown(request, key, none_form=form)


def _done(row: CrisisItem, form: Form | None, request: HttpRequest) -> None:
    actions.do_item(row, by=reader(request), **(form.cleaned_data if form else {}))


def _argued(row: CrisisItem, form: Form | None, request: HttpRequest) -> None:
    actions.argue_item(row, by=reader(request), **(form.cleaned_data if form else {}))


def _back(row: CrisisItem, form: Form | None, request: HttpRequest) -> None:
    del form
    actions.take_item_back(row, by=reader(request))


DEEDS: dict[str, tuple[type[Form] | None, str, Callable[[CrisisItem, Form | None, HttpRequest], None]]] = {
    "done": (DoneForm, N_("Written down."), _done),
    "why": (WhyForm, N_("Written down."), _argued),
    "back": (None, N_("It is open again."), _back),
}


def _found(request: HttpRequest, key: UUID) -> Crisis:
    row = queries.crisis(key, seen_by=reader(request))
    if row is None:
        raise Http404
    return row


def _look(request: HttpRequest, keys: list[UUID], *, at: str) -> None:
    note_read(by=reader(request), what="cases.crisis", keys=keys, at_address=at)


def _shown(
    request: HttpRequest,
    key: UUID,
    *,
    wrong: tuple[UUID, str, Form] | None = None,
    none_form: Form | None = None,
) -> HttpResponse:
    row = _found(request, key)
    framed = frame(request, row.case_id, tab=TAB)
    _look(request, [row.pk], at="crisis")
    path = pathway(row.kind, row.pathway_version)
    lines = [_line(one, wrong) for one in queries.items_of(row)]
    left = [one for one in lines if one["is_open"]]
    facts: dict[str, Any] = {
        "crisis": row,
        "purpose": wording.in_words(path.purpose),
        "warning": wording.in_words(path.note),
        "sources": path.sources,
        "lines": lines,
        "left": len(left),
        "duties_left": sum(one["line"].is_duty for one in left),
        "may_sign": holds(request, Permission.SUPERVISE_CASES) and row.closed_at is None,
        "none_form": none_form or WhyForm(prefix="none"),
    }
    status = 422 if wrong or none_form else 200
    return render(request, "web/care/crisis.html", facts_of(framed, **facts), status=status)


def _line(line: ItemLine, wrong: tuple[UUID, str, Form] | None) -> dict[str, Any]:
    prefix = str(line.row.pk)
    forms: dict[str, Form] = {"done": DoneForm(prefix=prefix), "why": WhyForm(prefix=prefix)}
    if wrong is not None and wrong[0] == line.row.pk:
        forms[wrong[1]] = wrong[2]
    return {
        "line": line,
        "words": wording.in_words(line.said.words) if line.said else line.row.item,
        "law": line.said.law if line.said else "",
        "phone": line.said.phone if line.said else "",
        "asks_number": line.said.asks_number if line.said else False,
        "is_open": line.row.done_by_id is None,
        "done_form": forms["done"],
        "why_form": forms["why"],
        "is_wrong": wrong is not None and wrong[0] == line.row.pk,
    }


WORK = Permission.WORK_CASES
ADDRESSES = (
    Address(
        "crises/",
        "open_crises",
        open_crises,
        needs=Permission.SEE_CASES,
        menu=N_("Open crises"),
        stage=Stage.ACT,
        group=OF_CASES,
    ),
    Address("crises/<uuid:key>/", "crisis", crisis, needs=Permission.SEE_CASES),
    Address("crises/<uuid:key>/sign/", "sign_crisis", sign, needs=Permission.SUPERVISE_CASES),
    Address("crises/<uuid:key>/none/", "crisis_none", none, needs=Permission.SUPERVISE_CASES),
    Address("crises/items/<uuid:key>/<str:deed>/", "crisis_item", item, needs=WORK),
    Address("cases/<uuid:key>/crises/", TAB, of_case, needs=Permission.SEE_CASES),
    Address("cases/<uuid:key>/crises/new/", "open_crisis", start, needs=WORK),
)
