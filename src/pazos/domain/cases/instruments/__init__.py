"""Short instruments with which somebody says how they are: data with source, licence, scoring and error.

A score is of one person on one day, is shown with its meaning and its error, and is never a risk of a
person nor stands in a list of people.
"""

from pazos.domain.cases.instruments.kinds import Instrument, Item
from pazos.domain.cases.instruments.registry import instrument, instruments
from pazos.domain.cases.instruments.scoring import (
    Change,
    Score,
    Verdict,
    reliable_change,
    score,
    scored_alike,
)

__all__ = [
    "Change",
    "Instrument",
    "Item",
    "Score",
    "Verdict",
    "instrument",
    "instruments",
    "reliable_change",
    "score",
    "scored_alike",
]
