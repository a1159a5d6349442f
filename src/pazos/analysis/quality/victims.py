"""A list of deaths as typed columns for the measures of quality: words for "not known" become empty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pazos.analysis.columns import PLACES, chosen_columns
from pazos.analysis.ingest.fields import read_municipality
from pazos.analysis.ingest.mapping import shipped
from pazos.analysis.ingest.words import plain
from pazos.analysis.notices import Stopped
from pazos.analysis.quality.deaths import deaths_of
from pazos.analysis.quality.sheet import Sheet, read_sheet
from pazos.analysis.quality.times import read_days
from pazos.analysis.tables.numbers import number
from pazos.foundation.words import N_
from pazos.science.problems import listed

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from numpy.typing import NDArray

WANTED = (
    "died_on", "registered_on", "date", "year", "month", "weekday", "hour", "municipality_code", "place_code",
    *PLACES, "zone", "age_group", "age", "sex", "mechanism", "cause_code", "manner", "circumstance", "aggressor",
    "quantity", "key", "name", "document",
)  # fmt: skip
_TEXTS = (
    "zone", "age_group", "sex", "mechanism", "cause_code", "manner", "circumstance", "aggressor", "key", "name",
    "municipality",
)  # fmt: skip
# Words beside those of every source; a cell of signs alone says nothing either.
_MORE = {
    "999",
    "9999",
    "99999",
    "X",
    "XX",
    "XXX",
    "?",
    "ND",
    "SD",
    "SI",
    "NINGUNO",
    "IGNORADO",
    "IGNORADA",
    "POR DEFINIR",
}
_NUMBERLESS = {"SI"}


@dataclass(frozen=True)
class Victims:
    """A list of deaths: `frame` typed as `science.quality.measure` wants it, and `meaning` of its columns.

    `columns`: the file's own names. `missing`: by variable, the words read as "not known", with their rows.
    """

    name: str
    frame: pd.DataFrame
    meaning: dict[str, str]
    columns: dict[str, str]
    missing: dict[str, dict[str, int]]
    left_out: dict[str, list[int]]


def read_victims(path: str | Path, *, named: dict[str, str], today: date) -> Victims:
    """Read a file of victims; `named` gives columns that a person named, by meaning."""
    sheet = read_sheet(path)
    columns = chosen_columns(sheet.frame.columns, WANTED, named=named, file=sheet.name)
    if "quantity" not in columns:
        columns |= _quantity_headed_by_year(sheet)
    if "date" not in columns and "died_on" in columns:
        columns["date"] = columns.pop("died_on")
    if not {"date", "age", "sex", "mechanism", "cause_code", "manner"} & set(columns):
        raise Stopped(
            N_(
                "{file} is not recognised as a list of deaths: it has no column of dates, ages, sexes, weapons or causes. "
                "It has: {present}. Name them with --column MEANING=COLUMN."
            ),
            "no_deaths",
            file=sheet.name,
            present=listed(sheet.frame.columns, most=20),
        )
    sheet = sheet.without(_notes(sheet, columns), "note")
    words: dict[str, dict[str, int]] = {}
    frame = _typed(sheet, columns, words, today)
    return Victims(
        sheet.name, frame, {str(name): str(name) for name in frame.columns}, columns, words, sheet.left_out
    )


def _quantity_headed_by_year(sheet: Sheet) -> dict[str, str]:
    years = [
        name
        for name in sheet.frame.columns
        if name.isdecimal() and len(name) == 4 and name[:2] in ("19", "20")
    ]
    return {"quantity": years[0]} if len(years) == 1 else {}


def _notes(sheet: Sheet, columns: dict[str, str]) -> NDArray[np.bool_]:
    """Return the rows that fill fewer than a quarter of the columns in use: notes and signatures."""
    used = sheet.frame[list(columns.values())]
    filled = (used != "").mean(axis=1).to_numpy()
    return np.asarray(filled < 0.25)


def _typed(
    sheet: Sheet, columns: dict[str, str], words: dict[str, dict[str, int]], today: date
) -> pd.DataFrame:
    clean = {name: _known(sheet.frame[column], name, words) for name, column in columns.items()}
    answer: dict[str, object] = {name: clean[name] for name in _TEXTS if name in clean}
    if "registered_on" in clean:
        answer["registered_on"], _ = read_days(clean["registered_on"], today=today)
    days: NDArray[np.datetime64] = np.full(len(sheet.frame), np.datetime64("NaT", "D"))
    if "date" in clean:
        days, answer["precision"] = read_days(clean["date"], today=today)
        answer["date"] = days
    dated = {name: column for name, column in columns.items() if name in ("hour", "age", "weekday", "date")}
    if "date" in dated or {"hour", "age"} & set(dated):
        found = deaths_of(sheet.frame, dated, days)
        answer |= {str(name): found[name] for name in found.columns if name != "day"}
    finest = next(
        (name for name in PLACES if name in clean and name not in ("municipality", "department")), None
    )
    if finest:
        answer["place"] = clean[finest]
    if "municipality_code" in clean:
        answer["municipality_code"] = _each(clean["municipality_code"], _code)
    if "quantity" in clean:
        answer["quantity"] = _each(clean["quantity"], _quantity).astype(float)
    answer["whole"] = pd.util.hash_pandas_object(sheet.frame, index=False)
    return pd.DataFrame(answer)


def _known(column: pd.Series, name: str, words: dict[str, dict[str, int]]) -> pd.Series:
    """Return the texts with the words for "not known" empty, and note these."""
    codes, texts = pd.factorize(column)
    used = np.bincount(codes[codes >= 0], minlength=len(texts))
    kept = []
    for text, number_of_rows in zip(texts, used.tolist(), strict=True):
        unknown = says_nothing(str(text), name)
        if unknown and str(text).strip():
            words.setdefault(name, {})[str(text)] = number_of_rows
        kept.append("" if unknown else str(text))
    return pd.Series(np.array(kept or [""], dtype=object)[codes] if len(texts) else "", index=column.index)


def says_nothing(text: str, name: str) -> bool:
    """Return whether a text says that the value is not known: `-`, `SIN INFORMACION`, `999`, `NA`."""
    words = plain(text)
    bare = text.strip().upper()
    if not words:
        return True
    if words in _NUMBERLESS or (words.isdecimal() and name in ("quantity", "key", "document")):
        return False
    every = shipped()["generica"].missing_words()
    return bare in every or words in every or words in _MORE


def _each(column: pd.Series, read: object) -> NDArray[np.object_]:
    codes, texts = pd.factorize(column)
    values = np.empty(max(len(texts), 1), dtype=object)
    values[:] = [read(str(text)) for text in texts] or [None]  # type: ignore[operator]
    return values[codes]


def _code(text: str) -> str:
    answer = read_municipality(text) if text else None
    return str(answer.value[0]) if answer is not None and answer.value else ""


def _quantity(text: str) -> float:
    value = number(text)
    return float("nan") if value is None else value
