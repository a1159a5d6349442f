"""`pazos backup`: a whole copy of the city's database while the site works, and the word that there is one.

What came before a backup, phones need not keep any more. A backup that was taken by other means
(PostgreSQL's own) is only told of. The copy is as secret as the database; nothing here moves it.
Copies of this city that are as old as `backup_days` go when a new one lies beside them, or on asking.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pazos.foundation.words import N_, explain, say
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    import argparse

    from pazos.analysis.copies import Copy, LetGo, Look

NEEDS_CITY = True
KNOWN = ""  # no folder was named: those into which copies were made


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the copy goes, when one was taken by other means, or what becomes of the old ones."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "file", nargs="?", metavar="FILE", type=Path, help=say(N_("where the copy goes; a new file"))
    )
    which.add_argument(
        "--taken",
        metavar="MOMENT",
        help=say(N_("a backup was begun at this moment by other means: 2026-03-01T02:00, or now")),
    )
    which.add_argument(
        "--copies",
        nargs="?",
        const=KNOWN,
        metavar="FOLDER",
        help=say(
            N_(
                "list the copies of this city in a folder with their age (default: where copies were made); "
                "nothing is removed"
            )
        ),
    )
    which.add_argument(
        "--let-go",
        nargs="?",
        const=KNOWN,
        metavar="FOLDER",
        help=say(N_("destroy the copies of this city that are as old as backup_days; the newest stays")),
    )


def run(options: argparse.Namespace) -> int:
    """Copy or take the word and write the moment down, or list copies, or let go of old ones."""
    if options.copies is not None:
        return _list(options.copies)
    if options.let_go is not None:
        return _let_go(options.let_go)
    _back_up(options)
    return 0


def _back_up(options: argparse.Namespace) -> None:
    from django.utils import timezone

    from pazos.domain.fieldwork.actions.devices import backed_up

    begun = timezone.now()
    folder = ""
    if options.file is not None:
        folder = str(_copy(options.file, at=begun))
    elif options.taken != "now":
        begun = _moment(options.taken)
    backed_up(taken_at=begun, by=None, folder=folder)
    if options.file is not None:
        print(say(N_("The database is copied to {file}."), None, file=options.file))
        print(say(N_("Take it, and the folder files, to another disk; the keys to a third place.")))
    print(
        say(
            N_("Phones are told that everything up to {moment} is safe."),
            None,
            moment=f"{timezone.localtime(begun):%Y-%m-%d %H:%M}",
        )
    )
    if folder:
        _let_go_beside(Path(folder))


def _copy(target: Path, *, at: datetime) -> Path:
    from django.db import connection

    from pazos.analysis import copies

    if connection.vendor != "sqlite":
        raise InputProblem(
            N_(
                "This city's database is not a file. Take its backup with its own tools (pg_dump), and then "
                "type: pazos backup --taken now"
            )
        )
    copies.make(target.absolute(), at=at)
    return target.resolve().parent


def _let_go_beside(folder: Path) -> None:
    """Let go of what is old beside a new copy; what cannot go is told, and the copy is good all the same."""
    from django.utils import timezone

    from pazos.analysis import copies

    now = timezone.now()
    _say_gone(copies.let_go(folder, now=now), now=now)
    copies.look_again(now=now)


def _let_go(folder: str) -> int:
    from django.utils import timezone

    from pazos.analysis import copies

    now, failed, went = timezone.now(), 0, 0
    for one in _folders(folder):
        try:
            found = copies.let_go(one, now=now)
        except InputProblem as problem:
            found = copies.LetGo([], [problem])
        _say_gone(found, now=now)
        went += len(found.gone)
        failed += len(found.stayed)
    if not went and not failed:
        print(say(N_("No copy is old enough to go.")))
    say_over(copies.look_again(now=now))
    return 1 if failed else 0


def _list(folder: str) -> int:
    from django.utils import timezone

    from pazos.analysis import copies
    from pazos.interfaces.cli.output import print_table

    now, failed = timezone.now(), 0
    columns = [say(text) for text in (N_("file"), N_("made on"), N_("days"), N_("state"))]
    for one in _folders(folder):
        try:
            found = copies.copies_in(one)
        except InputProblem as problem:
            print(explain(problem))
            failed = 1
            continue
        rows = [_row(copy, found, now=now) for copy in found]
        print_table(say(N_("Copies of this city in {folder}"), None, folder=one), columns, rows)
    said = N_("A copy lives {days} days. What is due to go, goes with: pazos backup --let-go")
    print(say(said, None, days=_days()))
    return failed


def _folders(folder: str) -> list[Path]:
    from pazos.analysis.copies import known_folders

    found = known_folders() if folder == KNOWN else [Path(folder).resolve()]
    if not found:
        print(say(N_("Pazos knows of no copy that it made of this city. Name the folder to look into.")))
    return found


def _row(copy: Copy, found: list[Copy], *, now: datetime) -> tuple[object, ...]:
    from pazos.analysis import copies

    age = copy.days(now=now)
    state = ""
    if copy in copies.due(found, now=now):
        state = say(N_("due to go"))
    elif not copy.is_finished:
        state = say(N_("unfinished"))
    elif age < 0:
        state = say(N_("dated ahead of this machine's clock"))
    elif copy is copies.newest(found, now=now):
        state = say(N_("the newest: it stays"))
    return copy.file.name, f"{_local(copy):%Y-%m-%d %H:%M}", age, state


def _say_gone(found: LetGo, *, now: datetime) -> None:
    whole = N_("{file}, a copy of {day}, is destroyed: it was {age} days old, and a copy lives {days} days.")
    cut = N_("{file}, a copy of {day} that was cut short, is destroyed.")
    for one in found.gone:
        facts = {"file": one.file, "day": f"{_local(one):%Y-%m-%d}"}
        print(say(whole if one.is_finished else cut, None, **facts, age=one.days(now=now), days=_days()))
    for problem in found.stayed:
        print(explain(problem))


def say_over(seen: Look) -> None:
    """Say where copies lie that are older than people were promised, and where nobody could look."""
    over = N_("Copies older than {days} days, which is how long people were told they live: {n} in {folder}.")
    cure = N_(
        "Make a new copy there, or type: pazos backup --let-go. The newest goes only when a newer one is there."
    )
    for folder, n in seen.over.items():
        print(say(over, None, folder=folder, n=n, days=_days()))
    if seen.over:
        print(say(cure))
    for folder in seen.unreachable:
        print(
            say(N_("{folder}, where copies were made, cannot be looked into from here."), None, folder=folder)
        )


def _local(copy: Copy) -> datetime:
    from django.utils import timezone

    return timezone.localtime(copy.made_at)


def _days() -> int:
    from django.conf import settings

    return int(settings.BACKUP_DAYS)


def _moment(said: str) -> datetime:
    from django.utils import timezone

    try:
        found = datetime.fromisoformat(said)
    except ValueError as error:
        raise InputProblem(
            N_("{said} is not a moment. Write it as 2026-03-01T02:00, or now."), said=said
        ) from error
    return found if timezone.is_aware(found) else timezone.make_aware(found)
