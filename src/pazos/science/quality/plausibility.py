"""Can these figures be so? Every check on one series, or on one list of deaths, with what each could tell.

A check that cannot be made says why; none is passed over. The flags are ranked (contradictions first,
then by how little chance would do it) and cut per check, with the number left out. No check names a cause.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.science.problems import InputProblem, require_columns
from pazos.science.quality import digits, heaping, levels, order, population, repeats, silence
from pazos.science.quality.panel import PER_YEAR, RANK, Flag, Panel, Ran, panel_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

MOST = 100  # flags listed of one check
HEAPING_CHANCE = 0.001
WHIPPLE = 110.0  # above this ages are no longer "fairly accurate" (United Nations 1990)
_TWICE = 1.5  # a pile this many times what would be is worth telling


@dataclass(frozen=True)
class Findings:
    """Flags in order of weight, what each check could do, and how many flags a check had beyond `MOST`."""

    flags: tuple[Flag, ...]
    checks: tuple[Ran, ...]
    left_out: dict[str, int] = field(default_factory=dict)


def check_series(
    frame: pd.DataFrame, *, unit: str, absent_is_zero: bool = False, adds_up: bool = False, most: int = MOST
) -> Findings:
    """Return everything that is odd about counts by place and period.

    Parameters
    ----------
    frame: columns place (text, or None), time (periods), row (of the file), count, count_text; where
        the file has them population, rate and decimals (of the rate).
    unit: "M", "Q" or "Y".
    absent_is_zero: a place and period without a row had no deaths.
    adds_up: a place and period has several rows by design (by sex, by weapon); they are added.
    """
    require_columns(frame, "place", "time", "row", "count", "count_text", method="plausibility")
    if unit not in PER_YEAR:
        raise InputProblem("A period is a month (M), a quarter (Q) or a year (Y), not {unit}.", unit=unit)
    if not frame["count"].notna().any():
        return _people_alone(frame, unit=unit, most=most)
    flags = order.wrong_counts(frame, unit=unit)
    clean = frame.copy()
    count = clean["count"].to_numpy(dtype=float, na_value=np.nan)
    clean["count"] = np.where((count < 0) | (np.nan_to_num(count) % 1 > 0), np.nan, count)
    if adds_up:
        clean = _added(clean)
    else:
        double, clean = order.duplicated_rows(clean, unit=unit)
        flags += double
    extra = [name for name in ("population", "rate", "decimals") if name in clean.columns]
    panel = panel_of(clean, unit=unit, columns=extra, absent_is_zero=absent_is_zero)
    found, ran = _checks_of(panel)
    # A period is unknown because its count was refused: that has been told.
    told = {(flag.place, flag.time) for flag in flags}
    found = [flag for flag in found if flag.check != "missing_periods" or _unsaid(flag, told)]
    checks = [
        Ran("counts", ran=True),
        Ran("duplicated", ran=not adds_up, why="several_rows_by_design" * adds_up),
    ]
    return _ranked([*flags, *found], [*checks, *ran], most)


def _unsaid(flag: Flag, told: set[tuple[str | None, str | None]]) -> bool:
    return flag.facts["periods"] > 1 or (flag.place, flag.time) not in told


def _people_alone(frame: pd.DataFrame, *, unit: str, most: int) -> Findings:
    """Return what is odd about a file of people without counts of deaths."""
    clean = frame.drop_duplicates(["place", "time"])
    panel = panel_of(clean, unit=unit, columns=[name for name in ("population",) if name in clean.columns])
    flags, ran = _checks_of_people(panel)
    return _ranked(flags, [Ran("counts", ran=False, why="no_column"), *ran], most)


def _added(frame: pd.DataFrame) -> pd.DataFrame:
    grouped = frame.groupby(["place", "time"], dropna=False, sort=False)
    kept = grouped.first()
    kept["count"] = grouped["count"].sum(min_count=1)
    return kept.reset_index()


def _checks_of(panel: Panel) -> tuple[list[Flag], list[Ran]]:
    flags, ran = _checks_of_order(panel)
    quiet, explained = silence.silences(panel)
    again, copied = repeats.repeated(panel)
    late = order.incomplete_end(panel)
    skip = explained | copied
    if late:
        skip[:, -int(late[0].facts["periods"]) :] = True
    changes = levels.sudden_changes(panel, skip=skip)
    if len(panel.places) > 1:
        changes = (
            _beside(levels.sudden_changes(_whole(panel), skip=np.all(skip, axis=0, keepdims=True)), changes)
            + changes
        )
    people, with_people = _checks_of_people(panel)
    long = _long_enough(panel)
    ran += [
        Ran("place_stops", **long),
        Ran(
            "repeated_period", ran=len(panel.periods) > 1, why="" if len(panel.periods) > 1 else "one_period"
        ),
        Ran("incomplete_end", **long),
        Ran("sudden_value", **long),
        Ran("sudden_level", **long),
        *with_people,
    ]
    rounded = digits.count_heaping(panel.counts.ravel())
    ran.append(Ran("count_heaping", ran=rounded is not None, why="" if rounded else "few_large_counts"))
    if rounded and rounded.p_value < HEAPING_CHANCE:
        facts = {"ending": rounded.ending, "counts": rounded.counts}
        flags.append(
            Flag(
                "count_heaping",
                "implausible",
                None,
                None,
                rounded.seen,
                rounded.expected,
                rounded.p_value,
                facts,
            )
        )
    return [*flags, *quiet, *again, *late, *changes, *people], ran


def _checks_of_order(panel: Panel) -> tuple[list[Flag], list[Ran]]:
    left, _ = silence.places_that_leave(panel)
    return order.missing_periods(panel) + left, [Ran("missing_periods", ran=True)]


def _long_enough(panel: Panel) -> dict[str, Any]:
    known = int(np.isfinite(panel.counts).sum(axis=1).max(initial=0))
    fewest = levels.FEWEST[panel.unit]
    return {
        "ran": known >= fewest,
        "why": "" if known >= fewest else "short_series",
        "facts": {"fewest": fewest},
    }


def _whole(panel: Panel) -> Panel:
    """Return the sum of the places that are known throughout, or of all where they are too few."""
    complete = np.isfinite(panel.counts).all(axis=1)
    share = np.nansum(panel.counts[complete]) / max(float(np.nansum(panel.counts)), 1.0)
    return panel.with_counts(panel.counts[complete]).whole() if share > 0.8 else panel.whole()


def _beside(whole: list[Flag], places: list[Flag]) -> list[Flag]:
    """Return the changes of the whole that no one place with the same change explains."""
    known = Counter((flag.check, flag.time) for flag in places)
    return [flag for flag in whole if known[(flag.check, flag.time)] != 1]


def _checks_of_people(panel: Panel) -> tuple[list[Flag], list[Ran]]:
    rates, people = panel.rates is not None, panel.population is not None
    flags = population.population_jumps(panel)
    ran = [
        Ran("implied_population", ran=rates, why="" if rates else "no_rate"),
        Ran("population", ran=people, why="" if people else "no_population"),
        Ran("rate_mismatch", ran=rates and people, why="" if rates and people else "no_rate_and_population"),
    ]
    if rates:
        said = {(flag.place, flag.time) for flag in flags}
        jumps = population.implied_jumps(panel)
        flags += [flag for flag in jumps if (flag.place, flag.time) not in said]
    return flags + population.rate_mismatches(panel), ran


def check_deaths(frame: pd.DataFrame, *, most: int = MOST) -> Findings:
    """Return what is odd about a list of deaths, a row each.

    `frame` may have day (datetime64, NaT unknown), minute (of the day, -1 unknown), age (-1 unknown) and
    weekday (Monday 0, -1 unknown, as the file states it).
    """
    flags: list[Flag] = []
    ran: list[Ran] = []
    for column, check in (("age", _ages), ("day", _days), ("minute", _hours), ("weekday", _weekdays)):
        if column not in frame.columns:
            ran.append(Ran(f"heaping_{column}", ran=False, why="no_column"))
            continue
        found, able = check(frame)
        flags += found
        ran.append(Ran(f"heaping_{column}", ran=able, why="" if able else "few_deaths"))
    return _ranked(flags, ran, most)


def _ages(frame: pd.DataFrame) -> tuple[list[Flag], bool]:
    heap = digits.age_heaping(frame["age"].to_numpy(dtype=np.int64))
    if heap is None:
        return [], False
    facts = {
        "grade": heap.grade,
        "myers": heap.myers,
        "digit": heap.digit,
        "digit_share": heap.share,
        "people": heap.people,
    }
    if heap.whipple < WHIPPLE or heap.p_value > HEAPING_CHANCE:
        return [], True
    severity = "implausible" if heap.whipple >= 125 else "notable"
    return [Flag("age_heaping", severity, None, None, heap.whipple, 100.0, heap.p_value, facts)], True  # type: ignore[arg-type]


def _days(frame: pd.DataFrame) -> tuple[list[Flag], bool]:
    days = frame["day"].to_numpy(dtype="datetime64[D]")
    first = heaping.first_of_month(days)
    if first is None:
        return [], False
    piles = [("first_of_month", first)]
    for check, pile in (
        ("middle_of_month", heaping.middle_of_month(days)),
        ("weekday_heaping", heaping.weekday_pile(days)),
        ("quiet_weekend", heaping.quiet_weekend(days)),
    ):
        piles += [(check, pile)] if pile else []
    return [_pile(check, pile) for check, pile in piles if _told(check, pile)], True


def _told(check: str, pile: heaping.Pile) -> bool:
    least = 1.0 if check in ("weekday_heaping", "quiet_weekend") else _TWICE
    return pile.p_value < HEAPING_CHANCE and pile.ratio >= least


def _hours(frame: pd.DataFrame) -> tuple[list[Flag], bool]:
    minutes = frame["minute"].to_numpy(dtype=np.int64)
    piles = [pile for hour in (0, 12) if (pile := heaping.hour_pile(minutes, hour)) is not None]
    told = [_pile("unknown_hour", pile) for pile in piles if _told("unknown_hour", pile)]
    return told, bool(piles)


def _weekdays(frame: pd.DataFrame) -> tuple[list[Flag], bool]:
    if "day" not in frame.columns:
        return [], False
    wrong, stated = disagreeing_weekdays(frame["day"].to_numpy("datetime64[D]"), frame["weekday"].to_numpy())
    if not stated or not wrong:
        return [], stated > 0
    facts = {"of": stated}
    severity = "implausible" if wrong > 0.01 * stated else "notable"
    return [Flag("weekday_disagrees", severity, None, None, float(wrong), 0.0, None, facts)], True  # type: ignore[arg-type]


def disagreeing_weekdays(days: NDArray[np.datetime64], stated: NDArray[np.int64]) -> tuple[int, int]:
    """Return how many deaths state another weekday than their date's, and how many state one."""
    known = (stated >= 0) & ~np.isnat(days)
    own = (days[known].astype(np.int64) + 3) % 7
    return int(np.sum(own != stated[known])), int(known.sum())


def _pile(check: str, pile: heaping.Pile) -> Flag:
    facts = {"what": pile.what, "of": pile.of, "ratio": pile.ratio}
    return Flag(check, "implausible", None, None, float(pile.seen), pile.expected, pile.p_value, facts)


def together(*findings: Findings, most: int = MOST) -> Findings:
    """Return several findings as one, ranked anew."""
    left_out = Counter[str]()
    for one in findings:
        left_out.update(one.left_out)
    answer = _ranked(
        [f for one in findings for f in one.flags], [c for one in findings for c in one.checks], most
    )
    left_out.update(answer.left_out)
    return Findings(answer.flags, answer.checks, dict(left_out))


def _ranked(flags: list[Flag], checks: list[Ran], most: int) -> Findings:
    ordered = sorted(flags, key=_weight)
    seen: Counter[str] = Counter()
    kept = []
    for flag in ordered:
        seen[flag.check] += 1
        if seen[flag.check] <= most:
            kept.append(flag)
    left_out = {check: number - most for check, number in seen.items() if number > most}
    return Findings(tuple(kept), tuple(checks), left_out)


def _weight(flag: Flag) -> tuple[int, float, float, str, str]:
    change = abs(np.log(max(flag.value or 0, 0.5) / max(flag.expected or 0, 0.5)))
    p_value = 1e-6 if flag.p_value is None else flag.p_value
    return RANK[flag.severity], p_value, -float(change), flag.time or "", flag.place or ""
