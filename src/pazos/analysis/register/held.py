"""Which sources hold which deaths of the register? What divergence and undercount both begin from.

A death is in scope when a rule counts it with every source heard, whatever kinds of source the rule
itself listens to; then the sources that hold it say nothing of whether it is in scope. A source holds
a death that it claims, whatever it calls it. Nothing here leaves with a death's number on it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pazos.analysis.register.reading import judged, read_register
from pazos.domain.register.breaks import Named
from pazos.domain.register.models import Claim, Pair
from pazos.domain.register.vocabulary import PairState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from pazos.analysis.register.reading import Register

Cells = dict[tuple[str, ...], int]


@dataclass(frozen=True)
class Held:
    """The deaths in scope of a span: the day of each, and the sources (short names) that hold it."""

    days: Mapping[int, str]
    by: Mapping[int, frozenset[str]]

    def cells(self, wanted: Sequence[str]) -> tuple[Cells, int]:
        """Return how many deaths each combination of `wanted` holds, and how many none of them does."""
        return cells_of(self.by.values(), wanted)


def held(
    rule: Named, *, first: date | None = None, last: date | None = None, register: Register | None = None
) -> Held:
    """Read who holds the deaths that a rule counts in a span (without one: in all of the register)."""
    register = register or read_register(first, last)
    whole = Named(rule.name, rule.version, replace(rule.rule, kinds=()))
    begins, ends = first.isoformat() if first else "", last.isoformat() if last else "9"
    days = {
        number: day
        for number, day, against in judged(whole, register)
        if not against and begins <= day <= ends
    }
    by: dict[int, set[str]] = {number: set() for number in days}
    claims = Claim.objects.filter(withdrawn_at__isnull=True, death__isnull=False).order_by()
    for death, source in claims.values_list("death_id", "source__slug").iterator(chunk_size=5000):
        if death in by:
            by[death].add(source)
    return Held(days, {number: frozenset(sources) for number, sources in by.items() if sources})


def cells_of(every: Iterable[frozenset[str]], wanted: Sequence[str]) -> tuple[Cells, int]:
    """Return how many of `every` each combination of `wanted` is, and how many hold none of them."""
    counted: Counter[tuple[str, ...]] = Counter(
        tuple(name for name in wanted if name in sources) for sources in every
    )
    none = counted.pop((), 0)
    return dict(sorted(counted.items())), none


def joined(found: Held) -> tuple[list[frozenset[str]], int]:
    """Return who would hold the deaths if every pair that waits for a person were a link, and those pairs."""
    root = {number: number for number in found.by}
    pairs = 0
    for first, second in _waiting():
        if first in root and second in root and first != second:
            pairs += 1
            root[_top(root, first)] = _top(root, second)
    together: dict[int, frozenset[str]] = {}
    for number, sources in found.by.items():
        top = _top(root, number)
        together[top] = together.get(top, frozenset()) | sources
    return list(together.values()), pairs


def _top(root: dict[int, int], number: int) -> int:
    while root[number] != number:
        root[number] = root[root[number]]
        number = root[number]
    return number


def _waiting() -> Iterator[tuple[int, int]]:
    waiting = Pair.objects.filter(state=PairState.WAITING).order_by("pk")
    for first, second in waiting.values_list("first__death_id", "second__death_id"):
        if first is not None and second is not None:
            yield first, second
