"""Taking back what was decided on a delivery: in use again, or waiting for a decision again.

Nothing is deleted by either, and neither counts a death twice in silence: who puts a file
back says whether it stands in place of what it covers or beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from pazos.domain.sources import actions, queries
from pazos.domain.sources.models import Delivery
from pazos.domain.sources.vocabulary import DeliveryState
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff


@transaction.atomic
def put_back(delivery: Delivery, *, beside: bool, by: Staff | None) -> Delivery:
    """Put a delivery that was set aside in use again: in place of what it covers, or `beside` it."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.state != DeliveryState.SET_ASIDE:
        raise InputProblem(
            N_("{file} was not set aside; it is: {state}."), file=delivery.file_name, state=delivery.state
        )
    delivery.state = DeliveryState.CURRENT
    delivery.save(update_fields=["state"])
    replaced = 0
    if not beside:
        blocks = queries.replaceable_by(delivery, queries.municipalities_of(delivery))
        replaced = sum(block.update(superseded_by=delivery) for block in blocks)
    audit.record("delivery.put_back", delivery, by=by, records=replaced, beside=beside)
    return delivery


@transaction.atomic
def wait_again(delivery: Delivery, *, by: Staff | None) -> Delivery:
    """Take back the word that put a delivery in use; what it replaced counts again."""
    delivery = actions.set_aside(delivery, by=by)
    delivery.state = DeliveryState.WAITING
    delivery.save(update_fields=["state"])
    audit.record("delivery.waits_again", delivery, by=by)
    return delivery
