"""A city on a disk: marks are driven through it, everything that it wrote is searched, its people are erased.

Run in a process of its own, whose output is searched too: `python -c "from marked.city import main; main(...)"`.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

LOG = "everything.log"


def main(folder: str, report: str) -> None:
    """Do all of it in the city of a folder and write what was found into a file."""
    from pazos.config.city import enter, find

    place = Path(report).parent
    enter(find(Path(folder)))
    _log_everything(place / LOG)
    from django.conf import settings

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    settings.SECOND_FACTOR_REQUIRED = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    Path(report).write_text(json.dumps(_told(place)), encoding="utf-8")


def _log_everything(path: Path) -> None:
    """Hear every logger, the statements of the database with their values too."""
    from django.conf import settings
    from django.db import connection

    handler = logging.FileHandler(path, encoding="utf-8")
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    kept_back = settings.LOGGING["loggers"]
    for name in ("django.request", "django.db.backends", *logging.root.manager.loggerDict):
        if not any(f"{name}.".startswith(f"{one}.") for one in kept_back):
            one = logging.getLogger(name)
            one.disabled = False
            one.setLevel(logging.DEBUG)
    connection.force_debug_cursor = True


def _told(place: Path) -> dict[str, Any]:
    from django.db import connection

    from marked import leaving, resting
    from marked.driving import drive
    from marked.marking import Watch
    from marked.wording import not_in_words
    from pazos.foundation.access.policy import Role

    with Watch() as watch:
        on = drive()
        leaving.night(on)
    leaving.break_down(on)
    connection.force_debug_cursor = False  # what pages ask is long, and says no more
    answers = leaving.answers(on)
    not_worded = not_in_words()
    found = resting.everywhere(place)
    before = resting.sealed()
    keys = resting.blind_keys()
    resting.copy(place / "before.sqlite3")
    people = resting.erase_everybody(on)
    resting.copy(place / "after.sqlite3")
    after = resting.sealed()
    gone = (before.keys() - after.keys()) | (keys - resting.blind_keys())
    return {
        "marks": on.marks.of,
        "done": sorted(watch.done),
        "marked": sorted(watch.marked),
        "found": found,
        "answers": answers,
        "not_in_words": not_worded,
        "again": leaving.answers(on, Role.CASE_SUPERVISOR),
        "gone": len(gone),
        "lingers": resting.lingering(gone, place),
        "was_sealed": _by_table(before, on.marks.of),
        "still_sealed": _by_table(after, on.marks.of),
        "numbers_in": resting.tables_with(people),
        "left": resting.everywhere(place),
    }


def _by_table(sealed: dict[str, tuple[str, set[str]]], names: dict[str, str]) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for table, marks in sealed.values():
        found.setdefault(table, set()).update(names[mark] for mark in marks)
    return {table: sorted(marks) for table, marks in found.items()}
