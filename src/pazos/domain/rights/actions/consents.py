"""Writing a permission down, taking it back, and giving it again for longer.

What is written is never changed. From the day a permission is taken back nothing may be done with
the data for its purpose, and every use asks (`queries.consents.may_process`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.refusing import refuse
from pazos.domain.refusing.at_once import in_hand, put
from pazos.domain.rights.models import Consent
from pazos.domain.rights.queries.ages import known_ages
from pazos.domain.rights.queries.consents import facts_of
from pazos.domain.rights.registry import Subject, hearers, hold_subject
from pazos.domain.rights.rules.consenting import ADULT, age_on, contradict, what_blocks_one
from pazos.domain.rights.vocabulary import Basis, Relation
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    import uuid
    from datetime import date

    from pazos.domain.people.models import Staff


@transaction.atomic
def give(
    subject: Subject,
    *,
    id: uuid.UUID,  # noqa: A002 - the field's own name
    basis: str,
    purpose: str,
    purpose_text: str,
    signatory: str,
    relation: str,
    given_on: date,
    expires_on: date | None,
    by: Staff,
    born_on: date | None = None,
    heard_on: date | None = None,
    document: str = "",
    renews: Consent | None = None,
) -> Consent:
    """Write one ground down. `born_on` is asked of whoever may be under 18; `heard_on` when the minor was heard.

    What is known of the person's age counts beside what is typed: neither alone makes somebody of age.
    The same number a second time gives the row that stands.
    """
    standing = Consent.objects.filter(pk=id).first()
    if standing is not None:
        return standing
    made = Consent(
        id=id,
        subject_kind=subject.kind,
        subject_key=subject.key,
        basis=basis,
        purpose=purpose,
        purpose_text=purpose_text.strip(),
        signatory=signatory.strip(),
        relation=relation,
        born_on=born_on,
        heard_on=heard_on,
        heard_by=by if heard_on else None,
        given_on=given_on,
        expires_on=expires_on,
        document=document.strip(),
        renews=renews,
        written_at=timezone.now(),
        written_by=by,
    )
    _refuse_wrong(made)
    if (earlier := put(made, own=Consent.objects.filter(written_by=by))) is not None:
        return earlier
    verb = "consent.renewed" if renews else "consent.given"
    audit.record(verb, made, by=by, kind=subject.kind, basis=basis, purpose=purpose)
    return made


def _refuse_wrong(made: Consent) -> None:
    today = timezone.localdate()
    if made.given_on > today:
        raise InputProblem(N_("given_on: a permission is written down once it is given, not before."))
    if made.basis == Basis.CONSENT and made.expires_on is None:
        raise InputProblem(N_("expires_on: a permission has a last day."))
    if made.expires_on is not None and made.expires_on < made.given_on:
        raise InputProblem(N_("expires_on: the last day stands before the first."))
    if made.basis == Basis.CONSENT and not made.signatory:
        raise InputProblem(N_("signatory: say who signed."))
    if not made.purpose_text:
        raise InputProblem(N_("purpose_text: say in words what the data are for, as it was read out."))
    if made.basis == Basis.CONSENT and made.relation == Relation.GUARDIAN and made.born_on is None:
        raise InputProblem(N_("born_on: say when the minor was born for whom a guardian signs."))
    if made.heard_on is not None and made.heard_on > today:
        raise InputProblem(N_("heard_on: this day is still to come."))
    if made.basis == Basis.CONSENT:
        _refuse_other_age(made)
    refuse(what_blocks_one(facts_of(made), on=made.given_on))


def _refuse_other_age(made: Consent) -> None:
    """Refuse a permission that takes somebody for another age than the one that is known of them."""
    known = known_ages(Subject(made.subject_kind, made.subject_key), on=made.given_on)
    if known is None:
        return
    if made.born_on is None:
        if known[1] < ADULT:
            raise InputProblem(
                N_(
                    "born_on: by what is kept of this person they were under 18 on that day. A guardian signs, the "
                    "minor is heard, and the birth date is written. If the age is wrong, have it put right on the "
                    "person's page, with the reason, and write this again."
                )
            )
        return
    age = age_on(made.given_on, born_on=made.born_on)
    if contradict((age, age), known):
        raise InputProblem(
            N_(
                "born_on: this birth date and the age that is kept of this person contradict one another, and it "
                "depends on the age who signs. Look at the paper: put this date right, or have the age put right on "
                "the person's page, with the reason."
            )
        )


@transaction.atomic
def withdraw(consent: Consent, *, on: date, by: Staff, why: str = "") -> Consent:
    """Take a permission back from a day on; nobody has to give a reason. Twice is once.

    What stands on it stops in the same transaction (`registry.hearers`), and whoever writes of the person in
    the same moment comes before it or after it.
    """
    hold_subject(Subject(consent.subject_kind, consent.subject_key))
    held = in_hand(Consent.objects.all(), consent.pk)
    if held.basis != Basis.CONSENT:
        raise InputProblem(
            N_("What stands on another ground than permission cannot be taken back by withdrawing.")
        )
    if held.withdrawn_on is not None:
        return held
    if on < held.given_on or on > timezone.localdate():
        raise InputProblem(N_("withdrawn_on: between the day it was given and today."))
    held.withdrawn_on, held.withdrawn_at = on, timezone.now()
    held.withdrawn_by, held.withdrawn_why = by, why.strip()
    held.save(update_fields=["withdrawn_on", "withdrawn_at", "withdrawn_by", "withdrawn_why"])
    # Before the trail: whoever writes of what stops here waits for the trail with its case in hand.
    for hears in hearers():
        hears(Subject(held.subject_kind, held.subject_key), held.purpose, by)
    audit.record("consent.withdrawn", held, by=by, kind=held.subject_kind, purpose=held.purpose)
    return held


def renew(
    consent: Consent,
    *,
    id: uuid.UUID,  # noqa: A002 - the field's own name
    given_on: date,
    expires_on: date,
    signatory: str,
    relation: str,
    by: Staff,
    born_on: date | None = None,
    heard_on: date | None = None,
    document: str = "",
) -> Consent:
    """Write down that the same thing is permitted for longer; somebody who turned 18 signs in person.

    `born_on` counts where the permission that is renewed says none.
    """
    return give(
        Subject(consent.subject_kind, consent.subject_key),
        id=id,
        basis=consent.basis,
        purpose=consent.purpose,
        purpose_text=consent.purpose_text,
        signatory=signatory,
        relation=relation,
        born_on=consent.born_on or born_on,
        heard_on=heard_on,
        given_on=given_on,
        expires_on=expires_on,
        document=document,
        renews=consent,
        by=by,
    )
