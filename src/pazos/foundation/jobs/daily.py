"""What has to be done every day: declared in the settings, done once a day by whichever worker is there.

A deed is due from its hour on; a machine that slept through it does it when it wakes. Two workers
never do one twice: the row of the day is theirs who wrote it first.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task

from pazos.foundation.audit import actions as audit
from pazos.foundation.jobs.models import DailyRound

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    Work = Callable[[date], Mapping[str, Any]]

EVERY = timedelta(minutes=30)
KEPT_FOR = timedelta(days=1)  # what the queue says of looks that are over
_log = logging.getLogger("pazos.daily")


@dataclass(frozen=True)
class Deed:
    """Something to be done every day: its name, from which hour of the city, and the function of a day."""

    name: str
    hour: int
    path: str

    def work(self) -> Work:
        """Return the function."""
        found: Work = import_string(self.path)
        return found


def deeds() -> tuple[Deed, ...]:
    """Return what is declared in the setting DAILY, in its order."""
    declared: Mapping[str, tuple[int, str]] = settings.DAILY
    return tuple(Deed(name, hour, path) for name, (hour, path) in declared.items())


def carry_out_due(*, now: datetime) -> list[DailyRound]:
    """Do what is due and was not begun today; one that fails is told in the log and tried again tomorrow."""
    here = timezone.localtime(now)
    done = []
    for deed in deeds():
        begun = _claim(deed, here.date(), at=now) if here.hour >= deed.hour else None
        if begun is not None:
            done.append(_carry_out(deed, begun))
    return done


def _claim(deed: Deed, on: date, *, at: datetime) -> DailyRound | None:
    try:
        with transaction.atomic():
            return DailyRound.objects.create(what=deed.name, on=on, begun_at=at)
    except IntegrityError:
        return None


def _carry_out(deed: Deed, begun: DailyRound) -> DailyRound:
    try:
        begun.outcome = dict(deed.work()(begun.on))
    except Exception as error:  # whatever it is, the others of the day are done
        _log.exception("the daily deed %s failed", deed.name)
        begun.outcome, begun.went_wrong = {"error": type(error).__name__}, True
    begun.ended_at = timezone.now()
    with transaction.atomic():
        begun.save()
        audit.record("daily.failed" if begun.went_wrong else "daily.done", begun, by=None, what=begun.what)
    return begun


@task()
def look() -> None:
    """Do what is due, and look again in a while."""
    carry_out_due(now=timezone.now())
    _waiting().filter(finished_at__lt=timezone.now() - KEPT_FOR).delete()
    look.using(run_after=timezone.now() + EVERY).enqueue()


def begin() -> bool:
    """Put the first look in the queue, as the worker's process starts; False where one waits already."""
    if _waiting().filter(status="READY").exists():
        return False
    look.enqueue()
    return True


def _waiting() -> Any:
    from django_tasks_db.models import DBTaskResult

    return DBTaskResult.objects.filter(task_path=look.module_path)
