"""What of a sending lies outside its writer's reach today, and whose coordinator settles it?

Work of somebody who moved, left or lost a phone still arrives; it is the coordinator's to take in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from pazos.domain.disputes.models import Dispute
from pazos.domain.fieldwork.tracing import TRACED
from pazos.domain.teams.queries import Reach, open_clusters, reach_of
from pazos.foundation.access.policy import Permission, Scope
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from pazos.domain.fieldwork.actions.reading import Reading
    from pazos.domain.fieldwork.models import Submission
    from pazos.domain.people.models import Staff

# What gestores tell of themselves is theirs to tell wherever they are.
OF_ONESELF = frozenset({"wellbeing", "incident", "distress"})


def settles(staff: Staff) -> Q:
    """Return the condition on sendings that a person settles; what concerns no cluster concerns all who do."""
    reach = reach_of(staff, Permission.SETTLE_EDITS)
    if reach.is_nothing:
        return Q(pk__in=[])
    return Q() if reach.scope is Scope.CITY else Q(cluster__in=reach.clusters) | Q(cluster__isnull=True)


def on_a_phone(staff: Staff) -> Q:
    """Return the condition on disputes that a person may hold on a phone.

    Narrower than what they may read on a page: a phone can be taken. A dispute that they only wrote,
    in a cluster they left, is not on it.
    """
    return _near(reach_of(staff, Permission.USE_FIELD))


def _near(reach: Reach) -> Q:
    near = reach.within(cluster="cluster", owner="holder")
    return near if reach.is_nothing else near | Q(offered_to=reach.staff)


def outside_reach(row: Submission, reading: Reading) -> list[InputProblem]:
    """Return every reason why a sending goes to the coordinator instead of being applied."""
    reach = reach_of(row.staff, Permission.USE_FIELD)
    device = row.device
    reasons = {
        N_("It came from a phone that was revoked."): device.revoked_at is not None,
        N_("It came from a phone whose time was over."): device.expires_at <= row.received_at,
        N_("Its writer no longer writes from the street."): reach.is_nothing,
    }
    if not any(reasons.values()) and reading.form.about not in OF_ONESELF:
        away = N_("It belongs to a cluster that its writer does not work in today.")
        reasons[away] = not (_disputes_are_near(row, reading, reach) and _place_is_near(reading, reach))
    return [InputProblem(template) for template, true in reasons.items() if true]


def _disputes_are_near(row: Submission, reading: Reading, reach: Reach) -> bool:
    named = {key for kind, key in reading.references if kind == "dispute"}
    named.update(parents(reading.form.about, row.record))
    if reading.form.about == "dispute":
        named.add(row.record)
    there = Dispute.objects.filter(pk__in=named)
    return not there.exclude(_near(reach)).exists()


def _place_is_near(reading: Reading, reach: Reach) -> bool:
    code = reading.values.get("neighbourhood")
    if code is None or reach.scope is Scope.CITY:
        return True
    here = open_clusters(on=timezone.localdate()).filter(neighbourhoods__code=code)
    return here.filter(pk__in=reach.clusters).exists()


def parents(kind: str, key: UUID) -> Iterable[UUID]:
    """Return the dispute that a record belongs to, nothing for what belongs to none or has not arrived."""
    traced = TRACED[kind]
    if "dispute_id" not in traced.fields:
        return []
    return traced.model._default_manager.filter(pk=key).values_list("dispute_id", flat=True)
