"""Erasing, as a deed that a person means: what goes, what it reaches, what stays and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.apps import apps
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from pazos.analysis.erasing import erase_everywhere
from pazos.domain.rights.actions.erasing import GoneAlreadyError
from pazos.domain.rights.queries import keeping
from pazos.domain.rights.queries import requests as queries
from pazos.domain.rights.registry import Subject, copies, holdings
from pazos.domain.rights.vocabulary import Ground
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.rights import wording
from pazos.interfaces.web.pages.rights.asking import OneOf
from pazos.interfaces.web.pages.rights.requests import one_of
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.rights.models import Request
    from pazos.domain.rights.queries.keeping import Gathered
    from pazos.domain.rights.registry import Holding

PER_PAGE = 40
_BY_HAND = {Ground.REQUEST.value, Ground.WITHDRAWN.value, Ground.WRONGLY_KEPT.value}


class GroundForm(forms.Form):
    """Why a person erases something."""

    ground = OneOf(Ground, gettext_lazy("Why it is erased"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        choices = [(value, label) for value, label in Ground.choices if value in _BY_HAND]
        self.fields["ground"].choices = choices  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """Show what erasing one record does, and erase it on the second word."""
    held = holdings().get(name)
    if held is None:
        raise Http404
    asked = _asked(request)
    form = GroundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = erase_everywhere(
                name, key, ground=form.cleaned_data["ground"], by=reader(request), request=asked
            )
        except InputProblem as problem:
            form.add_error(None, refusal(problem))
        else:
            said = ngettext("Erased: {n} row.", "Erased: {n} rows.", made.rows).format(n=made.rows)
            messages.success(request, said)
            return redirect(_back(asked))
    facts = {
        "held": held,
        "title": str(held.title),
        "key": key,
        "form": form,
        "reaches": _reaches(held),
        "backups": wording.backups_told(),
        "back": _back(asked),
        "why_not": "" if held.can_be_erased else str(held.stays),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "web/rights/erasing/record.html", facts, status=status)


def _asked(request: HttpRequest) -> Request | None:
    """Return the request that an erasure answers, where one is named."""
    named = request.GET.get("request", "")
    try:
        return queries.requests(seen_by=reader(request)).filter(pk=named).first() if named else None
    except ValueError as error:
        raise Http404 from error


def _back(asked: Request | None) -> str:
    return reverse("request", args=[asked.pk]) if asked else reverse("erasures")


def _reaches(held: Holding) -> list[str]:
    own = ngettext("{n} table of the database", "{n} tables of the database", len(held.models))
    return [
        own.format(n=len(held.models)),
        *(str(one.title) for one in copies()),
        _("the log that the database writes ahead"),
        _("the city's list of erasures, so that a restored backup does not bring it back"),
    ]


@require_http_methods(["GET", "POST"])
def subject(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show everything of a request's subject that would go and what stays; erase it on the second word."""
    asked = one_of(request, key)
    if asked.subject_key is None or asked.verified_on is None:
        raise Http404
    gathered = keeping.gather(Subject(asked.subject_kind, asked.subject_key), seen_by=reader(request))
    goes = [one for one in gathered if one.holding.can_be_erased and not one.holding.proves]
    if request.method == "POST":
        return _erased(request, asked, goes)
    facts = {
        "one": asked,
        "backups": wording.backups_told(),
        "goes": [(str(part.holding.title), len(part.kept)) for part in goes],
        "stays": [
            *((str(part.holding.title), str(part.holding.stays)) for part in gathered if part not in goes),
            *((str(part.holding.title), law) for part in goes if (law := _law(part))),
        ],
    }
    return render(request, "web/rights/erasing/subject.html", facts)


def _law(part: Gathered) -> str:
    return wording.kept_by_law(part.holding, part.kept)


def _erased(request: HttpRequest, asked: Request, goes: list[Gathered]) -> HttpResponse:
    rows, refused = 0, dict[str, None]()
    # What stands on a person goes before the person: apps above before those below.
    apart = {config.label: place for place, config in enumerate(apps.get_app_configs())}
    ordered = sorted(goes, key=lambda part: -apart[part.holding.name.partition(".")[0]])
    for name, key in [(part.holding.name, kept.key) for part in ordered for kept in part.kept]:
        try:
            made = erase_everywhere(name, key, ground=Ground.REQUEST, by=reader(request), request=asked)
        except GoneAlreadyError:
            continue  # it went with another record, a moment ago
        except InputProblem as problem:
            refused[refusal(problem)] = None
        else:
            rows += made.rows
    for words in refused:
        messages.error(request, words)
    said = ngettext("Erased: {n} row.", "Erased: {n} rows.", rows).format(n=rows)
    messages.success(request, said)
    return redirect("request", asked.pk)


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """List what was erased, the latest first: which holding, why, when, by whom; never what it said."""
    rows = keeping.erasures(seen_by=reader(request))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    facts = {"page": page, "rows": [(one, wording.holding_title(one.holding)) for one in page]}
    return render(request, "web/rights/erasing/list.html", facts)


ADDRESSES = (
    Address(
        "rights/erasures/",
        "erasures",
        listed,
        needs=Permission.HANDLE_REQUESTS,
    ),
    Address("rights/erase/<str:name>/<str:key>/", "erase_record", record, needs=Permission.ERASE),
    Address("rights/requests/<uuid:key>/erase/", "erase_subject", subject, needs=Permission.ERASE),
)
