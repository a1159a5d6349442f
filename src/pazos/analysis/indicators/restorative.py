"""Restorative justice as values of indicators: processes that began, agreements and duties that were kept.

Only how many: never who, never what harm, and no process can be told by a small count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Max, Min, Q

from pazos.analysis.disclosing import released_list
from pazos.analysis.indicators.found import Found, Part, nothing
from pazos.analysis.indicators.gated import HIDDEN, TO, read, share, too_soon
from pazos.domain.justice.models import Duty, Process
from pazos.domain.justice.vocabulary import DutyState
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable

    from pazos.analysis.indicators.found import Ask


def begun(ask: Ask) -> Found:
    """Count the processes whose first meeting, of whatever kind, fell in the period."""
    if (early := too_soon(ask)) is not None:
        return early
    first = Process.objects.order_by().annotate(first=Min("meetings__on")).filter(first__range=ask.days)
    rows = list(first.values_list("pk", "first"))
    shown = released_list({"begun": len(rows)}, to=TO, zeros="suppress")["begun"]
    if shown is None:
        return nothing(HIDDEN)
    return Found(shown, parts=(Part(N_("processes that began"), shown),), inputs=(read(rows, shown),))


def agreements(ask: Ask) -> Found:
    """Count the agreements of which every duty was done, among those whose last duty fell due in the period.

    An agreement is what both sides accepted of one process; a duty that both changed gives way to the new one.
    """
    if (early := too_soon(ask)) is not None:
        return early
    accepted = Q(duties__agreed_on__isnull=False) & ~Q(duties__state=DutyState.CHANGED)
    due = Process.objects.order_by().annotate(
        last=Max("duties__due_on", filter=accepted),
        of=Count("duties", filter=accepted),
        done=Count("duties", filter=accepted & Q(duties__state=DutyState.DONE)),
    )
    rows = list(due.filter(last__range=ask.days).values_list("pk", "of", "done"))
    kept_ones = sum(of == done for _pk, of, done in rows)
    counts = {"kept": kept_ones, "other": len(rows) - kept_ones}
    return share(
        counts, of="kept", says=(N_("agreements kept"), N_("agreements due in the period")), rows=rows
    )


def duties(ask: Ask) -> Found:
    """Count the duties of restorative agreements that were done, among those that fell due and both sides accepted."""
    if (early := too_soon(ask)) is not None:
        return early
    due = Duty.objects.filter(due_on__range=ask.days, agreed_on__isnull=False)
    rows = list(due.exclude(state=DutyState.CHANGED).order_by().values_list("pk", "state"))
    done = sum(state == DutyState.DONE for _pk, state in rows)
    counts = {"kept": done, "other": len(rows) - done}
    return share(counts, of="kept", says=(N_("kept"), N_("due in the period")), rows=rows)


GATHER: dict[str, Callable[[Ask], Found]] = {
    "restorative.processes": begun,
    "restorative.agreements": agreements,
    "restorative.kept": duties,
}
