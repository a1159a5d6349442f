"""When is "cannot tell" the answer, and what is said beside an estimate?

The rules, each a code with the facts of its sentence:

before any fit
    few_lists        fewer than two lists
    empty_list       a list holds no death
    small_overlap    fewer than 7 deaths in two lists or more (Robson and Regier 1964: with 7, the
                     bias of the estimate is negligible with 95% certainty)
    apart            a list shares no death with any other
    nested           every death of a list is in another: the first may be drawn from the second
    all_dependent    the dependences declared tie all lists together, so that none is left to
                     check the others by; with two lists one declared dependence does
after the fit
    no_model         no model has a finite and unique estimate
    no_finite        a model with no finite estimate fits better than all others together
    saturated        the best model allows everything that data can show: nothing is left to test it
    disagree         models of weight 0.05 or more differ by more than twice in all deaths
    wide             the upper bound of all deaths is above 5 times the lower, or not finite

Nothing here looks at the size of an estimate: a large one is not a reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.science.problems import listed
from pazos.science.undercount.models import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pazos.science.undercount.fitting import Criterion, Fits, Floats
    from pazos.science.undercount.histories import Histories
    from pazos.science.undercount.two_lists import Interval

FEWEST_SHARED = 7
HEAVY = 0.05
TOO_FAR = 2.0
TOO_WIDE = 5.0
POOR_FIT = 0.01


@dataclass(frozen=True)
class Doubt:
    """A reason by its code, with the facts that its sentence names."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)


def before_fitting(given: Histories, *, dependent: Sequence[Sequence[str]] = ()) -> tuple[Doubt, ...]:
    """Return every reason why these lists cannot tell, whatever the model; empty means go on."""
    if len(given.lists) < 2:
        return (Doubt("few_lists", {"lists": listed(given.lists) or "-"}),)
    empty = tuple(
        Doubt("empty_list", {"list": name})
        for name, size in zip(given.lists, given.sizes, strict=True)
        if size == 0
    )
    return empty or (*_overlap(given), *_nested(given), *_tied(given, dependent))


def _overlap(given: Histories) -> Iterator[Doubt]:
    if given.repeated < FEWEST_SHARED:
        yield Doubt("small_overlap", {"shared": given.repeated, "needed": FEWEST_SHARED})
    places = range(len(given.lists))
    for one in places if given.repeated else ():
        if not any(given.shared(one, other) for other in places if other != one):
            yield Doubt("apart", {"list": given.lists[one]})


def _nested(given: Histories) -> Iterator[Doubt]:
    for one, other in combinations(range(len(given.lists)), 2):
        shared, sizes = given.shared(one, other), given.sizes
        if shared == min(sizes[one], sizes[other]):
            inner, outer = (one, other) if sizes[one] <= sizes[other] else (other, one)
            facts = {"inner": given.lists[inner], "outer": given.lists[outer], "deaths": shared}
            yield Doubt("nested", facts)


def _tied(given: Histories, dependent: Sequence[Sequence[str]]) -> Iterator[Doubt]:
    groups = [{name} for name in given.lists]
    for names in dependent:
        tied = [group for group in groups if group & set(names)]
        groups = [group for group in groups if group not in tied] + [set().union(*tied)]
    if len(groups) == 1:
        yield Doubt("all_dependent", {"lists": listed(given.lists)})


def after_fitting(fits: Fits, criterion: Criterion, *, total: Interval | None) -> tuple[Doubt, ...]:
    """Return every reason why the models of these lists cannot tell; `total` is the averaged answer."""
    if not fits.usable.any() or total is None:
        return (Doubt("no_model", {"models": len(fits.models)}),)
    weights = fits.weights(criterion)
    return (*_strained(fits, weights, criterion), *_apart(fits, weights), *too_wide(total))


def _strained(fits: Fits, weights: Floats, criterion: Criterion) -> Iterator[Doubt]:
    values = fits.aic if criterion == "aic" else fits.bic
    endless = np.where(np.isfinite(values) & ~fits.usable, values, np.inf)
    heaviest = values[weights.argmax()] - 2 * np.log(weights.max())
    lists = fits.histories.lists
    # A model left out holds half of all weight when it reaches the others' sum.
    if endless.min() < heaviest:
        yield Doubt("no_finite", {"model": name_of(fits.models[int(endless.argmin())], lists)})
    best = int(weights.argmax())
    if fits.freedom[best] <= 0:
        yield Doubt("saturated", {"model": name_of(fits.models[best], lists)})


def _apart(fits: Fits, weights: Floats) -> Iterator[Doubt]:
    heavy = np.flatnonzero(weights >= HEAVY)
    totals = fits.histories.observed + fits.missed[heavy]
    if len(heavy) and totals.max() > TOO_FAR * totals.min():
        low, high = heavy[totals.argmin()], heavy[totals.argmax()]
        names = {
            "low_model": name_of(fits.models[low], fits.histories.lists),
            "high_model": name_of(fits.models[high], fits.histories.lists),
        }
        yield Doubt("disagree", {"low": round(totals.min()), "high": round(totals.max()), **names})


def too_wide(total: Interval) -> Iterator[Doubt]:
    """Yield the reason why an interval of all deaths says too little, if it does."""
    if not total.high <= TOO_WIDE * total.low:
        high = round(total.high) if np.isfinite(total.high) else None
        yield Doubt("wide", {"low": round(total.low), "high": high})


def beside_estimate(given: Histories, fits: Fits, place: int, *, dependent: bool) -> tuple[Doubt, ...]:
    """Return what must be read beside the estimate of the model at `place`."""
    said = []
    if len(given.lists) == 2:
        said.append(Doubt("untestable", {"lists": listed(given.lists)}))
    chance = fits.p_value(place)
    if chance is not None and chance < POOR_FIT:
        said.append(Doubt("poor_fit", {"model": name_of(fits.models[place], given.lists), "p_value": chance}))
    if dependent:
        said.append(Doubt("declared", {}))
    return tuple(said)
