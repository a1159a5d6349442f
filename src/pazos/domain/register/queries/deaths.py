"""The register's list, and one death with everything that is known of how it came to be one.

These answers hold rows of official records: only addresses that need SEE_RECORDS may ask. A death
that was joined to another is never listed; its page says where it went.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from pazos.domain.register.models import Claim, ClaimChange, Death, Difference, Pair
from pazos.domain.register.models.linkage import DECIDED
from pazos.domain.register.queries.claims import ClaimFacts, stated
from pazos.domain.register.queries.slices import PER_PAGE, Cursor, Slice, part
from pazos.domain.register.vocabulary import DifferenceState, PairState
from pazos.domain.sources.models import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date, datetime

    from django.db.models import QuerySet

OPEN, WAITING, ALONE = "open", "waiting", "one_source"
STATES = {
    OPEN: _("with an open difference"),
    WAITING: _("with a pair that waits"),
    ALONE: _("in one source only"),
}
ORDERS = {
    "newest": ("-occurred_on", "-id"),
    "oldest": ("occurred_on", "id"),
    "number": ("id",),
    "number_down": ("-id",),
}
LISTED_DECISIONS = 50


@dataclass(frozen=True)
class Asked:
    """Which deaths. `inside` and `outside` are short names of sources that claim it, or do not."""

    number: int | None = None
    first: date | None = None
    last: date | None = None
    place: int | None = None  # a neighbourhood; 0: of no known place
    inside: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    state: str = ""
    order: str = "newest"

    @property
    def is_everything(self) -> bool:
        """Whether nothing narrows the list."""
        return self == Asked(order=self.order)


@dataclass(frozen=True)
class DeathRow:
    """A death as a list shows it."""

    number: int
    occurred_on: date
    place: str
    age: int | None
    sex: str
    weapon: str
    sources: tuple[str, ...]  # names
    open_differences: int
    waiting_pairs: int


@dataclass(frozen=True)
class Summary:
    """How many deaths a question finds, and how many of them still need somebody."""

    deaths: int
    one_source: int
    with_open_difference: int
    with_waiting_pair: int


@dataclass(frozen=True)
class PairFacts:
    """A pair as the page of a death shows it: the claim beside, and where that one stands."""

    id: int
    first: int
    second: int
    other_death: int | None
    weight: float | None
    probability: float | None
    agreement: dict[str, str]
    state: str
    note: str
    decided_at: datetime | None
    decided_by: str


@dataclass(frozen=True)
class DeathView:
    """One death whole."""

    death: Death
    claims: list[ClaimFacts]
    inside: list[PairFacts]  # pairs of two claims of this death
    outside: list[PairFacts]  # waiting or decided pairs with a claim of another death
    differences: list[Difference]
    changes: list[ClaimChange]
    merged: list[int] = field(default_factory=list)  # numbers of the deaths joined to it


def asked_for(asked: Asked) -> QuerySet[Death]:
    """Return the deaths that a question means, in no order."""
    found = Death.objects.filter(merged_into__isnull=True)
    if asked.number is not None:
        found = found.filter(pk=asked.number)
    if asked.first:
        found = found.filter(occurred_on__gte=asked.first)
    if asked.last:
        found = found.filter(occurred_on__lte=asked.last)
    if asked.place is not None:
        found = found.filter(neighbourhood=asked.place or None)
    for slug in asked.inside:
        found = found.filter(pk__in=_claimed_by(slug))
    for slug in asked.outside:
        found = found.exclude(pk__in=_claimed_by(slug))
    return found.filter(_IN_STATE[asked.state]()) if asked.state in _IN_STATE else found


def _claimed_by(slug: str) -> QuerySet[Claim, int | None]:
    """Return the deaths that a source claims: one list, not a question for each death."""
    claims = Claim.objects.filter(source__slug=slug, withdrawn_at__isnull=True, death__isnull=False)
    return claims.order_by().values_list("death", flat=True)


def _waiting() -> Q:
    pairs = Pair.objects.filter(state=PairState.WAITING).order_by()
    sides = (
        pairs.filter(**{f"{side}__death__isnull": False}).values(f"{side}__death")
        for side in ("first", "second")
    )
    first, second = sides
    return Q(pk__in=first) | Q(pk__in=second)


_IN_STATE: dict[str, Callable[[], Q]] = {
    OPEN: lambda: Q(pk__in=Difference.objects.filter(state=DifferenceState.OPEN).values("death")),
    WAITING: _waiting,
    ALONE: lambda: Q(sources=1),
}


def listed(asked: Asked, *, cursor: Cursor | None = None, size: int = PER_PAGE) -> Slice:
    """Return a part of the list as `DeathRow`s; five queries, whatever the size."""
    found = asked_for(asked).select_related("neighbourhood").defer("neighbourhood__outline")
    cut = part(found, ORDERS.get(asked.order, ORDERS["newest"]), cursor=cursor, size=size)
    return Slice(rows_of(cut.rows), cut.after, cut.before)


def rows_of(deaths: list[Death]) -> list[DeathRow]:
    """Return deaths as a list shows them: four queries together."""
    numbers = [one.pk for one in deaths]
    claims = Claim.objects.filter(death__in=numbers, withdrawn_at__isnull=True)
    names: dict[int, set[str]] = {}
    owners: dict[int, int] = {}  # claim: its death
    for claim, number, name in claims.values_list("pk", "death_id", "source__name"):
        names.setdefault(number or 0, set()).add(name)
        owners[claim] = number or 0
    opened = Difference.objects.filter(death__in=numbers, state=DifferenceState.OPEN)
    differences = dict(opened.order_by().values_list("death").annotate(Count("pk")))
    waiting = _waiting_by_death(owners)
    return [
        DeathRow(
            number=one.pk,
            occurred_on=one.occurred_on,
            place=one.neighbourhood.name if one.neighbourhood else "",
            age=one.age,
            sex=one.sex,
            weapon=one.weapon,
            sources=tuple(sorted(names.get(one.pk, ()))),
            open_differences=differences.get(one.pk, 0),
            waiting_pairs=waiting.get(one.pk, 0),
        )
        for one in deaths
    ]


def _waiting_by_death(owners: dict[int, int]) -> dict[int, int]:
    """Count the pairs that wait by the deaths of their claims; entered by claim, however many wait."""
    counted: dict[int, set[int]] = {}
    for side in ("first", "second"):
        found = Pair.objects.filter(**{f"{side}__in": list(owners)}).order_by()
        for claim, pair, state in found.values_list(side, "pk", "state"):
            if state == PairState.WAITING:
                counted.setdefault(owners[claim], set()).add(pair)
    return {number: len(pairs) for number, pairs in counted.items()}


def every_row(asked: Asked, *, at_once: int = 500) -> Iterator[DeathRow]:
    """Return all that a question finds, some hundreds at a time: what a file holds."""
    cursor = Cursor()
    while True:
        cut = listed(asked, cursor=cursor, size=at_once)
        yield from cut.rows
        if not cut.after:
            return
        cursor = Cursor(after=cut.after)


def summary(asked: Asked) -> Summary:
    """Count what a question finds; each figure is a pass over the list, so a page keeps them at hand."""
    found = asked_for(asked).order_by()
    narrowed = {state: found.filter(condition()).count() for state, condition in _IN_STATE.items()}
    return Summary(
        deaths=found.count(),
        one_source=narrowed[ALONE],
        with_open_difference=narrowed[OPEN],
        with_waiting_pair=narrowed[WAITING],
    )


def sources() -> list[Source]:
    """Return the sources that claim any death, by name."""
    return list(Source.objects.filter(Exists(Claim.objects.filter(source=OuterRef("pk")))).order_by("name"))


def first_and_last() -> tuple[date | None, date | None]:
    """Return the days of the first and the last death."""
    days = Death.objects.filter(merged_into__isnull=True).values_list("occurred_on", flat=True)
    return days.order_by("occurred_on", "id").first(), days.order_by("-occurred_on", "-id").first()


def view(number: int) -> DeathView | None:
    """Return a death with its claims, pairs, differences and changes; None where no death has the number."""
    death = (
        Death.objects.select_related("neighbourhood")
        .defer("neighbourhood__outline")
        .filter(pk=number)
        .first()
    )
    if death is None:
        return None
    claims = stated(Claim.objects.filter(death=death))
    pairs = list(_pairs_of([claim.id for claim in claims]))
    changes = ClaimChange.objects.filter(claim__death=death)
    return DeathView(
        death=death,
        claims=claims,
        inside=[one for one in pairs if one.other_death == number],
        outside=[one for one in pairs if one.other_death != number and one.state != PairState.APART],
        differences=list(
            Difference.objects.filter(death=death).select_related("decided_by", "table").order_by("kind")
        ),
        changes=list(changes.select_related("delivery", "claim__source")),
        merged=list(Death.objects.filter(merged_into=death).order_by("pk").values_list("pk", flat=True)),
    )


def _pairs_of(claims: list[int]) -> Iterator[PairFacts]:
    own = set(claims)
    found = Pair.objects.filter(Q(first__in=claims) | Q(second__in=claims))
    rows = found.select_related("first", "second", "decided_by").order_by("-weight", "id")
    for pair in rows:
        other = pair.second if pair.first_id in own else pair.first
        yield PairFacts(
            id=pair.pk,
            first=pair.first_id,
            second=pair.second_id,
            other_death=other.death_id,
            weight=pair.weight,
            probability=pair.probability,
            agreement=pair.agreement,
            state=pair.state,
            note=pair.note,
            decided_at=pair.decided_at,
            decided_by=pair.decided_by.name if pair.decided_by else "",
        )


def is_decided(pair: PairFacts) -> bool:
    """Return whether a person said it."""
    return pair.state in DECIDED


def adopted_from(death: Death, claims: Iterable[ClaimFacts]) -> dict[str, str]:
    """Return for each adopted field the name of the source it came from, or "decision"."""
    names: dict[str, Any] = {claim.source: claim.source_name for claim in claims}
    return {name: str(names.get(source, source)) for name, source in death.adopted.items()}
