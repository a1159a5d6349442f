"""How good is a list of deaths? Every measure of it, and why one cannot be taken.

Measures are shares or numbers without a verdict: what is good enough is asked elsewhere. Rows stay where
they are; nothing of a person leaves here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pazos.science.problems import InputProblem, require_columns
from pazos.science.quality import digits, heaping
from pazos.science.quality.intent import intent_of_code, intent_of_words
from pazos.science.quality.sources import divergence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.science.quality.chance import Mask

VARIABLES = (
    "date", "municipality", "sex", "age", "mechanism", "place", "hour", "aggressor", "zone", "manner", "circumstance",
)  # fmt: skip
DECLARED = ("validation", "microdata", "method", "months_between", "months_delay")
SOON = 180  # days within which a death should be registered


@dataclass(frozen=True)
class Measure:
    """`value` None means that it cannot be told, and `why` is a short code of why.

    `of` is how many records it stands on, `short` how many of them fall short. `chance`: how often a good
    record would look as bad, where that can be reckoned.
    """

    code: str
    value: float | None
    of: int = 0
    short: int = 0
    why: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    chance: float = 0.0


def measure(
    frame: pd.DataFrame,
    meaning: Mapping[str, str],
    *,
    totals: Mapping[str, float] | None = None,
    declared: Mapping[str, float] | None = None,
    inside: frozenset[str] = frozenset(),
) -> dict[str, Measure]:
    """Return every measure of a list of deaths, by code.

    Parameters
    ----------
    frame: one row a record; missing cells are None, NaN, NaT or "" (words such as "sin información" must
        have been turned into these).
    meaning: what the columns are: date, registered_on (datetime64); precision ("day", "month", "year");
        age, quantity, minute (numbers, minute of the day; -1 unknown); and as text municipality_code,
        municipality, place, sex, age_group, mechanism, aggressor, zone, manner, cause_code,
        circumstance, key, name; whole is a sign that is equal for rows equal in every cell.
    totals: deaths of the same place and time by other sources, by name; the list's own is added.
    declared: what the institution states: validation, microdata, method (1 or 0), months_between,
        months_delay.
    inside: codes of the municipalities that the list should hold.
    """
    require_columns(frame, *meaning.values(), method="measure")
    if not len(frame):
        raise InputProblem("The list of deaths has no rows, so that nothing of it can be measured.")
    known = {name: frame[column] for name, column in meaning.items()}
    found = [
        *(_missing(known, name) for name in VARIABLES),
        *_unit(known, len(frame)),
        *_intent(known),
        *_duplicates(known),
        *_delay(known),
        *_coverage(known, inside),
        *_heaping(known),
        _divergence(known, len(frame), totals or {}),
        *(_declared(name, declared or {}) for name in DECLARED),
    ]
    return {one.code: one for one in found}


def is_known(column: pd.Series) -> Mask:
    """Return which cells hold something: not missing, not empty, not below zero."""
    known = column.notna().to_numpy().copy()
    if pd.api.types.is_numeric_dtype(column):
        known &= column.to_numpy(dtype=float, na_value=-1) >= 0
    elif not pd.api.types.is_datetime64_any_dtype(column):
        known &= column.astype(str).str.strip().to_numpy() != ""
    return known


_STANDS_FOR = {
    "age": ("age", "age_group"),
    "municipality": ("municipality_code", "municipality"),
    "hour": ("minute",),
}


def _missing(known: Mapping[str, pd.Series], name: str) -> Measure:
    columns = [known[one] for one in _STANDS_FOR.get(name, (name,)) if one in known]
    if not columns:
        return Measure(f"missing_{name}", None, why="no_column")
    there = np.any([is_known(column) for column in columns], axis=0)
    return Measure(f"missing_{name}", float(1 - there.mean()), len(there), int((~there).sum()))


def _unit(known: Mapping[str, pd.Series], rows: int) -> list[Measure]:
    """Return the share of victims that counting rows would lose."""
    if "quantity" not in known:
        # A row with a person's own age or sex is a person.
        person = {"age", "sex"} & set(known)
        facts = {"rows": rows, "victims": rows, "unit": "victim" if person else "row"}
        value, why = (0.0, "") if person else (None, "no_quantity")
        return [Measure("victims_lost_by_rows", value, rows, 0, why, facts)]
    number = known["quantity"].to_numpy(dtype=float, na_value=1)
    victims = float(np.maximum(number, 0).sum())
    above = int((number > 1).sum())
    facts = {"rows": rows, "victims": int(victims), "unit": "event" if above else "victim"}
    lost = max(0.0, 1 - rows / victims) if victims else 0.0
    return [Measure("victims_lost_by_rows", lost, rows, above, "", facts)]


def _intent(known: Mapping[str, pd.Series]) -> list[Measure]:
    """Return unknown intent among violent deaths, what is no homicide, and whether the law's is told apart."""
    codes = ("unknown_intent", "out_of_scope", "legal_separable")
    said = [known[name] for name in ("cause_code", "manner", "circumstance") if name in known]
    if not said:
        return [Measure(code, None, why="no_column") for code in codes]
    intents = np.full(len(said[0]), "", dtype=object)
    for name in ("cause_code", "manner", "circumstance"):
        if name in known:
            read = _read_intent(known[name], code=name == "cause_code")
            intents = np.where(
                (intents == "") | ((read == "legal") & (name == "circumstance")), read, intents
            )
    number = {
        intent: int((intents == intent).sum())
        for intent in ("homicide", "unknown", "legal", "other", "injury")
    }
    violent = number["homicide"] + number["unknown"] + number["legal"]
    outside = number["other"] + number["injury"]
    facts = {**number, "unread": int((intents == "").sum())}
    if not violent + outside:
        return [Measure(code, None, why="nothing_recognised", facts=facts) for code in codes]
    share = number["unknown"] / violent if violent else None
    return [
        Measure(
            "unknown_intent", share, violent, number["unknown"], "" if violent else "no_violent_death", facts
        ),
        Measure("out_of_scope", outside / len(intents), len(intents), outside, "", facts),
        Measure(
            "legal_separable",
            1.0 if number["legal"] else None,
            len(intents),
            0,
            "" if number["legal"] else "none_seen",
        ),
    ]


def _read_intent(column: pd.Series, *, code: bool) -> np.ndarray:
    codes, texts = pd.factorize(column.fillna("").astype(str))
    read = [intent_of_code(text) if code else intent_of_words(text) for text in texts]
    return np.array(read, dtype=object)[codes]


def _duplicates(known: Mapping[str, pd.Series]) -> list[Measure]:
    """Return the share of rows that repeat another wholly, and of those alike in date, age, sex and place.

    Two victims of one event may be alike: near duplicates are to be looked at, not struck out.
    """
    rows = pd.DataFrame({name: column.to_numpy() for name, column in known.items()})
    exact = (rows[["whole"]] if "whole" in rows.columns else rows).duplicated(keep="first").to_numpy()
    # Rows that tell little (a day, a city, a sex) agree for two real victims.
    telling = {"key", "name"} & set(known) or {"date", "age"} <= set(known)
    answer = [
        Measure("duplicates_exact", float(exact.mean()), len(rows), int(exact.sum()))
        if telling
        else Measure("duplicates_exact", None, len(rows), int(exact.sum()), "rows_tell_little")
    ]
    keys = [name for name in ("date", "age", "sex", "place", "municipality_code") if name in known]
    if not {"date", "age", "sex", "place"} <= set(keys):
        return [*answer, Measure("duplicates_near", None, why="no_column")]
    usable = is_known(known["date"]) & is_known(known["age"])
    near = rows[usable].duplicated(keys, keep="first").to_numpy()
    return [
        *answer,
        Measure("duplicates_near", float(near.sum() / max(len(near), 1)), len(near), int(near.sum())),
    ]


def _delay(known: Mapping[str, pd.Series]) -> list[Measure]:
    codes = ("delay_median", "delay_within_180")
    if "registered_on" not in known or "date" not in known:
        return [Measure(code, None, why="no_column") for code in codes]
    days = (_days(known["registered_on"]) - _days(known["date"])).astype("timedelta64[D]")
    both = ~np.isnat(days)
    if not both.any():
        return [Measure(code, None, why="nothing_recognised") for code in codes]
    late = days[both].astype(np.int64)
    facts = {"before_the_death": int((late < 0).sum()), "p90": float(np.quantile(late, 0.9))}
    soon = (late >= 0) & (late <= SOON)
    return [
        Measure("delay_median", float(np.median(late)), len(late), 0, "", facts),
        Measure("delay_within_180", float(soon.mean()), len(late), int((~soon).sum()), "", facts),
    ]


def _days(column: pd.Series) -> np.ndarray:
    return column.to_numpy(dtype="datetime64[D]")


def _coverage(known: Mapping[str, pd.Series], inside: frozenset[str]) -> list[Measure]:
    answer = []
    if "date" in known and is_known(known["date"]).any():
        days = _days(known["date"])
        months = np.unique(days[~np.isnat(days)].astype("datetime64[M]")).astype(int)
        whole = int(months.max() - months.min() + 1)
        facts = {
            "first": str(np.datetime64(int(months.min()), "M")),
            "last": str(np.datetime64(int(months.max()), "M")),
        }
        answer.append(Measure("months_covered", len(months) / whole, whole, whole - len(months), "", facts))
        answer.append(_precision(known))
    else:
        answer += [Measure(code, None, why="no_column") for code in ("months_covered", "day_precision")]
    if "municipality_code" not in known or not inside:
        return [*answer, Measure("outside", None, why="no_column" if inside else "not_asked")]
    codes = known["municipality_code"].fillna("").astype(str).str[:5]
    out = (codes != "") & ~codes.isin(inside)
    return [*answer, Measure("outside", float(out.mean()), len(out), int(out.sum()))]


def _precision(known: Mapping[str, pd.Series]) -> Measure:
    there = is_known(known["date"])
    if "precision" not in known:
        return Measure("day_precision", 1.0, int(there.sum()), 0)
    daily = (known["precision"].astype(str) == "day").to_numpy() & there
    return Measure(
        "day_precision", float(daily.sum() / there.sum()), int(there.sum()), int(there.sum() - daily.sum())
    )


def _heaping(known: Mapping[str, pd.Series]) -> list[Measure]:
    ages = digits.age_heaping(_whole_numbers(known["age"])) if "age" in known else None
    first = heaping.first_of_month(_days(known["date"])) if "date" in known else None
    night = heaping.hour_pile(_whole_numbers(known["minute"]), 0) if "minute" in known else None
    return [
        Measure("whipple", ages.whipple, ages.people, chance=ages.p_value)
        if ages
        else _too_few("whipple", known, "age"),
        _pile("first_of_month", first) if first else _too_few("first_of_month", known, "date"),
        _pile("midnight", night) if night else _too_few("midnight", known, "minute"),
    ]


def _pile(code: str, pile: heaping.Pile) -> Measure:
    return Measure(code, pile.ratio, pile.of, chance=pile.p_value)


def _too_few(code: str, known: Mapping[str, pd.Series], column: str) -> Measure:
    return Measure(code, None, why="few_deaths" if column in known else "no_column")


def _whole_numbers(column: pd.Series) -> np.ndarray:
    return np.asarray(np.nan_to_num(column.to_numpy(dtype=float, na_value=-1), nan=-1), dtype=np.int64)


def _divergence(known: Mapping[str, pd.Series], rows: int, totals: Mapping[str, float]) -> Measure:
    if not totals:
        return Measure("divergence", None, why="one_source")
    own = float(known["quantity"].sum()) if "quantity" in known else float(rows)
    figures = [own, *totals.values()]
    facts = {"own": own, "lowest": min(figures), "highest": max(figures)}
    return Measure("divergence", divergence(min(figures), max(figures)), len(figures), 0, "", facts)


def _declared(name: str, declared: Mapping[str, float]) -> Measure:
    value = declared.get(name)
    return Measure(
        f"declared_{name}",
        None if value is None else float(value),
        why="" if value is not None else "not_declared",
    )
