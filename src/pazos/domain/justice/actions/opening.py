"""Opening a restorative process, and who takes part in it under the name they choose."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from pazos.domain.cases.models import Case
from pazos.domain.cases.rules.working import what_blocks_work
from pazos.domain.justice.models import Party, Process
from pazos.domain.justice.rules import steps
from pazos.domain.justice.standing import facts_of, is_number_used, of_age_on, take_in_hand
from pazos.domain.justice.vocabulary import Asked, Harm, Side
from pazos.domain.outreach import answers
from pazos.domain.refusing import at_once, refuse
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff
    from pazos.domain.teams.models import WorkCluster

ASKING = {Side.HARMED: Asked.HARMED, Side.RESPONSIBLE: Asked.RESPONSIBLE}


@transaction.atomic
def open_process(
    *,
    id: UUID,  # noqa: A002 - the field's own name
    asked: str,
    asked_on: date,
    harm: str,
    summary: str = "",
    cluster: WorkCluster | None = None,
    by: Staff,
) -> Process:
    """Open a process that an authority or the parties asked for; who opens it facilitates it.

    The same `id` sent twice opens one.
    """
    if reach_of(by, Permission.RUN_JUSTICE).is_nothing:
        raise PermissionDenied
    own = Process.objects.filter(facilitator=by)
    return own.filter(pk=id).first() or _opened(
        Process(
            id=id,
            asked=answers.one_of("asked", asked, Asked),
            asked_on=answers.past_day("asked_on", asked_on, on=timezone.localdate()),
            harm=answers.one_of("harm", harm, Harm),
            summary=summary.strip(),
            cluster=cluster,
            facilitator=by,
        ),
        own=own,
        by=by,
    )


@transaction.atomic
def ask_from_case(
    case: Case,
    *,
    side: str,
    harm: str,
    facilitator: Staff,
    asked_on: date,
    by: Staff,
    id: UUID | None = None,  # noqa: A002 - the field's own name
) -> Process:
    """Ask for a process for somebody who is accompanied; from here on it is the facilitator's alone.

    Who asks sees nothing more of it. The facilitator does not accompany this person. The same `id` sent
    twice asks once.
    """
    held = at_once.in_hand(Case.objects.all(), case.pk)
    refuse(what_blocks_work(held, on=asked_on, by=by))
    own = Process.objects.filter(parties__case=held)
    known = own.filter(pk=id).first() if id else None
    if known is not None:
        return known
    refuse(_not_impartial(case, facilitator, on=asked_on))
    found = Side(answers.one_of("side", side, Side))
    if found not in ASKING:
        raise InputProblem(N_("Say which of the two sides the person is on."), field="side")
    process = _opened(
        Process(
            id=id or uuid4(),
            asked=ASKING[found],
            asked_on=asked_on,
            harm=answers.one_of("harm", harm, Harm),
            cluster=case.cluster,
            facilitator=facilitator,
        ),
        own=own,
        by=by,
    )
    grown = of_age_on(held)
    minor = grown is not None and asked_on < grown  # their guardian is asked for before anything is held
    party = Party.objects.create(
        process=process, side=found, name=case.participant.name, case=held, is_minor=minor
    )
    made(party, by=by)
    return process


def _not_impartial(case: Case, facilitator: Staff, *, on: date) -> tuple[steps.Block, ...]:
    near = {case.first_worker_id, case.second_worker_id, case.supervisor_id}
    may_run = facilitator.may(Permission.RUN_JUSTICE) and facilitator.has_access_on(on)
    return steps.what_blocks_facilitating(
        may_run=may_run, is_other=False, accompanies_a_party=facilitator.pk in near
    )


def _opened(process: Process, *, own: QuerySet[Process], by: Staff) -> Process:
    if (standing := at_once.put(process, own=own)) is not None:
        return standing
    made(process, by=by)
    audit.record("process.opened", process, by=by, asked=process.asked)
    # Whoever has written the trail is alone until the end: nobody else opens one while this is looked up.
    if is_number_used(process.pk):
        raise InputProblem(
            N_("The number of this record was used before for another. Send it with a new one.")
        )
    return process


@transaction.atomic
def rewrite(process: Process, *, harm: str, summary: str, by: Staff) -> None:
    """Correct what kind of harm it is, and what is said of it in few words."""
    held = take_in_hand(process.pk, by=by)
    refuse(steps.what_blocks_writing(facts_of(held)[0]))
    said = change(held, by=by, harm=answers.one_of("harm", harm, Harm), summary=summary.strip())
    if said is not None:
        audit.record("process.changed", held, by=by)


@transaction.atomic
def add_party(
    process: Process,
    *,
    id: UUID,  # noqa: A002 - the field's own name
    side: str,
    name: str,
    contact: str = "",
    is_minor: bool = False,
    guardian: str = "",
    by: Staff,
) -> Party:
    """Write somebody down under the name they choose; under 18 with their guardian."""
    held = take_in_hand(process.pk, by=by)
    known = held.parties.filter(pk=id).first()
    if known is not None:
        return known
    refuse(steps.what_blocks_writing(facts_of(held)[0]))
    party = Party(
        id=id,
        process=held,
        side=answers.one_of("side", side, Side),
        name=_name(name),
        contact=contact.strip(),
        is_minor=is_minor,
        guardian=_guardian(guardian, is_minor=is_minor),
    )
    if (standing := at_once.put(party, own=held.parties.all())) is not None:
        return standing
    made(party, by=by)
    _next_version(held)
    audit.record("process.party_added", held, by=by, side=party.side)
    return party


@transaction.atomic
def change_party(
    party: Party, *, name: str, contact: str, is_minor: bool, guardian: str, wishes: str, by: Staff
) -> None:
    """Correct how somebody is called and reached, or what they wish.

    Whoever is under 18 by what is known of them in a case stays so here.
    """
    held = take_in_hand(party.process_id, by=by)
    facts, people = facts_of(held)
    refuse(steps.what_blocks_writing(facts))
    if not is_minor and people[party.pk].is_known_minor_on(timezone.localdate()):
        raise InputProblem(
            N_(
                "They are under 18 by what is known of them. Leave it ticked, and write who their guardian is."
            ),
            field="is_minor",
        )
    said = change(
        party,
        by=by,
        name=_name(name),
        contact=contact.strip(),
        is_minor=is_minor,
        guardian=_guardian(guardian, is_minor=is_minor),
        wishes=wishes.strip(),
    )
    if said is not None:
        _next_version(held)
        audit.record("process.party_changed", held, by=by)


@transaction.atomic
def remove_party(party: Party, *, by: Staff) -> None:
    """Take out somebody who was entered by mistake, and was neither asked nor met."""
    held = take_in_hand(party.process_id, by=by)
    facts, people = facts_of(held)
    refuse(steps.what_blocks_removing(facts, people[party.pk], was_asked_for=party.case_id is not None))
    party.delete()
    _next_version(held)
    audit.record("process.party_removed", held, by=by)


def _name(name: str) -> str:
    if not name.strip():
        raise InputProblem(N_("Write the name that they choose; it need not be their own."), field="name")
    return name.strip()


def _guardian(guardian: str, *, is_minor: bool) -> str:
    if is_minor and not guardian.strip():
        raise InputProblem(N_("Somebody under 18 takes part with a guardian: write who."), field="guardian")
    return guardian.strip() if is_minor else ""


def _next_version(process: Process) -> None:
    process.version += 1
    process.save(update_fields=["version"])
