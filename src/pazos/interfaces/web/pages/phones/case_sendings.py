"""What phones of those who accompany sent and could not simply be taken: whoever supervises cases decides on it.

It is taken in, sent back to its writer or turned down, each with a reason; whatever is decided, what was sent
stays kept. Nobody else reads it, and nothing of street work lies here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.fieldwork.actions import settling
from pazos.domain.fieldwork.queries import supervised
from pazos.domain.fieldwork.queries.waiting import Pile
from pazos.domain.fieldwork.vocabulary import Standing
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.cases.lists import list_tabs
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.phones.cures import cures
from pazos.interfaces.web.pages.phones.sendings import ReasonForm
from pazos.interfaces.web.pages.phones.telling import told
from pazos.interfaces.web.pages.phones.wording import of_cases
from pazos.interfaces.web.pages.reader import or_404, reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.cases.models import Case
    from pazos.domain.fieldwork.queries.waiting import SendingShown

PILES = {
    Pile.HELD: pgettext_lazy("pile of sendings", "Held for you"),
    Pile.REFUSED: pgettext_lazy("pile of sendings", "Refused"),
    Pile.BACK: pgettext_lazy("pile of sendings", "Sent back"),
    Pile.EARLIER: pgettext_lazy("pile of sendings", "Waiting for an earlier one"),
    Pile.DECIDED: pgettext_lazy("pile of sendings", "Decided"),
}
EMPTY = {
    Pile.HELD: gettext_lazy("Nothing is held"),
    Pile.REFUSED: gettext_lazy("Nothing was refused"),
    Pile.BACK: gettext_lazy("Nothing was sent back"),
    Pile.EARLIER: gettext_lazy("Nothing waits for an earlier one"),
    Pile.DECIDED: gettext_lazy("Nothing was decided yet"),
}
DEEDS = {"take": settling.take_in, "back": settling.send_back, "aside": settling.set_aside}
SAID = {
    Standing.APPLIED: gettext_lazy("It is taken in, in the name of who wrote it."),
    Standing.SENT_BACK: gettext_lazy("It is with its writer, with your reason."),
    Standing.SET_ASIDE: gettext_lazy("It is turned down. It stays kept, and its writer sees your reason."),
}


@require_GET
def pile(request: HttpRequest) -> HttpResponse:
    """List one pile of sendings."""
    who = reader(request)
    said = request.GET.get("pile", "")
    asked = Pile(said) if said in list(PILES) else Pile.HELD
    found, named = supervised.piled(asked, seen_by=who, page=request.GET.get("page"))
    _noted(request, [line.key for line in found.lines], [one for rows in named.values() for one in rows])
    lines = [(of_cases(one, named=named.get(one.key, ())), cures(one.reasons)) for one in found.lines]
    facts = {
        "lines": lines,
        "page": found.page,
        "lists": list_tabs("case_sendings", who, known={"case_sendings": supervised.waiting(found)}),
        "tabs": [(_tab(one, found.counts[one]), f"?pile={one}", one == asked) for one in PILES],
        "empty": EMPTY[asked],
    }
    return render(request, "web/phones/case_sendings.html", facts)


def _tab(one: Pile, count: int) -> str:
    return f"{PILES[one]} ({count})" if count else str(PILES[one])


def _noted(request: HttpRequest, keys: list[UUID], cases: list[Case]) -> None:
    """Note the look at sendings, and at the people whose cases they name."""
    who, here = reader(request), str(request.resolver_match.url_name if request.resolver_match else "")
    note_read(by=who, what="fieldwork.submission", keys=keys, at_address=here)
    note_read(by=who, what="cases.case", keys={one.pk for one in cases}, at_address=here)


@require_http_methods(["GET", "POST"])
def sending(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one sending; on POST take it in, send it back or turn it down."""
    who = reader(request)
    found = or_404(supervised.shown(key, seen_by=who))
    cases = supervised.cases_of([key]).get(key, [])
    _noted(request, [key], cases)
    deed = request.POST.get("deed", "") if request.POST.get("deed") in DEEDS else ""
    form = ReasonForm(request.POST if deed else None, prefix=deed or None)
    if deed and form.is_valid() and _did(request, found, deed, form.cleaned_data["reason"]):
        return redirect("case_sending", key)
    status = 422 if request.method == "POST" else 200
    return render(request, "web/phones/case_sending.html", _facts(found, cases, deed, form), status=status)


def _did(request: HttpRequest, found: SendingShown, deed: str, reason: str) -> bool:
    """Do it and say what became of it; what the rules refuse stays where it lay, with the reasons."""
    try:
        row = DEEDS[deed](found.row, reason=reason, by=reader(request))
    except InputProblem as problem:
        messages.error(request, refusal(problem))
        return False
    if row.standing in SAID:
        messages.success(request, str(SAID[Standing(row.standing)]))
    else:
        messages.warning(request, _("It could not be taken; the reasons stand below."))
    return True


def _facts(found: SendingShown, cases: list[Case], deed: str, form: ReasonForm) -> dict[str, Any]:
    stopped = supervised.without_permission(cases)
    blank = {name: ReasonForm(prefix=name) for name in DEEDS}
    return {
        **told(found, cases=cases),
        "line": of_cases(found.line, named=cases),
        "cures": cures(found.line.reasons),
        "cases": cases,
        "stopped": [(one, [str(block.label) for block in blocks]) for one, blocks in stopped],
        "may_be_taken": found.is_waiting and not stopped and found.row.same_as is None,
        "may_be_sent_back": found.is_waiting and found.row.standing != Standing.SENT_BACK,
        "forms": {**blank, deed: form} if deed else blank,
    }


ADDRESSES = (
    Address("cases/sendings/", "case_sendings", pile, needs=Permission.SUPERVISE_CASES),
    Address("cases/sendings/<uuid:key>/", "case_sending", sending, needs=Permission.SUPERVISE_CASES),
)
