"""The demo's street work: what the generator invents stands in the city whole, and alike each time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cast import small_city, staff
from drafts import signed
from pazos.analysis.demo_street import TEAM, take_up_the_street
from pazos.domain.disputes.models import Dispute
from pazos.domain.disputes.vocabulary import State
from pazos.domain.gestores.models import Gestor
from pazos.domain.outreach.models import Presence, WellbeingCheck
from pazos.foundation.access.policy import Role
from pazos.science.synthetic.street import street_work

TODAY = date(2026, 10, 30)
TEAMS = [["a", "b"], ["c"]], [[1, 2], [3]]


def test_the_same_seed_invents_the_same_street() -> None:
    first, again = (street_work(*TEAMS, first=date(2026, 1, 1), last=TODAY, seed=3) for _ in range(2))
    assert first.disputes.equals(again.disputes)
    assert first.presences.equals(again.presences)


def test_nothing_is_invented_after_the_last_day_nor_outside_the_cluster() -> None:
    work = street_work(*TEAMS, first=date(2026, 1, 1), last=TODAY)
    assert max(work.disputes["began_on"].max(), work.presences["on"].max()) <= TODAY
    closed = [day for day in work.disputes["closed_on"] if isinstance(day, date)]
    assert max(closed) <= TODAY
    where = {(row.cluster, row.place) for row in work.disputes.itertuples()}
    assert where == {(0, "a"), (0, "b"), (1, "c")}


@pytest.mark.django_db
def test_a_signed_designation_becomes_teams_at_work() -> None:
    small_city()
    designation = signed(staff(Role.STRATEGY_LEAD))
    gestor = staff(Role.GESTOR)
    brought = take_up_the_street(coordinator=staff(Role.OUTREACH_COORDINATOR), gestor=gestor, today=TODAY)
    assert brought == Dispute.objects.count() > 50
    assert designation.clusters.count() == 2
    assert Gestor.objects.count() == 2 * TEAM
    assert Presence.objects.count() > 500
    assert WellbeingCheck.objects.filter(gestor=gestor).exists()
    assert set(Dispute.objects.values_list("state", flat=True)) >= {State.ALERT, State.ACTIVE, State.CLOSED}
    late = Dispute.objects.filter(claimed_at__date__gt=TODAY + timedelta(days=1))
    assert not late.exists()
