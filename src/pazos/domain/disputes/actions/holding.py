"""A dispute in hand: locked, within reach, and written to in the name of who saw it.

Every deed on a dispute begins here. A coordinator may take in what somebody else wrote (a phone
that came back after its owner moved or left): then `author` is who wrote it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.utils import timezone

from pazos.domain.disputes.models import Dispute, Turn
from pazos.domain.disputes.reaching import coordinates, reached
from pazos.domain.outreach.answers import written_before
from pazos.domain.people.models import Staff
from pazos.domain.teams.queries import reach_of
from pazos.domain.teams.rules import OutOfReachError
from pazos.foundation.access.policy import Permission, Scope
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from pazos.domain.disputes.models import FromPhone

    F = TypeVar("F", bound=FromPhone)


def take_in_hand(dispute: Dispute, *, by: Staff, author: Staff | None = None) -> Dispute:
    """Return the dispute as it stands now, locked until the end of the transaction; refuse it out of reach."""
    rows = Dispute.objects.select_for_update()
    held = rows.filter(reached(by, Permission.USE_FIELD), pk=dispute.pk).first()
    if held is None or (author is not None and author != by and not coordinates(by, held.cluster_id)):
        raise OutOfReachError(N_("This dispute is outside your clusters."))
    return held


def may_write(by: Staff, *, author: Staff | None, cluster: int | None) -> Staff:
    """Return in whose name a new record is written; refuse who may write none there."""
    if reach_of(by, Permission.USE_FIELD).is_nothing:
        raise OutOfReachError(N_("Your account does not write from the street today."))
    if author is not None and author != by and not coordinates(by, cluster):
        raise OutOfReachError(N_("Only the cluster's coordinator takes in what somebody else wrote."))
    return author or by


def who_works_here(number: int, dispute: Dispute) -> Staff | None:
    """Return the account of that number if it writes from the street in the dispute's cluster today."""
    staff = Staff.objects.filter(pk=number).first()
    if staff is None:
        return None
    reach = reach_of(staff, Permission.USE_FIELD)
    if reach.is_nothing:
        return None
    here = dispute.cluster_id is None or reach.scope is Scope.CITY or dispute.cluster_id in reach.clusters
    return staff if here else None


def written_once(
    model: type[F], key: UUID, *, by: Staff, at: datetime, dispute: Dispute, **content: Any
) -> tuple[F, bool]:
    """Return the row of this number and whether it is new: the same sent twice is written once."""
    named = {"dispute_id": dispute.pk, **content}
    earlier = written_before(model, key, by=by, content=named)
    if earlier is not None:
        return earlier, False
    return model._default_manager.create(id=key, written_by=by, written_at=at, **named), True


def turned(
    dispute: Dispute, deed: Turn.Deed, *, key: UUID, by: Staff, at: datetime, **content: Any
) -> tuple[Turn, bool]:
    """Write down that a dispute changes hands or state."""
    return written_once(Turn, key, by=by, at=at, dispute=dispute, deed=deed.value, **content)


def day_of(at: datetime) -> date:
    """Return the city's day of a moment."""
    return timezone.localdate(at)
