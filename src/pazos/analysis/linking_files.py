"""Files of deaths as the claims that linkage reads: which column says what, and what must be said of them.

Nothing of a row is repeated in a message but its identifier. A date is never invented: a month
without a day is no date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pazos.analysis.columns import recognised
from pazos.analysis.ingest.dates import read_date
from pazos.analysis.ingest.words import plain
from pazos.analysis.notices import message
from pazos.analysis.tables import read_table
from pazos.analysis.tables.numbers import decimal_sign, number
from pazos.foundation.words import N_, say
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pazos.analysis.ingest.mapping import DateOrder

ROW_NUMBERS = "-"
# The meanings of analysis.columns that a role of linkage may take, the first found.
_ROLES = {
    "date": ("date", "died_on"),
    "age": ("age",),
    "sex": ("sex",),
    "place": ("neighbourhood", "place", "comuna"),
    "weapon": ("mechanism",),
    "hour": ("hour",),
    "id": ("key",),
}
_GIVEN = {"NOMBRE", "NOMBRES", "PRIMER NOMBRE", "SEGUNDO NOMBRE", "NAME", "NAMES", "FIRST NAME", "GIVEN NAME",
          "GIVEN NAMES", "MIDDLE NAME", "FULL NAME", "NOMBRE COMPLETO", "NOMBRES Y APELLIDOS", "NOMBRE VICTIMA",
          "NOMBRE DE LA VICTIMA", "VICTIM NAME", "VICTIM"}  # fmt: skip
_FAMILY = {"APELLIDO", "APELLIDOS", "PRIMER APELLIDO", "SEGUNDO APELLIDO", "SURNAME", "SURNAMES", "LAST NAME",
           "FAMILY NAME"}  # fmt: skip
# One case may have several victims, so that its number may stand twice; an identifier may not.
_CASES = {"CASO", "NUMERO DE CASO", "NUMERO CASO", "NUNC", "SPOA", "RADICADO", "NOTICIA CRIMINAL", "NUMERO UNICO",
          "CASE", "CASE NUMBER", "CASE ID", "PROTOCOLO"}  # fmt: skip
_INJURY = re.compile(
    r"\b(LESION|LESIONES|LESIONADO|LESIONADA|HERIDO|HERIDA|INJURY|INJURIES|INJURED|WOUNDED)\b"
)
_DEADLY = re.compile(r"\b(FATAL|FATALES|MORTAL|MORTALES|MUERTE|HOMICIDIO|DEATH)\b")
_PARTS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](?:\d{4}|\d{2})(?:[T ,].*)?")
_YEARS = re.compile(r"(\d{1,3})(?:[.,]\d+)?\s*([A-Z]*)")
_FEW_WORDS = 60


@dataclass(frozen=True)
class Lists:
    """`claims` as linkage reads them, `names` of rows by claim, `lists` for the record, and `warnings`."""

    claims: pd.DataFrame
    names: dict[str, str]
    lists: list[dict[str, Any]]
    warnings: list[str] = field(default_factory=list)


def read_lists(
    paths: Sequence[str], *, named: Mapping[str, Sequence[str]], order: DateOrder | None = None
) -> Lists:
    """Read files as lists; `named` gives, by role, the columns a person stated (in any of the files)."""
    titles = _titles(paths)
    tables = [read_table(path) for path in paths]
    _refuse_unknown(named, [table.frame for table in tables])
    claims: list[pd.DataFrame] = []
    names: dict[str, str] = {}
    lists: list[dict[str, Any]] = []
    warnings: list[str] = []
    for place, (title, table) in enumerate(zip(titles, tables, strict=True)):
        one = _One(title, table.frame, [str(n) for n in table.rows])
        columns = _columns(one, named)
        ids = _identifiers(one, columns)
        frame = _claims(one, columns, order)
        frame["claim"] = [f"{place}:{name}" for name in ids]
        names |= dict(zip(frame["claim"], ids, strict=True))
        claims.append(frame.assign(list=title))
        said = columns | ({"id": ROW_NUMBERS} if "id" not in columns else {})
        lists.append({"name": title, "file": str(paths[place]), "rows": len(frame), "columns": said})
        warnings += [message(notice.stored()) for notice in table.notices] + one.warnings
    return Lists(pd.concat(claims, ignore_index=True), names, lists, warnings)


@dataclass
class _One:
    """One list while it is read."""

    title: str
    frame: pd.DataFrame
    rows: list[str]
    warnings: list[str] = field(default_factory=list)

    def warn(self, template: str, **facts: object) -> None:
        self.warnings.append(say(template, None, list=self.title, **facts))

    def texts(self, column: str) -> pd.Series:
        return self.frame[column].astype("str").str.strip()


def _titles(paths: Sequence[str]) -> list[str]:
    titles: list[str] = []
    for path in paths:
        stem = Path(path).name.split(".")[0]
        same = sum(title == stem or title.startswith(f"{stem} (") for title in titles)
        titles.append(f"{stem} ({same + 1})" if same else stem)
    return titles


def _refuse_unknown(named: Mapping[str, Sequence[str]], frames: Sequence[pd.DataFrame]) -> None:
    present = {str(column) for frame in frames for column in frame.columns}
    for role, columns in named.items():
        for column in columns:
            if column not in present and column != ROW_NUMBERS:
                raise InputProblem(
                    N_("No list has a column {column} (named for the {role}). They have: {present}."),
                    column=column,
                    role=role,
                    present=listed(sorted(present), most=30),
                )


def _columns(one: _One, named: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Find the column of each role; people's own words go before what names suggest."""
    present = [str(column) for column in one.frame.columns]
    stated = {
        role: next((c for c in named.get(role, ()) if c in present), None) for role in (*_ROLES, "name")
    }
    found: dict[str, Any] = {role: column for role, column in stated.items() if column and role != "name"}
    people = [c for c in named.get("name", ()) if c in present] or _people(one, set(found.values()))
    left = [column for column in present if column not in {*found.values(), *people}]
    for role, meanings in _ROLES.items():
        if role in found or (role == "id" and ROW_NUMBERS in named.get("id", ())):
            continue
        column = next((c for c in (recognised(left, meaning) for meaning in meanings) if c), None)
        if column:
            found[role] = column
            left.remove(column)
    if people:
        found["name"] = people
    if "date" not in found:
        raise InputProblem(
            N_(
                "{list} has no column of dates by any name known here. It has: {present}. State it: --date COL."
            ),
            list=one.title,
            present=listed(present, most=30),
        )
    points = {axis: recognised(left, axis) for axis in ("lon", "lat")}
    return found | {axis: column for axis, column in points.items() if column and all(points.values())}


def _people(one: _One, taken: set[str]) -> list[str]:
    """Columns of names, given before family; a column of numbers names nobody."""
    free = [str(column) for column in one.frame.columns if column not in taken]
    given = [column for column in free if plain(column) in _GIVEN]
    family = [column for column in free if plain(column) in _FAMILY]
    return [
        column
        for column in given + family
        if one.texts(column).str.contains(r"[^\W\d_]{2}", regex=True).any()
    ]


def _identifiers(one: _One, columns: dict[str, Any]) -> list[str]:
    """Return what each row is called: its identifier, or its row in the file."""
    if "id" not in columns:
        return one.rows
    ids = one.texts(columns["id"])
    blank, twice = ids == "", ids[(ids != "") & ids.duplicated()]
    if not blank.any() and twice.empty:
        return ids.tolist()
    if plain(columns["id"]) in _CASES or blank.any():
        column = columns.pop("id")
        one.warn(
            N_(
                "{list}: {column} is empty in {blank} rows and stands more than once in {twice}; rows are called by their row in the file."
            ),
            column=column,
            blank=int(blank.sum()),
            twice=len(twice),
        )
        return one.rows
    raise InputProblem(
        N_(
            "{list}: the column {column} names some rows twice: {names}. An identifier stands once; "
            "state another with --id COL, or --id - to call rows by their place in the file."
        ),
        list=one.title,
        column=columns["id"],
        names=listed(sorted(twice.unique())),
    )


def _claims(one: _One, columns: dict[str, Any], order: DateOrder | None) -> pd.DataFrame:
    frame = pd.DataFrame({"date": _dates(one, columns["date"], order)})
    for role in ("sex", "place", "weapon", "hour"):
        if role in columns:
            frame[role] = one.texts(columns[role])
    if "age" in columns:
        frame["age"] = _each(one.texts(columns["age"]), _age)
    for axis in ("lon", "lat"):
        if axis in columns:
            texts = one.texts(columns[axis])
            sign = decimal_sign(texts[texts != ""])
            frame[axis] = _each(texts, lambda text, sign=sign: number(text, sign))
    if "name" in columns:
        frame["names"] = one.frame[columns["name"]].astype("str").agg(" ".join, axis=1).str.strip()
    _warn_of_injuries(one)
    _warn_of_many(one)
    if not len(frame):
        one.warn(N_("{list} has no rows."))
    return frame


def _each(texts: pd.Series, read: Any) -> pd.Series:
    codes, words = pd.factorize(texts)
    values = np.array([np.nan if (found := read(str(word))) is None else found for word in words] + [np.nan])
    return pd.Series(values[codes], index=texts.index, dtype="float64")


def _age(text: str) -> float | None:
    found = _YEARS.match(plain(text.replace(".", " ").replace(",", " ")) if not text.isdecimal() else text)
    if not found:
        return None
    return 0.0 if found[2].startswith(("MES", "MONTH", "DIA", "DAY")) else float(found[1])


def _dates(one: _One, column: str, order: DateOrder | None) -> pd.Series:
    """Read days. A list that gives months only is refused, as nothing can be told apart by them."""
    texts = one.texts(column)
    codes, words = pd.factorize(texts)
    order = order or _order(one, [str(word) for word in words], column)
    today = date.today()
    answers = [_read(str(word), order, today) for word in words]
    months = np.array([precision == "month" for _, precision in answers] or [False])[codes]
    if len(texts) and months.sum() > len(texts) / 2:
        raise InputProblem(
            N_(
                "{list}: {column} gives the month and not the day, and deaths of one month cannot be told apart "
                "by it. Ask the source for the day, or name another column with --date."
            ),
            list=one.title,
            column=column,
        )
    days = pd.Series([day if precision == "day" else None for day, precision in answers], dtype="object")
    dates = pd.to_datetime(days).reindex(range(len(words)))
    read = (
        pd.Series(dates.to_numpy()[codes], index=texts.index)
        if len(texts)
        else pd.Series(dtype="datetime64[s]")
    )
    lost = texts[read.isna() & (texts != "")]
    if len(lost):
        one.warn(
            N_("{list}: {count} dates of {column} could not be read and count as missing (rows {rows})."),
            count=len(lost),
            column=column,
            rows=listed([one.rows[place] for place in lost.index], most=5),
        )
    return read


def _read(text: str, order: DateOrder, today: date) -> tuple[date | None, str]:
    found = read_date(text, order=order, today=today).value if text else None
    return (None, "") if found is None else (found[0], str(found[1]))


def _order(one: _One, words: list[str], column: str) -> DateOrder:
    """Tell day/month from month/day by what can be read one way only; else the region's order, and say so."""
    parts = [(int(found[1]), int(found[2])) for word in words if (found := _PARTS.fullmatch(word))]
    day_first = any(a > 12 >= b for a, b in parts)
    month_first = any(b > 12 >= a for a, b in parts)
    if day_first and month_first:
        raise InputProblem(
            N_(
                "{list}: {column} mixes day/month and month/day. State which is right: --dates day-first or --dates month-first."
            ),
            list=one.title,
            column=column,
        )
    if parts and not day_first and not month_first and any(a != b for a, b in parts):
        one.warn(
            N_(
                "{list}: {column} was read as day/month; nothing in it says so. Otherwise add --dates month-first."
            ),
            column=column,
        )
    return "month-first" if month_first else "day-first"


def _warn_of_injuries(one: _One) -> None:
    for column in one.frame.columns:
        counts = one.texts(column).value_counts()
        if len(counts) > _FEW_WORDS:
            continue
        hurt = sum(
            n
            for word, n in counts.items()
            if _INJURY.search(plain(str(word))) and not _DEADLY.search(plain(str(word)))
        )
        if hurt:
            one.warn(
                N_(
                    "{list}: {count} rows are injuries and not deaths by {column}; take them out before linking."
                ),
                count=int(hurt),
                column=column,
            )


def _warn_of_many(one: _One) -> None:
    column = recognised(one.frame.columns, "quantity")
    if column is None:
        return
    numbers = pd.to_numeric(one.texts(column), errors="coerce")
    if (numbers > 1).any() and (numbers.dropna() <= 20).all():
        one.warn(
            N_("{list}: by {column} {count} rows stand for several victims; each was linked as one."),
            column=column,
            count=int((numbers > 1).sum()),
        )
