"""The ranking of a call: two scorers' totals, how far they agree, and who is told apart from whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pazos.domain.gestores.models.selection import MOST_POINTS
from pazos.domain.gestores.queries.selection import Pair, pairs

if TYPE_CHECKING:
    from pazos.domain.gestores.models import Call
    from pazos.domain.people.models import Staff
    from pazos.science.agreement import Ranked

CONFIDENCE = 0.9


@dataclass(frozen=True)
class Line:
    """One candidate of the ranking."""

    pair: Pair
    ranked: Ranked


@dataclass(frozen=True)
class Standings:
    """The ranking of a call, best first, with the error of scoring and the scorers' agreement."""

    lines: tuple[Line, ...]
    error: float
    kappa: float
    cut: float | None
    confidence: float


def standings(call: Call, *, seen_by: Staff) -> Standings | None:
    """Return the ranking of those whom two people have scored; None where there is nobody yet."""
    from pazos.science.agreement import rank, weighted_kappa

    found = pairs(call, seen_by=seen_by)
    if not found:
        return None
    ranking = rank(
        [one.first for one in found], [one.second for one in found], seats=call.seats, confidence=CONFIDENCE
    )
    firsts = [a for one in found for a, _ in one.points]
    seconds = [b for one in found for _, b in one.points]
    lines = [Line(pair, ranked) for pair, ranked in zip(found, ranking.rows, strict=True)]
    lines.sort(key=lambda line: (line.ranked.place, line.pair.candidate.number))
    kappa = weighted_kappa(firsts, seconds, most=MOST_POINTS)
    return Standings(tuple(lines), ranking.error, kappa, ranking.cut, CONFIDENCE)
