"""What a citizens' council says of a commitment, beside the city's own word and without changing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.committees.facts import commitment_facts, holds_seat
from pazos.domain.committees.models import CouncilReview
from pazos.domain.committees.rules.commitments import what_blocks_reviewing
from pazos.domain.refusing import refuse
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import made

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.committees.models import Commitment, Committee
    from pazos.domain.people.models import Staff


@transaction.atomic
def review(
    commitment: Commitment, *, council: Committee, judgement: str, words: str, on: date, by: Staff
) -> CouncilReview:
    """Write a council's judgement down; an earlier one of the same council stays to be read."""
    today = timezone.localdate()
    refuse(
        what_blocks_reviewing(
            commitment_facts(commitment),
            kind=council.kind,
            holds_seat=holds_seat(by, council.seats.all(), on=today),
            words=words,
            on=on,
            today=today,
        )
    )
    judged = CouncilReview.objects.create(
        commitment=commitment, council=council, on=on, judgement=judgement, words=words.strip(), by=by
    )
    made(judged, by=by)
    audit.record("commitment.reviewed", judged, by=by, judgement=judgement, on=on.isoformat())
    return judged
