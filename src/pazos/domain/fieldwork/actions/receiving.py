"""A phone has a signal: keep what it sends, take it, and what waited for it, and say what became of it."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from pazos.domain.fieldwork.actions.applying import URGENT, Going, Visit, take
from pazos.domain.fieldwork.actions.keeping import Said, clock_of, keep
from pazos.domain.fieldwork.models import Submission
from pazos.domain.fieldwork.vocabulary import PASSED, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from uuid import UUID

    from pazos.domain.fieldwork.models import Device

WAITS_AT_MOST = timedelta(days=3)
LEFT_OVER = timedelta(minutes=2)  # kept by a process that ended before it took them
AT_A_TIME = 20
BREATH = 0.01  # seconds between two sendings that nobody waits for


def receive(
    device: Device,
    sendings: Sequence[Said],
    *,
    clock: datetime,
    waiting: int = 0,
    at_once: bool = True,
) -> list[Submission]:
    """Return what became of each sending, in their order. What it returns is committed.

    Where many phones come together (not `at_once`) only calls for help are taken before the answer;
    the rest is kept, and somebody calls `take_kept`.
    """
    at = timezone.now()
    phone = clock_of(device, clock=clock, at=at)
    kept = keep(device, sendings, clock=phone, waiting=waiting)
    how = Going(at=at, visit=Visit(device, phone.first_at, {row.pk: row for row in kept}))
    now = [row for row in kept if row.standing == Standing.KEPT and (at_once or row.form == URGENT)]
    taken = [take(row.pk, how) for row in now]
    take_followers(taken)
    # Another visit may have brought what one of these waits for, in the same moment.
    take_followers(take(row.pk, Going(at=at)) for row in taken if row.standing == Standing.HELD_EARLIER)
    if at_once:
        take_left_over(at=at)
    found = Submission.objects.in_bulk([row.pk for row in kept])
    return [found[row.pk] for row in kept]


def is_crowded(*, at: datetime) -> bool:
    """Return whether sendings that came a moment ago still wait to be taken.

    What waits longer is no crowd but a process that ended: the next visit takes it.
    """
    lately = Submission.objects.filter(standing=Standing.KEPT, received_at__gte=at - LEFT_OVER)
    return lately.exists()


def take_kept(*, within: timedelta) -> int:
    """Take what was kept and not taken yet, in the order in which it came; return how many were taken."""
    until, taken = timezone.now() + within, 0
    order = ("received_at", "device", "written_at_phone")
    while timezone.now() < until:
        waiting = Submission.objects.filter(standing=Standing.KEPT).order_by(*order)
        keys = list(waiting.values_list("pk", flat=True)[:AT_A_TIME])
        if not keys:
            break
        for key in keys:
            take_followers([take(key)])
            # The embedded database has one writer, and whoever waits for it looks only now and then.
            time.sleep(BREATH)
        taken += len(keys)
    return taken


def take_with_followers(key: UUID, going: Going | None = None) -> Submission:
    """Take a sending, and then what waited for it or for its record."""
    first = take(key, going)
    take_followers([first])
    return first


def take_followers(passed: Iterable[Submission]) -> None:
    """Take what waited for those of these that passed, or for their records, as far as that leads."""
    news = [row for row in passed if row.standing in PASSED]
    while news:
        named = {key for row in news for key in (row.pk, row.record)}
        waiting = Submission.objects.filter(standing=Standing.HELD_EARLIER, waits_for__in=named)
        followers = waiting.order_by("written_at_phone", "received_at").values_list("pk", flat=True)
        taken = [take(key) for key in list(followers)]
        news = [row for row in taken if row.standing in PASSED]


def take_left_over(*, at: datetime) -> None:
    """Take what an ended process left, and what waited three days for something that never came.

    The second is taken out of its order, and the coordinator sees that it was.
    """
    left = Submission.objects.filter(standing=Standing.KEPT, received_at__lt=at - LEFT_OVER)
    for key in list(left.values_list("pk", flat=True)[:AT_A_TIME]):
        take_with_followers(key)
    late = Submission.objects.filter(standing=Standing.HELD_EARLIER, received_at__lt=at - WAITS_AT_MOST)
    for key in list(late.values_list("pk", flat=True)[:AT_A_TIME]):
        take_with_followers(key, Going(forced=True))
