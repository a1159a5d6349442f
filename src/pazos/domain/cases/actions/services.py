"""Sending somebody to another service, and writing down what it answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.cases.actions.once import written
from pazos.domain.cases.models import ServiceReferral
from pazos.domain.cases.rules import services as rules
from pazos.domain.cases.rules.working import (
    what_blocks_permission,
    what_blocks_reach,
    what_blocks_work,
)
from pazos.domain.cases.vocabulary import ServiceAnswer, ServiceKind
from pazos.domain.outreach.answers import one_of
from pazos.domain.refusing import refuse
from pazos.domain.refusing.at_once import in_hand
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from pazos.domain.cases.models import Case
    from pazos.domain.people.models import Staff


@transaction.atomic
def send(
    case: Case,
    *,
    id: UUID,  # noqa: A002 - the field's own name
    kind: str,
    to: str,
    sent_on: date,
    by: Staff,
    answer_due_on: date | None = None,
    note: str = "",
) -> ServiceReferral:
    """Write down that the person was sent to another service, and by when it is to answer.

    The same number a second time gives the row that stands.
    """
    held, standing = written(ServiceReferral, id, case=case, by=by)
    if standing is not None:
        return standing
    due = answer_due_on or sent_on + rules.ANSWER_WITHIN
    refuse(
        (
            *what_blocks_work(held, on=sent_on, by=by),
            *rules.what_blocks_sending(to=to, sent_on=sent_on, due_on=due),
        )
    )
    row = ServiceReferral.objects.create(
        id=id,
        case=held,
        kind=one_of("kind", kind, ServiceKind),
        to=to.strip(),
        sent_on=sent_on,
        answer_due_on=due,
        note=note.strip(),
        by=by,
    )
    made(row, by=by)
    audit.record("case.service_sent", row, by=by, kind=row.kind)
    return row


@transaction.atomic
def answered(
    service: ServiceReferral, *, answer: str, on: date, by: Staff, note: str | None = None
) -> ServiceReferral:
    """Write down what the service answered; the case may have ended since, the permission may not."""
    row = in_hand(ServiceReferral.objects.all(), service.pk)
    refuse(
        (
            *what_blocks_reach(row.case, by=by),
            *what_blocks_permission(row.case.participant_id, on=timezone.localdate()),
            *rules.what_blocks_answering(
                answer=answer, sent_on=row.sent_on, on=on, today=timezone.localdate()
            ),
        )
    )
    kept = row.note if note is None else note.strip()
    if change(row, by=by, answer=answer, answered_on=on, note=kept):
        audit.record("case.service_answered", row, by=by, answer=str(ServiceAnswer(answer)))
    return row
