"""Were those reached from the places and ages that were chosen? The check that nobody makes.

The share of those of whom it is known, with Wilson's interval (1927), and the share's bounds whatever
those are of whom it is not known (Manski 1989): where they are wide, the answer is that nobody knows.
A share says whom the programmes drew, never that anybody came who should not have.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.analysis.reach.counting import ages
from pazos.analysis.reach.held import NOT_KNOWN
from pazos.domain.designations.models import Cluster, Designation
from pazos.domain.strategy.models import Strategy
from pazos.domain.teams.models import WorkCluster
from pazos.domain.territory.models import Neighbourhood
from pazos.science.intervals import wilson_interval

if TYPE_CHECKING:
    from collections.abc import Collection

    from pazos.analysis.reach.counting import Met
    from pazos.analysis.reach.held import People

STANDS = ("inside", "outside", "unknown")
TOO_MANY_UNKNOWN = 0.3  # of those reached: beyond it the page says that it cannot tell


@dataclass(frozen=True)
class Share:
    """How many are as chosen, how many are not, and of how many it is not known."""

    inside: int
    outside: int
    unknown: int

    @property
    def known(self) -> int:
        """Of how many it is known."""
        return self.inside + self.outside

    @property
    def value(self) -> float | None:
        """The share of those of whom it is known."""
        return self.inside / self.known if self.known else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95% interval of the share, as if those known were drawn from all who could be reached."""
        return wilson_interval(self.inside, self.known) if self.known else None

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The least and the most that the share of all can be, whatever those not known are."""
        everybody = self.known + self.unknown
        return (self.inside / everybody, (self.inside + self.unknown) / everybody) if everybody else None

    @property
    def cannot_tell(self) -> bool:
        """Whether too little is known to say anything."""
        everybody = self.known + self.unknown
        return not everybody or self.unknown / everybody > TOO_MANY_UNKNOWN


@dataclass(frozen=True)
class Targeted:
    """What was chosen: places by number, and ages with both ends.

    `is_designated`: the places are those of the designation in force, not only where people work.
    """

    places: frozenset[int]
    is_designated: bool
    first_age: int
    last_age: int


def targeted_now() -> Targeted:
    """Return the places of the designation in force (else of the open clusters) and the strategy's ages."""
    signed = Cluster.objects.filter(designation__state=Designation.State.SIGNED).order_by()
    codes = set(signed.values_list("neighbourhoods__code", flat=True))
    is_designated = bool(codes)
    if not codes:
        working = WorkCluster.objects.filter(closed_on__isnull=True).order_by()
        codes = set(working.values_list("neighbourhoods__code", flat=True))
    places = Neighbourhood.objects.filter(code__in=codes - {None}).order_by().values_list("pk", flat=True)
    strategy = Strategy.objects.first() or Strategy()
    return Targeted(frozenset(places), is_designated, strategy.first_age, strategy.last_age)


def stands(share: Share) -> dict[str, int]:
    """Return a share as counts by STANDS."""
    return {name: getattr(share, name) for name in STANDS}


def from_places(people: People, found: Met, places: Collection[int]) -> Share:
    """Return how many live in these neighbourhoods."""
    lives = people.place[found.person]
    known = lives != NOT_KNOWN
    inside = int(np.isin(lives, list(places)).sum())
    return Share(inside, int(known.sum()) - inside, int((~known).sum()))


def of_ages(people: People, found: Met, *, first: int, last: int) -> Share:
    """Return how many were of these ages, both included, on their first day."""
    years = ages(people, found)
    known = years != NOT_KNOWN
    inside = int(((years >= first) & (years <= last)).sum())
    return Share(inside, int(known.sum()) - inside, int((~known).sum()))
