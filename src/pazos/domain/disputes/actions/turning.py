"""A dispute changes hands or state: claimed, offered, taken over, declined, closed, opened again.

Sent twice, a deed happens once. What a colleague did in between is never undone by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from pazos.domain.disputes import rules
from pazos.domain.disputes.actions.holding import day_of, take_in_hand, turned, who_works_here
from pazos.domain.disputes.models import SHORT, Dispute, Turn
from pazos.domain.disputes.standing import ahead_of, standing
from pazos.domain.disputes.vocabulary import Reason, State
from pazos.domain.outreach import answers
from pazos.domain.refusing import refuse
from pazos.foundation.audit import actions as audit

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from pazos.domain.people.models import Staff


@transaction.atomic
def claim(
    dispute: Dispute,
    *,
    id: UUID,  # noqa: A002 - the field's own name
    by: Staff,
    at: datetime,
) -> Turn:
    """Take an alert: from now on this person answers for it."""
    held = take_in_hand(dispute, by=by)
    before = standing(held, by=by)
    turn, is_new = turned(held, Turn.Deed.CLAIMED, key=id, by=by, at=at)
    if is_new:
        refuse(rules.what_blocks_claiming(before))
        held.state, held.holder, held.claimed_at = State.CLAIMED, by, at
        held.save(update_fields=["state", "holder", "claimed_at"])
        audit.record("dispute.claimed", held, by=by)
    return turn


@transaction.atomic
def offer(
    dispute: Dispute,
    *,
    id: UUID,  # noqa: A002 - the field's own name
    to: int,
    reason: str,
    note: str,
    by: Staff,
    at: datetime,
) -> Turn:
    """Ask somebody of the cluster (`to` is the number of their account) to take the dispute over."""
    held = take_in_hand(dispute, by=by)
    text = answers.short_text("note", note, most=SHORT)
    turn, is_new = turned(
        held, Turn.Deed.OFFERED, key=id, by=by, at=at, to_id=to, reason=_known(reason), note=text
    )
    if is_new:
        refuse(
            rules.what_blocks_handing_over(
                standing(held, by=by),
                reason=reason,
                holds_already=held.holder_id == to,
                works_here=who_works_here(to, held) is not None,
                waits_already=held.offered_to_id == to,
            )
        )
        held.offered_to_id = to
        held.save(update_fields=["offered_to"])
        audit.record("dispute.offered", held, by=by, reason=reason)
    return turn


@transaction.atomic
def take_over(
    dispute: Dispute,
    *,
    id: UUID,  # noqa: A002 - the field's own name
    by: Staff,
    at: datetime,
) -> Turn:
    """Accept a hand-over, or as the coordinator take a dispute from somebody who cannot hold it."""
    held = take_in_hand(dispute, by=by)
    before = standing(held, by=by)
    turn, is_new = turned(held, Turn.Deed.TAKEN_OVER, key=id, by=by, at=at)
    if is_new:
        refuse(rules.what_blocks_taking_over(before))
        held.follow_ups.filter(done_on__isnull=True, dropped="", assigned_to=held.holder_id).update(
            assigned_to=by
        )
        held.holder, held.offered_to = by, None
        held.save(update_fields=["holder", "offered_to"])
        audit.record("dispute.taken_over", held, by=by)
    return turn


@transaction.atomic
def decline(
    dispute: Dispute,
    *,
    id: UUID,  # noqa: A002 - the field's own name
    note: str = "",
    by: Staff,
    at: datetime,
) -> Turn:
    """Say no to a hand-over: who held the dispute holds it still."""
    held = take_in_hand(dispute, by=by)
    before = standing(held, by=by)
    text = answers.short_text("note", note, most=SHORT)
    turn, is_new = turned(held, Turn.Deed.DECLINED, key=id, by=by, at=at, note=text)
    if is_new:
        refuse(rules.what_blocks_declining(before))
        held.offered_to = None
        held.save(update_fields=["offered_to"])
        audit.record("dispute.declined", held, by=by)
    return turn


@transaction.atomic
def close(
    dispute: Dispute,
    *,
    id: UUID,  # noqa: A002 - the field's own name
    outcome: str,
    reason: str,
    note: str,
    by: Staff,
    at: datetime,
) -> Turn:
    """End a dispute with how it ended and why; what was entered wrongly is closed as that, never erased."""
    held = take_in_hand(dispute, by=by)
    before, ahead = standing(held, by=by), ahead_of(held)
    text = answers.short_text("note", note, most=SHORT)
    turn, is_new = turned(held, Turn.Deed.CLOSED, key=id, by=by, at=at, reason=_known(reason), note=text)
    if is_new:
        refuse(rules.what_blocks_closing(before, ahead, outcome=outcome, reason=reason, on=day_of(at)))
        held.state, held.outcome, held.closed_at, held.offered_to = State.CLOSED, outcome, at, None
        held.save(update_fields=["state", "outcome", "closed_at", "offered_to"])
        audit.record("dispute.closed", held, by=by, reason=reason)
    return turn


@transaction.atomic
def reopen(
    dispute: Dispute,
    *,
    id: UUID,  # noqa: A002 - the field's own name
    reason: str,
    note: str,
    by: Staff,
    at: datetime,
) -> Turn:
    """Open a closed dispute again: it is an alert, and somebody must take it."""
    held = take_in_hand(dispute, by=by)
    before = standing(held, by=by)
    text = answers.short_text("note", note, most=SHORT)
    turn, is_new = turned(held, Turn.Deed.REOPENED, key=id, by=by, at=at, reason=_known(reason), note=text)
    if is_new:
        refuse(rules.what_blocks_reopening(before, reason=reason))
        held.state, held.outcome, held.closed_at = State.ALERT, "", None
        held.holder, held.claimed_at = None, None
        held.save(update_fields=["state", "outcome", "closed_at", "holder", "claimed_at"])
        audit.record("dispute.reopened", held, by=by, reason=reason)
    return turn


def _known(reason: str) -> str:
    return reason if reason in Reason.values else ""
