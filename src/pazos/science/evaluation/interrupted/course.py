"""What was expected without the breaks, month by month, and by how much the deaths were fewer or more.

Before the treatment the ratio shows how far the months lay from their own line. A time without a death has no
logarithm: as many times stand in one as it takes for each to hold some.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special

from pazos.science.evaluation.effect import Moment

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.interrupted.design import Design
    from pazos.science.evaluation.interrupted.fit import Fit
    from pazos.science.evaluation.interrupted.series import Series

    Floats = NDArray[np.float64]

WIDTHS = (1, 2, 3, 4, 6, 12)


@dataclass(frozen=True)
class Mean:
    """A mean of the effect over times, a logarithm of a ratio; `weights` are on all terms of the design."""

    estimate: float
    error: float
    low: float
    high: float
    weights: Floats


@dataclass(frozen=True)
class Path:
    """A fitted series with what would have been."""

    series: Series
    design: Design
    fit: Fit

    @cached_property
    def effect(self) -> Floats:
        """The fitted effect at each time, a logarithm of a ratio."""
        return np.asarray(self.design.effects @ self.fit.coefficients[self.design.known :], dtype=float)

    @cached_property
    def expected(self) -> Floats:
        """The deaths expected of the treated without the breaks, given those of the others where they stand beside."""
        return np.asarray(self.fit.mean * np.exp(-self.effect), dtype=float)

    def mean(self, start: int, end: int, *, confidence: float) -> Mean:
        """Return the mean effect over the places from `start` up to `end`: log of all fitted by all expected deaths.

        The expected deaths are taken as known. A logarithm of a sum moves with each term by that term's share in the
        sum, so that its error goes by the fitted deaths' shares.
        """
        fitted, expected = self.fit.mean[start:end].sum(), self.expected[start:end].sum()
        weights = np.zeros(len(self.series.times))
        weights[start:end] = self.fit.mean[start:end] / fitted
        of_terms = self.design.of_effects(weights)
        estimate = float(np.log(fitted / expected))
        error = float(np.sqrt(of_terms @ self.fit.covariance @ of_terms))
        reach = self._quantile(confidence) * error
        return Mean(estimate, error, estimate - reach, estimate + reach, of_terms)

    def stretches(self, confidence: float) -> list[dict[str, Any]]:
        """Return the mean ratio of observed by expected deaths in each stretch between breaks, for reading."""
        rows = []
        for start, end in self.series.stretches:
            found = self.mean(start, end, confidence=confidence)
            rows.append(
                {
                    "from": self.series.times[start],
                    "to": self.series.times[end - 1],
                    "observed": float(self.series.counts[start:end].sum()),
                    "expected": float(self.expected[start:end].sum()),
                    "ratio": float(np.exp(found.estimate)),
                    "low": float(np.exp(found.low)),
                    "high": float(np.exp(found.high)),
                }
            )
        return rows

    def rows(self, confidence: float) -> list[dict[str, Any]]:
        """Return each time with its deaths, those fitted, and those expected without the breaks with an interval.

        The interval is of the mean expected, not of a count yet to come; it is given from the treatment on.
        """
        begins = self.series.breaks[0]
        rows = []
        for place, time in enumerate(self.series.times):
            row: dict[str, Any] = {
                "time": time,
                "observed": float(self.series.counts[place]),
                "fitted": float(self.fit.mean[place]),
                "expected": float(self.expected[place]),
            }
            if place >= begins:
                found = self.mean(place, place + 1, confidence=confidence)
                # A smaller ratio is a larger expectation.
                row["low"] = float(self.fit.mean[place] * np.exp(-found.high))
                row["high"] = float(self.fit.mean[place] * np.exp(-found.low))
            rows.append(row)
        return rows

    def moments(self, confidence: float) -> tuple[Moment, ...]:
        """Return log(observed / expected) by time since the treatment, with the chance of the deaths themselves."""
        for width in WIDTHS:
            blocks = self._blocks(width)
            if all(self.series.counts[start:end].any() for start, end in blocks):
                return tuple(self._moment(start, end, confidence) for start, end in blocks)
        return ()

    def _blocks(self, width: int) -> list[tuple[int, int]]:
        """Return the blocks of `width` times that do not reach over the beginning; what is left over is left out."""
        begins, last = self.series.breaks[0], len(self.series.times)
        starts = range(begins % width, last - width + 1, width)
        return [(start, start + width) for start in starts]

    def _moment(self, start: int, end: int, confidence: float) -> Moment:
        seen, expected = float(self.series.counts[start:end].sum()), float(self.expected[start:end].sum())
        of_line = self.mean(start, end, confidence=confidence).error
        chance = max(1.0, self.fit.dispersion) / float(self.fit.mean[start:end].sum())
        reach = self._quantile(confidence) * float(np.sqrt(chance + of_line**2))
        found = float(np.log(seen / expected))
        return Moment(start - self.series.breaks[0], found, found - reach, found + reach)

    def _quantile(self, confidence: float) -> float:
        return float(special.stdtrit(self.fit.degrees, (1 + confidence) / 2))
