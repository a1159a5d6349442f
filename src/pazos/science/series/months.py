"""A table of months becomes a whole calendar, in which what is missing is marked as missing.

Months are read as they are written in Spanish and English files. A month that could be read
in two ways is refused, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pazos.science.problems import InputProblem, listed, require_columns

MONTH_NAMES = (
    "ene jan",
    "feb",
    "mar",
    "abr apr",
    "may",
    "jun",
    "jul",
    "ago aug",
    "sep set",
    "oct",
    "nov",
    "dic dec",
)
MONTHS = {name: number for number, names in enumerate(MONTH_NAMES, start=1) for name in names.split()}
KNOWN_NAMES = {
    "month": ("mes", "month", "fecha", "date", "periodo", "period", "anio_mes", "ano_mes"),
    "year": ("ano", "anio", "year", "vigencia"),
    "count": (
        "homicidios", "homicides", "homicidio", "muertes", "deaths", "victimas", "victims",
        "casos", "cases", "cantidad", "conteo", "count", "counts", "total", "n",
    ),
    "population": ("poblacion", "population", "habitantes", "people"),
}  # fmt: skip
YEAR_FIRST = re.compile(r"(\d{4})[-/. ]?(\d{1,2})(?:[-/.]\d{1,2}(?:[t ].*)?)?")
YEAR_LAST = re.compile(r"(\d{1,2})[-/. ](\d{4})")
NAMED = re.compile(r"(?:(\d{4})[-/. ]+)?([a-z]{3,})\.?(?:[-/. ]+(?:de )?(\d{4}))?")


@dataclass(frozen=True)
class SeriesColumns:
    """The columns of a monthly file: `year` is None when the month says its year itself."""

    month: str
    count: str
    year: str | None
    population: str | None


def recognised_columns(
    frame: pd.DataFrame,
    *,
    month: str | None = None,
    count: str | None = None,
    year: str | None = None,
    population: str | None = None,
) -> SeriesColumns:
    """Return the columns asked for, and for the others those with a known Spanish or English name.

    The population is used only when it is asked for.
    """
    require_columns(frame, month, count, year, population, method="series")
    plain = {_plain(column): str(column) for column in frame.columns}
    found = {
        part: next((plain[name] for name in KNOWN_NAMES[part] if name in plain), None)
        for part in ("month", "count", "year")
    }
    worded = (plain[name] for name in plain if set(re.split(r"[_ ]+", name)) & set(KNOWN_NAMES["count"]))
    month, year = month or found["month"], year or found["year"]
    count = count or found["count"] or next(worded, None)
    if month is None or count is None:
        raise InputProblem(
            "No column of months and of counts was recognised; name them. This frame has: {present}.",
            present=listed(frame.columns),
        )
    return SeriesColumns(month, count, year, population)


def monthly_series(
    frame: pd.DataFrame, *, month: str, count: str, year: str | None = None, population: str | None = None
) -> pd.DataFrame:
    """Return a row for every month from the first to the last.

    Parameters
    ----------
    month: a date, `2020-08`, `202008`, `08/2020`, `agosto 2020`; or the month alone, with `year`.
    count: whole deaths from zero up; empty is unknown.

    The index is monthly; the columns are count (missing where unknown), days, absent (the file
    has no such month) and, if asked for, population.
    """
    require_columns(frame, month, count, year, population, method="monthly_series")
    if not len(frame):
        raise InputProblem("The series has no rows.")
    periods = _read_months(frame, month, year)
    twice = periods[periods.duplicated()]
    if len(twice):
        raise InputProblem(
            "Some months are in the table more than once: {months}. Add their rows up first.",
            months=listed(sorted(set(map(str, twice)))),
        )
    table = pd.DataFrame({"count": _counts(frame, count)}, index=periods).sort_index()
    if population is not None:
        table["population"] = pd.Series(_people(frame, population), index=periods)
    whole = pd.period_range(table.index.min(), table.index.max(), freq="M", name="month")
    absent = ~whole.isin(table.index)
    return table.reindex(whole).assign(days=whole.days_in_month, absent=absent)


def _read_months(frame: pd.DataFrame, month: str, year: str | None) -> pd.PeriodIndex:
    if pd.api.types.is_datetime64_any_dtype(frame[month]):
        read: list[tuple[int, int] | None] = [
            None if pd.isna(day) else (day.year, day.month) for day in frame[month]
        ]
    else:
        years = [None] * len(frame) if year is None else frame[year].tolist()
        read = [_month(value, of) for value, of in zip(frame[month].tolist(), years, strict=True)]
    wrong = [row for row, each in zip(frame.index, read, strict=True) if each is None]
    if wrong:
        raise InputProblem(
            "The column {column} holds something that is not a month in the rows {rows}. Write months "
            "as 2020-08, or give the year in a column of its own.",
            column=month,
            rows=listed(wrong),
        )
    pairs = [each for each in read if each is not None]
    return pd.PeriodIndex([f"{of}-{number:02d}" for of, number in pairs], freq="M", name="month")


def _month(value: object, year: object) -> tuple[int, int] | None:
    text = _plain(value)
    if re.fullmatch(r"\d+\.0", text):
        text = text[:-2]
    if year is not None and (alone := _month_alone(text)):
        of = _plain(year).removesuffix(".0")
        return (int(of), alone) if re.fullmatch(r"\d{4}", of) else None
    return _month_with_year(text)


def _month_alone(text: str) -> int | None:
    if re.fullmatch(r"\d{1,2}", text):
        return int(text) if 1 <= int(text) <= 12 else None
    return MONTHS.get(text[:3]) if re.fullmatch(r"[a-z]{3,}\.?", text) else None


def _month_with_year(text: str) -> tuple[int, int] | None:
    if match := YEAR_FIRST.fullmatch(text):
        pair = int(match[1]), int(match[2])
    elif match := YEAR_LAST.fullmatch(text):
        pair = int(match[2]), int(match[1])
    elif (match := NAMED.fullmatch(text)) and (match[1] or match[3]):
        pair = int(match[1] or match[3]), MONTHS.get(match[2][:3], 0)
    else:
        return None
    return pair if 1 <= pair[1] <= 12 else None


def _plain(value: object) -> str:
    text = unicodedata.normalize("NFKD", str(value).strip().lower())
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def _counts(frame: pd.DataFrame, column: str) -> np.ndarray:
    values = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    wrong = np.isnan(values) & frame[column].notna().to_numpy()
    wrong |= (values < 0) | np.isinf(values) | (np.nan_to_num(values) % 1 > 0)
    if wrong.any():
        raise InputProblem(
            "The column {column} must hold whole numbers from zero up; it does not in the rows {rows}.",
            column=column,
            rows=listed(frame.index[wrong]),
        )
    return values


def _people(frame: pd.DataFrame, column: str) -> np.ndarray:
    values = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    if not (values > 0).all():
        raise InputProblem(
            "The column {column} must hold people above zero; it does not in the rows {rows}.",
            column=column,
            rows=listed(frame.index[~(values > 0)]),
        )
    return values
