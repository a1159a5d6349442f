"""What does not move? Long-late commitments, bodies that do not meet, values sent back, money that waits.

Money is told by step, and of each step its largest lines; an amount that waits longer than its step
usually takes is stuck (see `domain.budget.queries.stuck`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pazos.analysis.board.lines import About, Line
from pazos.domain.budget.queries import PATIENCE, stuck
from pazos.domain.budget.vocabulary import ORDER, Step
from pazos.domain.committees.queries import blocked as blocked_in_committees
from pazos.domain.committees.queries.board import What
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from pazos.domain.budget.queries import Waiting
    from pazos.domain.people.models import Staff

LARGEST = 3  # lines told of each step
_ABOUT = {
    What.COMMITMENT_LONG_LATE: About.COMMITMENT,
    What.WAITS_TO_BE_ACCEPTED: About.ACCEPTANCE,
    What.MINUTES_UNSIGNED: About.MINUTES,
    What.RHYTHM_MISSED: About.RHYTHM,
    What.QUORUM_IMPOSSIBLE: About.QUORUM,
}


@dataclass(frozen=True)
class Stuck:
    """The money that waits at one step: the sum, how many lines, the longest wait, and the largest."""

    step: Step
    next_step: Step
    amount: Decimal
    lines: int
    longest_days: int
    patience_days: int
    largest: tuple[Waiting, ...]


def blocked(returned: Iterable[Line], *, on: date, seen_by: Staff) -> list[Line]:
    """Return what is blocked, the longest first; `returned` are indicator values that were sent back."""
    found = [
        Line(
            about=_ABOUT[item.what],
            text=item.title,
            on=item.on,
            days=item.days,
            where=item.committee,
            address=item.address,
            slots={"number": item.key},
        )
        for item in blocked_in_committees(on=on, seen_by=seen_by)
    ]
    return sorted([*found, *returned], key=lambda line: (-line.days, line.about, line.text))


def stuck_money(*, on: date, seen_by: Staff) -> tuple[Stuck, ...] | None:
    """Return the stuck money by step in the order of steps, None for somebody who sees no budget."""
    if reach_of(seen_by, Permission.SEE_BUDGET).is_nothing:
        return None
    waiting = stuck(on=on, seen_by=seen_by)
    return tuple(
        Stuck(
            step=step,
            next_step=lines[0].next_step,
            amount=sum((line.amount for line in lines[1:]), lines[0].amount),
            lines=len(lines),
            longest_days=max(line.days for line in lines),
            patience_days=PATIENCE[step],
            largest=tuple(lines[:LARGEST]),
        )
        for step in ORDER
        if (lines := [line for line in waiting if line.step is step])
    )
