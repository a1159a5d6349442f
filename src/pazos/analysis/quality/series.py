"""A file of counts, long or wide or one row a death, as rows of place and period for the checks.

Columns are recognised by name where they are not named; what was taken for what travels with the answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pazos.analysis.columns import PLACES, chosen_columns, recognised
from pazos.analysis.ingest.mapping import shipped
from pazos.analysis.ingest.words import plain
from pazos.analysis.notices import Stopped
from pazos.analysis.quality.deaths import deaths_of
from pazos.analysis.quality.sheet import Sheet, read_sheet
from pazos.analysis.quality.times import Times, month_of, read_times
from pazos.analysis.tables.numbers import decimal_sign, number
from pazos.foundation.words import N_
from pazos.science.problems import listed

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from numpy.typing import NDArray

WANTED = (
    "died_on", "registered_on", "date", "year", "month", "weekday", "hour", "municipality_code", "place_code",
    *PLACES, "source", "age_group", "age", "sex", "mechanism", "rate", "population", "count",
)  # fmt: skip
_WIDE = re.compile(
    r"(?P<before>.*?\D|)[ ._-]*(?P<year>(?:19|20)\d\d)(?P<after>[ ._-].*|)|(?P<short>[A-Za-z]{2,12})(?P<yy>\d\d)"
)
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:\.\d{3})+")


@dataclass(frozen=True)
class Reading:
    """A file read for the checks.

    `frame`: place (a label, or None), time, row, count, count_text and, where the file has them,
    population, rate, decimals. `places`: what each label stands for (place, and source, code where
    given). `deaths`: one row a death (day, minute, age, weekday), None for a file of counts.
    """

    name: str
    kind: str
    frame: pd.DataFrame
    unit: str
    places: dict[str, dict[str, str]]
    columns: dict[str, str]
    absent_is_zero: bool
    adds_up: bool
    deaths: pd.DataFrame | None
    left_out: dict[str, list[int]] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)


def read_series(path: str | Path, *, named: dict[str, str | None], today: date) -> Reading:
    """Read a file; `named` gives the columns that a person named (place, year, month, date, count, ...)."""
    sheet = read_sheet(path)
    if all(value is None for value in named.values()) or set(_given(named)) <= {"place"}:
        sheet = unfolded(sheet)
    columns = chosen_columns(sheet.frame.columns, WANTED, named=named, file=sheet.name)
    if named.get("place") is not None:
        columns["finest"] = columns.pop("place")
    if "date" not in columns and "died_on" in columns:
        columns["date"] = columns["died_on"]
    if _given(named).keys() & {"year", "month"} and named.get("date") is None:
        columns.pop("date", None)
    times = read_times(sheet.frame, columns, file=sheet.name, today=today)
    if times.days is not None:
        year_headed = [name for name in sheet.frame.columns if re.fullmatch(r"(19|20)\d\d", name)]
        if "count" not in columns and len(year_headed) == 1:
            columns["count"] = year_headed[0]
    return _reading(sheet, columns, times)


def _given(named: dict[str, str | None]) -> dict[str, str]:
    return {name: column for name, column in named.items() if column is not None}


def unfolded(sheet: Sheet) -> Sheet:
    """Return a sheet with a column a year (or a month) as one with a row each."""
    by_month = {name: month for name in sheet.frame.columns if (month := _month_name(name))}
    if len(by_month) >= 6:
        return _long(sheet, {name: ("MES", str(month), "count") for name, month in by_month.items()})
    by_year = {name: found for name in sheet.frame.columns if (found := _wide_heading(name, sheet))}
    if len({year for year, _ in by_year.values()}) < 3:
        return sheet
    return _long(sheet, {name: ("ANO", year, meaning) for name, (year, meaning) in by_year.items()})


def _month_name(heading: str) -> int | None:
    return (
        month_of(heading)
        if re.fullmatch(r"[A-Z]{3,10}", plain(heading)) and len(plain(heading)) <= 10
        else None
    )


def _wide_heading(heading: str, sheet: Sheet) -> tuple[str, str] | None:
    found = _WIDE.fullmatch(heading.strip())
    if not found:
        return None
    if found["short"]:
        meaning = _meaning(found["short"])
        year = int(found["yy"]) + (1900 if int(found["yy"]) > 30 else 2000)
        return (str(year), meaning) if meaning else None
    words = f"{found['before']} {found['after']}".strip(" ._-")
    meaning = _meaning(words) if words else _of_banner(sheet)
    return (found["year"], meaning) if meaning else None


def _meaning(words: str) -> str | None:
    return next((one for one in ("rate", "population", "count", "source") if recognised([words], one)), None)


def _of_banner(sheet: Sheet) -> str:
    words = sheet.banner.split()
    return "population" if any(word.startswith("POBLACION") for word in words) else "count"


def _long(sheet: Sheet, cells: dict[str, tuple[str, str, str]]) -> Sheet:
    """Stack the columns of `cells` (heading: name of the time, time, meaning)."""
    names = {"count": "HOMICIDIOS", "population": "POBLACION", "rate": "TASA", "source": "FUENTE DEL DATO"}
    kept = [name for name in sheet.frame.columns if name not in cells]
    kept = [
        name for name in kept if not any(recognised([name], one) for one in ("count", "rate", "population"))
    ]
    by_time: dict[tuple[str, str], dict[str, str]] = {}
    for heading, (column, time, meaning) in cells.items():
        by_time.setdefault((column, time), {}).setdefault(names[meaning], heading)
    parts = []
    for (column, time), headings in by_time.items():
        part = sheet.frame[kept].copy()
        part[column] = time
        for name, heading in headings.items():
            part[name] = sheet.frame[heading]
        parts.append(part)
    frame = pd.concat(parts, ignore_index=True).fillna("")
    rows = np.tile(sheet.rows, len(parts))
    return Sheet(sheet.name, frame, rows, sheet.banner, sheet.delimiter, sheet.left_out)


def _reading(sheet: Sheet, columns: dict[str, str], times: Times) -> Reading:
    frame = pd.DataFrame({"time": times.periods, "row": sheet.rows})
    notes: dict[str, Any] = {"time": times.by, **({"day_order": times.order} if times.order else {})}
    figures = [name for name in ("count", "population", "rate") if name in columns]
    is_deaths = times.days is not None
    if not figures and not is_deaths:
        raise Stopped(
            N_("{file} has no column of counts that is recognised; name it with --count. It has: {present}."),
            "no_count_column",
            file=sheet.name,
            present=listed(sheet.frame.columns, most=20),
        )
    for name in figures:
        frame[name], frame[f"{name}_text"] = (
            _numbers(sheet, columns[name], whole=name != "rate"),
            sheet.frame[columns[name]],
        )
    if "count" in figures:
        frame["count_text"] = _without_missing_words(frame["count_text"])
    else:
        frame["count"], frame["count_text"] = (1.0, "1") if is_deaths else (np.nan, "")
    if "rate" in figures:
        frame["decimals"] = _decimals(sheet.frame[columns["rate"]])
    frame["place"], places = _places(sheet, columns, deaths=is_deaths)
    placed = frame["place"].fillna("").astype(str).to_numpy() != ""
    timeless = frame["time"].isna().to_numpy() | (~placed & (bool(places) and not is_deaths))
    sheet = _without_time(sheet, frame, timeless)
    frame = frame[~timeless].reset_index(drop=True)
    days = None if times.days is None else times.days[~timeless]
    deaths = None if days is None else deaths_of(sheet.frame, columns, days)
    return _finished(sheet, (frame, times.unit), (columns, places, notes), deaths)


def _without_missing_words(column: pd.Series) -> pd.Series:
    """Return the texts with the words for "not known" left empty."""
    words = shipped()["generica"].missing_words()
    codes, texts = pd.factorize(column)
    kept = np.array(["" if str(text).upper() in words else str(text) for text in texts] or [""], dtype=object)
    return pd.Series(kept[codes] if len(texts) else "", index=column.index)


def _without_time(sheet: Sheet, frame: pd.DataFrame, timeless: NDArray[np.bool_]) -> Sheet:
    """Leave out the rows without a time: notes have no figure, totals no place, the others are told.

    So are those without a place in a file of places.
    """
    figure = (
        np.isfinite(frame["count"].to_numpy(dtype=float, na_value=np.nan))
        & (frame["count_text"] != "").to_numpy()
    )
    placed = frame["place"].fillna("").astype(str).to_numpy() != ""
    why = np.where(figure, np.where(placed, "time_unreadable", "total"), "note")
    left = np.ones(len(frame), dtype=bool)
    for one in ("time_unreadable", "total", "note"):
        wrong = (timeless & (why == one))[left]
        sheet = sheet.without(wrong, one)
        left[left] = ~wrong
    return sheet


def _finished(
    sheet: Sheet,
    read: tuple[pd.DataFrame, str],
    said: tuple[dict[str, str], dict[str, dict[str, str]], dict[str, Any]],
    deaths: pd.DataFrame | None,
) -> Reading:
    (frame, unit), (columns, places, notes) = read, said
    if deaths is not None:
        frame = _by_month(frame)
    else:
        frame, whole = _without_whole(frame)
        notes |= {"whole": whole} if whole else {}
    by_source = any("source" in one for one in places.values())
    zero = deaths is not None or (not by_source and _only_deaths(frame))
    adds_up = deaths is None and _several_rows(frame)
    frame = frame.drop(columns=[name for name in ("population_text", "rate_text") if name in frame.columns])
    return Reading(
        sheet.name, "deaths" if deaths is not None else "series", frame, unit, places, columns, zero, adds_up,
        deaths, sheet.left_out, notes,
    )  # fmt: skip


def _by_month(frame: pd.DataFrame) -> pd.DataFrame:
    count = frame["count"].where((frame["count"] >= 1) & (frame["count"] % 1 == 0), 1.0)
    grouped = frame.assign(count=count).groupby(["place", "time"], dropna=False, sort=False)
    answer = grouped.agg(count=("count", "sum"), row=("row", "first")).reset_index()
    return answer.assign(count_text=answer["count"].astype(int).astype(str))


def _several_rows(frame: pd.DataFrame) -> bool:
    """Return whether a fifth of the places and periods have several rows that differ: finer than it shows."""
    keys = ["place", "time"]
    number = frame.drop_duplicates(keys).shape[0]
    twice = frame[frame.duplicated(keys, keep=False)].drop_duplicates([*keys, "count_text"])
    return int((twice.groupby(keys, dropna=False).size() > 1).sum()) > 0.2 * number


def _only_deaths(frame: pd.DataFrame) -> bool:
    """Return whether the file lists only places and periods with deaths.

    It has no zero, its counts are small, and as much is absent as small counts leave empty.
    """
    places, times = frame["place"].nunique(dropna=False), frame["time"].nunique()
    cells = frame.drop_duplicates(["place", "time"]).shape[0]
    small = frame["count"].median() <= 3
    return bool(places > 1 and small and not (frame["count"] == 0).any() and cells < 0.9 * places * times)


def _without_whole(frame: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Leave out a place that is the sum of all others at nearly every time: a total in disguise."""
    table = frame.pivot_table(index="place", columns="time", values="count", aggfunc="sum", dropna=False)
    if len(table) < 3:
        return frame, ""
    counts = np.nan_to_num(table.to_numpy(dtype=float))
    row = int(np.argmax(counts.sum(axis=1)))
    rest = counts.sum(axis=0) - counts[row]
    if counts[row].sum() and ((counts[row] == rest) & (rest > 0)).mean() >= 0.9:
        name = str(table.index[row])
        return frame[frame["place"] != name].reset_index(drop=True), name
    return frame, ""


def _numbers(sheet: Sheet, column: str, *, whole: bool) -> NDArray[np.float64]:
    """Return a column as numbers; a point that groups thousands of whole numbers is none of decimals."""
    codes, texts = pd.factorize(sheet.frame[column])
    words = [re.sub(r"[*†ªp%]+$", "", str(text).strip()).strip() for text in texts]
    sign = decimal_sign([word for word in words if any(map(str.isdigit, word))], delimiter=sheet.delimiter)
    pointed = [word for word in words if "." in word]
    if whole and sign == "." and pointed and all(_GROUPED.fullmatch(word) for word in pointed):
        sign = ","
    other = "," if sign == "." else "."
    values = [number(word, sign) for word in words]
    # Some offices mix both signs: a cell that one does not read may be read with the other.
    values = [
        number(word, other) if value is None else value for word, value in zip(words, values, strict=True)
    ]
    answer = np.array([np.nan if value is None else value for value in values] or [np.nan], dtype=float)
    return answer[codes] if len(texts) else np.full(len(sheet.frame), np.nan)


def _decimals(column: pd.Series) -> NDArray[np.int64]:
    codes, texts = pd.factorize(column)
    each = [len(found[1]) if (found := re.search(r"[.,](\d+)$", str(text).strip())) else 0 for text in texts]
    return (
        np.array(each or [0], dtype=np.int64)[codes] if len(texts) else np.zeros(len(column), dtype=np.int64)
    )


def _places(
    sheet: Sheet, columns: dict[str, str], *, deaths: bool
) -> tuple[NDArray[np.object_], dict[str, dict[str, str]]]:
    """Return a label for each row, and what each label stands for."""
    frame = sheet.frame
    parts = _place_columns(frame, columns, deaths=deaths)
    source = columns.get("source") if not deaths else None
    if source is not None and frame[source].nunique() < 2:
        source = None
    keys = [_key(frame[column], code=name == "code") for name, column in parts]
    if source is not None:
        keys.append(_key(frame[source], code=False))
    if not keys:
        return np.full(len(frame), None, dtype=object), {}
    joined = pd.Series(list(zip(*keys, strict=True)))
    codes, _ = pd.factorize(joined)
    firsts = pd.Series(codes).drop_duplicates().index.to_numpy()
    told = [_told(frame, int(row), parts, source) for row in firsts]
    labels = _labels(told)
    places = {
        label: {k: v for k, v in one.items() if k in ("place", "source", "code")}
        for label, one in zip(labels, told, strict=True)
    }
    return np.array(labels, dtype=object)[codes], places


def _place_columns(frame: pd.DataFrame, columns: dict[str, str], *, deaths: bool) -> list[tuple[str, str]]:
    if "finest" in columns:
        return [("finest", columns["finest"])]
    order = ("municipality", "comuna", "neighbourhood", "place", "department") if deaths else PLACES
    names = [name for name in order if name in columns and _differs(frame[columns[name]])]
    code = next((columns[name] for name in ("municipality_code", "place_code") if name in columns), None)
    several = code is not None and _differs(frame[code])
    if not names:
        return [("code", code)] if several and code is not None else []
    parts = [("finest", columns[names[0]])]
    if deaths and names[0] != "municipality":
        return parts
    coarser = [columns[name] for name in ("municipality", "department") if name in names[1:]]
    parts += [("coarser", column) for column in coarser]
    if several and code is not None:
        parts = (
            [("code", code), *parts]
            if names[0] in ("neighbourhood", "comuna") and coarser
            else [("code", code)]
        )
        parts += [("name", columns[names[0]])] if parts == [("code", code)] else []
    return parts


def _differs(column: pd.Series) -> bool:
    return bool((column != column.iloc[0]).any())


def _key(column: pd.Series, *, code: bool) -> NDArray[np.object_]:
    codes, texts = pd.factorize(column)
    words = [str(text).strip() for text in texts]
    if code:
        words = _padded(words)
        return np.array(words or [""], dtype=object)[codes]
    return np.array([plain(word) for word in words] or [""], dtype=object)[codes]


def _padded(words: list[str]) -> list[str]:
    """Return codes with the zeros that some of them lost."""
    bare = [re.sub(r"[.,]0+$", "", word) for word in words]
    digits = [word for word in bare if word.isdecimal()]
    lengths = {len(word) for word in digits}
    if len(digits) >= 0.9 * len(bare) and lengths in ({4, 5}, {7, 8}, {1, 2}):
        return [word.zfill(max(lengths)) if word.isdecimal() else word for word in bare]
    return bare


def _told(frame: pd.DataFrame, row: int, parts: list[tuple[str, str]], source: str | None) -> dict[str, str]:
    said = {name: str(frame[column].iloc[row]).strip() for name, column in parts}
    place = said.get("finest") or said.get("name") or said.get("code", "")
    answer = {"place": place, "more": said.get("coarser", "")}
    if "code" in said:
        answer["code"] = said["code"]
    if source is not None:
        answer["source"] = str(frame[source].iloc[row]).strip()
    return answer


def _labels(told: list[dict[str, str]]) -> list[str]:
    """Return distinct labels: the place, with what is coarser, its code and source only where needed."""
    labels = [one["place"] or one.get("source", "") for one in told]
    for extra in ("more", "code", "source"):
        many = pd.Series(labels).duplicated(keep=False).to_numpy()
        labels = [
            f"{label} ({one[extra]})" if twice and one.get(extra) else label
            for label, one, twice in zip(labels, told, many, strict=True)
        ]
    seen = pd.Series(labels).duplicated(keep=False).to_numpy()
    return [
        f"{label} #{at + 1}" if twice else label
        for at, (label, twice) in enumerate(zip(labels, seen, strict=True))
    ]
