"""A whole death at a time: a claim split off it, or another death joined to it. Both are decisions on pairs.

The deaths are reckoned anew by `analysis.register.grouping.regroup_around`, which the caller asks
for afterwards; each decision is taken back pair by pair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from pazos.domain.register.actions.pairs import decide, decide_on
from pazos.domain.register.models import Claim, Pair
from pazos.domain.register.vocabulary import PairState
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff
    from pazos.domain.register.models import Death


@transaction.atomic
def split_off(claim: Claim, *, note: str, by: Staff | None) -> list[Pair]:
    """Say of a claim and every other claim of its death that they are two deaths."""
    others = list(Claim.objects.filter(death=claim.death_id).exclude(pk=claim.pk).order_by("pk"))
    if claim.death_id is None or not others:
        raise InputProblem(N_("This claim stands alone: there is nothing to split it off from."))
    met = Q(first=claim, second__in=others) | Q(second=claim, first__in=others)
    said = {
        end
        for ends in Pair.objects.filter(met, state=PairState.DIFFERENT).values_list("first", "second")
        for end in ends
    }
    return [decide_on(claim, other, same=False, note=note, by=by) for other in others if other.pk not in said]


@transaction.atomic
def join(death: Death, other: Death, *, note: str, by: Staff | None) -> Pair:
    """Say that two deaths are one, by their likeliest pair of claims."""
    if death.pk == other.pk:
        raise InputProblem(N_("That is the same death. Give the number of another."))
    pair = _likeliest(death, other)
    if pair is not None:
        return decide(pair, same=True, note=note, by=by)
    first, second = (
        Claim.objects.filter(death=one, withdrawn_at__isnull=True).order_by("duplicate", "pk").first()
        for one in (death, other)
    )
    if first is None or second is None:
        raise InputProblem(N_("No source claims one of these deaths any more, so they cannot be joined."))
    return decide_on(first, second, same=True, note=note, by=by)


def _likeliest(death: Death, other: Death) -> Pair | None:
    between = Q(first__death=death, second__death=other) | Q(first__death=other, second__death=death)
    open_ones = Pair.objects.filter(between, weight__isnull=False).exclude(
        state__in=[PairState.SAME, PairState.DIFFERENT]
    )
    return open_ones.order_by("-weight", "pk").first()
