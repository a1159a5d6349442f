"""What the programme learned of a selection of people by the end of a quarter: counted once, frozen, and traced.

Each selection and quarter is one run: whoever quotes a figure quotes its number. It holds suppressed totals
and hashes of what was read, and nothing of which a person could be made out. What was counted is not counted
again: what came late would stand in the difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from pazos.analysis.disclosing import MINIMUM, TOTAL
from pazos.analysis.programme.asked import Asked
from pazos.analysis.programme.gate import TO, Shut
from pazos.domain.cases.models import Case
from pazos.domain.disputes.quarters import Quarter
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Scope
from pazos.foundation.audit import actions as audit
from pazos.foundation.runs.actions import Input, carry_out
from pazos.foundation.runs.canonical import sha256_of
from pazos.foundation.runs.models import Run
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    import pandas as pd

    from pazos.domain.people.models import Staff

    Plain = dict[str, Any]

METHOD = "programme_totals"
AHEAD = timedelta(days=7)  # how long a night that was slept through is made up for
MANY = 100  # of fewer, what changed by few people from one quarter to the next is not shown


@dataclass(frozen=True)
class Totals:
    """A selection with what was found of it; `shut` says why there is nothing to show."""

    asked: Asked
    until: date
    run: int
    fingerprint: str
    result: Plain

    @property
    def shut(self) -> Shut | None:
        """Why nothing is shown, None where there is something."""
        found = self.result.get("shut")
        return Shut(found) if found else None


def last_counted(on: date) -> Quarter:
    """Return the last quarter that may be counted on a day."""
    found = Quarter(on.year - 1, 1)
    while found.following.counted_from <= on:
        found = found.following
    return found


def totals(asked: Asked, *, seen_by: Staff, on: date | None = None) -> Totals:
    """Return the totals of a selection by the end of the last quarter that may be counted; count them if they are new.

    Raises:
        InputProblem: the account may not see totals of the whole city.
    """
    if reach_of(seen_by, TO).scope is not Scope.CITY:
        raise InputProblem(N_("Totals of those accompanied are not open to this account."))
    until = last_counted(on or timezone.localdate()).last_on
    run = _kept(asked, until) or _count(asked, until, by=seen_by)
    if held := run.result.get("as_in"):
        run = Run.objects.get(pk=held)
    day = date.fromisoformat(run.parameters["until"])
    return Totals(asked, day, run.pk, run.result_hash, run.result)


def count_ahead(*, on: date) -> bool:
    """Count everybody once a quarter may be counted, before anybody waits for it; tell whether it was new.

    Only in the first days, and where somebody was accompanied by then: what a city that only begins brings in
    of earlier quarters is not frozen half written.
    """
    quarter = last_counted(on)
    began = Case.objects.filter(opened_on__lte=quarter.last_on)
    if on >= quarter.counted_from + AHEAD or _kept(Asked(), quarter.last_on) or not began.exists():
        return False
    _count(Asked(), quarter.last_on, by=None)
    return True


def _kept(asked: Asked, until: date) -> Run | None:
    rows = Run.objects.filter(method=METHOD, parameters__selection=asked.code())
    return rows.filter(parameters__until=until.isoformat()).first()


def _before(asked: Asked, until: date) -> Run | None:
    """Return the run that was last shown of a selection before a quarter."""
    rows = Run.objects.filter(method=METHOD, parameters__selection=asked.code())
    for run in rows.exclude(parameters__until=until.isoformat()):
        if "as_in" not in run.result and "shut" not in run.result:
            return run
    return None


@transaction.atomic
def _count(asked: Asked, until: date, *, by: Staff | None) -> Run:
    from pazos.analysis.programme import gate
    from pazos.analysis.programme.entries import chosen, entries

    every = entries(until=until)
    closed = gate.shut(every, asked)
    mine = chosen(every, asked)
    result: Plain = {"shut": closed.value} if closed else _measured(mine, asked, until)
    if closed is None and result["flow"]["stages"][TOTAL] is None:  # no figure without how many it is of
        result = {"shut": Shut.DIFFERENCE.value}
    before = None if "shut" in result else _before(asked, until)
    if before is not None and _points_at_few(before.result, result, len(mine)):
        result = {"as_in": before.pk}
    is_open = "shut" not in result
    run = carry_out(
        METHOD,
        lambda: result,
        by=by,
        inputs=[Input("entries", _hash_of(mine), len(mine))] if is_open else [],
        parameters={
            "needs": TO.value,
            "selection": asked.code(),
            "asked": asked.plain(),
            "until": until.isoformat(),
            "minimum": MINIMUM,
        },
    )
    # The one place where traits and answers of many are opened: the trail says how many and for what.
    audit.record("programme.counted", run, by=by, opened=len(mine) if is_open else 0)
    return run


def _measured(mine: pd.DataFrame, asked: Asked, until: date) -> Plain:
    from pazos.analysis.programme import measuring
    from pazos.analysis.programme.equity import equity
    from pazos.analysis.programme.voices import satisfaction

    cases = measuring.cases_of(mine)
    met = measuring.sessions_of(cases, until=until)
    return {
        "flow": measuring.flow(mine),
        "staying": measuring.staying(mine, until=until),
        "times": measuring.times(mine, met),
        "dose": measuring.dose(mine, met),
        "scales": measuring.scales(cases, until=until),
        "work": measuring.work(cases, until=until),
        "services": measuring.services(cases, until=until),
        "satisfaction": satisfaction(asked, until=until),
        "equity": equity(mine),
    }


def _points_at_few(before: Plain, now: Plain, people: int) -> bool:
    """Tell whether so few changed since the last count of a small selection that they would stand in the difference."""
    if people >= MANY:
        return False
    old, new = before["flow"]["stages"], now["flow"]["stages"]
    changes = [
        abs(new[name] - old[name])
        for name in (*new, TOTAL)
        if new[name] is not None and old.get(name) is not None
    ]
    return any(0 < change < MINIMUM for change in changes)


def _hash_of(mine: pd.DataFrame) -> str:
    """Return the hash of what was read: with the numbers of records in it, so that nobody can try counts."""
    return sha256_of(mine.astype(str).to_numpy().tolist())
