"""Which year, month or day does each row say?

How fine the times are is read from all of them together. The order of day and month is taken from the days
that can be read one way only; where none can, day goes first, and it is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pazos.analysis.ingest.columns import WORDS
from pazos.analysis.ingest.dates import MONTH_OF, read_date
from pazos.analysis.ingest.words import plain
from pazos.analysis.notices import Stopped
from pazos.foundation.words import N_
from pazos.science.problems import listed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from numpy.typing import NDArray

    from pazos.analysis.ingest.mapping import DateOrder

_YEAR = re.compile(r"\D{0,4}((?:19|20)\d\d)(?:[.,]0+)?(?:\D{0,16})")
_YEAR_FIRST = re.compile(r"((?:19|20)\d\d)[-/. M]{0,2}(\d{1,2})")
_MONTH_FIRST = re.compile(r"(\d{1,2})[-/. ]((?:19|20)\d\d)")
_QUARTER = re.compile(r"((?:19|20)\d\d)[-/ ]?[QT]([1-4])|[QT]([1-4])[-/ ]?((?:19|20)\d\d)")
_NAMED = re.compile(r"([A-Z]{3,10})(?: DEL?)? ?((?:19|20)?\d\d)|((?:19|20)\d\d) ?([A-Z]{3,10})")
_PARTS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](?:\d{4}|\d{2})(?:[T ,].*)?")


@dataclass(frozen=True)
class Times:
    """`periods` of the rows (NaT unknown), their `unit`, and the `days` where the file says days."""

    periods: pd.PeriodIndex
    unit: str
    days: NDArray[np.datetime64] | None
    by: str
    order: str = ""


def read_times(frame: pd.DataFrame, columns: dict[str, str], *, file: str, today: date) -> Times:
    """Return the time of each row from its date, else from its year and month, else from its year."""
    # A column named for its years or months may hold whole dates (2020-08 under "month").
    for name in ("date", "month", "year"):
        if name in columns and (name == "date" or not _by_parts(frame, columns)):
            times = _from_dates(frame[columns[name]], today)
            if np.mean(times.periods.notna()) > 0.3 or not {"month", "year"} & set(columns):
                return _refused(times, file, columns[name])
    if "year" not in columns:
        raise Stopped(
            N_(
                "{file} has no column of dates or years that is recognised; name it with --date, or --year (and --month). "
                "It has: {present}."
            ),
            "no_date_column",
            file=file,
            present=listed(frame.columns, most=20),
        )
    years = _each(frame[columns["year"]], year_of)
    if "month" in columns:
        months = _each(frame[columns["month"]], month_of)
        known = (years > 0) & (months > 0)
        return _refused(_monthly(years, months, known, "year and month"), file, columns["month"])
    return _refused(Times(_periods(years - 1970, years > 0, "Y"), "Y", None, "year"), file, columns["year"])


def _by_parts(frame: pd.DataFrame, columns: dict[str, str]) -> bool:
    """Return whether years, and months where there are any, are each said in a column of their own."""
    if "year" not in columns or not (_each(frame[columns["year"]], year_of) > 0).any():
        return False
    return "month" not in columns or bool((_each(frame[columns["month"]], month_of) > 0).any())


def _refused(times: Times, file: str, column: str) -> Times:
    if times.periods.notna().any():
        return times
    raise Stopped(
        N_("{file} says no time that can be read in the column {column}. Write 2020, 2020-08 or 2020-08-31."),
        "no_time",
        file=file,
        column=column,
    )


def _each(column: pd.Series, read: object) -> NDArray[np.int64]:
    codes, texts = pd.factorize(column)
    values = np.array([read(str(text)) or 0 for text in texts], dtype=np.int64)  # type: ignore[operator]
    return values[codes] if len(texts) else np.zeros(len(column), dtype=np.int64)


def year_of(text: str) -> int | None:
    """Return the year of `2012`, `2012.0`, `2012*`, `2012 (p)`."""
    found = _YEAR.fullmatch(text.strip())
    return int(found[1]) if found else None


def month_of(text: str) -> int | None:
    """Return the month of `8`, `08`, `8.0`, `agosto`, `Aug.`, `08 - agosto`."""
    words = plain(text)
    letters = "".join(letter for letter in words if letter.isalpha())
    if letters[:3] in MONTH_OF:
        return MONTH_OF[letters[:3]]
    number = re.fullmatch(r"M?(\d{1,2})(?: 0)?", words)
    return int(number[1]) if number and 1 <= int(number[1]) <= 12 else None


def read_days(column: pd.Series, *, today: date) -> tuple[NDArray[np.datetime64], NDArray[np.object_]]:
    """Return the day of each cell (the first of a month or year known no finer), and how fine it is known.

    Unreadable cells are NaT and "".
    """
    codes, texts = pd.factorize(column)
    order = _order(texts)[0]
    read = [_one(str(text), order, today) for text in texts] or [(0, 0, 0)]
    years, months, days = (
        np.array([each[part] for each in read], dtype=np.int64)[codes] for part in range(3)
    )
    answer = np.full(len(years), np.datetime64("NaT", "D"))
    known = years > 0
    answer[known] = _days(years[known], np.maximum(months[known], 1), np.maximum(days[known], 1))
    precision = np.where(days > 0, "day", np.where(months > 0, "month", "year")).astype(object)
    precision[~known] = ""
    return answer, precision


def _from_dates(column: pd.Series, today: date) -> Times:
    codes, texts = pd.factorize(column)
    order = _order(texts)
    read = [_one(str(text), order[0], today) for text in texts] or [(0, 0, 0)]
    years, months, days = (
        np.array([each[part] for each in read], dtype=np.int64)[codes] for part in range(3)
    )
    known = years > 0
    if not known.any() or (months[known] == 0).all():
        return Times(_periods(years - 1970, known, "Y"), "Y", None, "date")
    dated = known & (days > 0) & (months > 0)
    monthly = _monthly(years, np.maximum(months, 1), known, "date")
    if dated.sum() < 0.5 * known.sum():
        return monthly
    stamps = np.full(len(years), np.datetime64("NaT", "D"))
    stamps[dated] = _days(years[dated], months[dated], days[dated])
    if (days[dated] == 1).mean() > 0.9 or _same_ends(stamps[dated]):
        return _coarser(monthly, months[known])
    return Times(monthly.periods, "M", stamps, "date", order[1])


def _days(
    years: NDArray[np.int64], months: NDArray[np.int64], days: NDArray[np.int64]
) -> NDArray[np.datetime64]:
    starts = ((years - 1970) * 12 + months - 1).astype("datetime64[M]").astype("datetime64[D]")
    return np.asarray(starts + (days - 1).astype("timedelta64[D]"), dtype="datetime64[D]")


def _same_ends(stamps: NDArray[np.datetime64]) -> bool:
    """Return whether nearly all days are the last of their months, as periods are often written."""
    after = stamps + 1
    return bool((after.astype("datetime64[M]") == after).mean() > 0.9)


def _coarser(monthly: Times, months: NDArray[np.int64]) -> Times:
    """Return years where every date has one same month, as 2012-01-01 for 2012."""
    if len(np.unique(months)) == 1 and monthly.periods.nunique() >= 3:
        return Times(monthly.periods.asfreq("Y"), "Y", None, "date")
    return monthly


def _monthly(years: NDArray[np.int64], months: NDArray[np.int64], known: NDArray[np.bool_], by: str) -> Times:
    periods = _periods((years - 1970) * 12 + months - 1, known, "M")
    found = set(np.unique(months[known]).tolist())
    if len(found) == 4 and found in ({1, 4, 7, 10}, {3, 6, 9, 12}, {2, 5, 8, 11}) and known.sum() >= 8:
        return Times(periods.asfreq("Q"), "Q", None, by)
    return Times(periods, "M", None, by)


def _periods(ordinals: NDArray[np.int64], known: NDArray[np.bool_], unit: str) -> pd.PeriodIndex:
    return pd.PeriodIndex.from_ordinals(np.where(known, ordinals, pd.NaT._value), freq=unit)  # type: ignore[attr-defined,no-any-return]


def _order(texts: Iterable[object]) -> tuple[DateOrder, str]:
    pairs = [(int(found[1]), int(found[2])) for text in texts if (found := _PARTS.fullmatch(str(text)))]
    day_first = sum(a > 12 >= b for a, b in pairs)
    month_first = sum(b > 12 >= a for a, b in pairs)
    if not pairs:
        return "day-first", ""
    order: DateOrder = "month-first" if month_first > day_first else "day-first"
    return order, order if day_first or month_first else f"{order}, undecided"


def _one(text: str, order: DateOrder, today: date) -> tuple[int, int, int]:
    """Return (year, month, day) of a text, 0 for what it does not say."""
    text = text.strip()
    if (year := year_of(text)) is not None:
        return year, 0, 0
    if found := _QUARTER.fullmatch(text.upper()):
        return int(found[1] or found[4]), 3 * int(found[2] or found[3]) - 2, 0
    for pattern, first in ((_YEAR_FIRST, 1), (_MONTH_FIRST, 2)):
        if (found := pattern.fullmatch(text)) and 1 <= int(found[3 - first]) <= 12:
            return int(found[first]), int(found[3 - first]), 0
    if found := _NAMED.fullmatch(plain(text)):
        name, year_text = found[1] or found[4], found[2] or found[3]
        if name[:3] in MONTH_OF:
            short = int(year_text)
            return short if short > 99 else 2000 + short, MONTH_OF[name[:3]], 0
    answer = read_date(text, order=order, today=today)
    if answer.outcome != WORDS:
        return 0, 0, 0
    day, precision = answer.value
    return day.year, day.month, day.day if precision == "day" else 0
