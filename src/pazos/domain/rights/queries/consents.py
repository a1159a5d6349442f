"""Who permitted what, until when? And may this person's data be used for this, today?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from pazos.domain.rights.models import Consent
from pazos.domain.rights.registry import Subject
from pazos.domain.rights.rules.consenting import (
    Block,
    ConsentFacts,
    ended_together,
    what_blocks_one,
    what_blocks_processing,
)
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class ConsentRow:
    """One ground on file, and everything that keeps it from holding today."""

    consent: Consent
    subject: Subject
    blocks: tuple[Block, ...]

    @property
    def holds(self) -> bool:
        """Whether it holds today."""
        return not self.blocks


def facts_of(consent: Consent) -> ConsentFacts:
    """Return what the rules look at."""
    return ConsentFacts(
        basis=consent.basis,
        purpose=consent.purpose,
        relation=consent.relation,
        given_on=consent.given_on,
        expires_on=consent.expires_on,
        withdrawn_on=consent.withdrawn_on,
        written_at=consent.written_at,
        withdrawn_at=consent.withdrawn_at,
        born_on=consent.born_on,
        heard_on=consent.heard_on,
    )


def what_blocks(subject: Subject, *, purpose: str, on: date) -> tuple[Block, ...]:
    """Return everything that stands in the way of using a subject's data for a purpose on a day."""
    return what_blocks_together((subject,), purpose=purpose, on=on)


def what_blocks_together(subjects: Iterable[Subject], *, purpose: str, on: date) -> tuple[Block, ...]:
    """Return what would stand in the way if these were one person, with every ground of each."""
    mine = [Q(subject_kind=one.kind, subject_key=one.key) for one in subjects]
    rows = Consent.objects.filter(reduce(or_, mine))
    return what_blocks_processing([facts_of(row) for row in rows], purpose=purpose, on=on)


def may_process(subject_kind: str, subject_key: uuid.UUID, *, purpose: str, on: date) -> bool:
    """Return whether a subject's data may be used for a purpose on a day. It shows nothing of them."""
    return not what_blocks(Subject(subject_kind, subject_key), purpose=purpose, on=on)


def consents(*, seen_by: Staff, subject: Subject | None = None) -> QuerySet[Consent]:
    """Return the grounds on file that somebody may see, the newest first."""
    found = Consent.objects.select_related("written_by", "withdrawn_by", "heard_by")
    if reach_of(seen_by, Permission.HANDLE_REQUESTS).is_nothing:
        return found.none()
    return found.filter(subject_kind=subject.kind, subject_key=subject.key) if subject else found


def rows_of(consents: Iterable[Consent], *, on: date | None = None) -> list[ConsentRow]:
    """Return grounds as a list shows them, each as it stands beside the others of its subject and purpose."""
    shown, day = list(consents), on or timezone.localdate()
    grounds: dict[tuple[str, uuid.UUID, str], list[Consent]] = defaultdict(list)
    for one in Consent.objects.filter(subject_key__in={one.subject_key for one in shown}):
        grounds[one.subject_kind, one.subject_key, one.purpose].append(one)
    blocks: dict[uuid.UUID, tuple[Block, ...]] = {}
    for rows in grounds.values():
        standing = ended_together([facts_of(one) for one in rows], on=day)
        blocks |= {one.pk: what_blocks_one(facts, on=day) for one, facts in zip(rows, standing, strict=True)}
    return [ConsentRow(one, Subject(one.subject_kind, one.subject_key), blocks[one.pk]) for one in shown]


def is_signed_by(relation: str, subject: Subject, *, purpose: str) -> bool:
    """Return whether a ground that holds today for a purpose was signed by somebody of this relation."""
    rows = Consent.objects.filter(
        subject_kind=subject.kind, subject_key=subject.key, purpose=purpose, relation=relation
    )
    return any(one.holds for one in rows_of(rows))


def permissions_of(subject: Subject, *, on: date) -> int:
    """Return how many permissions of a subject hold on a day."""
    rows = Consent.objects.filter(subject_kind=subject.kind, subject_key=subject.key, basis="consent")
    return sum(one.holds for one in rows_of(rows, on=on))
