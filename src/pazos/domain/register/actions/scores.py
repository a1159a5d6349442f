"""Keeping what the linkage model says of pairs. What a person decided on a pair is never touched here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from pazos.domain.register.actions.bulk import batches, insert, rewrite
from pazos.domain.register.models import Claim, LinkageModel, Pair
from pazos.domain.register.models.linkage import DECIDED
from pazos.domain.register.vocabulary import PairState
from pazos.foundation.audit import actions as audit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff
    from pazos.foundation.runs.models import Run

IN_ONE_TRANSACTION = 20_000


@dataclass(frozen=True, slots=True)
class Score:
    """What the model says of two claims, the lower number first."""

    first: int
    second: int
    weight: float
    probability: float
    agreement: Mapping[str, str]


@transaction.atomic
def keep_model(run: Run, *, lower: float, upper: float, by: Staff | None) -> LinkageModel:
    """Make a trained model the current one; thresholds that a person chose before stay as chosen."""
    before = LinkageModel.objects.select_for_update().filter(current=True).first()
    chosen = before if before and before.chosen_by_id else None
    LinkageModel.objects.filter(current=True).update(current=False)
    model = LinkageModel.objects.create(
        run=run,
        lower=chosen.lower if chosen else lower,
        upper=chosen.upper if chosen else upper,
        chosen_at=chosen.chosen_at if chosen else timezone.now(),
        chosen_by=chosen.chosen_by if chosen else None,
    )
    Claim.objects.filter(compared_as__isnull=False).update(compared_as=None)
    audit.record("linkage.trained", model, by=by, run=run.pk)
    return model


@transaction.atomic
def forget_withdrawn() -> set[int]:
    """Let go of undecided pairs of claims that were withdrawn; return whom else they touched."""
    gone = Claim.objects.filter(withdrawn_at__isnull=False, compared_as__isnull=False)
    numbers = list(gone.values_list("pk", flat=True))
    partners = partners_of(numbers)
    for batch in batches(numbers):
        _undecided().filter(Q(first__in=batch) | Q(second__in=batch)).delete()
    due_again([*numbers, *partners])
    return partners


def partners_of(claims: Iterable[int]) -> set[int]:
    """Return the claims that stand in a kept pair with any of these."""
    found: set[int] = set()
    for batch in batches(claims):
        pairs = Pair.objects.filter(Q(first__in=batch) | Q(second__in=batch))
        for pair in pairs.values_list("first", "second"):
            found.update(pair)
    return found


def due_again(claims: Iterable[int]) -> None:
    """Note that the pairs of these claims must be scored anew, come what may."""
    for batch in batches(claims):
        Claim.objects.filter(pk__in=batch, compared_as__isnull=False).update(compared_as=None)


def keep_scores(
    model: LinkageModel, scores: Sequence[Score], *, touched: Collection[int], compared: Mapping[int, int]
) -> None:
    """Replace the pairs of the `touched` claims by `scores`, which hold every pair of theirs.

    It is done in several transactions; `compared` (the hash of what each claim says) is noted in the
    last one, so that a process killed before it leaves the claims due again.
    """
    there = _kept(touched)
    here = {(one.first, one.second) for one in scores}
    fresh = [one for one in scores if (one.first, one.second) not in there]
    for batch in batches(fresh, IN_ONE_TRANSACTION):
        with transaction.atomic():
            insert(Pair, _NEW, (_new(one, model) for one in batch))
    again = [(there[one.first, one.second], one) for one in scores if (one.first, one.second) in there]
    names = ("weight", "probability", "agreement", "model")
    for block in batches(again, IN_ONE_TRANSACTION):
        with transaction.atomic():
            rewrite(
                Pair,
                names,
                ((pk, one.weight, one.probability, one.agreement, model.pk) for pk, one in block),
            )
    with transaction.atomic():
        for lost in batches(pk for ends, pk in there.items() if ends not in here):
            _undecided().filter(pk__in=lost).delete()
            Pair.objects.filter(pk__in=lost).update(weight=None, probability=None, agreement={}, model=None)
        rewrite(Claim, ["compared_as"], compared.items())


def _kept(touched: Collection[int]) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for batch in batches(sorted(touched)):
        pairs = Pair.objects.filter(Q(first__in=batch) | Q(second__in=batch))
        found |= {(first, second): pk for pk, first, second in pairs.values_list("pk", "first", "second")}
    return found


def _undecided() -> QuerySet[Pair]:
    return Pair.objects.exclude(state__in=DECIDED)


_NEW = ("first", "second", "model", "weight", "probability", "agreement", "state", "note")


def _new(one: Score, model: LinkageModel) -> tuple[Any, ...]:
    state = state_by_weight(one.weight, model)
    return (one.first, one.second, model.pk, one.weight, one.probability, one.agreement, state.value, "")


def state_by_weight(weight: float, model: LinkageModel) -> PairState:
    """Return where a pair stands by its own weight, before anything else is known of its claims."""
    if weight >= model.upper:
        return PairState.LINKED
    return PairState.WAITING if weight >= model.lower else PairState.APART


def keep_states(states: Mapping[int, PairState]) -> None:
    """Say anew where pairs stand that nobody decided on."""
    for state in (PairState.LINKED, PairState.WAITING, PairState.APART):
        numbers = [pk for pk, one in states.items() if one == state]
        for batch in batches(numbers):
            _undecided().filter(pk__in=batch).update(state=state)
