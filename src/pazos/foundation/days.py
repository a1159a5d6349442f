"""When does a day begin here? A moment is compared with moments: days of moments have no index.

`at__date=day` reads every row; `at__gte=midnight(day)` goes by the index of `at`.
"""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone


def midnight(day: date) -> datetime:
    """Return the moment at which a day begins in the city's time."""
    return timezone.make_aware(datetime.combine(day, time.min))
