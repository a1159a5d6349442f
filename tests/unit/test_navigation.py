"""The navigation of many pages stays readable: stages, groups within them, and one current page."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from pazos.foundation.access.policy import GRANTS, Permission, Role
from pazos.interfaces.components.routes import addresses
from pazos.interfaces.web.context import current_page, drawn, navigation

EVERYTHING = frozenset(Permission)


def stages_of_groups() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for address in addresses():
        if address.menu and address.group:
            found.setdefault(address.group, set()).add(address.stage.value)
    return found


@pytest.mark.parametrize("group", sorted(stages_of_groups()))
def test_a_group_of_pages_stands_in_one_stage(group) -> None:
    assert len(stages_of_groups()[group]) == 1


@pytest.mark.parametrize("address", [one for one in addresses() if one.menu], ids=lambda one: one.name)
def test_one_page_is_current_whatever_the_reader_opened(address) -> None:
    from django.urls import reverse

    here = current_page(EVERYTHING, path=reverse(address.name))
    storeys = navigation(EVERYTHING, here=here)
    current = [stop for storey in storeys for room in storey.rooms for stop in room.stops if stop.current]
    assert [stop.href for stop in current] == [reverse(address.name)]


def test_no_stage_has_so_many_groups_that_they_cannot_be_read_at_a_glance() -> None:
    for role in Role:
        for storey in navigation(frozenset(GRANTS[role]), here="/"):
            assert len(storey.rooms) <= 8
            assert all(len(room.stops) <= 12 for room in storey.rooms)


def test_it_is_drawn_anew_for_another_language_page_or_role() -> None:
    lead = frozenset(GRANTS[Role.STRATEGY_LEAD])
    asked = [(lead, "/", "en"), (lead, "/", "es"), (lead, "/strategy/", "en"), (frozenset(), "/", "en")]
    seen = set()
    for held, here, language in asked:
        with override(language):
            seen.add(drawn(held, here, language).wide)
    assert len(seen) == len(asked)
    assert not drawn(frozenset(), "/", "en").narrow
