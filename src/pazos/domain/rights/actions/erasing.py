"""Erasing one record wherever it stands, and letting go of what is due.

What was erased leaves a row that says which holding, on what ground and how many rows, and no word
of it. The key is kept, so that neither a telephone nor a backup brings the record back.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone
from django.utils.formats import date_format

from pazos.domain.refusing.at_once import again
from pazos.domain.rights.models import Erasure, KeepingPeriod, RetentionRun
from pazos.domain.rights.queries.keeping import keys_due, period_of, periods
from pazos.domain.rights.registry import Gone, copies, holding
from pazos.domain.rights.vocabulary import Ground
from pazos.foundation.audit import actions as audit
from pazos.foundation.audit.reading import forget_records
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from pazos.domain.people.models import Staff
    from pazos.domain.rights.models import Request
    from pazos.domain.rights.queries.keeping import Period
    from pazos.domain.rights.registry import Holding

BATCH = 100
_ASKED = (Ground.REQUEST, Ground.WITHDRAWN)


class KeptByLawError(InputProblem):
    """A law keeps this record for a time, whatever its person asks."""


class GoneAlreadyError(InputProblem):
    """There is nothing left of what was to be erased."""


def erase(name: str, key: str, *, ground: str, by: Staff | None, request: Request | None = None) -> Erasure:
    """Erase one record of a holding with every copy of it; refuse where the law keeps it, for good or until a day.

    What SQLite had written ahead is overwritten as soon as the transaction stands.
    """
    one = holding(name)
    if one.erase is None or (one.proves and ground in _ASKED):
        raise InputProblem(N_("This cannot be erased on request. {why}"), why=one.stays)
    until = one.law_keeps([key]) if ground in _ASKED else None
    if until is not None:
        day = date_format(until, "DATE_FORMAT")
        raise KeptByLawError(N_("This is kept until {day}. {why}"), day=day, why=one.kept_because)
    return again(lambda: _erased(one, key, ground=ground, by=by, request=request))


@transaction.atomic
def _erased(one: Holding, key: str, *, ground: str, by: Staff | None, request: Request | None) -> Erasure:
    gone = one.erase(key) if one.erase else Gone(0)
    if not gone.rows:
        raise GoneAlreadyError(N_("There is no such record any more."))
    erased = _written(one.name, key, gone, ground=ground, by=by, request=request)
    transaction.on_commit(overwrite)
    return erased


def _written(
    name: str, key: str, gone: Gone, *, ground: str, by: Staff | None, request: Request | None = None
) -> Erasure:
    rows = gone.rows + sum(one.forget(gone.records) for one in copies())
    forget_records(gone.records)
    made = Erasure.objects.create(
        holding=name, key=key, ground=ground, request=request, rows=rows, at=timezone.now(), by=by
    )
    audit.record("record.erased", made, by=by, holding=name, ground=ground, rows=rows)
    return made


@transaction.atomic
def erase_again(name: str, key: str) -> bool:
    """Erase a record that a restored backup brought back; return whether there was anything."""
    one = holding(name)
    gone = one.erase(key) if one.erase else None
    if gone is None or not gone.rows:
        return False
    _written(name, key, gone, ground=Ground.RESTORED, by=None)
    transaction.on_commit(overwrite)
    return True


def retain(
    *,
    by: Staff | None,
    on: date | None = None,
    told: Callable[[Erasure], None] = lambda _: None,
    tell: Callable[[str, int], None] = lambda _name, _rows: None,
) -> RetentionRun:
    """Erase everything whose time is over, in batches; whoever is stopped goes on the next time.

    `told` hears of each erasure once it stands, `tell` of each batch.
    """
    today = on or timezone.localdate()
    run = RetentionRun.objects.create(started_at=timezone.now(), by=by)
    # A person is free to go once their cases went: what hung on another goes in the same night.
    while sum([_let_go(period, run, on=today, told=told, tell=tell) for period in periods()]):
        pass
    run.ended_at = timezone.now()
    run.save(update_fields=["ended_at"])
    audit.record("retention.carried_out", run, by=by, erased=run.erased)
    overwrite()
    return run


def _let_go(
    period: Period,
    run: RetentionRun,
    *,
    on: date,
    told: Callable[[Erasure], None],
    tell: Callable[[str, int], None],
) -> int:
    """Erase what is due of one holding, in batches; return how many records that were."""
    name, gone, seen = period.holding.name, 0, set[str]()
    while keys := keys_due(period, on=on, most=BATCH):
        if seen.issuperset(keys):
            raise ValueError(f"{name} says that what was erased is still due")
        seen.update(keys)
        made = again(partial(_batch, name, keys, by=run.by))
        for one in made:
            told(one)
        gone += len(made)
        run.erased[name] = run.erased.get(name, 0) + len(made)
        run.save(update_fields=["erased"])
        tell(name, len(made))
    return gone


@transaction.atomic
def _batch(name: str, keys: list[str], *, by: Staff | None) -> list[Erasure]:
    erase_one = holding(name).erase
    if erase_one is None:
        raise ValueError(f"{name} says what is due and cannot erase it")
    made = []
    for key in keys:
        gone = erase_one(key)
        if gone.rows:  # another run may have been quicker
            made.append(_written(name, key, gone, ground=Ground.RETENTION, by=by))
    return made


def overwrite() -> None:
    """Bring what was written ahead into the database, so that no file still holds what was erased.

    SQLite overwrites what it deletes (`secure_delete`) but keeps a log beside it; PostgreSQL keeps
    dead rows until it is vacuumed, which it does of itself within the day.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@transaction.atomic
def set_period(name: str, *, months: int, reason: str, by: Staff) -> KeepingPeriod:
    """Keep a holding for another time than the one that Pazos ships, by an act that says so."""
    one = holding(name)
    if one.due is None:
        raise InputProblem(N_("How long this is kept is not for the city to say. {why}"), why=one.stays)
    if months < 1 or months > 1200:
        raise InputProblem(N_("months: from 1 to 1200."))
    if not reason.strip():
        raise InputProblem(N_("reason: say which act or archive table sets it."))
    before = period_of(one).months
    made, _ = KeepingPeriod.objects.update_or_create(
        holding=name,
        defaults={"months": months, "reason": reason.strip(), "set_at": timezone.now(), "set_by": by},
    )
    audit.record("keeping.period_set", made, by=by, holding=name, months=months, before=before)
    return made
