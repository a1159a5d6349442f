"""The steps of a request about somebody's data, from the day it came to the letter that answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.refusing import refuse
from pazos.domain.rights.models import CityHoliday, Request
from pazos.domain.rights.queries.consents import permissions_of
from pazos.domain.rights.queries.days import working_days
from pazos.domain.rights.queries.finding import matches
from pazos.domain.rights.queries.requests import facts_of
from pazos.domain.rights.registry import Subject, holdings
from pazos.domain.rights.rules.clock import (
    AnswerFacts,
    Block,
    clock_of,
    what_blocks_answering,
    what_blocks_extending,
    what_blocks_returning,
)
from pazos.domain.rights.vocabulary import Basis
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    import uuid
    from datetime import date

    from pazos.domain.people.models import Staff
    from pazos.domain.rights.registry import Holding, Match


@transaction.atomic
def receive(
    *,
    id: uuid.UUID,  # noqa: A002 - the field's own name
    kind: str,
    channel: str,
    received_on: date,
    requester: str,
    relation: str,
    contact: str,
    asked: str,
    by: Staff,
) -> Request:
    """Write down that a request came; its clock runs from the day it came, not from today.

    The same number a second time gives the row that stands.
    """
    standing = Request.objects.filter(pk=id).first()
    if standing is not None:
        return standing
    if received_on > timezone.localdate():
        raise InputProblem(N_("received_on: this day is still to come."))
    if not requester.strip() or not asked.strip():
        raise InputProblem(N_("requester: say who asks, and in their words what for."))
    year = received_on.year
    last = Request.objects.select_for_update().filter(year=year).order_by("-number").first()
    made = Request.objects.create(
        id=id,
        year=year,
        number=last.number + 1 if last else 1,
        kind=kind,
        channel=channel,
        received_on=received_on,
        requester=requester.strip(),
        relation=relation,
        contact=contact.strip(),
        asked=asked.strip(),
        written_at=timezone.now(),
        written_by=by,
    )
    audit.record("request.received", made, by=by, kind=kind, channel=channel)
    return made


def search(request: Request, *, said: str, by: Staff) -> list[tuple[Holding, Match]]:
    """Return whom a name, an e-mail or a telephone may be of, for one request; the trail keeps how many.

    `found` is None in the trail where the search was refused, for it would list people.

    Raises:
        InputProblem: the text is so short, or fits so many, that it would list people instead of finding one.
    """
    try:
        found = matches(said, seen_by=by)
    except InputProblem:
        audit.record("request.searched", request, by=by, found=None)
        raise
    audit.record("request.searched", request, by=by, found=len(found))
    return found


@transaction.atomic
def identify(request: Request, *, subject: Subject, proof: str, on: date, by: Staff) -> Request:
    """Write down that it is sure who asks, and whose data they are."""
    held = _open(request, on=on)
    held.subject_kind, held.subject_key = subject.kind, subject.key
    held.verified_on, held.verified_by, held.proof = on, by, proof
    _save(held, "subject_kind", "subject_key", "verified_on", "verified_by", "proof")
    audit.record("request.identified", held, by=by, kind=subject.kind, proof=proof)
    return held


@transaction.atomic
def send_back(request: Request, *, missing: str, on: date, by: Staff) -> Request:
    """Ask the requester to complete a claim: its clock stands still until they do."""
    held = _open(request, on=on)
    days = working_days()
    refuse(what_blocks_returning(facts_of(held), on=on, days=days, has_words=bool(missing.strip())))
    held.returned_on, held.missing = on, missing.strip()
    _save(held, "returned_on", "missing")
    audit.record("request.sent_back", held, by=by)
    return held


@transaction.atomic
def complete(request: Request, *, on: date, by: Staff) -> Request:
    """Write down that what was missing came: the clock begins now."""
    held = _open(request, on=on)
    if held.returned_on is None:
        refuse((Block.NOT_RETURNED,))
    if held.returned_on is not None and on < held.returned_on:
        raise InputProblem(N_("completed_on: before it was sent back."))
    held.completed_on = on
    _save(held, "completed_on")
    audit.record("request.completed", held, by=by)
    return held


@transaction.atomic
def mark(request: Request, *, on: date, by: Staff) -> Request:
    """Put the mark "claim in process" on the data (art. 15): whoever uses them sees it. Twice is once."""
    held = _open(request, on=on)
    if held.marked_on is None:
        held.marked_on, held.marked_by = on, by
        _save(held, "marked_on", "marked_by")
        audit.record("request.marked", held, by=by)
    return held


@transaction.atomic
def extend(request: Request, *, why: str, on: date, by: Staff) -> Request:
    """Make the term longer; the requester is told why and by when, before the first term ends."""
    held = _open(request, on=on)
    days = working_days()
    refuse(what_blocks_extending(facts_of(held), on=on, days=days, has_words=bool(why.strip())))
    held.extended_on, held.extended_by, held.extended_why = on, by, why.strip()
    _save(held, "extended_on", "extended_by", "extended_why")
    due = clock_of(facts_of(held), on=on, days=days).due_on
    audit.record("request.extended", held, by=by, due_on=due.isoformat() if due else "")
    return held


@transaction.atomic
def answer(request: Request, *, answer: str, letter: str, on: date, by: Staff) -> Request:
    """Answer a request: what was decided, and the words of the letter."""
    held = Request.objects.select_for_update().get(pk=request.pk)
    _refuse_day(held, on)
    facts = AnswerFacts(
        kind=held.kind,
        answer=answer,
        has_words=bool(letter.strip()),
        is_verified=held.verified_on is not None,
        still_kept=still_kept(held),
        permissions=_permissions(held, on),
        on=on,
    )
    refuse(what_blocks_answering(facts_of(held), facts))
    held.answered_on, held.answered_by, held.answer, held.letter = on, by, answer, letter.strip()
    _save(held, "answered_on", "answered_by", "answer", "letter")
    left = clock_of(facts_of(held), on=on, days=working_days()).days_left
    audit.record("request.answered", held, by=by, answer=answer, days_left=left)
    return held


def still_kept(request: Request) -> int:
    """Return how many records about the subject of a request are kept by their permission alone.

    What a public body keeps in its function may be erased too, by decision; nobody has a right to it.
    """
    if request.subject_key is None:
        return 0
    subject = Subject(request.subject_kind, request.subject_key)
    by_permission = (one for one in holdings().values() if one.basis == Basis.CONSENT)
    return sum(len(one.find(subject)) for one in by_permission)


def _permissions(request: Request, on: date) -> int:
    if request.subject_key is None:
        return 0
    return permissions_of(Subject(request.subject_kind, request.subject_key), on=on)


def _open(request: Request, *, on: date) -> Request:
    """Return the row as it stands now, held until the deed is done; one that is answered is refused."""
    held = Request.objects.select_for_update().get(pk=request.pk)
    if held.answered_on is not None:
        refuse((Block.ANSWERED,))
    _refuse_day(held, on)
    return held


def _refuse_day(request: Request, on: date) -> None:
    if on < request.received_on or on > timezone.localdate():
        raise InputProblem(N_("on: a step is taken between the day the request came and today."))


def _save(request: Request, *fields: str) -> None:
    request.save(update_fields=list(fields))


@transaction.atomic
def declare_holiday(day: date, *, name: str, decree: str, by: Staff) -> CityHoliday:
    """Say that the city does not work on a day, and by which act; terms that run across it end later."""
    if not name.strip() or not decree.strip():
        raise InputProblem(N_("decree: say what day it is and which act declares it."))
    made, fresh = CityHoliday.objects.get_or_create(
        day=day,
        defaults={
            "name": name.strip(),
            "decree": decree.strip(),
            "written_at": timezone.now(),
            "written_by": by,
        },
    )
    if fresh:
        audit.record("holiday.declared", made, by=by, day=day.isoformat())
    return made


@transaction.atomic
def remove_holiday(holiday: CityHoliday, *, by: Staff) -> None:
    """Take a holiday of the city back."""
    audit.record("holiday.removed", holiday, by=by, day=holiday.day.isoformat())
    holiday.delete()
