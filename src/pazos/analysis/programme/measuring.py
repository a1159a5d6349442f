"""How much was done, how long steps take, what changed, what lasts: each a total, suppressed before it is returned.

Medians and quartiles are told of twenty people or more, so that between two quartiles there are five at least. Each
is the mean of the five people nearest to it, in whole units: none is somebody's own value. Who came again is
counted again; what is few is asked of the different people (since form 3).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from django.db.models import Count, Min, Sum

from pazos.analysis.disclosing import MINIMUM, TOTAL, released, released_list
from pazos.analysis.programme.entries import ACCEPTED, BEGAN, STAGES, people_of
from pazos.analysis.programme.gate import OF_PEOPLE, TO, behind, told, told_list
from pazos.analysis.programme.staying import Stays, kaplan_meier, shown
from pazos.domain.cases.instruments import Verdict, instrument, reliable_change, score, scored_alike
from pazos.domain.cases.models import Assessment, CaseSession, ServiceReferral
from pazos.domain.cases.vocabulary import Came, ServiceAnswer
from pazos.domain.employment.models import RetentionCheck
from pazos.domain.employment.vocabulary import Mark
from pazos.science.intervals import wilson_interval

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Mapping
    from datetime import date

    from numpy.typing import NDArray

    from pazos.domain.cases.instruments import Instrument

    Plain = dict[str, Any]
    Ends = dict[tuple[str, str], list[tuple[Instrument, float | None]]]  # case and instrument: first and last
    Owners = Mapping[str, str]  # whose each case is

ENOUGH = 4 * MINIMUM  # for quartiles and means
STAYS_OF_PEOPLE = 4  # the form of the totals since which who left twice is one person
QUARTILES = (0.25, 0.5, 0.75)
AROUND = MINIMUM // 2  # as many on each side of a quartile are taken into it
DAYS_A_WEEK = 7
TO_THE_WEEK = 28  # days from which on whole weeks are told
LEAVING = ("left", "lost")
STEPS = {
    "answered": ("made", "answered"),
    "begun": ("answered", "opened"),
    "first_met": ("opened", "met"),
    "ended": ("opened", "ended"),
}
OPEN = "open"  # a service that has not answered
NOT_IN, WAITING, FINISHED = ("unanswered", "refused", "withdrawn"), ("waiting",), ("finished",)
ENDS = ("active", "left", "lost", "other")
# Into which parts the stages fall, each of which is told with its sum: the first whose sums may all be told is taken.
# Sums are dearer than stages, and so is "finished": what stands at the head of the page is hidden last.
PARTS = (
    (NOT_IN, WAITING, FINISHED, ENDS),
    (NOT_IN, WAITING, (*FINISHED, *ENDS)),
    (NOT_IN, (*WAITING, *FINISHED, *ENDS)),
    ((*NOT_IN, *WAITING), FINISHED, ENDS),
    ((*NOT_IN, *WAITING), (*FINISHED, *ENDS)),
    (STAGES,),
)
Part = dict[str, int | None]


def flow(entries: pd.DataFrame, *, form: int) -> Plain:
    """Return how many stand at each stage, and at each step of the way those who came at least so far."""
    people = behind(zip(entries["stage"], people_of(entries), strict=True), form=form)
    parts = parted(Counter(entries["stage"]), form=form, people=people)
    stages = {name: count for part in parts for name, count in part.items()}
    return {
        "stages": {
            **{name: told(stages[name]) for name in STAGES},
            TOTAL: told(_sum_of(parts, STAGES)),
        },
        "accepted": told(_sum_of(parts, ACCEPTED)),
        "began": told(_sum_of(parts, BEGAN)),
    }


def parted(
    counted: Mapping[str, int], *, form: int, people: Mapping[str, Collection[Hashable]] | None = None
) -> list[Part]:
    """Return the stages in parts, each with its own total and suppressed against it; none is in two."""
    found: list[Part] = []
    for parts in PARTS if form > 1 else PARTS[-1:]:
        counts = [{name: counted.get(name, 0) for name in part} for part in parts]
        found = [released_list(one, to=TO, people=people) for one in counts]
        if all(part[TOTAL] is not None for part in found):
            break
    return found


def _sum_of(parts: Iterable[Part], names: tuple[str, ...]) -> int | None:
    """Return a sum of stages, None where it would open a hidden one."""
    sums = [_sum_in(part, set(names) & set(part), part.keys() - {TOTAL, *names}) for part in parts]
    return None if None in sums else sum(one or 0 for one in sums)


def _sum_in(part: Part, names: set[str], others: set[str]) -> int | None:
    """Return a sum of stages of a part that opens no hidden one: all hidden ones are in it, or none is."""
    total, is_hidden = part[TOTAL], any(part[name] is None for name in names)
    if total is None or (is_hidden and any(part[name] is None for name in others)):
        return None
    if is_hidden:
        return total - sum(part[name] or 0 for name in others)
    return sum(part[name] or 0 for name in names)


def staying(entries: pd.DataFrame, *, until: date, form: int) -> list[Plain]:
    """Return the share that stays so many weeks after entry, with its interval."""
    of = entries[entries["opened"].notna()]
    people = people_of(of) if form >= STAYS_OF_PEOPLE else of["case"]
    if people.nunique() < ENOUGH:
        return []
    ends = of["ended"].fillna(pd.Timestamp(until))
    weeks: NDArray[np.float64] = np.asarray((ends - of["opened"]).dt.days, dtype=np.float64) / DAYS_A_WEEK
    left = of["stage"].isin(LEAVING).to_numpy(dtype=np.bool_)
    stays = Stays(weeks, left, people.to_numpy(dtype=object))
    kept = shown(kaplan_meier(weeks, left), stays, minimum=MINIMUM)
    # Two digits: with more, a share of few people is a fraction that tells how many they are.
    return [
        {"week": one.week, "share": round(one.share, 2), "low": round(one.low, 2), "high": round(one.high, 2)}
        for one in kept
    ]


def times(entries: pd.DataFrame, sessions: pd.DataFrame, *, form: int) -> Plain:
    """Return the days between steps: median and quartiles, None where too few made them."""
    met = sessions.groupby("case")["first"].min()
    with_met = entries.assign(met=entries["case"].map(met))
    people, found = people_of(entries), {}
    for name, (sooner, later) in STEPS.items():
        days = (with_met[later] - with_met[sooner]).dt.days.dropna()
        found[name] = quartiles(days, people.loc[days.index], form=form, weeks=True)
    return found


def quartiles(
    values: pd.Series, people: pd.Series | None = None, *, form: int, weeks: bool = False
) -> list[float] | None:
    """Return lower quartile, median and upper quartile in whole units, None of fewer than ENOUGH `people`.

    Each is the mean of the MINIMUM values nearest to its place. With `weeks` the values are days, and what is four weeks
    or more is told in whole ones. `people`: whose each value is, where several may be one person's.
    """
    if (len(values) if people is None or form < OF_PEOPLE else people.nunique()) < ENOUGH:
        return None
    if form == 1:
        return [round(float(one), 1) for one in np.percentile(values.to_numpy(dtype=float), [25, 50, 75])]
    ordered = np.sort(values.to_numpy(dtype=float))
    places = [round((len(ordered) - 1) * share) for share in QUARTILES]
    means = [float(ordered[place - AROUND : place + AROUND + 1].mean()) for place in places]
    return [_to_the(DAYS_A_WEEK if weeks and one >= TO_THE_WEEK else 1, one) for one in means]


def _to_the(unit: int, value: float) -> float:
    return float(unit * round(value / unit))


def sessions_of(cases: Owners, *, until: date) -> pd.DataFrame:
    """Return a line a case and kind of the meetings that came about: case, kind, sessions, hours, first (day)."""
    rows = CaseSession.objects.filter(came=Came.MET, on__lte=until).order_by().values_list("case", "kind")
    found = rows.annotate(n=Count("pk"), minutes=Sum("minutes"), first=Min("on"))
    lines = [
        (key, kind, n, minutes / 60, first)
        for case, kind, n, minutes, first in found.iterator(chunk_size=20_000)
        if (key := str(case)) in cases
    ]
    made = pd.DataFrame(lines, columns=["case", "kind", "sessions", "hours", "first"])
    made["first"] = pd.to_datetime(made["first"])
    return made


def dose(entries: pd.DataFrame, sessions: pd.DataFrame, *, form: int) -> Plain:
    """Return how much those who began received: sessions and hours a person, and what was done in all."""
    owners = owners_of(entries)
    each = sessions.groupby("case")[["sessions", "hours"]].sum().reindex([*owners], fill_value=0)
    of = pd.Series(owners).reindex(each.index)
    met = {str(one) for one in each.index[each["sessions"] > 0]}
    is_shown = _apart(met, owners, form=form)
    kinds = {str(kind): set(cases) for kind, cases in sessions.groupby("kind", sort=True)["case"]}
    return {
        "people": is_shown,
        "sessions": told(int(each["sessions"].sum())) if is_shown else None,
        "hours": told(round(float(each["hours"].sum()))) if is_shown else None,
        "sessions_each": quartiles(each["sessions"], of, form=form),
        "hours_each": quartiles(each["hours"], of, form=form),
        "kinds": {
            kind: _apart(cases, {case: owners[case] for case in met}, form=form)
            for kind, cases in kinds.items()
        },
    }


def _apart(some: set[str], of: Owners, *, form: int) -> int | None:
    """Return how many some cases are, None where those whose they are, or whose the others are, are few."""
    sides = {case: "some" if case in some else "others" for case in of}
    counts = Counter({"some": 0, "others": 0}) + Counter(sides.values())
    people = behind(((side, of[case]) for case, side in sides.items()), form=form)
    return told_list({"some": counts["some"], "others": counts["others"]}, people=people)["some"]


def scales(cases: Owners, *, until: date, form: int) -> list[Plain]:
    """Return, for each instrument, how many changed by more than its error from the first time to the last."""
    asked: dict[tuple[str, int], Instrument] = {}
    ends: Ends = {}
    rows = Assessment.objects.filter(on__lte=until).order_by("on", "at").defer("note")
    for row in rows.iterator(chunk_size=2000):
        if str(row.case_id) not in cases:
            continue
        key = (row.instrument, row.instrument_version)
        of = asked.setdefault(key, instrument(*key))
        total = score(of, row.result.get("answers", {})).total
        own = ends.setdefault((str(row.case_id), row.instrument), [])
        own[1:] = [(of, total)] if own else []
        if not own:
            own.append((of, total))
    return _verdicts(ends, cases, form=form)


def _verdicts(ends: Ends, cases: Owners, *, form: int) -> list[Plain]:
    found: dict[str, list[tuple[str, str]]] = {}
    for (case, code), pair in ends.items():
        if len(pair) == 2:
            (asked, before), (of, after) = pair
            is_one_scale = form < OF_PEOPLE or scored_alike(asked, of)
            verdict = reliable_change(of, before if is_one_scale else None, after).verdict.value
            found.setdefault(code, []).append((verdict, cases[case]))
    names = [one.value for one in Verdict]
    return [
        {"instrument": code, "verdicts": _told_of(each, names, form=form)}
        for code, each in sorted(found.items())
    ]


def _told_of(each: Iterable[tuple[str, str]], names: Iterable[str], *, form: int) -> dict[str, int | None]:
    """Return a list as it is told of pairs of what is counted and whose it is."""
    pairs = list(each)
    counts = Counter(name for name, _who in pairs)
    return told_list({name: counts[name] for name in names}, people=behind(pairs, form=form))


def work(cases: Owners, *, until: date, form: int) -> list[Plain]:
    """Return, for each mark, the jobs for which it is due: those that last, ended, and of which nothing is known.

    The share is of those of which it is known.
    """
    rows = RetentionCheck.objects.filter(due_on__lte=until).order_by()
    found: dict[int, list[tuple[str, str]]] = {mark.value: [] for mark in Mark}
    for case, mark, done_on, still in rows.values_list("placement__case", "mark", "done_on", "still_there"):
        if str(case) in cases:
            is_known = done_on is not None and done_on <= until and still is not None
            stands = "unknown" if not is_known else "lasting" if still else "over"
            found[mark].append((stands, cases[str(case)]))
    return [_lasting(mark, jobs, form=form) for mark, jobs in found.items() if jobs]


def _lasting(mark: int, jobs: Iterable[tuple[str, str]], *, form: int) -> Plain:
    cells = _told_of(jobs, ("lasting", "over", "unknown"), form=form)
    lasting, over = cells["lasting"], cells["over"]
    is_shown = lasting is not None and over is not None and lasting + over >= MINIMUM
    share = None
    if is_shown and lasting is not None and over is not None:
        share = [lasting / (lasting + over), *wilson_interval(lasting, lasting + over)]
    return {"mark": mark, "cells": cells, "share": share}


def services(cases: Owners, *, until: date, form: int) -> Plain:
    """Return how many were sent to each kind of service, and what the services answered."""
    rows = ServiceReferral.objects.filter(sent_on__lte=until).order_by()
    sent = [
        ((kind, answer if answer and on and on <= until else OPEN), cases[str(case)])
        for case, kind, answer, on in rows.values_list("case", "kind", "answer", "answered_on")
        if str(case) in cases
    ]
    counts = Counter(cell for cell, _who in sent)
    kinds = sorted({kind for kind, _ in counts})
    if not kinds:
        return {}
    columns = [*(one.value for one in ServiceAnswer), OPEN]
    table = released(counts, rows=kinds, columns=columns, to=TO, people=behind(sent, form=form))
    return {row: {column: told(table.count(row, column)) for column in table.columns} for row in table.rows}


def owners_of(entries: pd.DataFrame) -> dict[str, str]:
    """Return whose each case of some entries is, by the numbers of the cases."""
    begun = entries[entries["case"] != ""]
    return dict(zip(begun["case"], people_of(begun), strict=True))
