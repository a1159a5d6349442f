"""The city as one unit among the municipalities of a public file: whose panel is compared with whose?

The file is kept as it was read, with what it counts in its source's own words. A municipality without a figure for
every time is no donor. Figures of other definitions are never joined to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pazos.analysis.evaluation.gathered import Gathered, Note
from pazos.analysis.evaluation.window import month_of
from pazos.analysis.frames import fingerprint
from pazos.domain.evaluations.models import ComparisonPanel
from pazos.domain.evaluations.months import LONG
from pazos.foundation.words import N_
from pazos.science.evaluation import times
from pazos.science.evaluation.panel import NEVER, Panel
from pazos.science.evaluation.study import Around
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from pazos.analysis.evaluation.window import Window
    from pazos.domain.evaluations.protocol import Protocol

COLUMNS = ["unit", "name", "time", "outcome", "exposure"]


def gathered(protocol: Protocol, window: Window, *, chosen: tuple[int, int] | None) -> Gathered:
    """Return the panel of the municipalities of the plan's pool over a window.

    Raises:
        InputProblem: there is no such pool, its times are coarser than the plan's, or a treated one has gaps.
    """
    pool = ComparisonPanel.objects.filter(sha256=protocol.pool).first()
    if pool is None:
        raise InputProblem(N_("The plan names no file of municipalities that is kept here. Bring one in."))
    frame = _cells(pool, window)
    excluded = {one.unit for one in protocol.excluded}
    frame = frame[~frame["unit"].isin(excluded)]
    held = frame.groupby("unit")["month"].nunique()
    size = LONG[pool.grain]
    whole = held[held == len(window.months) // size].index
    starts = {one.unit: month_of(one.starts, what=one.unit) for one in protocol.treated}
    lost = sorted(set(starts) - set(whole))
    if lost:
        raise InputProblem(
            N_("The treated municipality {units} has no figure for some time of the window."),
            units=listed(lost),
        )
    left = sorted(set(frame["unit"]) - set(whole))
    panel = _panel(frame[frame["unit"].isin(whole)], window, starts)
    names = dict(zip(frame["unit"], frame["name"], strict=True))
    return Gathered(
        panel=panel,
        around=Around(chosen=chosen),
        inputs=(fingerprint("municipalities", frame.drop(columns="name")),),
        names={unit: str(names[unit]) for unit in panel.units},
        notes=(Note("other_units_left_out", {"units": left}),) if left else (),
    )


def _cells(pool: ComparisonPanel, window: Window) -> pd.DataFrame:
    """Return the pool's rows within the window, with the first month of each row's time."""
    size = LONG[pool.grain]
    if size > window.size:
        raise InputProblem(
            N_("The file {title} counts by {grain}, and the plan by a shorter time. Plan by {grain}."),
            title=pool.title,
            grain=pool.grain,
        )
    rows: Any = pool.rows
    frame = pd.DataFrame(rows, columns=COLUMNS).astype({"unit": str})
    ordinals, _ = times.ordinals(frame["time"])
    frame["month"] = ordinals * size
    return frame[(frame["month"] >= window.first) & (frame["month"] <= window.last)]


def _panel(frame: pd.DataFrame, window: Window, starts: dict[str, int]) -> Panel:
    cells = pd.DataFrame(
        {
            "unit": frame["unit"],
            "time": (frame["month"] - window.first) // window.size,
            "deaths": frame["outcome"].astype(float),
            "people": frame["exposure"].astype(float),
        }
    )
    deaths = cells.pivot_table(index="unit", columns="time", values="deaths", aggfunc="sum")
    people = cells.pivot_table(index="unit", columns="time", values="people", aggfunc="mean", dropna=False)
    units = tuple(map(str, deaths.index))
    began = [starts.get(unit, window.last + 1) for unit in units]
    return Panel(
        units=units,
        times=window.labels,
        outcome=deaths.to_numpy(float),
        first=np.array([window.place(month) if month <= window.last else NEVER for month in began]),
        exposure=None if cells["people"].isna().any() else people.to_numpy(float),
    )
