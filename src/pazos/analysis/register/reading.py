"""The deaths of the register as counting needs them, read once and in few questions.

What the sources state of a death is a set; deaths with the same set are judged once for each rule,
however many they are. Nothing is counted here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from pazos.domain.register.counting import SOURCE, TIME, Statement, as_decided, what_keeps_out
from pazos.domain.register.flags import StatedFacts, flags_of
from pazos.domain.register.models import Claim, Death, Difference, Pair
from pazos.domain.register.vocabulary import DifferenceKind, PairState
from pazos.domain.sources.models import Source
from pazos.domain.sources.vocabulary import DatedBy, Manner, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from pazos.domain.register.breaks import Named
    from pazos.domain.register.counting import Rule

CHUNK = 5000
Stated = tuple[SourceKind | None, str]  # flags as text; no kind: what the institutions decided of the manner


@dataclass(frozen=True)
class Register:
    """The deaths of a span (by the fact or by the death), in columns: days are text, which sorts as days do.

    `states` holds for each death which of `stated` its sources state, a bit each: deaths of which the
    same is stated have the same number, and are judged once.
    """

    numbers: list[int]
    occurred: list[str]
    died: list[str]
    states: list[int]
    stated: tuple[Stated, ...]
    waiting: frozenset[int]  # deaths of which a pair waits for a person
    _against: dict[str, dict[int, str]] = field(default_factory=dict, compare=False)

    def against(self, rule: Rule) -> dict[int, str]:
        """Return for each state what keeps its deaths out of a rule, whatever their day; "" is nothing."""
        key = rule.digest()
        if key not in self._against:
            self._against[key] = {
                state: what_keeps_out(rule, self.statements(state)) for state in set(self.states)
            }
        return self._against[key]

    def statements(self, state: int) -> list[Statement]:
        """Return what the sources state of the deaths of one state."""
        said = [one for place, one in enumerate(self.stated) if state >> place & 1]
        decided = next((json.loads(flags) for kind, flags in said if kind is None), None)
        return as_decided([Statement(kind, json.loads(flags)) for kind, flags in said if kind], decided)


def read_register(first: date | None = None, last: date | None = None) -> Register:
    """Read the deaths of a span, or all: five questions to the database, none of them past the span."""
    deaths = deaths_between(first, last)
    everything = first is None and last is None
    states, stated = _stated(deaths, everything=everything)
    days = deaths.annotate(day=Cast("occurred_on", TextField()), end=Cast("died_on", TextField())).order_by()
    found = Register([], [], [], [], stated, waiting_deaths(None if everything else deaths))
    for number, occurred, died in days.values_list("pk", "day", "end").iterator(chunk_size=CHUNK):
        found.numbers.append(number)
        found.occurred.append(occurred)
        found.died.append(died or occurred)
        found.states.append(states.get(number, 0))
    return found


def deaths_between(first: date | None = None, last: date | None = None) -> QuerySet[Death]:
    """Return the deaths of which the fact or the death may lie in a span; none that was joined to another."""
    found = Death.objects.filter(merged_into__isnull=True)
    for edge, way in ((first, "gte"), (last, "lte")):
        if edge is not None:
            found = found.filter(Q(**{f"occurred_on__{way}": edge}) | Q(**{f"died_on__{way}": edge}))
    return found


def _stated(deaths: QuerySet[Death], *, everything: bool) -> tuple[dict[int, int], tuple[Stated, ...]]:
    """Return by death the bits of what is stated of it, and what each bit means."""
    kinds = {pk: SourceKind(kind) for pk, kind in Source.objects.values_list("pk", "kind")}
    claims = Claim.objects.filter(withdrawn_at__isnull=True, death__isnull=False)
    if not everything:
        claims = claims.filter(death__in=deaths)
    rows = claims.annotate(said=Cast("flags", TextField())).order_by()
    places: dict[Stated, int] = {}
    states: dict[int, int] = {}
    for death, source, flags in rows.values_list("death_id", "source_id", "said").iterator(chunk_size=CHUNK):
        place = places.setdefault((kinds[source], flags), len(places))
        states[death] = states.get(death, 0) | 1 << place
    for death, decided in decided_manners(None if everything else deaths).items():
        place = places.setdefault((None, json.dumps(decided, sort_keys=True)), len(places))
        states[death] = states.get(death, 0) | 1 << place
    return states, tuple(places)


def decided_manners(deaths: QuerySet[Death] | None = None) -> dict[int, dict[str, bool]]:
    """Return for each death (or each of `deaths`) whose manner was decided the flags of what was adopted.

    A decision on a death that was joined to another holds for that one, unless it has its own.
    """
    decided = Difference.objects.filter(kind=DifferenceKind.MANNER, adopted__isnull=False).order_by("pk")
    if deaths is not None:
        decided = decided.filter(Q(death__in=deaths) | Q(death__merged_into__isnull=False))
    rows = list(decided.values_list("death_id", "death__merged_into", "adopted"))
    into: dict[int, int | None] = {}
    if any(joined for _, joined, _ in rows):
        into = dict(Death.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into"))
    manners: dict[int, dict[str, bool]] = {}
    for death, _, manner in sorted(rows, key=lambda row: row[1] is not None):
        flags = flags_of(StatedFacts(Manner(str(manner)), "", "", "", conflict_related=None, here=""))
        manners.setdefault(_root(death, into), flags)
    if deaths is None or not manners:
        return manners
    asked = deaths.filter(pk__in=list(manners)).values_list("pk", flat=True)
    return {death: manners[death] for death in asked}


def _root(death: int, into: Mapping[int, int | None]) -> int:
    while (further := into.get(death)) is not None:
        death = further
    return death


def waiting_deaths(deaths: QuerySet[Death] | None = None) -> frozenset[int]:
    """Return the deaths of which a pair of claims waits for a person; of `deaths`, those and their partners."""
    pairs = Pair.objects.filter(state=PairState.WAITING).order_by()
    if deaths is not None:
        pairs = pairs.filter(Q(first__death__in=deaths) | Q(second__death__in=deaths))
    ends = pairs.values_list("first__death_id", "second__death_id")
    return frozenset(death for pair in ends for death in pair if death is not None)


def judged(rule: Named, register: Register) -> Iterator[tuple[int, str, str]]:
    """Yield each death's number, the day on which the rule dates it, and what keeps it out ("" counts it)."""
    days = register.died if rule.rule.dated_by == DatedBy.DEATH else register.occurred
    begins = rule.rule.valid_from.isoformat() if rule.rule.valid_from else ""
    ends = rule.rule.valid_until.isoformat() if rule.rule.valid_until else "9"
    against = register.against(rule.rule)
    for number, day, state in zip(register.numbers, days, register.states, strict=True):
        found = against[state]
        outside = found != SOURCE and not begins <= day <= ends
        yield number, day, TIME if outside else found
