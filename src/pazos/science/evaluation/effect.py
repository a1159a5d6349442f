"""What an estimator answers: a figure with its interval, how it moved, what it rests on and what to doubt."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class Verdict(StrEnum):
    """What may be said of an effect; decided by the published rules of `verdicts`, never by hand."""

    FELL = "fell"  # fewer than there would have been, beyond chance
    ROSE = "rose"
    NO_EVIDENCE = "no_evidence"
    CANNOT_TELL_FEW = "cannot_tell_few"  # too few deaths expected
    CANNOT_TELL_DESIGN = "cannot_tell_design"  # the design's assumption fails its own check


@dataclass(frozen=True)
class Moment:
    """The effect `time` steps after the beginning (below nought: before it, where it should be nought)."""

    time: int
    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Check:
    """One check of the design: did it pass (None: it could not be made), and what it found."""

    name: str
    passed: bool | None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Effect:
    """The effect of a treatment. NaN stands where a method gives no such figure, with a check that says why.

    `unit` says what the estimate is in: "difference" (of the outcome, by unit and time) or "log_ratio".
    """

    method: str
    estimate: float
    low: float
    high: float
    standard_error: float
    p_value: float
    unit: str = "difference"
    event_study: tuple[Moment, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_beyond_chance(self) -> bool:
        """Whether the interval leaves nought out; False where there is no interval."""
        return not math.isnan(self.low) and (self.low > 0 or self.high < 0)
