"""Duties: proposed, accepted by everybody who is bound, judged with the harmed side, changed by both, set back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.justice.models import Duty, Party, Process
from pazos.domain.justice.rules import duties as rules
from pazos.domain.justice.rules import steps
from pazos.domain.justice.standing import duty_facts, facts_of, take_in_hand
from pazos.domain.justice.vocabulary import DutyState, ProcessState
from pazos.domain.outreach import answers
from pazos.domain.refusing import at_once, refuse
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet, TextChoices

    from pazos.domain.justice.rules.willing import PartyFacts
    from pazos.domain.people.models import Staff

    Facts = tuple[steps.ProcessFacts, Mapping[UUID, PartyFacts]]


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
    duty = Duty(id=id, process=held, party=party, text=text.strip(), measure=measure.strip(), due_on=due_on)
    refuse(_against_proposing(duty, *facts_of(held)))
    return _put(duty, by=by)


def _against_proposing(
    duty: Duty, process: steps.ProcessFacts, people: Mapping[UUID, PartyFacts]
) -> tuple[rules.Block, ...]:
    draft = rules.Draft(people[duty.party_id], bool(duty.text), bool(duty.measure), duty.due_on)
    return rules.what_blocks_proposing(draft, process=process, today=timezone.localdate())


def _put(duty: Duty, *, by: Staff) -> Duty:
    if (standing := at_once.put(duty, own=duty.process.duties.all())) is not None:
        return standing
    made(duty, by=by)
    audit.record("process.duty_proposed", duty.process, by=by)
    return duty


@transaction.atomic
def take_out(duty: Duty, *, by: Staff) -> None:
    """Take out a duty that nobody has agreed to yet."""
    held = take_in_hand(duty.process_id, by=by)
    refuse((*steps.what_blocks_writing(facts_of(held)[0]), *rules.what_blocks_taking_out(duty_facts(duty))))
    duty.delete()
    audit.record("process.duty_removed", held, by=by)


@dataclass(frozen=True)
class Said:
    """Who accepted duties themselves, and what was asked of each apart."""

    accepted_by: Collection[UUID]
    is_proportionate: bool
    humiliates_nobody: bool
    told_of_lawyer: bool

    def of(self, bound: Collection[UUID]) -> rules.Accepted:
        """Return the same as the rule looks at it, for those who are bound."""
        return rules.Accepted(
            by_each=bool(bound) and set(bound) <= set(self.accepted_by),
            is_proportionate=self.is_proportionate,
            humiliates_nobody=self.humiliates_nobody,
            told_of_lawyer=self.told_of_lawyer,
        )


def _against_binding(
    said: Said, *, owing: Collection[UUID], facts: Facts, on: date
) -> tuple[TextChoices, ...]:
    process, people = facts
    bound = {key: who for key, who in people.items() if rules.is_bound(who, owes=key in owing)}
    return rules.what_blocks_binding(said.of(bound.keys()), process=process, bound=bound.values(), on=on)


@transaction.atomic
def agree(process: Process, *, said: Said, on: date, by: Staff) -> int:
    """Make the proposed duties an agreement; return how many.

    Each person of both sides accepts themselves, and everybody who owes one of them: nobody is bound who
    does not want to take part, or was not asked alone.
    """
    held = take_in_hand(process.pk, by=by)
    answers.past_day("on", on, on=timezone.localdate())
    proposed = list(held.duties.filter(agreed_on__isnull=True))
    owing = {duty.party_id for duty in proposed}
    refuse(
        (
            *rules.what_blocks_agreeing([duty_facts(duty) for duty in proposed], on=on),
            *_against_binding(said, owing=owing, facts=facts_of(held), on=on),
        )
    )
    for duty in proposed:
        change(duty, by=by, agreed_on=on)
    change(held, by=by, state=ProcessState.AGREED, version=held.version + 1)
    audit.record("process.agreed", held, by=by, duties=len(proposed))
    return len(proposed)


@transaction.atomic
def mark(duty: Duty, *, state: str, harmed_agrees: bool, on: date, by: Staff) -> None:
    """Say that a duty was done (the harmed side agrees), or was not kept. A change is `change_by_both`."""
    held = take_in_hand(duty.process_id, by=by)
    to = DutyState(answers.one_of("state", state, DutyState))
    if to not in (DutyState.DONE, DutyState.BROKEN):
        raise InputProblem(N_("Say whether the duty was done or not kept."), field="state")
    against = rules.what_blocks_marking(
        duty_facts(duty), to, harmed_agrees=harmed_agrees, on=on, today=timezone.localdate()
    )
    refuse((*steps.what_blocks_writing(facts_of(held)[0]), *against))
    _end(duty, to, harmed_agrees=harmed_agrees, on=on, by=by)


def let_go(duties: QuerySet[Duty], *, on: date, by: Staff) -> None:
    """Let go of those of some duties that are agreed and open, inside the transaction of a deed.

    They stay to be seen: nobody owes them, and nobody broke them.
    """
    for duty in duties.filter(agreed_on__isnull=False, state=DutyState.OPEN):
        change(duty, by=by, state=DutyState.LET_GO, ended_on=on)
        audit.record("process.duty_marked", duty.process, by=by, state=DutyState.LET_GO.value)


def _end(duty: Duty, to: DutyState, *, harmed_agrees: bool, on: date, by: Staff) -> None:
    change(duty, by=by, state=to, ended_on=on, harmed_agrees=harmed_agrees)
    audit.record("process.duty_marked", duty.process, by=by, state=to.value)


@transaction.atomic
def change_by_both(
    duty: Duty,
    *,
    id: UUID,  # noqa: A002 - the field's own name
    text: str,
    measure: str,
    due_on: date,
    on: date,
    said: Said,
    by: Staff,
) -> Duty:
    """Put another duty in the place of one, accepted by everybody as an agreement is; the old one stays, as changed."""
    held = take_in_hand(duty.process_id, by=by)
    known = held.duties.filter(pk=id).first()
    if known is not None:
        return known
    answers.past_day("on", on, on=(today := timezone.localdate()))
    fresh = Duty(
        id=id, process=held, party=duty.party, text=text.strip(), measure=measure.strip(), due_on=due_on
    )
    facts, changed = facts_of(held), DutyState.CHANGED
    against = (
        *rules.what_blocks_marking(duty_facts(duty), changed, harmed_agrees=True, on=on, today=today),
        *_against_proposing(fresh, *facts),
        *_against_binding(said, owing={duty.party_id}, facts=facts, on=on),
    )
    refuse(dict.fromkeys(against))
    put = _put(fresh, by=by)
    _end(duty, changed, harmed_agrees=True, on=on, by=by)
    change(put, by=by, agreed_on=on)
    return put


@transaction.atomic
def reopen(duty: Duty, *, by: Staff) -> None:
    """Take back what was said of a duty by mistake: it is open, or let go where who owes it said no since."""
    held = take_in_hand(duty.process_id, by=by)
    refuse(rules.what_blocks_reopening(duty_facts(duty), state=ProcessState(held.state)))
    to = rules.unmarked(facts_of(held)[1][duty.party_id])
    ended_on = timezone.localdate() if to is DutyState.LET_GO else None
    change(duty, by=by, state=to, ended_on=ended_on, harmed_agrees=None)
    audit.record("process.duty_reopened", held, by=by)
