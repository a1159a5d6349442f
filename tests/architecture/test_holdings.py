"""Everything that is kept about people is declared: what for, on which ground, how long, how it is erased."""

from __future__ import annotations

from collections import Counter

import pytest
from django.apps import apps

from pazos.domain.rights.queries.catalogue import undeclared
from pazos.domain.rights.registry import copies, holdings
from pazos.domain.rights.vocabulary import Basis, Purpose

HOLDINGS = holdings().values()


def test_no_model_about_people_is_kept_without_being_declared() -> None:
    assert undeclared() == [], "declare it in the module `holdings` of its app (pazos.domain.rights.registry)"


def test_a_model_belongs_to_one_holding() -> None:
    named = Counter(label for one in HOLDINGS for label in one.models)
    assert [label for label, times in named.items() if times > 1] == []
    assert all(apps.get_model(label) for label in named)


@pytest.mark.parametrize("one", HOLDINGS, ids=lambda one: one.name)
def test_a_holding_has_its_purpose_its_ground_and_its_end(one) -> None:
    assert isinstance(one.purpose, Purpose)
    assert isinstance(one.basis, Basis)
    assert (one.months is not None and one.since) or one.stays
    assert one.erase is not None or one.stays, "say why it cannot be erased, with the article"
    assert not one.proves or one.stays
    assert one.name.split(".")[0] in {config.label for config in apps.get_app_configs()}


def test_what_keeps_copies_says_so_in_one_place() -> None:
    assert len({one.name for one in copies()}) == len(copies()) > 0
