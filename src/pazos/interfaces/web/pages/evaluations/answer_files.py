"""An answer as files: the paper in two languages, everything that may be shown as JSON, its tables as CSV, the bundle."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.views.decorators.http import require_GET

from pazos.analysis.evaluation.shareable import shareable
from pazos.domain.territory.queries import municipality
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import LANGUAGES, explain
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.evaluations.answer import newest
from pazos.interfaces.web.pages.reader import holds
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from pazos.domain.evaluations.models import Answer


@require_GET
def paper(request: HttpRequest, pk: UUID, language: str) -> FileResponse:
    """Hand out the paper of an answer."""
    return paper_of(newest(request, pk), language)


def paper_of(found: Answer, language: str, *, public: bool = False) -> FileResponse:
    """Return the paper of an answer in a language that there is."""
    if language not in LANGUAGES:
        raise Http404
    from pazos.interfaces.reports.evaluation.printing import paper as printed

    return FileResponse(
        printed(found, language=language, public=public).open("rb"),
        filename=f"pazos-evaluation-{found.run_id}-{language}.pdf",
        content_type="application/pdf",
    )


@require_GET
def whole(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand out everything of an answer that may be shown, as JSON."""
    return whole_of(newest(request, pk))


def whole_of(found: Answer, *, public: bool = False) -> HttpResponse:
    """Return an answer with the plan it answers."""
    facts = {
        "run": found.run_id,
        "code_version": found.run.code_version,
        "seed": found.run.seed,
        "inputs": found.run.inputs,
        "result_sha256": found.run.result_hash,
        "protocol": found.protocol.content,
        "answer": shareable(found.run.result, public=public),
    }
    response = HttpResponse(json.dumps(facts, ensure_ascii=False, indent=1), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="pazos-evaluation-{found.run_id}.json"'
    return response


@require_GET
def tables(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand out the figures of an answer as one table."""
    return tables_of(newest(request, pk))


def tables_of(found: Answer, *, public: bool = False) -> HttpResponse:
    """Return every figure with its interval, one a row."""
    from pazos.analysis.dataset import file_of
    from pazos.analysis.evaluation.tables import COLUMNS, rows

    text = file_of(rows(shareable(found.run.result, public=public)), COLUMNS)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="pazos-evaluation-{found.run_id}.csv"'
    return response


@require_GET
def bundle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand out what gives every digit again, to those who plan and see figures by place."""
    if not holds(request, Permission.SEE_AREAS):
        raise PermissionDenied
    from pazos.analysis.evaluation.replication import replication

    found, city = newest(request, pk), municipality()
    try:
        content = replication(found, city=city.code, city_name=city.name, invented=city.is_synthetic)
    except InputProblem as problem:
        messages.error(request, explain(problem, translation.get_language() or "es"))
        return redirect("evaluation_answer", pk)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="pazos-evaluation-{found.run_id}.zip"'
    return response


_ONE = "evaluations/<uuid:pk>/answer"
ADDRESSES = (
    Address(
        f"{_ONE}-<slug:language>.pdf", "evaluation_answer_paper", paper, needs=Permission.SEE_EVALUATIONS
    ),
    Address(f"{_ONE}.json", "evaluation_answer_file", whole, needs=Permission.SEE_EVALUATIONS),
    Address(f"{_ONE}.csv", "evaluation_answer_tables", tables, needs=Permission.SEE_EVALUATIONS),
    Address(f"{_ONE}-bundle.zip", "evaluation_answer_bundle", bundle, needs=Permission.PLAN_EVALUATIONS),
)
