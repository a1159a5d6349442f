"""Programmes: what departments and partners do under a component."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from pazos.domain.refusing import refuse
from pazos.domain.strategy.actions.fitting import fit
from pazos.domain.strategy.models import Programme
from pazos.domain.strategy.rules import ProgrammeFacts, what_blocks_programme
from pazos.domain.strategy.vocabulary import ProgrammeState
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made, write
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pazos.domain.people.models import Organisation, Staff
    from pazos.domain.strategy.models import Component


@transaction.atomic
def add_programme(
    *,
    component: Component,
    code: str,
    name: str,
    department: Organisation,
    by: Staff | None,
    purpose: str = "",
    partners: Sequence[Organisation] = (),
    starts_on: date | None = None,
    ends_on: date | None = None,
    state: ProgrammeState = ProgrammeState.PLANNED,
    people_expected: int | None = None,
) -> Programme:
    """Add a programme under a component; its code is the city's and never used twice.

    Raises:
        InputProblem: no name, or a code that is taken; RefusedError: what rules.Block says.
    """
    fit(Programme, {"code": code, "name": name, "people_expected": people_expected})
    if Programme.objects.filter(code=code).exists():
        raise InputProblem(N_("The code {code} is taken."), code=code, field="code")
    programme = Programme(
        component=component,
        code=code,
        name=_named(name),
        purpose=purpose.strip(),
        department=department,
        starts_on=starts_on,
        ends_on=ends_on,
        state=state,
        people_expected=people_expected,
    )
    refuse(what_blocks_programme(facts_of(programme, partners)))
    programme.save(force_insert=True)
    programme.partners.set(partners)
    made(programme, by=by)
    audit.record("programme.added", programme, by=by, partners=len(partners))
    return programme


@transaction.atomic
def change_programme(
    programme: Programme,
    *,
    component: Component,
    name: str,
    purpose: str,
    department: Organisation,
    partners: Sequence[Organisation],
    starts_on: date | None,
    ends_on: date | None,
    state: ProgrammeState,
    people_expected: int | None,
    by: Staff,
) -> bool:
    """Describe a programme anew and return whether anything changed; its code stays."""
    fit(Programme, {"name": name, "people_expected": people_expected})
    values = {
        "component": component,
        "name": _named(name),
        "purpose": purpose.strip(),
        "department": department,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "state": state,
        "people_expected": people_expected,
    }
    wished = Programme(code=programme.code, **values)
    refuse(what_blocks_programme(facts_of(wished, partners)))
    changed = change(programme, by=by, **values) is not None
    changed |= _set_partners(programme, partners, by)
    if changed:
        audit.record("programme.changed", programme, by=by, partners=len(partners))
    return changed


@transaction.atomic
def end_programme(programme: Programme, *, on: date, by: Staff) -> None:
    """End a programme on a day."""
    wished = Programme(starts_on=programme.starts_on, ends_on=on, state=ProgrammeState.ENDED)
    wished.component, wished.department = programme.component, programme.department
    refuse(what_blocks_programme(facts_of(wished, ())))
    if change(programme, by=by, ends_on=on, state=ProgrammeState.ENDED):
        audit.record("programme.ended", programme, by=by)


def facts_of(programme: Programme, partners: Sequence[Organisation]) -> ProgrammeFacts:
    """Return what the rules of a programme look at."""
    return ProgrammeFacts(
        state=ProgrammeState(programme.state),
        starts_on=programme.starts_on,
        ends_on=programme.ends_on,
        component_ended=programme.component.ended_on is not None,
        department_left=programme.department.ended_on is not None,
        partners_hold_department=any(one.pk == programme.department_id for one in partners),
    )


def _set_partners(programme: Programme, partners: Sequence[Organisation], by: Staff) -> bool:
    before = list(programme.partners.all())
    if {one.pk for one in before} == {one.pk for one in partners}:
        return False
    programme.partners.set(partners)
    pair = [sorted(one.name for one in before), sorted(one.name for one in partners)]
    write(programme, {"partners": pair}, by=by)
    return True


def _named(name: str) -> str:
    words = " ".join(name.split())
    if not words:
        raise InputProblem(N_("Give it a name."), field="name")
    return words
