"""How many came to each activity of a list, as far as a reader may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.analysis.disclosing import released_list
from pazos.analysis.reach.slices import sees_people
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.domain.people.models import Staff


def shown_of(counts: Mapping[int, int], *, seen_by: Staff) -> dict[int, int | None]:
    """Return counts of people by the number of what they came to; None is hidden."""
    if not counts:
        return {}
    to = Permission.KEEP_ATTENDANCE if sees_people(seen_by) else Permission.SEE_STRATEGY
    found = released_list({str(key): count for key, count in counts.items()}, to=to)
    return {key: found[str(key)] for key in counts}
