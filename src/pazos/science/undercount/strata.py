"""How many deaths did no list record, added up over years, sexes or ages?

Where some deaths are easier to record than others, an estimate over all of them is too low; one
for each stratum, added up, is not, as far as the strata part the easy from the hard (Sekar and
Deming 1949). The bounds of the sum are recovered from the bounds of each (Zou and Donner 2008).

One stratum that cannot tell is enough for the sum not to: it is never left out in silence.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pazos.science.undercount.doubts import Doubt
from pazos.science.undercount.estimate import Asked, Share, Undercount, shares_of, undercount
from pazos.science.undercount.histories import Histories
from pazos.science.undercount.two_lists import Interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True)
class Stratified:
    """The answer over strata: `strata` by name, `together` the same lists with no strata."""

    strata: dict[str, Undercount]
    together: Undercount
    reasons: tuple[Doubt, ...]
    missed: Interval | None

    @property
    def verdict(self) -> str:
        """Return "estimate" or "cannot tell"."""
        return "cannot tell" if self.missed is None else "estimate"

    @property
    def total(self) -> Interval | None:
        """All deaths, recorded or not."""
        return None if self.missed is None else self.missed.plus(self.together.histories.observed)

    @property
    def shares(self) -> tuple[Share, ...]:
        """What each list holds of all deaths."""
        return shares_of(self.together.histories, self.total)

    @property
    def cautions(self) -> tuple[Doubt, ...]:
        """What is to be read beside the estimate: the cautions of all strata, once each."""
        if self.missed is None:
            return ()
        every = [caution for one in self.strata.values() for caution in one.cautions]
        return tuple({(caution.code, str(caution.facts)): caution for caution in every}.values())


def undercount_by(given: Mapping[str, Histories], asked: Asked | None = None) -> Stratified:
    """Estimate the deaths in no list for each stratum and for their sum."""
    strata = {name: undercount(one, asked) for name, one in given.items()}
    blind = [name for name, one in strata.items() if one.missed is None]
    reasons = tuple(Doubt("stratum", {"stratum": name}) for name in blind)
    parts = [one.missed for one in strata.values() if one.missed is not None]
    return Stratified(
        strata, undercount(_joined(given.values()), asked), reasons, None if blind else added(parts)
    )


def _joined(given: Iterable[Histories]) -> Histories:
    parts = list(given)
    return Histories(parts[0].lists, sum((one.counts for one in parts[1:]), start=parts[0].counts))


def added(parts: Iterable[Interval]) -> Interval:
    """Return the sum of independent intervals, its bounds recovered from theirs (Zou and Donner 2008)."""
    every = list(parts)
    estimate = sum(one.estimate for one in every)
    below = math.sqrt(sum((one.estimate - one.low) ** 2 for one in every))
    above = math.sqrt(sum((one.high - one.estimate) ** 2 for one in every))
    return Interval(estimate, max(estimate - below, 0.0), estimate + above)
