"""Processes as their supervisor sees them: number, state, days, who facilitates, late duties. No name and no word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.justice.actions import ending
from pazos.domain.justice.queries import supervising as queries
from pazos.domain.justice.standing import number_of
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_JUSTICE, Address, Stage
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.justice.processes import narrowed
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.people.models import Staff

CURES = {
    "not_facilitator": ("facilitator",),
    "not_impartial": ("facilitator",),
    "same_person": ("cofacilitator",),
}


class ReassignForm(forms.Form):
    """Who facilitates from now on."""

    facilitator = forms.TypedChoiceField(label=gettext_lazy("Facilitator"), coerce=int)
    cofacilitator = forms.TypedChoiceField(
        label=gettext_lazy("Cofacilitator"), coerce=int, required=False, empty_value=None
    )

    def __init__(self, data: Any, *, people: list[Staff], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.people = {one.pk: one for one in people}
        choices = [(one.pk, one.name) for one in people]
        self.fields["facilitator"].choices = choices  # type: ignore[attr-defined]
        self.fields["cofacilitator"].choices = [("", _("nobody")), *choices]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """Return the two people."""
        chosen = self.cleaned_data
        return {
            "facilitator": self.people[chosen["facilitator"]],
            "cofacilitator": self.people.get(chosen["cofacilitator"]),
        }


@require_GET
def overseen(request: HttpRequest) -> HttpResponse:
    """List the city's processes without anybody in them."""
    return render(request, "web/justice/overseen.html", narrowed(request, queries.overseen))


@require_http_methods(["GET", "POST"])
def reassign(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask who facilitates from now on, and give it to them."""
    who = reader(request)
    process = queries.one_overseen(key, seen_by=who)
    if process is None:
        raise Http404
    first = {"facilitator": process.facilitator_id, "cofacilitator": process.cofacilitator_id}
    data = request.POST if request.method == "POST" else None
    form = ReassignForm(data, people=queries.facilitators(), initial=first)
    if form.is_bound and form.is_valid():
        said = form.said()
        deed = lambda: ending.reassign(process, **said, by=who)  # noqa: E731
        if done(request, deed, said=_("It is theirs now."), form=form, cures=CURES):
            return redirect("processes_overseen")
    facts = {"form": form, "number": number_of(key)}
    return render(request, "web/justice/reassign.html", facts, status=422 if form.is_bound else 200)


ADDRESSES = (
    Address(
        "justice/overseen/",
        "processes_overseen",
        overseen,
        needs=Permission.SUPERVISE_JUSTICE,
        menu=N_("Processes to supervise"),
        stage=Stage.ACT,
        group=OF_JUSTICE,
    ),
    Address("justice/overseen/<uuid:key>/", "process_reassign", reassign, needs=Permission.SUPERVISE_JUSTICE),
)
