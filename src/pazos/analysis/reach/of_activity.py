"""Who came to one activity, as one reader may see it: people by name apart from numbers somebody reported."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pazos.analysis.disclosing import TOTAL, Released, released
from pazos.analysis.reach.slices import sees_people
from pazos.domain.activities.models import Attendance
from pazos.domain.activities.standing import ORGANISATIONS
from pazos.domain.participants.traits import Traits, band_of
from pazos.domain.participants.vocabulary import AgeBand, Sex
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission, Scope

if TYPE_CHECKING:
    from pazos.domain.activities.models import Activity
    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class OfActivity:
    """`people` and `heads` are the totals of the two tables; None is hidden."""

    named: Released
    reported: Released

    @property
    def people(self) -> int | None:
        """How many different people came, by name."""
        return self.named.count(TOTAL)

    @property
    def heads(self) -> int | None:
        """How many somebody reported."""
        return self.reported.count(TOTAL)


def figures_of(activity: Activity, *, seen_by: Staff) -> OfActivity:
    """Return the figures of one activity; who reported its numbers sees them as they were written."""
    people = Permission.KEEP_ATTENDANCE if sees_people(seen_by) else Permission.SEE_STRATEGY
    heads = Counter({(one.sex, one.age_band): one.people for one in activity.head_counts.all()})
    own = Permission.KEEP_ATTENDANCE if _reported_it(activity, seen_by) else people
    return OfActivity(_released(_named(activity), people), _released(heads, own))


def _reported_it(activity: Activity, staff: Staff) -> bool:
    """Tell whether the numbers are of this person's own organisation."""
    reach = reach_of(staff, Permission.RUN_ACTIVITIES)
    if reach.scope is None or reach.scope is Scope.CITY:
        return False
    return type(activity).objects.filter(reach.belonging(organisation=ORGANISATIONS), pk=activity.pk).exists()


def _named(activity: Activity) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    seen = set()
    rows = Attendance.objects.filter(activity=activity).select_related("participant").order_by("on", "pk")
    for row in rows:
        if row.participant_id not in seen:
            seen.add(row.participant_id)
            kept = Traits.read(row.participant.traits)
            counts[kept.sex, band_of(kept.age_on(row.on))] += 1
    return counts


def _released(counts: Counter[tuple[str, str]], to: Permission) -> Released:
    return released(counts, rows=list(Sex), columns=list(AgeBand), to=to)
