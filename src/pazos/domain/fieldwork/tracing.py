"""A record as plain values, and what the versions of it add up to.

Plain values are JSON by the names that forms use: they are what two answers are compared by.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pazos.domain.cases.models import Case
from pazos.domain.disputes import models as disputes
from pazos.domain.fieldwork.models import Version
from pazos.domain.outreach import models as outreach

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

# Records that sendings name and no phone changes: nothing of them is kept in versions.
NAMED: dict[str, type[Model]] = {"case": Case}
STANDS = "stands"  # false before a record is made and after it is taken out


@dataclass(frozen=True)
class Traced:
    """A kind of record and its fields, as their attributes in the row."""

    model: type[Model]
    fields: tuple[str, ...]


_DISPUTE = ("kind", "heard", "signs", "risk", "neighbourhood", "sector", "began_on", "shift", "summary")
TRACED: dict[str, Traced] = {
    "dispute": Traced(disputes.Dispute, (*_DISPUTE, "state", "holder_id", "offered_to_id", "outcome")),
    "turn": Traced(disputes.Turn, ("dispute_id", "deed", "reason", "to_id", "note")),
    "party": Traced(disputes.Party, ("dispute_id", "role", "age_band", "sex", "is_first_side", "people")),
    "step": Traced(disputes.Step, ("dispute_id", "act", "done_on", "shift", "people", "note")),
    "settlement": Traced(
        disputes.Settlement,
        ("dispute_id", "agreed_on", "terms", "keeper", "until_on", "note", "held", "judged_on"),
    ),
    "link": Traced(disputes.Link, ("dispute_id", "other_id", "tie")),
    "follow_up": Traced(
        disputes.FollowUp,
        ("dispute_id", "occasion", "due_on", "assigned_to_id", "done_on", "is_calm", "note", "dropped"),
    ),
    "presence": Traced(
        outreach.Presence,
        ("activity", "venue", "neighbourhood", "done_on", "shift", "companions", "met", "note"),
    ),
    "wellbeing": Traced(outreach.WellbeingCheck, ("on", "mood", "sleep", "safe", "wants_to_talk", "note")),
    "incident": Traced(outreach.SafetyIncident, ("kind", "on", "shift", "neighbourhood", "note")),
    "distress": Traced(outreach.Distress, ("neighbourhood", "pressed_at")),
}
_TEXT_CODES = {"risk"}  # numbers in the row, text in the forms

Snapshot = dict[str, Any]


def plain(value: Any) -> Any:
    """Return a value as JSON keeps it and as two answers are compared: no answer is None."""
    if isinstance(value, date):  # a moment is one too
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, str):  # a code of a vocabulary is one too
        return str(value) or None
    return value


def rows_of(kind: str) -> QuerySet[Any]:
    """Return all records of a kind, ready to be read as plain values."""
    if kind in NAMED:
        return NAMED[kind]._default_manager.all()
    traced = TRACED[kind]
    rows = traced.model._default_manager.all()
    if "neighbourhood" in traced.fields:
        rows = rows.select_related("neighbourhood").defer("neighbourhood__outline")
    return rows


def snapshot(kind: str, key: UUID) -> Snapshot | None:
    """Return the plain values of a record by the names of the forms, None if there is none."""
    row = rows_of(kind).filter(pk=key).first()
    return None if row is None else values_of(row, kind)


def values_of(row: Any, kind: str) -> Snapshot:
    """Return the plain values of a row in hand."""
    found: Snapshot = {STANDS: True}
    for name in TRACED[kind].fields:
        value = getattr(row, name)
        if name == "neighbourhood":
            value = value and value.code
        found[name.removesuffix("_id")] = str(int(value)) if name in _TEXT_CODES else plain(value)
    return found


def last_number(key: UUID) -> int:
    """Return the number of the newest version of a record, 0 if it has none."""
    found = Version.objects.filter(record=key).order_by("-number").values_list("number", flat=True).first()
    return found or 0


def replayed(key: UUID) -> tuple[Snapshot | None, int]:
    """Return what the versions of a record add up to, None if it does not stand, and their last number."""
    values: Snapshot = {}
    number = 0
    for version in Version.objects.filter(record=key).order_by("number"):
        values |= {name: after for name, (_, after) in version.changes.items()}
        number = version.number
    return (values if values.get(STANDS) else None), number


def existed(key: UUID) -> bool:
    """Return whether a record stood once and was taken out since."""
    values, number = replayed(key)
    return number > 0 and values is None


def version_of(kind: str, key: UUID) -> int | None:
    """Return the version that a phone names as the base of its next change, None for no record."""
    if kind == "dispute":
        found = disputes.Dispute.objects.filter(pk=key).values_list("version", flat=True).first()
        return None if found is None else int(found)
    return last_number(key) or 1
