"""Who waits, in which place and why, and how much room there is? By the published rule and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max, Q
from django.utils import timezone

from pazos.domain.cases.models import Case, Referral
from pazos.domain.cases.queries import caseloads
from pazos.domain.cases.queries.referring import received_by
from pazos.domain.cases.rules.opening import CEILING
from pazos.domain.cases.rules.waiting import class_of
from pazos.domain.cases.vocabulary import CaseState, ReferralState, WaitClass
from pazos.domain.participants.queries import rows_of
from pazos.domain.teams.queries import members_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from pazos.domain.participants.models import Participant
    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class Place:
    """The place of one person on the list of their cluster: 1 is called next."""

    number: int
    of: int
    waits_as: WaitClass


@dataclass(frozen=True)
class Room:
    """How many more cases a pair can take together, and which; numbers of work, not of people."""

    names: tuple[str, str]
    carried: int
    free: int


def waiting(cluster: int | None, *, seen_by: Staff) -> QuerySet[Referral]:
    """Return who waits in a cluster (None: in none) in the order of the rule, as far as a person may receive."""
    return _of(cluster).filter(received_by(seen_by)).select_related("neighbourhood", "made_by")


def clusters_waiting(*, seen_by: Staff) -> list[tuple[int | None, str]]:
    """Return the clusters in which somebody waits, by name; those of no cluster last."""
    rows = Referral.objects.filter(received_by(seen_by), state=ReferralState.WAITING).order_by()
    found = {row[0]: row[1] or "" for row in rows.values_list("cluster", "cluster__name").distinct()}
    return sorted(found.items(), key=lambda one: (one[0] is None, one[1]))


def place_of(referral: Referral) -> Place | None:
    """Return the place of somebody who waits, None for who does not. The caller may see the referral."""
    if referral.state != ReferralState.WAITING or referral.waits_as is None:
        return None
    before = before_of(referral)
    return Place(before + 1, _of(referral.cluster_id).count(), WaitClass(referral.waits_as))


def before_of(referral: Referral, *, waits_as: int | None = None) -> int:
    """Return how many wait before somebody in their cluster, or would if they waited as `waits_as`."""
    as_what = waits_as if waits_as is not None else referral.waits_as
    sooner = Q(made_at__lt=referral.made_at) | Q(made_at=referral.made_at, pk__lt=referral.pk)
    first = Q(waits_as__lt=as_what) | (Q(waits_as=as_what) & sooner)
    return _of(referral.cluster_id).filter(first).exclude(pk=referral.pk).count()


def class_for(
    referral: Referral, *, participant: Participant | None, ordered_until: date | None
) -> WaitClass:
    """Return as what somebody waits, by the paper of an order and the day on which their last case ended."""
    keys = [row.pk for row in rows_of(participant.pk)] if participant else []
    ended = Case.objects.filter(participant__in=keys, state=CaseState.ENDED).aggregate(on=Max("ended_on"))
    arrived = timezone.localdate(referral.made_at)
    return class_of(ordered_until=ordered_until, last_ended_on=ended["on"], arrived_on=arrived)


def room(cluster: int | None, *, on: date | None = None) -> list[Room]:
    """Return how much room each pair of a cluster has under the published ceiling, most room first."""
    workers = dict(members_of(cluster, Permission.WORK_CASES, on=on or timezone.localdate()))
    rows = Case.objects.exclude(state=CaseState.ENDED).filter(first_worker__in=workers)
    pairs = rows.order_by().values_list("first_worker", "second_worker", "second_worker__name").distinct()
    known: list[tuple[int, int | None, str]] = [
        (first, second, name or "") for first, second, name in pairs if first is not None
    ]
    paired = {one for pair in known for one in pair[:2]}
    known += [(one, None, "") for one in workers if one not in paired]
    carried = caseloads.carried({one for pair in known for one in pair[:2] if one is not None})
    made = [
        _room(workers[first], name, [carried[one] for one in (first, second) if one is not None])
        for first, second, name in known
    ]
    return sorted(made, key=lambda one: (-one.free, one.names))


def _room(first: str, second: str, carried: list[int]) -> Room:
    most = max(carried)
    return Room((first, second), most, max(0, CEILING - most))


def _of(cluster: int | None) -> QuerySet[Referral]:
    rows = Referral.objects.filter(state=ReferralState.WAITING, cluster=cluster)
    return rows.order_by("waits_as", "made_at", "pk")
