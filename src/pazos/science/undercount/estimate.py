"""How many deaths did no list record, how sure is that, or is "cannot tell" the answer?

Two lists: Chapman's estimate. Three to five: all models of dependence, averaged by their weight.
Over simulated cities (seed 5; 1,000 cities a row with three lists, 120 with four; lists that hold
about 0.6, 0.5, 0.4 and 0.3 of the deaths unless said; an odds ratio between two of them), a 95%
interval held the truth in

    city                                            averaged by AIC   averaged by BIC   best by BIC
    300 deaths, three independent lists                  0.981             0.968           0.938
    300 deaths, one pair at odds ratio 2                 0.941             0.867           0.640
    300 deaths, one pair at 4                            0.946             0.916           0.792
    1,000 deaths, one pair at 1.5                        0.945             0.854           0.659
    1,000 deaths, two pairs at 2                         0.945             0.855           0.715
    300 deaths, lists of 0.9, 0.85, 0.5 independent      0.973             0.972             -
    300 deaths, the same with one pair at 2              0.958             0.917             -
    150 deaths, lists of 0.8, 0.6, 0.4, a pair at 3      0.913             0.863           0.650
    300 deaths, four lists, one pair at 2                0.933             0.908             -
    1,000 deaths, four lists, two pairs at 2             0.967             0.917             -

which is why the average by AIC is what is reported unless another is asked for. Where next to
nobody is missed and lists depend strongly (the eighth row) it holds the truth less often than said.

An estimate is never given without its interval, nor where a rule of `doubts` says "cannot tell".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.problems import InputProblem
from pazos.science.rates.rate import checked_confidence
from pazos.science.undercount.doubts import (
    Doubt,
    after_fitting,
    before_fitting,
    beside_estimate,
    too_wide,
)
from pazos.science.undercount.fitting import Criterion, Fits, fit_models
from pazos.science.undercount.histories import MOST_LISTS, Histories
from pazos.science.undercount.models import Model, every_model, holding, model_of, name_of, pair
from pazos.science.undercount.profile import LIGHTEST, averaged, profile_bounds
from pazos.science.undercount.robust import SampleCoverage, lower_bound, sample_coverage
from pazos.science.undercount.two_lists import Interval, TwoLists, chapman_interval

if TYPE_CHECKING:
    from collections.abc import Sequence

AVERAGE, BEST = "average", "best"


@dataclass(frozen=True)
class Asked:
    """What was asked: `model` is "average", "best" or a model's name; `dependent` sets of lists
    known to copy from or feed one another."""

    model: str = AVERAGE
    criterion: Criterion = "aic"
    dependent: tuple[tuple[str, ...], ...] = ()
    confidence: float = 0.95

    def checked(self, lists: Sequence[str]) -> Asked:
        """Return itself if it fits these lists; raises InputProblem otherwise."""
        checked_confidence(self.confidence)
        if self.criterion not in ("aic", "bic"):
            raise InputProblem("The criterion is aic or bic, not {given}.", given=self.criterion)
        for names in self.dependent:
            if pair(lists, names).bit_count() < 2:
                raise InputProblem(
                    "Dependence is between two lists or more, not {given} alone.", given=", ".join(names)
                )
        if self.model not in (AVERAGE, BEST):
            model_of(self.model, lists)
        return self


@dataclass(frozen=True)
class ModelLine:
    """One model of the table: `missed` has bounds only where its weight is a thousandth or more;
    it is None for a model with no finite and unique estimate."""

    model: str
    freedom: int
    deviance: float
    p_value: float | None
    aic: float
    bic: float
    weight: float
    missed: Interval | None


@dataclass(frozen=True)
class Share:
    """What one list holds of all deaths; None where nobody can tell."""

    list: str
    deaths: int
    share: Interval | None


@dataclass(frozen=True)
class Undercount:
    """The answer: `missed` and `total` are None when `reasons` says why nobody can tell.

    `model` is the name of the model behind `missed` or "average"; `best` the best single model
    by the criterion. `bound` and `coverage_approach` are companions (see `robust`).
    """

    histories: Histories
    reasons: tuple[Doubt, ...]
    cautions: tuple[Doubt, ...]
    missed: Interval | None
    model: str
    best: ModelLine | None
    models: tuple[ModelLine, ...]
    bound: Interval | None
    coverage_approach: SampleCoverage | None

    @property
    def verdict(self) -> str:
        """Return "estimate" or "cannot tell"."""
        return "cannot tell" if self.missed is None else "estimate"

    @property
    def total(self) -> Interval | None:
        """All deaths, recorded or not."""
        return None if self.missed is None else self.missed.plus(self.histories.observed)

    @property
    def shares(self) -> tuple[Share, ...]:
        """What each list holds of all deaths."""
        return shares_of(self.histories, self.total)


def shares_of(given: Histories, total: Interval | None) -> tuple[Share, ...]:
    """Return what each list holds of `total`, in the order of the lists."""

    def share(deaths: int) -> Interval | None:
        if total is None:
            return None
        return Interval(deaths / total.estimate, deaths / total.high, deaths / total.low)

    return tuple(
        Share(name, int(size), share(int(size))) for name, size in zip(given.lists, given.sizes, strict=True)
    )


def undercount(given: Histories, asked: Asked | None = None) -> Undercount:
    """Estimate the deaths in no list, or say why nobody can.

    Raises InputProblem for more than five lists and for words that do not fit the lists.
    """
    asked = (asked or Asked()).checked(given.lists)
    if len(given.lists) > MOST_LISTS:
        raise InputProblem(
            "There are {count} lists and {most} at most can be modelled together. Choose some with --lists, "
            "or join lists that share their information into one column first.",
            count=len(given.lists),
            most=MOST_LISTS,
        )
    reasons = before_fitting(given, dependent=asked.dependent)
    if reasons:
        return Undercount(given, reasons, (), None, asked.model, None, (), None, None)
    answer = _from_two if len(given.lists) == 2 else _from_models
    return answer(given, asked)


def _from_two(given: Histories, asked: Asked) -> Undercount:
    fits = fit_models(given, every_model(2))
    two = TwoLists(int(given.sizes[0]), int(given.sizes[1]), given.shared(0, 1))
    missed = chapman_interval(two, confidence=asked.confidence)
    reasons = tuple(too_wide(missed.plus(two.observed)))
    lines = _table(fits, asked)
    return Undercount(
        given,
        reasons,
        () if reasons else beside_estimate(given, fits, 0, dependent=False),
        None if reasons else missed,
        lines[0].model,
        lines[0],
        lines,
        lower_bound(given, confidence=asked.confidence),
        None,
    )


def _from_models(given: Histories, asked: Asked) -> Undercount:
    lists = given.lists
    tied: Model = frozenset().union(*(_all_pairs(lists, names) for names in asked.dependent))
    named = None if asked.model in (AVERAGE, BEST) else model_of(asked.model, lists)
    models = holding(every_model(len(lists)), tied)
    fits = fit_models(given, models if named is None or named in models else (*models, named))
    whole = averaged(fits, asked.criterion, confidence=asked.confidence) if fits.usable.any() else None
    doubts = after_fitting(fits, asked.criterion, total=whole and whole.plus(given.observed))
    lines = _table(fits, asked)
    place = int(fits.weights(asked.criterion).argmax()) if named is None else fits.models.index(named)
    missed = whole if asked.model == AVERAGE else lines[place].missed
    # Whoever names a model answers for it: the doubts of the choice are then read beside it.
    reasons = doubts if named is None else _named_reasons(missed, given, lines[place].model)
    beside = beside_estimate(given, fits, place, dependent=bool(tied)) + (() if named is None else doubts)
    order = sorted(lines, key=lambda line: getattr(line, asked.criterion))
    return Undercount(
        given,
        reasons,
        () if reasons else beside,
        None if reasons else missed,
        AVERAGE if asked.model == AVERAGE else lines[place].model,
        lines[int(fits.weights(asked.criterion).argmax())] if fits.usable.any() else None,
        tuple(order),
        lower_bound(given, confidence=asked.confidence),
        sample_coverage(given, confidence=asked.confidence),
    )


def _all_pairs(lists: Sequence[str], names: Sequence[str]) -> Model:
    whole = pair(lists, names)
    return frozenset(term for term in range(1, whole + 1) if term & whole == term and term.bit_count() == 2)


def _named_reasons(missed: Interval | None, given: Histories, model: str) -> tuple[Doubt, ...]:
    if missed is None:
        return (Doubt("no_finite", {"model": model}),)
    return tuple(too_wide(missed.plus(given.observed)))


def _table(fits: Fits, asked: Asked) -> tuple[ModelLine, ...]:
    weights = fits.weights(asked.criterion)
    shown = [model_of(asked.model, fits.histories.lists)] if asked.model not in (AVERAGE, BEST) else []
    bounded = np.flatnonzero(
        fits.usable & ((weights >= LIGHTEST) | np.array([model in shown for model in fits.models]))
    )
    low, high = profile_bounds(fits, bounded, confidence=asked.confidence)
    bounds = dict(zip(bounded.tolist(), zip(low.tolist(), high.tolist(), strict=True), strict=True))
    return tuple(
        ModelLine(
            name_of(model, fits.histories.lists),
            int(fits.freedom[place]),
            float(fits.deviance[place]),
            fits.p_value(place),
            float(fits.aic[place]),
            float(fits.bic[place]),
            float(weights[place]),
            Interval(float(fits.missed[place]), *bounds.get(place, (np.nan, np.nan)))
            if fits.usable[place]
            else None,
        )
        for place, model in enumerate(fits.models)
    )
