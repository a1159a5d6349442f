"""Those who are accompanied, their work, restorative duties and the places that stay alive, as values of indicators.

Every count of people passes the gate before it is kept, and is counted once: two counts of the same period would
give away by their difference whom one hid. The security of no person is ranked here, and no person is named.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db.models import Count, F, Min, Q

from pazos.analysis.disclosing import TOTAL, released_list
from pazos.analysis.indicators.found import Found, Part, Row, Rows, nothing
from pazos.domain.cases.models import Case, CaseSession
from pazos.domain.cases.vocabulary import Came, CaseState, Exit
from pazos.domain.employment.models import RetentionCheck
from pazos.domain.justice.models import Duty
from pazos.domain.justice.vocabulary import DutyState
from pazos.domain.venues.models import Venue, Work
from pazos.domain.venues.queries.living import lives
from pazos.domain.venues.vocabulary import Life, WorkState
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pazos.analysis.indicators.found import Ask

HIDDEN = N_("The count is hidden: it is small, or would give a small one away.")
FINISHED = (Exit.GOALS_MET, Exit.WORK, Exit.STUDY)
LEAST_FOR_A_MEDIAN = 20


def accompanied(ask: Ask) -> Found:
    """Count the different people who were met at least once in the period."""
    rows = CaseSession.objects.filter(came=Came.MET, on__range=ask.days)
    people = rows.order_by().aggregate(n=Count(F("case__participant"), distinct=True))["n"]
    shown = released_list({"people": people}, to=Permission.SEE_INDICATORS, zeros="suppress")["people"]
    if shown is None:
        return nothing(HIDDEN)
    return Found(shown, parts=(Part(N_("different people met"), shown),))


def finished(ask: Ask) -> Found:
    """Count those who finished among all whose case ended in the period; who left or was lost counts below the line."""
    rows = Case.objects.filter(state=CaseState.ENDED, ended_on__range=ask.days).exclude(exit=Exit.DIED)
    found = rows.aggregate(done=Count("pk", filter=Q(exit__in=FINISHED)), every=Count("pk"))
    counts = {"finished": found["done"], "other": found["every"] - found["done"]}
    return _share(counts, of="finished", says=(N_("finished"), N_("ended for whatever reason")))


def first_meeting(ask: Ask) -> Found:
    """Return the median of days from the beginning of a case to its first meeting, of cases begun in the period."""
    met = Min("sessions__on", filter=Q(sessions__came=Came.MET))
    rows = Case.objects.filter(opened_on__range=ask.days).order_by().annotate(first=met)
    days = sorted((first - opened).days for opened, first in rows.values_list("opened_on", "first") if first)
    if len(days) < LEAST_FOR_A_MEDIAN:
        return nothing(
            N_("Fewer than {least} people: a median would be about somebody."), least=LEAST_FOR_A_MEDIAN
        )
    middle = (days[(len(days) - 1) // 2] + days[len(days) // 2]) / 2
    return Found(middle, parts=(Part(N_("median of days to the first meeting"), middle),))


def retained(ask: Ask) -> Found:
    """Count the jobs that last among those whose mark fell due in the period and of which it is known."""
    mark = int(ask.arguments["mark"])
    rows = RetentionCheck.objects.filter(mark=mark, due_on__range=ask.days).order_by()
    counts: Counter[str] = Counter()
    for done_on, still in rows.values_list("done_on", "still_there"):
        is_known = done_on is not None and still is not None
        counts["unknown" if not is_known else "lasting" if still else "over"] += 1
    cells = released_list(
        {name: counts[name] for name in ("lasting", "over", "unknown")}, to=Permission.SEE_INDICATORS
    )
    lasting, over = cells["lasting"], cells["over"]
    if lasting is None or over is None:
        return nothing(HIDDEN)
    parts = (
        Part(N_("jobs that last"), lasting),
        Part(N_("jobs of which it is known"), lasting + over),
        Part(N_("jobs not asked after"), cells["unknown"]),
    )
    return Found(lasting, lasting + over, parts=parts)


def alive(ask: Ask) -> Found:
    """Count the restored venues that are alive on the last day, among those of whose life something is known."""
    on = ask.period.ends_on
    done = Work.objects.filter(state=WorkState.DELIVERED, delivered_on__lte=on).order_by().values("venue")
    venues = Venue.objects.filter(pk__in=done).filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))
    known = [one for one in lives(venues.order_by("name"), on=on) if one.judged.life != Life.UNKNOWN]
    rows = tuple(
        Row(
            key=one.venue.code,
            words=one.venue.name,
            number=1,
            counted=one.judged.life == Life.ALIVE,
        )
        for one in known
    )
    if not rows:
        return nothing(N_("Of no restored venue enough is known to say whether it is alive."))
    lasting = sum(row.counted for row in rows)
    parts = (Part(N_("alive"), lasting), Part(N_("restored, and known"), len(rows)))
    return Found(lasting, len(rows), parts=parts, rows=(Rows(N_("venues"), Permission.SEE_VENUES, rows),))


def kept(ask: Ask) -> Found:
    """Count the duties of restorative agreements that were done, among those that fell due and both sides accepted."""
    due = Duty.objects.filter(due_on__range=ask.days, agreed_on__isnull=False)
    due = due.exclude(state=DutyState.CHANGED)
    found = due.aggregate(done=Count("pk", filter=Q(state=DutyState.DONE)), every=Count("pk"))
    counts = {"kept": found["done"], "other": found["every"] - found["done"]}
    return _share(counts, of="kept", says=(N_("kept"), N_("due in the period")))


def _share(counts: Mapping[str, int], *, of: str, says: tuple[str, str]) -> Found:
    shown = released_list(counts, to=Permission.SEE_INDICATORS, zeros="suppress")
    part, whole = shown[of], shown[TOTAL]
    if part is None or whole is None:
        return nothing(HIDDEN)
    return Found(part, whole, parts=(Part(says[0], part), Part(says[1], whole)))


GATHER: dict[str, Callable[[Ask], Found]] = {
    "cases.accompanied": accompanied,
    "cases.finished": finished,
    "cases.first_meeting": first_meeting,
    "work.retained": retained,
    "venues.alive": alive,
    "restorative.kept": kept,
}
