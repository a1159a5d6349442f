"""What the demo city has done with its register: months closed by two people, and one of them revised.

The deeds are those of a city, under the demo's own accounts; nothing is written past them.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F

from pazos.analysis.register.closing import pending, prepare_month, sign_month
from pazos.analysis.register.grouping import regroup_around
from pazos.analysis.register.judging import ask_for_scorecard
from pazos.analysis.register.undercount import USUAL_RULE, Question, study_undercount
from pazos.domain.register.actions import pairs
from pazos.domain.register.queries.closing import months_between
from pazos.domain.register.queries.counting import versions
from pazos.domain.register.queries.pairs import waiting

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff

FIRST, LAST = date(2022, 1, 1), date(2023, 12, 31)  # whole years: rates of a year need all their months


def close_two_years(*, prepares: Staff, signs: Staff, remark: str) -> None:
    """Close the months of two years; that pairs still wait is said in the remark."""
    for month in months_between(FIRST, LAST):
        sign_month(prepare_month(month, by=prepares, remark=remark), by=signs)


def settle_a_pair_and_revise(*, prepares: Staff, signs: Staff, note: str, remark: str) -> None:
    """Let a person join the likeliest two deaths of the closed months that wait, and revise what changed."""
    days = (FIRST, LAST)
    two_deaths = waiting().filter(
        first__death__occurred_on__range=days, second__death__occurred_on__range=days
    )
    pair = two_deaths.exclude(first__death=F("second__death")).order_by("-weight", "pk").first()
    if pair is None:
        return
    pairs.decide(pair, same=True, note=note, by=prepares)
    regroup_around([pair.first_id, pair.second_id], by=prepares)
    for month in pending(FIRST, LAST):
        sign_month(prepare_month(month, by=prepares, reason=note, remark=remark), by=signs)


def ask_how_good(*, by: Staff) -> None:
    """Ask what nobody recorded, and let the scorecard be reckoned while the pages are served."""
    rule = versions(USUAL_RULE)[0]
    study_undercount(Question(LAST.year - 4, LAST.year, str(rule)), by=by)
    ask_for_scorecard(by=by)
