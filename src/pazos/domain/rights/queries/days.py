"""On which days does this city work?"""

from __future__ import annotations

from pazos.domain.rights.calendar import WorkingDays
from pazos.domain.rights.models import CityHoliday


def working_days() -> WorkingDays:
    """Return the calendar of the country and of this city."""
    return WorkingDays(dict(CityHoliday.objects.values_list("day", "name")))
