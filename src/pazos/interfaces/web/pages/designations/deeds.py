"""Deeds on a designation: argued, named, signed, withdrawn, taken up again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.analysis.freshness import freshness
from pazos.domain.designations import actions, queries
from pazos.domain.designations.actions import NotSignedError
from pazos.domain.designations.models import Designation
from pazos.domain.designations.rules import what_blocks_signing
from pazos.foundation.access.policy import Permission
from pazos.foundation.runs.models import Run
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.designations.finding import find, state_badge
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.designations.queries import DesignationView

OLDEST = 120
INPUTS = {
    "deaths": _("deaths"),
    "neighbourhoods": _("neighbourhoods"),
    "contiguity": _("which neighbourhoods touch"),
    "population": _("people"),
    "definitions": _("what the source counts by"),
}


class ArgumentForm(forms.Form):
    """The ages, the reasons and the legal basis of a draft."""

    age_from = forms.IntegerField(label=_("Ages from"), min_value=0, max_value=OLDEST)
    age_to = forms.IntegerField(label=_("Ages to"), min_value=0, max_value=OLDEST)
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("What the council will read: why these places and these ages. Name no person."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"),
        help_text=_("The decree, agreement or act on which it is signed."),
        max_length=300,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a band that ends before it starts."""
        found = super().clean() or {}
        if not self.errors and found["age_to"] < found["age_from"]:
            self.add_error("age_to", gettext("The band ends before it starts."))
        return found


class NamesForm(forms.Form):
    """The title of a draft and the names of its clusters."""

    title = forms.CharField(label=_("Title"), max_length=160)

    def __init__(self, view: DesignationView, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = [cluster.number for cluster in view.clusters]
        self.initial = {"title": view.title} | {f"name_{c.number}": c.name for c in view.clusters}
        for cluster in view.clusters:
            places = ", ".join(name for _, name in cluster.neighbourhoods)
            self.fields[f"name_{cluster.number}"] = forms.CharField(
                label=gettext("Cluster {number}").format(number=cluster.number),
                help_text=places,
                max_length=120,
                required=False,
            )

    @property
    def names(self) -> dict[int, str]:
        """The name of each cluster, by number."""
        return {number: self.cleaned_data[f"name_{number}"] for number in self.numbers}


@require_GET
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Offer what can be changed of a draft."""
    return _edit(request, find(request, number))


def _edit(
    request: HttpRequest,
    view: DesignationView,
    *,
    argument: ArgumentForm | None = None,
    names: NamesForm | None = None,
) -> HttpResponse:
    if not view.is_draft:
        messages.error(request, gettext("Only a draft can be changed."))
        return redirect("designation", view.id)
    said: dict[str, Any] = {"reasons": view.reasons, "legal_basis": view.legal_basis}
    if view.ages:
        said |= {"age_from": view.ages[0], "age_to": view.ages[1]}
    facts = {
        "view": view,
        "argument": argument or ArgumentForm(initial=said),
        "names": names or NamesForm(view),
    }
    wrong = (argument is not None) or (names is not None)
    return render(request, "web/designations/edit.html", facts, status=422 if wrong else 200)


@require_POST
def argue(request: HttpRequest, number: int) -> HttpResponse:
    """Write down ages, reasons and legal basis."""
    view, form = find(request, number), ArgumentForm(request.POST)
    if not form.is_valid():
        return _edit(request, view, argument=form)
    said = form.cleaned_data
    return _done(
        request,
        number,
        lambda designation: actions.argue(
            designation,
            ages=(said["age_from"], said["age_to"]),
            reasons=said["reasons"],
            legal_basis=said["legal_basis"],
            by=reader(request),
        ),
        gettext("The argument is written down."),
    )


@require_POST
def name(request: HttpRequest, number: int) -> HttpResponse:
    """Give the draft its title and its clusters their names."""
    view = find(request, number)
    form = NamesForm(view, request.POST)
    if not form.is_valid():
        return _edit(request, view, names=form)
    return _done(
        request,
        number,
        lambda designation: actions.name_clusters(
            designation, title=form.cleaned_data["title"], names=form.names, by=reader(request)
        ),
        gettext("The names are written down."),
    )


@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Set a draft aside."""
    find(request, number)
    return _done(
        request,
        number,
        lambda designation: actions.withdraw(designation, by=reader(request)),
        gettext("The draft is withdrawn. It is kept and can be taken up again."),
    )


@require_POST
def take_up(request: HttpRequest, number: int) -> HttpResponse:
    """Make a withdrawn designation a draft again."""
    find(request, number)
    return _done(
        request,
        number,
        lambda designation: actions.take_up_again(designation, by=reader(request)),
        gettext("It is a draft again."),
    )


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, number: int) -> HttpResponse:
    """Show everything that stands against signing and what signing does; sign on the second word."""
    view = find(request, number)
    if request.method == "POST":
        return _done(
            request,
            number,
            lambda designation: actions.sign(designation, by=reader(request)),
            gettext("Signed. This designation is now in force and cannot be changed."),
        )
    blocks = what_blocks_signing(actions.facts_of(Designation.objects.get(pk=number)))
    facts = {
        "view": view,
        "badge": state_badge(view),
        "blocks": [block.label for block in blocks],
        "earlier": queries.in_force(),
    }
    return render(request, "web/designations/sign.html", facts)


@require_GET
def fresh(request: HttpRequest, number: int) -> HttpResponse:
    """Say whether the records, places and people are still those the draft was chosen on."""
    view = find(request, number)
    run = Run.objects.get(pk=view.run)
    found = freshness(run)
    changed = [(INPUTS.get(name, name), before, now) for name, before, now in found.changed]
    facts = {"view": view, "fresh": found, "changed": changed, "run": run}
    return render(request, "web/designations/fresh.html", facts)


def _done(request: HttpRequest, number: int, deed: Callable[[Designation], None], said: str) -> HttpResponse:
    """Do one deed and show the designation, with every reason where the deed was refused."""
    try:
        deed(Designation.objects.get(pk=number))
    except NotSignedError as refused:
        for block in refused.blocks:
            messages.error(request, block.label)
    else:
        messages.success(request, said)
    return redirect("designation", number)


_ONE = "designations/<int:number>/"
ADDRESSES = (
    Address(f"{_ONE}edit/", "designation_edit", edit, needs=Permission.PROPOSE_DESIGNATION),
    Address(f"{_ONE}argue/", "designation_argue", argue, needs=Permission.PROPOSE_DESIGNATION),
    Address(f"{_ONE}names/", "designation_names", name, needs=Permission.PROPOSE_DESIGNATION),
    Address(f"{_ONE}withdraw/", "designation_withdraw", withdraw, needs=Permission.PROPOSE_DESIGNATION),
    Address(f"{_ONE}take-up/", "designation_take_up", take_up, needs=Permission.PROPOSE_DESIGNATION),
    Address(f"{_ONE}fresh/", "designation_fresh", fresh, needs=Permission.PROPOSE_DESIGNATION),
    Address(f"{_ONE}sign/", "designation_sign", sign, needs=Permission.SIGN_DESIGNATION),
)
