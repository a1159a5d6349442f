"""Who permitted what, until when? And may this person's data be used for this, today?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from pazos.domain.rights.models import Consent
from pazos.domain.rights.queries.ages import births
from pazos.domain.rights.registry import Subject, tellers_of_agreement, tellers_of_ends
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
    from collections.abc import Collection, Iterable
    from datetime import date

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff
    from pazos.domain.rights.rules.consenting import Born


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


def facts_of(consent: Consent, *, known: Born | None = None) -> ConsentFacts:
    """Return what the rules look at; `known` is when the person was born, by what is kept of them."""
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
        known=known,
    )


def facts_together(subjects: Collection[Subject], *, on: date) -> dict[Subject, list[ConsentFacts]]:
    """Return every ground of each subject, and what was taken back by a day without a paper, in few questions.

    Whether a permission holds is asked of these and never of the rows alone: the age that is known decides who signs.
    """
    found = {one: list[ConsentFacts]() for one in subjects}
    keys = {one.key for one in subjects}
    rows = [row for row in Consent.objects.filter(subject_key__in=keys) if _subject_of(row) in found]
    born = births(found.keys(), rows)
    for row in rows:
        found[_subject_of(row)].append(facts_of(row, known=born.get(_subject_of(row))))
    for subject, ends in _ends(found.keys(), on=on).items():
        found[subject] += ends
    return found


def _ends(subjects: Collection[Subject], *, on: date) -> dict[Subject, list[ConsentFacts]]:
    """Return what subjects took back by a day without a signed paper, which ends every older permission."""
    found: dict[Subject, list[ConsentFacts]] = defaultdict(list)
    for tells in tellers_of_ends():
        for subject, ends in tells(subjects, on).items():
            found[subject] += ends
    return found


def _subject_of(consent: Consent) -> Subject:
    return Subject(consent.subject_kind, consent.subject_key)


def what_blocks(subject: Subject, *, purpose: str, on: date) -> tuple[Block, ...]:
    """Return everything that stands in the way of using a subject's data for a purpose on a day."""
    return what_blocks_together((subject,), purpose=purpose, on=on)


def what_blocks_together(subjects: Iterable[Subject], *, purpose: str, on: date) -> tuple[Block, ...]:
    """Return what would stand in the way if these were one person, with every ground of each."""
    found = facts_together(tuple(subjects), on=on)
    return what_blocks_processing([one for facts in found.values() for one in facts], purpose=purpose, on=on)


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
    every = list(Consent.objects.filter(subject_key__in={one.subject_key for one in shown}))
    subjects = {_subject_of(one) for one in every}
    born, ends = births(subjects, every), _ends(subjects, on=day)
    grounds: dict[tuple[Subject, str], list[Consent]] = defaultdict(list)
    for one in every:
        grounds[_subject_of(one), one.purpose].append(one)
    blocks: dict[uuid.UUID, tuple[Block, ...]] = {}
    for (subject, purpose), rows in grounds.items():
        facts = [facts_of(one, known=born.get(subject)) for one in rows]
        said = [one for one in ends[subject] if one.purpose == purpose]
        standing = ended_together([*facts, *said], on=day)
        blocks |= {one.pk: what_blocks_one(each, on=day) for one, each in zip(rows, standing, strict=False)}
    return [ConsentRow(one, _subject_of(one), blocks[one.pk]) for one in shown]


def is_signed_by(relation: str, subject: Subject, *, purpose: str) -> bool:
    """Return whether a ground that holds today for a purpose was signed by somebody of this relation."""
    rows = Consent.objects.filter(
        subject_kind=subject.kind, subject_key=subject.key, purpose=purpose, relation=relation
    )
    return any(one.holds for one in rows_of(rows))


def permissions_of(subject: Subject, *, on: date) -> int:
    """Return how many permissions of a subject hold on a day, and what they agree to without a signed paper."""
    rows = Consent.objects.filter(subject_kind=subject.kind, subject_key=subject.key, basis="consent")
    agreed = sum(agrees(subject, on) for agrees in tellers_of_agreement())
    return sum(one.holds for one in rows_of(rows, on=on)) + agreed
