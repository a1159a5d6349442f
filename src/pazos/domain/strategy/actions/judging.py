"""Readiness: whether the five failures that sank an earlier model are avoided here, with evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.refusing import refuse
from pazos.domain.strategy.models import Readiness
from pazos.domain.strategy.rules import what_blocks_judging
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import made

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pazos.domain.documents.models import Document
    from pazos.domain.people.models import Staff
    from pazos.domain.strategy.models import Strategy
    from pazos.domain.strategy.vocabulary import Failure, Standing


@transaction.atomic
def judge_readiness(
    strategy: Strategy,
    *,
    failure: Failure,
    standing: Standing,
    argument: str,
    evidence: Sequence[Document],
    judged_on: date,
    by: Staff,
) -> Readiness:
    """Judge one failure anew; the judgements before stay.

    Raises:
        RefusedError: no argument, or avoided without evidence that stands.
    """
    standing_papers = [paper for paper in evidence if paper.withdrawn_at is None]
    refuse(
        what_blocks_judging(
            standing,
            argument=argument,
            evidence=len(standing_papers),
            judged_on=judged_on,
            today=timezone.localdate(),
        )
    )
    judged = Readiness(
        strategy=strategy,
        failure=failure,
        standing=standing,
        argument=argument.strip(),
        judged_on=judged_on,
        judged_by=by,
    )
    judged.save(force_insert=True)
    judged.evidence.set(standing_papers)
    made(judged, by=by)
    audit.record(
        "readiness.judged",
        judged,
        by=by,
        failure=str(failure),
        standing=str(standing),
        papers=len(standing_papers),
    )
    return judged
