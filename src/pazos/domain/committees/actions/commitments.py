"""What was promised: written down, said to be done, accepted or sent back, let go, or given more time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from pazos.domain.committees.facts import commitment_facts
from pazos.domain.committees.models import Commitment, Committee
from pazos.domain.committees.rules import commitments as rules
from pazos.domain.committees.rules.sessions import Votes, is_adopted
from pazos.domain.committees.vocabulary import CommitmentState, SessionState
from pazos.domain.refusing import refuse
from pazos.foundation.access.policy import Permission, Scope
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pazos.domain.committees.models import Decision, Progress, Session
    from pazos.domain.documents.models import Document
    from pazos.domain.people.models import Organisation, Staff
    from pazos.domain.strategy.models import Component

_HELD = (SessionState.HELD, SessionState.SIGNED)


def is_owed_by(commitment: Commitment, staff: Staff) -> bool:
    """Return whether somebody owes it: by name, or as one who answers for the organisation that does."""
    if commitment.owner_id is not None:
        return commitment.owner_id == staff.pk
    theirs = commitment.organisation_id is not None and commitment.organisation_id == staff.organisation_id
    return theirs and staff.may(Permission.SEE_COMMITTEES)


def runs_committees(staff: Staff) -> bool:
    """Return whether somebody keeps the committees' books for the city."""
    return staff.scope(Permission.RUN_COMMITTEES) is Scope.CITY


@transaction.atomic
def promise(
    committee: Committee,
    *,
    text: str,
    office: str,
    made_on: date,
    due_on: date,
    by: Staff,
    owner: Staff | None = None,
    organisation: Organisation | None = None,
    session: Session | None = None,
    decision: Decision | None = None,
    component: Component | None = None,
    is_public: bool = True,
    number: int | None = None,
) -> Commitment:
    """Write down what somebody promised to do by a day; its number is the next of its committee."""
    committee = Committee.objects.select_for_update().get(pk=committee.pk)
    session = session or (decision.session if decision else None)
    facts = rules.PromiseFacts(
        text=text,
        office=office,
        has_owner=owner is not None or organisation is not None,
        account_is_open=owner is None or owner.has_access_on(timezone.localdate()),
        made_on=made_on,
        due_on=due_on,
        fits=_fits(committee, session, decision),
        was_held=session is None or session.state in _HELD,
        was_rejected=decision is not None and _lost(decision),
        is_signed=session is not None and session.state == SessionState.SIGNED,
    )
    refuse(rules.what_blocks_promising(facts))
    last = committee.commitments.aggregate(last=Max("number"))["last"] or 0
    commitment = committee.commitments.create(
        number=number or last + 1,
        session=session,
        decision=decision,
        component=component or committee.component,
        text=text.strip(),
        owner=owner,
        organisation=organisation,
        office=office.strip(),
        made_on=made_on,
        due_on=due_on,
        is_public=is_public,
    )
    made(commitment, by=by)
    audit.record("commitment.made", commitment, by=by, due_on=due_on.isoformat())
    return commitment


def _fits(committee: Committee, session: Session | None, decision: Decision | None) -> bool:
    if session is not None and session.committee_id != committee.pk:
        return False
    return decision is None or decision.session_id == (session.pk if session else None)


def _lost(decision: Decision) -> bool:
    votes = Votes(decision.votes_for, decision.votes_against, decision.abstentions)
    return not decision.is_recommendation and not is_adopted(votes)


def _say(
    commitment: Commitment,
    *,
    words: str,
    by: Staff,
    became: str = "",
    due_on: date | None = None,
    was_due_on: date | None = None,
) -> Progress:
    return commitment.progress.create(
        at=timezone.now(), by=by, words=words.strip(), became=became, due_on=due_on, was_due_on=was_due_on
    )


@transaction.atomic
def add_evidence(commitment: Commitment, *, documents: Sequence[Document], by: Staff) -> None:
    """Join documents that prove it; whoever owes it or keeps the books does."""
    theirs = is_owed_by(commitment, by) or runs_committees(by)
    refuse(() if theirs else (rules.Block.NOT_YOURS,))
    commitment.evidence.add(*documents)
    audit.record("commitment.evidence_added", commitment, by=by, documents=len(documents))


@transaction.atomic
def report_progress(commitment: Commitment, *, words: str, by: Staff) -> Progress:
    """Say how far it is, without ending it."""
    blocks = [] if is_owed_by(commitment, by) or runs_committees(by) else [rules.Block.NOT_YOURS]
    if commitment.state != CommitmentState.OPEN:
        blocks.append(rules.Block.NOT_OPEN)
    if not words.strip():
        blocks.append(rules.Block.NO_WORDS)
    refuse(blocks)
    said = _say(commitment, words=words, by=by)
    audit.record("commitment.progress_told", commitment, by=by)
    return said


@transaction.atomic
def say_done(
    commitment: Commitment,
    *,
    by: Staff,
    on: date,
    words: str = "",
    evidence: Sequence[Document] = (),
) -> None:
    """Say that it is done, by whoever owes it or keeps the books, with what proves it."""
    has_evidence = bool(evidence) or commitment.evidence.exists()
    refuse(
        rules.what_blocks_saying_done(
            commitment_facts(commitment, has_evidence=has_evidence),
            is_theirs=is_owed_by(commitment, by) or runs_committees(by),
            words=words,
            on=on,
            today=timezone.localdate(),
        )
    )
    if evidence:
        commitment.evidence.add(*evidence)
    _say(commitment, words=words, by=by, became=CommitmentState.SAID_DONE)
    change(commitment, by=by, state=CommitmentState.SAID_DONE, ended_on=on)
    audit.record("commitment.said_done", commitment, by=by, on=on.isoformat(), documents=len(evidence))


def _said_by(commitment: Commitment, staff: Staff) -> bool:
    last = commitment.progress.filter(became=CommitmentState.SAID_DONE).order_by("-at", "-id").first()
    return last is not None and last.by_id == staff.pk


@transaction.atomic
def accept_done(commitment: Commitment, *, by: Staff, words: str = "") -> None:
    """Accept that it is done: never by who owes it, nor by who said so."""
    refuse(
        rules.what_blocks_accepting(
            commitment_facts(commitment),
            is_theirs=is_owed_by(commitment, by),
            was_said_by_them=_said_by(commitment, by),
        )
    )
    _say(commitment, words=words, by=by, became=CommitmentState.DONE)
    change(commitment, by=by, state=CommitmentState.DONE)
    audit.record("commitment.accepted", commitment, by=by)


@transaction.atomic
def send_back(commitment: Commitment, *, words: str, by: Staff) -> None:
    """Do not accept that it is done, and say what is missing; it is open again."""
    refuse(
        rules.what_blocks_sending_back(
            commitment_facts(commitment),
            is_theirs=is_owed_by(commitment, by),
            was_said_by_them=_said_by(commitment, by),
            words=words,
        )
    )
    _say(commitment, words=words, by=by, became=CommitmentState.OPEN)
    change(commitment, by=by, state=CommitmentState.OPEN, ended_on=None)
    audit.record("commitment.sent_back", commitment, by=by)


@transaction.atomic
def correct(commitment: Commitment, *, by: Staff, **values: Any) -> None:
    """Correct how it is written down: text, office, organisation, component, whether it is public.

    What stands in signed minutes, or has ended, is not rewritten.
    """
    session = commitment.session
    signed = session is not None and session.state == SessionState.SIGNED
    rewrites = bool({"text", "office", "organisation"} & set(values))
    refuse(
        rules.what_blocks_correcting(
            commitment_facts(commitment),
            text=values.get("text", commitment.text),
            office=values.get("office", commitment.office),
            has_owner=commitment.owner_id is not None
            or bool(values.get("organisation", commitment.organisation)),
            is_signed=signed and rewrites,
        )
    )
    if change(commitment, by=by, **values):
        audit.record("commitment.corrected", commitment, by=by, fields=sorted(values))


@transaction.atomic
def drop(commitment: Commitment, *, words: str, on: date, by: Staff) -> None:
    """Let it go, with the reasons; it stays to be read."""
    refuse(rules.what_blocks_dropping(commitment_facts(commitment), words=words))
    _say(commitment, words=words, by=by, became=CommitmentState.DROPPED)
    change(commitment, by=by, state=CommitmentState.DROPPED, ended_on=on, reasons=words.strip())
    audit.record("commitment.dropped", commitment, by=by, on=on.isoformat())


@transaction.atomic
def give_more_time(commitment: Commitment, *, due_on: date, words: str, by: Staff) -> None:
    """Give it a later day, with the reasons; every day that it was due on is kept."""
    refuse(rules.what_blocks_more_time(commitment_facts(commitment), due_on=due_on, words=words))
    before = commitment.due_on
    _say(commitment, words=words, by=by, due_on=due_on, was_due_on=before)
    change(commitment, by=by, due_on=due_on, reasons=words.strip())
    audit.record(
        "commitment.given_time", commitment, by=by, due_on=due_on.isoformat(), before=before.isoformat()
    )
