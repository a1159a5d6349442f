"""Opening a dispute and correcting what was written of it.

Its risk rises with its signs by itself, and is lowered only by a person, never below what the
signs reckon on that day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from pazos.domain.disputes.actions.holding import day_of, may_write, take_in_hand
from pazos.domain.disputes.models import SHORT, Dispute
from pazos.domain.disputes.rules import Block
from pazos.domain.disputes.scale import reckon
from pazos.domain.disputes.vocabulary import Heard, Kind, Risk, Sign
from pazos.domain.outreach import answers
from pazos.domain.outreach.vocabulary import Shift
from pazos.domain.refusing import refuse
from pazos.domain.teams.queries import cluster_of
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import Choices

    from pazos.domain.people.models import Staff

EDITABLE = ("kind", "heard", "signs", "risk", "neighbourhood", "sector", "began_on", "shift", "summary")
SECTOR = 60
_WEIGHS = {"kind", "signs", "began_on"}


@transaction.atomic
def open_dispute(
    *,
    id: UUID,  # noqa: A002 - the field's own name
    kind: str,
    heard: str,
    signs: Iterable[str],
    neighbourhood: str,
    sector: str,
    began_on: date,
    shift: str,
    summary: str,
    risk: int | None = None,
    written_at: datetime,
    by: Staff,
    author: Staff | None = None,
) -> Dispute:
    """Write an alert; `neighbourhood` is its code, `risk` only what a person set above the signs."""
    on = day_of(written_at)
    said: dict[str, Any] = {"kind": kind, "heard": heard, "signs": signs, "shift": shift}
    said |= {"neighbourhood": neighbourhood, "sector": sector, "began_on": began_on, "summary": summary}
    content = {field: _checked(field, value, on=on) for field, value in said.items()}
    cluster = cluster_of(content["neighbourhood"], on=on)
    writer = may_write(by, author=author, cluster=cluster.pk if cluster else None)
    if (earlier := _earlier(id, writer, content)) is not None:
        return earlier
    dispute = Dispute(id=id, written_by=writer, written_at=written_at, cluster=cluster, **content)
    reckoned = _reckoned(dispute, on=on)
    raised = Risk(answers.one_of("risk", risk, Risk)) if risk is not None else reckoned
    dispute.risk, dispute.risk_raised = max(reckoned, raised), raised > reckoned
    dispute.save(force_insert=True)
    audit.record("dispute.opened", dispute, by=by, cluster=dispute.cluster_id)
    return dispute


@transaction.atomic
def change(
    dispute: Dispute, *, changes: Mapping[str, Any], by: Staff, at: datetime
) -> dict[str, tuple[Any, Any]]:
    """Correct fields of a dispute; return those that are other now, each with before and after.

    The risk may come with them although nobody named it: new signs raise it. A risk of None is what
    the signs reckon today.
    """
    unknown = sorted(set(changes) - set(EDITABLE))
    if unknown:
        raise InputProblem(N_("{field} cannot be changed."), field=unknown[0])
    held = take_in_hand(dispute, by=by)
    on, before = day_of(at), editable(held)
    for field, value in changes.items():
        if (field, value) != ("risk", None):
            setattr(held, field, _checked(field, value, on=on))
    _weigh(held, changes, on=on)
    after = editable(held)
    found = {field: (before[field], after[field]) for field in EDITABLE if before[field] != after[field]}
    if found:
        if "neighbourhood" in found:
            held.cluster = cluster_of(held.neighbourhood, on=on)
        held.version += 1
        held.save()
        audit.record("dispute.changed", held, by=by, fields=sorted(found))
    return found


def editable(dispute: Dispute) -> dict[str, Any]:
    """Return the fields that may be changed, as the plain values in which changes are sent."""
    plain = {field: getattr(dispute, field) for field in EDITABLE if field != "neighbourhood"}
    return {**plain, "neighbourhood": dispute.neighbourhood.code}


def _checked(field: str, value: Any, *, on: date) -> Any:
    codes: dict[str, type[Choices]] = {"kind": Kind, "heard": Heard, "shift": Shift, "risk": Risk}
    if field in codes:
        return answers.one_of(field, value, codes[field])
    if field == "signs":
        return answers.some_of(field, value, Sign)
    if field == "neighbourhood":
        return answers.place(field, value, on=on)
    if field == "began_on":
        return answers.past_day(field, value, on=on)
    return answers.short_text(field, value, most=SECTOR if field == "sector" else SHORT)


def _earlier(key: UUID, writer: Staff, content: dict[str, Any]) -> Dispute | None:
    corrected = Dispute.objects.filter(pk=key, written_by=writer, version__gt=1).first()
    return corrected or answers.written_before(Dispute, key, by=writer, content=content)


def _reckoned(dispute: Dispute, *, on: date) -> Risk:
    signs = frozenset(Sign(sign) for sign in dispute.signs)
    return reckon(Kind(dispute.kind), signs, began_on=dispute.began_on, on=on).risk


def _weigh(held: Dispute, changes: Mapping[str, Any], *, on: date) -> None:
    if "risk" not in changes and not _WEIGHS & set(changes):
        return
    reckoned = _reckoned(held, on=on)
    if changes.get("risk") is not None:
        refuse((Block.BELOW_SIGNS,) if held.risk < reckoned else ())
    held.risk = reckoned if changes.get("risk", 0) is None else max(held.risk, reckoned)
    held.risk_raised = held.risk > reckoned
