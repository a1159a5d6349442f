"""The facts that the rules look at, read of the rows; and taking a process in hand for a deed."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from pazos.domain.cases.models import Case
from pazos.domain.justice.models import Duty, Measure, Party, Process, ProcessMeeting, Willingness
from pazos.domain.justice.rules.duties import DutyFacts
from pazos.domain.justice.rules.measures import MeasureFacts
from pazos.domain.justice.rules.steps import OF_BOTH, ProcessFacts
from pazos.domain.justice.rules.willing import Answer, PartyFacts
from pazos.domain.justice.vocabulary import DutyState, MeasureKind, Meeting, ProcessState, Side
from pazos.domain.participants.queries import kept_of
from pazos.domain.participants.traits import OF_AGE, Traits
from pazos.domain.rights.models import Consent, Erasure
from pazos.domain.rights.rules.clock import months_after
from pazos.domain.rights.vocabulary import SubjectKind
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pazos.domain.people.models import Staff


PROCESSES = "justice.processes"  # the holding whose erased keys stay


def number_of(key: UUID) -> str:
    """Return the short number of a process, as people say it."""
    return key.hex[:8].upper()


def numbered(text: str) -> Q:
    """Return the condition on processes whose number begins so; what is no number finds none."""
    letters = text.strip().lower()
    if not letters or len(letters) > 32 or set(letters) - set("0123456789abcdef"):
        return Q(pk__in=[])
    return Q(pk__range=(UUID(letters.ljust(32, "0")), UUID(letters.ljust(32, "f"))))


def is_number_used(key: UUID) -> bool:
    """Return whether another process has the short number of this one, or had it before it was erased."""
    others = Process.objects.filter(numbered(number_of(key))).exclude(pk=key)
    erased = Erasure.objects.filter(holding=PROCESSES, key__startswith=str(key)[:8])
    return others.exists() or erased.exists()


def own(staff: Staff) -> Q:
    """Return the condition on processes that somebody may run: theirs, and nobody else's at any time."""
    if reach_of(staff, Permission.RUN_JUSTICE).is_nothing:
        return Q(pk__in=[])
    return Q(facilitator=staff.pk) | Q(cofacilitator=staff.pk)


def take_in_hand(key: UUID, *, by: Staff) -> Process:
    """Return a process of one's own, locked for a deed.

    Raises:
        PermissionDenied: it is somebody else's, or there is none.
    """
    found = Process.objects.select_for_update().filter(own(by), pk=key).first()
    if found is None:
        raise PermissionDenied
    return found


def facts_of(process: Process) -> tuple[ProcessFacts, dict[UUID, PartyFacts]]:
    """Return what the rules look at of a process, and of each of its people by their number: 5 queries.

    Where it was asked for from a case, the permission on file is looked at too: it may know the age.
    """
    meetings = list(process.meetings.prefetch_related("parties").order_by("on", "pk"))
    people = party_facts(process, meetings)
    agreed = Duty.objects.filter(process=process, agreed_on__isnull=False)
    duties = list(agreed.values_list("state", "agreed_on", "ended_on"))
    days = chain((one.on for one in meetings), *((since, until) for _state, since, until in duties))
    facts = ProcessFacts(
        state=ProcessState(process.state),
        asked_on=process.asked_on,
        parties=tuple(people.values()),
        held=frozenset(Meeting(one.kind) for one in meetings),
        duties=tuple(DutyState(state) for state, *_days in duties),
        last_on=max((day for day in days if day is not None), default=None),
    )
    return facts, people


def party_facts(process: Process, meetings: Sequence[ProcessMeeting]) -> dict[UUID, PartyFacts]:
    """Return the facts of each of a process' people."""
    answers: dict[UUID, list[Answer]] = {}
    fields = ("party", "on", "wants", "alone", "guardian_agrees", "served")
    rows = Willingness.objects.filter(party__process=process).order_by("at", "on")
    for party, on, wants, alone, guardian, served in rows.values_list(*fields):
        said = Answer(on, wants, alone, guardian, is_used=served is not None)
        answers.setdefault(party, []).append(said)
    met: dict[UUID, list[tuple[str, date]]] = {}
    for meeting in meetings:
        for party in meeting.parties.all():
            met.setdefault(party.pk, []).append((meeting.kind, meeting.on))
    return {
        party.pk: _party(party, answers.get(party.pk, []), met.get(party.pk, []))
        for party in process.parties.select_related("case__participant__merged_into", "case__referral")
    }


def _party(party: Party, answers: list[Answer], met: list[tuple[str, date]]) -> PartyFacts:
    return PartyFacts(
        side=Side(party.side),
        is_minor=party.is_minor,
        of_age_on=of_age_on(party.case) if party.case is not None else None,
        has_guardian=bool(party.guardian),
        answers=tuple(answers),
        met_on=tuple(day for _, day in met),
        prepared_on=tuple(day for kind, day in met if kind == Meeting.PREPARATION),
        both_met_on=tuple(day for kind, day in met if kind in OF_BOTH),
    )


def of_age_on(case: Case) -> date | None:
    """Return the first day on which the person of a case is 18 for sure, by what is known there; None: nothing is.

    The birth date stands with the referral or a permission, and gives way to a month that was corrected since.
    Where only a month or a year is known, whoever may still be under 18 is.
    """
    person = kept_of(case.participant)
    traits = Traits.read(person.traits)
    told = Consent.objects.filter(subject_kind=SubjectKind.PARTICIPANT, subject_key=person.pk)
    born = [case.referral.born_on if case.referral else None, *(one.born_on for one in told)]
    fitting = [day for day in born if day is not None and _fits(day, traits)]
    if fitting:
        return _birthday(max(fitting))
    if traits.birth_year is None:
        return None
    if traits.birth_month is None:
        return date(traits.birth_year + OF_AGE + 1, 1, 1)
    return months_after(date(traits.birth_year + OF_AGE, traits.birth_month, 1), 1)


def _fits(day: date, traits: Traits) -> bool:
    return traits.birth_year in (None, day.year) and traits.birth_month in (None, day.month)


def _birthday(born_on: date) -> date:
    found = months_after(born_on, 12 * OF_AGE)
    return found if found.day == born_on.day else found + timedelta(days=1)  # born on 29 February


def duty_facts(duty: Duty) -> DutyFacts:
    """Return what the rules look at of a duty."""
    return DutyFacts(DutyState(duty.state), duty.due_on, duty.agreed_on)


def measure_facts(measure: Measure) -> MeasureFacts:
    """Return what the rules look at of a measure."""
    return MeasureFacts(
        kind=MeasureKind(measure.kind),
        begins_on=measure.begins_on,
        ends_on=measure.ends_on,
        hours=measure.hours,
        report_every_months=measure.report_every_months,
        ended_on=measure.ended_on,
        done=tuple((one.on, one.hours) for one in measure.done.all()),
    )


def accompanies(staff: Staff, process: Process) -> bool:
    """Return whether somebody accompanies, or supervises the accompaniment of, a person of a process."""
    pair = Q(first_worker=staff.pk) | Q(second_worker=staff.pk) | Q(supervisor=staff.pk)
    return Case.objects.filter(pair, pk__in=process.parties.values("case")).exists()
