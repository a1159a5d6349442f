"""On which days is it asked whether a job lasts, and what is said of one that ended before?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pazos.domain.employment.vocabulary import Mark
from pazos.domain.rights.rules.clock import months_after

if TYPE_CHECKING:
    from datetime import date

SOON = timedelta(days=14)
SLOW_ANSWER = timedelta(days=14)
A_VISIT_EVERY = timedelta(days=90)
SHOWN_AFTER_THE_END = timedelta(days=90)  # to the company, of somebody it answered


def due_days(began_on: date) -> dict[Mark, date]:
    """Return the day of each mark of a job that began on a day."""
    return {mark: months_after(began_on, mark.value) for mark in Mark}
