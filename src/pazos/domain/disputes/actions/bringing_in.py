"""Taking over disputes that were kept elsewhere before, many at once, under one event of the trail.

What comes in here is past: it alerts nobody. It is held to the same database rules as what is
written today.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from pazos.domain.disputes.models import Dispute, FollowUp, Party, Settlement, Step, Turn
from pazos.foundation.audit import actions as audit

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff
    from pazos.domain.teams.models import WorkCluster

BATCH = 500
# Missing in some states, or empty lists: what the others hold is checked against their words.
NOT_ASKED = ("holder", "claimed_at", "offered_to", "closed_at", "signs")


@dataclass
class Past:
    """Disputes and what was done about them, as rows that are not saved yet."""

    disputes: list[Dispute] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    settlements: list[Settlement] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)


@transaction.atomic
def bring_in(past: Past, *, cluster: WorkCluster, by: Staff | None) -> int:
    """Keep all of it or nothing, for one cluster; return how many disputes it was."""
    for one in past.disputes:
        one.clean_fields(exclude=NOT_ASKED)
    Dispute.objects.bulk_create(past.disputes, batch_size=BATCH)
    Party.objects.bulk_create(past.parties, batch_size=BATCH)
    Step.objects.bulk_create(past.steps, batch_size=BATCH)
    Settlement.objects.bulk_create(past.settlements, batch_size=BATCH)
    FollowUp.objects.bulk_create(past.follow_ups, batch_size=BATCH)
    Turn.objects.bulk_create(past.turns, batch_size=BATCH)
    audit.record("disputes.brought_in", cluster, by=by, disputes=len(past.disputes))
    return len(past.disputes)
