"""What can this city hope to see? The share of futures in which a plan would find an effect of a given size.

The past stays as it was; futures are simulated from it (see `future`), a share of the deaths is taken from the treated,
one by one at random, and the plan's primary method and the rules of its verdict are asked what they say. One future
serves every effect, a larger one taking some more from what a smaller one left, so that effects differ by nothing else.

It must be asked before anybody knows what came: nothing after the first beginning is read. The checks made beside the
primary estimate are not repeated here: power is what the plan has where its design holds.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.science.evaluation import verdicts
from pazos.science.evaluation.effect import Verdict
from pazos.science.evaluation.future import following, kind_of, learnt
from pazos.science.evaluation.panel import NEVER, Panel
from pazos.science.intervals import wilson_interval
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from pazos.science.evaluation.study import Design

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Tell = Callable[[str, float], None]

EFFECTS = (0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
DRAWS = 200
ENOUGH = 0.8  # the power that is usually asked for (Cohen 1988)


@dataclass(frozen=True)
class Share:
    """A share of the draws, with Wilson's 95% interval of what more draws would say."""

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Power:
    """What a plan would see: by effect (a share of deaths averted) the share of futures in which it says "fell".

    `false_alarms` is the share in which it says "fell" or "rose" where nothing is averted; `expected` the deaths among
    the treated since they begin, if nothing is done; `smallest` the least effect seen with power 0.8, None beyond the
    largest; `verdicts` counts what is said, by effect (0.0: none); `model` what was learnt of the past.
    """

    effects: tuple[float, ...]
    detected: tuple[Share, ...]
    false_alarms: Share
    expected: float
    smallest: float | None
    draws: int
    verdicts: Mapping[float, Mapping[str, int]] = field(default_factory=dict)
    model: Mapping[str, Any] = field(default_factory=dict)


def detectable(
    panel_before: Panel,
    starts: Ints,
    *,
    times_after: int,
    design: Design,
    effects: Sequence[float] = EFFECTS,
    draws: int = DRAWS,
    seed: int = 1,
    tell: Tell | None = None,
) -> Power:
    """Return what a design would see on the panel of times before, followed by `times_after` simulated ones.

    `starts` has one place for each unit, counted from the first time before, NEVER where it is not treated. Exposure and
    covariates stay as they were last. `tell` is called at each draw and may raise to stop the work.

    Raises:
        InputProblem: a start outside the times after, nobody treated, effects that are no shares, few draws, too short a
            past, or a primary method that cannot be used in any draw.
    """
    panel_before.counts()
    _refuse(panel_before, starts, times_after=times_after, effects=effects, draws=draws)
    model = learnt(
        panel_before.outcome, panel_before.exposure, kind=kind_of(panel_before.times), apart=starts != NEVER
    )
    ladder, lean = (0.0, *sorted(effects)), design.lean()
    whole, rng = extended(panel_before, starts, times_after), np.random.default_rng(seed)
    said: dict[float, Counter[str]] = {effect: Counter() for effect in ladder}
    expected, before = 0.0, panel_before.outcome.shape[1]
    for draw in range(draws):
        if tell:
            tell("simulating what may come", draw / draws)
        future = model.future(rng, times_after)
        expected += float(future[whole.treated[:, before:]].sum()) / draws
        for effect, counts in _averted(future, whole.treated[:, before:], ladder, rng=rng):
            outcome = np.concatenate([panel_before.outcome, counts], axis=1)
            said[effect][_said(replace(whole, outcome=outcome), lean)] += 1
    if said[0.0][REFUSED] == draws:
        # It says in its own words why it cannot be used.
        lean.estimated(replace(whole, outcome=np.concatenate([panel_before.outcome, future], axis=1)))
    fell = {effect: counted[Verdict.FELL.value] for effect, counted in said.items()}
    alarms = fell[0.0] + said[0.0][Verdict.ROSE.value]
    return Power(
        effects=ladder[1:],
        detected=tuple(_share(fell[effect], draws) for effect in ladder[1:]),
        false_alarms=_share(alarms, draws),
        expected=expected,
        smallest=smallest_seen(ladder, [fell[effect] / draws for effect in ladder]),
        draws=draws,
        verdicts={effect: dict(sorted(counted.items())) for effect, counted in said.items()},
        model=model.facts(),
    )


REFUSED = "refused"


def smallest_seen(effects: Sequence[float], shares: Sequence[float], enough: float = ENOUGH) -> float | None:
    """Return the least effect from which on the share seen stays at `enough` or above, by straight lines between effects."""
    if shares[-1] < enough:
        return None
    last = max((place for place, share in enumerate(shares) if share < enough), default=-1)
    if last < 0:
        return float(effects[0])
    low, high = shares[last], shares[last + 1]
    step = effects[last + 1] - effects[last]
    return float(effects[last] + step * (enough - low) / (high - low))


def extended(before: Panel, starts: Ints, times_after: int) -> Panel:
    """Return the panel of times before with room after them: outcome nought, exposure and covariates as they were last."""

    def carried(values: Floats) -> Floats:
        return np.concatenate([values, np.repeat(values[:, -1:], times_after, axis=1)], axis=1)

    room = np.zeros((len(before.units), times_after))
    return Panel(
        before.units,
        (*before.times, *following(before.times, times_after)),
        np.concatenate([before.outcome, room], axis=1),
        np.asarray(starts, dtype=np.int64),
        exposure=None if before.exposure is None else carried(before.exposure),
        covariates={name: carried(values) for name, values in before.covariates.items()},
    )


def _refuse(before: Panel, starts: Ints, *, times_after: int, effects: Sequence[float], draws: int) -> None:
    length = before.outcome.shape[1]
    began = starts[starts != NEVER]
    if not len(began):
        raise InputProblem("No unit is treated within these times: there is no effect to look for.")
    wrong = (starts != NEVER) & ((starts < length) | (starts >= length + times_after))
    if wrong.any():
        raise InputProblem(
            "These units begin outside the times that are simulated: {units}.",
            units=listed(np.array(before.units)[wrong]),
        )
    if not effects or not all(0 < one < 1 for one in effects):
        raise InputProblem(
            "An effect to be seen is a share of the deaths between 0 and 1; 0.2 is a fifth fewer."
        )
    if draws < 20:
        raise InputProblem("Ask for at least {fewest} draws; {draws} say nothing.", fewest=20, draws=draws)


def _averted(
    future: Floats, treated: NDArray[np.bool_], ladder: Sequence[float], *, rng: np.random.Generator
) -> Iterator[tuple[float, Floats]]:
    """Give the counts at each effect: each death among the treated is averted with that probability."""
    counts, averted = future, 0.0
    for effect in ladder:
        kept = (1 - effect) / (1 - averted)
        if kept < 1:
            counts = counts.copy()
            counts[treated] = rng.binomial(counts[treated].astype(np.int64), kept)
        averted = effect
        yield effect, counts


def _said(panel: Panel, design: Design) -> str:
    try:
        return verdicts.verdict(design.estimated(panel), panel).value
    except InputProblem:
        return REFUSED


def _share(part: int, whole: int) -> Share:
    return Share(part / whole, *wilson_interval(part, whole))
