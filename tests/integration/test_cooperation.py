"""Cooperation in the database: rates of the day, movements, announcements beside sums, who sees what."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from cooperating import DAY, Cooperating, cooperating, rate, santa_tecla
from pazos.domain.cooperation import actions
from pazos.domain.cooperation.models import ResourceMovement
from pazos.domain.cooperation.queries import rates, resources, years
from pazos.domain.cooperation.rules import first_stage
from pazos.domain.cooperation.vocabulary import Block, Form, Stage
from pazos.domain.refusing import RefusedError
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.history.changing import changes_of
from pazos.science.problems import InputProblem

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Cooperating:
    return cooperating()


def test_a_movement_keeps_the_rate_of_its_day(city) -> None:
    old, held = rate(city, DAY - timedelta(days=9), "3000"), rate(city, DAY, "3900.5")
    one = city.resource(currency="USD")
    moved = actions.move(one, stage="pledge", amount="100.01", on=DAY + timedelta(days=2), by=city.lead)
    assert (moved.rate, moved.home_amount) == (held, Decimal("390089.00"))  # 390,089.005 to the even cent
    earlier = actions.move(one, stage="pledge", amount=1, on=DAY - timedelta(days=1), by=city.lead)
    assert (earlier.rate, earlier.home_amount) == (old, Decimal("3000.00"))
    assert moved.home_amount == ResourceMovement.objects.get(pk=moved.pk).home_amount


def test_the_home_currency_needs_no_rate(city) -> None:
    moved = actions.move(city.resource(), stage="disbursement", amount=50, on=DAY, by=city.lead)
    assert (moved.rate, moved.home_amount) == (None, Decimal("50.00"))


@pytest.mark.parametrize("days", [-1, 11])
def test_a_day_without_a_fresh_rate_is_refused_in_words(city, days) -> None:
    rate(city)
    one = city.resource(currency="USD")
    with pytest.raises(RefusedError) as refused:
        actions.move(one, stage="pledge", amount=5, on=DAY + timedelta(days=days), by=city.lead)
    assert refused.value.blocks == (Block.NO_RATE,)
    assert not one.movements.exists()


def test_a_rate_at_which_amounts_were_converted_stays(city) -> None:
    kept = rate(city)
    assert rate(city) == kept
    assert rate(city, units="3901").home_units == Decimal("3901.000000")
    actions.move(city.resource(currency="USD"), stage="pledge", amount=5, on=DAY, by=city.lead)
    with pytest.raises(RefusedError) as refused:
        rate(city, units="3902")
    assert refused.value.blocks == (Block.RATE_IN_USE,)
    assert rates.rates().get().is_used
    assert changes_of(kept).count() == 2


@pytest.mark.parametrize("units", ["0", "-1", "1.1234567", "NaN", "Infinity", "mucho", "1e9"])
def test_what_is_no_rate_is_refused(city, units) -> None:
    with pytest.raises(InputProblem):
        rate(city, units=units)


def test_the_order_of_stages_holds_in_the_database(city) -> None:
    one = city.resource()
    actions.move(one, stage="commitment", amount=100, on=DAY, by=city.lead)
    with pytest.raises(RefusedError) as refused:
        actions.move(one, stage="disbursement", amount="100.01", on=DAY, by=city.lead)
    assert refused.value.blocks == (Block.MORE_THAN_COMMITTED,)
    actions.move(one, stage="disbursement", amount=100, on=DAY, by=city.lead)
    chain = resources.chain(one, seen_by=city.lead)
    assert [standing.is_recorded for standing in chain.stages] == [False, True, True, False]
    assert chain.stages[2].of_before == 1


def test_taking_back_restores_both_currencies_to_the_cent(city) -> None:
    rate(city, units="3900.123457")
    one = city.resource(currency="USD")
    moved = actions.move(one, stage="disbursement", amount="0.07", on=DAY, by=city.lead)
    actions.take_back(moved, on=DAY, note="Se digitó dos veces.", by=city.lead)
    standing = resources.rows_of([one])[0].stages[2]
    assert (standing.amount, standing.home) == (Decimal("0.00"), Decimal("0.00"))
    with pytest.raises(RefusedError) as refused:
        actions.take_back(moved, on=DAY, note="Otra vez.", by=city.lead)
    assert refused.value.blocks == (Block.TAKEN_BACK,)
    assert resources.chain(one, seen_by=city.lead).links[0].is_taken_back


def test_a_resource_is_described_anew_but_its_currency_stays_once_it_moved(city) -> None:
    one = city.resource()
    actions.change_resource(one, title="Otro título", currency="USD", by=city.lead)
    one.refresh_from_db()
    assert (one.title, one.currency) == ("Otro título", "USD")
    rate(city)
    actions.move(one, stage="pledge", amount=5, on=DAY, by=city.lead)
    with pytest.raises(RefusedError) as refused:
        actions.change_resource(one, currency="EUR", form="in_kind", by=city.lead)
    assert refused.value.blocks == (Block.NOT_VALUED, Block.CURRENCY_MOVED)
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert verbs >= {"resource.added", "resource.changed", "resource.moved", "rate.set"}


def test_what_was_announced_stands_beside_what_the_lines_say(city) -> None:
    santa_tecla(city)
    (row,) = years.consolidation(2010, seen_by=city.lead).announced
    assert (row.lines, row.summed) == (5, Decimal("940000.00"))
    assert row.difference == Decimal("-60000.00")
    assert row.share == Decimal("0.94")
    assert row.home_difference == Decimal("-60000.00") * Decimal("1950.25")


def test_an_announcement_of_one_partner_stands_beside_its_own_lines_only(city) -> None:
    santa_tecla(city)
    day = date(2010, 5, 1)
    said = {"year": 2010, "amount": 40_000, "currency": "USD", "said_on": day, "said_in": "Prensa"}
    actions.announce(**said, partner=city.partners["d2"], by=city.lead)
    rows = years.consolidation(2010, seen_by=city.lead).announced
    assert sorted(row.summed for row in rows) == [Decimal(50_000), Decimal(940_000)]


def test_money_stands_apart_from_what_is_in_kind_and_tables_agree(city) -> None:
    gift = city.resource(
        "samán",
        form="in_kind",
        valuation="market",
        valuation_words="Precio de tres sillas iguales en la ciudad.",
        component=city.components[1],
    )
    actions.move(gift, stage="disbursement", amount=300, on=DAY, by=city.lead)
    for _n in range(2):
        actions.move(city.resource(), stage="pledge", amount="10.10", on=DAY, by=city.lead)
    year = years.consolidation(2022, seen_by=city.lead)
    assert year.total(Form.MONEY).home == {Stage.PLEDGE: Decimal("20.20")}
    assert year.total(Form.IN_KIND).home == {Stage.DISBURSEMENT: Decimal("300.00")}
    for form in Form:
        for by in ("partner", "component"):
            assert sum(sum(line.in_home) for line in year.lines(form, by=by)) == sum(year.total(form).in_home)
    money, in_kind = years.pipelines(seen_by=city.lead)[::-1]
    assert {money.form, in_kind.form} == set(Form)
    assert years.years(seen_by=city.lead) == [2022]


def test_a_partner_sees_its_own_and_the_police_nothing(city) -> None:
    mine, other = city.resource("ceiba"), city.resource("samán")
    for one in (mine, other):
        actions.move(one, stage="pledge", amount=7, on=DAY, by=city.lead)
    said = {"year": 2022, "amount": 9, "said_on": DAY, "said_in": "Prensa", "by": city.lead}
    actions.announce(**said, partner=city.partners["samán"])
    actions.announce(**said)
    everything = resources.Sought()
    assert [one.code for one in resources.listed(everything, seen_by=city.of_ceiba)] == [mine.code]
    assert resources.resource(other.code, seen_by=city.of_ceiba) is None
    year = years.consolidation(2022, seen_by=city.of_ceiba)
    assert {cell.partner for cell in year.cells} == {mine.partner_id}
    assert year.announced == ()
    assert len(years.pipelines(seen_by=city.of_ceiba)) == 1
    assert list(resources.listed(everything, seen_by=city.liaison)) == []
    assert years.consolidation(2022, seen_by=city.liaison).cells == ()
    assert years.years(seen_by=city.liaison) == []


def test_a_list_is_narrowed_by_words_partner_form_stage_and_year(city) -> None:
    one, other = city.resource(title="Sillas de rugby"), city.resource("samán", title="Becas")
    actions.move(one, stage="pledge", amount=7, on=DAY, by=city.lead)

    def found(**said) -> list[str]:
        return [r.code for r in resources.listed(resources.Sought(**said), seen_by=city.lead)]

    assert found(words="ceiba rugby") == [one.code]
    assert found(partner=other.partner_id) == [other.code]
    assert found(stage="pledge", year=2022) == [one.code]
    assert found(stage="pledge", year=2021) == []
    assert found(form="in_kind") == []
    assert set(found()) == {one.code, other.code}


def test_lists_and_years_ask_the_database_a_bounded_number_of_times(
    city, django_assert_max_num_queries
) -> None:
    for _n in range(6):
        actions.move(city.resource(), stage="pledge", amount=7, on=DAY, by=city.lead)
    actions.announce(year=2022, amount=9, said_on=DAY, said_in="Prensa", by=city.lead)
    with django_assert_max_num_queries(2):
        resources.rows_of(resources.listed(resources.Sought(), seen_by=city.lead))
    with django_assert_max_num_queries(6):
        years.consolidation(2022, seen_by=city.lead)


def test_nothing_is_written_of_a_day_that_is_still_to_come(city) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(RefusedError):
        actions.move(city.resource(), stage="pledge", amount=7, on=tomorrow, by=city.lead)
    with pytest.raises(RefusedError):
        actions.announce(year=2030, amount=7, said_on=tomorrow, said_in="Prensa", by=city.lead)
    with pytest.raises(RefusedError):
        rate(city, on=tomorrow)


def test_the_database_and_the_rules_agree_on_the_first_stage(city) -> None:
    made = [city.resource() for _n in range(4)]
    pledged = [actions.move(one, stage="pledge", amount=7, on=DAY, by=city.lead) for one in made[:3]]
    actions.take_back(pledged[0], on=DAY, note="Error", by=city.lead)
    actions.take_back(pledged[1], on=DAY + timedelta(days=1), note="Se retiró", by=city.lead)
    for one in (made[0], made[2], made[3]):
        actions.move(one, stage="disbursement", amount=5, on=DAY + timedelta(days=2), by=city.lead)
    numbers = [one.pk for one in made]
    known = {one.pk: first_stage(resources.steps_of(one)) for one in made}
    assert resources.first_stages(numbers) == known
    assert list(known.values()) == [Stage.DISBURSEMENT, Stage.PLEDGE, Stage.PLEDGE, Stage.DISBURSEMENT]


def test_a_pipeline_says_what_is_stuck_before_each_stage(city) -> None:
    one, other = city.resource(), city.resource()
    for stage, amount in (("pledge", 100), ("commitment", 80), ("disbursement", 50)):
        actions.move(one, stage=stage, amount=amount, on=DAY, by=city.lead)
    actions.move(other, stage="disbursement", amount=30, on=DAY, by=city.lead)
    (pipeline,) = years.pipelines(seen_by=city.lead)
    assert pipeline.in_order == (Decimal(100), Decimal(80), Decimal(80), Decimal(0))
    assert pipeline.stuck == {
        Stage.COMMITMENT: Decimal(20),
        Stage.DISBURSEMENT: Decimal(30),
        Stage.EXPENDITURE: Decimal(80),
    }
    assert years.pipelines(seen_by=city.lead, partner=one.partner_id) == [pipeline]
    assert years.pipelines(seen_by=city.of_samán) == []
