"""Who may be given which role where: the separation of the police, and nobody above themselves."""

from __future__ import annotations

import pytest

from pazos.domain.people.rules import (
    Block,
    Manager,
    Place,
    shrinks,
    what_blocks_managing,
    what_blocks_place,
)
from pazos.foundation.access.policy import Role, Scope, reads_guarded

CITY, ORGANISATION = Manager(), Manager(scope=Scope.ORGANISATION)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.PUBLIC, Role.SECURITY_LIAISON)])
def test_nobody_of_a_police_body_holds_any_role_but_liaison(role: Role) -> None:
    assert Block.POLICE_INSIDE in what_blocks_place(Place(role, is_police=True), manager=CITY)
    assert what_blocks_place(Place(role, is_police=False), manager=CITY) == ()


@pytest.mark.parametrize("role", [role for role in Role if reads_guarded(role)])
def test_no_role_that_reads_what_people_trusted_to_the_strategy_is_open_to_the_police(role: Role) -> None:
    assert what_blocks_place(Place(role, is_police=True), manager=CITY) != ()


@pytest.mark.parametrize(("is_police", "blocked"), [(True, False), (False, True), (None, True)])
def test_a_liaison_belongs_to_a_police_body_only(is_police: bool | None, *, blocked: bool) -> None:
    blocks = what_blocks_place(Place(Role.SECURITY_LIAISON, is_police=is_police), manager=CITY)
    assert (Block.LIAISON_ELSEWHERE in blocks) is blocked


def test_every_reason_against_is_said_at_once() -> None:
    place = Place(Role.ADMINISTRATOR, is_police=True, organisation_ended=True)
    assert set(what_blocks_place(place, manager=ORGANISATION)) == {
        Block.POLICE_INSIDE,
        Block.TOO_HIGH,
        Block.ORGANISATION_ENDED,
    }


def test_nobody_gives_a_role_that_manages_more_than_they_do() -> None:
    assert what_blocks_place(Place(Role.ADMINISTRATOR, is_police=False), manager=ORGANISATION) == (
        Block.TOO_HIGH,
    )
    assert what_blocks_place(Place(Role.GESTOR, is_police=False), manager=ORGANISATION) == ()


@pytest.mark.parametrize(
    ("manager", "blocks"),
    [
        (Manager(), ()),
        (Manager(is_own=True), (Block.OWN,)),
        (Manager(scope=None), (Block.OUT_OF_REACH,)),
        (Manager(scope=Scope.CLUSTER), (Block.OUT_OF_REACH,)),
        (Manager(scope=Scope.ORGANISATION), ()),
        (Manager(scope=Scope.ORGANISATION, same_organisation=False), (Block.OUT_OF_REACH,)),
        (Manager(scope=None, is_own=True), (Block.OWN, Block.OUT_OF_REACH)),
    ],
)
def test_an_account_is_managed_by_somebody_else_who_reaches_it(manager: Manager, blocks: tuple) -> None:
    assert what_blocks_managing(manager) == blocks


@pytest.mark.parametrize(
    ("before", "after", "less"),
    [
        (Role.ANALYST, Role.STRATEGY_LEAD, False),
        (Role.STRATEGY_LEAD, Role.ANALYST, True),
        (Role.GESTOR, Role.OUTREACH_COORDINATOR, False),
        (Role.OUTREACH_COORDINATOR, Role.GESTOR, True),
        (Role.ANALYST, Role.ADMINISTRATOR, True),
        (Role.GESTOR, Role.GESTOR, False),
    ],
)
def test_a_change_of_role_shrinks_when_it_takes_anything_away(
    before: Role, after: Role, *, less: bool
) -> None:
    assert shrinks(before, after) is less
