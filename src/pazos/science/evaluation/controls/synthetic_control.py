"""Synthetic control: did the treated leave the weighted mean of donors that ran beside it before?

Weights are nought or more, add up to one, and bring the donors nearest to the treated's outcome at every time
before (Abadie, Diamond and Hainmueller 2010; all times before as predictors), or, where covariates are given, to
their averages before, weighed as `predictors` says. Each treated unit has its own; the
effect is the mean of their gaps over treated units and times.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.science.evaluation.controls import conformal, doubts, placebo
from pazos.science.evaluation.controls.design import Design, design_of, mean_after, means_by_step
from pazos.science.evaluation.controls.optimality import stated
from pazos.science.evaluation.controls.predictors import by_averages
from pazos.science.evaluation.controls.simplex import nearest_means
from pazos.science.evaluation.effect import Check, Effect, Moment
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.panel import Panel

    Floats = NDArray[np.float64]

OPTIONS: dict[str, Any] = {"control": "never", "inference": "placebo", "draws": 1000}
SMALL = 1e-9  # of the outcome's spread: a smaller gap before is a perfect fit


@stated
def estimate(panel: Panel, *, seed: int, confidence: float, **options: Any) -> Effect:
    """Return the effect by synthetic controls.

    `inference` is "placebo" (each donor treated on paper: p-value by the ratio of root mean squared gaps after and
    before, standard error the standard deviation of the placebos' effects, interval by the mean gap over the gap
    before) or "conformal" (see `conformal`; no standard error).

    Raises:
        InputProblem: the panel has too few donors or times before, or the kind of inference is unknown.
    """
    kinds = {"placebo": by_placebo, "conformal": by_conformal}
    if options["inference"] not in kinds:
        raise InputProblem(
            "Inference {kind} is unknown here; there are {known}.",
            kind=options["inference"],
            known=", ".join(kinds),
        )
    design = design_of(panel, control=options["control"], covariates=options["inference"] == "placebo")
    weights = own_weights(design)
    gaps = design.outcome[design.slots] - weights @ design.pool
    chance = kinds[options["inference"]](
        design, gaps, draws=options["draws"], seed=seed, confidence=confidence
    )
    value, latest = float(mean_after(gaps, design.starts)), int(design.starts.max())
    return Effect(
        method="synthetic-control",
        estimate=value,
        low=chance.low,
        high=chance.high,
        standard_error=chance.error,
        p_value=chance.p_value,
        event_study=chance.moments,
        weights=design.named(weights),
        checks=(
            doubts.pre_fit(
                means_by_step(gaps, design.starts), value, latest=latest, spread=doubts.own_spread(design)
            ),
            doubts.concentration(weights),
            doubts.inside_hull(design),
            leave_one_out(design, weights, value=value, beyond=chance.low > 0 or chance.high < 0),
            Check(chance.rests_on, None if np.isnan(chance.low) else True, chance.facts),
        ),
        settings={
            "inference": options["inference"],
            "control": "never",
            **chance.facts,
        },
    )


@dataclass(frozen=True)
class Chance:
    """How chance is reckoned: `rests_on` names the check that says whether there is an interval."""

    low: float
    high: float
    error: float
    p_value: float
    moments: tuple[Moment, ...]
    rests_on: str
    facts: dict[str, Any]


def by_placebo(design: Design, gaps: Floats, *, draws: int, seed: int, confidence: float) -> Chance:
    """Return chance by donors treated on paper, each one's own fit before allowed for."""
    floor = SMALL * float(design.outcome.std())
    found = placebo.course_of(gaps, design.starts, floor=floor)
    if len(design.donors) < len(design.slots) + 2:
        raise InputProblem(
            "Placebos need at least two more untreated units ({donors}) than treated ones ({treated}); take conformal.",
            donors=len(design.donors),
            treated=len(design.slots),
        )
    drawn = placebo.assignments(len(design.donors), len(design.slots), draws=draws, seed=seed)
    others = placebo.placebo_courses(placebo_gaps(design), design.starts, drawn=drawn, floor=floor)
    reach = float(placebo.half_width(found, others.mean, placebos=others, confidence=confidence))
    halves = placebo.half_width(found, others.steps, placebos=others, confidence=confidence)
    value = float(found.mean)
    return Chance(
        low=value - reach,
        high=value + reach,
        error=float(others.mean.std()),
        p_value=placebo.share_as_extreme(found, others),
        moments=placebo.moments(found.steps, halves, latest=int(design.starts.max())),
        rests_on="placebos_enough",
        facts={"placebos": len(drawn)},
    )


def by_conformal(design: Design, gaps: Floats, *, draws: int, seed: int, confidence: float) -> Chance:
    """Return chance by cyclic shifts of the gaps of the treated's mean; nothing is drawn."""
    del draws, seed
    first, own = conformal.one_beginning(design), design.outcome[design.slots].mean(axis=0)
    mean = gaps.mean(axis=0)
    found = conformal.conformal(
        design.pool, own, first=first, weigh=_shares, centre=float(mean[first:].mean()), confidence=confidence
    )
    moments = conformal.course(design.pool, own, weigh=_shares, gaps=mean, first=first, confidence=confidence)
    return Chance(
        low=found.low,
        high=found.high,
        error=float("nan"),
        p_value=found.p_value,
        moments=moments,
        rests_on="conformal_interval",
        facts={"shifts": len(own)},
    )


def _shares(pool: Floats, targets: Floats) -> Floats:
    return nearest_means(pool, targets).weights


def own_weights(design: Design, *, banned: int | None = None) -> Floats:
    """Return each slot's weights of donors, slots x donors."""
    weights = np.zeros((len(design.slots), len(design.donors)))
    for first, slots in design.cohorts:
        out = np.zeros((len(slots), len(design.donors)), dtype=bool)
        if banned is not None:
            out[:, banned] = True
        weights[slots] = _nearest(design, design.slots[slots], first=first, banned=out)
    return weights


def _nearest(design: Design, rows: NDArray[np.int64], *, first: int, banned: NDArray[np.bool_]) -> Floats:
    if design.covariates:
        return by_averages(design, rows, first=first, banned=banned)
    return nearest_means(design.pool[:, :first], design.outcome[rows, :first], banned=banned).weights


def placebo_gaps(design: Design) -> Floats:
    """Return each donor's gap from the mean of the other donors, slots x donors x times."""
    pool, found = design.pool, np.empty((len(design.slots), *design.pool.shape))
    for first, slots in design.cohorts:
        banned = np.eye(len(pool), dtype=bool)
        found[slots] = pool - _nearest(design, design.donors, first=first, banned=banned) @ pool
    return found


def leave_one_out(design: Design, weights: Floats, *, value: float, beyond: bool) -> Check:
    """Check what is left when one of the heaviest donors is taken out, each in turn."""
    carrying = doubts.heaviest(weights)
    if len(design.donors) < 3:
        return Check("leave_one_out", None, {"donors": len(design.donors)})
    found: dict[str, float] = {}
    for donor in carrying:
        without = own_weights(design, banned=int(donor))
        gaps = design.outcome[design.slots] - without @ design.pool
        found[design.names[int(design.donors[donor])]] = float(mean_after(gaps, design.starts))
    return doubts.left_out(found, value=value, beyond=beyond)
