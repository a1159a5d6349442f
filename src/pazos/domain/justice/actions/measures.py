"""A measure of a judge, the hours that were done of it by day, and its end.

They stand on an order of a court and not on a permission: an adolescent who takes a permission back must not
lose the hours that were done. So who reaches the case is asked, and the permission is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from pazos.domain.cases.models import Case
from pazos.domain.cases.rules.working import what_blocks_reach
from pazos.domain.justice.models import Court, Measure, MeasureHours
from pazos.domain.justice.queries.courts import facts_of, names
from pazos.domain.justice.rules import filing
from pazos.domain.justice.rules import measures as rules
from pazos.domain.justice.standing import measure_facts
from pazos.domain.justice.vocabulary import MeasureKind
from pazos.domain.outreach import answers
from pazos.domain.refusing import at_once, refuse
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from uuid import UUID

    from pazos.domain.people.models import Staff

CORRECTED = ("court", "file_number", "ends_on", "hours", "report_every_months")


@transaction.atomic
def write(
    case: Case,
    *,
    id: UUID,  # noqa: A002 - the field's own name
    kind: str,
    court: Court,
    file_number: str,
    begins_on: date,
    ends_on: date,
    hours: int = 0,
    report_every_months: int = 3,
    by: Staff,
) -> Measure:
    """Write a measure down as the judge ordered it."""
    held = at_once.in_hand(Case.objects.all(), case.pk)
    refuse(what_blocks_reach(held, by=by))
    own = Measure.objects.filter(case=held)
    known = own.filter(pk=id).first()
    if known is not None:
        return known
    measure = Measure(
        id=id,
        case=held,
        kind=MeasureKind(answers.one_of("kind", kind, MeasureKind)),
        court=_listed(court),
        file_number=filing.as_number(file_number),
        begins_on=begins_on,
        ends_on=ends_on,
        hours=hours,
        report_every_months=report_every_months,
        by=by,
    )
    _check(measure)
    if (standing := at_once.put(measure, own=own)) is not None:
        return standing
    made(measure, by=by)
    audit.record("measure.written", measure, by=by, kind=measure.kind)
    return measure


@transaction.atomic
def correct(measure: Measure, *, by: Staff, **said: Any) -> None:
    """Correct what was written wrongly of a measure; a report that left keeps what it said.

    `said`: court, file_number, ends_on, hours and report_every_months, all of them. Of a measure that ended only
    a court that is not in the list, or what is no number, is corrected: the last report would wait for it.
    """
    held = in_hand(measure.pk, by=by)
    refuse((rules.Block.ENDED,) if held.ended_on is not None and _is_in_order(held) else ())
    number = filing.as_number(said["file_number"])
    wanted = {**said, "court": _listed(said["court"]), "file_number": number}
    if change(held, by=by, **{name: wanted[name] for name in CORRECTED}) is not None:
        _check(held)
        audit.record("measure.corrected", held, by=by)


def _is_in_order(measure: Measure) -> bool:
    """Return whether a measure names a court of the list, and its file by a number."""
    return all(facts_of(measure, listed=names()).values())


def _listed(court: Court) -> str:
    return str(at_once.in_hand(Court.objects.all(), court.pk))


def _check(measure: Measure) -> None:
    facts = measure_facts(measure)
    names_court = bool(measure.court and measure.file_number)
    is_numbered = filing.is_number(measure.file_number)
    refuse(rules.what_blocks_measure(facts, names_court=names_court, is_numbered=is_numbered))


def in_hand(key: UUID, *, by: Staff) -> Measure:
    """Return a measure locked for a deed, of a case that somebody works."""
    measure = at_once.in_hand(Measure.objects.all(), key)
    refuse(what_blocks_reach(Case.objects.get(pk=measure.case_id), by=by))
    return measure


@transaction.atomic
def write_hours(
    measure: Measure,
    *,
    id: UUID,  # noqa: A002 - the field's own name
    on: date,
    hours: Decimal,
    by: Staff,
) -> MeasureHours:
    """Write the hours that were done on one day."""
    held = in_hand(measure.pk, by=by)
    known = held.done.filter(pk=id).first()
    if known is not None:
        return known
    refuse(rules.what_blocks_hours(measure_facts(held), hours, on=on, today=timezone.localdate()))
    day = MeasureHours(id=id, measure=held, on=on, hours=hours, by=by)
    if (standing := at_once.put(day, own=held.done.all())) is not None:
        return standing
    made(day, by=by)
    audit.record("measure.hours_written", held, by=by)
    return day


@transaction.atomic
def take_hours_out(day: MeasureHours, *, by: Staff) -> None:
    """Take out the hours of a day that were entered wrongly; a report that left keeps what it said."""
    held = in_hand(day.measure_id, by=by)
    at_once.in_hand(held.done.all(), day.pk).delete()
    audit.record("measure.hours_removed", held, by=by)


@transaction.atomic
def end(measure: Measure, *, on: date | None, by: Staff) -> None:
    """Write the day on which the judge ended a measure, correct it, or take it out (None): it runs on."""
    held = in_hand(measure.pk, by=by)
    if on is not None:
        refuse(rules.what_blocks_ending(measure_facts(held), on=on, today=timezone.localdate()))
    if change(held, by=by, ended_on=on) is not None:
        audit.record("measure.ended", held, by=by, runs_on=on is None)
