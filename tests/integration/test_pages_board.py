"""The strategy's board: outsiders first, then each question it answers, few queries, and nothing small."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse

import bookkeeping
from bookkeeping import MONDAY, SECRET, Books, books
from pazos.analysis.board import board_of
from pazos.analysis.board.lines import About
from pazos.analysis.board.whole import First
from pazos.domain.activities.models import Activity
from pazos.domain.budget.vocabulary import Step
from pazos.domain.indicators.models import IndicatorValue
from pazos.domain.indicators.vocabulary import Light, Trend
from pazos.domain.outreach.actions.presence import record_presence
from pazos.domain.people.models import Staff
from pazos.foundation.access.policy import Role
from pazos.foundation.audit import actions as audit
from street import street

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Books:
    return books()


@pytest.mark.parametrize("name", ["liaison", "gestor", "officer", "auditor"])
def test_the_board_is_closed_to_whoever_sees_no_strategy(client, city, name) -> None:
    client.force_login(city.people[name])
    assert client.get(reverse("board")).status_code == 403


def test_nobody_signed_in_is_sent_to_sign_in(client, city) -> None:
    assert client.get(reverse("board")).status_code == 302


def test_a_partner_sees_what_is_theirs_and_no_money_of_the_city(city) -> None:
    seen = board_of(on=MONDAY, seen_by=city.partner)
    assert not seen.is_city
    assert seen.money is None
    assert seen.targets is not None
    assert not seen.targets.every  # the indicators belong to a department
    assert {line.text for line in seen.due} == {"CONV-1 · Abrir las sedes", "CONV-1 · Entregar informe"}
    assert {one.name: one.done for one in seen.clusters} == {"Norte": 0, "Centro": 0, "Sur": 1}
    assert all(one.presence is None for one in seen.clusters)


def test_a_department_sees_the_stuck_money_of_its_own_lines(city) -> None:
    money = board_of(on=MONDAY, seen_by=city.department).money
    assert money is not None
    assert {line.rubro for one in money for line in one.largest} == {"2.3.pitches"}


def test_no_person_stands_on_the_board(client, city) -> None:
    client.force_login(city.lead)
    text = client.get(reverse("board")).content.decode()
    assert SECRET not in text.split("<main", 1)[1]


def test_a_rate_whose_interval_holds_the_target_is_grey(city) -> None:
    known = board_of(on=date(2024, 1, 8), seen_by=city.lead).targets
    by_code = {one.code: one for one in known.every}
    assert by_code["rate"].light is Light.NOISE
    assert by_code["trained"].light is Light.MET
    assert by_code["late"].light is Light.NO_DATA


def test_only_what_moved_beyond_noise_is_told(city) -> None:
    moved = board_of(on=date(2024, 1, 8), seen_by=city.lead).targets.moved
    assert [(one.code, one.trend) for one in moved] == [("rate", Trend.WORSE), ("trained", Trend.BETTER)]
    IndicatorValue.objects.filter(sheet__indicator__code="rate", ends_on__year=2022).update(
        value=69, numerator=69
    )
    moved = board_of(on=date(2024, 1, 8), seen_by=city.lead).targets.moved
    assert [one.code for one in moved] == ["trained"]


def test_a_value_that_nobody_approved_is_not_on_the_board(city) -> None:
    IndicatorValue.objects.filter(ends_on__year=2023).update(
        state="submitted", submitted_at=datetime(2024, 1, 2, 15, tzinfo=UTC)
    )
    known = board_of(on=date(2024, 1, 8), seen_by=city.lead).targets
    assert {one.last.period.year for one in known.every if one.last} == {2022}
    assert [line.about for line in known.to_report].count(About.APPROVAL) == 2


def test_what_is_due_and_late_stands_in_the_order_of_its_days(city) -> None:
    seen = board_of(on=MONDAY, seen_by=city.lead)
    found = {line.text: line.days for line in seen.due}
    assert found["CONV-1 · Entregar informe"] == -2
    assert found["CONV-1 · Abrir las sedes"] == 50
    assert found["cg-1 Iluminar el parque"] == -4
    assert found["cg-2 Abrir la biblioteca"] == 172
    assert (
        found[
            "Indicador late (en) · 2023-Q3"
            if "Indicador late (en) · 2023-Q3" in found
            else "Indicador late · 2023-Q3"
        ]
        == 36
    )

    readiness = [line for line in seen.due if line.about is About.READINESS]
    assert len(readiness) == 4  # the fifth was judged in September
    assert all(line.days >= -7 for line in seen.due)


def test_blocked_names_long_late_commitments(city) -> None:
    seen = board_of(on=MONDAY, seen_by=city.lead)
    assert "cg-2 Abrir la biblioteca" in {line.text for line in seen.blocked}
    assert About.RHYTHM in {line.about for line in seen.blocked}


def test_a_cluster_without_an_activity_in_seven_days_is_quiet(city) -> None:
    seen = board_of(on=MONDAY, seen_by=city.lead)
    assert [one.name for one in seen.quiet] == ["Centro"]
    later = board_of(on=MONDAY + timedelta(days=7), seen_by=city.lead)
    assert {one.name for one in later.quiet} == {"Centro", "Norte", "Sur"}


def test_money_is_told_at_the_step_where_it_waits(city) -> None:
    money = {one.step: one for one in board_of(on=MONDAY, seen_by=city.lead).money}
    assert str(money[Step.APPROPRIATION].amount) == "100000.00"
    assert str(money[Step.CDP].amount) == "400000.01"
    assert str(money[Step.RP].amount) == "833333.33"
    assert money[Step.RP].lines == 2


def test_presence_too_small_to_show_is_not_shown(client) -> None:
    made = street()
    spring = date(2023, 5, 10)
    said = {"activity": "walk", "venue": "street", "shift": "night", "companions": 0, "note": ""}
    for place, by, times in (("N1", "ana", 3), ("S1", "sol", 37), ("X1", "cora", 41)):
        for _ in range(times):
            record_presence(
                id=uuid4(),
                **said,
                neighbourhood=place,
                done_on=spring,
                met={"18-28": 1},
                by=made.people[by],
                at=bookkeeping.AT.replace(month=5),
            )
    seen = {one.name: one for one in board_of(on=MONDAY, seen_by=made.lead).clusters}
    assert seen["Norte"].presence.number is None
    client.force_login(made.lead)
    client.cookies["pazos_language"] = "en"
    text = client.get(reverse("board")).content.decode()
    assert "2023-Q2: 3" not in text
    assert "too little to show" in text


def test_a_new_city_is_told_what_to_do_first(client) -> None:
    lead = Staff.objects.create(username="lead", name="Lead", role=Role.STRATEGY_LEAD.value)
    assert board_of(on=MONDAY, seen_by=lead).first == tuple(First)
    client.force_login(lead)
    client.cookies["pazos_language"] = "en"
    text = client.get(reverse("board")).content.decode()
    assert "What to do first" in text
    assert "legal basis and components" in text


def test_the_wall_asks_for_itself_again_without_a_script(client, city) -> None:
    client.force_login(city.lead)
    assert 'http-equiv="refresh"' not in client.get(reverse("board")).content.decode()
    assert (
        '<meta http-equiv="refresh" content="300">'
        in client.get(reverse("board") + "?wall=1").content.decode()
    )


def test_the_board_asks_few_questions_however_many_rows(
    client: Client, city, django_assert_max_num_queries
) -> None:
    activity = Activity.objects.first()
    for number in range(40):
        activity.pk, activity.code = None, f"more-{number}"
        activity.save()
    client.force_login(city.lead)
    client.get(reverse("board"))
    with django_assert_max_num_queries(12):  # kept at hand
        assert client.get(reverse("board")).status_code == 200
    cache.clear()
    with django_assert_max_num_queries(48):
        assert client.get(reverse("board")).status_code == 200


def test_another_deed_makes_another_board_and_nobody_gets_that_of_another(client, city) -> None:
    client.cookies["pazos_language"] = "en"
    client.force_login(city.lead)
    assert "Money that is stuck" in client.get(reverse("board")).content.decode()
    client.force_login(city.partner)
    assert "Money that is stuck" not in client.get(reverse("board")).content.decode()
    client.force_login(city.lead)
    Activity.objects.update(name="Cancelada", state="cancelled")
    audit.record("activity.cancelled", city.strategy, by=city.lead)
    page = client.get(reverse("board")).content.decode()
    assert page.count("nothing this week") == 3


def test_the_board_asks_for_the_same_values_as_the_indicators_own_page(city) -> None:
    """It reads less, and says the same."""
    from pazos.analysis.board.owed import owed
    from pazos.domain.indicators.queries import due

    IndicatorValue.objects.filter(sheet__indicator__code="trained", ends_on__year=2022).update(
        state="returned"
    )
    for on in (MONDAY, date(2024, 1, 8), date(2025, 3, 1)):
        theirs = {(one.sheet.indicator.code, one.period.code()) for one in due(on=on, seen_by=city.lead)}
        ours = {(line.slots["code"], line.text.split(" · ")[1]) for line in owed(on=on, seen_by=city.lead)}
        assert ours == theirs
    assert ours


def test_what_is_ahead_stands_apart_from_what_is_late(city) -> None:
    seen = board_of(on=MONDAY, seen_by=city.lead)
    assert [line.days for line in seen.soon] == sorted((line.days for line in seen.soon), reverse=True)
    assert all(-7 <= line.days <= 0 for line in seen.soon)
    promised = [line.about is About.READINESS for line in seen.late]
    assert promised == sorted(promised)  # what only asks to be judged again stands last
