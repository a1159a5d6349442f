"""The demo's partners: all kinds and tracks, agreements in every state, and every rule kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from pazos.analysis.demo_books.partners import invent
from pazos.analysis.demo_books.strategy import invent as invent_strategy
from pazos.domain.partners import queries
from pazos.domain.partners.models import Agreement, Duty, Partner, Vacancy
from pazos.domain.partners.vocabulary import AgreementStanding, Kind, Track, VettingStanding, WarningKind
from pazos.domain.people.models import Staff
from pazos.domain.strategy.queries import components, current_strategy
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


def test_the_invented_partners_show_all_that_happens_with_partners(tmp_path: Path, settings) -> None:
    settings.CITY_FILES = tmp_path / "files"
    roles = (Role.STRATEGY_LEAD, Role.ANALYST)
    by = {role: Staff.objects.create(username=role.value, name=role.value, role=role) for role in roles}
    invent_strategy(by=by, seed=1)
    made, today, lead = invent(by=by, seed=1), timezone.localdate(), by[Role.STRATEGY_LEAD]
    assert made["partners"] == Partner.objects.count() == 30
    assert made["agreements"] == Agreement.objects.count() == 45
    assert {one.kind for one in Partner.objects.all()} == set(Kind.values)
    assert {one.track for one in Partner.objects.all()} == set(Track.values)
    rows = queries.rows_of(queries.agreements(queries.Asked(), on=today, seen_by=lead), on=today)
    standings = {row.standing for row in rows}
    assert standings >= {
        *(AgreementStanding.DRAFT, AgreementStanding.IN_FORCE, AgreementStanding.ENDS_SOON),
        *(AgreementStanding.TO_CLOSE, AgreementStanding.ENDED, AgreementStanding.TERMINATED),
    }
    warned = {one.kind for one in queries.warnings(on=today, seen_by=lead)}
    assert warned >= {WarningKind.TO_CLOSE, WarningKind.ENDS_IN_90, WarningKind.DUTY_OVERDUE}
    vetted = {row.vetting for row in queries.partner_rows(Partner.objects.all(), on=today)}
    assert vetted >= {VettingStanding.CLEARED, VettingStanding.REFUSED, VettingStanding.LAPSED}
    table = queries.who_works_where(components(current_strategy()), on=today, seen_by=lead)
    assert table.gaps > 0
    assert not Duty.objects.filter(done_on__gt=today).exists()
    assert set(Vacancy.objects.values_list("state", flat=True)) == {"open", "filled", "withdrawn"}
