"""The person's own sheet: what is kept of them, why, until when, who saw it, and what they can do about it.

From a case, for whoever accompanies them; from the rights desk, whole. The name stands on the page and on the
paper, never in an address, a title, a file's name or the trail.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from pazos.domain.cases.actions import voice_rights as deeds
from pazos.domain.cases.queries import voice_sheet as queries
from pazos.domain.rights.vocabulary import Proof, Relation
from pazos.domain.territory.queries import municipality
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_reads
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.files import paper_file
from pazos.interfaces.web.pages.intake import language
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.rights import own_words
from pazos.interfaces.web.pages.rights.asking import DayField, OneOf, Words

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.cases.queries.voice_sheet import Sheet


class AskForm(forms.Form):
    """Who asks, what for, and how whoever asks is known."""

    relation = forms.ChoiceField(
        label=gettext_lazy("Who asks?"),
        choices=[(one.value, one.label) for one in deeds.ASKING],
        initial=Relation.SELF,
    )
    requester = forms.CharField(
        label=gettext_lazy("Name of the father, mother or guardian who asks"),
        help_text=gettext_lazy("Only where it is not the person who asks."),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What do they ask for?"),
        choices=[(one.value, one.label) for one in deeds.ASKED],
    )
    words = Words(gettext_lazy("In their words"), most=2000, rows=4)
    proof = OneOf(Proof, gettext_lazy("How do you know that it is them?"))

    def clean(self) -> dict[str, Any]:
        """Ask for the name of a guardian."""
        said = super().clean() or {}
        if said.get("relation") == Relation.GUARDIAN and not said.get("requester"):
            self.add_error("requester", _("Write the name of the guardian who asks."))
        return said


class AgreeForm(forms.Form):
    """They take part in activities again."""

    on = DayField(gettext_lazy("Agreed anew on"), initial=timezone.localdate)
    guardian_agreed = forms.BooleanField(
        label=gettext_lazy("Under 18: father, mother or guardian agreed too, in writing"), required=False
    )


class WithdrawForm(forms.Form):
    """The permission is taken back; a reason is not needed."""

    why = Words(
        gettext_lazy("Reason"),
        most=280,
        rows=2,
        required=False,
        help_text=gettext_lazy("Nobody has to give one."),
    )


@dataclass(frozen=True)
class Door:
    """By which way the sheet is opened: the names of its addresses begin so, and a page to go back to."""

    name: str
    back: str

    def of(self, what: str, key: UUID) -> str:
        """Return the address of one of the pages of a sheet."""
        return reverse(f"{self.name}{what}", args=[key])


CASE, DESK = Door("case_own_sheet", "case"), Door("person_sheet", "requests")


def _opened(request: HttpRequest, key: UUID, door: Door) -> Sheet:
    who = reader(request)
    find = queries.of_case if door is CASE else queries.of_person
    sheet = find(key, seen_by=who)
    if sheet is None:
        raise Http404
    shown = {part.holding.name: [one.key for one in part.kept] for part in sheet.parts if part.records}
    note_reads(by=who, shown=shown, at_address=door.name)
    return sheet


def _show(request: HttpRequest, key: UUID, door: Door, **forms_: forms.Form) -> HttpResponse:
    sheet = _opened(request, key, door)
    facts: dict[str, Any] = {
        "sheet": sheet,
        "key": key,
        "topics": own_words.topics(sheet),
        "looks": own_words.looks(sheet),
        "notes": own_words.notes(sheet),
        "may_take_back": queries.may_take_back(sheet),
        "takes_part": queries.takes_part(sheet),
        "agree_form": forms_.get("agree") or AgreeForm(),
        "agree": door.of("_agree", key),
        "ask_form": forms_.get("ask") or AskForm(),
        "withdraw_form": forms_.get("withdraw") or WithdrawForm(),
        "paper": door.of("_paper", key),
        "file": door.of("_file", key),
        "ask": door.of("_ask", key),
        "withdraw": door.of("_withdraw", key),
        "back": reverse("case", args=[key]) if door is CASE else reverse("requests"),
        "is_case": door is CASE,
    }
    status = 422 if forms_ else 200
    return render(request, "web/rights/own_sheet.html", facts, status=status)


def _paper(request: HttpRequest, key: UUID, door: Door) -> HttpResponse:
    from pazos.interfaces.reports.own_sheet import own_sheet_paper

    sheet, city = _opened(request, key, door), municipality()
    paper = own_sheet_paper(
        own_words.topics(sheet),
        own_words.looks(sheet),
        city=city.name,
        dated=date_format(timezone.localdate(), "DATE_FORMAT"),
        language=language(),
        notes=own_words.notes(sheet),
        synthetic=city.is_synthetic,
    )
    deeds.taken(sheet, form="paper", by=reader(request))
    return paper_file(paper, "pazos-own-sheet.pdf")


def _file(request: HttpRequest, key: UUID, door: Door) -> HttpResponse:
    sheet = _opened(request, key, door)
    deeds.taken(sheet, form="file", by=reader(request))
    options = {"ensure_ascii": False, "indent": 1}
    response = JsonResponse(own_words.plain(sheet), json_dumps_params=options)
    response["Content-Disposition"] = 'attachment; filename="pazos-own-sheet.json"'
    response["Cache-Control"] = "no-store"
    return response


def _asked(request: HttpRequest, key: UUID, door: Door) -> HttpResponse:
    sheet, form, who = _opened(request, key, door), AskForm(request.POST), reader(request)
    said = _("It is asked of the rights desk, with its day. They answer in the time of the law.")
    if form.is_valid() and done(
        request, lambda: deeds.ask(sheet, **form.cleaned_data, by=who), said=said, form=form, cures={}
    ):
        return redirect(door.of("", key))
    return _show(request, key, door, ask=form)


def _withdrawn(request: HttpRequest, key: UUID, door: Door) -> HttpResponse:
    sheet, form, who = _opened(request, key, door), WithdrawForm(request.POST), reader(request)
    said = _("It is taken back. From now on nothing more is written; where there is a case, it rests.")
    if form.is_valid() and done(
        request, lambda: deeds.take_back(sheet, **form.cleaned_data, by=who), said=said, form=form
    ):
        return redirect(door.of("", key))
    return _show(request, key, door, withdraw=form)


def _agreed(request: HttpRequest, key: UUID, door: Door) -> HttpResponse:
    sheet, form, who = _opened(request, key, door), AgreeForm(request.POST), reader(request)
    said = _("They take part again. Both days are kept.")
    if form.is_valid() and done(
        request, lambda: deeds.agree_anew(sheet, **form.cleaned_data, by=who), said=said, form=form, cures={}
    ):
        return redirect(door.of("", key))
    return _show(request, key, door, agree=form)


@never_cache
@require_GET
def case_sheet(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the sheet of the person of a case."""
    return _show(request, key, CASE)


@require_GET
def case_paper(request: HttpRequest, key: UUID) -> HttpResponse:
    """Print it."""
    return _paper(request, key, CASE)


@require_GET
def case_file(request: HttpRequest, key: UUID) -> HttpResponse:
    """Hand it out as a file that another system can read."""
    return _file(request, key, CASE)


@require_POST
def case_ask(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask the rights desk to correct or erase."""
    return _asked(request, key, CASE)


@require_POST
def case_withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take the permissions back."""
    return _withdrawn(request, key, CASE)


@require_POST
def case_agree(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write down that they take part again."""
    return _agreed(request, key, CASE)


@never_cache
@require_GET
def person_sheet(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the whole sheet of a person at the rights desk."""
    return _show(request, key, DESK)


@require_GET
def person_paper(request: HttpRequest, key: UUID) -> HttpResponse:
    """Print it."""
    return _paper(request, key, DESK)


@require_GET
def person_file(request: HttpRequest, key: UUID) -> HttpResponse:
    """Hand it out as a file that another system can read."""
    return _file(request, key, DESK)


@require_POST
def person_ask(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write down that the person asks to have it corrected or erased."""
    return _asked(request, key, DESK)


@require_POST
def person_withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take the permissions back."""
    return _withdrawn(request, key, DESK)


@require_POST
def person_agree(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write down that they take part again."""
    return _agreed(request, key, DESK)


_CASE, _PERSON = "cases/<uuid:key>/own-sheet", "rights/people/<uuid:key>/sheet"
_OF_CASE, _OF_DESK = Permission.WORK_CASES, Permission.HANDLE_REQUESTS
ADDRESSES = (
    Address(f"{_CASE}/", "case_own_sheet", case_sheet, needs=_OF_CASE),
    Address(f"{_CASE}.pdf", "case_own_sheet_paper", case_paper, needs=_OF_CASE),
    Address(f"{_CASE}.json", "case_own_sheet_file", case_file, needs=_OF_CASE),
    Address(f"{_CASE}/ask/", "case_own_sheet_ask", case_ask, needs=_OF_CASE),
    Address(f"{_CASE}/withdraw/", "case_own_sheet_withdraw", case_withdraw, needs=_OF_CASE),
    Address(f"{_CASE}/agree/", "case_own_sheet_agree", case_agree, needs=_OF_CASE),
    Address(f"{_PERSON}/", "person_sheet", person_sheet, needs=_OF_DESK),
    Address(f"{_PERSON}.pdf", "person_sheet_paper", person_paper, needs=_OF_DESK),
    Address(f"{_PERSON}.json", "person_sheet_file", person_file, needs=_OF_DESK),
    Address(f"{_PERSON}/ask/", "person_sheet_ask", person_ask, needs=_OF_DESK),
    Address(f"{_PERSON}/withdraw/", "person_sheet_withdraw", person_withdraw, needs=_OF_DESK),
    Address(f"{_PERSON}/agree/", "person_sheet_agree", person_agree, needs=_OF_DESK),
)
