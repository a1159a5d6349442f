"""Permissions and the other grounds on which data are used: given, renewed, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.participants.agreeing import taken_back
from pazos.domain.participants.queries import rows_of
from pazos.domain.refusing.at_once import again
from pazos.domain.rights.actions import consents as deeds
from pazos.domain.rights.queries import consents as queries
from pazos.domain.rights.registry import Subject
from pazos.domain.rights.vocabulary import Basis, Purpose, Relation, SubjectKind
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_RIGHTS, Address, Stage
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.rights.asking import NO_NAMES, DayField, Numbered, OneOf, Words
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.rights.models import Consent

PER_PAGE = 25
_NEEDED = gettext_lazy(
    "For 14 to 17 year-olds a guardian signs and the minor is heard; both days are written down."
)


class SignedForm(Numbered):
    """Who signed, when, until when."""

    signatory = forms.CharField(label=gettext_lazy("Who signed"), max_length=160)
    relation = OneOf(Relation, gettext_lazy("Signed as"))
    given_on = DayField(gettext_lazy("Given on"))
    expires_on = DayField(
        gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("A permission always has one; other grounds may have none."),
    )
    born_on = DayField(
        gettext_lazy("Born on"),
        required=False,
        help_text=gettext_lazy("Only of somebody who may be under 18."),
    )
    heard_on = DayField(gettext_lazy("The minor was heard on"), required=False, help_text=_NEEDED)
    document = forms.CharField(
        label=gettext_lazy("Where the signed paper is"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Folder and number; not a person's name."),
    )


class GiveForm(SignedForm):
    """Whose data, for what, on which ground."""

    subject_kind = OneOf(SubjectKind, gettext_lazy("Whose data"))
    subject = forms.CharField(
        label=gettext_lazy("Number"),
        max_length=40,
        help_text=gettext_lazy("As it stands at the top of the page of that person."),
    )
    basis = OneOf(Basis, gettext_lazy("Legal ground"))
    purpose = OneOf(Purpose, gettext_lazy("What the data are for"))
    purpose_text = Words(gettext_lazy("In words, as it was read out"), most=500, rows=3, help_text=NO_NAMES)

    field_order = ("subject_kind", "subject", "basis", "purpose", "purpose_text", "born_on")


class WithdrawForm(forms.Form):
    """From when it does not hold."""

    on = DayField(gettext_lazy("Taken back on"))
    why = Words(
        gettext_lazy("Reason"),
        most=280,
        rows=3,
        required=False,
        help_text=gettext_lazy("Nobody has to give one."),
    )


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """List the grounds on file, the newest first, of everybody or of one number."""
    who = reader(request)
    kind, asked = request.GET.get("kind", ""), request.GET.get("q", "").strip()
    problem, subject = "", None
    if asked and kind in SubjectKind.values:
        try:
            subject = Subject.named(kind, asked)
        except InputProblem as wrong:
            problem = refusal(wrong)
    found = queries.consents(seen_by=who, subject=subject)
    page = Paginator(found if not problem else found.none(), PER_PAGE).get_page(request.GET.get("page"))
    rows = queries.rows_of(page)
    people = rows_of(subject.key)[:1] if subject and subject.kind == SubjectKind.PARTICIPANT else []
    note_read(by=who, what="rights.consent", keys=[row.consent.pk for row in rows], at_address="consents")
    facts = {
        "page": page,
        "rows": rows,
        "asked": asked,
        "kind": kind,
        "kinds": SubjectKind.choices,
        "problem": problem,
        "person": people[0] if people else None,
        "is_over": bool(taken_back(people, days=(timezone.localdate(),))),
    }
    return render(request, "web/rights/consents/list.html", facts)


@require_http_methods(["GET", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Write a permission or another ground down."""
    form = GiveForm(request.POST or None, initial={"given_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            subject = Subject.named(said.pop("subject_kind"), said.pop("subject"))
            made = deeds.give(subject, **said, by=reader(request))
        except InputProblem as problem:
            form.add_error(None, refusal(problem))
        else:
            messages.success(request, _("It is written down."))
            return redirect("consent", made.pk)
    return _asked(request, form, title=_("Write a permission down"), back=None)


def _one(request: HttpRequest, key: UUID) -> Consent:
    who = reader(request)
    found = queries.consents(seen_by=who).filter(pk=key).first()
    if found is None:
        raise Http404
    note_read(by=who, what="rights.consent", keys=[key], at_address="consent")
    return found


@require_GET
def shown(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one ground: what it is for, whether it holds, and what keeps it from holding."""
    found = _one(request, key)
    facts = {
        "one": found,
        "row": queries.rows_of([found])[0],
        "later": found.renewed_by.order_by("given_on").first(),
        "is_permission": found.basis == Basis.CONSENT,
    }
    return render(request, "web/rights/consents/one.html", facts)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a permission back."""
    found = _one(request, key)
    form = WithdrawForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            again(lambda: deeds.withdraw(found, **form.cleaned_data, by=reader(request)))
        except InputProblem as problem:
            form.add_error(None, refusal(problem))
        else:
            messages.success(request, _("It is taken back. From this day on nothing is done with the data."))
            return redirect("consent", key)
    return _asked(request, form, title=_("Take the permission back"), back=found)


@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write down that the same is permitted for longer."""
    found = _one(request, key)
    initial = {"given_on": timezone.localdate(), "signatory": found.signatory, "relation": found.relation}
    form = SignedForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = deeds.renew(found, **form.cleaned_data, by=reader(request))
        except InputProblem as problem:
            form.add_error(None, refusal(problem))
        else:
            messages.success(request, _("It is permitted for longer."))
            return redirect("consent", made.pk)
    return _asked(request, form, title=_("Renew it"), back=found)


def _asked(request: HttpRequest, form: forms.Form, *, title: str, back: Consent | None) -> HttpResponse:
    facts: dict[str, Any] = {"form": form, "here": title, "one": back}
    status = 422 if request.method == "POST" else 200
    return render(request, "web/rights/consents/form.html", facts, status=status)


_LIST = "rights/consents/"
_ONE = f"{_LIST}<uuid:key>/"
ADDRESSES = (
    Address(
        _LIST,
        "consents",
        listed,
        needs=Permission.HANDLE_REQUESTS,
        menu=N_("Permissions"),
        stage=Stage.ENTER,
        group=OF_RIGHTS,
    ),
    Address(f"{_LIST}new/", "consent_give", give, needs=Permission.HANDLE_REQUESTS),
    Address(_ONE, "consent", shown, needs=Permission.HANDLE_REQUESTS),
    Address(f"{_ONE}withdraw/", "consent_withdraw", withdraw, needs=Permission.HANDLE_REQUESTS),
    Address(f"{_ONE}renew/", "consent_renew", renew, needs=Permission.HANDLE_REQUESTS),
)
