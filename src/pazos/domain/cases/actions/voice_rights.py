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
from pazos.domain.rights.actions import consents, requests
from pazos.domain.rights.vocabulary import Channel, Proof, Relation, RequestKind
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.domain.cases.queries.voice_sheet import Sheet
    from pazos.domain.people.models import Staff
    from pazos.domain.rights.models import Request

ASKED = (RequestKind.DELETION, RequestKind.CORRECTION)


def _refuse_others(sheet: Sheet, *, by: Staff) -> None:
    """Refuse whoever could not be shown this sheet."""
    if not queries.is_open(sheet.participant, seen_by=by):
        raise InputProblem(N_("This person's data are not open to this account."))


@transaction.atomic
def take_back(sheet: Sheet, *, by: Staff, why: str = "") -> int:
    """Take every permission of a person back from today on; return how many. Nobody has to give a reason.

    What stands on them stops in the same transaction.
    """
    _refuse_others(sheet, by=by)
    rows = queries.permissions_of(sheet)
    if not rows:
        raise InputProblem(N_("There is no permission to take back: none holds today."))
    for row in rows:
        consents.withdraw(row, on=timezone.localdate(), why=why, by=by)
    audit.record("own_sheet.withdrawn", sheet.participant, by=by, permissions=len(rows))
    return len(rows)


@transaction.atomic
def ask(sheet: Sheet, *, kind: str, words: str, proof: str, by: Staff) -> Request:
    """Write a request of a person down for the rights desk, with whose data it is and how they are known."""
    _refuse_others(sheet, by=by)
    if kind not in ASKED:
        raise InputProblem(N_("kind: to correct or to erase."))
    today = timezone.localdate()
    made = requests.receive(
        id=uuid.uuid4(),
        kind=kind,
        channel=Channel.COUNTER,
        received_on=today,
        requester=sheet.participant.name,
        relation=Relation.SELF,
        contact="",
        asked=words,
        by=by,
    )
    requests.identify(made, subject=sheet.subject, proof=Proof(proof), on=today, by=by)
    audit.record("own_sheet.asked", sheet.participant, by=by, kind=kind)
    return made


def taken(sheet: Sheet, *, form: str, by: Staff) -> None:
    """Note that what is kept of a person was handed out, on paper or as a file."""
    audit.record("own_sheet.taken", sheet.participant, by=by, form=form)
