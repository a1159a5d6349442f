"""How likely is it that a dispute kills if nobody does anything? A scale that explains itself.

Every sign, the kind of dispute and a shooting of the last days weigh something; the sum gives the
risk, and the answer names what it was made of. The weights are the judgement of people who
mediate, not an estimate: `docs/how-to/work-the-board.md` prints them, and the board shows how
disputes of each risk ended, so that a city can see whether they hold.

Nothing here knows a person. Time alone never lowers a stored risk: somebody does it, by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pazos.domain.disputes.vocabulary import Kind, Risk, Sign

SIGNS: dict[Sign, int] = {
    Sign.DEATH: 4,
    Sign.SHOTS: 4,
    Sign.FIREARM_SEEN: 3,
    Sign.THREAT_OF_DEATH: 3,
    Sign.GROUP: 2,
    Sign.DISPLACED: 2,
    Sign.REPEATED: 1,
    Sign.DEADLINE: 1,
    Sign.MINORS: 1,
    Sign.ALCOHOL: 1,
}
KINDS: dict[Kind, int] = {
    Kind.REVENGE: 4,
    Kind.THREAT: 2,
    Kind.TERRITORY: 1,
    Kind.RETURN: 1,
    Kind.DEBT: 1,
    Kind.JEALOUSY: 1,
}
# A shooting is answered soon or at its dates: most of the danger lies in its first days.
FRESH, FRESH_WEIGHT = timedelta(days=3), 3
RECENT, RECENT_WEIGHT = timedelta(days=30), 1
LEAST: dict[Risk, int] = {Risk.IMMINENT: 7, Risk.HIGH: 4, Risk.GUARDED: 2, Risk.LOW: 0}
_BLOOD = {Sign.DEATH, Sign.SHOTS}


@dataclass(frozen=True)
class Reckoned:
    """A risk and what it was made of, the heaviest first."""

    risk: Risk
    weight: int
    signs: tuple[Sign, ...]
    kind: Kind | None  # None where the kind weighs nothing
    days_since: int | None  # since the shooting, where that weighs something


def reckon(kind: Kind, signs: frozenset[Sign], *, began_on: date, on: date) -> Reckoned:
    """Return the risk that kind, signs and the days since it began add up to on a day."""
    heaviest = tuple(sorted(signs, key=lambda sign: (-SIGNS[sign], list(Sign).index(sign))))
    weight = sum(SIGNS[sign] for sign in signs) + KINDS.get(kind, 0)
    since = _weight_of_time(kind, signs, on - began_on)
    total = weight + since
    risk = next(risk for risk, least in LEAST.items() if total >= least)
    return Reckoned(
        risk=risk,
        weight=total,
        signs=heaviest,
        kind=kind if kind in KINDS else None,
        days_since=(on - began_on).days if since else None,
    )


def _weight_of_time(kind: Kind, signs: frozenset[Sign], passed: timedelta) -> int:
    if not (signs & _BLOOD or kind is Kind.REVENGE):
        return 0
    if passed <= FRESH:
        return FRESH_WEIGHT
    return RECENT_WEIGHT if passed <= RECENT else 0
