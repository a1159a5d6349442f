"""What legal orientation, restorative processes and measures served: counted once a quarter, in the night from which it may be.

Each quarter and each year is a list of its own and suppressed by itself. A year counts what was erased since; a
quarter cannot, for of what is erased only the year is left. Only those that ended are told.

A quarter is one run, and what it tells is frozen with it: counted on any day, a count that steps over a rounding
says on which day one process was stopped. The list of a year is told by the first quarter that may, and again
only where each number that would change does so by enough people: processes go on after their year, and what came
late would stand in the difference.

What is few is asked of different people where they are known: processes of the same side, measures and orientations of
the same participant. Most orientation is given to somebody who is not named; each of those, and of what
was erased, counts as somebody's own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Min
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pazos.analysis.disclosing import MINIMUM, TOTAL, by_person
from pazos.analysis.programme.gate import ROUNDED_TO, TO, told_list
from pazos.analysis.programme.quarterly import count_once, kept, quarter_of
from pazos.domain.disputes.quarters import Quarter, countable
from pazos.domain.justice.models import FormerCount, Measure, Orientation, Party, Process
from pazos.domain.justice.vocabulary import Counted, Matter, MeasureKind, Side
from pazos.domain.teams.queries import reach_of
from pazos.foundation.runs.actions import Hashes, Input, hashes_of
from pazos.foundation.runs.canonical import sha256_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from pazos.domain.people.models import Staff
    from pazos.foundation.runs.models import Run

    Plain = dict[str, Any]
    Told = dict[str, int | None]

METHOD = "programme_justice"
COLUMNS = ("what", "period", "code", "number", "run")


class Standing(models.TextChoices):
    """How a process stood at the end of a quarter: of the steps before its end no day is kept."""

    UNDER_WAY = "under_way", _("under way")
    CLOSED = "closed", pgettext_lazy("a process", "closed")
    STOPPED = "stopped", pgettext_lazy("a process", "stopped")


CODES: dict[Counted, type[models.TextChoices]] = {
    Counted.ORIENTATION: Matter,
    Counted.PROCESS: Standing,
    Counted.MEASURE: MeasureKind,
}


class Period(NamedTuple):
    """One quarter or year, its counts by code, TOTAL for all, None where hidden, and the run that counted it."""

    name: str
    counts: Told
    run: int


class Served(NamedTuple):
    """Orientation by quarter, and what there was of each kind by year; the oldest first."""

    quarters: tuple[Period, ...]
    years: dict[Counted, tuple[Period, ...]]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is told yet."""
        return not self.quarters and not any(self.years.values())


@dataclass(frozen=True)
class _Record:
    """One orientation, process or measure; `who` is the participant, or its own number where nobody is known."""

    key: str
    on: date
    code: str
    who: str
    changed_on: date | None = None  # since when it is of this code
    before: str = ""  # its code until then

    def code_on(self, until: date) -> str:
        """Return what it was counted as at the end of a day."""
        return self.before if self.changed_on is not None and self.changed_on > until else self.code


def served(*, seen_by: Staff) -> Served:
    """Return what was served, as it was last counted.

    Raises:
        PermissionDenied: they may not see totals.
    """
    if reach_of(seen_by, TO).is_nothing:
        raise PermissionDenied
    runs = kept(METHOD)
    quarters = [Period(quarter.name, run.result["quarter"], run.pk) for quarter, run in runs.items()]
    while quarters and quarters[0].counts[TOTAL] == 0:
        del quarters[0]
    years: dict[Counted, tuple[Period, ...]] = {}
    for what in CODES:
        told = _told_before([*runs.values()], what)
        years[what] = tuple(
            Period(year, run.result["years"][what][year], run.pk) for year, run in sorted(told.items())
        )
    return Served(tuple(quarters), years)


def lines(found: Served) -> Iterator[tuple[object, ...]]:
    """Give the rows of a file under COLUMNS; an empty number is a hidden one."""
    tables = [(Counted.ORIENTATION, found.quarters), *found.years.items()]
    for what, periods in tables:
        for period in periods:
            for code in (*CODES[what].values, TOTAL):
                yield (what.value, period.name, code, period.counts[code], period.run)


def count_new(*, on: date) -> int:
    """Count every quarter that may be counted on a day, from the one after the last that was; return how many.

    No quarter before one that was counted is counted any more: it would tell of years as they stood before.
    """
    known = [*kept(METHOD)]
    first = known[-1].following.first_on if known else _first()
    new = list(countable(first, on=on)) if first is not None else []
    for quarter in new:
        count_once(METHOD, quarter, partial(_after_others, quarter), by=None, rounded_to=ROUNDED_TO)
    return len(new)


def hashes_again(run: Run, _by: Staff | None) -> Hashes:
    """Count what a run counted once more and return the hashes alone: nothing new is kept."""
    return hashes_of(*_after_others(quarter_of(run)))


def _first() -> date | None:
    began: list[date | None] = [
        Orientation.objects.aggregate(first=Min("on"))["first"],
        Process.objects.aggregate(first=Min("asked_on"))["first"],
        Measure.objects.aggregate(first=Min("begins_on"))["first"],
    ]
    erased = FormerCount.objects.aggregate(first=Min("year"))["first"]
    if erased is not None:
        began.append(Quarter(erased, 4).first_on)
    return min((day for day in began if day is not None), default=None)


def _after_others(quarter: Quarter) -> tuple[Plain, list[Input]]:
    """Return what is told of a quarter after those before it that were counted, and what was read."""
    return _reckoned(quarter, [run for of, run in kept(METHOD).items() if of < quarter])


def _reckoned(quarter: Quarter, before: Sequence[Run]) -> tuple[Plain, list[Input]]:
    """Return what is told of a quarter, and of the years that ended by it where that is new, and what was read."""
    years: Plain = {}
    inputs: list[Input] = []
    quarterly: Told = {}
    for what in CODES:
        records = _records(what, until=quarter.last_on)
        if what is Counted.ORIENTATION:
            given = [one for one in records if one.on >= quarter.first_on]
            quarterly = _list_of(what, given, {}, until=quarter.last_on)
        years[what.value] = dict(_new_years(what, records, quarter, _told_before(before, what)))
        told = sum(each[TOTAL] or 0 for each in years[what.value].values())
        inputs.append(Input(what.value, sha256_of(sorted(one.key for one in records)), told))
    return {"quarter": quarterly, "years": years}, inputs


def _new_years(
    what: Counted, records: Sequence[_Record], quarter: Quarter, told: Mapping[str, Run]
) -> Iterator[tuple[str, Told]]:
    """Give the lists of years that ended by a quarter and were not told, or change by enough people since."""
    erased: dict[int, Counter[str]] = {}
    for year, code, number in FormerCount.objects.filter(what=what).values_list("year", "code", "number"):
        known = code if code in CODES[what].values else Standing.UNDER_WAY.value  # erased before its end
        erased.setdefault(year, Counter())[known] += number
    for year in sorted({*erased, *(one.on.year for one in records)}):
        if Quarter(year, 4) > quarter:
            continue
        mine = [one for one in records if one.on.year == year]
        found = _list_of(what, mine, erased.get(year, {}), until=quarter.last_on)
        last = told.get(str(year))
        if last is None or _changed_by_enough(
            found,
            last.result["years"][what.value][str(year)],
            _moved(mine, since=quarter_of(last).last_on, until=quarter.last_on),
        ):
            yield str(year), found


def _list_of(
    what: Counted, records: Sequence[_Record], erased: Mapping[str, int], *, until: date
) -> dict[str, int | None]:
    codes = CODES[what].values
    counts = Counter(one.code_on(until) for one in records)
    gone = [(code, (code, n)) for code in codes for n in range(erased.get(code, 0))]
    people = by_person([*((one.code_on(until), one.who) for one in records), *gone])
    return told_list({code: counts[code] + erased.get(code, 0) for code in codes}, people=people)


def _moved(records: Iterable[_Record], *, since: date, until: date) -> dict[str, set[Hashable]]:
    """Return the different people behind each number that something came to or went from between two days."""
    codes = [(one.code_on(since), one.code_on(until), one.who) for one in records]
    return by_person((code, who) for then, now, who in codes if then != now for code in (then, now))


def _changed_by_enough(found: Told, known: Told, moved: Mapping[str, set[Hashable]]) -> bool:
    """Tell whether a list is another than the one that is known, and each number that changed did by enough people."""
    changed = [code for code in found if found[code] != known[code]]
    if TOTAL in changed and None in (found[TOTAL], known[TOTAL]):
        changed.remove(TOTAL)  # it was hidden for the sake of the others, or is now
    return bool(changed) and all(len(moved.get(code, ())) >= MINIMUM for code in changed)


def _told_before(runs: Iterable[Run], what: Counted) -> dict[str, Run]:
    """Return, by year, the last of some runs (the earliest first) that told its list."""
    return {year: run for run in runs for year in run.result["years"][what.value]}


def _records(what: Counted, *, until: date) -> list[_Record]:
    if what is Counted.PROCESS:
        return _processes(until)
    rows = (
        Orientation.objects.filter(on__lte=until).values_list("pk", "on", "matter", "case__participant")
        if what is Counted.ORIENTATION
        else Measure.objects.filter(begins_on__lte=until).values_list(
            "pk", "begins_on", "kind", "case__participant"
        )
    )
    return [_Record(str(key), on, code, str(who or key)) for key, on, code, who in rows.order_by()]


def _processes(until: date) -> list[_Record]:
    sides = Party.objects.filter(
        process__asked_on__lte=until, side__in=(Side.HARMED, Side.RESPONSIBLE), case__isnull=False
    )
    pairs = sides.order_by("pk").values_list("process", "case__participant")
    of = _joined((str(process), str(who)) for process, who in pairs)
    rows = Process.objects.filter(asked_on__lte=until).order_by()
    under_way = Standing.UNDER_WAY.value
    return [
        _Record(
            str(key),
            asked_on,
            state if ended_on else under_way,
            of.get(str(key), str(key)),
            ended_on,
            under_way,
        )
        for key, asked_on, state, ended_on in rows.values_list("pk", "asked_on", "state", "ended_on")
    ]


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return one name for all processes that share somebody, directly or through others."""
    above: dict[str, str] = {}

    def top(one: str) -> str:
        while (further := above.setdefault(one, one)) != one:
            one = further
        return one

    joined = list(pairs)
    for process, who in joined:
        above[top(process)] = top(who)
    return {process: top(process) for process, _who in joined}
