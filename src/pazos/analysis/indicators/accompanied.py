"""Those who are accompanied, their work and the places that stay alive, as values of indicators.

Every count of people passes the gate before it is kept, and is counted once: two counts of the same period would
give away by their difference whom one hid. The security of no person is ranked here, and no person is named.
"""

from __future__ import annotations

from collections import Counter
from statistics import median
from typing import TYPE_CHECKING

from django.db.models import Min, Q

from pazos.analysis.disclosing import by_person, released_list
from pazos.analysis.indicators.found import Found, Part, Row, Rows, nothing
from pazos.analysis.indicators.gated import HIDDEN, TO, read, share, too_soon
from pazos.domain.cases.models import Case, CaseSession
from pazos.domain.cases.vocabulary import FINISHED, Came, CaseState, Exit
from pazos.domain.employment.models import RetentionCheck
from pazos.domain.venues.models import Venue, Work
from pazos.domain.venues.queries.living import lives
from pazos.domain.venues.vocabulary import Life, WorkState
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable

    from pazos.analysis.indicators.found import Ask

LEAST_FOR_A_MEDIAN = 20


def accompanied(ask: Ask) -> Found:
    """Count the different people who were met at least once in the period."""
    if (early := too_soon(ask)) is not None:
        return early
    rows = CaseSession.objects.filter(came=Came.MET, on__range=ask.days)
    people = set(rows.order_by().values_list("case__participant", flat=True))
    shown = released_list({"people": len(people)}, to=TO, zeros="suppress")["people"]
    if shown is None:
        return nothing(HIDDEN)
    return Found(
        shown,
        parts=(Part(N_("different people met"), shown),),
        inputs=(read([(one,) for one in people], shown),),
    )


def finished(ask: Ask) -> Found:
    """Count those who finished among all whose case ended in the period; who left or was lost counts below the line."""
    if (early := too_soon(ask)) is not None:
        return early
    ended = Case.objects.filter(state=CaseState.ENDED, ended_on__range=ask.days).exclude(exit=Exit.DIED)
    of = list(ended.order_by().values_list("pk", "exit", "participant"))
    sides = [("finished" if how in FINISHED else "other", who) for _pk, how, who in of]
    counts = Counter({"finished": 0, "other": 0})
    counts.update(side for side, _who in sides)
    says = (N_("finished"), N_("ended for whatever reason"))
    rows = [(pk, how) for pk, how, _who in of]
    return share(counts, of="finished", says=says, rows=rows, people=by_person(sides))


def first_meeting(ask: Ask) -> Found:
    """Return the median of days from the beginning of a case to its first meeting, of cases begun in the period."""
    if (early := too_soon(ask)) is not None:
        return early
    met = Min("sessions__on", filter=Q(sessions__came=Came.MET))
    begun = Case.objects.filter(opened_on__range=ask.days).order_by().annotate(first=met)
    rows = [row for row in begun.values_list("pk", "opened_on", "first") if row[2]]
    days = [(first - opened).days for _pk, opened, first in rows]
    if len(days) < LEAST_FOR_A_MEDIAN:
        return nothing(
            N_("Fewer than {least} people: a median would be about somebody."), least=LEAST_FOR_A_MEDIAN
        )
    middle = float(median(days))
    return Found(
        middle,
        parts=(Part(N_("median of days to the first meeting"), middle),),
        inputs=(read(rows, 0),),  # of how many it is the median is not told
    )


def retained(ask: Ask) -> Found:
    """Count the jobs that last among those whose mark fell due in the period and of which it is known."""
    if (early := too_soon(ask)) is not None:
        return early
    mark = int(ask.arguments["mark"])
    due = RetentionCheck.objects.filter(mark=mark, due_on__range=ask.days).order_by()
    found = list(due.values_list("pk", "done_on", "still_there", "placement__case__participant"))
    stands = []
    for _pk, done_on, still, who in found:
        is_known = done_on is not None and still is not None
        stands.append(("unknown" if not is_known else "lasting" if still else "over", who))
    counts = Counter(name for name, _who in stands)
    listed = {name: counts[name] for name in ("lasting", "over", "unknown")}
    cells = released_list(listed, to=TO, people=by_person(stands))
    lasting, over = cells["lasting"], cells["over"]
    if lasting is None or over is None:
        return nothing(HIDDEN)
    parts = (
        Part(N_("jobs that last"), lasting),
        Part(N_("jobs of which it is known"), lasting + over),
        Part(N_("jobs not asked after"), cells["unknown"]),
    )
    rows = [row[:3] for row in found]
    return Found(lasting, lasting + over, parts=parts, inputs=(read(rows, lasting + over),))


def alive(ask: Ask) -> Found:
    """Count the restored venues that are alive on the last day, among those of whose life something is known.

    That one was closed is known: it stands among them, and is not alive.
    """
    on = ask.period.ends_on
    done = Work.objects.filter(state=WorkState.DELIVERED, delivered_on__lte=on).order_by().values("venue")
    venues = Venue.objects.filter(pk__in=done).order_by("name")
    known = [one for one in lives(venues, on=on) if one.judged.life not in {Life.UNKNOWN, Life.EARLY}]
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


GATHER: dict[str, Callable[[Ask], Found]] = {
    "cases.accompanied": accompanied,
    "cases.finished": finished,
    "cases.first_meeting": first_meeting,
    "work.retained": retained,
    "venues.alive": alive,
}
