"""Bringing in what committees did before Pazos, many rows at once: they come as they were, and in one event."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from pazos.domain.committees.models import (
    AgendaItem,
    Commitment,
    CouncilReview,
    Decision,
    Minutes,
    Progress,
    Session,
    SessionAttendance,
    Signature,
)
from pazos.foundation.audit import actions as audit

if TYPE_CHECKING:
    from pazos.domain.committees.models import Committee
    from pazos.domain.documents.models import Document
    from pazos.domain.people.models import Staff


@dataclass
class Past:
    """Rows that were not saved yet; each may point at others of them."""

    sessions: list[Session] = field(default_factory=list)
    agenda: list[AgendaItem] = field(default_factory=list)
    attendance: list[SessionAttendance] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)
    minutes: list[Minutes] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)
    reviews: list[CouncilReview] = field(default_factory=list)
    evidence: list[tuple[Commitment, Document]] = field(default_factory=list)


@transaction.atomic
def bring_in(past: Past, *, of: Committee, by: Staff) -> None:
    """Save what a committee did, what stands on others after them."""
    Session.objects.bulk_create(past.sessions)
    AgendaItem.objects.bulk_create(past.agenda)
    SessionAttendance.objects.bulk_create(past.attendance)
    Decision.objects.bulk_create(past.decisions)
    Commitment.objects.bulk_create(past.commitments)
    Progress.objects.bulk_create(past.progress)
    Minutes.objects.bulk_create(past.minutes)
    Signature.objects.bulk_create(past.signatures)
    CouncilReview.objects.bulk_create(past.reviews)
    for commitment, document in past.evidence:
        commitment.evidence.add(document)
    audit.record(
        "committee.past_brought_in",
        of,
        by=by,
        sessions=len(past.sessions),
        commitments=len(past.commitments),
        minutes=len(past.minutes),
    )
