"""The duties of each side: written in the draft, done with what proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from pazos.domain.partners.asking import may_say_done, must_manage, words
from pazos.domain.partners.facts import facts_of
from pazos.domain.partners.models import Agreement, Duty
from pazos.domain.partners.rules import (
    Block,
    what_blocks_done,
    what_blocks_saying,
    what_blocks_sending_back,
)
from pazos.domain.partners.vocabulary import AgreementState, Side
from pazos.domain.refusing import refuse
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.documents.models import Document
    from pazos.domain.people.models import Staff

LONGEST = 300


@transaction.atomic
def add_duty(
    agreement: Agreement, *, side: Side | str, text: str, by: Staff, due_on: date | None = None
) -> Duty:
    """Write one duty of one side into a draft; without a day it holds as long as the agreement does."""
    must_manage(by)
    _refuse_signed(agreement)
    duty = Duty.objects.create(
        agreement=agreement,
        side=Side(side).value,
        text=words(text, field="text", most=LONGEST),
        due_on=due_on,
    )
    made(duty, by=by)
    audit.record("agreement.duty_added", duty, by=by, side=duty.side)
    return duty


@transaction.atomic
def change_duty(duty: Duty, *, side: Side | str, text: str, due_on: date | None, by: Staff) -> None:
    """Change a duty of a draft."""
    must_manage(by)
    _refuse_signed(duty.agreement)
    line = words(text, field="text", most=LONGEST)
    if change(duty, by=by, side=Side(side).value, text=line, due_on=due_on):
        audit.record("agreement.duty_changed", duty, by=by, side=duty.side)


@transaction.atomic
def remove_duty(duty: Duty, *, by: Staff) -> None:
    """Take a duty out of a draft."""
    must_manage(by)
    _refuse_signed(duty.agreement)
    audit.record("agreement.duty_removed", duty, by=by, side=duty.side)
    duty.delete()


@transaction.atomic
def say_own_done(duty: Duty, *, on: date, by: Staff, evidence: Document | None = None) -> None:
    """Write down that a partner says a duty of its own was done, with what proves it; the city still accepts it.

    Raises:
        RefusedError: with every reason: the city's duty, said already, no evidence, an impossible day.
    """
    held = Duty.objects.select_for_update(of=("self",)).select_related("agreement__partner").get(pk=duty.pk)
    if not may_say_done(by, held.agreement.partner):
        raise PermissionDenied
    blocks = _against_done(held, on=on, proof=evidence)
    refuse(what_blocks_saying(blocks, side=held.side, is_said=held.said_done_on is not None))
    change(duty, by=by, said_done_on=on, said_by=by, evidence=evidence, sent_back_because="")
    audit.record("agreement.duty_said_done", duty, by=by, on=on.isoformat())


@transaction.atomic
def send_back(duty: Duty, *, reasons: str, by: Staff) -> None:
    """Say that what a partner called done is not, and why; its evidence stays beside the duty until it says so again."""
    must_manage(by)
    held = Duty.objects.select_for_update().get(pk=duty.pk)
    refuse(
        what_blocks_sending_back(
            is_said=held.said_done_on is not None,
            is_done=held.done_on is not None,
            has_reasons=bool(reasons.strip()),
        )
    )
    because = words(reasons, field="reasons", most=LONGEST)
    change(duty, by=by, said_done_on=None, said_by=None, sent_back_because=because)
    audit.record("agreement.duty_sent_back", duty, by=by)


@transaction.atomic
def say_done(duty: Duty, *, on: date, by: Staff, evidence: Document | None = None) -> None:
    """Write down that a duty was done on a day, with what proves it.

    Raises:
        RefusedError: with every reason: not signed, done already, no evidence, an impossible day.
    """
    must_manage(by)
    held = Duty.objects.select_for_update().get(pk=duty.pk)
    proof = evidence or held.evidence
    refuse(_against_done(held, on=on, proof=proof))
    change(duty, by=by, done_on=on, evidence=proof, sent_back_because="")
    audit.record("agreement.duty_done", duty, by=by, side=duty.side, on=on.isoformat())


def _against_done(held: Duty, *, on: date, proof: Document | None) -> tuple[Block, ...]:
    return what_blocks_done(
        facts_of(held.agreement, on=on),
        is_done=held.done_on is not None,
        has_evidence=proof is not None,
        on=on,
        today=timezone.localdate(),
    )


def _refuse_signed(agreement: Agreement) -> None:
    state = Agreement.objects.select_for_update().values_list("state", flat=True).get(pk=agreement.pk)
    if state != AgreementState.DRAFT:
        refuse([Block.NOT_DRAFT])
