"""How many complaints came in a quarter, by what they are about: counted once, in the night from which it may be.

Each quarter is a list of its own and is suppressed by itself: it shares no complaint with another, so what one
hides stands in no difference of two. No sum over quarters is told for that reason: two sums that overlap would
give away what is hidden at their ends.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import Min
from django.utils import timezone

from pazos.analysis.disclosing import TOTAL
from pazos.analysis.programme.gate import ROUNDED_TO, told_list
from pazos.analysis.programme.quarterly import count_once, kept, quarter_of
from pazos.domain.cases.models import Complaint
from pazos.domain.cases.vocabulary import About
from pazos.domain.disputes.quarters import countable
from pazos.foundation.runs.actions import Hashes, Input, hashes_of
from pazos.foundation.runs.canonical import sha256_of

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.disputes.quarters import Quarter
    from pazos.domain.people.models import Staff
    from pazos.foundation.runs.models import Run

    Plain = dict[str, Any]

METHOD = "programme_complaints"
QUARTERS_TOLD = 8


def complaints(*, until: date) -> Plain:
    """Return the counts of the last quarters that were counted and ended by a day, the earliest first, and their runs.

    `rows` by what they are about, TOTAL for all of a quarter; None is hidden.
    """
    ended = [(quarter, run) for quarter, run in kept(METHOD).items() if quarter.last_on <= until]
    runs = {quarter.name: run for quarter, run in ended[-QUARTERS_TOLD:]}
    names = (*About.values, TOTAL)
    return {
        "quarters": list(runs),
        "rows": {name: [run.result["about"][name] for run in runs.values()] for name in names},
        "runs": [run.pk for run in runs.values()],
    }


def count_new(*, on: date) -> int:
    """Count every quarter that may be counted on a day and was not, from that of the first complaint on; return how many."""
    first = Complaint.objects.aggregate(first=Min("made_at"))["first"]
    if first is None:
        return 0
    known = kept(METHOD)
    new = [quarter for quarter in countable(timezone.localdate(first), on=on) if quarter not in known]
    for quarter in new:
        count_once(METHOD, quarter, partial(_reckoned, quarter), by=None, rounded_to=ROUNDED_TO)
    return len(new)


def hashes_again(run: Run, _by: Staff | None) -> Hashes:
    """Count what a run counted once more and return the hashes alone: nothing new is kept."""
    return hashes_of(*_reckoned(quarter_of(run)))


def _reckoned(quarter: Quarter) -> tuple[Plain, list[Input]]:
    rows = Complaint.objects.filter(made_at__date__range=(quarter.first_on, quarter.last_on)).order_by()
    came = list(rows.values_list("pk", "about"))
    counts = Counter(about for _, about in came)
    about = told_list({name: counts[name] for name in About.values})
    keys = sorted(str(key) for key, _ in came)
    return {"about": about}, [Input("complaints", sha256_of(keys), about[TOTAL] or 0)]
