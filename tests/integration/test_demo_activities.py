"""The demo's activities: years of them, people mostly of the chosen ages and places, and the usual gaps."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db.models import Count
from django.utils import timezone

import cast
from pazos.analysis.demo_books import activities as demo
from pazos.analysis.demo_books.activities import invent
from pazos.analysis.demo_books.partners import invent as invent_partners
from pazos.analysis.demo_books.strategy import invent as invent_strategy
from pazos.analysis.reach.figures import figures
from pazos.analysis.reach.slices import Slice
from pazos.domain.activities.models import Activity, Attendance, HeadCount
from pazos.domain.activities.vocabulary import State
from pazos.domain.participants.models import Participant
from pazos.domain.people.models import Staff
from pazos.domain.teams import actions as teams
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(tmp_path: Path, settings, monkeypatch) -> Mapping[Role, Staff]:
    """A small share of the demo on a small city: the proportions are the same."""
    settings.CITY_FILES = tmp_path / "files"
    monkeypatch.setattr(demo, "ACTIVITIES", 600)
    monkeypatch.setattr(demo, "PEOPLE", 1_000)
    city = cast.small_city()
    codes = sorted(city.places)
    for n in range(2):
        places = [city.places[code] for code in codes[4 * n : 4 * n + 4]]
        teams.open_cluster(f"Clúster {n}", places, on=date(2020, 11, 3), by=None)
    roles = (Role.STRATEGY_LEAD, Role.ANALYST, Role.CASE_SUPERVISOR)
    made = {role: Staff.objects.create(username=role.value, name=role.value, role=role) for role in roles}
    invent_strategy(by=made, seed=1)
    invent_partners(by=made, seed=1)
    return made


def test_the_invented_activities_are_plausible_and_keep_every_rule(by) -> None:
    made, today = invent(by=by, seed=1), timezone.localdate()
    assert made["activities"] == Activity.objects.count() == 600
    assert made["participants"] == Participant.objects.count() == 1_000
    states = dict(Activity.objects.order_by().values_list("state").annotate(Count("pk")))
    assert states[State.DONE] > 500
    assert {State.CANCELLED, State.PLANNED} <= set(states)
    assert not Activity.objects.filter(state=State.DONE, starts_on__gt=today).exists()
    assert not Attendance.objects.exclude(activity__state=State.DONE).exists()
    assert not HeadCount.objects.exclude(activity__state=State.DONE).exists()
    early = [
        one for one in Attendance.objects.select_related("participant") if one.on < one.participant.agreed_on
    ]
    assert not early
    for one in Activity.objects.select_related("programme"):
        assert one.starts_on >= one.programme.starts_on
    numbers_only = Activity.objects.filter(partner__isnull=False, state=State.DONE)
    assert len(set(numbers_only.values_list("partner", flat=True))) == 3
    assert not Attendance.objects.filter(activity__in=numbers_only).exists()
    quiet = Activity.objects.filter(starts_on__gt=today - timedelta(days=60), starts_on__lte=today)
    assert len(set(quiet.values_list("cluster", flat=True)) - {None}) < 2


def test_most_who_came_are_of_the_chosen_ages_and_places_and_some_are_not(by) -> None:
    invent(by=by, seed=1)
    found = figures(Slice(), seen_by=by[Role.CASE_SUPERVISOR])
    assert found.people > 600
    assert 0.5 < found.living.value < 0.9
    assert found.living.unknown > 0
    assert 0.45 < found.aged.value < 0.9
    assert found.reported.crossed.count("total") > 500
    assert found.former == 8
    assert {one.method for one in found.indirect} == {"households", "audience"}


def test_the_same_seed_invents_the_same(by) -> None:
    invent(by=by, seed=1)
    first = list(Activity.objects.order_by("code").values_list("code", "name", "state"))
    came = Attendance.objects.count()
    Attendance.objects.all().delete()
    Activity.objects.all().delete()
    Participant.objects.all().delete()
    for model in (demo.IndirectReach, demo.FormerReach):
        model.objects.all().delete()
    invent(by=by, seed=1)
    assert list(Activity.objects.order_by("code").values_list("code", "name", "state")) == first
    assert Attendance.objects.count() == came
