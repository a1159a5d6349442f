"""What does each row say, in forms that can be compared? Refuses what cannot be linked at all.

Rows are put in an order of their content, so that neither the order of a file nor the names of
its rows change any sample or any tie. The texts themselves are never shown in a message.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pazos.science.linkage.spelling import each_once, folded, name_tokens, place_name, sex_of, weapon_group
from pazos.science.problems import InputProblem, listed, require_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FIELDS = ("date", "age", "sex", "place", "weapon", "hour", "names")
COLUMNS = (
    "claim",
    "list",
    "date",
    "age",
    "sex",
    "place",
    "place_code",
    "weapon",
    "hour",
    "lon",
    "lat",
    "names",
)
_CONTENT = ("day", "age", "sex", "place", "place_key", "weapon", "hour", "names", "lon", "lat")
# A list in which more than this share of the hours is midnight sharp writes it for "not known".
MIDNIGHT_SHARE = 0.12
OLDEST = 120


@dataclass(frozen=True)
class Prepared:
    """`frame` in canonical order (its position is `n`), the lists' names, and what was put aside.

    Columns of `frame`: n, claim, list (a code into `lists`), day, turned, year, month_day, age,
    turned_age, sex, place, place_key, weapon, hour, lon, lat, names, first_names (two rarest
    words are chosen later by a model). `fields` are those that at least two rows hold.
    """

    frame: pd.DataFrame
    lists: tuple[str, ...]
    fields: tuple[str, ...]
    notes: tuple[tuple[str, str], ...] = ()


def stack(lists: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one frame of claims from frames by list name, each with the columns of a claim but `list`."""
    if not lists:
        raise InputProblem("There is no list to link.")
    return pd.concat(
        [frame[[c for c in COLUMNS if c in frame]].assign(list=name) for name, frame in lists.items()],
        ignore_index=True,
    )


def prepare(claims: pd.DataFrame) -> Prepared:
    """Read the claims' columns into comparable forms; refuse missing or double identifiers."""
    require_columns(claims, "claim", "list", "date", method="linkage")
    _refuse_double(claims["claim"])
    codes, names = pd.factorize(claims["list"].astype("str"), sort=True)
    frame = pd.DataFrame({"claim": claims["claim"].to_numpy(), "list": codes.astype(np.int16)})
    frame = frame.join(_days(claims["date"].reset_index(drop=True)))
    texts = claims.reset_index(drop=True)
    frame["age"], frame["turned_age"] = _ages(texts)
    frame["sex"] = _sexes(texts, codes)
    frame["place"] = _text(texts, "place", place_name)
    coded = _text(texts, "place_code", folded)
    frame["place_key"] = coded if _coded_everywhere(coded, codes) else frame["place"]
    frame["weapon"] = _text(texts, "weapon", weapon_group)
    frame["hour"], midnights = _hours(texts, codes)
    frame["lon"], frame["lat"] = _points(texts)
    frame["names"] = _text(texts, "names", name_tokens)
    frame = frame.sort_values(["list", *_CONTENT, "claim"], kind="stable", ignore_index=True)
    frame.insert(0, "n", np.arange(len(frame), dtype=np.int32))
    notes = tuple(("midnight", str(names[code])) for code in midnights)
    return Prepared(frame, tuple(map(str, names)), _held(frame), notes)


def _refuse_double(claims: pd.Series) -> None:
    if claims.isna().any():
        raise InputProblem("{count} rows have no identifier.", count=int(claims.isna().sum()))
    twice = claims[claims.duplicated()]
    if len(twice):
        raise InputProblem(
            "Each row needs an identifier of its own; these stand more than once: {names}.",
            names=listed(sorted(map(str, twice.unique()))),
        )


def _days(dates: pd.Series) -> pd.DataFrame:
    """Days since 1970 as written and with day and month exchanged, and the parts of the date."""
    try:
        when = pd.to_datetime(dates)
    except (ValueError, TypeError) as error:
        raise InputProblem(
            "The column date holds values that are not dates ({reason}).", reason=error
        ) from error
    when = when.dt.tz_localize(None).dt.normalize()
    day, month, year = when.dt.day, when.dt.month, when.dt.year
    turnable = when.notna() & (day <= 12) & (day != month)
    turned = pd.to_datetime(
        pd.DataFrame({"year": year[turnable], "month": day[turnable], "day": month[turnable]})
    )
    return pd.DataFrame(
        {
            "day": _since_1970(when),
            "turned": _since_1970(turned.reindex(dates.index)),
            "year": year.astype("Int32"),
            "month_day": (100 * month + day).astype("Int32"),
        }
    )


def _since_1970(when: pd.Series) -> pd.Series:
    days = when.astype("datetime64[s]").to_numpy().astype("datetime64[D]")
    return pd.Series(days.astype(np.int64), index=when.index, dtype="Int64").mask(when.isna()).astype("Int32")


def _ages(texts: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    if "age" not in texts:
        nothing = pd.Series(pd.NA, index=texts.index, dtype="Int32")
        return nothing, nothing
    ages = pd.to_numeric(texts["age"], errors="coerce").astype("float64") // 1
    ages = ages.where(ages.between(0, OLDEST))
    turned = ages % 10 * 10 + ages // 10
    turned = turned.where(ages.between(10, 99) & (turned != ages))
    return ages.astype("Int32"), turned.astype("Int32")


def _sexes(texts: pd.DataFrame, codes: np.ndarray) -> pd.Series:
    sexes = _text(texts, "sex", sex_of)
    if "sex" not in texts:
        return sexes
    written = _text(texts, "sex", folded)
    for code in np.unique(codes):
        here = codes == code
        words = set(written[here].dropna().unique())
        # Beside H for hombre, M is mujer.
        if "H" in words and "M" in words and not words & {"F", "FEMENINO"}:
            sexes = sexes.mask(here & (written == "M").fillna(value=False).to_numpy(bool), "f")
    return sexes


def _text(texts: pd.DataFrame, column: str, read: Callable[[str], str]) -> pd.Series:
    if column not in texts:
        return pd.Series(None, index=texts.index, dtype="str")
    return each_once(texts[column], read)


def _coded_everywhere(coded: pd.Series, codes: np.ndarray) -> bool:
    return bool(len(coded)) and all(coded[codes == code].notna().mean() > 0.5 for code in np.unique(codes))


def _hours(texts: pd.DataFrame, codes: np.ndarray) -> tuple[pd.Series, list[int]]:
    """Hours as numbers; midnight is taken for missing in a list that writes it too often."""
    hours = pd.Series(np.nan, index=texts.index)
    if "hour" not in texts:
        return hours, []
    spellings, words = pd.factorize(texts["hour"].astype("str"))
    values = np.array([_hour(str(word)) for word in words] + [np.nan])
    hours = pd.Series(values[spellings], index=texts.index)
    heaped = []
    for code in np.unique(codes):
        here = (codes == code) & hours.notna().to_numpy()
        sharp = here & (hours == 0).to_numpy()
        if here.sum() >= 20 and sharp.sum() > MIDNIGHT_SHARE * here.sum():
            hours = hours.mask(sharp)
            heaped.append(int(code))
    return hours, heaped


def _hour(text: str) -> float:
    """Read 23:15, 23:15:00, 11:15 PM, 2315, 23 or 23.25."""
    plain = (
        text.strip().upper().replace(".", "").replace("HORAS", "").strip() if ":" in text else text.strip()
    )
    half = 12.0 if plain.endswith("PM") else 0.0
    said = plain.endswith(("AM", "PM"))
    parts = plain.removesuffix("AM").removesuffix("PM").strip().split(":")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return np.nan
    hour = numbers[0] + (numbers[1] / 60 if len(numbers) > 1 else 0.0)
    if len(numbers) == 1 and hour >= 100:
        hour = hour // 100 + hour % 100 / 60
    hour = hour % 12 + half if said else hour
    return hour if 0 <= hour < 24 else np.nan


def _points(texts: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    if not {"lon", "lat"} <= set(texts):
        nothing = pd.Series(np.nan, index=texts.index)
        return nothing, nothing
    lon, lat = (pd.to_numeric(texts[c], errors="coerce").astype("float64") for c in ("lon", "lat"))
    there = lon.between(-180, 180) & lat.between(-90, 90) & ((lon != 0) | (lat != 0))
    return lon.where(there), lat.where(there)


def _held(frame: pd.DataFrame) -> tuple[str, ...]:
    """The fields that some row of every list holds, so that there is something to compare."""
    holds = {field: frame["day" if field == "date" else field].notna() for field in FIELDS}
    holds["place"] |= frame["lon"].notna()
    return tuple(field for field in FIELDS if held_by_two(holds[field], frame["list"]))


def held_by_two(holds: pd.Series, lists: pd.Series) -> bool:
    """Say whether two lists (or, where there is one list, two rows) hold a value."""
    if (lists == lists.iloc[:1].squeeze()).all():
        return int(holds.sum()) >= 2
    return int(lists[holds].nunique()) >= 2
