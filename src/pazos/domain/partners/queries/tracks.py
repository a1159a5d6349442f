"""Who works on which component, at which level: the three tracks side by side (Interpeace's track 6).

Track six is the joining of the three: a component that lacks a track shows an empty cell, and that
is the finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pazos.domain.partners.models import Agreement, Partner
from pazos.domain.partners.queries.agreements import in_force
from pazos.domain.partners.vocabulary import Track
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from pazos.domain.people.models import Staff
    from pazos.domain.strategy.models import Component


@dataclass(frozen=True)
class Works:
    """One partner in one cell, and whether an agreement binds it there on the day."""

    partner: Partner
    is_bound: bool


@dataclass(frozen=True)
class Cell:
    """The partners of one track on one component."""

    track: Track
    works: tuple[Works, ...]


@dataclass(frozen=True)
class TrackTable:
    """Components with a cell for each track, in the order of the strategy."""

    tracks: tuple[Track, ...]
    rows: tuple[tuple[Component, tuple[Cell, ...]], ...]

    @property
    def gaps(self) -> int:
        """Return how many cells are empty."""
        return sum(not cell.works for _component, cells in self.rows for cell in cells)


def who_works_where(components: Iterable[Component], *, on: date, seen_by: Staff) -> TrackTable:
    """Return the partners of each component by track, as far as this person sees them (three queries).

    A partner works on a component that it was registered for, or on which an agreement binds it.
    """
    reach = reach_of(seen_by, Permission.SEE_PARTNERS)
    every = list(components)
    known = {
        one.pk: one
        for one in Partner.objects.filter(reach.belonging(organisation="organisation")).select_related(
            "organisation"
        )
    }
    running = Agreement.objects.filter(in_force(on=on), component__in=every, partner__in=list(known))
    bound = set(running.values_list("component", "partner"))
    registered = Partner.components.through.objects.filter(component__in=every, partner__in=list(known))
    pairs = bound | set(registered.values_list("component", "partner"))
    rows = tuple((one, _cells(one.pk, pairs, bound, known)) for one in every)
    return TrackTable(tuple(Track), rows)


def _cells(
    component: int, pairs: set[tuple[int, int]], bound: set[tuple[int, int]], known: dict[int, Partner]
) -> tuple[Cell, ...]:
    here = [one for key, one in known.items() if (component, key) in pairs]
    return tuple(
        Cell(
            track,
            tuple(Works(one, (component, one.pk) in bound) for one in here if one.track == track.value),
        )
        for track in Track
    )
