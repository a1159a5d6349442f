"""Where and when do cases gather more than population and days explain? (Kulldorff et al. 1998)"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.patterns.scan.located import located, numbers
from pazos.science.patterns.scan.periods import Periods, periods
from pazos.science.patterns.scan.run import Counted, Options, Overlap, scan
from pazos.science.problems import InputProblem, listed, require_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from pazos.science.patterns.scan.result import Scan
    from pazos.science.patterns.scan.windows import Floats, Integers


def space_time_scan(
    frame: pd.DataFrame,
    *,
    count: str | Sequence[str],
    population: str | Sequence[str],
    seed: int,
    time: str | None = None,
    identifier: str | None = None,
    x: str | None = None,
    y: str | None = None,
    lon: str | None = None,
    lat: str | None = None,
    max_share: float = 0.5,
    max_time_share: float = 0.5,
    replicates: int = 999,
    overlap: Overlap = "none",
    minimum_cases: int = 2,
    workers: int | None = None,
) -> Scan:
    """Return the cylinders (circle x stretch of time) of high rates, the most likely first.

    Long: a row is a place in a period, `time` names the period's column and `identifier` the
    place's; every place has every period. Wide: a row is a place, `count` lists one column for
    each period, `population` one column or as many. Periods are weighted by their days where they
    are years or months. Retrospective: a cylinder may end before the study does, and lasts at
    most `max_time_share` of the periods. The rest as `spatial_scan`.

    Kulldorff, Athas, Feuer, Miller and Key (1998), American Journal of Public Health 88, 1377-1380.
    """
    if isinstance(count, str) and time is not None:
        places, cases, people, when = _long(frame, count, population, time=time, identifier=identifier)
        _refuse_moving(frame, [column for column in (x, y, lon, lat) if column], str(identifier))
    elif isinstance(count, str) or time is not None:
        raise InputProblem(
            "A space-time scan needs one column of periods in a long table, or a list of count columns."
        )
    else:
        places, cases, people, when = _wide(frame, count, population, identifier)
    names = [str(name) for name in (places[identifier] if identifier else places.index)]
    where = located(places, names, x=x, y=y, lon=lon, lat=lat)
    options = Options(
        max_share,
        replicates,
        seed,
        overlap=overlap,
        minimum_cases=minimum_cases,
        max_time_share=max_time_share,
        workers=workers,
    )
    people = np.broadcast_to(people, cases.shape)
    found = scan(Counted(names, where, cases, people, when.lengths, when.labels), options)
    return replace(found, settings=found.settings | {"weight_of_periods": when.unit})


def _wide(
    frame: pd.DataFrame, counts: Sequence[str], population: str | Sequence[str], identifier: str | None
) -> tuple[pd.DataFrame, Floats, Floats, Periods]:
    people = [population] if isinstance(population, str) else list(population)
    require_columns(frame, *counts, *people, identifier, method="scan")
    if len(people) not in (1, len(counts)):
        raise InputProblem(
            "There are {counts} columns of counts and {people} of population: give one, or one for each.",
            counts=len(counts),
            people=len(people),
        )
    when = periods([str(column) for column in counts], ordered=True)
    names = [str(name) for name in (frame[identifier] if identifier else frame.index)]
    return frame, numbers(frame, *counts, names=names), numbers(frame, *people, names=names), when


def _long(
    frame: pd.DataFrame, count: str, population: str | Sequence[str], *, time: str, identifier: str | None
) -> tuple[pd.DataFrame, Floats, Floats, Periods]:
    if identifier is None or not isinstance(population, str):
        raise InputProblem(
            "A long table (a row for each place and period) needs one population column, and the column that"
            " names the place."
        )
    require_columns(frame, count, population, time, identifier, method="scan")
    label = _labels(frame, time, identifier)
    when = periods(list(dict.fromkeys(label)), ordered=False)
    names = [f"{name} {period}" for name, period in zip(frame[identifier], label, strict=True)]
    counted = numbers(frame, count, population, names=names)
    place, first = _number(frame[identifier])
    cell = place * len(when.labels) + _number_in(label, when.labels)
    cases, people = np.zeros((2, len(first) * len(when.labels)))
    _refuse_twice_and_missing(names, cell, frame[identifier].iloc[first], when)
    cases[cell], people[cell] = counted.T
    shape = (len(first), len(when.labels))
    return frame.iloc[first], cases.reshape(shape), people.reshape(shape), when


def _refuse_moving(frame: pd.DataFrame, columns: list[str], identifier: str) -> None:
    """A place that is in two positions is two places, or a mistake."""
    require_columns(frame, *columns, method="scan")
    apart = frame.groupby(identifier, sort=False)[columns].nunique(dropna=False).max(axis=1) > 1
    if apart.any():
        raise InputProblem(
            "These places have more than one position: {names}.", names=listed(apart.index[apart.to_numpy()])
        )


def _labels(frame: pd.DataFrame, time: str, identifier: str) -> list[str]:
    missing = frame[time].isna() | frame[identifier].isna()
    if missing.any():
        raise InputProblem(
            "The columns {columns} are empty in the rows: {rows}.",
            columns=listed([identifier, time]),
            rows=listed(np.flatnonzero(missing) + 1),
        )
    if frame[time].dtype.kind == "M":
        return [moment.date().isoformat() for moment in frame[time]]
    return [str(label).strip() for label in frame[time]]


def _number(names: pd.Series) -> tuple[Integers, Integers]:
    """Number names in the order they appear; return each row's number and each name's first row."""
    import pandas as pd

    codes, found = pd.factorize(names)
    first = np.full(len(found), len(names))
    np.minimum.at(first, codes, np.arange(len(names)))
    return codes.astype(np.int64), first


def _number_in(labels: Sequence[str], order: Sequence[str]) -> Integers:
    number = {label: place for place, label in enumerate(order)}
    return np.array([number[label] for label in labels], dtype=np.int64)


def _refuse_twice_and_missing(names: Sequence[str], cell: Integers, places: pd.Series, when: Periods) -> None:
    times = np.bincount(cell, minlength=len(places) * len(when.labels))
    if (times > 1).any():
        raise InputProblem(
            "These places have more than one row for a period: {names}. Add them up first.",
            names=listed(dict.fromkeys(np.asarray(names, dtype=object)[times[cell] > 1])),
        )
    missing = np.flatnonzero(times == 0)
    if len(missing):
        place, period = np.divmod(missing, len(when.labels))
        cells = [f"{places.iloc[p]} {when.labels[t]}" for p, t in zip(place, period, strict=True)]
        raise InputProblem(
            "Every place needs a row for every period; missing: {names}. Write 0 where nothing happened.",
            names=listed(cells),
        )
