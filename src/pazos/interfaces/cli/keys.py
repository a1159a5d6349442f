"""`pazos keys`: with which keys personal data are sealed, making a new one, dropping old ones.

Nothing here shows a key, or a value that one of them seals.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pazos.foundation.words import N_, explain, say

if TYPE_CHECKING:
    import argparse

    from pazos.foundation.privacy.rotating import Resealed

NEEDS_CITY = True
STATUS, ROTATE, RETIRE = "status", "rotate", "retire"
SHOWN = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do."""
    parser.add_argument(
        "deed",
        nargs="?",
        choices=(STATUS, ROTATE, RETIRE),
        default=STATUS,
        help=say(
            N_(
                "say what there is (default); make a new key and seal everything with it, or finish what was "
                "stopped; drop the keys that nothing is sealed with"
            )
        ),
    )


def run(options: argparse.Namespace) -> int:
    """Do it, say so, and end with 1 when something does not open."""
    failed = 0
    if options.deed == ROTATE:
        failed = _rotate()
    elif options.deed == RETIRE:
        _retire()
    return _show() or failed


def _rotate() -> int:
    from pazos.domain.territory.queries import municipality
    from pazos.foundation.audit import actions as audit
    from pazos.foundation.privacy.rotating import rotate
    from pazos.interfaces.cli.output import following

    with following() as move:
        done = rotate(now=datetime.now(UTC), tell=move)
    facts = {"new_key": done.new_key, "values": done.values, "files": done.files}
    audit.record("keys.rotated", municipality(), by=None, unopened=len(done.problems), **facts)
    _say_rotated(done)
    return 1 if done.problems else 0


def _say_rotated(done: Resealed) -> None:
    from pazos.foundation.privacy.keys import place

    finished = N_("A rotation that was stopped is finished: {values:,} values and {files:,} files.")
    rotated = N_("Everything is sealed with the new key {key}: {values:,} values and {files:,} files.")
    said = rotated if done.new_key else finished
    print(say(said, None, key=done.new_key, values=done.values, files=done.files))
    for problem in done.problems[:SHOWN]:
        print(explain(problem))
    if len(done.problems) > SHOWN:
        print(say(N_("… and {count:,} more that do not open."), None, count=len(done.problems) - SHOWN))
    if done.new_key:
        backup = N_(
            "Copy {file} to its own backup now, apart from the database's: what is written from here on "
            "opens only with the new key. The site need not be started again."
        )
        print(say(backup, None, file=place()))


def _retire() -> None:
    from pazos.domain.territory.queries import municipality
    from pazos.foundation.audit import actions as audit
    from pazos.foundation.privacy.rotating import retire

    dropped = retire(now=datetime.now(UTC))
    if not dropped:
        print(
            say(
                N_(
                    "No key can be dropped: an old key goes when nothing is sealed with it and an hour has "
                    "passed since it was replaced."
                )
            )
        )
        return
    audit.record("keys.retired", municipality(), by=None, keys=dropped)
    said = N_(
        "Dropped: {keys}. Backups of the database from before the rotation open only with a copy of the key "
        "file from then: keep that copy as long as those backups."
    )
    print(say(said, None, keys=", ".join(dropped)))


def _show() -> int:
    from pazos.foundation.privacy.keys import place, ring
    from pazos.foundation.privacy.rotating import tally
    from pazos.interfaces.cli.output import print_table

    found, now = tally(), ring()
    rows = [
        (
            key.id,
            f"{key.made_at:%Y-%m-%d}",
            say(N_("retiring")) if key.retiring_since else say(N_("current")),
            found.values[key.id],
            found.files[key.id],
        )
        for key in now.keys
    ]
    columns = [say(text) for text in (N_("key"), N_("made on"), N_("state"), N_("values"), N_("files"))]
    print_table(say(N_("Keys in {file}"), None, file=place()), columns, rows)
    if found.open_files:
        open_files = N_("{count:,} kept files are not sealed; seal them with: pazos keys rotate")
        print(say(open_files, None, count=found.open_files))
    if unknown := found.uses(None):
        lost = N_(
            "{count:,} values or files are sealed with a key that is not in this file. Bring back a copy of "
            "the key file that holds it."
        )
        print(say(lost, None, count=unknown))
    return 1 if found.uses(None) else 0
