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
from pazos.domain.fieldwork.reaching import settles
from pazos.domain.fieldwork.tracing import version_of
from pazos.domain.fieldwork.vocabulary import FOR_A_PERSON, Choice, Standing
from pazos.domain.teams.rules import OutOfReachError
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.domain.people.models import Staff

MOST_REASON = 280


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


def _in_hand(row: Submission, *, by: Staff) -> Submission:
    found = Submission.objects.select_for_update().filter(settles(by), pk=row.pk).first()
    if found is None:
        raise OutOfReachError(N_("This is outside your clusters."))
    return found


@transaction.atomic
def _waiting(row: Submission, *, by: Staff) -> Submission:
    found = _in_hand(row, by=by)
    open_ones = {*FOR_A_PERSON, Standing.HELD_EARLIER, Standing.SET_ASIDE} - {Standing.HELD_EDIT}
    if found.standing not in open_ones:
        raise InputProblem(N_("Somebody decided this already."))
    return found
