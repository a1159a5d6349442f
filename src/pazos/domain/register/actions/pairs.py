"""What a person says of two claims: one death or two. It stands until a person takes it back.

No file, threshold or retraining changes a decision. The deaths are reckoned anew by
`analysis.register.grouping.regroup_around`, which the caller asks for afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from pazos.domain.refusing import RefusedError, refuse
from pazos.domain.register.actions.scores import state_by_weight
from pazos.domain.register.models import Claim, LinkageModel, Pair
from pazos.domain.register.models.linkage import DECIDED
from pazos.domain.register.rules import Block, PairFacts, what_blocks_deciding, what_blocks_thresholds
from pazos.domain.register.vocabulary import PairState
from pazos.foundation.audit import actions as audit

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pazos.domain.people.models import Staff

KEPT_FROM = -9.96  # weight of a pair as likely as 1 in 1,000; less likely ones are not kept


@transaction.atomic
def decide(pair: Pair, *, same: bool, note: str = "", by: Staff | None) -> Pair:
    """Write down that both claims are of one death, or of two."""
    held = Pair.objects.select_for_update().get(pk=pair.pk)
    refuse(what_blocks_deciding(facts_of(held), same=same))
    before = held.state
    held.state = PairState.SAME if same else PairState.DIFFERENT
    held.decided_at, held.decided_by, held.note = timezone.now(), by, note[:300]
    held.save(update_fields=["state", "decided_at", "decided_by", "note"])
    audit.record(
        "pair.decided", held, by=by, first=held.first_id, second=held.second_id, before=before, now=held.state
    )
    return held


@transaction.atomic
def decide_on(first: Claim, second: Claim, *, same: bool, note: str = "", by: Staff | None) -> Pair:
    """Write the same down of two claims that the model may never have compared."""
    low, high = sorted((first.pk, second.pk))
    pair, _ = Pair.objects.get_or_create(first_id=low, second_id=high, defaults={"state": PairState.APART})
    return decide(pair, same=same, note=note, by=by)


@transaction.atomic
def take_back(pair: Pair, *, by: Staff | None) -> None:
    """Undo a person's word: the pair stands where the model puts it, or is let go if it never weighed it."""
    held = Pair.objects.select_for_update().get(pk=pair.pk)
    if held.state not in DECIDED:
        raise RefusedError((Block.PAIR_NOT_DECIDED,))
    audit.record(
        "pair.taken_back", held, by=by, first=held.first_id, second=held.second_id, before=held.state
    )
    model = LinkageModel.objects.filter(current=True).first()
    if held.weight is None or model is None:
        held.delete()
        return
    held.state = state_by_weight(held.weight, model)
    held.decided_at, held.decided_by, held.note = None, None, ""
    held.save(update_fields=["state", "decided_at", "decided_by", "note"])


def facts_of(pair: Pair) -> PairFacts:
    """Return what the rule of deciding looks at."""
    first, second = bound_to(pair.first_id), bound_to(pair.second_id)
    records = dict(Claim.objects.filter(pk__in=first | second).values_list("pk", "record"))
    one_row = records[pair.first_id] == records[pair.second_id]
    return PairFacts(
        decided=pair.state in DECIDED,
        one_row=one_row,
        bound_together=pair.second_id in first,
        bound_apart=not one_row and (_rows_meet(first, second, records) or _said_apart(first, second)),
    )


def bound_to(claim: int) -> set[int]:
    """Return the claims that people's decisions make one death with this one, itself among them."""
    bound, edge = {claim}, {claim}
    while edge:
        same = Pair.objects.filter(Q(first__in=edge) | Q(second__in=edge), state=PairState.SAME)
        edge = {end for pair in same.values_list("first", "second") for end in pair} - bound
        bound |= edge
    return bound


def _rows_meet(first: set[int], second: set[int], records: Mapping[int, int]) -> bool:
    if first == second:
        return False
    return bool({records[one] for one in first} & {records[one] for one in second})


def _said_apart(first: Collection[int], second: Collection[int]) -> bool:
    met = Q(first__in=first, second__in=second) | Q(first__in=second, second__in=first)
    return Pair.objects.filter(met, state=PairState.DIFFERENT).exists()


@transaction.atomic
def choose_thresholds(*, lower: float, upper: float, reason: str = "", by: Staff | None) -> LinkageModel:
    """Choose the weights below which two claims are two deaths, and from which they are one.

    Every pair that nobody decided on is said anew in one statement; the expected cost of the
    choice is kept in the trail. The deaths follow with the register's next update.
    """
    model = LinkageModel.objects.select_for_update().get(current=True)
    refuse(what_blocks_thresholds(lower=lower, upper=upper, kept_from=KEPT_FROM))
    before = {"lower": model.lower, "upper": model.upper}
    model.lower, model.upper, model.chosen_at, model.chosen_by = lower, upper, timezone.now(), by
    model.save(update_fields=["lower", "upper", "chosen_at", "chosen_by"])
    Pair.objects.exclude(state__in=DECIDED).filter(weight__isnull=False).update(
        state=Case(
            When(weight__gte=upper, then=Value(PairState.LINKED)),
            When(weight__gte=lower, then=Value(PairState.WAITING)),
            default=Value(PairState.APART),
        )
    )
    said = {"lower": lower, "upper": upper, "reason": reason, "cost": expected_cost(model)}
    audit.record("linkage.thresholds_chosen", model, by=by, before=before, **said)
    return model


def expected_cost(model: LinkageModel) -> dict[str, Any]:
    """Return what the thresholds cost by the model's own curve: `at_upper`, `at_lower`, its nearest rows."""
    curve = model.run.result.get("cost", [])
    if not curve:
        return {}
    return {
        name: min(curve, key=lambda row: abs(row["weight"] - weight))
        for name, weight in (("at_upper", model.upper), ("at_lower", model.lower))
    }
