"""How many died in each unit at each time, by the rule of the plan? Counts, and nothing that names anybody.

A death whose place is not known is given none, and one whose month is not known stands in no month: both are
told in a note. Only days of the window are asked of the database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from django.db.models import F
from django.db.models.functions import Coalesce

from pazos.analysis.evaluation.gathered import Note
from pazos.analysis.frames import in_force
from pazos.analysis.register.reading import deaths_between, judged, read_register
from pazos.domain.register.counting import Statement, counted_on, what_keeps_out
from pazos.domain.register.models import Claim
from pazos.domain.sources.vocabulary import Precision, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet
    from numpy.typing import NDArray

    from pazos.analysis.evaluation.counted import Counting
    from pazos.analysis.evaluation.places import Units
    from pazos.analysis.evaluation.window import Window
    from pazos.domain.evaluations.protocol import Subgroup
    from pazos.domain.register.breaks import Named
    from pazos.domain.sources.models import Record, Source

    Floats = NDArray[np.float64]

COLUMNS = ("place", "day", "age", "sex", "victims")
CHUNK = 5000


def counts(
    counting: Counting, units: Units, window: Window, *, subgroup: Subgroup | None = None
) -> tuple[Floats, tuple[Note, ...]]:
    """Return deaths, units x times, and what must be told of those that stand nowhere."""
    found = victims_of(counting, window)
    notes: list[Note] = []
    if subgroup is not None:
        found = _narrowed(found, subgroup, notes)
    undated = found["month"].isna()
    if undated.any():
        notes.append(Note("undated", {"deaths": int(found.loc[undated, "victims"].sum())}))
    found = found[~undated]
    of = int(found["victims"].sum())
    unplaced = int(found.loc[found["place"].isna(), "victims"].sum())
    if unplaced:
        notes.append(Note("unplaced", {"deaths": unplaced, "of": of}))
    row = found["place"].map(dict(units.row_of))
    elsewhere = int(found.loc[row.isna() & found["place"].notna(), "victims"].sum())
    if elsewhere:
        notes.append(Note("elsewhere", {"deaths": elsewhere}))
    table = np.zeros((len(units.codes), window.times))
    placed = row.notna().to_numpy()
    time = (found["month"].to_numpy(float)[placed] - window.first) // window.size
    at = (row.to_numpy(float)[placed].astype(int), time.astype(int))
    np.add.at(table, at, found["victims"].to_numpy(float)[placed])
    return table, tuple(notes)


def victims_of(counting: Counting, window: Window) -> pd.DataFrame:
    """Return one row a death or record of the window: COLUMNS, and `month` (missing where it is not known)."""
    if counting.rule is None:
        return _records(counting, window)
    if counting.source is None:
        rows = _register(counting.rule, window)
    else:
        rows = _claims(counting.rule, counting.source, window)
    frame = pd.DataFrame(list(rows), columns=list(COLUMNS))
    frame = frame[(frame["day"] >= window.begins.isoformat()) & (frame["day"] <= window.ends.isoformat())]
    return frame.assign(month=_months(frame["day"]))


def _months(days: pd.Series[str]) -> pd.Series[float]:
    return days.str[:4].astype(float) * 12 + days.str[5:7].astype(float) - 1


def _register(rule: Named, window: Window) -> Iterable[tuple[object, ...]]:
    """Yield the deaths that a rule counts, as the register knows them."""
    register = read_register(window.begins, window.ends)
    traits = _traits(window)
    for number, day, against in judged(rule, register):
        if not against:
            place, age, sex = traits[number]
            yield place, day, age, sex, 1


def _traits(window: Window) -> Mapping[int, tuple[str | None, int | None, str]]:
    rows = deaths_between(window.begins, window.ends).order_by()
    fields = ("pk", "neighbourhood__code", "age", "sex")
    return {pk: (code, age, sex) for pk, code, age, sex in rows.values_list(*fields).iterator(CHUNK)}


def claims_of(window: Window, *, source: Source | None = None) -> QuerySet[Claim]:
    """Return what one source, or all, claim of the deaths of a window; none withdrawn, none claimed twice."""
    every = Claim.objects.filter(
        withdrawn_at__isnull=True, duplicate=False, death__in=deaths_between(window.begins, window.ends)
    )
    return every if source is None else every.filter(source=source)


def counts_by_word(rule: Named, source: Source, flags: dict[str, bool]) -> bool:
    """Tell whether a rule counts a death by one source's word alone."""
    return not what_keeps_out(rule.rule, [Statement(SourceKind(source.kind), flags)])


def _claims(rule: Named, source: Source, window: Window) -> Iterable[tuple[object, ...]]:
    """Yield the deaths that a rule counts by one source's word alone; days and places are the register's."""
    fields = ("flags", "death__occurred_on", "death__died_on", "death__neighbourhood__code", "death__age")
    rows = claims_of(window, source=source).order_by().values_list(*fields, "death__sex").iterator(CHUNK)
    for flags, occurred, died, place, age, sex in rows:
        if occurred is not None and counts_by_word(rule, source, flags):
            yield place, counted_on(rule.rule, occurred, died).isoformat(), age, sex, 1


def records_of(counting: Counting, window: Window) -> QuerySet[Record]:
    """Return a source's own rows in force, by its own words, each with its `place`."""
    slug = counting.source.slug if counting.source else None
    place = Coalesce(F("neighbourhood__code"), F("spelling__neighbourhood__code"))
    return in_force(slug).filter(occurred_on__range=(window.begins, window.ends)).annotate(place=place)


def _records(counting: Counting, window: Window) -> pd.DataFrame:
    fields = ("place", "occurred_on", "age", "sex", "victims", "precision")
    rows = records_of(counting, window).order_by().values_list(*fields).iterator(CHUNK)
    frame = pd.DataFrame(list(rows), columns=[*COLUMNS, "precision"])
    frame["day"] = frame["day"].map(lambda day: day.isoformat()).astype("str")
    return frame.assign(month=_months(frame["day"]).where(frame["precision"] != Precision.YEAR))


def _narrowed(found: pd.DataFrame, subgroup: Subgroup, notes: list[Note]) -> pd.DataFrame:
    age, sex = pd.to_numeric(found["age"]), found["sex"].fillna("")
    by_age = subgroup.age_from is not None or subgroup.age_to is not None
    unknown = (age.isna() & by_age) | ((sex == "") & bool(subgroup.sex))
    if unknown.any():
        facts = {"deaths": int(found.loc[unknown, "victims"].sum()), "of": int(found["victims"].sum())}
        notes.append(Note("age_unknown", facts))
    inside = ~unknown
    if subgroup.age_from is not None:
        inside &= age >= subgroup.age_from
    if subgroup.age_to is not None:
        inside &= age <= subgroup.age_to
    if subgroup.sex:
        inside &= sex == subgroup.sex
    return found[inside]
