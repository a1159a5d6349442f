"""One's own sending of somebody who is accompanied: why it was not taken, what was decided, and the answer to that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from pazos.domain.fieldwork.actions.settling import hand_in_again
from pazos.domain.fieldwork.queries import supervised
from pazos.domain.fieldwork.vocabulary import Standing
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.phones.sendings import NOTE
from pazos.interfaces.web.pages.phones.telling import told
from pazos.interfaces.web.pages.phones.wording import of_cases
from pazos.interfaces.web.pages.reader import or_404, reader

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

NEXT = {
    Standing.HELD_COORDINATOR: gettext_lazy(
        "Whoever supervises has it. You need do nothing until they decide."
    ),
    Standing.REFUSED: gettext_lazy(
        "Whoever supervises has it whole. Do what the reason says, and tell them; or write it again on the phone."
    ),
    Standing.SENT_BACK: gettext_lazy(
        "Answer below and hand it in again as it is. If something in it is wrong, write it again on the phone, and say so below."
    ),
    Standing.HELD_EARLIER: gettext_lazy(
        "It waits for an earlier one. Let the phone send what it still holds."
    ),
    Standing.SET_ASIDE: gettext_lazy("Nothing was made of it. It stays kept."),
}


class AnswerForm(forms.Form):
    """What the writer answers."""

    answer = forms.CharField(
        label=gettext_lazy("Your answer"),
        help_text=gettext_lazy("Short, and without names, telephones, nicknames or addresses."),
        max_length=NOTE,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )


@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one's own sending; on POST answer what was asked and hand it in again."""
    who = reader(request)
    found = or_404(supervised.own(key, seen_by=who))
    cases = [] if found.is_closed else supervised.cases_of([key]).get(key, [])
    note_read(by=who, what="fieldwork.submission", keys=[key], at_address="own_sending")
    note_read(by=who, what="cases.case", keys=[one.pk for one in cases], at_address="own_sending")
    form = AnswerForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: hand_in_again(found.row, by=who, **form.cleaned_data),
            said=_("It is handed in again, with your answer."),
            form=form,
        )
    ):
        return redirect("own_sending", key)
    facts = {
        **told(found, cases=cases),
        "line": of_cases(found.line, named=cases, is_own=True),
        "next": NEXT.get(found.line.standing, ""),
        "cases": cases,
        "form": form,
        "is_sent_back": found.row.standing == Standing.SENT_BACK,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "web/phones/own_sending.html", facts, status=status)


ADDRESSES = (Address("phones/sendings/<uuid:key>/", "own_sending", own, needs=Permission.USE_PHONE),)
