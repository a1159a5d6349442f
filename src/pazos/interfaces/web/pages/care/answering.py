"""Answering on a phone: one item a screen or all on a page, any of them left out, nothing lost when the signal goes.

Each tap is kept sealed on the server; the browser is given nothing to keep, and no answer stands in an address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pazos.domain.cases.actions import assessing as actions
from pazos.domain.cases.instruments import instrument
from pazos.domain.cases.instruments.kinds import said
from pazos.domain.cases.queries import assessing as queries
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.care import wording
from pazos.interfaces.web.pages.care.asking import NoteForm
from pazos.interfaces.web.pages.cases.frame import facts_of, frame
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.intake import language, refusal
from pazos.interfaces.web.pages.reader import reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.cases.instruments.kinds import Instrument, Item
    from pazos.domain.cases.models import Assessment, Crisis, HalfAssessment

LEFT_OUT = "left"
TAB = "case_assessments"


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what is asked next, or everything, and keep what was answered."""
    row = _found(request, key)
    if request.method == "POST":
        return _kept(request, row)
    framed = frame(request, row.case_id, tab=TAB)
    note_read(by=reader(request), what="cases.halfassessment", keys=[row.pk], at_address="answer_assessment")
    asked = instrument(row.instrument, row.instrument_version)
    tongue = asked.language(language())
    items = [one for one in asked.in_order(tongue) if one in asked.asked(row.answers)]
    place = _place(request, items, row)
    shown = items if "all" in request.GET else items[place : place + 1]
    facts: dict[str, Any] = {
        "half": row,
        "name": wording.in_words(asked.name),
        "purpose": wording.in_words(asked.purpose),
        "instruction": said(asked.instruction, tongue),
        "tongue": tongue,
        "is_foreign": tongue != language(),
        "asked": [_asked(one, row, tongue) for one in shown],
        "is_all": "all" in request.GET,
        "place": place + 1,
        "of": len(items),
        "before": place if place else None,
        "is_over": place >= len(items),
        "form": NoteForm(),
    }
    return render(request, "web/care/answer.html", facts_of(framed, **facts))


@require_POST
def finish(request: HttpRequest, key: UUID) -> HttpResponse:
    """Keep the answers as an assessment."""
    row, form = _found(request, key), NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The note is too long."))
        return redirect("answer_assessment", key)
    made: list[Assessment] = []

    def deed() -> None:
        made.append(actions.finish(row, by=reader(request), **form.cleaned_data))

    if done(request, deed, said=_("The assessment is kept.")):
        return redirect("assessment", made[0].pk)
    return redirect(f"{reverse('answer_assessment', args=[key])}?all=1")


@require_POST
def leave(request: HttpRequest, key: UUID) -> HttpResponse:
    """Throw half answers away."""
    row = _found(request, key)
    case = row.case_id
    done(request, lambda: actions.leave(row, by=reader(request)), said=_("It was thrown away."))
    return redirect(TAB, case)


def _found(request: HttpRequest, key: UUID) -> HalfAssessment:
    row = queries.half(key, seen_by=reader(request))
    if row is None:
        raise Http404
    return row


def _kept(request: HttpRequest, row: HalfAssessment) -> HttpResponse:
    asked = instrument(row.instrument, row.instrument_version)
    here = reverse("answer_assessment", args=[row.pk])
    try:
        opened = actions.answer(row, answers=_answers(request, asked), by=reader(request))
    except (InputProblem, ValueError) as problem:
        words = refusal(problem) if isinstance(problem, InputProblem) else _("That is no answer.")
        messages.error(request, words)
        return redirect(here)
    if opened:
        return _to_crisis(request, opened)
    return redirect(here)


def _to_crisis(request: HttpRequest, opened: tuple[Crisis, ...]) -> HttpResponse:
    messages.warning(
        request,
        _("This answer must not wait. The pathway is open: do this first, the questions can wait."),
    )
    return redirect("crisis", opened[0].pk)


def _answers(request: HttpRequest, asked: Instrument) -> dict[str, int | None]:
    said_of: dict[str, int | None] = {}
    for item in asked.items:
        value = request.POST.get(f"a-{item.code}", "")
        if value:
            said_of[item.code] = None if value == LEFT_OUT else int(value)
    return said_of


def _place(request: HttpRequest, items: list[Item], row: HalfAssessment) -> int:
    """Return which item is shown: the one asked for, else the first without an answer."""
    wanted = request.GET.get("item", "")
    if wanted.isdecimal() and 1 <= int(wanted) <= len(items):
        return int(wanted) - 1
    return next((n for n, one in enumerate(items) if one.code not in row.answers), len(items))


def _asked(item: Item, row: HalfAssessment, tongue: str) -> dict[str, Any]:
    given = row.answers.get(item.code, "")
    return {
        "code": item.code,
        "words": said(item.words, tongue),
        "options": [(one.value, said(one.words, tongue), given == one.value) for one in item.options],
        "was_left_out": item.code in row.answers and given is None,
    }


WORK = Permission.WORK_CASES
ADDRESSES = (
    Address("assessments/begun/<uuid:key>/", "answer_assessment", answer, needs=WORK),
    Address("assessments/begun/<uuid:key>/finish/", "finish_assessment", finish, needs=WORK),
    Address("assessments/begun/<uuid:key>/leave/", "leave_assessment", leave, needs=WORK),
)
