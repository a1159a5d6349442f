"""Disputes: the list narrowed by codes, and a new one.

The list shows no word that a person wrote. A search looks for short numbers and neighbourhoods only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.disputes.actions import opening
from pazos.domain.disputes.queries import listing
from pazos.domain.disputes.vocabulary import Kind, Risk, State
from pazos.domain.teams.queries import clusters_reached
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.every import ALL_MASCULINE
from pazos.interfaces.components.routes import OF_STREET, Address, Stage
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import holds, reader
from pazos.interfaces.web.pages.street import wording
from pazos.interfaces.web.pages.street.forms import DisputeForm
from pazos.interfaces.web.pages.street.trace import looked
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.people.models import Staff

ORDERS = [
    ("risk", gettext_lazy("highest risk first")),
    ("due", gettext_lazy("next day to go back first")),
    ("oldest", gettext_lazy("oldest first")),
    ("newest", gettext_lazy("newest first")),
]
AGES = [("", gettext_lazy("any")), ("2", "> 2"), ("7", "> 7"), ("30", "> 30")]


class SearchForm(forms.Form):
    """What the list is narrowed by."""

    text = forms.CharField(
        label=gettext_lazy("Number or neighbourhood"), max_length=60, required=False, widget=forms.SearchInput
    )
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    risk = forms.ChoiceField(label=gettext_lazy("Risk"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    holder = forms.ChoiceField(label=gettext_lazy("Held by"), required=False)
    cluster = forms.ChoiceField(label=gettext_lazy("Cluster"), required=False)
    older = forms.ChoiceField(label=gettext_lazy("Days since the alert"), choices=AGES, required=False)
    order = forms.ChoiceField(label=gettext_lazy("Order"), choices=ORDERS, required=False)

    def __init__(self, *args: Any, who: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", ALL_MASCULINE)
        people = [(str(number), name) for number, name in listing.holders(seen_by=who)]
        choices = {
            "state": [(listing.OPEN, _("open")), *State.choices, ("all", _("open and closed"))],
            "risk": [every, *((str(risk), label) for risk, label in reversed(Risk.choices))],
            "kind": [every, *Kind.choices],
            "holder": [every, (listing.MINE, _("mine")), (listing.NOBODY, _("nobody")), *people],
            "cluster": [every, *((str(pk), name) for pk, name in clusters_reached(who))],
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]

    def asked(self) -> listing.Sought:
        """Return the question; an answer that is none narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        state = said.get("state") or listing.OPEN
        return listing.Sought(
            text=said.get("text") or "",
            kind=said.get("kind") or "",
            risk=int(said["risk"]) if said.get("risk") else None,
            state="" if state == "all" else state,
            cluster=int(said["cluster"]) if said.get("cluster") else None,
            holder=said.get("holder") or "",
            older_than_days=int(said["older"]) if said.get("older") else None,
            order=said.get("order") or "risk",
        )


@dataclass(frozen=True)
class Row:
    """A line of the list in words."""

    line: listing.Line
    risk: str
    state: str
    age: str


@require_GET
def disputes(request: HttpRequest) -> HttpResponse:
    """List the disputes within reach."""
    who = reader(request)
    form = SearchForm(request.GET, who=who)
    asked = form.asked()
    part = listing.listed(asked, seen_by=who, page=request.GET.get("page"))
    looked(request, at="disputes", what="disputes.dispute", keys=[line.key for line in part.lines])
    facts = {
        "form": form,
        "asked": asked,
        "page": part.page,
        "rows": [_row(line) for line in part.lines],
        "may_open": holds(request, Permission.USE_FIELD),
    }
    return render(request, "web/street/disputes/list.html", facts)


def _row(line: listing.Line) -> Row:
    badge, state = wording.RISK_BADGES[line.risk], wording.STATE_BADGES.get(line.state, "")
    return Row(line, badge, state, wording.age(line.age_days))


@require_http_methods(["GET", "POST"])
def new_dispute(request: HttpRequest) -> HttpResponse:
    """Ask for a new dispute, and write it."""
    who = reader(request)
    form = DisputeForm(request.POST or None, who=who)
    if request.method == "POST" and form.is_valid():
        try:
            made = opening.open_dispute(**form.said(), written_at=timezone.now(), by=who)
        except InputProblem as problem:
            form.add_error(None, refusal(problem))
        else:
            messages.success(request, _("The alert is written. Whoever takes it answers for it."))
            return redirect("dispute", made.pk)
    facts = {"form": form, "scale": wording.scale()}
    return render(
        request, "web/street/disputes/new.html", facts, status=422 if request.method == "POST" else 200
    )


ADDRESSES = (
    Address(
        "street/disputes/",
        "disputes",
        disputes,
        needs=Permission.SEE_DISPUTES,
        menu=N_("Disputes"),
        stage=Stage.ACT,
        group=OF_STREET,
    ),
    Address("street/disputes/new/", "new_dispute", new_dispute, needs=Permission.USE_FIELD),
)
