"""How many people live in each unit in each year, all of them or of an age and sex?

Nothing is filled in from another year: where one figure is missing the whole exposure is left out, and said. A
model with a level of its own for each unit still compares like with like then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from django.db.models import Case, CharField, F, Sum, Value, When

from pazos.analysis.evaluation.gathered import Note
from pazos.domain.territory.models import Population

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pazos.analysis.evaluation.places import Units
    from pazos.domain.evaluations.protocol import Subgroup

    Floats = NDArray[np.float64]

# Of a place's divisions one counts: a figure for everybody, else the finest.
DIVISIONS = ("everybody", "sex_and_age", "age", "sex")
OLDEST = 120


def people(
    units: Units, years: Sequence[int], *, subgroup: Subgroup | None = None
) -> tuple[Floats | None, tuple[Note, ...]]:
    """Return people, units x times (a year for each time), and what must be told; None where some are not known."""
    wanted = sorted(set(years))
    notes: tuple[Note, ...] = ()
    found = _of_subgroup(wanted, subgroup) if subgroup else _everybody(wanted)
    if subgroup and not len(found):
        found, notes = _everybody(wanted), (Note("everybody_exposed", {}),)
    table = _by_unit(found, units, wanted)
    unknown = [year for place, year in enumerate(wanted) if np.isnan(table[:, place]).any()]
    if unknown:
        return None, (Note("no_people", {"years": unknown}),)
    place_of = {year: place for place, year in enumerate(wanted)}
    return table[:, [place_of[year] for year in years]], (*notes, *_series(wanted))


def _everybody(years: Sequence[int]) -> pd.DataFrame:
    division = Case(
        When(sex="", age_from__isnull=True, then=Value("everybody")),
        When(sex="", then=Value("age")),
        When(age_from__isnull=True, then=Value("sex")),
        default=Value("sex_and_age"),
        output_field=CharField(),
    )
    rows = (
        Population.objects.filter(year__in=years, neighbourhood__isnull=False)
        .annotate(division=division, code=F("neighbourhood__code"))
        .order_by()
        .values_list("code", "year", "division")
        .annotate(persons=Sum("persons"))
    )
    frame = _frame(rows, ("code", "year", "division", "persons"))
    frame["rank"] = frame["division"].map(DIVISIONS.index) if len(frame) else []
    return frame.sort_values("rank").drop_duplicates(["code", "year"])[["code", "year", "persons"]]


def _of_subgroup(years: Sequence[int], subgroup: Subgroup) -> pd.DataFrame:
    cells = Population.objects.filter(year__in=years, neighbourhood__isnull=False)
    if subgroup.sex:
        cells = cells.filter(sex=subgroup.sex)
    if subgroup.age_from is not None or subgroup.age_to is not None:
        cells = cells.filter(age_from__isnull=False)
    fields = ("neighbourhood__code", "year", "sex", "age_from", "age_to", "persons")
    frame = _frame(
        cells.order_by().values_list(*fields), ("code", "year", "sex", "age_from", "age_to", "persons")
    )
    if not len(frame):
        return frame
    for finer in (frame["sex"] != "", frame["age_from"].notna()):
        # Where a place has both a finer and a coarser division, only the finer counts.
        frame = frame[finer == finer.groupby([frame["code"], frame["year"]]).transform("any")]
    ends = frame["age_to"].astype(float).fillna(OLDEST)
    youngest = 0 if subgroup.age_from is None else subgroup.age_from
    oldest = OLDEST if subgroup.age_to is None else subgroup.age_to
    begins = frame["age_from"].astype(float).fillna(0)
    common = (ends.clip(upper=oldest) - begins.clip(lower=youngest) + 1).clip(lower=0)
    frame = frame.assign(persons=frame["persons"] * common / (ends - begins + 1))
    return frame.groupby(["code", "year"])[["persons"]].sum().reset_index()


def _frame(rows: Any, columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame.from_records(list(rows), columns=list(columns))


def _by_unit(found: pd.DataFrame, units: Units, years: Sequence[int]) -> Floats:
    """Return people by unit and year, NaN where not known; a joined unit takes the parts that have figures.

    Parts before and after a split are never added: those of the larger sum are the whole.
    """
    table = found.pivot_table(index="code", columns="year", values="persons").reindex(columns=list(years))
    out = np.full((len(units.codes), len(years)), np.nan)
    if not len(table):
        return out
    for row, codes in units.members.items():
        own = table.reindex(list(codes)).to_numpy(float)
        out[row] = own[0] if len(codes) == 1 else _larger(own, [code in units.standing for code in codes])
    return out


def _larger(own: Floats, standing: list[bool]) -> Floats:
    """Return, of a joined unit, the people of the places that stand or of those that ended, whichever are more."""
    sides = [own[np.array(standing) == side] for side in (True, False)]
    sums = [np.where(np.isnan(side).all(axis=0), np.nan, np.nansum(side, axis=0)) for side in sides]
    return np.asarray(np.fmax(sums[0], sums[1]), dtype=float)


def _series(years: Sequence[int]) -> tuple[Note, ...]:
    rows = Population.objects.filter(year__in=years, neighbourhood__isnull=False).order_by()
    series = sorted({name for name in rows.values_list("series", flat=True).distinct() if name})
    return (Note("people_series", {"series": series}),) if len(series) > 1 else ()
