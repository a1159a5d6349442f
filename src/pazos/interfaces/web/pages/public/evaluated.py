"""What was evaluated, for anybody: every answer that two people published, whatever it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pazos.domain.evaluations import queries
from pazos.domain.evaluations.protocol import Protocol
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.evaluation_words import VERDICTS
from pazos.interfaces.components.routes import OF_EVALUATIONS, Address, Stage
from pazos.interfaces.web.pages.evaluations.answer import told_facts
from pazos.interfaces.web.pages.evaluations.answer_files import paper_of, tables_of, whole_of
from pazos.science.evaluation.effect import Verdict

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

    from pazos.domain.evaluations.models import Answer


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """List the published answers, the latest first."""
    rows = [
        {
            "answer": one.answer,
            "question": Protocol.of(one.answer.protocol.content).question,
            "words": VERDICTS[Verdict(one.verdict)],
        }
        for one in queries.published_answers()
    ]
    return render(request, "web/public/evaluations.html", {"rows": rows})


@require_GET
def shown(request: HttpRequest, number: int) -> HttpResponse:
    """Show one published answer."""
    found = _published(number)
    return render(request, "web/public/evaluation.html", {"answer": found, **told_facts(found, public=True)})


@require_GET
def paper(request: HttpRequest, number: int, language: str) -> FileResponse:
    """Hand out the paper of a published answer."""
    return paper_of(_published(number), language, public=True)


@require_GET
def whole(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out a published answer as JSON."""
    return whole_of(_published(number), public=True)


@require_GET
def tables(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out the figures of a published answer."""
    return tables_of(_published(number), public=True)


def _published(number: int) -> Answer:
    found = queries.published_answer(number)
    if found is None:
        raise Http404
    return found


_ONE = "public/evaluations/<int:number>"
ADDRESSES = (
    Address(
        "public/evaluations/",
        "public_evaluations",
        listed,
        needs=Permission.SEE_PUBLIC,
        menu=N_("What was evaluated"),
        stage=Stage.LEARN,
        group=OF_EVALUATIONS,
    ),
    Address(f"{_ONE}/", "public_evaluation", shown, needs=Permission.SEE_PUBLIC),
    Address(f"{_ONE}-<slug:language>.pdf", "public_evaluation_paper", paper, needs=Permission.SEE_PUBLIC),
    Address(f"{_ONE}.json", "public_evaluation_file", whole, needs=Permission.SEE_PUBLIC),
    Address(f"{_ONE}.csv", "public_evaluation_tables", tables, needs=Permission.SEE_PUBLIC),
)
