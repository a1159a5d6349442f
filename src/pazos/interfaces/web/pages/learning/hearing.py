"""Hearing complaints: late first, answered with words, and never by whom they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.cases.actions import voice as deeds
from pazos.domain.cases.queries import voice as queries
from pazos.domain.cases.rules.voice import Block
from pazos.domain.people.models import Staff
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_RIGHTS, Address, Stage
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.rights.asking import Words

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.cases.models import Complaint

PER_PAGE = 25
CURES = {Block.ANSWER_MISSING.value: ("text",)}


class AnswerForm(forms.Form):
    """The answer, as whoever complained reads it."""

    text = Words(
        gettext_lazy("Answer"),
        most=3000,
        rows=7,
        help_text=gettext_lazy(
            "In plain words: what was found out, and what is done about it. It stays as it is sent."
        ),
    )


class KeepFromForm(forms.Form):
    """Whom it is about."""

    staff = forms.ModelChoiceField(Staff.objects.none(), label=gettext_lazy("Keep it from"))

    def __init__(self, data: object, *, reader: Staff) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        others = queries.hearers().keys() - {reader.pk}
        self.fields["staff"].queryset = Staff.objects.filter(pk__in=others)  # type: ignore[attr-defined]


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """List the complaints that the reader hears."""
    who, today = reader(request), timezone.localdate()
    found = queries.complaints(seen_by=who, on=today)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    note_read(by=who, what="cases.complaint", keys=[one.row.pk for one in page], at_address="complaints")
    open_ones = [one for one in found if one.row.answered_at is None]
    facts = {"page": page, "waiting": len(open_ones), "late": sum(one.late for one in open_ones)}
    return render(request, "web/learning/complaints.html", facts)


@require_http_methods(["GET", "POST"])
def shown(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one complaint and answer it."""
    one, who = _one(request, key), reader(request)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        said = _("It is answered. Whoever complained reads it with their word.")
        if done(request, lambda: deeds.answer(one, text=text, by=who), said=said, form=form, cures=CURES):
            return redirect("complaint", key)
    facts = {
        "one": one,
        "form": form,
        "keeping": KeepFromForm(None, reader=who),
        "late": queries.late(one, on=timezone.localdate()),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "web/learning/complaint.html", facts, status=status)


@require_POST
def keep_from(request: HttpRequest, key: UUID) -> HttpResponse:
    """Keep a complaint from one who hears them, because it is about them."""
    one, who = _one(request, key), reader(request)
    form = KeepFromForm(request.POST, reader=who)
    if form.is_valid():
        staff = form.cleaned_data["staff"]
        done(
            request, lambda: deeds.keep_from(one, staff=staff, by=who), said=_("They do not see it any more.")
        )
    return redirect("complaint", key)


def _one(request: HttpRequest, key: UUID) -> Complaint:
    who = reader(request)
    found = queries.complaint(key, seen_by=who)
    if found is None:
        raise Http404
    note_read(by=who, what="cases.complaint", keys=[key], at_address="complaint")
    return found


_ONE = "complaints/<uuid:key>/"
ADDRESSES = (
    Address(
        "complaints/",
        "complaints",
        listed,
        needs=Permission.HEAR_COMPLAINTS,
        menu=N_("Complaints"),
        stage=Stage.ENTER,
        group=OF_RIGHTS,
    ),
    Address(_ONE, "complaint", shown, needs=Permission.HEAR_COMPLAINTS),
    Address(f"{_ONE}keep-from/", "complaint_keep_from", keep_from, needs=Permission.HEAR_COMPLAINTS),
)
