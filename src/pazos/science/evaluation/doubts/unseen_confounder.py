"""How strong would something nobody measured have to be, tied to the choice of places and to deaths, to explain the answer?

- Of a difference: the robustness value of Cinelli and Hazlett (2020), the share of what is left unexplained, both of the
  choice and of the change of places, that it would have to explain. Places are the units: the estimate's t with errors by
  place stands on as many degrees of freedom as there are places, less two.
- Of a ratio: the E-value of VanderWeele and Ding (2017), the ratio by which it would have to go with both, for the estimate
  and for the end of its interval nearer to one.

Beside it stands what was measured: the level before and each covariate. The rule: True where something as strong as the
strongest of these would leave an answer beyond chance, False where it would not; None where there is no answer beyond chance
or nothing measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.science.evaluation.effect import Check

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from pazos.science.evaluation.effect import Effect
    from pazos.science.evaluation.panel import Panel
    from pazos.science.evaluation.study import Around, Design

    Floats = NDArray[np.float64]

NAME = "unseen_confounder"
LEVEL = "level_before"
FEWEST = 5  # places


def examine(panel: Panel, effect: Effect, *, design: Design, around: Around) -> Check:
    """Return how strong something unseen must be, beside what was seen."""
    if panel.ever.all():
        return Check(NAME, None, {"why": "none_never_treated"})
    if not np.isfinite(effect.high - effect.low):
        return Check(NAME, None, {"why": "no_interval"})
    # Between places whose change is the same nothing is left to explain.
    if len(panel.units) < FEWEST or effect.estimate == 0 or not _scatter(panel) > 0:
        return Check(NAME, None, {"why": "too_few"})
    facts = _ratio(panel, effect) if effect.unit == "log_ratio" else _difference(panel, effect)
    if not effect.is_beyond_chance:
        return Check(NAME, None, {**facts, "why": "not_beyond_chance"})
    if not facts["measured"]:
        return Check(NAME, None, {**facts, "why": "nothing_measured"})
    return Check(NAME, passed=all(one["stands"] for one in facts["measured"]), facts=facts)


def partial_r2(t: float, degrees: float) -> float:
    """Return the share of what is left that a coefficient explains."""
    return t**2 / (t**2 + degrees)


def robustness_value(t: float, degrees: float, *, share: float = 1.0) -> float:
    """Return what share of both something unseen must explain to lower an estimate by `share` of it (Cinelli, Hazlett 2020)."""
    strength = share * abs(t) / degrees**0.5
    return float((np.sqrt(strength**4 + 4 * strength**2) - strength**2) / 2)


@dataclass(frozen=True)
class Strength:
    """How much of what is left something explains of the choice (`of_choice`) and of the outcome (`of_outcome`)."""

    of_choice: float
    of_outcome: float

    def times(self, factor: float = 1.0) -> Strength:
        """Return how strong something unseen is that is `factor` times as strong as this measured thing.

        The measured one's shares are those without itself in the model; the unseen one's with it (their section 4.4).
        """
        of_choice = factor * self.of_choice / (1 - self.of_choice)
        shared = factor * self.of_choice**2 / ((1 - factor * self.of_choice) * (1 - self.of_choice))
        grown = (np.sqrt(factor) + np.sqrt(shared)) / np.sqrt(1 - shared)
        of_outcome = grown**2 * self.of_outcome / (1 - self.of_outcome)
        return Strength(min(float(of_choice), 1.0), min(float(of_outcome), 1.0))


def adjusted(estimate: float, error: float, *, degrees: float, strength: Strength) -> tuple[float, float]:
    """Return estimate and standard error as they would be with something of such a strength in the model, at worst."""
    left = 1 - strength.of_choice
    if left <= 0:
        return 0.0, float("inf")
    bias = error * np.sqrt(degrees * strength.of_outcome * strength.of_choice / left)
    spread = error * np.sqrt((1 - strength.of_outcome) / left * degrees / (degrees - 1))
    return float(np.sign(estimate) * (abs(estimate) - bias)), float(spread)


def e_value(ratio: float) -> float:
    """Return the E-value of a ratio of rates: the least association with both that explains it."""
    above = max(ratio, 1 / ratio)
    return float(above + np.sqrt(above * (above - 1)))


def _difference(panel: Panel, effect: Effect) -> dict[str, Any]:
    degrees = float(len(panel.units) - 2)
    scatter = _scatter(panel)
    half = (effect.high - effect.low) / 2
    t = effect.estimate / scatter
    left = max(abs(effect.estimate) - half, 0.0) / abs(effect.estimate)
    return {
        "robustness_value": robustness_value(t, degrees),
        "robustness_value_beyond_chance": robustness_value(t, degrees, share=left),
        "partial_r2": partial_r2(t, degrees),
        "measured": [
            _compared(effect, name, strength=strength, scatter=scatter, degrees=degrees)
            for name, strength in _strengths(panel).items()
        ],
    }


def _scatter(panel: Panel) -> float:
    """Return the plain standard error of the treated's mean change less that of the others.

    The shares of what is left unexplained are reckoned from it; the interval of the estimate stays the method's own.
    """
    change, chosen = _change(panel), panel.ever.astype(float)
    centred = chosen - chosen.mean()
    slope = float(centred @ change) / float(centred @ centred)
    left = change - change.mean() - slope * centred
    return float(np.sqrt((left @ left) / (len(change) - 2) / (centred @ centred)))


def _change(panel: Panel) -> Floats:
    """Return each place's mean since the first beginning less its mean before."""
    before = min(panel.cohorts)
    return np.asarray(
        panel.outcome[:, before:].mean(axis=1) - panel.outcome[:, :before].mean(axis=1), dtype=float
    )


def _compared(
    effect: Effect, name: str, *, strength: Strength, scatter: float, degrees: float
) -> dict[str, Any]:
    as_strong = strength.times()
    estimate, spread = adjusted(effect.estimate, scatter, degrees=degrees, strength=as_strong)
    reach = (effect.high - effect.low) / 2 * spread / scatter
    return {
        "name": name,
        "of_choice": as_strong.of_choice,
        "of_outcome": as_strong.of_outcome,
        "estimate": estimate,
        "stands": bool(abs(estimate) > reach and estimate * effect.estimate > 0),
    }


def _measured(panel: Panel) -> Mapping[str, Floats]:
    """Return what is known of each place before the first beginning: its level, and its covariates."""
    before = min(panel.cohorts)
    size = panel.exposure if panel.exposure is not None else np.ones_like(panel.outcome)
    people = size[:, :before].sum(axis=1)
    level = np.divide(
        panel.outcome[:, :before].sum(axis=1), people, out=np.zeros(len(people)), where=people > 0
    )
    known = {LEVEL: level, **{name: one[:, :before].mean(axis=1) for name, one in panel.covariates.items()}}
    return {name: one for name, one in known.items() if one.std() > 1e-12 * max(1.0, abs(one).max())}


def _strengths(panel: Panel) -> dict[str, Strength]:
    """Return how strongly what is measured goes with the choice, and with the change of the outcome given the choice."""
    change = _change(panel)
    chosen = panel.ever.astype(float)
    known = _measured(panel)
    found = {}
    for name, values in known.items():
        others = [one for other, one in known.items() if other != name]
        of_choice = _share(chosen, values, given=others)
        of_outcome = _share(change, values, given=[*others, chosen])
        # Something as strong as what tells the choice for certain cannot be compared with.
        found[name] = Strength(min(of_choice, 0.49), min(of_outcome, 0.99))
    return found


def _share(outcome: Floats, values: Floats, *, given: list[Floats]) -> float:
    """Return the squared partial correlation."""
    known = np.column_stack([np.ones(len(outcome)), *given])
    left = [one - known @ np.linalg.lstsq(known, one, rcond=None)[0] for one in (outcome, values)]
    size = float((left[0] ** 2).sum() * (left[1] ** 2).sum())
    return float((left[0] @ left[1]) ** 2 / size) if size > 0 else 0.0


def _ratio(panel: Panel, effect: Effect) -> dict[str, Any]:
    ratio = float(np.exp(effect.estimate))
    nearer = effect.high if effect.estimate < 0 else effect.low
    beyond = e_value(float(np.exp(nearer))) if effect.is_beyond_chance else 1.0
    return {
        "ratio": ratio,
        "e_value": e_value(ratio),
        "e_value_beyond_chance": beyond,
        "measured": [_bounded(panel, effect, name, values) for name, values in _measured(panel).items()],
    }


def _bounded(panel: Panel, effect: Effect, name: str, values: Floats) -> dict[str, Any]:
    """Return by which ratio something as strong as a measured thing could at most move the ratio (Ding, VanderWeele 2016).

    Places above the median against the others: how much oftener the treated are among them, and how differently deaths changed
    there among the never treated.
    """
    above = values > np.median(values)
    ever = panel.ever
    treated, others = _share_of(above[ever]), _share_of(above[~ever])
    with_choice = max(
        treated / others, others / treated, (1 - treated) / (1 - others), (1 - others) / (1 - treated)
    )
    with_deaths = _change_ratio(panel, above)
    bias = with_choice * with_deaths / (with_choice + with_deaths - 1)
    nearer = abs(effect.high if effect.estimate < 0 else effect.low)
    return {
        "name": name,
        "with_choice": with_choice,
        "with_deaths": with_deaths,
        "moves_by": bias,
        "stands": bool(effect.is_beyond_chance and np.log(bias) < nearer),
    }


def _share_of(flags: NDArray[np.bool_]) -> float:
    """Return a share that is never nought or one: half a place is added to each side."""
    return float((flags.sum() + 0.5) / (len(flags) + 1))


def _change_ratio(panel: Panel, above: NDArray[np.bool_]) -> float:
    """Return how differently deaths changed in the places above, among the never treated, as a ratio above one."""
    before = min(panel.cohorts)

    def change(places: NDArray[np.bool_]) -> float:
        deaths = panel.outcome[places]
        size = panel.exposure[places] if panel.exposure is not None else np.ones_like(deaths)
        later = (deaths[:, before:].sum() + 0.5) / max(float(size[:, before:].sum()), 1e-300)
        return float(later / ((deaths[:, :before].sum() + 0.5) / max(float(size[:, :before].sum()), 1e-300)))

    there, elsewhere = change(above & ~panel.ever), change(~above & ~panel.ever)
    return max(there / elsewhere, elsewhere / there)
