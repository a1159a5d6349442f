"""Which death keeps its number when claims are grouped anew? A number is never given to another victim.

A death keeps its number where most of its claims stay together; the older number wins a tie. A
death all of whose claims went to others is joined into the one that took most of them, and
remembers which claims it held: if they part again, it gets its number back.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


@dataclass(frozen=True)
class Joined:
    """A death that was joined into another, and the claims it held then."""

    into: int
    held: frozenset[int]


@dataclass(frozen=True)
class Numbering:
    """`numbers`: the death of each group, None for a new one. `joined`: death to the place of the
    group that took it in. `reopened`: joined deaths that stand by themselves again."""

    numbers: tuple[int | None, ...]
    joined: Mapping[int, int] = field(default_factory=dict)
    reopened: frozenset[int] = frozenset()


def renumber(
    groups: Sequence[Collection[int]], *, now: Mapping[int, int], joined: Mapping[int, Joined]
) -> Numbering:
    """Give each group of claims its death's number.

    `now` holds the death of each claim that has one; `joined` the deaths that were joined into any
    of those, or into one that was.
    """
    standing = _standing(groups, now, joined)
    numbers: dict[int, int] = _matched(standing, groups)
    numbers |= _given_back(groups, numbers, now, joined)
    takers = _takers(standing)
    gone = {death for death, _ in standing} - set(numbers.values())
    return Numbering(
        numbers=tuple(numbers.get(place) for place in range(len(groups))),
        joined={death: takers[death] for death in sorted(gone)},
        reopened=frozenset(set(numbers.values()) & set(joined)),
    )


def _standing(
    groups: Sequence[Collection[int]], now: Mapping[int, int], joined: Mapping[int, Joined]
) -> dict[tuple[int, int], tuple[int, int]]:
    """For each death and group: how many of its own claims are there, and how many in all."""
    guests = _guests(joined)
    counted: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for place, group in enumerate(groups):
        for claim in group:
            death = now.get(claim)
            if death is not None and death not in joined:
                counted[death, place][0] += claim not in guests[death]
                counted[death, place][1] += 1
    return {key: (own, every) for key, (own, every) in counted.items()}


def _guests(joined: Mapping[int, Joined]) -> dict[int, set[int]]:
    """The claims that came to a standing death with those joined into it."""
    guests: dict[int, set[int]] = defaultdict(set)
    for death, one in joined.items():
        guests[root(death, joined)] |= one.held
    return guests


def root(death: int, joined: Mapping[int, Joined]) -> int:
    """Return the death that one stands in today."""
    while death in joined:
        death = joined[death].into
    return death


def _matched(
    standing: Mapping[tuple[int, int], tuple[int, int]], groups: Sequence[Collection[int]]
) -> dict[int, int]:
    """Give each death to one group and each group one death, the firmest holds first."""
    # Where a death parts, the claims that were its own weigh; where deaths meet, all of them do.
    parts = Counter(death for death, _ in standing)

    def firmness(key: tuple[int, int]) -> tuple[int, int, int, int]:
        own, every = standing[key]
        return (-(own if parts[key[0]] > 1 else every), -every, key[0], min(groups[key[1]]))

    numbers: dict[int, int] = {}
    taken: set[int] = set()
    for death, place in sorted(standing, key=firmness):
        if death not in taken and place not in numbers:
            numbers[place] = death
            taken.add(death)
    return numbers


def _given_back(
    groups: Sequence[Collection[int]],
    numbers: Mapping[int, int],
    now: Mapping[int, int],
    joined: Mapping[int, Joined],
) -> dict[int, int]:
    """Give groups without a number that of a joined death whose claims they are."""
    if not joined:
        return {}
    theirs = _could_return(groups, now, joined)
    overlaps = Counter({key: count for key, count in theirs.items() if key[1] not in numbers})

    def firmness(key: tuple[int, int]) -> tuple[int, int, int]:
        return (-overlaps[key], len(joined[key[0]].held), key[0])

    given: dict[int, int] = {}
    taken: set[int] = set()
    for death, place in sorted(overlaps, key=firmness):
        if place not in given and death not in taken:
            given[place] = death
            taken.add(death)
    return given


def _could_return(
    groups: Sequence[Collection[int]], now: Mapping[int, int], joined: Mapping[int, Joined]
) -> Counter[tuple[int, int]]:
    """Count, for each joined death and group, the claims that would stand in it again."""
    of_claim: dict[int, set[int]] = defaultdict(set)
    for death, one in joined.items():
        for claim in one.held:
            of_claim[claim].add(death)
    overlaps: Counter[tuple[int, int]] = Counter()
    for place, group in enumerate(groups):
        for claim in group:
            here = now.get(claim)
            if here is not None and here in joined:
                overlaps[here, place] += 1
            overlaps.update(
                (death, place) for death in of_claim[claim] if death != here and here == root(death, joined)
            )
    return overlaps


def _takers(standing: Mapping[tuple[int, int], tuple[int, int]]) -> dict[int, int]:
    """Return for each death the group that took most of its claims."""
    takers: dict[int, int] = {}
    for death, place in sorted(standing, key=lambda key: (-standing[key][1], key[1])):
        takers.setdefault(death, place)
    return takers
