"""Asking somebody how they are: answers are kept sealed as they arrive, and become an assessment when done.

An answer that demands it opens the pathway of a crisis in the same moment, half sent or not; nothing
that happens to the assessment afterwards closes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.cases.actions.crises import open_from_answers
from pazos.domain.cases.instruments.registry import instrument as found
from pazos.domain.cases.instruments.scoring import score
from pazos.domain.cases.models import Assessment, Case, Crisis, HalfAssessment
from pazos.domain.cases.rules.assessing import what_blocks_beginning, what_blocks_finishing
from pazos.domain.cases.rules.working import what_blocks_reach, what_blocks_work
from pazos.domain.participants.traits import Traits
from pazos.domain.refusing import refuse
from pazos.domain.refusing.at_once import in_hand
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import made

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pazos.domain.people.models import Staff


@transaction.atomic
def begin(
    case: Case, *, instrument: str, occasion: str, dimension: str, on: date, by: Staff
) -> HalfAssessment:
    """Begin an assessment, or go on with the one that was begun; its version stays the one it began with."""
    held = in_hand(Case.objects.select_related("participant"), case.pk)
    refuse(what_blocks_work(held, on=on, by=by))
    asked = found(instrument)
    age = Traits.read(held.participant.traits).age_on(on)
    refuse(what_blocks_beginning(asked, dimension=dimension, age=age))
    half, is_new = HalfAssessment.objects.get_or_create(
        case=held,
        instrument=asked.code,
        dimension=dimension,
        defaults={
            "occasion": occasion,
            "instrument_version": asked.version,
            "on": on,
            "by": by,
            "changed_at": timezone.now(),
        },
    )
    if is_new:
        audit.record("assessment.begun", half, by=by, occasion=occasion)
    return half


@transaction.atomic
def answer(half: HalfAssessment, *, answers: Mapping[str, int | None], by: Staff) -> tuple[Crisis, ...]:
    """Keep answers as they arrive, None for an item left out; return the crises that they open.

    Raises:
        RefusedError: the case is out of reach, rests, or has no permission.
        InputProblem: an item that is none, or a value that is none of its answers.
    """
    row = _locked(half)
    asked = found(row.instrument, row.instrument_version)
    said = {**row.answers, **answers}
    score(asked, said)  # refuses what is no answer
    new = [one for one in asked.asked(said) if one.code in answers and one.opens(answers[one.code])]
    kinds = [one.alarm.crisis for one in new if one.alarm]
    opened = open_from_answers(row.case, kinds=kinds, by=by) if kinds else ()
    blocks = what_blocks_work(row.case, on=row.on, by=by)
    if blocks and opened:
        return opened  # a life goes before a permission: the crisis stays, the answer is not kept
    refuse(blocks)
    still = {one.code for one in asked.asked(said)}
    row.answers = {code: value for code, value in said.items() if code in still}
    row.changed_at = timezone.now()
    row.save(update_fields=["answers", "changed_at"])
    return opened


@transaction.atomic
def finish(half: HalfAssessment, *, note: str, by: Staff) -> Assessment:
    """Keep the answers as an assessment, with its score and what was left out."""
    row = _in_hand(half, by=by)
    asked = found(row.instrument, row.instrument_version)
    refuse(what_blocks_finishing(asked, row.answers))
    result = score(asked, row.answers)
    kept = Assessment.objects.create(
        case=row.case,
        occasion=row.occasion,
        dimension=row.dimension,
        instrument=row.instrument,
        instrument_version=row.instrument_version,
        on=row.on,
        result={"answers": row.answers, "total": result.total, "left_out": list(result.lacking)},
        note=note.strip(),
        by=by,
        at=timezone.now(),
    )
    made(kept, by=by)
    audit.record("assessment.finished", kept, by=by, occasion=kept.occasion, left_out=len(result.lacking))
    row.delete()
    return kept


@transaction.atomic
def leave(half: HalfAssessment, *, by: Staff) -> None:
    """Throw half answers away; a crisis that they opened stays open."""
    refuse(what_blocks_reach(half.case, by=by))
    row = in_hand(HalfAssessment.objects.all(), half.pk)
    audit.record("assessment.left", row, by=by, answered=len(row.answers))
    row.delete()


def _in_hand(half: HalfAssessment, *, by: Staff) -> HalfAssessment:
    row = _locked(half)
    refuse(what_blocks_work(row.case, on=row.on, by=by))
    return row


def _locked(half: HalfAssessment) -> HalfAssessment:
    return in_hand(HalfAssessment.objects.select_related("case__participant"), half.pk)
