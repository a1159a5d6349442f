"""Which row of a source's later file says again what a claim said? One to one, and always the same answer.

A source's own number leads where it holds from one file to the next; where it does not, or there is
none, the facts lead: first those that are equal in all, then those that differ in one (an edit made
in silence). Two claims are never carried to one row, and a claim never to another source's row.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date

# By which two rows are told to be of one victim; the likeliest to be edited first.
FACTS = ("minute_of_day", "place", "age", "weapon", "sex", "occurred_on")
FEWEST_STATED = 3  # facts that both rows must state alike before the one that differs is called an edit
DAYS_APART = 31  # a day that moves by more is another death's
_HALF = len(FACTS) // 2
_MANY = 20  # rows of one number, beyond which it is no case's number


class Row(NamedTuple):
    """One victim of one record: where it stands, and all that the source states and may edit."""

    ordinal: int
    death: int | None
    flags: dict[str, bool] | None  # as they stand with its claim
    record: int
    delivery: int
    replaced_by: int | None
    source: int
    key: str  # the source's own number, "" for none
    occurred_on: date
    dated_by: str
    died_on: date | None
    registered_on: date | None
    minute_of_day: int | None
    age: int | None
    age_group: str
    sex: str
    weapon: str
    manner: str
    cause_code: str
    conflict_related: bool | None
    place: str | None
    zone: str
    lon: float | None
    lat: float | None
    municipality_code: str
    died_in_code: str


EDITABLE = Row._fields[Row._fields.index("occurred_on") :]
_STATED = itemgetter(slice(Row._fields.index("source"), None))
Rows = dict[int, Row]  # by number: a claim's, or any; in the order of their files
Pairs = dict[int, int]  # a row of the later file: the claim


def carried(lost: Rows, withdrawn: Rows, come: Rows) -> Pairs:
    """Return which rows of `come` say again what a claim said.

    `lost` holds claims whose record is no longer in use, `withdrawn` those that no later file said
    again so far, `come` the victims whom nobody claims yet.
    """
    if not come or not (lost or withdrawn):
        return {}
    found = _equal(lost, come)
    back = _equal(withdrawn, _without(come, found))
    held = _sources_whose_keys_hold({**lost, **withdrawn}, come, found | back)
    was, now = _without(lost, found.values()), _without(come, found.keys() | back)
    found |= _but_for_one(was, now, held)
    was, now = _without(lost, found.values()), _without(come, found.keys() | back)
    found |= _of_one_key(was, now, held)
    now = _without(come, found.keys() | back)
    return found | back | _of_one_key(_without(withdrawn, back.values()), now, held)


def _without(rows: Rows, numbers: Collection[int]) -> Rows:
    out = set(numbers)
    return {number: row for number, row in rows.items() if number not in out} if out else rows


def _equal(was: Rows, now: Rows) -> Pairs:
    found: Pairs = {}
    for names in (("key", *EDITABLE), ("key", *FACTS), EDITABLE, FACTS):
        found |= _in_order(_without(was, found.values()), _without(now, found), names)
    return found


def _in_order(was: Rows, now: Rows, names: Sequence[str]) -> Pairs:
    """Pair rows of one source that are equal in these values: the first with the first, and so on."""
    if not was or not now:
        return {}
    # All that a row states is its end: one cut, not twenty look-ups.
    whole = names == ("key", *EDITABLE)
    said: Callable[[Row], Any] = _STATED if whole else attrgetter("source", *names)
    waiting: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for claim, row in reversed(was.items()):
        waiting[said(row)].append(claim)
    return {number: claims.pop() for number, row in now.items() if (claims := waiting.get(said(row)))}


def _sources_whose_keys_hold(was: Rows, now: Rows, found: Pairs) -> set[int]:
    """Return the sources whose own numbers mean the same case in both files, as far as facts can tell."""
    same: Counter[int] = Counter()
    renumbered: Counter[int] = Counter()
    for number, claim in found.items():
        before, after = was[claim].key, now[number].key
        if before and after:
            (same if before == after else renumbered)[now[number].source] += 1
    keys_was, keys_now = _keys(was), _keys(now)
    return {
        source
        for source, keys in keys_now.items()
        if (mine := keys_was.get(source))
        and 2 * len(mine & keys) >= min(len(mine), len(keys))
        and 4 * renumbered[source] <= same[source]
    }


def _keys(rows: Rows) -> dict[int, set[str]]:
    keys: dict[int, set[str]] = defaultdict(set)
    for row in rows.values():
        if row.key:
            keys[row.source].add(row.key)
    return keys


def _but_for_one(was: Rows, now: Rows, held: set[int]) -> Pairs:
    """Pair rows that differ in one fact: of one number first, then, where numbers do not hold, of any."""
    found: Pairs = {}
    for by_key in (True, False):
        for fact in FACTS:
            others = [name for name in FACTS if name != fact]
            fits = _fitting(others, by_key=by_key, held=held)
            first, second = (
                {number: row for number, row in side.items() if fits(row)}
                for side in (_without(was, found.values()), _without(now, found))
            )
            names = ["key", *others] if by_key else others
            pair = _by_near_days if fact == "occurred_on" else _in_order
            found |= pair(first, second, names)
    return found


def _fitting(names: Sequence[str], *, by_key: bool, held: set[int]) -> Callable[[Row], bool]:
    """Return which rows state enough to be told by these facts, and by their number or without it."""
    said = attrgetter(*names)

    def fits(row: Row) -> bool:
        if (by_key and not row.key) or (not by_key and row.key and row.source in held):
            return False
        stated: int = sum(value is not None and value != "" for value in said(row))
        return stated >= FEWEST_STATED

    return fits


def _by_near_days(was: Rows, now: Rows, names: Sequence[str]) -> Pairs:
    """Pair rows that are equal but for the day, in the order of their days, where the days are near."""
    said = attrgetter("source", *names)
    groups: dict[tuple[Any, ...], tuple[list[tuple[int, int]], list[tuple[int, int]]]]
    groups = defaultdict(lambda: ([], []))
    for side, rows in enumerate((was, now)):
        for number, row in rows.items():
            groups[said(row)][side].append((row.occurred_on.toordinal(), number))
    found: Pairs = {}
    for first, second in groups.values():
        found |= _walk(sorted(first), sorted(second))
    return found


def _walk(was: list[tuple[int, int]], now: list[tuple[int, int]]) -> Pairs:
    found: Pairs = {}
    left, right = 0, 0
    while left < len(was) and right < len(now):
        apart = now[right][0] - was[left][0]
        if abs(apart) <= DAYS_APART:
            found[now[right][1]] = was[left][1]
        left += apart >= -DAYS_APART
        right += apart <= DAYS_APART
    return found


def _of_one_key(was: Rows, now: Rows, held: set[int]) -> Pairs:
    """Pair rows of one number, where numbers hold, that agree in half of the facts or more."""
    first, second = (_by_key(rows, held) for rows in (was, now))
    said = attrgetter(*FACTS)
    agreeing: list[tuple[int, int, int, int]] = []
    for key, numbers in second.items():
        for number in numbers:
            for claim in first.get(key, ()):
                agree = sum(a == b for a, b in zip(said(was[claim]), said(now[number]), strict=True))
                if agree >= _HALF:
                    agreeing.append((-agree, len(agreeing), claim, number))
    found: Pairs = {}
    taken: set[int] = set()
    for _, _, claim, number in sorted(agreeing):
        if number not in found and claim not in taken:
            found[number] = claim
            taken.add(claim)
    return found


def _by_key(rows: Rows, held: set[int]) -> Mapping[tuple[int, str], list[int]]:
    """Return the rows of each number that can be a case's."""
    by_key: dict[tuple[int, str], list[int]] = defaultdict(list)
    for number, row in rows.items():
        if row.key and row.source in held:
            by_key[row.source, row.key].append(number)
    return {key: numbers for key, numbers in by_key.items() if len(numbers) <= _MANY}
