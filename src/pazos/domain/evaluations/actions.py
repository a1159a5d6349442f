"""Deeds on evaluations: writing a plan, sealing it with two signatures, keeping and publishing its answer.

What was sealed is never edited: an amendment is a later version with a public reason, and says of itself whether
an answer was known by then. Whoever proposes never signs. An evaluation that has an answer is never withdrawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from pazos.domain.evaluations.blocks import DeedBlock
from pazos.domain.evaluations.models import Answer, ComparisonPanel, Evaluation, SealedProtocol
from pazos.domain.evaluations.protocol import Protocol
from pazos.domain.evaluations.rules import (
    DeedFacts,
    what_blocks_answering,
    what_blocks_proposing,
    what_blocks_proposing_answer,
    what_blocks_publishing,
    what_blocks_sealing,
    what_blocks_taking_back,
    what_blocks_withdrawing,
)
from pazos.domain.evaluations.standing import facts_of, may_plan
from pazos.domain.evaluations.vocabulary import AnswerState, EvaluationState, ProtocolState
from pazos.domain.refusing import refuse
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made
from pazos.foundation.runs.canonical import sha256_of
from pazos.foundation.runs.code import code_version

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from pazos.domain.people.models import Staff
    from pazos.foundation.runs.models import Run


@transaction.atomic
def draft(*, title: str, by: Staff) -> Evaluation:
    """Begin an evaluation, with an empty plan."""
    must_plan(by)
    now = timezone.now()
    row = Evaluation.objects.create(
        title=title.strip(), draft=Protocol().plain(), made_at=now, made_by=by, changed_at=now
    )
    made(row, by=by)
    audit.record("evaluation.drafted", row, by=by)
    return row


@transaction.atomic
def write(evaluation: Evaluation, *, protocol: Protocol, by: Staff, title: str = "") -> Evaluation:
    """Keep the plan as it is written so far, gaps and all. What was sealed stays as it was."""
    must_plan(by)
    row = _locked(evaluation)
    refuse(
        block
        for block, true in {
            DeedBlock.WITHDRAWN: row.state == EvaluationState.WITHDRAWN,
            DeedBlock.WAITS: row.protocols.filter(state=ProtocolState.PROPOSED).exists(),
        }.items()
        if true
    )
    told = change(row, by=by, draft=protocol.plain(), title=title.strip() or row.title)
    if told is not None:
        Evaluation.objects.filter(pk=row.pk).update(changed_at=timezone.now())
        audit.record("evaluation.written", row, by=by, plan=protocol.hash)
    row.refresh_from_db()
    return row


@transaction.atomic
def keep_power(evaluation: Evaluation, *, run: Run, by: Staff | None) -> None:
    """Keep what a draft was found able to detect; the run's parameter `plan` is the hash of that draft."""
    if by is not None:
        must_plan(by)
    row = _locked(evaluation)
    change(row, by=by, power=run)
    audit.record("evaluation.power_kept", row, by=by, run=run.pk)


@transaction.atomic
def propose(evaluation: Evaluation, *, why: str = "", by: Staff) -> SealedProtocol:
    """Freeze the draft for another person to sign. After the first version, `why` is its public reason."""
    must_plan(by)
    row = _locked(evaluation)
    refuse(what_blocks_proposing(facts_of(row, why=why)))
    content = Protocol.of(row.draft).plain()
    number = (row.protocols.aggregate(last=Max("number"))["last"] or 0) + 1
    version = SealedProtocol.objects.create(
        evaluation=row,
        number=number,
        content=content,
        content_hash=sha256_of(content),
        code_version=code_version(),
        power=row.power,
        amends=row.protocols.filter(state=ProtocolState.SEALED).first(),
        why=why.strip(),
        outcomes_seen=Answer.objects.filter(protocol__evaluation=row).exists(),
        proposed_at=timezone.now(),
        proposed_by=by,
    )
    made(version, by=by)
    audit.record("evaluation.plan_proposed", row, by=by, number=number, plan=version.content_hash)
    return version


@transaction.atomic
def seal(version: SealedProtocol, *, by: Staff, seen: str | None = None) -> SealedProtocol:
    """Put the second signature under a plan: from now on it counts, and is never edited.

    `seen` is the hash of the plan that was read before signing; another plan is refused.
    """
    row, held = _held(version)
    refuse(what_blocks_sealing(_facts(held, by=by, seen=seen)))
    for earlier in row.protocols.filter(state=ProtocolState.SEALED):
        change(earlier, by=by, state=ProtocolState.AMENDED)
    change(held, by=by, state=ProtocolState.SEALED, signed_at=timezone.now(), signed_by=by)
    change(row, by=by, state=EvaluationState.SEALED)
    audit.record("evaluation.plan_sealed", row, by=by, number=held.number, plan=held.content_hash)
    return held


@transaction.atomic
def take_back(version: SealedProtocol, *, by: Staff, seen: str | None = None) -> SealedProtocol:
    """Take a plan back before it is sealed. It is kept, and the draft can be written on. `seen` as in `seal`."""
    row, held = _held(version)
    refuse(what_blocks_taking_back(_facts(held, by=by, seen=seen)))
    change(held, by=by, state=ProtocolState.TAKEN_BACK)
    audit.record("evaluation.plan_taken_back", row, by=by, number=held.number)
    return held


@transaction.atomic
def withdraw(evaluation: Evaluation, *, why: str, by: Staff) -> Evaluation:
    """Give an evaluation up, with a reason that anybody may read. Everything of it is kept."""
    row = _locked(evaluation)
    refuse(
        what_blocks_withdrawing(
            DeedFacts(
                state=row.state,
                by=by.pk,
                may_plan=may_plan(by),
                is_answered=Answer.objects.filter(protocol__evaluation=row).exists(),
                why=why,
            )
        )
    )
    for waiting in row.protocols.filter(state=ProtocolState.PROPOSED):
        change(waiting, by=by, state=ProtocolState.TAKEN_BACK)
    change(row, by=by, state=EvaluationState.WITHDRAWN, withdrawn_why=why.strip())
    audit.record("evaluation.withdrawn", row, by=by)
    return row


@transaction.atomic
def keep_answer(version: SealedProtocol, *, run: Run, by: Staff | None) -> Answer:
    """Keep what the sealed plan in force found; one that was found before and not published is replaced."""
    row, held = _held(version)
    refuse(what_blocks_answering(_facts(held, by=by)))
    for earlier in held.answers.filter(state__in=(AnswerState.FOUND, AnswerState.PROPOSED)):
        change(earlier, by=by, state=AnswerState.REPLACED)
    answer = Answer.objects.create(protocol=held, run=run, found_at=timezone.now(), found_by=by)
    made(answer, by=by)
    change(row, by=by, state=EvaluationState.ANSWERED)
    audit.record("evaluation.answered", row, by=by, run=run.pk, number=held.number)
    return answer


@transaction.atomic
def propose_publication(answer: Answer, *, by: Staff) -> Answer:
    """Put the first signature under an answer that anybody is to read."""
    row, held = _held_answer(answer)
    refuse(what_blocks_proposing_answer(_facts_of_answer(held, by=by)))
    change(held, by=by, state=AnswerState.PROPOSED, proposed_by=by)
    audit.record("evaluation.answer_proposed", row, by=by, run=held.run_id)
    return held


@transaction.atomic
def publish(answer: Answer, *, by: Staff) -> Answer:
    """Put the second signature under an answer: anybody may read it, whatever it says."""
    row, held = _held_answer(answer)
    refuse(what_blocks_publishing(_facts_of_answer(held, by=by)))
    standing = Answer.objects.filter(protocol__evaluation=row, state=AnswerState.PUBLISHED)
    for earlier in standing.exclude(pk=held.pk):
        change(earlier, by=by, state=AnswerState.REPLACED)
    change(held, by=by, state=AnswerState.PUBLISHED, published_at=timezone.now(), published_by=by)
    audit.record("evaluation.answer_published", row, by=by, run=held.run_id)
    return held


@transaction.atomic
def keep_comparison(
    *, sha256: str, title: str, origin: str, counts: str, grain: str, rows: Sequence[Sequence[Any]], by: Staff
) -> ComparisonPanel:
    """Keep the counts of other municipalities as they were read; the same file is kept once.

    `rows` are [unit, name, time, outcome, exposure or None], the time as YYYY-MM or YYYY.
    """
    must_plan(by)
    known = ComparisonPanel.objects.filter(sha256=sha256).first()
    if known is not None:
        return known
    panel = ComparisonPanel.objects.create(
        sha256=sha256,
        title=title.strip(),
        origin=origin.strip(),
        counts=counts.strip(),
        grain=grain,
        rows=[list(row) for row in rows],
        loaded_at=timezone.now(),
        loaded_by=by,
    )
    audit.record("evaluation.comparison_kept", panel, by=by, rows=len(rows))
    return panel


def must_plan(by: Staff) -> None:
    """Refuse unless somebody may write and sign evaluations of the whole city."""
    refuse([] if may_plan(by) else [DeedBlock.NOT_YOURS])


def _locked(evaluation: Evaluation) -> Evaluation:
    return Evaluation.objects.select_for_update().get(pk=evaluation.pk)


def _held(version: SealedProtocol) -> tuple[Evaluation, SealedProtocol]:
    row = Evaluation.objects.select_for_update().get(pk=version.evaluation_id)
    return row, SealedProtocol.objects.select_for_update().get(pk=version.pk)


def _held_answer(answer: Answer) -> tuple[Evaluation, Answer]:
    pk: UUID = SealedProtocol.objects.values_list("evaluation", flat=True).get(pk=answer.protocol_id)
    row = Evaluation.objects.select_for_update().get(pk=pk)
    return row, Answer.objects.select_for_update(of=("self",)).select_related("protocol").get(pk=answer.pk)


def _facts(version: SealedProtocol, *, by: Staff | None, seen: str | None = None) -> DeedFacts:
    return DeedFacts(
        state=version.state,
        by=by.pk if by else None,
        proposed_by=version.proposed_by_id,
        may_plan=by is None or may_plan(by),
        is_withdrawn=version.evaluation.state == EvaluationState.WITHDRAWN,
        is_as_seen=seen is None or seen == version.content_hash,
    )


def _facts_of_answer(answer: Answer, *, by: Staff) -> DeedFacts:
    return DeedFacts(
        state=answer.state,
        by=by.pk,
        proposed_by=answer.proposed_by_id,
        may_plan=may_plan(by),
        is_in_force=answer.protocol.state == ProtocolState.SEALED,
    )
