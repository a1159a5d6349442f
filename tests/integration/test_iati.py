"""IATI out: the published rules hold, sums are those of the books, and others read the same. IATI in: safely, once."""

from __future__ import annotations

import importlib.util
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from xml.etree.ElementTree import fromstring

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cooperating import DAY, Cooperating, cooperating, partner, rate, santa_tecla
from iati_files import WHOLE, file_of, moved
from iati_rules import faults
from pazos.analysis.opendata.iati.codes import PLACEHOLDER, TOLD_BY_CITY
from pazos.analysis.opendata.iati.reading import MOST_BYTES, read_file
from pazos.analysis.opendata.iati.taking import take
from pazos.analysis.opendata.iati.writing import activity_file
from pazos.domain.cooperation import actions
from pazos.domain.cooperation.models import Resource, ResourceMovement
from pazos.domain.cooperation.queries import years
from pazos.domain.cooperation.vocabulary import ORDER, Stage
from pazos.domain.indicators.models import Indicator, IndicatorSheet, IndicatorValue, YearTarget
from pazos.domain.refusing import RefusedError
from pazos.science.problems import InputProblem

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 2, 1, 15, 0, tzinfo=UTC)
STAGE_OF = {code: stage for stage, code in TOLD_BY_CITY.items()}


@pytest.fixture
def city() -> Cooperating:
    return cooperating()


def told(city: Cooperating, **said):
    return activity_file(city.strategy, **{"seen_by": city.lead, "at": NOW, **said})


def full(city: Cooperating) -> None:
    """Money in three currencies, a gift in kind, a mistake taken back, a pledge withdrawn."""
    rate(city, units="3900.125")
    rate(city, currency="EUR", units="4300.75")
    gift = city.resource(
        "samán", form="in_kind", valuation="hours", valuation_words="Horas & <turnos>", ends_on=None
    )
    actions.move(gift, stage="disbursement", amount="300.33", on=DAY, by=city.lead)
    for currency in ("COP", "USD", "EUR"):
        one = city.resource(currency=currency, words="Dos\x0b líneas", iati_identifier=f"XX-1-{currency}")
        actions.move(one, stage="pledge", amount="1000.01", on=DAY, by=city.lead)
        actions.move(one, stage="commitment", amount="900", on=DAY, by=city.lead)
        wrong = actions.move(one, stage="disbursement", amount="5", on=DAY, by=city.lead)
        actions.take_back(wrong, on=DAY, note="Error", by=city.lead)
        actions.move(one, stage="disbursement", amount="500.50", on=DAY, by=city.lead)
        actions.move(one, stage="expenditure", amount="100.10", on=DAY, by=city.lead)
    late = city.resource()
    pledged = actions.move(late, stage="pledge", amount=70, on=DAY, by=city.lead)
    actions.take_back(pledged, on=DAY + timedelta(days=30), note="Se retiró", by=city.lead)
    city.resource(starts_on=date(2030, 1, 1), ends_on=None)


def sums(root) -> Counter:
    found: Counter = Counter()
    for activity in root.findall("iati-activity"):
        for one in activity.findall("transaction"):
            value = one.find("value")
            stage = STAGE_OF[one.find("transaction-type").get("code")]
            found[stage, value.get("currency")] += Decimal(value.text)
    return found


def of_books(city: Cooperating) -> Counter:
    found: Counter = Counter()
    for year in years.years(seen_by=city.lead):
        for cell in years.consolidation(year, seen_by=city.lead).cells:
            found[cell.stage, cell.currency] += cell.amount
    return found


def test_an_empty_strategy_is_a_valid_file_that_says_its_placeholder(city) -> None:
    content = told(city)
    assert faults(fromstring(content), now=NOW.date()) == []
    assert PLACEHOLDER.encode() in content
    assert "organización".encode() in content or b"placeholder" in content


def test_a_full_file_keeps_the_published_order_and_rules(city, settings) -> None:
    settings.CITY = SimpleNamespace(iati_organisation="CO-TEST-8913800")
    full(city)
    root = fromstring(told(city))
    assert faults(root, now=NOW.date()) == []
    assert root.get("version") == "2.03"
    first, *others = root.findall("iati-activity")
    assert len(others) == Resource.objects.count()
    assert {one.get("ref") for one in first.findall("related-activity")} == {
        one.findtext("iati-identifier") for one in others
    }
    roles = [one.get("role") for one in others[0].findall("participating-org")]
    assert roles == ["1", "2", "4"]


@pytest.mark.parametrize(
    ("break_it", "fault"),
    [
        (lambda a: a.insert(0, a.find("title")), "out of order"),
        (lambda a: a.remove(a.find("activity-date")), "at least one"),
        (lambda a: a.find("transaction/value").attrib.pop("value-date"), "lacks @value-date"),
        (lambda a: a.find("transaction/transaction-date").set("iso-date", "2030-01-01"), "not later"),
        (lambda a: a.find("budget/period-end").set("iso-date", "2029-01-01"), "at most a year"),
        (lambda a: a.find("sector").set("percentage", "50"), "sums to 100"),
        (lambda a: setattr(a.find("iati-identifier"), "text", "a/b"), "fit to identify"),
    ],
)
def test_the_check_of_the_rules_sees_what_breaks_them(city, break_it, fault) -> None:
    full(city)
    root = fromstring(told(city))
    activity = next(one for one in root.findall("iati-activity") if one.find("budget") is not None)
    dates = activity.findall("activity-date")
    if fault == "at least one":
        for one in dates[1:]:
            activity.remove(one)
    break_it(activity)
    assert any(fault in one for one in faults(root, now=NOW.date()))


def test_sums_of_the_file_are_those_of_the_books(city) -> None:
    full(city)
    santa_tecla(city)
    found = sums(fromstring(told(city)))
    assert {key: amount for key, amount in found.items() if amount} == {
        key: amount for key, amount in of_books(city).items() if amount
    }
    assert found[Stage.PLEDGE, "USD"] == Decimal("941000.01")


def test_budgets_share_what_was_committed_over_the_years_to_the_cent(city) -> None:
    one = city.resource(starts_on=date(2021, 7, 1), ends_on=date(2024, 2, 29))
    actions.move(one, stage="pledge", amount=200, on=DAY, by=city.lead)
    actions.move(one, stage="commitment", amount="100.01", on=DAY, by=city.lead)
    budgets = fromstring(told(city)).findall("iati-activity/budget")
    assert sum(Decimal(budget.findtext("value")) for budget in budgets) == Decimal("100.01")
    assert [budget.find("period-end").get("iso-date") for budget in budgets] == [
        "2021-12-31",
        "2022-12-31",
        "2023-12-31",
        "2024-02-29",
    ]
    assert {budget.get("status") for budget in budgets} == {"2"}


def test_a_partner_hands_out_its_own_and_nothing_of_the_others(city) -> None:
    city.resource("ceiba", title="Lo nuestro")
    city.resource("samán", title="Lo ajeno")
    content = told(city, seen_by=city.of_ceiba).decode()
    assert "Lo nuestro" in content
    assert "Lo ajeno" not in content
    assert "Samán" not in content


def test_only_approved_values_of_public_indicators_become_results(city) -> None:
    def value(state: str, number: float, year: int, sheet: IndicatorSheet) -> None:
        IndicatorValue.objects.create(
            sheet=sheet,
            starts_on=date(year, 1, 1),
            ends_on=date(year, 12, 31),
            state=state,
            value=number,
            entered_at=NOW,
        )

    for code, is_public in (("homicide", True), ("hidden", False)):
        indicator = Indicator.objects.create(code=code)
        sheet = IndicatorSheet.objects.create(
            indicator=indicator,
            version=1,
            state="in_force",
            kind="impact",
            name={"es": f"Tasa {code}", "en": code},
            definition={"es": "Víctimas", "en": "Victims"},
            measure="rate",
            direction="down",
            frequency="year",
            baseline_year=2019,
            baseline_value=36.6,
            is_public=is_public,
            made_at=NOW,
        )
        YearTarget.objects.create(indicator=indicator, year=2022, value=30)
        value("approved", 31.5, 2022, sheet)
        value("submitted", 99.9, 2023, sheet)
    root = fromstring(told(city))
    assert faults(root, now=NOW.date()) == []
    (result,) = root.findall("iati-activity/result")
    (period,) = result.findall("indicator/period")
    assert result.findtext("title/narrative") == "Tasa homicide"
    assert (period.find("target").get("value"), period.find("actual").get("value")) == ("30", "31.5")
    assert result.find("indicator").get("ascending") == "0"
    assert result.find("indicator/baseline").get("year") == "2019"
    assert fromstring(told(city, seen_by=city.of_ceiba)).findall("iati-activity/result") == []


def test_another_xml_library_reads_the_same_sums(city) -> None:
    etree = pytest.importorskip("lxml.etree")
    full(city)
    content = told(city)
    root = etree.fromstring(content)
    assert sums(root) == sums(fromstring(content))
    assert root.xpath("count(//iati-activity)") == 1 + Resource.objects.count()


@pytest.mark.skipif(importlib.util.find_spec("iatikit") is None, reason="iatikit is not installed")
def test_an_independent_iati_library_reads_what_was_written(city) -> None:
    from iatikit.data.activity import Activity
    from iatikit.standard.activity_schema import ActivitySchema203
    from lxml import etree

    full(city)
    tree = etree.fromstring(told(city))
    read = [Activity(one, schema=ActivitySchema203) for one in tree.findall("iati-activity")]
    known = {one.title: one for one in Resource.objects.all()}
    assert len(read) == 1 + len(known)
    for one in read[1:]:
        resource = known[one.title[0]]
        assert one.planned_start == resource.starts_on
        assert one.planned_end == resource.ends_on
        assert one.id.endswith(resource.code)


amounts = st.lists(
    st.tuples(st.sampled_from(ORDER), st.integers(0, 700), st.integers(1, 10**12)), min_size=1, max_size=25
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts)
def test_whatever_moves_file_and_books_agree(city, moves) -> None:
    with transaction.atomic():
        one = city.resource()
        for stage, days, cents in sorted(moves, key=lambda move: (move[1], ORDER.index(move[0]))):
            on, amount = DAY + timedelta(days=days), Decimal(cents).scaleb(-2)
            try:
                actions.move(one, stage=stage, amount=amount, on=on, by=city.lead)
            except RefusedError:
                continue
        root = fromstring(told(city))
        assert faults(root, now=NOW.date()) == []
        assert sums(root) == of_books(city)
        transaction.set_rollback(True)


# What comes in ------------------------------------------------------------------------------------


def taken(city: Cooperating, content: bytes, **said):
    read = read_file(content).activities
    return take(read, partner=city.partners["ceiba"], component=city.components[0], by=city.lead, **said)


def test_a_partners_file_becomes_contributions_and_movements_once(city) -> None:
    rate(city)
    outcome = taken(city, WHOLE)
    assert (outcome.resources, outcome.movements) == (1, 3)
    one = Resource.objects.get()
    assert (one.iati_identifier, one.currency, one.purpose_code) == ("XX-9-AB", "USD", "15220")
    assert (one.starts_on, one.ends_on) == (date(2022, 1, 15), date(2023, 6, 30))
    assert Counter(one.movements.values_list("stage", "amount")) == {
        ("commitment", Decimal(1000)): 1,
        ("disbursement", Decimal("400.50")): 2,
    }
    again = taken(city, WHOLE)
    assert (again.resources, again.movements, sum(row.known for row in again.taken)) == (0, 0, 3)
    assert ResourceMovement.objects.count() == 3
    assert again.refused == 2


def test_a_rehearsal_says_what_would_be_taken_and_takes_nothing(city) -> None:
    rate(city)
    rehearsed = taken(city, WHOLE, is_rehearsal=True)
    assert not Resource.objects.exists()
    done = taken(city, WHOLE)
    assert (rehearsed.resources, rehearsed.movements, rehearsed.refused) == (
        done.resources,
        done.movements,
        done.refused,
    )


def test_what_the_city_took_back_does_not_come_back_with_the_file(city) -> None:
    rate(city)
    taken(city, WHOLE)
    first = ResourceMovement.objects.filter(stage="disbursement").first()
    actions.take_back(first, on=first.on, note="No llegó.", by=city.lead)
    assert taken(city, WHOLE).movements == 0


def test_what_breaks_the_order_or_has_no_rate_is_left_out_with_its_reason(city) -> None:
    rate(city)
    outcome = taken(
        city, file_of(moved("2", 10), moved("3", 11), moved("3", 5, on="2022-09-01"), moved("4", 1))
    )
    (result,) = outcome.taken
    reasons = [type(row.problem).__name__ for row in result.refused]
    assert (outcome.movements, reasons) == (1, ["RefusedError"] * 3)


def test_transactions_of_two_currencies_become_two_contributions(city) -> None:
    rate(city)
    outcome = taken(city, file_of(moved("3", 5), moved("3", 7, more=' currency="COP"')))
    assert sorted(Resource.objects.values_list("currency", flat=True)) == ["COP", "USD"]
    assert outcome.movements == 2
    assert taken(city, file_of(moved("3", 5), moved("3", 7, more=' currency="COP"'))).movements == 0


def test_only_the_activities_that_were_chosen_are_taken(city) -> None:
    assert taken(city, WHOLE, only={"another"}).taken == ()
    assert not Resource.objects.exists()


def test_the_same_identifier_of_another_partner_is_another_contribution(city) -> None:
    rate(city)
    taken(city, WHOLE)
    other = partner("Otra")
    take(read_file(WHOLE).activities, partner=other, component=city.components[0], by=city.lead)
    assert Resource.objects.count() == 2


BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><iati-activities version="2.03">&c;</iati-activities>"""
OUTSIDE = b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><iati-activities version="2.03"/>'


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (BOMB, "DOCTYPE"),
        (OUTSIDE, "DOCTYPE"),
        (BOMB.decode().replace("?>", ' encoding="UTF-16"?>', 1).encode("utf-16"), "DOCTYPE"),
        (b"", "cannot be read"),
        (b"<iati-activities", "cannot be read"),
        (b'<iati-activities version="2.03">&outside;</iati-activities>', "cannot be read"),
        (b'<?xml version="1.0" encoding="no-such"?><x/>', "cannot be read"),
        (b"<x/>", "begins with x"),
        (b'<iati-activities version="1.05"/>', "version 1.05"),
        (b"<iati-activities/>", "version"),
        (b"<a>" * 100, "nested"),
        (b" " * (MOST_BYTES + 1), "larger"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_dangerous_or_foreign_file_is_refused(content, says) -> None:
    with pytest.raises(InputProblem, match=says):
        read_file(content)


@pytest.mark.parametrize(
    "row",
    [
        moved("3", "1,000"),
        moved("3", "NaN"),
        moved("3", "1.005"),
        moved("3", ""),
        moved("3", 5, on="2022-02-30"),
        moved("3", 5, on=""),
        moved("3", 5, more=' currency="usd"'),
        moved("7", 5),
        "<transaction/>",
    ],
)
def test_a_transaction_that_cannot_be_read_says_why_and_moves_nothing(city, row) -> None:
    (activity,) = read_file(file_of(row)).activities
    assert isinstance(activity.transactions[0].problem, InputProblem)
    assert taken(city, file_of(row)).refused == 1
    assert not Resource.objects.exists()


def test_days_with_a_zone_and_amounts_with_noughts_are_read() -> None:
    (activity,) = read_file(file_of(moved("3", "5.1000", on="2022-03-01Z"))).activities
    (row,) = activity.transactions
    assert (row.on, row.amount) == (date(2022, 3, 1), Decimal("5.10"))


def test_an_activity_without_identifier_is_told(city) -> None:
    read = read_file(file_of(moved("3", 5), identifier=" "))
    assert (len(read.activities), len(read.wrong)) == (0, 1)
