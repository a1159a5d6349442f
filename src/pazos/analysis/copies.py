"""Which copies of the city's database did Pazos make, how old are they, and which go?

Whoever is erased is told for how many days an older copy lives (`backup_days`); this keeps that word for copies made
here. A copy knows when it was made: a table of its own says it, signed with the secret of the city's keys. So neither
another city's copy, nor a file that only looks like one, nor a copy that was put back and is a city again (`forget_made`)
is taken for one. The newest never goes.
"""

from __future__ import annotations

import hmac
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.utils import timezone

from pazos.domain.fieldwork.models import BackupMark
from pazos.domain.territory.queries import municipality
from pazos.foundation.audit import actions as audit
from pazos.foundation.jobs.models import DailyRound
from pazos.foundation.privacy.sealing import blind_index
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "pazos_copy"
DEED = "copies"  # in the setting DAILY
UNFINISHED = ".partial"
BESIDE = ("-wal", "-shm", "-journal")
STILL_WRITTEN = timedelta(days=1)  # an unfinished copy that is younger may be under way
HEADER = b"SQLite format 3\0"
CITY = ("pazos.toml", "pazos.sqlite3")  # where both stand, the second is a city's database


@dataclass(frozen=True)
class Copy:
    """A copy of this city's database and when it was made; an unfinished one was cut short."""

    file: Path
    made_at: datetime
    is_finished: bool = True

    def days(self, *, now: datetime) -> int:
        """Return its age, in days of the calendar; below zero where a clock was wrong."""
        return (timezone.localdate(now) - timezone.localdate(self.made_at)).days


@dataclass(frozen=True)
class LetGo:
    """Which copies went, and why others that are due stayed."""

    gone: list[Copy]
    stayed: list[InputProblem]


@dataclass(frozen=True)
class Look:
    """What was found in the known folders: how many copies are older than promised, and where one could not look."""

    at: datetime
    over: dict[str, int] = field(default_factory=dict)
    unreachable: list[str] = field(default_factory=list)


def make(target: Path, *, at: datetime) -> None:
    """Write a whole copy of the database that knows when it was made; under its name there is all of it or nothing."""
    if target.exists():
        raise InputProblem(N_("{file} exists already. Name a new file."), file=target)
    aside = target.with_name(f".{target.name}{_unfinished()}")
    try:
        aside.unlink(missing_ok=True)
        aside.touch(mode=0o600)
        _copy_to(aside, at=at)
        aside.rename(target)
    except (OSError, sqlite3.Error) as error:
        raise InputProblem(
            N_(
                "The copy {file} could not be written: {reason}. Name a folder that you may write in and that has "
                "room for a whole copy."
            ),
            file=target,
            reason=getattr(error, "strerror", None) or error,
        ) from error
    finally:
        _clear(aside)


def _copy_to(file: Path, *, at: datetime) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        # SQLite's own way: a copy of the file alone would miss what stands in the write-ahead log.
        connection.connection.backup(copy)
        copy.execute("pragma journal_mode=delete")  # one file, which is read without writing beside it
        sign(copy, at=at)


def sign(copy: sqlite3.Connection, *, at: datetime) -> None:
    """Write into a copy that it is one of this city and when it was made."""
    made = at.astimezone(UTC).isoformat()
    with copy:
        copy.execute(f"drop table if exists {TABLE}")
        copy.execute(f"create table {TABLE} (made_at text not null, signed text not null)")
        copy.execute(f"insert into {TABLE} values (?, ?)", (made, blind_index(made, TABLE)))


def _clear(aside: Path) -> None:
    for file in (aside, *_beside(aside)):
        try:
            file.unlink(missing_ok=True)
        except OSError:
            continue  # what could not be written is told already; a rest of it is found as unfinished


def forget_made(database: BaseDatabaseWrapper) -> None:
    """Take the word that it is a copy out of a database that was put back: it is the city again."""
    with database.cursor() as cursor:
        cursor.execute(f"drop table if exists {TABLE}")


def copies_in(folder: Path) -> list[Copy]:
    """Return this city's copies in one folder, the newest first; a folder that cannot be read is refused."""
    try:
        files = sorted(folder.iterdir())
        found = [copy for file in files if (copy := _copy_of(file)) is not None]
    except OSError as error:
        raise InputProblem(
            N_("The folder {folder} cannot be looked into: {reason}."),
            folder=folder,
            reason=error.strerror or error,
        ) from error
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def _copy_of(file: Path) -> Copy | None:
    """Return the copy that a file is; None for a link, a city's own database, and whatever Pazos did not make of this city."""
    if file.is_symlink() or not file.is_file():
        return None
    if file.name.endswith(_unfinished()):
        return Copy(file, datetime.fromtimestamp(file.stat().st_mtime, UTC), is_finished=False)
    if _is_a_city(file):
        return None
    made_at = _made_at(file)
    return None if made_at is None else Copy(file, made_at)


def _unfinished() -> str:
    return f".{blind_index(UNFINISHED, TABLE)[:16]}{UNFINISHED}"


def _is_a_city(file: Path) -> bool:
    settings_file, database = CITY
    if file.name == database and file.with_name(settings_file).exists():
        return True
    live = Path(str(connection.settings_dict["NAME"]))
    return connection.vendor == "sqlite" and live.exists() and live.samefile(file)


def _made_at(file: Path) -> datetime | None:
    """Return what a file says of when it was made, where this city signed it."""
    try:
        with file.open("rb") as opened:
            if opened.read(len(HEADER)) != HEADER:
                return None
        # Unchanging: nothing is written beside it, and a folder that is only read does.
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
            rows = copy.execute(f"select made_at, signed from {TABLE}").fetchall()
    except (OSError, sqlite3.Error):
        return None
    if len(rows) != 1:
        return None
    made, signed = map(str, rows[0])
    is_ours = hmac.compare_digest(signed.encode(), blind_index(made, TABLE).encode())
    return datetime.fromisoformat(made) if is_ours else None


def newest(copies: list[Copy], *, now: datetime) -> Copy | None:
    """Return the copy that stays whatever its age; one dated ahead, by a wrong clock, does not stand for it."""
    whole = [one for one in copies if one.is_finished and one.made_at <= now]
    return max(whole, key=lambda one: one.made_at, default=None)


def due(copies: list[Copy], *, now: datetime) -> list[Copy]:
    """Return the copies that go: those of `backup_days` days and older but the newest, and what was cut short."""
    stays = newest(copies, now=now)
    return [
        one
        for one in copies
        if (
            one is not stays and one.days(now=now) >= settings.BACKUP_DAYS
            if one.is_finished
            else now - one.made_at > STILL_WRITTEN
        )
    ]


def let_go(folder: Path, *, now: datetime) -> LetGo:
    """Remove what is due in one folder, each told in the trail. It can be stopped at any moment; the next goes on."""
    gone, stayed = [], []
    for one in due(copies_in(folder), now=now):
        problem = _remove(one, now=now)
        if problem is None:
            gone.append(one)
        else:
            stayed.append(problem)
    return LetGo(gone, stayed)


def _remove(copy: Copy, *, now: datetime) -> InputProblem | None:
    if copy.is_finished and any(file.exists() for file in _beside(copy.file)):
        return InputProblem(
            N_(
                "{file} is old enough to go and stays: a program has it open or wrote in it. Close that program; "
                "if nothing uses the file, destroy it by hand with what lies beside it (-wal, -shm, -journal)."
            ),
            file=copy.file,
        )
    city, whole, made_at, days = (
        municipality(),
        copy.is_finished,
        copy.made_at.isoformat(),
        copy.days(now=now),
    )
    # Told before it is done: a removal that is cut short is told twice, never left untold.
    # By its moment and not by its file, into whose name anybody may have written anything.
    audit.record("backup.let_go", city, by=None, whole=whole, made_at=made_at, days=days)
    try:
        for file in (copy.file, *_beside(copy.file)):
            file.unlink(missing_ok=True)
    except OSError as error:
        audit.record("backup.stayed", city, by=None, whole=whole, made_at=made_at, days=days)
        return InputProblem(
            N_(
                "{file} is old enough to go and could not be removed: {reason}. Let this account write in its folder "
                "and type: pazos backup --let-go {folder}; or destroy it by hand."
            ),
            file=copy.file,
            folder=copy.file.parent,
            reason=error.strerror or error,
        )
    return None


def _beside(file: Path) -> Iterator[Path]:
    return (file.with_name(file.name + end) for end in BESIDE)


def known_folders() -> list[Path]:
    """Return the folders into which copies of this city were made."""
    found = BackupMark.objects.exclude(folder="").order_by("folder").values_list("folder", flat=True)
    return [Path(one) for one in found.distinct()]


def look(*, now: datetime) -> Look:
    """Look into the known folders for copies that are older than people were promised, the newest too."""
    seen = Look(now)
    for folder in known_folders():
        try:
            copies = copies_in(folder)
        except InputProblem:
            seen.unreachable.append(str(folder))
            continue
        if over := sum(one.days(now=now) > settings.BACKUP_DAYS for one in copies):
            seen.over[str(folder)] = over
    return seen


def facts_of(seen: Look) -> Mapping[str, object]:
    """Return a look as the day keeps it."""
    return {"over": seen.over, "unreachable": seen.unreachable}


def look_again(*, now: datetime) -> Look:
    """Look, and put what is seen in the place of what the worker saw today."""
    seen = look(now=now)
    day: date = timezone.localdate(now)
    told = {"begun_at": now, "ended_at": now, "went_wrong": False, "outcome": facts_of(seen)}
    DailyRound.objects.update_or_create(what=DEED, on=day, defaults=told)
    return seen


def last_look() -> Look | None:
    """Return what was seen when the folders were last looked into."""
    round_ = DailyRound.objects.filter(what=DEED, ended_at__isnull=False, went_wrong=False).first()
    return None if round_ is None or round_.ended_at is None else Look(round_.ended_at, **round_.outcome)
