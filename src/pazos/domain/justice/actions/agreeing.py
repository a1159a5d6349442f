"""Duties: proposed, accepted by each of both sides, judged with the harmed side, changed by both, set back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.justice.models import Duty, Party, Process
from pazos.domain.justice.rules import duties as rules
from pazos.domain.justice.rules import steps, willing
from pazos.domain.justice.standing import duty_facts, facts_of, take_in_hand
from pazos.domain.justice.vocabulary import DutyState, ProcessState, Side
from pazos.domain.outreach import answers
from pazos.domain.refusing import at_once, refuse
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from uuid import UUID

    from pazos.domain.people.models import Staff


@transaction.atomic
def propose(
    party: Party,
    *,
    id: UUID,  # noqa: A002 - the field's own name
    text: str,
    measure: str,
    due_on: date,
    by: Staff,
) -> Duty:
    """Write a duty that was proposed: what, by what everybody sees it, until when."""
    held = take_in_hand(party.process_id, by=by)
    known = held.duties.filter(pk=id).first()
    if known is not None:
        return known
    facts = facts_of(held)[0]
    draft = rules.Draft(Side(party.side), bool(text.strip()), bool(measure.strip()), due_on)
    refuse(
        rules.what_blocks_proposing(
            draft,
            state=facts.state,
            have_met=bool(facts.held & steps.OF_BOTH),
            today=timezone.localdate(),
        )
    )
    duty = Duty(id=id, process=held, party=party, text=text.strip(), measure=measure.strip(), due_on=due_on)
    if (standing := at_once.put(duty, own=held.duties.all())) is not None:
        return standing
    made(duty, by=by)
    audit.record("process.duty_proposed", held, by=by)
    return duty


@transaction.atomic
def take_out(duty: Duty, *, by: Staff) -> None:
    """Take out a duty that nobody has agreed to yet."""
    held = take_in_hand(duty.process_id, by=by)
    refuse((*steps.what_blocks_writing(facts_of(held)[0]), *rules.what_blocks_taking_out(duty_facts(duty))))
    duty.delete()
    audit.record("process.duty_removed", held, by=by)


@transaction.atomic
def agree(
    process: Process,
    *,
    accepted_by: Collection[UUID],
    is_proportionate: bool,
    humiliates_nobody: bool,
    told_of_lawyer: bool,
    on: date,
    by: Staff,
) -> int:
    """Make the proposed duties an agreement; return how many. Each person of both sides accepts themselves."""
    held = take_in_hand(process.pk, by=by)
    answers.past_day("on", on, on=timezone.localdate())
    facts, people = facts_of(held)
    needed = {key for key, who in people.items() if who.side in willing.PRINCIPALS}
    proposed = list(held.duties.filter(agreed_on__isnull=True))
    accepted = rules.Accepted(
        by_each=bool(needed) and needed <= set(accepted_by),
        is_proportionate=is_proportionate,
        humiliates_nobody=humiliates_nobody,
        told_of_lawyer=told_of_lawyer,
    )
    refuse(rules.what_blocks_agreeing(map(duty_facts, proposed), accepted, state=facts.state))
    for duty in proposed:
        change(duty, by=by, agreed_on=on)
    change(held, by=by, state=ProcessState.AGREED, version=held.version + 1)
    audit.record("process.agreed", held, by=by, duties=len(proposed))
    return len(proposed)


@transaction.atomic
def mark(duty: Duty, *, state: str, harmed_agrees: bool, on: date, by: Staff) -> None:
    """Say that a duty was done (the harmed side agrees), was not kept, or was changed by both."""
    held = take_in_hand(duty.process_id, by=by)
    to = DutyState(answers.one_of("state", state, DutyState))
    today = timezone.localdate()
    refuse(
        (
            *steps.what_blocks_writing(facts_of(held)[0]),
            *rules.what_blocks_marking(duty_facts(duty), to, harmed_agrees=harmed_agrees, on=on, today=today),
        )
    )
    change(duty, by=by, state=to, ended_on=on, harmed_agrees=harmed_agrees)
    audit.record("process.duty_marked", held, by=by, state=state)


@transaction.atomic
def change_by_both(
    duty: Duty,
    *,
    id: UUID,  # noqa: A002 - the field's own name
    text: str,
    measure: str,
    due_on: date,
    on: date,
    both_accept: bool,
    by: Staff,
) -> Duty:
    """Put another duty, which both sides accept, in the place of one; the old one stays, as changed."""
    held = take_in_hand(duty.process_id, by=by)
    known = held.duties.filter(pk=id).first()
    if known is not None:
        return known
    refuse(() if both_accept else (rules.Block.NOT_ACCEPTED,))
    fresh = propose(duty.party, id=id, text=text, measure=measure, due_on=due_on, by=by)
    mark(duty, state=DutyState.CHANGED, harmed_agrees=True, on=on, by=by)
    change(fresh, by=by, agreed_on=on)
    return fresh


@transaction.atomic
def reopen(duty: Duty, *, by: Staff) -> None:
    """Set a duty back to open that was marked by mistake."""
    held = take_in_hand(duty.process_id, by=by)
    refuse(rules.what_blocks_reopening(duty_facts(duty), state=ProcessState(held.state)))
    change(duty, by=by, state=DutyState.OPEN, ended_on=None, harmed_agrees=None)
    audit.record("process.duty_reopened", held, by=by)
