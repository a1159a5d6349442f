"""A person settles what the rules do not: two answers to one question, and what was held or refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from pazos.domain.fieldwork.actions import lineage
from pazos.domain.fieldwork.actions.applying import Going
from pazos.domain.fieldwork.actions.receiving import take_with_followers
from pazos.domain.fieldwork.actions.taking import CHANGE, Writing
from pazos.domain.fieldwork.forms.registry import FORMS
from pazos.domain.fieldwork.models import HeldEdit, Submission
from pazos.domain.fieldwork.problems import stored
from pazos.domain.fieldwork.reaching import of_cases, settles, supervises
from pazos.domain.fieldwork.tracing import version_of
from pazos.domain.fieldwork.vocabulary import FOR_A_PERSON, Choice, Standing
from pazos.domain.teams.rules import OutOfReachError
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Q

    from pazos.domain.people.models import Staff

MOST_REASON = 280
BACK = N_("It was sent back to its writer. The reason stands on the page of their phones.")
AGAIN = N_("Its writer answered, and handed it in again.")


@dataclass(frozen=True)
class Chosen:
    """Which answer stands; `other` only for neither, as a phone would send it."""

    choice: Choice
    other: Any = None


@transaction.atomic
def settle(row: Submission, *, chosen: Mapping[str, Chosen], note: str, by: Staff) -> Submission:
    """Let one answer stand for every field of a sending that clashed; settled twice it is settled once."""
    held_row = _in_hand(row, by=by)
    edits = list(HeldEdit.objects.select_for_update().filter(submission=held_row, settled_at=None))
    if held_row.standing != Standing.HELD_EDIT or not edits:
        return held_row
    if {edit.field for edit in edits} - set(chosen):
        raise InputProblem(N_("Choose an answer for every field."))
    _let_stand(held_row, edits, chosen, by=by)
    now = timezone.now()
    for edit in edits:
        edit.choice, edit.settled_at, edit.settled_by = chosen[edit.field].choice, now, by
        edit.note = note.strip()[:MOST_REASON]
        edit.save()
    held_row.standing, held_row.stood_at = Standing.APPLIED, now
    held_row.decided_by, held_row.decided_at = by, now
    held_row.save()
    audit.record(
        "submission.settled",
        held_row,
        by=by,
        choices={edit.field: str(chosen[edit.field].choice) for edit in edits},
    )
    return held_row


def _let_stand(row: Submission, edits: list[HeldEdit], chosen: Mapping[str, Chosen], *, by: Staff) -> None:
    form = FORMS[row.form]
    changes = {}
    for edit in edits:
        pick = chosen[edit.field]
        asked = form.field(edit.field)
        if asked is not None and pick.choice != Choice.THEIRS:
            changes[edit.field] = asked.read(edit.mine if pick.choice == Choice.MINE else pick.other)
    if not changes:
        return
    now = timezone.now()
    held = lineage.take_in_hand(form.about, row.record, (), is_change=True)
    CHANGE[row.form](changes, Writing(row.record, by, row.staff, now, row.received_at, held.rows))
    lineage.write_versions(held, made=None, submission=row, by=by.pk, at=now)
    row.version = version_of(form.about, row.record)


def take_in(row: Submission, *, reason: str, by: Staff) -> Submission:
    """Take a held or refused sending in the coordinator's name; its writer stays its author.

    What the rules of its record refuse stays refused, with the reasons.
    """
    if row.same_as is not None:
        raise InputProblem(N_("Another content under a number that was used. It can only be read."))
    held = _waiting(row, by=by)
    return take_with_followers(held.pk, Going(by=by, reason=reason.strip()[:MOST_REASON]))


def set_aside(row: Submission, *, reason: str, by: Staff) -> Submission:
    """Leave a sending as it is for good, with the reason; it stays kept and can be read."""
    if not reason.strip():
        raise InputProblem(N_("Say why it is set aside."))
    with transaction.atomic():
        held = _waiting(row, by=by)
        if held.standing != Standing.SET_ASIDE:
            held.standing, held.stood_at = Standing.SET_ASIDE, timezone.now()
            held.decided_by, held.decided_at = by, held.stood_at
            held.reason = reason.strip()[:MOST_REASON]
            held.save()
            audit.record("submission.set_aside", held, by=by, form=held.form)
    # What builds on it no longer waits; most of it will lie before the coordinator too.
    return take_with_followers(held.pk)


def send_back(row: Submission, *, reason: str, by: Staff) -> Submission:
    """Give a sending of those who accompany back to its writer with the reason; sent back twice it is once.

    It stays kept whole, can still be taken, and nothing waits for it any more.
    """
    if not reason.strip():
        raise InputProblem(N_("Say why it is sent back."))
    with transaction.atomic():
        held = _waiting(row, by=by, within=supervises(by))
        if held.standing != Standing.SENT_BACK:
            held.standing, held.stood_at = Standing.SENT_BACK, timezone.now()
            held.decided_by, held.decided_at = by, held.stood_at
            held.reason, held.question, held.answer = "", reason.strip()[:MOST_REASON], ""
            held.problems = _first(BACK, held)
            held.save()
            audit.record("submission.sent_back", held, by=by, form=held.form)
    return take_with_followers(held.pk)


@transaction.atomic
def hand_in_again(row: Submission, *, answer: str, by: Staff) -> Submission:
    """Its writer answers what was asked and hands a sending in again, as it was; twice it is once."""
    if not answer.strip():
        raise InputProblem(N_("Answer what was asked."))
    own = Submission.objects.select_for_update(of=("self",)).filter(of_cases(), staff=by, pk=row.pk)
    held = own.first()
    if held is None:
        raise OutOfReachError(N_("This sending is not yours."))
    if held.standing != Standing.SENT_BACK:
        return held
    held.standing, held.stood_at = Standing.HELD_COORDINATOR, timezone.now()
    held.answer = answer.strip()[:MOST_REASON]
    held.problems = _first(AGAIN, held)
    held.save()
    audit.record("submission.handed_in", held, by=by, form=held.form)
    return held


def _first(template: str, row: Submission) -> list[dict[str, Any]]:
    """Return the reasons of a sending with this one before the others."""
    others = [one for one in row.problems or () if one["template"] not in (BACK, AGAIN)]
    return [stored(InputProblem(template)), *others]


def _in_hand(row: Submission, *, by: Staff, within: Q | None = None) -> Submission:
    asked = settles(by) if within is None else within
    found = Submission.objects.select_for_update(of=("self",)).filter(asked, pk=row.pk).first()
    if found is None:
        raise OutOfReachError(N_("This is outside your clusters."))
    return found


@transaction.atomic
def _waiting(row: Submission, *, by: Staff, within: Q | None = None) -> Submission:
    found = _in_hand(row, by=by, within=within)
    open_ones = {*FOR_A_PERSON, Standing.HELD_EARLIER, Standing.SENT_BACK, Standing.SET_ASIDE}
    open_ones.discard(Standing.HELD_EDIT)
    if found.standing not in open_ones:
        raise InputProblem(N_("Somebody decided this already."))
    return found
