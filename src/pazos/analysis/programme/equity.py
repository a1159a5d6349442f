"""Who is referred, taken in and finishes, told apart as groups, beside those who live there?

Traits are opened in one place, `analysis.reach.held`, as codes; a referral that was never taken in has none
but the age that was said of it. Where a table of one trait must hide its own total, all of them are hidden:
two tables of the same people open one another.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.analysis.disclosing import TOTAL, released
from pazos.analysis.programme.entries import ACCEPTED, NONE, people_of
from pazos.analysis.programme.gate import TO, behind, told
from pazos.analysis.reach.held import ANSWERS, ETHNIC, NOT_KNOWN, SEXES, known
from pazos.analysis.reach.targeting import targeted_now
from pazos.domain.participants.traits import band_of
from pazos.domain.participants.vocabulary import AgeBand
from pazos.domain.teams.models import WorkCluster
from pazos.domain.territory.models import Population
from pazos.science.intervals import wilson_interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from pazos.analysis.disclosing import Released

TRAITS = ("sex", "ethnic", "disability", "age", "cluster")
STEPS = ("not_in", "in", "finished")  # each entry is one of these
UNKNOWN = "unknown"
SEX_OF = {"f": "woman", "m": "man"}


@dataclass(frozen=True)
class _Band:
    first: int
    last: int


BANDS = {AgeBand.TEEN: _Band(14, 17), AgeBand.YOUNG: _Band(18, 23), AgeBand.ADULT: _Band(24, 29)}


def equity(entries: pd.DataFrame, *, form: int) -> dict[str, list[dict[str, Any]]]:
    """Return, for each trait, its groups with counts and shares among referred, accepted and finished."""
    values = traits(entries)
    steps = _steps(entries)
    tables = {name: _table(values[name], steps, people_of(entries), form=form) for name in TRAITS}
    if any(table.count(TOTAL) is None for table in tables.values()):
        return {}
    there = residents()
    return {name: _lines(table, there.get(name, {})) for name, table in tables.items()}


def traits(entries: pd.DataFrame) -> dict[str, NDArray[np.str_]]:
    """Return the group of each entry by each trait, in the order of the entries."""
    people, places = known(entries["participant"])
    is_known = places != NOT_KNOWN

    def said(codes: NDArray[np.int32], words: Iterable[str]) -> NDArray[np.str_]:
        names = np.array([str(one) for one in words])
        found = np.full(len(places), UNKNOWN, dtype=names.dtype if len(names) else "<U10").astype("<U40")
        found[is_known] = names[codes[places[is_known]]]
        return found

    return {
        "sex": said(people.sex, SEXES),
        "ethnic": said(people.ethnic, ETHNIC),
        "disability": said(people.disability, ANSWERS),
        "age": _ages(entries, people.born, people.by_month, places=places),
        "cluster": entries["cluster"].astype(str).to_numpy(dtype="<U40"),
    }


def _ages(
    entries: pd.DataFrame,
    born: NDArray[np.int32],
    by_month: NDArray[np.int32],
    *,
    places: NDArray[np.int64],
) -> NDArray[np.str_]:
    days = entries["made"].fillna(entries["opened"])
    month = (12 * days.dt.year + days.dt.month - 1).to_numpy()
    has = (places != NOT_KNOWN) & (born[places] != NOT_KNOWN) if len(born) else np.zeros(len(places), bool)
    found = entries["age_band"].replace("", UNKNOWN).to_numpy(dtype="<U40").copy()
    when, exact = born[places[has]], by_month[places[has]] == 1
    years = np.where(exact, (month[has] - when) // 12, month[has] // 12 - when // 12)
    found[has] = [str(band_of(int(age))) for age in years]
    return found


def _steps(entries: pd.DataFrame) -> NDArray[np.str_]:
    stage = entries["stage"]
    return np.where(stage == "finished", "finished", np.where(stage.isin(ACCEPTED), "in", "not_in"))


def _table(values: NDArray[np.str_], steps: NDArray[np.str_], who: pd.Series, *, form: int) -> Released:
    pairs = list(zip(values.tolist(), steps.tolist(), strict=True))
    people = behind(zip(pairs, who, strict=True), form=form)
    return released(Counter(pairs), rows=sorted(set(values.tolist())), columns=STEPS, to=TO, people=people)


def _lines(table: Released, there: Mapping[str, float]) -> list[dict[str, Any]]:
    """Return a line a group; shares are of all of that step of whom the group is known."""
    groups = [row for row in table.rows if row != TOTAL]
    counts = {group: _counts(table, group) for group in groups}
    whole = {
        step: _known_sum(counts, step, _counts(table, TOTAL)[step])
        for step in ("referred", "accepted", "finished")
    }
    return [
        {
            "group": group,
            **counts[group],
            "shares": {step: _share(counts[group][step], whole[step], group) for step in whole},
            "residents": there.get(group),
        }
        for group in groups
    ]


def _counts(table: Released, row: str) -> dict[str, int | None]:
    if table.count(row) is None:  # of a group that is hidden not even "nobody finished" is told
        return {"referred": None, "accepted": None, "finished": None}
    inside, finished = table.count(row, "in"), table.count(row, "finished")
    accepted = None if inside is None or finished is None else inside + finished
    return {"referred": told(table.count(row)), "accepted": told(accepted), "finished": told(finished)}


def _known_sum(counts: Mapping[str, Mapping[str, int | None]], step: str, total: int | None) -> int | None:
    unknown = counts.get(UNKNOWN, {}).get(step, 0)
    return None if total is None or unknown is None else total - unknown


def _share(part: int | None, whole: int | None, group: str) -> list[float] | None:
    if part is None or not whole or group == UNKNOWN or part > whole:
        return None
    return [part / whole, *wilson_interval(part, whole)]


def residents() -> dict[str, dict[str, float]]:
    """Return the shares of residents of the strategy's ages in the chosen places by sex, age and cluster.

    People of a group of ages are taken to be spread evenly over it. What a census does not tell (ethnic group
    and disability by place) has no shares here.
    """
    chosen = targeted_now()
    rows = Population.objects.filter(neighbourhood__in=chosen.places, age_from__isnull=False).exclude(sex="")
    last = rows.order_by("-year").values_list("year", flat=True).first()
    if last is None:
        return {}
    found = list(rows.filter(year=last).values_list("neighbourhood", "sex", "age_from", "age_to", "persons"))
    ages = _Band(chosen.first_age, chosen.last_age)
    return {
        "sex": _shares((SEX_OF[sex], _part(of, ages)) for _place, sex, *of in found),
        "age": _shares(
            (str(band), _part(of, _Band(max(one.first, ages.first), min(one.last, ages.last))))
            for _place, _sex, *of in found
            for band, one in BANDS.items()
        ),
        "cluster": _by_cluster((place, _part(of, ages)) for place, _sex, *of in found),
    }


def _by_cluster(people: Iterable[tuple[int, float]]) -> dict[str, float]:
    open_ones = WorkCluster.objects.filter(closed_on__isnull=True).order_by("pk")
    of = dict(open_ones.values_list("neighbourhoods__pk", "pk"))
    return _shares((str(of.get(place, NONE)), number) for place, number in people)


def _part(group: list[Any], ages: _Band) -> float:
    first, last, persons = group[0], group[1], float(group[2])
    last = first + 4 if last is None else last
    both = min(last, ages.last) - max(first, ages.first) + 1
    return persons * max(0, int(both)) / float(last - first + 1)


def _shares(counted: Iterable[tuple[str, float]]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for group, number in counted:
        sums[group] = sums.get(group, 0.0) + number
    whole = sum(sums.values())
    return {group: number / whole for group, number in sums.items()} if whole else {}
