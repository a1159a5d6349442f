"""What the programme learned of a selection of people by the end of a quarter: counted once, frozen, and traced.

Each selection and quarter is one run: whoever quotes a figure quotes its number. It holds suppressed totals
and hashes of what was read, and nothing of which a person could be made out. What was counted is not counted
again: what came late would stand in the difference.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from pazos.analysis.disclosing import MINIMUM, TOTAL
from pazos.analysis.programme.asked import Asked
from pazos.analysis.programme.gate import ROUNDED_TO, TO, Shut, told
from pazos.domain.cases.models import Case
from pazos.domain.disputes.quarters import Quarter
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Scope
from pazos.foundation.audit import actions as audit
from pazos.foundation.runs.actions import Hashes, Input, carry_out, hashes_of
from pazos.foundation.runs.canonical import sha256_of
from pazos.foundation.runs.models import Run
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from pazos.domain.people.models import Staff

    Plain = dict[str, Any]
    Tell = Callable[[str, float], None]

METHOD = "programme_totals"
AHEAD = timedelta(days=7)  # how long a night that was slept through is made up for
MANY = 100  # of fewer, what changed by few people from one quarter to the next is not shown
# Since 2 no quartile or mean is one person's own value, and stages are hidden so that sums of them stay; since 3 what
# is few is asked of different people, and not of cases, jobs or services that may be one person's, and no change is told
# between two versions of an instrument that are scored otherwise. Since 4 so is who left, in how long they stay.
FORM = 4


@dataclass(frozen=True)
class Totals:
    """A selection with what was found of it; `shut` says why there is nothing to show."""

    asked: Asked
    until: date
    run: int
    form: int
    fingerprint: str
    result: Plain

    @property
    def shut(self) -> Shut | None:
        """Why nothing is shown, None where there is something."""
        found = self.result.get("shut")
        return Shut(found) if found else None


@dataclass(frozen=True)
class _Reckoned:
    """What was found, what was read, and of how many traits and answers were opened for it."""

    result: Plain
    inputs: tuple[Input, ...]
    opened: int


def last_counted(on: date) -> Quarter:
    """Return the last quarter that may be counted on a day."""
    found = Quarter(on.year - 1, 1)
    while found.following.counted_from <= on:
        found = found.following
    return found


def totals(
    asked: Asked, *, seen_by: Staff, on: date | None = None, tell: Tell = lambda _step, _share: None
) -> Totals:
    """Return the totals of a selection by the end of the last quarter that may be counted; count them if they are new.

    Counting reads every case: a page looks for what is `kept` and has the rest counted (see `counting`).

    Raises:
        InputProblem: the account may not see totals of the whole city.
    """
    until = _until(seen_by, on)
    return _shown(asked, _kept(asked, until) or _count(asked, until, by=seen_by, tell=tell))


def kept(asked: Asked, *, seen_by: Staff, on: date | None = None) -> Totals | None:
    """Return the totals of a selection that were counted, None where nobody asked for them yet.

    Raises:
        InputProblem: the account may not see totals of the whole city.
    """
    run = _kept(asked, _until(seen_by, on))
    return _shown(asked, run) if run else None


def _until(seen_by: Staff, on: date | None) -> date:
    if reach_of(seen_by, TO).scope is not Scope.CITY:
        raise InputProblem(N_("Totals of those accompanied are not open to this account."))
    return last_counted(on or timezone.localdate()).last_on


def _shown(asked: Asked, run: Run) -> Totals:
    if held := run.result.get("as_in"):
        run = Run.objects.get(pk=held)
    day = date.fromisoformat(run.parameters["until"])
    return Totals(asked, day, run.pk, run.method_version, run.result_hash, run.result)


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
    return rows.filter(parameters__until=until.isoformat()).order_by("pk").first()  # the first count stands


def _before(asked: Asked, until: date, *, of: Run | None) -> Run | None:
    """Return the run that was last shown of a selection before a quarter, as it was when a run `of` it was counted."""
    rows = Run.objects.filter(method=METHOD, parameters__selection=asked.code())
    if of is not None:
        rows = rows.filter(pk__lt=of.pk)
    for run in rows.exclude(parameters__until=until.isoformat()):
        if "as_in" not in run.result and "shut" not in run.result:
            return run
    return None


def _count(asked: Asked, until: date, *, by: Staff | None, tell: Tell = lambda _step, _share: None) -> Run:
    found = _reckoned(asked, until, tell=tell)  # before the transaction: nobody who writes waits for it
    return _freeze(asked, until, found, by=by)


@transaction.atomic
def _freeze(asked: Asked, until: date, found: _Reckoned, *, by: Staff | None) -> Run:
    audit.hold()
    if there := _kept(asked, until):  # another was quicker, and only one count is kept
        return there
    run = carry_out(
        METHOD,
        lambda: found.result,
        by=by,
        inputs=found.inputs,
        method_version=FORM,
        parameters={
            "needs": TO.value,
            "selection": asked.code(),
            "asked": asked.plain(),
            "until": until.isoformat(),
            "minimum": MINIMUM,
            "rounded_to": ROUNDED_TO,
        },
    )
    _note(run, found, by=by)
    return run


def hashes_again(run: Run, by: Staff | None) -> Hashes:
    """Count what a run counted once more, as its record says, and return the hashes alone: nothing new is kept."""
    asked, until = Asked(**run.parameters["asked"]), date.fromisoformat(run.parameters["until"])
    found = _reckoned(asked, until, of=run)
    _note(run, found, by=by)
    return hashes_of(found.result, found.inputs)


def _note(run: Run, found: _Reckoned, *, by: Staff | None) -> None:
    # The one place where traits and answers of many are opened: the trail says how many and for what.
    audit.record("programme.counted", run, by=by, opened=found.opened)


def _reckoned(
    asked: Asked, until: date, *, of: Run | None = None, tell: Tell = lambda _step, _share: None
) -> _Reckoned:
    from pazos.analysis.programme import gate
    from pazos.analysis.programme.entries import chosen, entries

    tell(N_("Reading who was referred and accompanied"), 0.05)
    every = entries(until=until)
    form = of.method_version if of else FORM
    closed = gate.shut(every, asked, form=form)
    mine = chosen(every, asked)
    result: Plain = {"shut": closed.value} if closed else _measured(mine, asked, until, form=form, tell=tell)
    if closed is None and result["flow"]["stages"][TOTAL] is None:  # no figure without how many it is of
        result = {"shut": Shut.DIFFERENCE.value}
    before = None if "shut" in result else _before(asked, until, of=of)
    if before is not None and _changed_by_few(mine, asked, since=before):
        result = {"as_in": before.pk}
    if "shut" in result:
        return _Reckoned(result, (), 0)
    people = told(len(mine)) or 0
    return _Reckoned(result, (Input("entries", _hash_of(mine), people),), people)


def _measured(mine: pd.DataFrame, asked: Asked, until: date, *, form: int, tell: Tell) -> Plain:
    """Measure as the method was in a form of it: what was counted then is made again to the same digits."""
    from pazos.analysis.programme import measuring
    from pazos.analysis.programme.equity import equity
    from pazos.analysis.programme.voices import satisfaction

    cases = measuring.owners_of(mine)
    tell(N_("Counting sessions"), 0.2)
    met = measuring.sessions_of(cases, until=until)
    found: Plain = {
        "flow": measuring.flow(mine, form=form),
        "staying": measuring.staying(mine, until=until, form=form),
        "times": measuring.times(mine, met, form=form),
        "dose": measuring.dose(mine, met, form=form),
    }
    tell(N_("Comparing first and last assessments"), 0.4)
    found["scales"] = measuring.scales(cases, until=until, form=form)
    tell(N_("Counting work, services and answers"), 0.7)
    found["work"] = measuring.work(cases, until=until, form=form)
    found["services"] = measuring.services(cases, until=until, form=form)
    found["satisfaction"] = satisfaction(asked, until=until, form=form)
    tell(N_("Telling groups apart"), 0.8)
    return {**found, "equity": equity(mine, form=form)}


def _changed_by_few(mine: pd.DataFrame, asked: Asked, *, since: Run) -> bool:
    """Tell whether so few changed since the last count of a small selection that they would stand in the difference.

    By the stages as they are and as they were then: what a run tells of them is rounded.
    """
    from pazos.analysis.programme.entries import chosen, entries

    if len(mine) >= MANY:
        return False
    then = date.fromisoformat(since.parameters["until"])
    old, new = Counter(chosen(entries(until=then), asked)["stage"]), Counter(mine["stage"])
    changes = [abs(new[name] - old[name]) for name in {*old, *new}]
    return any(0 < change < MINIMUM for change in (*changes, abs(new.total() - old.total())))


def _hash_of(mine: pd.DataFrame) -> str:
    """Return the hash of what was read: with the numbers of records in it, so that nobody can try counts."""
    return sha256_of(mine.astype(str).to_numpy().tolist())
