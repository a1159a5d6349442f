"""The account of a year: frozen from the books, the same digits again, two people, nothing small, no person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from bookkeeping import SECRET, YEAR, Books, books
from pazos.analysis.account import deeds
from pazos.analysis.account.again import checked, differences
from pazos.analysis.account.chain import facts_of
from pazos.analysis.account.tables import TABLES
from pazos.analysis.account.whole import account
from pazos.domain.accountability.models import YearReport
from pazos.domain.activities.models import Activity, Attendance
from pazos.domain.budget.models import Movement
from pazos.domain.committees.models import Commitment
from pazos.domain.indicators.models import IndicatorSheet
from pazos.domain.participants.models import Participant
from pazos.domain.refusing import RefusedError
from pazos.domain.strategy.models import Component, Programme
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.runs.canonical import canonical
from pazos.science.problems import InputProblem

pytestmark = pytest.mark.django_db
END = date(YEAR, 12, 31)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def city() -> Books:
    return books()


@pytest.fixture
def report(city) -> YearReport:
    return deeds.prepare(year=YEAR, by=city.analyst)


@pytest.mark.parametrize(
    "name", ["partner", "department", "member", "officer", "liaison", "auditor", "gestor"]
)
def test_nobody_but_who_gives_account_prepares_or_reads_the_whole(city, name) -> None:
    with pytest.raises(InputProblem, match="not prepared or signed by this account"):
        deeds.prepare(year=YEAR, by=city.people[name])
    assert not YearReport.objects.exists()


def test_no_person_and_no_account_stands_in_it(report) -> None:
    text = canonical(report.content)
    assert SECRET not in text
    assert "participant" not in text.lower()


def test_a_person_in_two_programmes_counts_once_and_a_small_component_is_hidden(city, report) -> None:
    """12 people in prevention, eight of them in two programmes, and three in intervention."""
    people = facts_of(report.content, "people")
    # The number of all is told, so the other component is hidden with the small one.
    assert {one["component"]: one["people"] for one in people["by_component"]} == {
        "prevention": None,
        "intervention": None,
    }
    assert people["people"] == 15
    assert people["hidden"] == 2


def test_all_are_hidden_where_they_would_give_a_few_away(city) -> None:
    """Six of those of prevention come to a third component: all less prevention would be the three."""
    culture = Component.objects.create(strategy=city.strategy, code="culture", position=3, name="Cultura")
    programme = Programme.objects.create(
        component=culture, code="arts", name="Artes", department=city.offices["education"]
    )
    activity = Activity.objects.get(code="act-schools")
    crowd = list(Attendance.objects.filter(activity=activity).values_list("participant", flat=True)[:6])
    activity.pk, activity.code, activity.programme = None, "act-arts", programme
    activity.save()
    Attendance.objects.bulk_create(
        Attendance(activity=activity, participant_id=one, on=activity.starts_on, entered_by=city.lead)
        for one in crowd
    )
    people = facts_of(deeds.prepare(year=YEAR, by=city.analyst).content, "people")
    assert {one["component"]: one["people"] for one in people["by_component"]} == {
        "prevention": 12,
        "intervention": None,
        "culture": None,
    }
    assert people["people"] is None


def test_all_are_told_once_where_nobody_is_few(city) -> None:
    activity = Activity.objects.get(code="act-plans")
    for number in range(4):
        one = Participant.objects.create(
            person_key=f"new{number}",
            name=SECRET,
            agreed_on=END,
            registered_by=city.lead,
            registered_at=activity.entered_at,
            changed_at=activity.entered_at,
        )
        Attendance.objects.create(
            activity=activity, participant=one, on=activity.starts_on, entered_by=city.lead
        )
    people = facts_of(deeds.prepare(year=YEAR, by=city.analyst).content, "people")
    assert people["people"] == 12 + 7
    assert {one["component"]: one["people"] for one in people["by_component"]} == {
        "prevention": 12,
        "intervention": 7,
    }


def test_reported_and_indirect_numbers_stand_beside_and_are_never_added(report) -> None:
    people = facts_of(report.content, "people")
    assert people["reported"] == 40
    assert [(one["method"], one["people"]) for one in people["indirect"]] == [("households", 36)]


def test_the_budget_of_the_components_is_the_budget_of_the_whole_to_the_cent(report) -> None:
    (one,) = facts_of(report.content, "budget")["currencies"]
    for step, total in one["total"].items():
        assert sum(Decimal(row[step]) for row in one["by_component"]) == Decimal(total)
    assert one["total"]["appropriation"] == "1333333.34"


def test_announced_and_summed_stand_side_by_side(report) -> None:
    (one,) = facts_of(report.content, "cooperation")["announced"]
    assert (one["amount"], one["summed"]) == ("1000000.00", "940000.00")


def test_commitments_stand_as_they_stood_that_day_beside_the_councils_word(city) -> None:
    """What was kept the year after was late at the end of this one."""
    Commitment.objects.filter(number=2).update(state="done", ended_on=date(YEAR + 1, 1, 5))
    promises = facts_of(account(year=YEAR, as_of_on=END, seen_by=city.analyst), "commitments")
    assert promises["tally"] == {"kept": 1, "kept_late": 0, "said": 0, "open": 0, "late": 3, "dropped": 0}
    assert promises["council"]["partly"] == 1
    assert promises["not_public"] == 1
    assert "Cosa interna" not in {one["text"] for one in promises["commitments"]}


def test_what_is_not_known_is_said(report) -> None:
    said = " ".join(one["key"] for one in report.content["unknown"])
    for piece in (
        "No version of the strategy",
        "Hidden numbers",
        "without an approved value",
        "not closed",
        "said nothing",
    ):
        assert piece in said


def test_every_part_names_its_chain(report) -> None:
    for part in report.content["parts"].values():
        assert part["chain"].keys() == {"question", "address", "parameters", "code", "sha256"}
        assert len(part["chain"]["sha256"]) == 64


def test_the_same_books_give_the_same_digits(city, report) -> None:
    again = checked(report, seen_by=city.lead)
    assert again.holds
    assert again.changed == ()
    assert {name for name, same in again.parts if same} == set(report.content["parts"])


def test_a_check_says_which_figure_changed_and_from_what_to_what(city, report) -> None:
    Movement.objects.create(
        line=city.lines["schools"],
        step="rp",
        on=date(YEAR, 11, 1),
        amount="0.01",
        entered_by=city.lead,
        entered_at=report.prepared_at,
    )
    again = checked(report, seen_by=city.lead)
    found = {one.where: (one.frozen, one.today) for one in again.changed}
    assert found["currencies[COP].total.rp"] == ("833333.33", "833333.34")
    assert {name for name, same in again.parts if not same} == {"budget"}


def test_one_more_thing_in_a_list_is_one_difference() -> None:
    before = [{"code": "a", "n": 1}, {"code": "b", "n": 2}]
    now = [{"code": "x", "n": 0}, *before]
    assert list(differences(before, now)) == [("[x]", None, {"code": "x", "n": 0})]


def test_two_people_sign_and_never_the_same(city, report) -> None:
    with pytest.raises(RefusedError, match="Another person signs"):
        deeds.sign(report, by=city.analyst)
    signed = deeds.sign(report, by=city.lead)
    assert signed.state == "signed"
    verbs = list(AuditEvent.objects.order_by("id").values_list("verb", flat=True))
    assert verbs[-2:] == ["year_report.prepared", "year_report.signed"]


def test_the_database_itself_refuses_one_signature_for_both(city, report) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        YearReport.objects.filter(pk=report.pk).update(
            state="signed", signed_by=city.analyst, signed_at=report.prepared_at
        )


def test_books_that_changed_since_are_not_signed(city, report) -> None:
    Commitment.objects.filter(number=1).update(state="done", ended_on=date(YEAR, 11, 20))
    with pytest.raises(RefusedError, match="changed since it was prepared"):
        deeds.sign(report, by=city.lead)


def test_a_content_that_is_not_its_hash_is_not_signed(city, report) -> None:
    report.content["year"] = 1999
    report.save()
    with pytest.raises(RefusedError, match="its hash differs"):
        deeds.sign(report, by=city.lead)


def test_a_second_report_says_what_it_corrects_and_takes_the_place_of_the_first(city, report) -> None:
    first = deeds.sign(report, by=city.lead)
    with pytest.raises(RefusedError, match="same as in the report that is signed"):
        deeds.prepare(year=YEAR, remark="Otra vez", by=city.analyst)
    Commitment.objects.filter(number=1).update(state="done", ended_on=date(YEAR, 11, 20))
    with pytest.raises(RefusedError, match="Say what this one corrects"):
        deeds.prepare(year=YEAR, by=city.analyst)
    second = deeds.prepare(year=YEAR, remark="Un compromiso se cumplió", by=city.analyst)
    deeds.sign(second, by=city.lead)
    first.refresh_from_db()
    assert (first.state, second.number) == ("replaced", 2)


def test_a_report_is_withdrawn_only_with_a_reason(city, report) -> None:
    from pazos.domain.accountability import actions

    with pytest.raises(RefusedError, match="Say why"):
        actions.withdraw(report, why=" ", by=city.lead)
    assert actions.withdraw(report, why="Error", by=city.lead).state == "withdrawn"


def test_a_year_ahead_or_without_a_strategy_is_not_told(city) -> None:
    with pytest.raises(RefusedError, match="has not begun"):
        deeds.prepare(year=2099, by=city.analyst)
    with pytest.raises(RefusedError, match="no strategy in that year"):
        deeds.prepare(year=2010, by=city.analyst)


def test_a_table_holds_only_what_is_public(city) -> None:
    IndicatorSheet.objects.filter(indicator__code="rate").update(is_public=False)
    content = account(year=YEAR, as_of_on=END, seen_by=city.analyst)
    assert {row[1] for row in TABLES["indicator-values"].rows(content)} == {"trained"}
    assert {row[0] for table in TABLES.values() for row in table.rows(content)} == {YEAR}
    for table in TABLES.values():
        assert all(len(row) == len(table.columns) for row in table.rows(content))
