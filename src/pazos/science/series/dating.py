"""How sure is the date of a break, and how large was it, when the date itself had to be found?

One break between its neighbours is dated again in series drawn with it in place. The dates told are those whose
likelihood is not further below the best than the true date's is in that share of the drawn series; the size is
measured in them too, so that it pays for the search. Both take the other breaks as known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from pazos.science.series.fit import simulate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Piece:
    """Two neighbouring stretches: counts, exposure, where the second begins, the shortest a stretch may be."""

    counts: Floats
    exposed: Floats
    at: int
    shortest: int


@dataclass(frozen=True)
class Dated:
    """The first and last place the new level may have begun at, the rates, the interval of their ratio."""

    low: int
    high: int
    before: float
    after: float
    ratio_low: float
    ratio_high: float


def dated(
    piece: Piece, *, dispersion: float, draws: int, confidence: float, rng: np.random.Generator
) -> Dated:
    """Return the intervals of a break's date and ratio; the latter infinite or nought where a side had no death."""
    sides = slice(0, piece.at), slice(piece.at, None)
    rates = [float(piece.counts[side].sum() / piece.exposed[side].sum()) for side in sides]
    mean = np.repeat(rates, [piece.at, len(piece.counts) - piece.at]) * piece.exposed
    drawn = simulate(rng, np.maximum(mean, 1e-9), dispersion=dispersion, draws=draws)
    profiles, ratios = _profiles(drawn, piece)
    true = piece.at - piece.shortest
    short = profiles.max(axis=1) - profiles[:, true]
    allowed = np.quantile(short, confidence, method="higher")
    own, _ = _profiles(piece.counts[None], piece)
    near = np.flatnonzero(own[0] >= own[0].max() - allowed - 1e-9) + piece.shortest
    low, high = _ratio_interval(piece, rates, ratios, dispersion=dispersion, confidence=confidence)
    return Dated(min(int(near[0]), piece.at), max(int(near[-1]), piece.at), rates[0], rates[1], low, high)


def _profiles(counts: Floats, piece: Piece) -> tuple[Floats, Floats]:
    """Return twice the loglikelihood of each date (series x dates), and the log ratio and its error at the best.

    Dates closer than the shortest stretch to an end are not tried.
    """
    tried = np.arange(piece.shortest, len(piece.exposed) - piece.shortest + 1)
    deaths, people = counts.cumsum(axis=1), piece.exposed.cumsum()
    first, whole = deaths[:, tried - 1], deaths[:, -1:]
    under, all_people = people[tried - 1], people[-1]
    second, beyond = whole - first, all_people - under
    value = 2 * (special.xlogy(first, first / under) + special.xlogy(second, second / beyond))
    rows, best = np.arange(len(counts)), value.argmax(axis=1)
    # Half a death stands for none in what is drawn, or its logarithm would have no spread.
    ours, theirs = np.maximum(first[rows, best], 0.5), np.maximum(second[rows, best], 0.5)
    log = np.log(theirs / beyond[best]) - np.log(ours / under[best])
    return value, np.column_stack([log, np.sqrt(1 / ours + 1 / theirs)])


def _ratio_interval(
    piece: Piece, rates: list[float], drawn: Floats, *, dispersion: float, confidence: float
) -> tuple[float, float]:
    """Return the bootstrap-t interval of the ratio, and no narrower than where the date is known."""
    deaths = [float(piece.counts[: piece.at].sum()), float(piece.counts[piece.at :].sum())]
    if min(deaths) == 0:
        return (
            (0.0, _bound(piece, deaths, confidence))
            if deaths[1] == 0
            else (_bound(piece, deaths, confidence), np.inf)
        )
    true = float(np.log(rates[1] / rates[0]))
    error = float(np.sqrt(1 / deaths[0] + 1 / deaths[1]))
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    low, high = np.quantile((drawn[:, 0] - true) / drawn[:, 1], tails)
    # A search makes a break look larger, never smaller: the interval of a known date stays within.
    reach = float(special.ndtri(tails[1])) * float(np.sqrt(dispersion))
    ends = np.exp([true - error * max(high, reach), true - error * min(low, -reach)])
    return float(ends[0]), float(ends[1])


def _bound(piece: Piece, deaths: list[float], confidence: float) -> float:
    """Return the one bound of a ratio with no death on a side: exact, given all deaths (Clopper and Pearson 1934)."""
    people = [float(piece.exposed[: piece.at].sum()), float(piece.exposed[piece.at :].sum())]
    share = 1 - (1 - confidence) ** (1 / max(sum(deaths), 1.0))
    if deaths[1] == 0:
        return float(share / (1 - share) * people[0] / people[1])
    return float((1 - share) / share * people[0] / people[1])
