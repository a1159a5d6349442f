"""What somebody does about their own data, through whoever accompanies them or at the rights desk.

Taking a permission back is done at once; erasing and correcting are asked of the desk, which answers in the
time of the law.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.cases.queries import voice_sheet as queries
from pazos.domain.participants import agreeing
from pazos.domain.rights.actions import consents, requests
from pazos.domain.rights.queries.ages import known_ages
from pazos.domain.rights.rules.consenting import ADULT
from pazos.domain.rights.vocabulary import Channel, Proof, Relation, RequestKind
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.cases.queries.voice_sheet import Sheet
    from pazos.domain.people.models import Staff
    from pazos.domain.rights.models import Request

ASKED = (RequestKind.DELETION, RequestKind.CORRECTION)
ASKING = (Relation.SELF, Relation.GUARDIAN)


def _refuse_others(sheet: Sheet, *, by: Staff) -> None:
    """Refuse whoever could not be shown this sheet."""
    if not queries.is_open(sheet.participant, seen_by=by):
        raise InputProblem(N_("This person's data are not open to this account."))


@transaction.atomic
def take_back(sheet: Sheet, *, by: Staff, why: str = "") -> int:
    """Take every permission of a person back from today on, and that they take part; return how many.

    Nobody has to give a reason. What stands on them stops in the same transaction. Whoever is known from
    activities alone signed no permission: what they take back is that they agreed to take part.
    """
    _refuse_others(sheet, by=by)
    rows = queries.permissions_of(sheet)
    for row in rows:
        consents.withdraw(row, on=timezone.localdate(), why=why, by=by)
    # A permission to be accompanied ends both; others leave the agreement to take part as it was.
    taken = len(rows) + agreeing.take_back(sheet.participant, by=by, why=why)
    if not taken:
        raise InputProblem(
            N_("There is nothing to take back: they take part no more, and no permission holds.")
        )
    audit.record("own_sheet.withdrawn", sheet.participant, by=by, permissions=taken)
    return taken


@transaction.atomic
def agree_anew(sheet: Sheet, *, on: date, by: Staff, guardian_agreed: bool = False) -> None:
    """Write down that a person takes part in activities again; a case needs a permission of its own."""
    _refuse_others(sheet, by=by)
    agreeing.agree_anew(sheet.participant, on=on, by=by, guardian_agreed=guardian_agreed)
    audit.record("own_sheet.agreed", sheet.participant, by=by)


@transaction.atomic
def ask(
    sheet: Sheet,
    *,
    kind: str,
    words: str,
    proof: str,
    by: Staff,
    relation: str = Relation.SELF,
    requester: str = "",
) -> Request:
    """Write a request down for the rights desk: who asks, whose data it is and how whoever asks is known.

    `requester` names the guardian; the person is named as on the sheet.

    Raises:
        InputProblem: another right; a guardian who is not named, who shows nothing, or of somebody of age.
    """
    _refuse_others(sheet, by=by)
    if kind not in ASKED:
        raise InputProblem(N_("kind: to correct or to erase."))
    if relation not in ASKING:
        raise InputProblem(N_("Say who asks: the person, or father, mother or guardian."), field="relation")
    if relation == Relation.GUARDIAN:
        _refuse_guardian(sheet, requester=requester, proof=proof)
    today = timezone.localdate()
    made = requests.receive(
        id=uuid.uuid4(),
        kind=kind,
        channel=Channel.COUNTER,
        received_on=today,
        requester=requester if relation == Relation.GUARDIAN else sheet.participant.name,
        relation=relation,
        contact="",
        asked=words,
        by=by,
    )
    requests.identify(made, subject=sheet.subject, proof=Proof(proof), on=today, by=by)
    audit.record("own_sheet.asked", sheet.participant, by=by, kind=kind, relation=relation)
    return made


def _refuse_guardian(sheet: Sheet, *, requester: str, proof: str) -> None:
    if not requester.strip():
        raise InputProblem(N_("Write the name of the guardian who asks."), field="requester")
    if proof == Proof.KNOWN:
        raise InputProblem(
            N_(
                "A guardian shows their identity document or the proof that they are the guardian; that the "
                "person is known is not enough."
            ),
            field="proof",
        )
    ages = known_ages(sheet.subject, on=timezone.localdate())
    if ages is not None and ages[0] >= ADULT:
        raise InputProblem(
            N_("From 18 on the person asks. If the age is wrong, have it put right on their page first."),
            field="relation",
        )


def taken(sheet: Sheet, *, form: str, by: Staff) -> None:
    """Note that what is kept of a person was handed out, on paper or as a file."""
    audit.record("own_sheet.taken", sheet.participant, by=by, form=form)
