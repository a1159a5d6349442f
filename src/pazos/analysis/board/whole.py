"""The whole board of one day, as far as one person sees it; and what a city does first that has nothing yet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pazos.analysis.board.blocked import Stuck, blocked, stuck_money
from pazos.analysis.board.due import due
from pazos.analysis.board.places import ClusterWeek, clusters_this_week
from pazos.analysis.board.targets import Targets, targets
from pazos.domain.budget.models import BudgetLine
from pazos.domain.committees.models import Committee
from pazos.domain.designations.models import Designation
from pazos.domain.strategy.models import Programme, Strategy
from pazos.foundation.access.policy import Permission, Scope

if TYPE_CHECKING:
    from datetime import date

    from pazos.analysis.board.lines import Line
    from pazos.domain.people.models import Staff


class First(StrEnum):
    """What a new city does, in this order; the value is the address where it is done."""

    STRATEGY = "strategy"
    PROGRAMMES = "programmes"
    CLUSTERS = "work_clusters"
    INDICATORS = "indicators"
    COMMITTEES = "committees"
    BUDGET = "budget"


@dataclass(frozen=True)
class Board:
    """Everything that the board tells on a day. `is_city`: whether its reader sees all of it."""

    on: date
    is_city: bool
    targets: Targets | None
    due: tuple[Line, ...]
    blocked: tuple[Line, ...]
    clusters: tuple[ClusterWeek, ...]
    money: tuple[Stuck, ...] | None
    first: tuple[First, ...]

    @property
    def soon(self) -> tuple[Line, ...]:
        """What falls due today or within a week, the soonest first."""
        return tuple(line for line in self.due if not line.is_late)

    @property
    def late(self) -> tuple[Line, ...]:
        """What is past its day."""
        return tuple(line for line in self.due if line.is_late)

    @property
    def quiet(self) -> tuple[ClusterWeek, ...]:
        """The clusters in which nothing was done this week."""
        return tuple(one for one in self.clusters if one.is_quiet)


def board_of(*, on: date, seen_by: Staff) -> Board:
    """Return the board of a day."""
    known = targets(on=on, seen_by=seen_by)
    clusters = tuple(clusters_this_week(on=on, seen_by=seen_by))
    is_city = seen_by.scope(Permission.SEE_STRATEGY) is Scope.CITY
    return Board(
        on=on,
        is_city=is_city,
        targets=known,
        due=tuple(due(known.to_report if known else (), on=on, seen_by=seen_by)),
        blocked=tuple(blocked(known.returned if known else (), on=on, seen_by=seen_by)),
        clusters=clusters,
        money=stuck_money(on=on, seen_by=seen_by),
        first=_first(known, clusters) if is_city else (),
    )


def _first(known: Targets | None, clusters: tuple[ClusterWeek, ...]) -> tuple[First, ...]:
    """What is still to be done before the board can tell anything; six small questions at most."""
    has = {
        First.STRATEGY: Strategy.objects.exists(),
        First.PROGRAMMES: Programme.objects.exists(),
        First.CLUSTERS: bool(clusters) or Designation.objects.filter(state=Designation.State.SIGNED).exists(),
        First.INDICATORS: known is None or bool(known.every),
        First.COMMITTEES: Committee.objects.exists(),
        First.BUDGET: BudgetLine.objects.exists(),
    }
    return tuple(one for one, done in has.items() if not done)
