"""A process is ready, stops, is closed, passes to somebody else; and what an authority is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from pazos.domain.justice import lawful
from pazos.domain.justice.actions.agreeing import let_go
from pazos.domain.justice.models import Process
from pazos.domain.justice.queries.courts import city_name
from pazos.domain.justice.rules import filing, steps
from pazos.domain.justice.standing import accompanies, facts_of, number_of, take_in_hand
from pazos.domain.justice.vocabulary import Asked, DutyState, ProcessState
from pazos.domain.refusing import refuse
from pazos.domain.refusing.at_once import in_hand
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.people.models import Staff


NOT_A_REFERENCE = N_(
    "A reference is digits and hyphens, with three capital letters at most, such as 76001-31-18-001-2026-00123-00. "
    "Leave it empty where theirs is written otherwise."
)


@transaction.atomic
def make_ready(process: Process, *, is_safe: bool, told_rights: bool, by: Staff) -> None:
    """Say that both sides are prepared, willing and safe, and know their rights."""
    held = take_in_hand(process.pk, by=by)
    facts = facts_of(held)[0]
    refuse(steps.what_blocks_ready(facts, is_safe=is_safe, told_rights=told_rights, on=timezone.localdate()))
    if change(held, by=by, state=ProcessState.READY, version=held.version + 1) is not None:
        audit.record("process.ready", held, by=by)


@transaction.atomic
def stop(process: Process, *, reason: str, on: date, by: Staff) -> None:
    """End a process that cannot go on. What was said in it goes nowhere."""
    held = take_in_hand(process.pk, by=by)
    refuse(steps.what_blocks_stopping(facts_of(held)[0], reason=reason))
    end_as_stopped(held, reason=reason, on=_past(on, held), by=by)


def end_as_stopped(held: Process, *, reason: str, on: date, by: Staff) -> None:
    """Stop a process that is in hand already, inside the transaction of a deed; what was owed in it is let go."""
    let_go(held.duties.all(), on=on, by=by)
    change(
        held,
        by=by,
        state=ProcessState.STOPPED,
        stopped=reason,
        ended_on=on,
        version=held.version + 1,
    )
    audit.record("process.stopped", held, by=by)


@transaction.atomic
def close(process: Process, *, on: date, by: Staff) -> None:
    """Close a process whose sides met and whose duties, if any, were all judged."""
    held = take_in_hand(process.pk, by=by)
    day = _past(on, held)
    refuse(steps.what_blocks_closing(facts_of(held)[0], on=day))
    change(held, by=by, state=ProcessState.CLOSED, ended_on=day, version=held.version + 1)
    audit.record("process.closed", held, by=by)


def _past(on: date, held: Process) -> date:
    if on > timezone.localdate() or on < held.asked_on:
        raise InputProblem(N_("The day must lie between the day it was asked for and today."), field="on")
    return on


@transaction.atomic
def reassign(process: Process, *, facilitator: Staff, cofacilitator: Staff | None = None, by: Staff) -> None:
    """Give a process to other facilitators; who gives it reads nothing of it, before or after."""
    if reach_of(by, Permission.SUPERVISE_JUSTICE).is_nothing:
        raise PermissionDenied
    held = in_hand(Process.objects.all(), process.pk)
    same = cofacilitator is not None and cofacilitator.pk == facilitator.pk
    blocks = set(_against(facilitator, held, is_other=same))
    blocks |= set(_against(cofacilitator, held, is_other=same)) if cofacilitator is not None else set()
    refuse((*steps.what_blocks_writing(facts_of(held)[0]), *(one for one in steps.Block if one in blocks)))
    if change(held, by=by, facilitator=facilitator, cofacilitator=cofacilitator) is not None:
        audit.record("process.reassigned", held, by=by, facilitator=facilitator.pk)


def _against(who: Staff, held: Process, *, is_other: bool) -> tuple[steps.Block, ...]:
    may_run = who.is_active and who.may(Permission.RUN_JUSTICE) and who.has_access_on(timezone.localdate())
    return steps.what_blocks_facilitating(
        may_run=may_run, is_other=is_other, accompanies_a_party=accompanies(who, held)
    )


@transaction.atomic
def certify(process: Process, *, both_agree: bool = False, reference: str = "", by: Staff) -> dict[str, Any]:
    """Return what an authority may be told, with its hash under `hash`; the trail keeps the hash.

    The authority's `reference`, the city and the day stand on its paper, and so in the hash.

    Never who took part, what was said, who stopped it or why.
    """
    held = take_in_hand(process.pk, by=by)
    refuse(
        steps.what_blocks_certificate(asked_by_authority=held.asked == Asked.AUTHORITY, both_agree=both_agree)
    )
    number = filing.as_number(reference)
    if number and not filing.is_number(number):
        raise InputProblem(NOT_A_REFERENCE, field="reference")
    on = {"city": city_name(), "given_on": timezone.localdate().isoformat()}
    content = {**certificate_of(held), **on, "reference": number}
    digest = lawful.sealed_hash_of(content, of=lawful.CERTIFICATE_HASH)
    audit.record("process.certified", held, by=by, hash=digest)
    return {**content, "hash": digest}


def certificate_of(process: Process) -> dict[str, Any]:
    """Return the lawful fields of a process."""
    agreed = process.duties.filter(agreed_on__isnull=False).values_list("state", flat=True)
    states = [DutyState(state) for state in agreed]
    said = {
        "number": number_of(process.pk),
        "began_on": process.asked_on.isoformat(),
        "ended_on": process.ended_on.isoformat() if process.ended_on else "",
        "stands": lawful.stands_code(ProcessState(process.state)),
        "agreement": "yes" if states else "no",
        "kept": lawful.kept_code(states, of=ProcessState(process.state)),
    }
    return lawful.only(lawful.CERTIFICATE, said)
