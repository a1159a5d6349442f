"""What of a sending lies outside its writer's reach today, and whose coordinator settles it?

Work of somebody who moved, left or lost a phone still arrives; it is the coordinator's to take in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from pazos.domain.fieldwork.vocabulary import Side
from pazos.domain.teams.queries import Reach, open_clusters, reach_of
from pazos.foundation.access.policy import Permission, Scope
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pazos.domain.disputes.models import Dispute
    from pazos.domain.fieldwork.actions.reading import Reading
    from pazos.domain.fieldwork.models import Submission
    from pazos.domain.people.models import Staff

# What gestores tell of themselves is theirs to tell wherever they are.
OF_ONESELF = frozenset({"wellbeing", "incident", "distress"})


def of_cases() -> Q:
    """Return the condition on sendings of those who accompany, which lie deeper than street work."""
    return Q(side=Side.CASES)


def settles_street(staff: Staff) -> Q:
    """Return the condition on sendings of street work that a person settles; of no cluster: all who do.

    Whoever settles street work never reads what was written of somebody who is accompanied.
    """
    reach = reach_of(staff, Permission.SETTLE_EDITS)
    if reach.is_nothing:
        return Q(pk__in=[])
    within = Q(cluster__in=reach.clusters) | Q(cluster__isnull=True)
    return ~of_cases() if reach.scope is Scope.CITY else ~of_cases() & within


def supervises(staff: Staff) -> Q:
    """Return the condition on sendings of those who accompany that a person decides on: never street work."""
    reach = reach_of(staff, Permission.SUPERVISE_CASES)
    return of_cases() if reach.scope is Scope.CITY else Q(pk__in=[])


def settles(staff: Staff) -> Q:
    """Return the condition on every sending on which a person decides."""
    return settles_street(staff) | supervises(staff)


def on_a_phone(staff: Staff) -> Q:
    """Return the condition on disputes that a person may hold on a phone.

    Narrower than what they may read on a page: a phone can be taken. A dispute that they only wrote,
    in a cluster they left, is not on it.
    """
    return _near(reach_of(staff, Permission.USE_FIELD))


def _near(reach: Reach) -> Q:
    near = reach.within(cluster="cluster", owner="holder")
    return near if reach.is_nothing else near | Q(offered_to=reach.staff)


def unfit(row: Submission, reach: Reach) -> list[InputProblem]:
    """Return every reason why nothing of this phone or this person is applied by itself."""
    device = row.device
    reasons = {
        N_("It came from a phone that was revoked."): device.revoked_at is not None,
        N_("It came from a phone whose time was over."): device.expires_at <= row.received_at,
        N_("Its writer may no longer send this."): reach.is_nothing,
    }
    return [InputProblem(template) for template, true in reasons.items() if true]


def is_away(reading: Reading, disputes: Iterable[Dispute], reach: Reach) -> bool:
    """Return whether a sending belongs to a cluster that its writer does not work in today."""
    is_street = reading.form.needs is Permission.USE_FIELD
    if not is_street or reading.form.about in OF_ONESELF or reach.scope is Scope.CITY:
        return False
    return not (all(_is_near(one, reach) for one in disputes) and _place_is_near(reading, reach))


def _is_near(dispute: Dispute, reach: Reach) -> bool:
    theirs = reach.staff in (dispute.holder_id, dispute.offered_to_id)
    return theirs or dispute.cluster_id in reach.clusters


def _place_is_near(reading: Reading, reach: Reach) -> bool:
    code = reading.values.get("neighbourhood")
    if code is None:
        return True
    here = open_clusters(on=timezone.localdate()).filter(neighbourhoods__code=code)
    return here.filter(pk__in=reach.clusters).exists()
