"""The verdicts of a scorecard, from its measures and its thresholds: anyone reckons the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.science.quality.criteria import Criterion
from pazos.science.quality.judging import judge
from pazos.science.quality.measures import Measure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

VERDICTS = {"met": "m", "not met": "n", "cannot say": "c"}
MEASURED = ("value", "of", "short", "why", "chance")
JUDGED = ("verdicts", "lacking", "reached", "to_rise")


def card_of(measures: Mapping[str, Measure], criteria: Sequence[Criterion]) -> dict[str, Any]:
    """Return the measures that the criteria ask for, each list in their order, and the verdicts on them."""
    taken = [measures.get(one.measure, Measure(one.measure, None, why="not_measured")) for one in criteria]
    said = {name: [getattr(one, name) for one in taken] for name in MEASURED}
    return {**said, **judged(said, criteria)}


def judged(said: Mapping[str, Sequence[Any]], criteria: Sequence[Criterion]) -> dict[str, Any]:
    """Return the verdicts on measures, each list in the order of the criteria. No database, no clock.

    `verdicts` has a letter a criterion: m met, n not met, c cannot say.
    """
    measures = {
        one.measure: Measure(one.measure, value, of, short, why, chance=chance)
        for one, value, of, short, why, chance in zip(
            criteria, *(said[name] for name in MEASURED), strict=True
        )
    }
    card = judge(measures, criteria)
    return {
        "verdicts": "".join(VERDICTS[one.verdict] for one in card.verdicts),
        "lacking": [one.lacking for one in card.verdicts],
        "reached": card.reached,
        "to_rise": [one.criterion.code for one in card.to_rise],
    }


def verdicts_of(frozen: Mapping[str, Any]) -> dict[str, Any]:
    """Return the verdicts of every subject and period from `criteria` and the measures of `subjects`."""
    criteria = [Criterion(**one) for one in frozen["criteria"]]
    return {
        subject: {period: judged(said, criteria) for period, said in periods.items()}
        for subject, periods in frozen["subjects"].items()
    }
