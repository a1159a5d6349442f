"""The demo's strategy: two versions that differ, and a readiness that is honest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pazos.analysis.demo_books.strategy import invent
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.strategy.comparing import compared
from pazos.domain.strategy.models import Programme
from pazos.domain.strategy.queries import components, current_strategy
from pazos.domain.strategy.queries.readiness import failures
from pazos.domain.strategy.queries.versions import is_ahead, is_whole, published, versions
from pazos.domain.strategy.vocabulary import Failure, Standing, VersionState
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


def test_the_invented_strategy_stands_whole(tmp_path: Path, settings) -> None:
    settings.CITY_FILES = tmp_path / "files"
    roles = (Role.STRATEGY_LEAD, Role.ANALYST)
    by = {role: Staff.objects.create(username=role.value, name=role.value, role=role) for role in roles}
    made = invent(by=by, seed=1)
    strategy = current_strategy()
    assert strategy is not None
    assert len(components(strategy)) == 5
    assert made["programmes"] == Programme.objects.count() == 24
    assert Organisation.objects.filter(kind=Organisation.Kind.CITY).count() == 8
    second, first = versions(strategy)
    assert (first.state, second.state) == (VersionState.PUBLISHED, VersionState.ADOPTED)
    assert published() == first
    assert is_whole(first)
    assert is_whole(second)
    assert not is_ahead(strategy)
    assert len(compared(first.content, second.content)) == 10
    standing = {view.failure: view.newest.standing for view in failures(strategy)}
    assert [failure for failure, value in standing.items() if value != Standing.AVOIDED] == [
        Failure.SUSTAINABILITY
    ]
