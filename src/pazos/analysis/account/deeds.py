"""Preparing, signing and withdrawing an account: the books are read, frozen, and read again before a signature."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from pazos.analysis.account.again import checked
from pazos.analysis.account.chain import facts_of
from pazos.analysis.account.whole import account
from pazos.domain.accountability import actions

if TYPE_CHECKING:
    from pazos.domain.accountability.models import YearReport
    from pazos.domain.people.models import Staff


def last_day_to_tell(year: int) -> date:
    """Return the day up to which a year can be told: its last one, or today while it runs."""
    return min(date(year, 12, 31), timezone.localdate())


def prepare(*, year: int, as_of_on: date | None = None, remark: str = "", by: Staff) -> YearReport:
    """Make the account of a year and keep it for another person to sign."""
    day = as_of_on or last_day_to_tell(year)
    content = account(year=year, as_of_on=day, seen_by=by)
    return actions.prepare(
        year=year,
        as_of_on=day,
        content=content,
        has_strategy=facts_of(content, "strategy")["strategy"] is not None,
        remark=remark,
        by=by,
    )


def sign(report: YearReport, *, by: Staff) -> YearReport:
    """Sign an account, if the books still give what was prepared."""
    return actions.sign(report, same_today=checked(report, seen_by=by).holds, by=by)
