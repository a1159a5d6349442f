"""Meetings that were held: a preparation, a message carried, a circle, a conference, a follow-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.justice.models import Party, ProcessMeeting
from pazos.domain.justice.rules import steps
from pazos.domain.justice.standing import facts_of, take_in_hand
from pazos.domain.justice.vocabulary import Meeting
from pazos.domain.outreach import answers
from pazos.domain.refusing import at_once, refuse
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from uuid import UUID

    from pazos.domain.justice.models import Process
    from pazos.domain.people.models import Staff


@transaction.atomic
def hold(
    process: Process,
    *,
    id: UUID,  # noqa: A002 - the field's own name
    kind: str,
    on: date,
    parties: Collection[UUID],
    note: str = "",
    by: Staff,
) -> ProcessMeeting:
    """Write a meeting down; everybody in it was asked apart since the one before."""
    held = take_in_hand(process.pk, by=by)
    known = held.meetings.filter(pk=id).first()
    if known is not None:
        return known
    facts, people = facts_of(held)
    if not people.keys() >= set(parties):
        raise InputProblem(N_("Choose people of this process."), field="parties")
    found = Meeting(answers.one_of("kind", kind, Meeting))
    attending = [people[key] for key in parties]
    today = timezone.localdate()
    refuse(steps.what_blocks_meeting(facts, found, attending=attending, on=on, today=today))
    meeting = ProcessMeeting(id=id, process=held, kind=found, on=on, note=note.strip(), by=by)
    if (standing := at_once.put(meeting, own=held.meetings.all())) is not None:
        return standing
    meeting.parties.set(Party.objects.filter(pk__in=parties, process=held))
    made(meeting, by=by)
    _use_answers(meeting, by=by)
    audit.record("process.met", held, by=by, kind=kind)
    return meeting


def _use_answers(meeting: ProcessMeeting, *, by: Staff) -> None:
    # The answer that holds is the one written last, as the rule reads them.
    for party in meeting.parties.all():
        said = party.answers.filter(on__lte=meeting.on).order_by("-at", "-on").first()
        if said is not None:
            change(said, by=by, served=meeting)


@transaction.atomic
def rewrite_note(meeting: ProcessMeeting, *, note: str, by: Staff) -> None:
    """Correct the note of a meeting."""
    held = take_in_hand(meeting.process_id, by=by)
    refuse(steps.what_blocks_writing(facts_of(held)[0]))
    if change(meeting, by=by, note=note.strip()) is not None:
        audit.record("process.meeting_corrected", held, by=by)


@transaction.atomic
def take_out(meeting: ProcessMeeting, *, by: Staff) -> None:
    """Take out a meeting that was entered by mistake and on which nothing rests yet; its answers stand again."""
    held = take_in_hand(meeting.process_id, by=by)
    facts = facts_of(held)[0]
    rests = Meeting(meeting.kind) in steps.OF_BOTH and held.duties.exists()
    refuse(steps.what_blocks_taking_out(facts, duties_rest_on_it=rests))
    meeting.delete()
    audit.record("process.meeting_removed", held, by=by)
