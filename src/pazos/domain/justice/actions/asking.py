"""Asking somebody, alone, whether they want to go on. A no of either side stops everything at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.justice.actions.agreeing import let_go
from pazos.domain.justice.actions.ending import end_as_stopped
from pazos.domain.justice.models import Party, Willingness
from pazos.domain.justice.rules import steps, willing
from pazos.domain.justice.rules.duties import is_let_go
from pazos.domain.justice.standing import facts_of, take_in_hand
from pazos.domain.justice.vocabulary import ProcessState
from pazos.domain.refusing import at_once, refuse
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from pazos.domain.people.models import Staff


@transaction.atomic
def ask(
    party: Party,
    *,
    id: UUID,  # noqa: A002 - the field's own name
    on: date,
    wants: bool,
    alone: bool,
    guardian_agrees: bool | None = None,
    by: Staff,
) -> Willingness:
    """Write what somebody said. No reason is asked for, and none is kept.

    A no needs nothing but a day of the process, and stops it in the same moment. A supporter's no stops nothing
    but their own part: what they owe is let go.
    """
    held = take_in_hand(party.process_id, by=by)
    known = Willingness.objects.filter(pk=id, party=party).first()
    if known is not None:
        return known
    facts, people = facts_of(held)
    refuse(steps.what_blocks_writing(facts))
    who = people[party.pk]
    guardian = guardian_agrees if who.is_minor_on(on) else None
    said = willing.Answer(on=on, wants=wants, alone=alone, guardian_agrees=guardian)
    days = {"asked_on": facts.asked_on, "today": timezone.localdate()}
    refuse(willing.what_blocks_answer(who, said, parties=facts.parties, **days))
    answer = Willingness(
        id=id,
        party=party,
        on=on,
        wants=wants,
        alone=alone,
        guardian_agrees=guardian,
        by=by,
        at=timezone.now(),
    )
    if (standing := at_once.put(answer, own=Willingness.objects.filter(party=party))) is not None:
        return standing
    made(answer, by=by)
    audit.record("process.asked", held, by=by)
    reason = willing.stops(who, said)
    if reason is not None:
        end_as_stopped(held, reason=reason, on=on, by=by)
    elif is_let_go(who, said):
        let_go(held.duties.filter(party=party), on=on, by=by)
    elif held.state == ProcessState.ASKED and willing.harmed_want_it(facts_of(held)[0].parties, on=on):
        change(held, by=by, state=ProcessState.PREPARING, version=held.version + 1)
    return answer
