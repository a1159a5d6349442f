"""Making a strategy and saying what it is: its period, legal basis, vision, diagnosis and ages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from pazos.domain.refusing import refuse
from pazos.domain.strategy.actions.fitting import fit
from pazos.domain.strategy.models import Strategy
from pazos.domain.strategy.rules import what_blocks_strategy
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.documents.models import Document
    from pazos.domain.people.models import Staff


@transaction.atomic
def make_strategy(
    *,
    name: str,
    starts_on: date,
    ends_on: date,
    by: Staff | None,
    legal_basis: str = "",
    act: Document | None = None,
    vision: str = "",
    diagnosis: str = "",
    first_age: int = 14,
    last_age: int = 29,
) -> Strategy:
    """Begin a strategy; the newest by its first day is the one worked on.

    Raises:
        InputProblem: another has its name; RefusedError: its days or ages are turned round.
    """
    refuse(what_blocks_strategy(starts_on=starts_on, ends_on=ends_on, first_age=first_age, last_age=last_age))
    fit(Strategy, {"name": name, "legal_basis": legal_basis, "first_age": first_age, "last_age": last_age})
    strategy = Strategy(
        name=_free_name(name, besides=None),
        legal_basis=legal_basis.strip(),
        act=act,
        starts_on=starts_on,
        ends_on=ends_on,
        vision=vision.strip(),
        diagnosis=diagnosis.strip(),
        first_age=first_age,
        last_age=last_age,
    )
    strategy.save(force_insert=True)
    made(strategy, by=by)
    audit.record("strategy.made", strategy, by=by)
    return strategy


@transaction.atomic
def change_strategy(
    strategy: Strategy,
    *,
    name: str,
    starts_on: date,
    ends_on: date,
    by: Staff,
    legal_basis: str,
    act: Document | None,
    vision: str,
    diagnosis: str,
    first_age: int,
    last_age: int,
) -> None:
    """Describe the strategy that is worked on anew; versions adopted before stay as they were."""
    refuse(what_blocks_strategy(starts_on=starts_on, ends_on=ends_on, first_age=first_age, last_age=last_age))
    fit(Strategy, {"name": name, "legal_basis": legal_basis, "first_age": first_age, "last_age": last_age})
    changed = change(
        strategy,
        by=by,
        name=_free_name(name, besides=strategy),
        legal_basis=legal_basis.strip(),
        act=act,
        starts_on=starts_on,
        ends_on=ends_on,
        vision=vision.strip(),
        diagnosis=diagnosis.strip(),
        first_age=first_age,
        last_age=last_age,
    )
    if changed:
        audit.record("strategy.changed", strategy, by=by)


def _free_name(name: str, *, besides: Strategy | None) -> str:
    words = " ".join(name.split())
    if not words:
        raise InputProblem(N_("Give it a name."), field="name")
    taken = Strategy.objects.filter(name=words).first()
    if taken is not None and taken != besides:
        raise InputProblem(N_("There is a strategy {name} already."), name=words, field="name")
    return words
