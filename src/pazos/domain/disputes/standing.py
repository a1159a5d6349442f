"""Where does a dispute stand, and what is this person to it? Facts for the rules, without names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.disputes.reaching import coordinates
from pazos.domain.disputes.rules import Ahead, Standing
from pazos.domain.disputes.vocabulary import Occasion, State

if TYPE_CHECKING:
    from pazos.domain.disputes.models import Dispute
    from pazos.domain.people.models import Staff


def standing(dispute: Dispute, *, by: Staff) -> Standing:
    """Return where the dispute stands and what this person is to it."""
    return Standing(
        state=State(dispute.state),
        holds=dispute.holder_id == by.pk,
        coordinates=coordinates(by, dispute.cluster_id),
        is_offered=dispute.offered_to_id == by.pk,
        wrote=dispute.written_by_id == by.pk,
    )


def ahead_of(dispute: Dispute) -> Ahead:
    """Return what is still to be done for a dispute."""
    waiting = dispute.follow_ups.filter(done_on__isnull=True, dropped="").values_list("occasion", "due_on")
    return Ahead(
        follow_ups=tuple((Occasion(occasion), day) for occasion, day in waiting),
        an_agreement_held=dispute.settlements.filter(held=True).exists(),
    )
