"""Taking a partner's IATI file in: its activities as contributions, its transactions as movements.

The same file twice changes nothing. A contribution is known again by the identifier of its activity and
its currency, a movement by its stage, day and amount; one that the city has taken back since is known
too, and does not come back. What would be taken is found by taking it and giving everything back, so
that what is shown and what is done cannot differ. What is refused is told, row by row, with its reasons.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.cooperation import actions
from pazos.domain.cooperation.models import Resource
from pazos.domain.cooperation.queries.resources import free_code
from pazos.domain.cooperation.vocabulary import ORDER, Form, Stage
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date
    from decimal import Decimal

    from pazos.analysis.opendata.iati.reading import ReadActivity, ReadTransaction
    from pazos.domain.partners.models import Partner
    from pazos.domain.people.models import Staff
    from pazos.domain.strategy.models import Component

FROM_IATI = N_("From the partner's IATI file.")
Key = tuple[str, "date", "Decimal"]


@dataclass(frozen=True)
class Refused:
    """One transaction that is not taken, and why."""

    transaction: ReadTransaction
    problem: InputProblem


@dataclass(frozen=True)
class Taken:
    """What became of one activity in one currency."""

    activity: ReadActivity
    currency: str
    is_new: bool = False
    moved: tuple[ReadTransaction, ...] = ()
    known: int = 0  # transactions that stood already
    refused: tuple[Refused, ...] = ()
    problem: InputProblem | None = None  # why nothing of it could be taken


@dataclass(frozen=True)
class Outcome:
    """What became of a file."""

    taken: tuple[Taken, ...] = field(default=())

    @property
    def resources(self) -> int:
        """How many contributions are new."""
        return sum(one.is_new for one in self.taken)

    @property
    def movements(self) -> int:
        """How many movements are new."""
        return sum(len(one.moved) for one in self.taken)

    @property
    def refused(self) -> int:
        """How many transactions are left out."""
        return sum(len(one.refused) for one in self.taken)


@transaction.atomic
def take(
    activities: Iterable[ReadActivity],
    *,
    partner: Partner,
    component: Component,
    by: Staff,
    only: Collection[str] | None = None,
    is_rehearsal: bool = False,
) -> Outcome:
    """Take activities in as contributions of a partner to a component; `only` names those wanted.

    A rehearsal does the same and gives everything back.
    """
    wanted = [one for one in activities if only is None or one.identifier in only]
    taken = tuple(
        _taken(activity, currency, rows, _Where(partner, component, by))
        for activity in wanted
        for currency, rows in _by_currency(activity)
    )
    outcome = Outcome(taken)
    if is_rehearsal:
        transaction.set_rollback(True)
    elif outcome.movements or outcome.resources:
        audit.record("iati.taken", partner, by=by, resources=outcome.resources, movements=outcome.movements)
    return outcome


@dataclass(frozen=True)
class _Where:
    partner: Partner
    component: Component
    by: Staff


def _by_currency(activity: ReadActivity) -> list[tuple[str, list[ReadTransaction]]]:
    """Return the readable transactions by currency, and under "" those that nothing can be made of."""
    found: dict[str, list[ReadTransaction]] = {}
    for one in activity.transactions:
        found.setdefault("" if one.problem else one.currency, []).append(one)
    return list(found.items())


def _taken(activity: ReadActivity, currency: str, rows: list[ReadTransaction], where: _Where) -> Taken:
    result = Taken(activity, currency)
    if not currency:
        return replace(
            result, refused=tuple(Refused(row, row.problem) for row in rows if row.problem is not None)
        )
    known = Resource.objects.filter(
        iati_identifier=activity.identifier, currency=currency, partner=where.partner
    ).first()
    try:
        resource = known or _resource(activity, currency, rows, where)
    except InputProblem as problem:
        return replace(result, problem=problem)
    return _moved(replace(result, is_new=known is None), resource, rows, where.by)


def _resource(activity: ReadActivity, currency: str, rows: list[ReadTransaction], where: _Where) -> Resource:
    starts_on = activity.starts_on or min(row.on for row in rows if row.on is not None)
    ends_on = activity.ends_on if activity.ends_on and activity.ends_on >= starts_on else None
    with transaction.atomic():
        return actions.add_resource(
            code=free_code(where.partner, year=starts_on.year),
            partner=where.partner,
            component=where.component,
            title=activity.title,
            words=activity.words,
            form=Form.MONEY,
            currency=currency,
            starts_on=starts_on,
            ends_on=ends_on,
            purpose_code=activity.purpose_code,
            iati_identifier=activity.identifier,
            by=where.by,
        )


def _moved(result: Taken, resource: Resource, rows: list[ReadTransaction], by: Staff) -> Taken:
    standing: Counter[Key] = Counter(
        resource.movements.filter(takes_back__isnull=True).values_list("stage", "on", "amount")
    )
    moved, refused, known = [], [], 0
    for row in sorted(rows, key=_in_order):
        key = _key(row)
        if standing[key] > 0:
            standing[key] -= 1
            known += 1
            continue
        try:
            _move(resource, row, by)
            moved.append(row)
        except InputProblem as problem:
            refused.append(Refused(row, problem))
    return replace(result, moved=tuple(moved), known=known, refused=tuple(refused))


def _move(resource: Resource, row: ReadTransaction, by: Staff) -> None:
    stage, on, amount = _key(row)
    with transaction.atomic():
        actions.move(resource, stage=stage, on=on, amount=amount, note=row.words or FROM_IATI, by=by)


def _key(row: ReadTransaction) -> Key:
    if row.stage is None or row.on is None or row.amount is None:  # those with a problem were set apart
        msg = "a transaction without stage, day or amount"
        raise TypeError(msg)
    return row.stage.value, row.on, row.amount


def _in_order(row: ReadTransaction) -> tuple[date, int]:
    """A promise is written before what was built on it, also on the same day."""
    return row.on or timezone.localdate(), ORDER.index(Stage(row.stage or Stage.PLEDGE))
