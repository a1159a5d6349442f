"""Which claims make one death? The likeliest pairs first, people's decisions before all of them.

After it every pair that nobody decided on says where the register puts it: linked where both claims
are of one death, waiting where they are not but may be (also a pair the model would link, were it
not for a rival), apart otherwise. Nothing here decides for a person, and no number is given away.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pandas as pd
from django.db import transaction
from django.db.models import Q

from pazos.analysis.register.frames import claims_frame
from pazos.analysis.register.linking import probability_of
from pazos.domain.register.actions import scores
from pazos.domain.register.actions.bulk import batches
from pazos.domain.register.actions.deaths import Grouped, Regrouped, joined_into, regroup
from pazos.domain.register.actions.values import reckon_here
from pazos.domain.register.models import Claim, LinkageModel, Pair
from pazos.domain.register.models.linkage import DECIDED
from pazos.domain.register.numbering import renumber
from pazos.domain.register.vocabulary import PairState
from pazos.science.linkage import deaths_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from pazos.domain.people.models import Staff

_PAIR = ("pk", "first", "second", "probability", "weight", "state")


def regroup_all(claims: pd.DataFrame, *, by: Staff | None) -> Regrouped:
    """Reckon every death anew from the kept pairs; write what changes. Idempotent.

    `claims` is a frame of all claims that stand. It is one transaction, so that no decision of a
    person falls between what is read and what is written.
    """
    with transaction.atomic():
        model = LinkageModel.objects.select_for_update().filter(current=True).first()
        rows = Pair.objects.order_by("pk").values_list(*_PAIR)
        return _regroup(claims, _pairs(rows.iterator(chunk_size=10_000)), model, everything=True, by=by)


@transaction.atomic
def regroup_around(claims: Iterable[Claim | int], *, by: Staff | None) -> Regrouped:
    """Reckon anew the deaths that these claims stand in or may come to, and their values."""
    model = LinkageModel.objects.select_for_update().filter(current=True).first()
    numbers = {one.pk if isinstance(one, Claim) else one for one in claims}
    around = _around(numbers, model)
    pairs = _pairs(row for batch in batches(sorted(around)) for row in _between(batch, around))
    done = _regroup(claims_frame(around), pairs, model, everything=False, by=by)
    reckon_here(done.touched)
    return done


def _around(claims: set[int], model: LinkageModel | None) -> set[int]:
    """Return the claims that links, decisions or present deaths tie to these, by any way."""
    linked = Q(state=PairState.SAME)
    if model is not None:
        linked |= Q(weight__gte=model.upper) & ~Q(state=PairState.DIFFERENT)
    found: set[int] = set()
    edge = set(claims)
    while edge:
        found |= edge
        reached: set[int] = set()
        for batch in batches(sorted(edge)):
            ties = Pair.objects.filter(linked, Q(first__in=batch) | Q(second__in=batch))
            reached.update(end for pair in ties.values_list("first", "second") for end in pair)
            deaths = Claim.objects.filter(pk__in=batch, death__isnull=False).values("death")
            reached.update(Claim.objects.filter(death__in=deaths).values_list("pk", flat=True))
        edge = reached - found
    return found


def _between(batch: Sequence[int], around: Collection[int]) -> list[tuple[Any, ...]]:
    rows = Pair.objects.filter(first__in=batch).order_by("pk").values_list(*_PAIR)
    return [row for row in rows if row[2] in around]


def _pairs(rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame.from_records(rows, columns=_PAIR)
    return frame.astype({"probability": "float64", "weight": "float64"})


def _regroup(
    claims: pd.DataFrame,
    pairs: pd.DataFrame,
    model: LinkageModel | None,
    *,
    everything: bool,
    by: Staff | None,
) -> Regrouped:
    """Group claims by pairs, give the deaths their numbers, say where the pairs stand."""
    labels = _labels(claims, pairs, model)
    groups = _groups(labels)
    now = {
        claim: (None if pd.isna(death) else int(death), duplicate)
        for claim, death, duplicate in zip(claims["claim"], claims["death"], claims["duplicate"], strict=True)
    }
    stood = {claim: death for claim, (death, _) in now.items() if death is not None}
    joined = joined_into(None if everything else set(stood.values()))
    grouped = Grouped(
        groups=groups,
        duplicates=_duplicates(claims, labels),
        now=now,
        days=dict(zip(claims["claim"], claims["day"], strict=True)),
    )
    done = regroup(grouped, renumber(groups, now=stood, joined=joined), by=by)
    scores.keep_states(_changed_states(pairs, labels, model))
    return done


def _groups(labels: pd.Series[int]) -> list[list[int]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for claim, label in zip(labels.index.tolist(), labels.tolist(), strict=True):
        groups[label].append(claim)
    return list(groups.values())


def _labels(claims: pd.DataFrame, pairs: pd.DataFrame, model: LinkageModel | None) -> pd.Series[int]:
    standing = set(claims["claim"])
    same, bound = _bound(pairs, standing)
    said_apart = pairs.loc[pairs["state"] == PairState.DIFFERENT, ["first", "second"]]
    apart = [(a, b) for a, b in said_apart.itertuples(index=False) if a in standing and b in standing]
    apart += [
        (a, b)
        for row in claims[claims["record"].duplicated(keep=False)].groupby("record")["claim"].agg(list)
        for a, b in combinations(row, 2)
        if bound.get(a, a) != bound.get(b, b)
    ]
    weighed = pairs[~pairs["state"].isin(DECIDED) & pairs["probability"].notna()]
    upper = probability_of(model.upper) if model else 1.0
    return deaths_of(
        claims[["claim", "list"]], weighed, upper=upper, decided_same=same, decided_apart=apart
    ).labels


def _bound(pairs: pd.DataFrame, standing: set[int]) -> tuple[list[tuple[int, int]], dict[int, int]]:
    """Return decisions "the same" among standing claims, also those that hold by way of withdrawn ones."""
    said = pairs.loc[pairs["state"] == PairState.SAME, ["first", "second"]]
    leader: dict[int, int] = {}

    def first(claim: int) -> int:
        while leader.get(claim, claim) != claim:
            claim = leader[claim]
        return claim

    for a, b in said.itertuples(index=False):
        low, high = sorted((first(int(a)), first(int(b))))
        leader[high], leader[low] = low, low
    members: dict[int, list[int]] = defaultdict(list)
    for claim in sorted(leader):
        if claim in standing:
            members[first(claim)].append(claim)
    same = [(group[0], other) for group in members.values() for other in group[1:]]
    return same, {claim: first(claim) for claim in leader}


def _duplicates(claims: pd.DataFrame, labels: pd.Series[int]) -> frozenset[int]:
    """A source's second claim of one death: the first it made is the one that speaks."""
    ordered = claims[["claim", "list"]].assign(death=claims["claim"].map(labels)).sort_values("claim")
    return frozenset(ordered.loc[ordered.duplicated(["list", "death"]), "claim"].tolist())


def _changed_states(
    pairs: pd.DataFrame, labels: pd.Series[int], model: LinkageModel | None
) -> dict[int, PairState]:
    """Return where undecided pairs stand now, of those that stood elsewhere."""
    if model is None:
        return {}
    free = pairs[~pairs["state"].isin(DECIDED) & pairs["first"].isin(labels.index)]
    free = free[free["second"].isin(labels.index)]
    together = labels.reindex(free["first"]).to_numpy() == labels.reindex(free["second"]).to_numpy()
    states = pd.Series(PairState.APART.value, index=free.index, dtype="object")
    states[(free["weight"] >= model.lower).to_numpy()] = PairState.WAITING.value
    states[together] = PairState.LINKED.value
    moved = states.to_numpy() != free["state"].to_numpy(dtype=object)
    return {int(pk): PairState(state) for pk, state in zip(free["pk"][moved], states[moved], strict=True)}
