"""On which days is it asked whether a job lasts, and what is said of one that ended before?"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from pazos.domain.employment.vocabulary import Mark

SOON = timedelta(days=14)
SLOW_ANSWER = timedelta(days=14)
A_VISIT_EVERY = timedelta(days=90)
SHOWN_AFTER_THE_END = timedelta(days=90)  # to the company, of somebody it answered


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due_days(began_on: date) -> dict[Mark, date]:
    """Return the day of each mark of a job that began on a day."""
    return {mark: months_after(began_on, mark.value) for mark in Mark}
