"""Who came where and when, as small whole numbers at hand in this process: a page must not open 12,000 seals.

Codes of traits and row numbers are kept, never a name, a document or a key; nothing goes to a cache
outside the process or to disk. What is held is checked against the database at every question: a new
person costs one opening, an erased one is forgotten here at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import Count, Max, Sum

from pazos.domain.activities.models import Attendance
from pazos.domain.participants.models import Participant
from pazos.domain.participants.traits import Traits
from pazos.domain.participants.vocabulary import Answer, Ethnic, Sex

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from numpy.typing import NDArray

    Whole = NDArray[np.int32]

NOT_KNOWN = -1
LATE = timedelta(minutes=15)  # a row may be written long before its transaction is seen by others
SEXES, ETHNIC, ANSWERS = tuple(Sex), tuple(Ethnic), tuple(Answer)
NOTHING = (len(SEXES) - 1, len(ETHNIC) - 1, len(ANSWERS) - 1, len(ANSWERS) - 1, NOT_KNOWN, 0, NOT_KNOWN)


@dataclass(frozen=True)
class People:
    """One place in each array a person, in the order in which this process met them.

    `born` counts months (year x 12 + month - 1), or years x 12 where `by_month` is 0; `place` is the
    number of a neighbourhood; -1 is not known. The others are places in SEXES, ETHNIC and ANSWERS.
    """

    sex: Whole
    ethnic: Whole
    disability: Whole
    conflict_victim: Whole
    born: Whole
    by_month: Whole
    place: Whole

    def __len__(self) -> int:
        return len(self.sex)


@dataclass(frozen=True)
class Attended:
    """One place in each array an attendance, the earliest day first.

    `activity` is the activity's number, `person` the place in `People`, `day` a proleptic ordinal,
    `month` counts months as `People.born` does.
    """

    activity: Whole
    person: Whole
    day: Whole
    month: Whole

    def __len__(self) -> int:
        return len(self.day)


@dataclass(frozen=True)
class Held:
    """Everything that a slice is counted from."""

    people: People
    attended: Attended


@dataclass
class _Memory:
    """What this process knows, and how far."""

    places: dict[UUID, int] = field(default_factory=dict)  # a person's place in the arrays
    codes: list[tuple[int, ...]] = field(default_factory=list)
    seals: list[int] = field(default_factory=list)  # which sealing the codes were read from
    merged: dict[UUID, UUID] = field(default_factory=dict)  # who is kept as whom
    seen: tuple[int, datetime | None] = (0, None)
    rows: tuple[Any, ...] = (0, 0, None)
    attended: NDArray[np.int64] = field(default_factory=lambda: np.empty((0, 4), dtype=np.int64))
    made: Held | None = None


_memory = _Memory()
_lock = Lock()


def held() -> Held:
    """Return who came where and when, as the database says it now."""
    with _lock:
        changed = _look_at_people(_memory)
        changed |= _look_at_attendance(_memory)
        if changed or _memory.made is None:
            _memory.made = _arrays(_memory)
        return _memory.made


def known(keys: Iterable[str]) -> tuple[People, NDArray[np.int64]]:
    """Return the people and the place of each key among them, -1 for one that is nobody's."""
    people = held().people
    with _lock:
        places = {str(key): place for key, place in _memory.places.items()}
    return people, np.array([places.get(key, NOT_KNOWN) for key in keys], dtype=np.int64)


def _look_at_people(memory: _Memory) -> bool:
    found = Participant.objects.aggregate(number=Count("pk"), newest=Max("changed_at"))
    now = (found["number"], found["newest"])
    if now == memory.seen:
        return False
    rows = Participant.objects.order_by().only("traits", "neighbourhood")
    since = memory.seen[1]
    _read(memory, rows if since is None else rows.filter(changed_at__gte=since - LATE))
    if len(memory.places) != now[0]:
        _drop_missing(memory)
    _look_at_merges(memory)
    memory.seen = now
    return True


def _look_at_merges(memory: _Memory) -> None:
    """Read attendance anew where two people became one, or one two: what they came to has moved."""
    rows = Participant.objects.filter(merged_into__isnull=False).order_by()
    merged = {key: into for key, into in rows.values_list("pk", "merged_into") if into}
    if merged != memory.merged:
        memory.merged, memory.rows = merged, (0, 0, None)
        memory.attended = np.empty((0, 4), dtype=np.int64)


def _read(memory: _Memory, rows: Iterable[Participant]) -> None:
    for row in rows:
        sealed: Any = row
        seal = hash((sealed.traits_sealed, row.neighbourhood_id))
        place = memory.places.get(row.pk)
        if place is None:
            memory.places[row.pk] = len(memory.codes)
            memory.codes.append(_codes(row))
            memory.seals.append(seal)
        elif memory.seals[place] != seal:
            memory.codes[place], memory.seals[place] = _codes(row), seal


def _codes(row: Participant) -> tuple[int, ...]:
    traits = Traits.read(row.traits)
    year, month = traits.birth_year, traits.birth_month
    return (
        SEXES.index(traits.sex),
        ETHNIC.index(traits.ethnic),
        ANSWERS.index(traits.disability),
        ANSWERS.index(traits.conflict_victim),
        NOT_KNOWN if year is None else 12 * year + (month - 1 if month else 0),
        int(bool(month)),
        row.neighbourhood_id or NOT_KNOWN,
    )


def _drop_missing(memory: _Memory) -> None:
    """Forget those who were erased, and read those who were missed; places never move."""
    known = set(Participant.objects.order_by().values_list("pk", flat=True))
    for key in memory.places.keys() - known:
        memory.codes[memory.places.pop(key)] = NOTHING
    missed = known - memory.places.keys()
    if missed:
        rows = Participant.objects.order_by().only("traits", "neighbourhood")
        _read(memory, (row for row in rows if row.pk in missed))


def _look_at_attendance(memory: _Memory) -> bool:
    found = Attendance.objects.aggregate(number=Count("pk"), newest=Max("pk"))
    now = (found["number"], found["newest"] or 0, _whose(found["newest"]))
    if now == memory.rows:
        return False
    _, last, whose = memory.rows
    # Another database (a backup put back) may have other people under the same numbers.
    grown = memory.attended
    if last and _whose(last) == whose:
        grown = np.concatenate([grown, _rows_after(last, memory.places)])
    if _is_other(grown, now[0]):
        grown = _rows_after(0, memory.places)
    memory.attended, memory.rows = grown, now
    return True


def _whose(attendance: int | None) -> UUID | None:
    return Attendance.objects.filter(pk=attendance or 0).values_list("participant", flat=True).first()


def _is_other(rows: NDArray[np.int64], number: int) -> bool:
    """Tell whether these are not all attendances there are: some were taken out, or were seen late."""
    if len(rows) != number:
        return True
    numbers = Attendance.objects.aggregate(all=Sum("pk"))["all"]
    return bool(rows[:, 3].sum() != (numbers or 0))


def _rows_after(last: int, places: dict[UUID, int]) -> NDArray[np.int64]:
    """Return activity, person, day and number of every attendance after one, of people who are known."""
    rows = Attendance.objects.filter(pk__gt=last).order_by()
    found = rows.values_list("activity_id", "participant_id", "on", "pk")
    lines = [
        (activity, places[person], on.toordinal(), key)
        for activity, person, on, key in found.iterator(chunk_size=20_000)
        if person in places
    ]
    return np.array(lines, dtype=np.int64).reshape(-1, 4)


def _arrays(memory: _Memory) -> Held:
    codes = np.array(memory.codes, dtype=np.int32).reshape(-1, len(NOTHING))
    rows = memory.attended[np.argsort(memory.attended[:, 2], kind="stable")]
    activity, person, day = (rows[:, n].astype(np.int32) for n in range(3))
    people = People(*(codes[:, n].copy() for n in range(len(NOTHING))))
    return Held(people, Attended(activity, person, day, month_of(day)))


def month_of(day: Whole) -> Whole:
    """Return the months (year x 12 + month - 1) of proleptic ordinals."""
    days = (day.astype(np.int64) - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    return (days.astype("datetime64[M]").astype(np.int64) + 1970 * 12).astype(np.int32)
