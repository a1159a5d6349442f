"""How many complaints came in a quarter, by what they are about: counted once, in the night from which it may be.

Each quarter is a list of its own and is suppressed by itself: it shares no complaint with another, so what one
hides stands in no difference of two. No sum over quarters is told for that reason: two sums that overlap would
give away what is hidden at their ends.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from pazos.analysis.disclosing import MINIMUM, TOTAL
from pazos.analysis.programme.gate import ROUNDED_TO, TO, told_list
from pazos.domain.cases.models import Complaint
from pazos.domain.cases.vocabulary import About
from pazos.domain.disputes.quarters import Quarter, countable
from pazos.domain.indicators.periods import period_named
from pazos.foundation.audit import actions as audit
from pazos.foundation.runs.actions import Hashes, Input, carry_out, hashes_of
from pazos.foundation.runs.canonical import sha256_of
from pazos.foundation.runs.models import Run

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.people.models import Staff

    Plain = dict[str, Any]

METHOD = "programme_complaints"
QUARTERS_TOLD = 8


def complaints(*, until: date) -> Plain:
    """Return the counts of the last quarters that were counted and ended by a day, the earliest first, and their runs.

    `rows` by what they are about, TOTAL for all of a quarter; None is hidden.
    """
    kept = _kept()
    ended = sorted(quarter for quarter in kept if quarter.last_on <= until)
    runs = {quarter.name: kept[quarter] for quarter in ended[-QUARTERS_TOLD:]}
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
    kept = _kept()
    new = [quarter for quarter in countable(timezone.localdate(first), on=on) if quarter not in kept]
    for quarter in new:
        _count(quarter)
    return len(new)


def hashes_again(run: Run, _by: Staff | None) -> Hashes:
    """Count what a run counted once more and return the hashes alone: nothing new is kept."""
    return hashes_of(*_reckoned(_quarter_of(run)))


def _kept() -> dict[Quarter, Run]:
    runs = Run.objects.filter(method=METHOD)  # the newest first, so that the first count stands
    return {_quarter_of(run): run for run in runs}


def _quarter_of(run: Run) -> Quarter:
    return Quarter.of(period_named(run.parameters["quarter"]).starts_on)


@transaction.atomic
def _count(quarter: Quarter) -> None:
    audit.hold()
    if Run.objects.filter(method=METHOD, parameters__quarter=quarter.name).exists():
        return  # another was quicker
    result, inputs = _reckoned(quarter)
    parameters = {"needs": TO.value, "quarter": quarter.name, "minimum": MINIMUM, "rounded_to": ROUNDED_TO}
    carry_out(METHOD, lambda: result, by=None, inputs=inputs, parameters=parameters)


def _reckoned(quarter: Quarter) -> tuple[Plain, list[Input]]:
    rows = Complaint.objects.filter(made_at__date__range=(quarter.first_on, quarter.last_on)).order_by()
    came = list(rows.values_list("pk", "about"))
    counts = Counter(about for _, about in came)
    about = told_list({name: counts[name] for name in About.values})
    keys = sorted(str(key) for key, _ in came)
    return {"about": about}, [Input("complaints", sha256_of(keys), about[TOTAL] or 0)]
