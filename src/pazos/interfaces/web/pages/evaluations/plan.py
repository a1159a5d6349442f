"""One evaluation as it is read: its plan like a protocol, who sealed it when, every version and what it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pazos.domain.evaluations import queries
from pazos.domain.evaluations.protocol import Protocol
from pazos.domain.evaluations.standing import may_plan
from pazos.domain.evaluations.vocabulary import EvaluationState, ProtocolState
from pazos.foundation.access.policy import Permission
from pazos.foundation.runs.canonical import canonical, sha256_of
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.evaluations.finding import find
from pazos.interfaces.web.pages.evaluations.power import power_facts
from pazos.interfaces.web.pages.evaluations.reading import changes_by_version, changes_of, differing, parts_of
from pazos.interfaces.web.pages.evaluations.wording import STATES, VERSIONS
from pazos.interfaces.web.pages.evaluations.writing import locked
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from pazos.domain.evaluations.models import Evaluation, SealedProtocol


@require_GET
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show an evaluation by the plan that counts: the sealed one, else the one that waits, else the draft."""
    row = find(request, pk)
    versions = queries.versions(row)
    by_state = {one.state: one for one in reversed(versions)}
    version = by_state.get(ProtocolState.SEALED) or by_state.get(ProtocolState.PROPOSED)
    plan = Protocol.of(version.content if version else row.draft)
    facts = {
        **_about(request, row, versions),
        **locked(row, plan),
        **power_facts(version.power if version else None, plan),
        "version": version,
        "version_badge": VERSIONS[ProtocolState(version.state)] if version else "",
        "parts": parts_of(plan),
        "waiting": by_state.get(ProtocolState.PROPOSED),
        "draft_changes": _draft_changes(row, version),
        "answers": queries.answers(row),
        "hash": version.content_hash if version else plan.hash,
    }
    return render(request, "web/evaluations/plan.html", facts)


@require_GET
def one_version(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Show one version of the plan, as it was."""
    row = find(request, pk)
    version = _version(row, number)
    plan = Protocol.of(version.content)
    facts = {
        **_about(request, row, queries.versions(row)),
        **power_facts(version.power, plan),
        "version": version,
        "version_badge": VERSIONS[ProtocolState(version.state)],
        "parts": parts_of(plan),
        "changes": changes_of(version),
        "hash": version.content_hash,
        "is_whole": sha256_of(version.content) == version.content_hash,
    }
    return render(request, "web/evaluations/version.html", facts)


@require_GET
def version_file(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Hand out a version as the very text whose SHA-256 was sealed."""
    row = find(request, pk)
    version = _version(row, number)
    answer = HttpResponse(canonical(version.content), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="pazos-plan-{row.pk}-{version.number}.json"'
    return answer


def _version(row: Evaluation, number: int) -> SealedProtocol:
    found = queries.version(row, number)
    if found is None:
        raise Http404
    return found


def _about(request: HttpRequest, row: Evaluation, versions: list[SealedProtocol]) -> dict[str, Any]:
    who = reader(request)
    open_to_writing = row.state != EvaluationState.WITHDRAWN
    changes = changes_by_version(versions)
    return {
        "row": row,
        "badge": STATES[EvaluationState(row.state)],
        "versions": [
            {"one": one, "badge": VERSIONS[ProtocolState(one.state)], "changes": changes[one.number]}
            for one in versions
        ],
        "may_write": may_plan(who) and open_to_writing,
        "may_withdraw": may_plan(who) and row.state in (EvaluationState.DRAFT, EvaluationState.SEALED),
    }


def _draft_changes(row: Evaluation, version: SealedProtocol | None) -> list[str]:
    """Return what the draft would change of the plan in force."""
    if version is None or version.state != ProtocolState.SEALED:
        return []
    return differing(Protocol.of(version.content), Protocol.of(row.draft))


_ONE = "evaluations/<uuid:pk>/"
SEES = Permission.SEE_EVALUATIONS
ADDRESSES = (
    Address(_ONE, "evaluation", show, needs=SEES),
    Address(f"{_ONE}plans/<int:number>/", "evaluation_plan", one_version, needs=SEES),
    Address(f"{_ONE}plans/<int:number>.json", "evaluation_plan_file", version_file, needs=SEES),
)
