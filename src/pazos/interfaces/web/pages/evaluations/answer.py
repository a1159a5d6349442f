"""What a sealed plan found: the verdict first, then what it means, what there is to doubt, and how to check it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pazos.domain.evaluations import actions, queries
from pazos.domain.evaluations.rules import DeedFacts, what_blocks_publishing
from pazos.domain.evaluations.standing import may_plan
from pazos.domain.evaluations.vocabulary import AnswerState, ProtocolState
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.evaluations.finding import find
from pazos.interfaces.web.pages.picturing import language
from pazos.interfaces.web.pages.reader import holds, reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.evaluations.models import Answer, Evaluation
    from pazos.domain.people.models import Staff

BADGES = {
    AnswerState.FOUND: "",
    AnswerState.PROPOSED: "warning",
    AnswerState.PUBLISHED: "good",
    AnswerState.REPLACED: "",
}


@require_GET
def shown(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the newest answer of an evaluation, or the one asked for, or that there is none yet."""
    row = find(request, pk)
    found, others = _answers(request, row)
    facts: dict[str, Any] = {
        "row": row,
        "version": queries.plan_in_force(row),
        "may_plan": may_plan(reader(request)),
        "answer": found,
        "others": others,
    }
    if found is not None:
        facts |= {**told_facts(found), **_signing(request, found)}
        facts["may_bundle"] = facts["may_plan"] and holds(request, Permission.SEE_AREAS)
    return render(request, "web/evaluations/answer.html", facts)


def told_facts(found: Answer, *, public: bool = False) -> dict[str, Any]:
    """Return an answer in the reader's words: its head, its checks as cards, and its sections."""
    # Only a page with an answer pays for drawing it.
    from pazos.interfaces.reports.evaluation import doubts, figures, pieces, summary, told_of
    from pazos.interfaces.reports.evaluation.content import verdict_sentence

    told = told_of(found, language=language(), public=public)
    return {
        "badge": BADGES[AnswerState(found.state)],
        "words": told.verdict,
        "sentence": verdict_sentence(told.result["verdict"]),
        "question": told.protocol.question,
        "figures": summary.key_figures(told),
        "sentences": summary.sentences(told),
        "cards": doubts.cards(told),
        "course": figures.course(told),
        "pieces": pieces(told),
    }


def _answers(request: HttpRequest, row: Evaluation) -> tuple[Answer | None, list[Answer]]:
    """Return the answer to show and the others; one that is asked for and is not there is a 404."""
    every, asked = queries.answers(row), request.GET.get("answer", "")
    if not asked:
        return (every[0] if every else None), every[1:]
    found = next((one for one in every if str(one.pk) == asked), None)
    if found is None:
        raise Http404
    return found, [one for one in every if one != found]


def _signing(request: HttpRequest, found: Answer) -> dict[str, Any]:
    """Return what this reader may do towards publication, and what stands in the way."""
    if found.state != AnswerState.PROPOSED:
        return {"may_propose": found.state == AnswerState.FOUND and may_plan(reader(request))}
    who = reader(request)
    facts = DeedFacts(
        state=found.state,
        by=who.pk,
        proposed_by=found.proposed_by_id,
        may_plan=may_plan(who),
        is_in_force=found.protocol.state == ProtocolState.SEALED,
    )
    return {"may_publish": facts.may_plan, "blocks": [one.label for one in what_blocks_publishing(facts)]}


@require_POST
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for the answer of the plan in force; the worker makes it."""
    row = find(request, pk)
    version = queries.plan_in_force(row)
    asked: list[int] = []

    def deed() -> None:
        from pazos.interfaces.reports.evaluation.working import ask_for_answer

        if version is None:
            raise InputProblem(N_("No plan is sealed: its outcomes stay locked."))
        asked.append(ask_for_answer(version, by=reader(request)).pk)

    if done(request, deed, said=_("It is being answered. This page shows it when it is there.")):
        return redirect("job", asked[0])
    return redirect("evaluation_answer", row.pk)


@require_POST
def propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put the first signature under the answer that was read."""
    said = _("It waits for another person's signature. Then anybody may read it, whatever it says.")
    return _signed(request, pk, actions.propose_publication, said=said)


@require_POST
def publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put the second signature under the answer that was read; its papers are printed before anybody asks."""
    return _signed(request, pk, _published, said=_("Published. Anybody may read it."))


@transaction.atomic
def _published(answer: Answer, *, by: Staff) -> None:
    from pazos.interfaces.reports.evaluation.working import ask_for_papers

    ask_for_papers(actions.publish(answer, by=by), by=by)


def _signed(request: HttpRequest, pk: UUID, sign: Callable[..., object], *, said: str) -> HttpResponse:
    """Sign the answer whose number the page posts, never one that was found after it was read."""
    row = find(request, pk)
    read = queries.answer(row, request.POST.get("answer", ""))
    if read is None:
        raise Http404

    def deed() -> None:
        if queries.answers(row)[0] != read:
            raise InputProblem(
                N_("It is not the answer you read: another was found by now. Read that one, then decide.")
            )
        sign(read, by=reader(request))

    done(request, deed, said=said)
    return redirect("evaluation_answer", pk)


def newest(request: HttpRequest, pk: UUID) -> Answer:
    """Return the answer that an address is about: the newest, or the one asked for; 404 where there is none."""
    found, _others = _answers(request, find(request, pk))
    if found is None:
        raise Http404
    return found


_ONE = "evaluations/<uuid:pk>/answer/"
ADDRESSES = (
    Address(_ONE, "evaluation_answer", shown, needs=Permission.SEE_EVALUATIONS),
    Address(f"{_ONE}ask/", "evaluation_answer_ask", ask, needs=Permission.PLAN_EVALUATIONS),
    Address(f"{_ONE}propose/", "evaluation_answer_propose", propose, needs=Permission.PLAN_EVALUATIONS),
    Address(f"{_ONE}publish/", "evaluation_answer_publish", publish, needs=Permission.PLAN_EVALUATIONS),
)
