"""How many deaths does a rule count, month by month, and why not the others?

A month that no source of the rule delivered has no count; it is never a zero. Nothing here joins
what two rules count, nor draws one rule past its own time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Max, Min

from pazos.analysis.register.reading import judged, read_register
from pazos.domain.register.actions.counting import ship_rules
from pazos.domain.register.breaks import Break, Named, lines
from pazos.domain.register.frozen import last_day
from pazos.domain.register.models import Death
from pazos.domain.register.queries.closing import coverage, months_between
from pazos.domain.register.queries.counting import in_force, named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pazos.analysis.register.reading import Register
    from pazos.domain.register.counting import Rule
    from pazos.domain.register.models import CountingRule
    from pazos.domain.register.queries.closing import Coverage
    from pazos.domain.sources.models import Source

_LENGTH = {"month": 7, "year": 4}  # of the text of a day, up to its month or year


def rules_in_force() -> list[CountingRule]:
    """Return the rules that count today, those that come with Pazos among them."""
    ship_rules()
    return in_force()


@dataclass(frozen=True)
class Period:
    """One month or year of a count. `deaths` is None where no source of the rule delivered it."""

    start: date
    deaths: int | None
    open: int  # of those counted: a pair of theirs waits for a person
    not_counted: Mapping[str, int]  # what decided, and of how many deaths
    missing: tuple[str, ...]  # names of the rule's sources that did not deliver all of it
    partial: bool = False  # the span begins or ends within it


@dataclass(frozen=True)
class Counted:
    """What one rule counts within its own time: one line, and never more than one."""

    named: Named
    by: str
    periods: tuple[Period, ...]
    sources: tuple[str, ...]  # names of those that the rule listens to

    @property
    def total(self) -> int:
        """The deaths of all periods that were delivered."""
        return sum(period.deaths or 0 for period in self.periods)

    @property
    def not_counted(self) -> dict[str, int]:
        """What decided against how many deaths, the most frequent first."""
        every: Counter[str] = Counter()
        for period in self.periods:
            every.update(period.not_counted)
        return dict(every.most_common())


@dataclass(frozen=True)
class Chart:
    """What may be drawn of a span: lines in order of time, and where and why they break."""

    counted: tuple[Counted, ...]
    breaks: tuple[Break, ...]


def series(
    rule: Named, *, first: date, last: date, by: str = "month", register: Register | None = None
) -> Counted:
    """Count by one rule from `first` to `last`, which must lie in the rule's time.

    Raises ValueError for a span that leaves it: `chart` cuts such a span and says so.
    """
    if not (rule.rule.covers(first) and rule.rule.covers(last)):
        raise ValueError(
            f"{rule} does not count from {first} to {last}: a line may not leave its rule's time"
        )
    register = register or read_register(first, last)
    return _counted(rule, _Span(first, last, by), register=register, delivered=coverage())


def chart(rule: Named, *, first: date, last: date, by: str = "month", others: Sequence[Named] = ()) -> Chart:
    """Count by a rule, cut where its time ends; there the rule of the same sources that joins it takes over."""
    cut = lines(rule, first=first, last=last, others=others)
    register, delivered = read_register(first, last), coverage()
    counted = tuple(
        _counted(one.named, _Span(one.first, one.last, by), register=register, delivered=delivered)
        for one in cut.stretches
    )
    return Chart(counted, cut.breaks)


@dataclass(frozen=True)
class _Span:
    first: date
    last: date
    by: str

    def starts(self) -> Iterator[date]:
        """Yield the first day of each month or year that the span touches."""
        for month in months_between(self.first, self.last):
            if self.by == "month" or month.month == 1 or month == self.first.replace(day=1):
                yield month if self.by == "month" else month.replace(month=1)


def _counted(rule: Named, span: _Span, *, register: Register, delivered: Coverage) -> Counted:
    counts, waits, kept_out = _tally(rule, span, register)
    sources = listened_to(rule.rule, delivered.sources)
    periods = []
    for start in span.starts():
        key = start.isoformat()[: _LENGTH[span.by]]
        months = [month for month in _months(start, span.by) if month <= span.last]
        absent = {month: delivered.missing(month, sources) for month in months}
        nothing = all(len(found) == len(sources) for found in absent.values())
        periods.append(
            Period(
                start=start,
                deaths=None if nothing and not counts[key] else counts[key],
                open=waits[key],
                not_counted=dict(kept_out[key].most_common()),
                missing=tuple(sorted({one.name for found in absent.values() for one in found})),
                partial=start < span.first or last_day(_months(start, span.by)[-1]) > span.last,
            )
        )
    return Counted(rule, span.by, tuple(periods), tuple(one.name for one in sources))


def _tally(
    rule: Named, span: _Span, register: Register
) -> tuple[Counter[str], Counter[str], defaultdict[str, Counter[str]]]:
    first, last, length = span.first.isoformat(), span.last.isoformat(), _LENGTH[span.by]
    counts: Counter[str] = Counter()
    waits: Counter[str] = Counter()
    kept_out: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for number, day, against in judged(rule, register):
        if not first <= day <= last:
            continue
        if against:
            kept_out[day[:length]][against] += 1
            continue
        counts[day[:length]] += 1
        if number in register.waiting:
            waits[day[:length]] += 1
    return counts, waits, kept_out


def listened_to(rule: Rule, sources: Sequence[Source]) -> tuple[Source, ...]:
    """Return the sources that a rule listens to."""
    return tuple(one for one in sources if not rule.kinds or one.kind in rule.kinds)


def _months(start: date, by: str) -> list[date]:
    return [start] if by == "month" else [start.replace(month=month) for month in range(1, 13)]


@dataclass(frozen=True)
class ComparedYear:
    """A year under two rules. A rule that does not count in the year has None, never a zero."""

    year: int
    counts: tuple[int | None, int | None]
    alone: tuple[int | None, int | None]  # counted by the first only, by the second only


class Alone(NamedTuple):
    """A death that one rule counts and the other does not, and what keeps it out of that one."""

    number: int
    day: date
    against: str


@dataclass(frozen=True)
class Compared:
    """Two rules over the same deaths: what each counts by year, and which deaths one counts alone."""

    years: tuple[ComparedYear, ...]
    alone: tuple[tuple[Alone, ...], tuple[Alone, ...]]


def compare(first: Named, second: Named) -> Compared:
    """Hold a rule against another, death by death, over the whole register."""
    register = read_register()
    counts: tuple[Counter[int], Counter[int]] = (Counter(), Counter())
    alone: tuple[list[Alone], list[Alone]] = ([], [])
    for one, other in zip(judged(first, register), judged(second, register), strict=True):
        for place, (mine, theirs) in enumerate(((one, other), (other, one))):
            number, day, against = mine
            if against:
                continue
            counts[place][int(day[:4])] += 1
            if theirs[2]:
                alone[place].append(Alone(number, date.fromisoformat(day), theirs[2]))
    by_year = [Counter(death.day.year for death in found) for found in alone]
    years = [
        ComparedYear(
            year,
            (_in_time(first, year, counts[0]), _in_time(second, year, counts[1])),
            (_in_time(first, year, by_year[0]), _in_time(second, year, by_year[1])),
        )
        for year in sorted(counts[0].keys() | counts[1].keys())
    ]
    latest = [tuple(sorted(found, key=lambda one: (one.day, one.number), reverse=True)) for found in alone]
    return Compared(tuple(years), (latest[0], latest[1]))


def _in_time(named_: Named, year: int, counts: Counter[int]) -> int | None:
    rule = named_.rule
    begins, ends = rule.valid_from or date.min, rule.valid_until or date.max
    return counts[year] if begins.year <= year <= ends.year else None


def span_of_register() -> tuple[date, date] | None:
    """Return the first day of the register's first month and the last day of its last; None when it is empty."""
    found: dict[str, Any] = Death.objects.filter(merged_into__isnull=True).aggregate(
        first=Min("occurred_on"), last=Max("occurred_on")
    )
    if found["first"] is None:
        return None
    return found["first"].replace(day=1), last_day(found["last"].replace(day=1))


def all_named(rows: Sequence[CountingRule]) -> list[Named]:
    """Return stored rules as counting needs them."""
    return [named(row) for row in rows]
