"""The day, minute, age and weekday of each death of a list, as numbers for the checks of heaping."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pazos.analysis.ingest.columns import WORDS
from pazos.analysis.ingest.dates import WEEKDAY_OF, time_within
from pazos.analysis.ingest.fields import read_age, read_hour
from pazos.analysis.ingest.words import plain

if TYPE_CHECKING:
    from numpy.typing import NDArray


def deaths_of(frame: pd.DataFrame, columns: dict[str, str], days: NDArray[np.datetime64]) -> pd.DataFrame:
    """Return one row a row of the file: day, and minute, age, weekday where it has them (-1 unknown)."""
    answer = pd.DataFrame({"day": days})
    minute = _minutes(frame, columns)
    if minute is not None:
        answer["minute"] = minute
    if "age" in columns:
        answer["age"] = _each(frame[columns["age"]], _age)
    if "weekday" in columns:
        weekday = _each(frame[columns["weekday"]], lambda text: WEEKDAY_OF.get(plain(text)[:3], -1))
        if (weekday >= 0).any():
            answer["weekday"] = weekday
    return answer


def _minutes(frame: pd.DataFrame, columns: dict[str, str]) -> NDArray[np.int64] | None:
    if "hour" in columns:
        return _each(frame[columns["hour"]], _minute)
    minutes = _each(frame[columns["date"]], lambda text: _minute(time_within(text)))
    # A date cell that always says midnight says nothing of the hour.
    return minutes if len(np.unique(minutes[minutes >= 0])) > 1 else None


def _minute(text: str) -> int:
    if text.isdecimal() and int(text) <= 24 and len(text) <= 2:
        return int(text) % 24 * 60
    answer = read_hour(text)
    return int(answer.value) if answer.outcome == WORDS and answer.value is not None else -1


def _age(text: str) -> int:
    answer = read_age(text)
    return int(answer.value) if answer.outcome == WORDS else -1


def _each(column: pd.Series, read: object) -> NDArray[np.int64]:
    codes, texts = pd.factorize(column)
    values = np.array([read(str(text)) for text in texts] or [-1], dtype=np.int64)  # type: ignore[operator]
    return values[codes] if len(texts) else np.full(len(column), -1, dtype=np.int64)
