"""What is sealed with which key, and how does everything come under a new one?

A rotation makes a new current key and seals every value and kept file anew, in batches that
are each written whole. Killed half-way it loses nothing: all keys stay in the ring, and the
next rotation goes on where this one stopped. A key is dropped only when nothing is sealed
with it, and some time after it stopped being current, for what was on its way to the database.

It must never drop the current key, nor count a value that does not open as done.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from pazos.foundation.privacy.fields import Sealed, sealed_fields
from pazos.foundation.privacy.files import files_in, key_of_file, reseal_file
from pazos.foundation.privacy.keys import change, ring
from pazos.foundation.privacy.problems import SealProblem
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from django.db.models import Model

BATCH = 500
REST = timedelta(hours=1)  # longer than any transaction that may hold a value not yet written
VALUES, FILES = N_("values"), N_("files")


@dataclass(frozen=True)
class Tally:
    """How many values and files are sealed with each key; `open_files` are not sealed at all.

    What is sealed with a key that is not in the ring, or is no sealed value, stands under None.
    """

    values: Counter[str | None]
    files: Counter[str | None]
    open_files: int

    def uses(self, key_id: str | None) -> int:
        """Return how many values and files are sealed with one key."""
        return self.values[key_id] + self.files[key_id]


@dataclass
class Resealed:
    """What was sealed anew, and why the rest did not open; `new_key` where a rotation made one."""

    new_key: str | None = None
    values: int = 0
    files: int = 0
    problems: list[SealProblem] = field(default_factory=list)


def tally() -> Tally:
    """Count what is sealed with each key."""
    files = Counter(key_of_file(path) for path in files_in(Path(settings.CITY_FILES)))
    known = {key.id for key in ring().keys}
    sealed: Counter[str | None] = Counter()
    for key, count in files.items():
        if key is not None:
            sealed[key if key in known else None] += count
    return Tally(_tally_values(), sealed, files[None])


def _tally_values() -> Counter[str | None]:
    found: Counter[str | None] = Counter()
    for model, fields in sealed_fields().items():
        for one in fields:
            there = model._base_manager.filter(**{f"{one.name}__is_sealed": True})
            found[None] += there.count()
            for key in ring().keys:
                under = there.filter(**{f"{one.name}__sealed_under": key.id}).count()
                found[key.id] += under
                found[None] -= under
    return found


def anything_is_sealed() -> bool:
    """Tell whether some value or kept file cannot be read without a ring.

    It reads no ring, and bears with a database whose tables are older than the models.
    """
    for model, fields in sealed_fields().items():
        columns = _columns_of(model)
        for one in fields:
            rows = model._base_manager.using(connection.alias)
            sealed = rows.filter(**{f"{one.name}__is_sealed": True})
            if one.column in columns and sealed.exists():
                return True
    return any(key_of_file(path) for path in files_in(Path(settings.CITY_FILES)))


def _columns_of(model: type[Model]) -> set[str]:
    with connection.cursor() as cursor:
        if model._meta.db_table not in connection.introspection.table_names(cursor):
            return set()
        described = connection.introspection.get_table_description(cursor, model._meta.db_table)
    return {column.name for column in described}


def rotate(*, now: datetime, tell: Callable[[str, float], None] = lambda step, share: None) -> Resealed:
    """Bring everything under a new key, or finish a rotation that was stopped before its end."""
    found = tally()
    if found.open_files or any(found.uses(key.id) for key in ring().keys[:-1]):
        done = reseal(tell=tell)
        if done.values or done.files:
            return done
    # What is left of an earlier rotation does not open: it must not hold up every later one.
    new_key = change(lambda ring: ring.with_new_key(now)).current.id
    done = reseal(tell=tell)
    done.new_key = new_key
    return done


def reseal(*, tell: Callable[[str, float], None] = lambda step, share: None) -> Resealed:
    """Seal everything with the current key; may be stopped at any moment and called again."""
    done = Resealed()
    values = _tally_values()
    waiting = sum(values.values()) - values[ring().current.id]
    for model, fields in sealed_fields().items():
        for one in fields:
            for resealed, problems in _reseal_field(model, one):
                done.values += resealed
                done.problems += problems
                tell(VALUES, min(1.0, (done.values + len(done.problems)) / max(waiting, 1)))
    _reseal_files(done, tell)
    return done


def _reseal_field(model: type[Model], one: Sealed[Any, Any]) -> Iterator[tuple[int, list[SealProblem]]]:
    """Seal one field of all rows anew, yielding after each batch how many were and what did not open."""
    last: Any = None
    while True:
        with transaction.atomic():
            rows = model._base_manager.select_for_update().filter(
                ~Q(**{f"{one.name}__sealed_under": ring().current.id}), **{f"{one.name}__is_sealed": True}
            )
            rows = rows.only("pk", one.name, *one.into).order_by("pk")
            batch = list(rows[:BATCH] if last is None else rows.filter(pk__gt=last)[:BATCH])
            opened, problems = [], []
            for row in batch:
                try:
                    getattr(row, one.name)
                    opened.append(row)
                except SealProblem as problem:
                    problems.append(problem)
            model._base_manager.bulk_update(opened, [one.name])
        if not batch:
            return
        last = batch[-1].pk
        yield len(opened), problems


def _reseal_files(done: Resealed, tell: Callable[[str, float], None]) -> None:
    paths = list(files_in(Path(settings.CITY_FILES)))
    for place, path in enumerate(paths, start=1):
        try:
            if key_of_file(path) != ring().current.id:
                reseal_file(path)
                done.files += 1
        except SealProblem as problem:
            done.problems.append(problem)
        tell(FILES, place / len(paths))


def retire(*, now: datetime) -> list[str]:
    """Drop the keys that nothing is sealed with and that have rested, and return their ids."""
    found = tally()
    free = {
        key.id
        for key in ring().keys
        if key.retiring_since and key.retiring_since + REST <= now and not found.uses(key.id)
    }
    if free:
        change(lambda ring: ring.without(free))
    return sorted(free)
