"""Components: their number, names and order are the city's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from pazos.domain.refusing import refuse
from pazos.domain.strategy.actions.fitting import fit
from pazos.domain.strategy.models import Component
from pazos.domain.strategy.rules import Block
from pazos.domain.strategy.vocabulary import ProgrammeState
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.people.models import Staff
    from pazos.domain.strategy.models import Strategy


@transaction.atomic
def add_component(
    strategy: Strategy, *, code: str, name: str, by: Staff | None, purpose: str = ""
) -> Component:
    """Add a component behind the others.

    Raises:
        InputProblem: it has no name, or its code is taken.
    """
    fit(Component, {"code": code, "name": name})
    if Component.objects.filter(strategy=strategy, code=code).exists():
        raise InputProblem(N_("The code {code} is taken."), code=code, field="code")
    last = strategy.components.aggregate(last=Max("position"))["last"] or 0
    component = Component(
        strategy=strategy, code=code, position=last + 1, name=_named(name), purpose=purpose.strip()
    )
    component.save(force_insert=True)
    made(component, by=by)
    audit.record("component.added", component, by=by, code=code)
    return component


@transaction.atomic
def change_component(component: Component, *, name: str, purpose: str, by: Staff) -> None:
    """Call a component otherwise, or say anew what it is for; its code stays."""
    fit(Component, {"name": name})
    if change(component, by=by, name=_named(name), purpose=purpose.strip()):
        audit.record("component.changed", component, by=by)


@transaction.atomic
def move_component(component: Component, *, up: bool, by: Staff) -> None:
    """Move a component one place up or down; at the end of the list nothing happens."""
    rows = list(Component.objects.select_for_update().filter(strategy=component.strategy_id))
    here = next(place for place, row in enumerate(rows) if row.pk == component.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for position, row in enumerate(rows, start=1):
        change(row, by=by, position=position)
    audit.record("component.moved", component, by=by, position=there + 1)


@transaction.atomic
def end_component(component: Component, *, on: date, by: Staff) -> None:
    """End a component; what was done under it stays, and no programme of it may still run."""
    runs = component.programmes.filter(state__in=[ProgrammeState.RUNNING, ProgrammeState.PAUSED])
    refuse([Block.PROGRAMMES_RUN] if runs.exists() else [])
    if change(component, by=by, ended_on=on):
        audit.record("component.ended", component, by=by)


def _named(name: str) -> str:
    words = " ".join(name.split())
    if not words:
        raise InputProblem(N_("Give it a name."), field="name")
    return words
