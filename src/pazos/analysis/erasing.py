"""Erasing so that nothing brings it back: not a copy, not a file, not a backup of yesterday.

The database forgets first (`domain.rights`). Then a line goes into `erasures.jsonl` in the city's
folder: which holding, which key, when; never what it said. When a backup is restored whose database
still holds what was erased since, that file tells what to erase again.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from pazos.domain.rights.actions import erasing
from pazos.domain.rights.models import Erasure
from pazos.domain.rights.registry import holdings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from pazos.domain.people.models import Staff
    from pazos.domain.rights.models import Request, RetentionRun

LEDGER = "erasures.jsonl"


def ledger() -> Path:
    """Return the file that names what was erased, to be kept apart from every backup of the database."""
    return Path(settings.CITY_FILES).parent / LEDGER


def erase_everywhere(
    holding: str, key: str, *, ground: str, by: Staff | None, request: Request | None = None
) -> Erasure:
    """Erase one record with every copy of it, and write down that it may not come back."""
    made = erasing.erase(holding, key, ground=ground, by=by, request=request)
    transaction.on_commit(lambda: _note(made))
    return made


def retain_everything(
    *,
    by: Staff | None,
    on: date | None = None,
    tell: Callable[[str, int], None] = lambda _name, _rows: None,
) -> tuple[int, RetentionRun]:
    """Erase again what a restored backup brought back, then everything whose time is over.

    Returns how many came back, and the run.
    """
    again = erase_restored()
    return again, erasing.retain(by=by, on=on, told=_note, tell=tell)


def erase_restored() -> int:
    """Erase again whatever the ledger names and the database holds; return how many records that were."""
    known = set(Erasure.objects.values_list("holding", "key"))
    missing = [one for one in _noted() if one not in known and one[0] in holdings()]
    return sum(erasing.erase_again(name, key) for name, key in dict.fromkeys(missing))


def _note(made: Erasure) -> None:
    line = json.dumps({"holding": made.holding, "key": made.key, "at": made.at.isoformat()})
    path = ledger()
    path.parent.mkdir(parents=True, exist_ok=True)
    # One write to a file opened for appending stays whole beside other processes.
    with path.open("ab", buffering=0) as file:
        file.write(f"{line}\n".encode())
        os.fsync(file.fileno())


def _noted() -> Iterator[tuple[str, str]]:
    if not ledger().exists():
        return
    for line in ledger().read_text(encoding="utf-8").splitlines():
        try:
            said = json.loads(line)
            yield said["holding"], said["key"]
        except (ValueError, KeyError, TypeError):
            continue  # a line that was cut by a power failure names nothing
