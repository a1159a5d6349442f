"""Taking somebody in who was referred: who they are, what they permit, and their case, all or nothing.

The rule of the waiting list holds here too: whoever is taken in before others is so by the word of a
supervisor, and the reason stands in the trail.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from pazos.domain.cases.actions.answering import answered, to_answer
from pazos.domain.cases.actions.opening import open_case, take_in_hand
from pazos.domain.cases.queries import eligibility as fitting
from pazos.domain.cases.queries import waiting
from pazos.domain.cases.rules import ages
from pazos.domain.cases.rules import referring as rules
from pazos.domain.cases.rules.eligibility import ages_told, explain
from pazos.domain.cases.rules.waiting import BeforeOthers
from pazos.domain.cases.rules.working import subject_of
from pazos.domain.cases.vocabulary import CaseState, ReferralState
from pazos.domain.participants.actions import welcome
from pazos.domain.participants.queries import kept_of, participants
from pazos.domain.refusing import refuse
from pazos.domain.rights.actions.consents import give
from pazos.domain.rights.queries.ages import known_ages
from pazos.domain.rights.queries.consents import is_signed_by
from pazos.domain.rights.vocabulary import Basis, Purpose, Relation
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.actions import record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pazos.domain.cases.models import Case, Cohort, Referral
    from pazos.domain.cases.rules.eligibility import EligibilityFacts
    from pazos.domain.participants.models import Participant
    from pazos.domain.people.models import Staff
    from pazos.domain.rights.rules.consenting import Ages


@dataclass(frozen=True)
class Permit:
    """What was signed: by whom, until when, and the purpose as it was read out."""

    signatory: str
    given_on: date
    expires_on: date
    purpose_text: str
    relation: str = Relation.SELF
    heard_on: date | None = None  # the minor was heard
    document: str = ""  # where the signed paper is
    id: uuid.UUID = field(default_factory=uuid.uuid4)


@transaction.atomic
def accept(
    referral: Referral,
    *,
    by: Staff,
    supervisor: Staff,
    permit: Permit | None = None,
    participant: Participant | None = None,
    document: str = "",
    word: str = "",
    pair: Sequence[Staff] = (),
    cohort: Cohort | None = None,
    told_on: date | None = None,
    before_others: str = "",
    above_the_ceiling: bool = False,
) -> Case:
    """Take somebody in and return their case. Without `participant` they are written down under the name they chose.

    `permit` may be left out where a permission holds already; under 18 a guardian signs and the minor
    is heard, whether the referral says so or what is known of the person. `before_others` (a code of
    `BeforeOthers`) counts only when a supervisor says it.

    Raises:
        PermissionDenied: out of reach; RefusedError: everything in the way; InputProblem: of the paper signed.
    """
    row = to_answer(referral, by=by)
    known = known_to(row, participant, by=by)
    take_in_hand(known, pair=pair, cohort=cohort)
    facts = fitting.facts_of(row)
    if known is not None:
        _refuse_ages(known, facts, signs_anew=permit is not None)
    minor = ages.is_minor(told=rules.is_minor(facts), known=_known_ages(known, on=facts.on))
    as_what = row.waits_as or waiting.class_for(row, participant=known, ordered_until=row.ordered_until)
    says_why = bool(before_others) and by.may(Permission.SUPERVISE_CASES)
    why = BeforeOthers(before_others).value if says_why else ""
    asked = rules.AcceptFacts(
        state=row.state,
        eligibility=explain(facts),
        minor=minor,
        has_birth_date=row.born_on is not None,
        has_open_case=known is not None and known.cases.exclude(state=CaseState.ENDED).exists(),
        others_first=waiting.before_of(row, waits_as=as_what),
        says_why_before_others=says_why,
    )
    refuse(rules.what_blocks_accepting(asked))
    person = known or _welcomed(row, permit, document=document, word=word, by=by)
    if known is None:  # the document may have told who they are
        _refuse_ages(person, facts, signs_anew=permit is not None)
    if permit is not None:
        _permit(person, permit, born_on=row.born_on if minor else None, by=by)
    waited = row.state == ReferralState.WAITING
    answered(row, ReferralState.ACCEPTED, by=by, told_on=told_on, participant=person)
    record("referral.accepted", row, by=by, waited=waited, before_others=why)
    return open_case(
        row,
        participant=person,
        supervisor=supervisor,
        pair=pair,
        on=timezone.localdate(),
        by=by,
        cohort=cohort,
        above_the_ceiling=above_the_ceiling,
    )


def _known_ages(person: Participant | None, *, on: date) -> Ages | None:
    return known_ages(subject_of(person.pk), on=on) if person is not None else None


def _refuse_ages(person: Participant, facts: EligibilityFacts, *, signs_anew: bool) -> None:
    known = _known_ages(person, on=facts.on)
    refuse(
        ages.what_blocks_ages(
            ages_told(facts),
            known,
            minor=ages.is_minor(told=rules.is_minor(facts), known=known),
            signs_anew=signs_anew,
            guardian_signed=is_signed_by(
                Relation.GUARDIAN, subject_of(person.pk), purpose=Purpose.ACCOMPANIMENT
            ),
        )
    )


def known_to(row: Referral, participant: Participant | None, *, by: Staff) -> Participant | None:
    """Return the person under whom they are kept; refuse somebody whom `by` may not see."""
    if participant is None:
        return None
    kept = kept_of(participant)
    if kept.pk != row.participant_id and not participants(seen_by=by).filter(pk=kept.pk).exists():
        raise PermissionDenied
    return kept


def _welcomed(row: Referral, permit: Permit | None, *, document: str, word: str, by: Staff) -> Participant:
    return welcome(
        name=row.name,
        document=document,
        born_on=row.born_on,
        word=word,
        guardian_agreed=permit is not None and permit.relation == Relation.GUARDIAN,
        neighbourhood=row.neighbourhood,
        agreed_on=permit.given_on if permit else row.agreed_on,
        by=by,
    )


def _permit(person: Participant, permit: Permit, *, born_on: date | None, by: Staff) -> None:
    give(
        subject_of(person.pk),
        id=permit.id,
        basis=Basis.CONSENT,
        purpose=Purpose.ACCOMPANIMENT,
        purpose_text=permit.purpose_text,
        signatory=permit.signatory,
        relation=permit.relation,
        given_on=permit.given_on,
        expires_on=permit.expires_on,
        born_on=born_on,
        heard_on=permit.heard_on,
        document=permit.document,
        by=by,
    )
