"""What do answers amount to, how sure is it, and did somebody change by more than that?

The reliable change index is that of Jacobson and Truax (1991), Journal of Consulting and Clinical
Psychology 59, 12-19: the difference over the error of a difference of two scores,

    S_E = s * sqrt(1 - r),   S_diff = sqrt(2) * S_E,   RC = (after - before) / S_diff,

with s the standard deviation and r the reliability that the instrument was published with. Beyond
1.96 a change is more than error. Where a smallest change was published too, both must be passed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import TYPE_CHECKING

from pazos.domain.cases.instruments.kinds import Method
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.domain.cases.instruments.kinds import Alarm, Band, Instrument, Item

BEYOND = 1.96  # two-sided, 5 in 100


class Verdict(StrEnum):
    """What two scores of one person say about change."""

    BETTER = "better"
    WORSE = "worse"
    NOT_SURE = "not_sure"  # within the error of the instrument
    CANNOT_TELL = "cannot_tell"  # its error was never published, or there is no score


@dataclass(frozen=True)
class Score:
    """What answers amount to; `total` is None where too much was left out, or nothing is added up."""

    total: float | None
    lacking: tuple[str, ...]  # items asked and left out
    band: Band | None
    error: float | None  # standard error of measurement, in points
    alarms: tuple[Alarm, ...]


@dataclass(frozen=True)
class Change:
    """A difference between two scores, how large it must be to be more than error, and what it says."""

    difference: float | None
    index: float | None  # RC of Jacobson and Truax
    limit: float | None  # points
    verdict: Verdict


def score(instrument: Instrument, answers: Mapping[str, int | None]) -> Score:
    """Return what answers amount to; None stands for an item that was left out.

    Raises:
        InputProblem: an answer to no item, or a value that is none of its answers.
    """
    _refuse_unknown(instrument, answers)
    asked = instrument.asked(answers)
    lacking = tuple(one.code for one in asked if answers.get(one.code) is None)
    total = _total(instrument, answers, lacking=len(lacking))
    band = next((one for one in instrument.bands if _within(total, one)), None)
    found = (one.alarm for one in asked if one.opens(answers.get(one.code)))
    return Score(total, lacking, band, standard_error(instrument), tuple(one for one in found if one))


def standard_error(instrument: Instrument) -> float | None:
    """Return the error of one score in points, None where it was not published."""
    known = instrument.reliability
    return known.sd * sqrt(1 - known.coefficient) if known and known.sd is not None else None


def reliable_change(instrument: Instrument, before: float | None, after: float | None) -> Change:
    """Return whether two scores of one person differ by more than error, and which way (Jacobson, Truax, 1991)."""
    error, least = standard_error(instrument), instrument.least_change
    by_error = None if error is None else sqrt(2) * error
    marks = [BEYOND * by_error] if by_error is not None else []
    marks += [least.points] if least else []
    limit = max(marks, default=None)
    if before is None or after is None:
        return Change(None, None, limit, Verdict.CANNOT_TELL)
    difference = after - before
    index = difference / by_error if by_error else None
    if limit is None:
        return Change(difference, index, None, Verdict.CANNOT_TELL)
    is_more = abs(difference) >= limit
    is_better = (difference > 0) == instrument.scale.high_is_better
    verdict = (Verdict.BETTER if is_better else Verdict.WORSE) if is_more else Verdict.NOT_SURE
    return Change(difference, index, limit, verdict)


def scored_alike(one: Instrument, other: Instrument) -> bool:
    """Tell whether two versions of an instrument give the same score for the same answers."""
    scored = [
        (of.scale, [(item.code, item.values, item.is_reversed) for item in of.items]) for of in (one, other)
    ]
    return scored[0] == scored[1]


def _refuse_unknown(instrument: Instrument, answers: Mapping[str, int | None]) -> None:
    for code, value in answers.items():
        item = instrument.item(code)
        if item is None:
            raise InputProblem(N_("This instrument has no item {item}."), item=code)
        if value is not None and value not in item.values:
            raise InputProblem(N_("{value} is no answer to the item {item}."), value=value, item=code)


def _total(instrument: Instrument, answers: Mapping[str, int | None], *, lacking: int) -> float | None:
    scale = instrument.scale
    if scale.method is Method.NONE or lacking > scale.may_lack:
        return None
    asked = instrument.asked(answers)
    values = [_value(one, answers) for one in asked if answers.get(one.code) is not None]
    if not values:
        return None
    mean = sum(values) / len(values)
    # What was not asked because of another answer is nought, not unknown.
    total = mean if scale.method is Method.MEAN else mean * len(asked)
    return round(total * scale.times, 6)


def _value(item: Item, answers: Mapping[str, int | None]) -> int:
    value = answers[item.code]
    if value is None:
        raise ValueError(item.code)
    return max(item.values) + min(item.values) - value if item.is_reversed else value


def _within(total: float | None, band: Band) -> bool:
    return total is not None and band.least <= total <= band.most
