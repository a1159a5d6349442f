"""Which action takes the answers of which form? One function each, and no judgement here.

The actions belong to the apps of the records. They refuse what cannot be with an InputProblem, and
what lies outside a person's reach with an OutOfReachError.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from pazos.domain.disputes.actions import following, mediating, opening, turning
from pazos.domain.disputes.models import Dispute, FollowUp, Party, Settlement
from pazos.domain.fieldwork.actions import taking_accompaniment as accompaniment
from pazos.domain.outreach.actions import presence as days
from pazos.domain.outreach.actions import safety
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from uuid import UUID

    from django.db.models import Model

    from pazos.domain.fieldwork.forms.form import Values
    from pazos.domain.people.models import Staff

    M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Writing:
    """Which record; who takes it in (`by`) of what `author` wrote; written and received when.

    `rows` are the locked rows of the records that it names.
    """

    record: UUID
    by: Staff
    author: Staff
    at: datetime
    received_at: datetime
    rows: Mapping[UUID, Model]


class NotHereError(InputProblem):
    """A record that a sending builds on has not arrived."""

    def __init__(self, record: UUID) -> None:
        super().__init__(N_("What this belongs to has not arrived."))
        self.record = record

    def __reduce__(self) -> tuple[object, ...]:
        return (NotHereError, (self.record,))


def _row(model: type[M], key: UUID, writing: Writing) -> M:
    row = writing.rows.get(key)
    if not isinstance(row, model):
        raise NotHereError(key)
    return row


def _deed(writing: Writing) -> dict[str, Any]:
    return {"id": writing.record, "by": writing.by, "at": writing.at}


def _signed(writing: Writing) -> dict[str, Any]:
    return {**_deed(writing), "author": writing.author}


def _answered(values: Values) -> Values:
    return {name: value for name, value in values.items() if value is not None}


def dispute(values: Values, writing: Writing) -> object:
    """Open a dispute."""
    said = {"sector": "", "summary": "", "signs": [], **_answered(values)}
    if "risk" in said:
        said["risk"] = int(said["risk"])
    return opening.open_dispute(
        id=writing.record, written_at=writing.at, by=writing.by, author=writing.author, **said
    )


def changed_dispute(changes: Values, writing: Writing) -> object:
    """Change fields of a dispute; an answer that was taken away is the empty one of its kind."""
    said = dict(changes)
    empty: dict[str, Any] = {"sector": "", "summary": "", "signs": []}
    for name, value in changes.items():
        if value is None and name in empty:
            said[name] = empty[name]
        elif name == "risk" and value is not None:
            said[name] = int(value)
    return opening.change(_row(Dispute, writing.record, writing), changes=said, by=writing.by, at=writing.at)


def turn(values: Values, writing: Writing) -> object:
    """Claim, offer, take over, decline, close or open again."""
    row, signed = _row(Dispute, values["dispute"], writing), _deed(writing)
    deed, note = values["deed"], values.get("note") or ""
    if deed == "claim":
        return turning.claim(row, **signed)
    if deed == "take_over":
        return turning.take_over(row, **signed)
    if deed == "decline":
        return turning.decline(row, note=note, **signed)
    why = {"reason": values["reason"], "note": note, **signed}
    if deed == "offer":
        return turning.offer(row, to=values["to"], **why)
    if deed == "close":
        return turning.close(row, outcome=values["outcome"], **why)
    return turning.reopen(row, **why)


def party(values: Values, writing: Writing) -> object:
    """Add somebody to a dispute, by role and age band."""
    return mediating.add_party(
        _row(Dispute, values["dispute"], writing),
        role=values["role"],
        age_band=values.get("age_band") or "",
        sex=values.get("sex") or "",
        is_first_side=values.get("is_first_side"),
        people=values.get("people") or 1,
        **_signed(writing),
    )


def removed_party(changes: Values, writing: Writing) -> object:
    """Take somebody out of a dispute."""
    if not changes.get("is_gone"):
        return None
    return mediating.remove_party(_row(Party, writing.record, writing), by=writing.by, at=writing.at)


def step(values: Values, writing: Writing) -> object:
    """Write what was done."""
    return mediating.add_step(
        _row(Dispute, values["dispute"], writing),
        act=values["act"],
        done_on=values["done_on"],
        shift=values["shift"],
        people=values.get("people") or 0,
        note=values.get("note") or "",
        **_signed(writing),
    )


def settlement(values: Values, writing: Writing) -> object:
    """Write what the sides agreed to."""
    return mediating.settle(
        _row(Dispute, values["dispute"], writing),
        agreed_on=values["agreed_on"],
        terms=values["terms"],
        keeper=values["keeper"],
        until_on=values.get("until_on"),
        note=values.get("note") or "",
        **_signed(writing),
    )


def judged_settlement(changes: Values, writing: Writing) -> object:
    """Write whether an agreement holds."""
    row = _row(Settlement, writing.record, writing)
    return mediating.judge(
        row, held=changes["held"], judged_on=changes["judged_on"], by=writing.by, at=writing.at
    )


def link(values: Values, writing: Writing) -> object:
    """Tie two disputes together."""
    row, other = _row(Dispute, values["dispute"], writing), _row(Dispute, values["other"], writing)
    return mediating.link(row, other=other.pk, tie=values["tie"], **_deed(writing))


def follow_up(values: Values, writing: Writing) -> object:
    """Plan a day to go back."""
    return following.plan(
        _row(Dispute, values["dispute"], writing),
        occasion=values["occasion"],
        due_on=values["due_on"],
        assigned_to=values.get("assigned_to"),
        **_signed(writing),
    )


def done_follow_up(changes: Values, writing: Writing) -> object:
    """Write that somebody went back."""
    return following.finish(
        _row(FollowUp, writing.record, writing),
        done_on=changes["done_on"],
        is_calm=changes["is_calm"],
        note=changes.get("note") or "",
        by=writing.by,
        at=writing.at,
    )


def presence(values: Values, writing: Writing) -> object:
    """Write a walk, a visit or an activity."""
    said = {"companions": 0, "met": {}, "note": "", **_answered(values)}
    return days.record_presence(**said, **_signed(writing))


def wellbeing(values: Values, writing: Writing) -> object:
    """Write how a gestor is."""
    said = {"wants_to_talk": False, "note": "", **_answered(values)}
    return safety.check_in(**said, **_signed(writing))


def incident(values: Values, writing: Writing) -> object:
    """Write what happened to a gestor."""
    said = {"neighbourhood": None, "note": "", **_answered(values)}
    return safety.report_incident(**said, **_signed(writing))


def distress(values: Values, writing: Writing) -> object:
    """Call for help: whoever waits for an answer counts from when the call arrived."""
    return safety.press_distress(
        id=writing.record,
        neighbourhood=values.get("neighbourhood"),
        pressed_at=writing.at,
        by=writing.author,
        at=writing.received_at,
    )


MAKE: dict[str, Callable[[Values, Writing], object]] = {
    "dispute": dispute,
    "turn": turn,
    "party": party,
    "step": step,
    "settlement": settlement,
    "link": link,
    "follow_up": follow_up,
    "presence": presence,
    "wellbeing": wellbeing,
    "incident": incident,
    "distress": distress,
    **accompaniment.MAKE,
}
CHANGE: dict[str, Callable[[Values, Writing], object]] = {
    "dispute": changed_dispute,
    "party_removed": removed_party,
    "settlement_judged": judged_settlement,
    "follow_up_done": done_follow_up,
}
