"""How an answer to a referral is written: one row, locked, by somebody who may answer it, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from pazos.domain.cases.models import Referral
from pazos.domain.cases.queries import referring as queries
from pazos.domain.cases.rules import referring as rules
from pazos.domain.refusing import refuse
from pazos.foundation.history.changing import change

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.cases.vocabulary import ReferralState
    from pazos.domain.people.models import Staff


def locked(referral: Referral, *, by: Staff) -> Referral:
    """Return the row locked until the transaction ends; refuse whoever may neither see nor answer it."""
    rows = Referral.objects.select_for_update(of=("self",)).select_related("neighbourhood", "cluster")
    row = rows.filter(queries.reached(by), pk=referral.pk).first()
    if row is None:
        raise PermissionDenied
    return row


def to_answer(referral: Referral, *, by: Staff) -> Referral:
    """Return the row locked for an answer; refuse whoever may not answer it."""
    row = locked(referral, by=by)
    if not queries.may_answer(row, by):
        raise PermissionDenied
    refuse(rules.what_blocks_answering(row.state, is_gone=row.emptied_at is not None))
    return row


def answered(
    row: Referral, state: ReferralState, *, by: Staff, told_on: date | None, **values: object
) -> None:
    """Write an answer with who gave it and when, and the day on which the person was told."""
    now = timezone.now()
    today = timezone.localdate(now)
    if told_on is not None:
        made_on = timezone.localdate(row.made_at)
        refuse(rules.what_blocks_telling(made_on=made_on, told_on=told_on, on=today))
    values |= {"state": state, "answered_at": now, "answered_by": by, "told_on": told_on}
    change(row, by=by, **values, version=row.version + 1)
