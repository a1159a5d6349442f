"""Since when was each place treated, and over which months was it chosen? By a designation, or the first activity there.

What the books say is proposed to whoever writes a plan; the plan keeps the months, so that a later entry in the
books changes no sealed plan. Only the totals of the books are read, never who took part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Min
from django.utils import timezone

from pazos.domain.activities.models import Activity
from pazos.domain.activities.standing import ORGANISATIONS
from pazos.domain.activities.vocabulary import State
from pazos.domain.evaluations.protocol import Treatment
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission
from pazos.foundation.runs.models import Run

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.designations.queries import DesignationView
    from pazos.domain.people.models import Staff


def from_designation(found: DesignationView) -> tuple[Treatment, ...]:
    """Return every place of a designation with the month it was signed; none for one that was never signed."""
    if found.signed_at is None:
        return ()
    month = f"{timezone.localdate(found.signed_at):%Y-%m}"
    return tuple(Treatment(code, month) for code in sorted(found.places))


def choosing_months(found: DesignationView) -> tuple[str, str]:
    """Return the first and last month of the records on which its places were chosen; "" where its run does not say."""
    parameters: Any = Run.objects.values_list("parameters", flat=True).filter(pk=found.run).first() or {}
    basis = parameters.get("basis", {})
    if "first_year" not in basis or "last_year" not in basis:
        return "", ""
    return f"{basis['first_year']}-01", f"{basis['last_year']}-12"


def from_first_activities(*, seen_by: Staff) -> tuple[Treatment, ...]:
    """Return every place with the month of the first activity that was done there, of those a person may see.

    An activity of a working cluster without a place of its own counts for all places of that cluster.
    """
    open_to = reach_of(seen_by, Permission.SEE_STRATEGY).belonging(organisation=ORGANISATIONS)
    done = Activity.objects.filter(open_to, state=State.DONE).order_by()
    first: dict[str, date] = {}
    by_place = done.filter(neighbourhood__isnull=False).values_list("neighbourhood__code")
    by_cluster = done.filter(neighbourhood__isnull=True, cluster__isnull=False).values_list(
        "cluster__neighbourhoods__code"
    )
    for rows in (by_place, by_cluster):
        for code, day in rows.annotate(first=Min("starts_on")):
            if code:
                first[code] = min(day, first.get(code, day))
    return tuple(Treatment(code, f"{day:%Y-%m}") for code, day in sorted(first.items()))
