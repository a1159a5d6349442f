"""Understood columns become records: whole columns of plain values, and the rows that cannot be taken."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.analysis.ingest.columns import MISSING, UNKNOWN, WRONG, Column, Reason
from pazos.analysis.ingest.dates import IN_FUTURE
from pazos.analysis.ingest.fields import NO_QUANTITY
from pazos.analysis.ingest.mapping import CONFLICT, NO, YES
from pazos.analysis.ingest.words import plain
from pazos.domain.sources.vocabulary import DatedBy, Manner
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from numpy.typing import NDArray

    from pazos.analysis.ingest.mapping import Mapping

NO_DATE = N_("The date is empty. Write the day of the fact.")
NOT_UNDERSTOOD = N_("{value} is not understood as {field}. Correct it.")
NO_MUNICIPALITY = N_("The municipality is empty. Write its code.")
CASE_TWICE = N_("The case {value} was already in row {first} with the same values. Leave this row out.")
_NAT = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class Here:
    """The city whose database this is; an empty code means that every row is inside."""

    code: str = ""
    name: str = ""
    department: str = ""


@dataclass
class Taken:
    """One value a row for every field of a record, and who is rejected why (rows counted from 0)."""

    size: int
    values: dict[str, NDArray[Any]] = field(default_factory=dict)
    reasons: dict[int, list[tuple[str, str, Reason]]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def reject(self, rows: NDArray[np.bool_], name: str, *, why: Callable[[int], tuple[str, Reason]]) -> None:
        """Reject rows; `why` gives the value as it stands and the reason."""
        for row in np.flatnonzero(rows).tolist():
            value, reason = why(row)
            self.reasons.setdefault(row, []).append((name, value, reason))

    def accepted(self) -> NDArray[np.bool_]:
        """Return which rows are taken."""
        mask = np.ones(self.size, dtype=bool)
        mask[list(self.reasons)] = False
        return mask

    def all_hold(self, value: Any) -> NDArray[Any]:
        """Return one value for every row, held once and not to be written to."""
        return np.broadcast_to(np.array(value, dtype=object), self.size)


def take_rows(columns: dict[str, Column], size: int, *, mapping: Mapping, here: Here, today: date) -> Taken:
    """Return the values of every row and the reasons against some."""
    taken = Taken(size)
    for column in columns.values():
        _reject_wrong(taken, column)
    _dates(taken, columns, today=today, dated_by=mapping.dated_by)
    _victims(taken, columns, zero=mapping.zero_is_a_count)
    _municipality(taken, columns, here)
    _died_in(taken, columns, here, mapping=mapping)
    _person(taken, columns)
    _manner(taken, columns, mapping=mapping)
    _place(taken, columns)
    return taken


def _reject_wrong(taken: Taken, column: Column) -> None:
    wrong = column.has(WRONG)
    codes, texts = column.cells.codes, column.cells.texts

    def why(row: int) -> tuple[str, Reason]:
        answer = column.answers[codes[row]]
        return texts[codes[row]], answer.reason or Reason(NOT_UNDERSTOOD)

    if wrong.any():
        taken.reject(wrong, column.heading, why=why)


def _dates(taken: Taken, columns: dict[str, Column], *, today: date, dated_by: str) -> None:
    days = np.full(taken.size, _NAT)
    precision, by = taken.all_hold("day"), taken.all_hold(dated_by)
    dates = columns.get("occurred_on")
    heading = dates.heading if dates else columns["year"].heading
    if dates:
        days, precision = _days_of(dates)
    died = _whole_days(taken, columns.get("died_on"))
    if "died_on" in columns:
        late = np.isnat(days) & ~np.isnat(died) & (~dates.has(WRONG) if dates else True)
        days = np.where(late, died, days)
        by = np.where(late, DatedBy.DEATH.value, by) if late.any() else by
        taken.counts["date_of_death_used"] = int(late.sum())
    if "year" in columns and (dates is None or dates.share_understood()[1] == 0):
        days, precision = _from_year_and_month(columns, taken.size)
        late_rows = days > np.datetime64(today, "D")
        reason = Reason(IN_FUTURE, {"today": today.isoformat()})
        taken.reject(late_rows, heading, why=lambda row: (str(days[row]), reason))
    already = dates.has(WRONG) if dates else np.zeros(taken.size, dtype=bool)
    taken.reject(np.isnat(days) & ~already, heading, why=lambda _: ("", Reason(NO_DATE)))
    if dated_by == DatedBy.DEATH and "died_on" not in columns:
        died = np.where(precision == "day", days, _NAT)
    registered = _whole_days(taken, columns.get("registered_on"))
    taken.values |= {"occurred_on": days, "precision": precision, "dated_by": by}
    taken.values |= {"died_on": died, "registered_on": registered}


def _days_of(dates: Column) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the day of each row, and how exactly it is said."""
    values = [answer.value for answer in dates.answers]
    days = dates.cells.per_row((np.datetime64(v[0], "D") if v else _NAT for v in values), "datetime64[D]")
    return days, dates.cells.per_row(v[1] if v else "day" for v in values)


def _whole_days(taken: Taken, dates: Column | None) -> NDArray[Any]:
    """Return the days of a column where it says a day: a month alone is none."""
    if dates is None:
        return np.broadcast_to(_NAT, taken.size)
    values = [answer.value for answer in dates.answers]
    days = (np.datetime64(v[0], "D") if v and v[1] == "day" else _NAT for v in values)
    return dates.cells.per_row(days, "datetime64[D]")


def _from_year_and_month(columns: dict[str, Column], size: int) -> tuple[NDArray[Any], NDArray[Any]]:
    year = columns["year"].values(0, np.int64)
    month = columns["month"].values(0, np.int64) if "month" in columns else np.zeros(size, dtype=np.int64)
    months = (year - 1970) * 12 + np.maximum(month, 1) - 1
    days = np.where(year > 0, months.astype("datetime64[M]").astype("datetime64[D]"), _NAT)
    return days, np.where(month > 0, "month", "year").astype(object)


def _victims(taken: Taken, columns: dict[str, Column], *, zero: bool) -> None:
    quantity = columns.get("quantity")
    if quantity is None:
        taken.values["victims"] = np.ones(taken.size, dtype=np.int64)
        return
    taken.values["victims"] = quantity.values(0, np.int64)
    if not zero:
        taken.reject(quantity.has(MISSING), quantity.heading, why=lambda _: ("", Reason(NO_QUANTITY)))


def _municipality(taken: Taken, columns: dict[str, Column], here: Here) -> None:
    codes, names = columns.get("municipality_code"), columns.get("municipality")
    code = taken.all_hold("")
    if codes:
        code = codes.cells.per_row(answer.value[0] if answer.value else "" for answer in codes.answers)
        taken.counts["leading_zero_restored"] = codes.rows_where(lambda a: bool(a.value and a.value[1]))
    if not here.code or (codes is None and names is None):
        taken.values |= {"municipality_code": code, "in_city": np.ones(taken.size, dtype=bool)}
        return
    named = _named_as(here, columns, taken.size)
    blank = (code == "") & (~codes.has(WRONG) if codes else True)
    code = np.where(blank & named, here.code, code)
    if names is None and codes is not None:
        taken.reject(codes.has(MISSING), codes.heading, why=lambda _: ("", Reason(NO_MUNICIPALITY)))
    taken.counts["city_by_name"] = int(np.sum(blank & named))
    taken.counts["named_as_the_city"] = int(named.sum())
    taken.values |= {"municipality_code": code, "in_city": code == here.code}


def _died_in(taken: Taken, columns: dict[str, Column], here: Here, *, mapping: Mapping) -> None:
    """Note the municipality of death; a source's only municipality may be that one."""
    codes = columns.get("died_in_code")
    if codes:
        died = codes.cells.per_row(answer.value[0] if answer.value else "" for answer in codes.answers)
    elif mapping.municipality_of == DatedBy.DEATH:
        died = taken.values["municipality_code"]
    else:
        died = taken.all_hold("")
    taken.values["died_in_code"] = died
    taken.counts["died_here"] = int(np.sum(died == here.code)) if here.code and codes else 0


def _named_as(here: Here, columns: dict[str, Column], size: int) -> NDArray[np.bool_]:
    """Return which rows carry the city's name, in its department where both say one."""
    names, departments = columns.get("municipality"), columns.get("department")
    if names is None or not here.name:
        return np.zeros(size, dtype=bool)
    wanted, region = plain(here.name), plain(here.department)
    named = names.cells.per_row((_bare(text) == wanted for text in names.cells.texts), bool)
    if departments and region:
        texts = [plain(text) for text in departments.cells.texts]
        # VALLE is how the police write Valle del Cauca.
        same = (not t or region.startswith(t) or t.startswith(region) for t in texts)
        named &= departments.cells.per_row(same, bool)
    return named


def _bare(name: str) -> str:
    return plain(name.removesuffix("(CT)"))


def _person(taken: Taken, columns: dict[str, Column]) -> None:
    for name, empty in (("age", None), ("sex", ""), ("age_group", "")):
        column = columns.get(name)
        taken.values[name] = column.values(empty) if column else taken.all_hold(empty)
    taken.values["minute_of_day"] = (
        columns["hour"].values(None) if "hour" in columns else taken.all_hold(None)
    )
    key = columns.get("source_key")
    taken.values["source_key"] = key.values("") if key else taken.all_hold("")


def _manner(taken: Taken, columns: dict[str, Column], *, mapping: Mapping) -> None:
    manner, conflict = taken.all_hold("homicide"), _conflict(taken, columns)
    weapon = columns["weapon"].values("") if "weapon" in columns else taken.all_hold("")
    cause = taken.all_hold("")
    if "manner" in columns:
        manner = columns["manner"].values("homicide")
    if "circumstance" in columns:
        said = columns["circumstance"].values("")
        of_conflict = said == CONFLICT
        # Who was hurt and lived did so in whatever circumstance.
        manner = np.where((said != "") & ~of_conflict & (manner != Manner.SURVIVED.value), said, manner)
    if "cause_code" in columns:
        answers, cells = columns["cause_code"].answers, columns["cause_code"].cells
        cause = cells.per_row(a.value[0] if a.value else "" for a in answers)
    if "cause_code" in columns and mapping.causes:
        said = cells.per_row(a.value[1] if a.value else "homicide" for a in answers)
        manner = np.where(said != "", said, "other")
        weapon = np.where(weapon == "", cells.per_row(a.value[2] if a.value else "" for a in answers), weapon)
        taken.counts["other_causes"] = int(np.sum(said == ""))
        taken.values["_keep"] = said != ""
    taken.values |= {"manner": manner, "weapon": weapon, "cause_code": cause, "conflict_related": conflict}


def _conflict(taken: Taken, columns: dict[str, Column]) -> NDArray[Any]:
    """Return whether each row says that it is of armed conflict: in a column of its own, or as circumstance."""
    conflict = taken.all_hold(None)
    if "conflict_related" in columns:
        said = columns["conflict_related"]
        truth = {YES: True, NO: False}
        conflict = said.cells.per_row(truth.get(answer.value) for answer in said.answers)
    if "circumstance" in columns:
        told = columns["circumstance"]
        of_conflict = told.cells.where(answer.value == CONFLICT for answer in told.answers)
        if of_conflict.any():
            conflict = conflict.copy()
            conflict[of_conflict] = True
    return conflict


def _place(taken: Taken, columns: dict[str, Column]) -> None:
    zone = columns.get("zone")
    taken.values["zone"] = zone.values("") if zone else taken.all_hold("")
    if not {"lon", "lat"} <= set(columns):
        taken.values |= dict.fromkeys(("lon", "lat"), np.full(taken.size, np.nan))
        return
    lon, lat = (columns[name].values(np.nan, float) for name in ("lon", "lat"))
    nowhere = np.isnan(lon) | np.isnan(lat)
    at_zero = ~nowhere & (lon == 0) & (lat == 0)
    unknown = columns["lon"].has(UNKNOWN) | columns["lat"].has(UNKNOWN)
    taken.counts["points_left_out"] = int(np.sum(at_zero | unknown))
    lost = nowhere | at_zero
    taken.values |= {"lon": np.where(lost, np.nan, lon), "lat": np.where(lost, np.nan, lat)}
