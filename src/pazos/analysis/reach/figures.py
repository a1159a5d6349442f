"""The figures of people reached, as one reader may see them: page, file and report show these and no others.

Direct reach counts each person once. What was only reported, what was reckoned indirectly and those
whose data were erased stand beside it and are never added to it, nor to one another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Sum

from pazos.analysis.disclosing import TOTAL, Released, released, released_list
from pazos.analysis.reach import counting
from pazos.analysis.reach.held import held
from pazos.analysis.reach.programmes import OfProgramme, heads_of, programmes
from pazos.analysis.reach.slices import Slice, chosen, sees_people
from pazos.analysis.reach.targeting import Share, Targeted, from_places, of_ages, stands, targeted_now
from pazos.domain.activities.models import FormerReach, IndirectReach
from pazos.domain.participants.vocabulary import AgeBand, Sex
from pazos.domain.teams.queries import reach_of
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from pazos.analysis.reach.counting import Met
    from pazos.analysis.reach.held import Held
    from pazos.analysis.reach.programmes import Heads
    from pazos.analysis.reach.slices import Chosen
    from pazos.domain.people.models import Staff

Listed = dict[str, int | None]
Crossed = dict[tuple[str, str], int]


@dataclass(frozen=True)
class Reported:
    """Numbers that somebody reported. `also_named` of them are of activities where people stand by name too."""

    crossed: Released
    also_named: int | None


@dataclass(frozen=True)
class Figures:
    """Everything that the page of people reached shows; None is hidden from this reader."""

    asked: Slice
    people: int | None
    times: int | None  # attendances: a person on a day of an activity
    activities: int
    crossed: Released  # direct: sex by age band
    traits: dict[str, Listed]
    places: Listed  # by the neighbourhood's number, "" where it is not known
    place_names: dict[str, str]
    programmes: tuple[OfProgramme, ...]
    quarters: dict[int, tuple[int | None, int | None]]
    targeted: Targeted
    living: Share | None
    aged: Share | None
    reported: Reported
    former: int | None
    indirect: tuple[IndirectReach, ...]
    minimum: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is known of the slice."""
        nobody = self.people == 0 and self.reported.crossed.count(TOTAL) == 0
        return nobody and not self.activities and not self.indirect


def figures(asked: Slice, *, seen_by: Staff, whole: bool = True) -> Figures:
    """Return the figures of a slice; `whole=False` suppresses them also for those who see people by name."""
    to = Permission.KEEP_ATTENDANCE if whole and sees_people(seen_by) else Permission.SEE_STRATEGY
    of, activities, targeted = held(), chosen(asked, seen_by=seen_by), targeted_now()
    rows = counting.within(of.attended, activities, asked)
    ever = counting.within(of.attended, activities, Slice())
    found = counting.met(of.attended, rows)
    direct = _direct(of, found, to)
    reported = heads_of(activities.of_period(asked), asked, seen_by=seen_by)
    each = counting.by_programme(of, activities, rows)
    shares = _shares(of, found, targeted, to) if direct.is_shown else (None, None)
    return Figures(
        asked=asked,
        people=direct.crossed.count(TOTAL),
        times=found.times if direct.is_shown else None,
        activities=int(activities.of_period(asked).done.sum()),
        crossed=direct.crossed,
        places=direct.lists.pop("place"),
        traits=direct.lists,
        place_names=direct.names,
        programmes=programmes(
            each, of=of, targeted=targeted, activities=activities.of_period(asked), heads=reported, to=to
        ),
        quarters=_quarters(counting.by_quarter(of.attended, rows, ever=ever), to),
        targeted=targeted,
        living=shares[0],
        aged=shares[1],
        reported=_reported(reported, np.unique(of.attended.activity[ever]), to),
        former=_former(asked, activities, to),
        indirect=_indirect(asked, seen_by),
        minimum=direct.crossed.minimum,
    )


@dataclass(frozen=True)
class _Direct:
    """The tables of one slice's people; where one must hide their number all are hidden."""

    crossed: Released
    lists: dict[str, Listed]
    names: dict[str, str]
    is_shown: bool


def _direct(of: Held, found: Met, to: Permission) -> _Direct:
    crossed = released(
        counting.by_sex_and_age(of.people, found), rows=list(Sex), columns=list(AgeBand), to=to
    )
    lists = {
        trait: released_list(counting.by_trait(of.people, found, trait), to=to) for trait in counting.TRAITS
    }
    lists["place"], names = _by_place(counting.by_place(of.people, found), to)
    if crossed.count(TOTAL) is not None and all(one[TOTAL] is not None for one in lists.values()):
        return _Direct(crossed, lists, names, is_shown=True)
    hidden: tuple[tuple[None, ...], ...] = tuple((None,) * len(line) for line in crossed.cells)
    nothing = Released(crossed.rows, crossed.columns, hidden, crossed.minimum)
    return _Direct(nothing, {name: dict.fromkeys(one) for name, one in lists.items()}, names, is_shown=False)


def _by_place(by_place: dict[int, int], to: Permission) -> tuple[Listed, dict[str, str]]:
    """Return how many live in each neighbourhood, the most first and "" (not known) last, and the names."""
    names = dict(Neighbourhood.objects.filter(pk__in=by_place).order_by().values_list("pk", "name"))
    order = sorted(by_place, key=lambda place: (place not in names, -by_place[place], names.get(place, "")))
    counts = {str(place) if place in names else "": by_place[place] for place in order} or {"": 0}
    return released_list(counts, to=to), {str(place): name for place, name in names.items()}


def _shares(of: Held, found: Met, targeted: Targeted, to: Permission) -> tuple[Share | None, Share | None]:
    living = from_places(of.people, found, targeted.places)
    aged = of_ages(of.people, found, first=targeted.first_age, last=targeted.last_age)
    return _shown_share(living, to), _shown_share(aged, to)


def _shown_share(share: Share, to: Permission) -> Share | None:
    cells = released_list(stands(share), to=to)
    return None if None in cells.values() else share


def _quarters(
    found: Mapping[int, tuple[int, int]], to: Permission
) -> dict[int, tuple[int | None, int | None]]:
    if not found:
        return {}
    everybody, new = (released_list({str(one): n[at] for one, n in found.items()}, to=to) for at in (0, 1))
    return {one: (everybody[str(one)], new[str(one)]) for one in found}


def _reported(heads: Sequence[Heads], named: NDArray[np.int32], to: Permission) -> Reported:
    counts: Crossed = {}
    for one in heads:
        counts[one.sex, one.band] = counts.get((one.sex, one.band), 0) + one.people
    crossed = released(counts, rows=list(Sex), columns=list(AgeBand), to=to)
    by_name = set(named.tolist())
    both = sum(one.people for one in heads if one.activity in by_name)
    apart = released_list({"named": both, "only": sum(counts.values()) - both}, to=to)
    return Reported(crossed, apart["named"] if crossed.count(TOTAL) is not None else None)


def _former(asked: Slice, activities: Chosen, to: Permission) -> int | None:
    """Return how many were reached of whom only that is left, by programme and year: nobody can tell them apart."""
    if asked.clusters:
        return 0
    years = (asked.first.year, asked.last.year)
    of = np.unique(activities.programme).tolist()
    left = FormerReach.objects.filter(programme__in=of, year__range=years)
    number = left.aggregate(all=Sum("people"))["all"] or 0
    return released_list({"former": number}, to=to)["former"] if number else 0


def _indirect(asked: Slice, seen_by: Staff) -> tuple[IndirectReach, ...]:
    if asked.clusters:
        return ()
    reach = reach_of(seen_by, Permission.SEE_STRATEGY)
    own = reach.belonging(organisation="programme__department,programme__partners")
    rows = IndirectReach.objects.filter(own, year__range=(asked.first.year, asked.last.year))
    if asked.programmes:
        rows = rows.filter(programme__in=asked.programmes)
    if asked.components:
        rows = rows.filter(programme__component__in=asked.components)
    return tuple(rows.select_related("programme").distinct().order_by("-year", "programme__name", "method"))
