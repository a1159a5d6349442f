"""The pairs that wait for a person, one at a time or as a list, and what people decided.

The queue is read along its index, the likeliest first: what it costs to show one pair does not
depend on how many wait. Nothing here decides; the rows of two records are shown side by side
only to those who hold SEE_RECORDS.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, Sum

from pazos.domain.register.models import Claim, LinkageModel, Pair
from pazos.domain.register.models.linkage import DECIDED
from pazos.domain.register.queries.claims import ClaimFacts, stated
from pazos.domain.register.queries.slices import PER_PAGE, Cursor, Slice, part
from pazos.domain.register.vocabulary import PairState
from pazos.domain.sources.models import Source
from pazos.foundation.audit.models import AuditEvent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

ORDER = ("-weight", "id")
MOST_COUNTED = 200  # pairs of a narrowed queue are counted up to here, so that a count stays quick


@dataclass(frozen=True)
class Wanted:
    """Which pairs: between two sources (the same twice: within one), of one year."""

    between: tuple[str, str] | None = None
    year: int | None = None

    @property
    def is_everything(self) -> bool:
        """Whether nothing narrows the queue."""
        return self == Wanted()


@dataclass(frozen=True)
class PairView:
    """A pair and its two claims; `first` is always the source whose name comes first."""

    pair: Pair
    first: ClaimFacts
    second: ClaimFacts

    @property
    def in_one_death(self) -> bool:
        """Whether both claims are of one death already, through others."""
        return self.first.death is not None and self.first.death == self.second.death


def waiting(wanted: Wanted | None = None) -> QuerySet[Pair]:
    """Return the pairs that wait for a person, narrowed, in no order."""
    return _narrowed(Pair.objects.filter(state=PairState.WAITING), wanted or Wanted())


def _narrowed(found: QuerySet[Pair], wanted: Wanted) -> QuerySet[Pair]:
    if wanted.between:
        ids = dict(Source.objects.filter(slug__in=wanted.between).values_list("slug", "pk"))
        one, other = (ids.get(slug) for slug in wanted.between)
        straight = Q(first__source=one, second__source=other)
        turned = Q(first__source=other, second__source=one)
        found = found.filter(straight if one == other else straight | turned)
    if wanted.year:
        days = (date(wanted.year, 1, 1), date(wanted.year, 12, 31))
        found = found.filter(first__record__occurred_on__range=days)
    return found


@dataclass(frozen=True)
class Place:
    """Where a reader stands in a queue: the pair that is next, how many wait, whether there are more."""

    pair: Pair | None
    waiting: int
    more: bool = False


def place(wanted: Wanted | None = None, *, after: Pair | None = None) -> Place:
    """Return the pair that follows `after` (at the end what was skipped comes again) and how many wait.

    A narrowed queue is counted up to MOST_COUNTED, in the one pass that also finds the pair.
    """
    wanted = wanted or Wanted()
    if wanted.is_everything:
        count = Pair.objects.filter(state=PairState.WAITING).count()
        return Place(next_waiting(after=after) or (next_waiting() if after else None), count)
    first = list(waiting(wanted).order_by(*ORDER)[: MOST_COUNTED + 1])
    found, more = first[:MOST_COUNTED], len(first) > MOST_COUNTED
    pair = _following(found, after) or (next_waiting(wanted, after=after) if more and after else None)
    return Place(pair or next(iter(found), None), len(found), more)


def _following(found: Sequence[Pair], after: Pair | None) -> Pair | None:
    if after is None or after.weight is None:
        return next(iter(found), None)
    behind = (-after.weight, after.pk)
    return next((one for one in found if (-(one.weight or 0.0), one.pk) > behind), None)


def next_waiting(wanted: Wanted | None = None, *, after: Pair | None = None) -> Pair | None:
    """Return the likeliest pair that waits, or the one that follows `after` in the queue."""
    found = waiting(wanted).order_by(*ORDER)
    if after is not None and after.weight is not None:
        found = found.filter(weight__lte=after.weight).exclude(weight=after.weight, pk__lte=after.pk)
    return found.first()


def listed(wanted: Wanted | None = None, *, cursor: Cursor | None = None, size: int = PER_PAGE) -> Slice:
    """Return a part of the queue as `PairView`s."""
    found = waiting(wanted).filter(weight__isnull=False)
    cut = part(found, ORDER, cursor=cursor, size=size)
    return Slice(views_of(cut.rows), cut.after, cut.before)


def views_of(pairs: Sequence[Pair]) -> list[PairView]:
    """Return pairs with both their claims: one query for all."""
    wanted = {claim for pair in pairs for claim in (pair.first_id, pair.second_id)}
    claims = {one.id: one for one in stated(Claim.objects.filter(pk__in=wanted))}
    views = []
    for pair in pairs:
        first, second = sorted(
            (claims[pair.first_id], claims[pair.second_id]), key=lambda one: (one.source, one.id)
        )
        views.append(PairView(pair, first, second))
    return views


def one(number: int) -> Pair | None:
    """Return a pair by its number."""
    return Pair.objects.select_related("decided_by").filter(pk=number).first()


def decided() -> QuerySet[Pair]:
    """Return the pairs that people decided on, the latest first."""
    return Pair.objects.filter(state__in=DECIDED).select_related("decided_by").order_by("-decided_at", "-id")


def current_model() -> LinkageModel | None:
    """Return the model in force, with the run that made it."""
    return LinkageModel.objects.select_related("run", "chosen_by").filter(current=True).first()


def by_state() -> dict[str, int]:
    """Return how many pairs wait and how many people decided, each way: one pass over an index."""
    states = [PairState.WAITING, *DECIDED]
    counted = Pair.objects.filter(state__in=states).order_by().values_list("state").annotate(Count("pk"))
    return {state: dict(counted).get(state, 0) for state in states}


@dataclass(frozen=True)
class Cost:
    """What two thresholds would cost, as the model expects: links, wrong ones, people's work, deaths missed."""

    links: int
    false_links: float
    waiting: int
    missed: float


def cost(*, lower: float, upper: float) -> Cost:
    """Return what two thresholds (weights) would cost over the pairs that are kept: one pass over them."""
    between = Q(weight__gte=lower, weight__lt=upper)
    undecided = Pair.objects.filter(weight__isnull=False).exclude(state__in=DECIDED).order_by()
    sums = undecided.aggregate(
        links=Count("pk", filter=Q(weight__gte=upper)),
        wrong=Sum(1.0 - F("probability"), filter=Q(weight__gte=upper), default=0.0),
        waiting=Count("pk", filter=between),
        missed=Sum("probability", filter=Q(weight__lt=lower), default=0.0),
    )
    return Cost(sums["links"], sums["wrong"], sums["waiting"], sums["missed"])


@dataclass(frozen=True)
class Choice:
    """Thresholds once chosen, or a model once trained: when, by whom, on what grounds."""

    at: datetime
    by: str
    lower: float | None
    upper: float | None
    reason: str


def choices(most: int = 50) -> list[Choice]:
    """Return how the thresholds came to be what they are, the latest first, as the trail tells it."""
    subjects = [f"register.linkagemodel:{pk}" for pk in LinkageModel.objects.values_list("pk", flat=True)]
    events = AuditEvent.objects.filter(subject__in=subjects).select_related("by").order_by("-id")[:most]
    return [
        Choice(
            event.at,
            getattr(event.by, "name", ""),
            event.facts.get("lower"),
            event.facts.get("upper"),
            event.facts.get("reason", ""),
        )
        for event in events
    ]
