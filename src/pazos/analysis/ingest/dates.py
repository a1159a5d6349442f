"""Which day does each cell of a date column say?

The order of day and month is decided for the whole column: from values that can be read one way
only, else from the weekday beside them, else it is asked. It is never guessed.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from pazos.analysis.ingest.columns import Answer, wrong
from pazos.analysis.ingest.words import plain
from pazos.analysis.notices import Notice, Stopped, notice
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.analysis.ingest.mapping import DateOrder, Mapping
    from pazos.analysis.tables import Cells

EARLIEST = date(1900, 1, 1)
SPREADSHEET_DAY_0 = date(1899, 12, 30)
_REST = r"(?:[T ,]+(?P<rest>.*))?"
_ISO = re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})" + _REST)
_PARTS = re.compile(r"(?P<a>\d{1,2})[-/. ](?P<b>\d{1,2})[-/. ](?P<y>\d{4}|\d{2})" + _REST)
_PACKED = re.compile(r"(?P<y>(?:18|19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_MONTH = re.compile(r"(?P<y>(?:19|20)\d\d)[-/](?P<m>\d{1,2})")
_WORDS = re.compile(r"(?P<d>\d{1,2})(?: DE)? ?(?P<m>[A-Z]+)\.?(?: DEL?)? ?(?P<y>\d{4}|\d{2})")
_NAMES = (
    "ENE JAN",
    "FEB",
    "MAR",
    "ABR APR",
    "MAY",
    "JUN",
    "JUL",
    "AGO AUG",
    "SEP SET",
    "OCT",
    "NOV",
    "DIC DEC",
)
MONTH_OF = {short: month for month, names in enumerate(_NAMES, 1) for short in names.split()}
_WEEKDAYS = ("LUN MON", "MAR TUE", "MIE WED", "JUE THU", "VIE FRI", "SAB SAT", "DOM SUN")
WEEKDAY_OF = {short: day for day, names in enumerate(_WEEKDAYS) for short in names.split()}

NOT_A_DATE = N_("{value} is not a date. Write it as 2017-03-25.")
IMPOSSIBLE = N_("{value} is a day that does not exist. Correct the day or the month.")
TOO_EARLY = N_("{value} is before 1900. Correct the year.")
IN_FUTURE = N_("{value} is after {today}, the day the file was taken. Correct the year.")


def read_date(text: str, *, order: DateOrder, today: date) -> Answer:
    """Return the day of one text; the answer's value is (day, precision)."""
    try:
        found = _day(text, order, today)
    except (ValueError, OverflowError):
        return wrong(IMPOSSIBLE)
    if found is None:
        return wrong(NOT_A_DATE, understood=False)
    if found[0] < EARLIEST:
        return wrong(TOO_EARLY)
    return wrong(IN_FUTURE, today=today.isoformat()) if found[0] > today else Answer(found)


def _day(text: str, order: DateOrder, today: date) -> tuple[date, str] | None:
    if found := _PARTS.fullmatch(text):
        a, b = int(found["a"]), int(found["b"])
        day, month = (a, b) if order == "day-first" else (b, a)
        return date(_year(found["y"], today), month, day), "day"
    if found := _ISO.fullmatch(text) or _PACKED.fullmatch(text):
        return date(int(found["y"]), int(found["m"]), int(found["d"])), "day"
    if _SERIAL.fullmatch(text):
        return SPREADSHEET_DAY_0 + timedelta(days=int(float(text))), "day"
    if found := _MONTH.fullmatch(text):
        return date(int(found["y"]), int(found["m"]), 1), "month"
    if (found := _WORDS.fullmatch(plain(text))) and found["m"][:3] in MONTH_OF:
        return date(_year(found["y"], today), MONTH_OF[found["m"][:3]], int(found["d"])), "day"
    return None


def _year(text: str, today: date) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return year + (2000 if year <= today.year % 100 else 1900)


def time_within(text: str) -> str:
    """Return what a date cell says of the hour, or nothing."""
    found = _ISO.fullmatch(text) or _PARTS.fullmatch(text)
    return (found["rest"] or "") if found else ""


def decide_order(
    dates: Cells,
    weekdays: Cells | None,
    *,
    mapping: Mapping,
    asked: DateOrder | None,
    heading: str,
    today: date,
    rows: NDArray[np.int64],
) -> tuple[DateOrder, list[Notice]]:
    """Return the order of day and month of a column, or refuse naming the cure.

    `rows` holds the row number of each cell.
    """
    parts = {
        code: (int(found["a"]), int(found["b"]))
        for code, text in enumerate(dates.texts)
        if (found := _PARTS.fullmatch(text))
    }
    used = dates.used()
    parts = {code: pair for code, pair in parts.items() if used[code]}
    open_ones = {code: pair for code, pair in parts.items() if pair[0] != pair[1]}
    if asked or not open_ones:
        return asked or "day-first", []
    day_first = [code for code, (a, b) in parts.items() if a > 12 >= b]
    month_first = [code for code, (a, b) in parts.items() if b > 12 >= a]
    if day_first and month_first:
        raise _mixed(dates, (day_first, month_first), heading=heading, rows=rows)
    if day_first or month_first:
        return ("day-first" if day_first else "month-first"), []
    if len(mapping.date_orders) == 1:
        return mapping.date_orders[0], []
    order = _by_weekday(dates, weekdays, open_ones, today) if weekdays is not None else None
    if order is None:
        raise Stopped(
            N_(
                "The dates of {heading} ({example}, …) can be read as day/month or as month/day, and nothing "
                "in the file says which. State it: --dates day-first or --dates month-first."
            ),
            "dates_undecided",
            heading=heading,
            example=dates.texts[next(iter(open_ones))],
        )
    said = notice(
        "dates_by_weekday",
        N_("Day and month of {heading} were told apart by the weekday beside them: {order}."),
        heading=heading,
        order=order,
    )
    return order, [said]


def likelier_order(dates: Cells, *, otherwise: DateOrder) -> DateOrder:
    """Return the order of a column that no row is rejected for: the one that most of its days allow."""
    day_first = month_first = 0
    for text, rows in zip(dates.texts, dates.used().tolist(), strict=True):
        if rows and (found := _PARTS.fullmatch(text)):
            day_first += rows * (int(found["a"]) > 12)
            month_first += rows * (int(found["b"]) > 12)
    if day_first == month_first:
        return otherwise
    return "day-first" if day_first > month_first else "month-first"


def _mixed(
    dates: Cells, codes: tuple[list[int], list[int]], *, heading: str, rows: NDArray[np.int64]
) -> Stopped:
    day_first, month_first = codes
    used = dates.used()
    return Stopped(
        N_(
            "{heading} mixes two orders: {day_rows} rows can only be day/month (row {day_row}: "
            "{day_text}) and {month_rows} only month/day (row {month_row}: {month_text}). State which "
            "is right with --dates; the others become rejected rows, to be corrected."
        ),
        "dates_mixed",
        heading=heading,
        day_rows=int(used[day_first].sum()),
        day_row=_first_row(dates, day_first[0], rows),
        day_text=dates.texts[day_first[0]],
        month_rows=int(used[month_first].sum()),
        month_row=_first_row(dates, month_first[0], rows),
        month_text=dates.texts[month_first[0]],
    )


def _first_row(cells: Cells, code: int, rows: NDArray[np.int64]) -> int:
    return int(rows[np.flatnonzero(cells.codes == code)[0]])


def weekday_codes(weekdays: Cells) -> NDArray[np.int8]:
    """Return the weekday of each row (Monday 0), -1 where none is said."""
    return weekdays.per_row((WEEKDAY_OF.get(plain(text)[:3], -1) for text in weekdays.texts), np.int8)


def _by_weekday(
    dates: Cells, weekdays: Cells, parts: dict[int, tuple[int, int]], today: date
) -> DateOrder | None:
    stated = weekday_codes(weekdays)
    open_rows = np.isin(dates.codes, list(parts)) & (stated >= 0)
    shares: dict[DateOrder, float] = {}
    orders: tuple[DateOrder, ...] = ("day-first", "month-first")
    for order in orders:
        said = np.full(len(dates.texts), -1, dtype=np.int8)
        for code in parts:
            day = _day(dates.texts[code], order, today)
            said[code] = day[0].weekday() if day else -1
        rows = said[dates.codes]
        shares[order] = float(np.mean(rows[open_rows] == stated[open_rows])) if open_rows.any() else 0.0
    best = max(orders, key=lambda order: shares[order])
    # Some offices mistake a weekday now and then: ask for a clear majority, not for all.
    return best if shares[best] >= 0.8 and min(shares.values()) < 0.5 else None


def weekday_disagreement(days: NDArray[np.datetime64], weekdays: Cells) -> tuple[int, int]:
    """Return how many rows state another weekday than their date's, and how many state one."""
    stated = weekday_codes(weekdays)
    known = (stated >= 0) & ~np.isnat(days)
    # Day 0 of numpy's calendar, 1970-01-01, was a Thursday.
    own = (days[known].astype(np.int64) + 3) % 7
    return int(np.sum(own != stated[known])), int(known.sum())
