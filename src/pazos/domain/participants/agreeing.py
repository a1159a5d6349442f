"""Whoever takes part may stop on any day, asked for a signed permission before or not, and agree anew later.

The first agreement, every permission to be accompanied, and every word said since are read as one story: the
last word holds. What was written before stays until somebody asks to have it erased.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.participants.models import AgreementTurn, Participant
from pazos.domain.participants.queries import kept_of, participants, rows_of
from pazos.domain.participants.traits import OF_AGE, Traits
from pazos.domain.rights.models import Consent
from pazos.domain.rights.queries.ages import known_ages
from pazos.domain.rights.queries.consents import facts_of, is_signed_by
from pazos.domain.rights.registry import Subject, hearers, hold_subject
from pazos.domain.rights.rules.consenting import ConsentFacts, is_taken_back
from pazos.domain.rights.vocabulary import Basis, Purpose, Relation, SubjectKind
from pazos.foundation.audit.actions import record
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime
    from uuid import UUID

    from pazos.domain.people.models import Staff


def taken_back(people: Collection[Participant], *, days: Iterable[date]) -> set[UUID]:
    """Return which of these people, kept rows, did not permit it any more on any of the days."""
    asked, found = tuple(dict.fromkeys(days)), _facts(people)
    return {key for key, facts in found.items() if any(is_taken_back(facts, on=day) for day in asked)}


def refuse_taken_back(
    people: Collection[Participant], *, days: Iterable[date], by: Staff | None = None
) -> None:
    """Refuse to write anything of people one of whom takes part no more.

    `by` is asked where somebody was named from outside: who does not know them is not told what they said.
    """
    over = taken_back(people, days=days)
    if over and by is not None and participants(seen_by=by).filter(pk__in=over).count() < len(over):
        raise InputProblem(
            N_(
                "Nothing was written of this person. Ask the data protection officer before they are written down "
                "again."
            )
        )
    if over:
        raise InputProblem(
            N_(
                "Somebody here took their permission back, so nothing more is written about them; what was written "
                "before stays. If they want to take part again, their new agreement is written first, on their own "
                "sheet."
            )
        )


def _facts(people: Collection[Participant]) -> dict[UUID, list[ConsentFacts]]:
    found: dict[UUID, list[ConsentFacts]] = defaultdict(list)
    first = {one.pk: one for one in people}
    for one in people:
        found[one.pk].append(_agreed(one.agreed_on, one))
    consents = Consent.objects.filter(
        subject_kind=SubjectKind.PARTICIPANT, subject_key__in=first, purpose=Purpose.ACCOMPANIMENT
    )
    for consent in consents:
        found[consent.subject_key].append(facts_of(consent))
    for turn in AgreementTurn.objects.filter(participant__in=first):
        found[turn.participant_id].append(_turned(turn, first[turn.participant_id]))
    return found


def _agreed(on: date, one: Participant) -> ConsentFacts:
    return ConsentFacts(
        basis=Basis.CONSENT,
        purpose=Purpose.ACCOMPANIMENT,
        relation=Relation.SELF,
        given_on=on,
        expires_on=None,
        written_at=one.registered_at,
    )


def _turned(turn: AgreementTurn, one: Participant) -> ConsentFacts:
    """Return one word as a ground: a new agreement, or the end of everything before it."""
    is_end = not turn.agrees
    return ConsentFacts(
        basis=Basis.CONSENT,
        purpose=Purpose.ACCOMPANIMENT,
        relation=Relation.GUARDIAN if turn.guardian_agreed else Relation.SELF,
        given_on=min(one.agreed_on, turn.on) if is_end else turn.on,
        expires_on=None,
        written_at=one.registered_at if is_end else turn.at,
        withdrawn_on=turn.on if is_end else None,
        withdrawn_at=turn.at if is_end else None,
    )


def _ended(subjects: Collection[Subject], on: date) -> dict[Subject, list[ConsentFacts]]:
    """Return what people took back by a day: it ends every older permission, and is none itself."""
    asked = {one.key: one for one in subjects if one.kind == SubjectKind.PARTICIPANT}
    turns = AgreementTurn.objects.filter(participant__in=asked, agrees=False, on__lte=on)
    found: dict[Subject, list[ConsentFacts]] = defaultdict(list)
    for turn in turns.select_related("participant"):
        found[asked[turn.participant_id]].append(replace(_turned(turn, turn.participant), given_on=turn.on))
    return found


def _agrees(subject: Subject, on: date) -> bool:
    """Return whether somebody takes part on a day."""
    rows = rows_of(subject.key)[:1] if subject.kind == SubjectKind.PARTICIPANT else []
    return bool(rows) and not taken_back(rows, days=(on,))


ENDED, AGREES = (_ended,), (_agrees,)


def lacks_guardian(participant: Participant, *, on: date) -> bool:
    """Return whether somebody who takes part is under 18 on a day by what is known, and no guardian agreed to it."""
    kept = Traits.read(participant.traits)
    age = kept.age_on(on)
    if age is None or age >= OF_AGE or kept.guardian_agreed:
        return False
    if participant.turns_of_agreement.filter(agrees=True, guardian_agreed=True).exists():
        return False
    subject = Subject(SubjectKind.PARTICIPANT, participant.pk)
    return not is_signed_by(Relation.GUARDIAN, subject, purpose=Purpose.ACCOMPANIMENT)


def said_no_since(participant: Participant, at: datetime) -> bool:
    """Return whether somebody who takes part no more said so after a moment, with a signed permission or without."""
    consents = Consent.objects.filter(
        subject_kind=SubjectKind.PARTICIPANT, subject_key=participant.pk, purpose=Purpose.ACCOMPANIMENT
    )
    turns = AgreementTurn.objects.filter(participant=participant, agrees=False)
    is_since = turns.filter(at__gt=at).exists() or consents.filter(withdrawn_at__gt=at).exists()
    return is_since and bool(taken_back([participant], days=(timezone.localdate(),)))


def _in_hand(participant: Participant) -> Participant:
    """Return the row under which somebody is kept, held as whoever writes that they came holds it."""
    hold_subject(Subject(SubjectKind.PARTICIPANT, participant.pk))
    row = Participant.objects.filter(pk=participant.pk).first()
    if row is None:
        raise InputProblem(N_("There is no such record any more."))
    return kept_of(row)


@transaction.atomic
def take_back(participant: Participant, *, by: Staff, why: str = "") -> bool:
    """Write down that somebody takes part no more from today on; return whether they did until now.

    The caller has made sure that `by` may write of this person. Nobody has to give a reason.
    """
    row, today = _in_hand(participant), timezone.localdate()
    if taken_back([row], days=(today,)):
        return False
    turn = AgreementTurn.objects.create(
        participant=row, agrees=False, on=today, at=timezone.now(), by=by, why=why.strip()
    )
    for hears in hearers():
        hears(Subject(SubjectKind.PARTICIPANT, row.pk), Purpose.ACCOMPANIMENT, by)
    record("participant.taken_back", turn, by=by)
    return True


@transaction.atomic
def agree_anew(
    participant: Participant, *, on: date, by: Staff, guardian_agreed: bool = False
) -> AgreementTurn:
    """Write down that somebody who had taken it back takes part again from a day on; both days stay.

    It lets them come to activities. To be accompanied in a case they sign a permission.

    Raises:
        InputProblem: they take part already, the day is before they took it back or ahead, or no guardian agreed.
    """
    row, today = _in_hand(participant), timezone.localdate()
    if not taken_back([row], days=(today,)):
        raise InputProblem(N_("They take part already: nothing was taken back that does not hold again."))
    if on > today:
        raise InputProblem(N_("That day has not come yet."), field="on")
    ages = known_ages(Subject(SubjectKind.PARTICIPANT, row.pk), on=on)
    if ages is not None and ages[1] < OF_AGE and not guardian_agreed:
        raise InputProblem(
            N_("Under {age}, father, mother or guardian must have agreed too, in writing."),
            field="guardian_agreed",
            age=OF_AGE,
        )
    turn = AgreementTurn.objects.create(
        participant=row, agrees=True, on=on, at=timezone.now(), by=by, guardian_agreed=guardian_agreed
    )
    if taken_back([row], days=(today,)):
        raise InputProblem(
            N_("They took it back after that day, so it cannot be the day of a new agreement."), field="on"
        )
    record("participant.agreed_anew", turn, by=by)
    return turn
