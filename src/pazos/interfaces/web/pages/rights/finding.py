"""Finding whose data a request is about, by what whoever asks says of themselves. Nothing of it stands in an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from pazos.domain.rights.actions.requests import search
from pazos.domain.rights.queries.finding import LEAST
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_reads
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.rights.requests import one_of
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.people.models import Staff
    from pazos.domain.rights.registry import Holding, Match


class FindForm(forms.Form):
    """What whoever asks says of themselves."""

    said = forms.CharField(
        label=gettext_lazy("Name, e-mail or telephone"),
        min_length=LEAST,
        max_length=160,
        help_text=gettext_lazy("Whole words of the name, or the whole e-mail or telephone."),
    )


@require_http_methods(["GET", "POST"])
def find(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask what they say, and show who it may be: offices and days, and the number to name them by."""
    who, one = reader(request), one_of(request, key)
    form, found = FindForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            found = search(one, said=form.cleaned_data["said"], by=who)
        except InputProblem as problem:
            form.add_error("said", refusal(problem))
    _note(found or [], who)
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(
        request, "web/rights/requests/find.html", {"one": one, "form": form, "found": found}, status=status
    )


def _note(found: list[tuple[Holding, Match]], who: Staff) -> None:
    shown: dict[str, list[object]] = {}
    for held, match in found:
        shown.setdefault(held.name, []).append(match.subject.key)
    note_reads(by=who, shown=shown, at_address="request_find")


ADDRESSES = (
    Address("rights/requests/<uuid:key>/find/", "request_find", find, needs=Permission.HANDLE_REQUESTS),
)
