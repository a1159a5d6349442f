"""`pazos backup`: a whole copy of the city's database while the site works, and the word that there is one.

What came before a backup, phones need not keep any more. A backup that was taken by other means
(PostgreSQL's own) is only told of. The copy is as secret as the database; nothing here moves it.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pazos.foundation.words import N_, say
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    import argparse

NEEDS_CITY = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the copy goes, or when one was taken by other means."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "file", nargs="?", metavar="FILE", type=Path, help=say(N_("where the copy goes; a new file"))
    )
    which.add_argument(
        "--taken",
        metavar="MOMENT",
        help=say(N_("a backup was begun at this moment by other means: 2026-03-01T02:00, or now")),
    )


def run(options: argparse.Namespace) -> int:
    """Copy or take the word, and write the moment down."""
    from django.utils import timezone

    from pazos.domain.fieldwork.actions.devices import backed_up

    begun = timezone.now()
    if options.file is not None:
        _copy(options.file)
    elif options.taken != "now":
        begun = _moment(options.taken)
    backed_up(taken_at=begun, by=None)
    if options.file is not None:
        print(say(N_("The database is copied to {file}."), None, file=options.file))
        print(say(N_("Take it, and the folder files, to another disk; the keys to a third place.")))
    print(
        say(
            N_("Phones are told that everything up to {moment} is safe."),
            None,
            moment=f"{begun:%Y-%m-%d %H:%M}",
        )
    )
    return 0


def _copy(target: Path) -> None:
    from django.db import connection

    if connection.vendor != "sqlite":
        raise InputProblem(
            N_(
                "This city's database is not a file. Take its backup with its own tools (pg_dump), and then "
                "type: pazos backup --taken now"
            )
        )
    if target.exists():
        raise InputProblem(N_("{file} exists already. Name a new file."), file=target)
    connection.ensure_connection()
    target.touch(mode=0o600)
    # SQLite's own way: a copy of the file alone would miss what stands in the write-ahead log.
    with sqlite3.connect(target) as copy:
        connection.connection.backup(copy)
    copy.close()


def _moment(said: str) -> datetime:
    from django.utils import timezone

    try:
        found = datetime.fromisoformat(said)
    except ValueError as error:
        raise InputProblem(
            N_("{said} is not a moment. Write it as 2026-03-01T02:00, or now."), said=said
        ) from error
    return found if timezone.is_aware(found) else timezone.make_aware(found)
