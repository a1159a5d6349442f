"""Everything of one dispute: parties, what was done and agreed, who goes back when, whose hands it went through.

Opened for one person at a time; who may not see it gets None, as if it did not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from pazos.domain.disputes.models import Dispute, FollowUp, Link, Turn
from pazos.domain.disputes.queries.listing import number_of
from pazos.domain.disputes.reaching import reached
from pazos.domain.disputes.scale import Reckoned, reckon
from pazos.domain.disputes.standing import ahead_of, standing
from pazos.domain.disputes.vocabulary import Kind, Risk, Sign, State, Tie
from pazos.domain.teams.queries import members_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from pazos.domain.disputes.models import Party, Settlement, Step
    from pazos.domain.disputes.rules import Ahead, Standing
    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class PartyShown:
    """One side or helper."""

    key: UUID
    role: str
    age_band: str
    sex: str
    is_first_side: bool | None
    people: int


@dataclass(frozen=True)
class StepShown:
    """Something that was done."""

    act: str
    done_on: date
    shift: str
    people: int
    note: str
    by: str
    written_at: datetime


@dataclass(frozen=True)
class SettlementShown:
    """What was agreed."""

    key: UUID
    agreed_on: date
    terms: tuple[str, ...]
    keeper: str
    until_on: date | None
    note: str
    held: bool | None
    judged_on: date | None
    by: str
    written_at: datetime


@dataclass(frozen=True)
class FollowUpShown:
    """A day on which somebody goes back."""

    key: UUID
    occasion: str
    due_on: date
    assigned_to: int | None
    assigned_name: str
    done_on: date | None
    is_calm: bool | None
    note: str
    dropped: str

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.done_on is None and not self.dropped


@dataclass(frozen=True)
class TurnShown:
    """A change of hands or state."""

    deed: str
    reason: str
    by: str
    to: str
    note: str
    at: datetime


@dataclass(frozen=True)
class LinkShown:
    """Another dispute within reach that hangs together with this one."""

    key: UUID
    number: str
    tie: Tie
    kind: Kind
    state: State
    neighbourhood: str


@dataclass(frozen=True)
class Shown:
    """One dispute with everything that hangs on it."""

    key: UUID
    number: str
    kind: Kind
    state: State
    heard: str
    signs: tuple[Sign, ...]
    risk: Risk
    risk_raised: bool
    reckoned: Reckoned  # of today
    neighbourhood: str
    neighbourhood_code: str
    cluster: int | None
    cluster_name: str
    sector: str
    began_on: date
    shift: str
    summary: str
    holder: int | None
    holder_name: str
    offered_to: int | None
    offered_name: str
    outcome: str
    closed_at: datetime | None
    opened_by: str
    opened_at: datetime
    version: int
    parties: tuple[PartyShown, ...]
    steps: tuple[StepShown, ...]
    settlements: tuple[SettlementShown, ...]
    follow_ups: tuple[FollowUpShown, ...]
    turns: tuple[TurnShown, ...]
    links: tuple[LinkShown, ...]
    standing: Standing  # what the reader is to it
    ahead: Ahead
    may_write: bool


def dispute(key: UUID, *, seen_by: Staff) -> Shown | None:
    """Return one dispute within reach, or None."""
    related = ("neighbourhood", "cluster", "holder", "offered_to", "written_by")
    rows = Dispute.objects.filter(reached(seen_by, Permission.SEE_DISPUTES), pk=key)
    row = rows.select_related(*related).defer("neighbourhood__outline").first()
    return None if row is None else _shown(row, seen_by)


def row(key: UUID, *, seen_by: Staff) -> Dispute | None:
    """Return the dispute itself for an action, if it is within reach."""
    return Dispute.objects.filter(reached(seen_by, Permission.SEE_DISPUTES), pk=key).first()


def colleagues(shown: Shown) -> list[tuple[int, str]]:
    """Return number and name of everybody who writes from the street in the dispute's cluster today."""
    return members_of(shown.cluster, Permission.USE_FIELD, on=timezone.localdate())


def _shown(row: Dispute, seen_by: Staff) -> Shown:
    signs = tuple(Sign(sign) for sign in row.signs)
    today = timezone.localdate()
    return Shown(
        key=row.pk,
        number=number_of(row.pk),
        kind=Kind(row.kind),
        state=State(row.state),
        heard=row.get_heard_display(),
        signs=signs,
        risk=Risk(row.risk),
        risk_raised=row.risk_raised,
        reckoned=reckon(Kind(row.kind), frozenset(signs), began_on=row.began_on, on=today),
        neighbourhood=row.neighbourhood.name,
        neighbourhood_code=row.neighbourhood.code,
        cluster=row.cluster_id,
        cluster_name=row.cluster.name if row.cluster else "",
        sector=row.sector,
        began_on=row.began_on,
        shift=row.get_shift_display(),
        summary=row.summary,
        holder=row.holder_id,
        holder_name=row.holder.name if row.holder else "",
        offered_to=row.offered_to_id,
        offered_name=row.offered_to.name if row.offered_to else "",
        outcome=row.get_outcome_display() if row.outcome else "",
        closed_at=row.closed_at,
        opened_by=row.written_by.name,
        opened_at=row.written_at,
        version=row.version,
        parties=tuple(_party(one) for one in row.parties.all()),
        steps=tuple(_step(one) for one in row.steps.select_related("written_by")),
        settlements=tuple(_settlement(one) for one in row.settlements.select_related("written_by")),
        follow_ups=tuple(_follow_up(one) for one in row.follow_ups.select_related("assigned_to")),
        turns=tuple(_turn(one) for one in row.turns.select_related("written_by", "to")),
        links=_links(row, seen_by),
        standing=standing(row, by=seen_by),
        ahead=ahead_of(row),
        may_write=Dispute.objects.filter(reached(seen_by, Permission.USE_FIELD), pk=row.pk).exists(),
    )


def _party(one: Party) -> PartyShown:
    return PartyShown(
        key=one.pk,
        role=one.get_role_display(),
        age_band=one.get_age_band_display() if one.age_band else "",
        sex=one.sex,
        is_first_side=one.is_first_side,
        people=one.people,
    )


def _step(one: Step) -> StepShown:
    return StepShown(
        act=one.get_act_display(),
        done_on=one.done_on,
        shift=one.get_shift_display(),
        people=one.people,
        note=one.note,
        by=one.written_by.name,
        written_at=one.written_at,
    )


def _settlement(one: Settlement) -> SettlementShown:
    return SettlementShown(
        key=one.pk,
        agreed_on=one.agreed_on,
        terms=tuple(one.terms),
        keeper=one.get_keeper_display(),
        until_on=one.until_on,
        note=one.note,
        held=one.held,
        judged_on=one.judged_on,
        by=one.written_by.name,
        written_at=one.written_at,
    )


def _follow_up(one: FollowUp) -> FollowUpShown:
    return FollowUpShown(
        key=one.pk,
        occasion=one.get_occasion_display(),
        due_on=one.due_on,
        assigned_to=one.assigned_to_id,
        assigned_name=one.assigned_to.name if one.assigned_to else "",
        done_on=one.done_on,
        is_calm=one.is_calm,
        note=one.note,
        dropped=one.get_dropped_display() if one.dropped else "",
    )


def _turn(one: Turn) -> TurnShown:
    return TurnShown(
        deed=one.deed,
        reason=one.get_reason_display() if one.reason else "",
        by=one.written_by.name,
        to=one.to.name if one.to else "",
        note=one.note,
        at=one.written_at,
    )


def _links(row: Dispute, seen_by: Staff) -> tuple[LinkShown, ...]:
    ties = Link.objects.filter(Q(dispute=row) | Q(other=row)).values_list("dispute", "other", "tie")
    others = {(other if dispute == row.pk else dispute): tie for dispute, other, tie in ties}
    if not others:
        return ()
    seen = Dispute.objects.filter(reached(seen_by, Permission.SEE_DISPUTES), pk__in=list(others))
    rows = seen.select_related("neighbourhood").only("kind", "state", "neighbourhood__name")
    return tuple(
        LinkShown(
            key=one.pk,
            number=number_of(one.pk),
            tie=Tie(others[one.pk]),
            kind=Kind(one.kind),
            state=State(one.state),
            neighbourhood=one.neighbourhood.name,
        )
        for one in rows
    )
