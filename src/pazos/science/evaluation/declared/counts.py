"""The figure of every set where deaths are counted: the score of a Poisson model that is fitted once, without effect.

Under no effect the model of units, times and exposure is the same whichever places are declared treated. A set's score
is what its places had since the beginning beyond that model (Rao 1948), and its figure is one step of Fisher's scoring
from nought (Le Cam 1956): next to nought, where figures of sets lie, the same as the fitted one to first order.
Sets are compared by their score over its own error, clustered by unit, the declared ones around their own mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.evaluation.clustered import time_inverse
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

STEPS = 500
SETTLED = 1e-10
CELLS = 4_000_000  # numbers held at once


@dataclass(frozen=True)
class Score:
    """Of the model without effect: `errors` units x times; and by start x unit what declaring it treated then adds."""

    errors: Floats
    inverse: Floats  # of the times' normal equations
    start: Ints  # the place among the starts of each column of a set
    excess: Floats
    information: Floats
    pull: Floats  # starts x units x times

    def figures(self, sets: Ints) -> tuple[Floats, Floats]:
        """Return the one-step estimate of each set (draws x treated, units), and its score over its error."""
        batch = max(1, CELLS // max(self.errors.size, 1))
        parts = [self._some(sets[at : at + batch]) for at in range(0, len(sets), batch)]
        estimates, scores = zip(*parts, strict=True)
        return np.concatenate(estimates), np.concatenate(scores)

    def _some(self, sets: Ints) -> tuple[Floats, Floats]:
        own, treated = self.excess[self.start, sets], sets.shape[1]
        pulled = np.zeros((len(sets), self.errors.shape[1]))
        for place in range(len(self.pull)):
            chosen = np.zeros((len(sets), len(self.errors)))
            np.put_along_axis(chosen, sets[:, self.start == place], 1.0, axis=1)
            pulled += chosen @ self.pull[place]
        times = pulled @ self.inverse
        known = self.information[self.start, sets].sum(axis=1) - (pulled * times).sum(axis=1)
        scores = -times @ self.errors.T
        mine = own + np.take_along_axis(scores, sets, axis=1)
        others = (scores**2).sum(axis=1) - (np.take_along_axis(scores, sets, axis=1) ** 2).sum(axis=1)
        spread = ((mine - mine.mean(axis=1, keepdims=True)) ** 2).sum(axis=1) * treated / max(treated - 1, 1)
        score, tiny = own.sum(axis=1), np.finfo(float).tiny
        return score / np.maximum(known, tiny), score / np.sqrt(np.maximum(spread + others, tiny))


def score(deaths: Floats, exposed: Floats, starts: Ints) -> Score:
    """Return the scores of deaths (units x times, exposure alike) when as many begin as `starts` has, then.

    Units and times without a death say nothing of a ratio: they add nought to every figure.

    Raises:
        InputProblem: as `without_effect`.
    """
    mean = without_effect(deaths, exposed)
    begins, place = np.unique(starts, return_inverse=True)
    after = np.arange(deaths.shape[1])[None, :] >= begins[:, None]
    total = mean.sum(axis=1)
    since = after.astype(float) @ mean.T
    share = np.divide(since, total, out=np.zeros_like(since), where=total > 0)
    errors = deaths - mean
    return Score(
        errors=errors,
        inverse=time_inverse(np.where(total[:, None] > 0, mean, np.finfo(float).tiny)),
        start=np.asarray(place, dtype=np.int64),
        excess=after.astype(float) @ errors.T,
        information=since - share * since,
        pull=(after[:, None, :] - share[:, :, None]) * mean[None],
    )


def without_effect(deaths: Floats, exposed: Floats) -> Floats:
    """Return the expected deaths of a model of units, times and exposure alone, by proportional fitting.

    Raises:
        InputProblem: it does not settle, because nobody is exposed where deaths would have to be expected.
    """
    mean = np.asarray(exposed * (deaths.sum() / exposed.sum()), dtype=float)
    for _ in range(STEPS):
        before = mean
        for axis in (1, 0):
            total = mean.sum(axis=axis, keepdims=True)
            wanted = deaths.sum(axis=axis, keepdims=True)
            scale = np.divide(wanted, total, out=np.zeros_like(total), where=total > 0)
            mean = np.asarray(mean * scale, dtype=float)
        if np.abs(mean - before).max() <= SETTLED * max(1.0, float(mean.max())):
            return mean
    raise InputProblem(
        "The model without effect does not settle: too many places have nobody exposed at too many times. Take them out, or bring their people."
    )
