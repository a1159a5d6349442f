"""Computed indicators: each expression's known answer, each value a run, a gap a fact, nothing small of people."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

import cast
import registered
from pazos.analysis.indicators.computing import compute, compute_all, gathered
from pazos.analysis.indicators.computing import make_again as make_again_whole
from pazos.analysis.reach import held
from pazos.analysis.register import closing as work
from pazos.analysis.register.counting import rules_in_force
from pazos.analysis.studies.again import make_again
from pazos.domain.activities.models import Activity, Attendance
from pazos.domain.budget.models import BudgetLine, Movement, PlannedPayment
from pazos.domain.committees.models import Commitment, Committee, Session
from pazos.domain.cooperation.models import Resource, ResourceMovement
from pazos.domain.disputes.models import FollowUp, StreetQuarter
from pazos.domain.indicators import actions
from pazos.domain.indicators.models import Indicator, IndicatorSheet, IndicatorValue
from pazos.domain.indicators.periods import period_named
from pazos.domain.participants import actions as people
from pazos.domain.partners.models import Agreement, Duty, Partner, Vacancy
from pazos.domain.people.actions import open_account, open_organisation
from pazos.domain.people.models import Organisation
from pazos.domain.sources.vocabulary import Manner, SourceKind
from pazos.domain.strategy.models import Component, Programme, Strategy
from pazos.domain.teams.models import WorkCluster
from pazos.domain.territory.models import Municipality, Neighbourhood, Population
from pazos.foundation.access.policy import Role
from pazos.foundation.runs.models import Run
from pazos.science.problems import InputProblem
from registered import MAY
from street import street

if TYPE_CHECKING:
    from pazos.analysis.indicators.found import Found
    from pazos.domain.people.models import Staff
    from pazos.domain.register.models import Death

pytestmark = pytest.mark.django_db
DAY = date(2024, 6, 1)


@pytest.fixture(autouse=True)
def _files(tmp_path, settings, monkeypatch) -> None:
    settings.CITY_FILES = tmp_path / "files"
    # What is held in memory is of the test before, whose rows had the same numbers.
    monkeypatch.setattr(held, "_memory", held._Memory())


@pytest.fixture
def lead() -> Staff:
    return cast.staff(Role.STRATEGY_LEAD)


@pytest.fixture
def analyst() -> Staff:
    return cast.staff(Role.ANALYST)


@pytest.fixture
def works() -> Organisation:
    return open_organisation(name="Infraestructura", kind=Organisation.Kind.CITY, by=None)


@pytest.fixture
def programme(works: Organisation) -> Programme:
    strategy = Strategy.objects.create(name="PAZOS", starts_on=date(2020, 11, 1), ends_on=date(2023, 12, 31))
    component = Component.objects.create(strategy=strategy, code="prevention", position=1, name="Prevención")
    return Programme.objects.create(
        component=component, code="p1", name="Deporte", department=works, state="running"
    )


def sheet_of(code: str, *, works: Organisation | None = None, **changed: Any) -> IndicatorSheet:
    """Return the battery's sheet in force, its frequency changed where a test asks so."""
    actions.ship_battery(on=date(2020, 1, 1), by=None, owner=works, only=[code])
    sheet = IndicatorSheet.objects.get(indicator__code=code)
    for name, value in changed.items():
        setattr(sheet, name, value)
    sheet.save()
    return sheet


def found(code: str, period: str, **changed: Any) -> Found:
    return gathered(sheet_of(code, **changed), period_named(period), by=None, on=DAY)


# --- deaths ---


@pytest.fixture
def may_closed(analyst, lead) -> list[Death]:
    """Nine homicides of two sources in May 2023, one by legal force, one of unknown intent; the month is closed."""
    rules_in_force()
    police, forensic = (registered.source(kind) for kind in (SourceKind.POLICE, SourceKind.FORENSIC))
    both = {police: Manner.HOMICIDE, forensic: Manner.HOMICIDE}
    made = [registered.death(date(2023, 5, day), both) for day in range(1, 10)]
    made.append(registered.death(date(2023, 5, 30), {police: Manner.LEGAL_INTERVENTION}))
    made.append(registered.death(date(2023, 5, 31), {forensic: Manner.UNDETERMINED}))
    for place, age in enumerate((15, 22, 29, 30, 41, 13, 18, None, 67)):
        made[place].age, made[place].sex = age, "f" if place == 1 else "m"
        made[place].save()
    work.sign_month(work.prepare_month(MAY, by=analyst), by=lead)
    return made


def test_homicides_of_a_closed_month_are_those_of_its_closing(may_closed) -> None:
    answer = found("homicides", "2023-05")
    assert (answer.numerator, answer.denominator, answer.missing) == (9, None, None)
    assert answer.rows[0].rows[0].address == "month"


def test_a_month_that_is_not_closed_has_no_count_and_says_so(may_closed) -> None:
    answer = found("homicides", "2023-04")
    assert answer.missing.facts == {"months": "2023-04"}
    quarter = found("homicides_in_clusters", "2023-Q2")
    assert "2023-04, 2023-06" in quarter.missing.facts["months"]


def test_the_rate_of_a_month_is_by_residents_and_time_with_sex_and_age(may_closed) -> None:
    Population.objects.create(year=2023, persons=360_000)
    Population.objects.create(year=2023, sex="f", persons=190_000)
    sheet = sheet_of("homicide_rate", frequency="month")
    kept = compute(sheet, period_named("2023-05"), by=None, on=DAY)
    assert kept.value == pytest.approx(9 / (360_000 / 12) * 100_000)
    assert kept.low == pytest.approx(4.1154 / 30_000 * 100_000, rel=1e-3)
    assert kept.categories["sex"] == {"f": 1, "m": 8, "unknown": 0}
    assert kept.categories["age_band"] == {
        "0-13": 1, "14-17": 1, "18-23": 2, "24-29": 1, "30+": 3, "unknown": 1
    }  # fmt: skip
    women = found("homicide_rate_women", "2023-05", frequency="month")
    assert (women.numerator, women.denominator) == (1, pytest.approx(190_000 / 12))


def test_without_residents_there_is_no_rate(may_closed) -> None:
    assert found("homicide_rate", "2023-05", frequency="month").missing.facts == {"year": 2023}


def test_ages_are_counted_among_those_known(may_closed) -> None:
    young = found("young_victims", "2023-05", frequency="month")
    share = found("young_share", "2023-05", frequency="month")
    assert young.numerator == 4
    assert (share.numerator, share.denominator) == (4, 8)


def test_places_are_inside_outside_or_unknown_and_never_guessed(may_closed, lead) -> None:
    inside, outside = (
        Neighbourhood.objects.create(code=code, name=code, kind="barrio") for code in ("in", "out")
    )
    for place, death in enumerate(may_closed[:5]):
        death.neighbourhood = inside if place < 3 else outside
        death.save()
    work.sign_month(
        work.prepare_month(MAY, by=cast.open_account(username="otra", name="Otra", role=Role.ANALYST, by=None), reason="lugares"),
        by=lead,
    )  # fmt: skip
    cluster = WorkCluster.objects.create(name="Norte", opened_on=date(2020, 11, 3))
    cluster.neighbourhoods.add(inside)
    answer = found("homicides_in_clusters", "2023-05", frequency="month")
    assert [part.figure for part in answer.parts] == [3, 2, 4, 1]
    assert found("homicides_outside", "2023-05", frequency="month").numerator == 2


def test_unknown_intent_is_what_no_source_states(may_closed) -> None:
    answer = found("unknown_intent", "2023-05", frequency="month")
    assert (answer.numerator, answer.denominator) == (1, 10)


def test_months_closed_late_are_not_in_time(may_closed) -> None:
    answer = found("months_closed_in_time", "2023-Q2")
    assert (answer.numerator, answer.denominator) == (0, 3)
    sheet = IndicatorSheet.objects.get()
    early = gathered(sheet, period_named("2023-Q2"), by=None, on=date(2023, 7, 20))
    assert early.missing.facts == {"month": "2023-06"}


def test_a_source_that_did_not_deliver_is_told_apart_from_one_that_had_not_begun(may_closed) -> None:
    answer = found("sources_delivered", "2023-Q2")
    assert (answer.numerator, answer.denominator) == (6, 6)
    later = gathered(IndicatorSheet.objects.get(), period_named("2023-Q3"), by=None, on=DAY)
    assert (later.numerator, later.denominator) == (0, 6)
    assert gathered(IndicatorSheet.objects.get(), period_named("2019-Q1"), by=None, on=DAY).missing


# --- street work ---


def a_quarter(**totals: int | None) -> StreetQuarter:
    return StreetQuarter.objects.create(
        first_on=date(2023, 4, 1),
        frozen_at=timezone.now(),
        clusters={"0": ""},
        totals={name: {"0": total, "total": total} for name, total in totals.items()},
        totals_hash="a" * 64,
    )


def test_street_totals_are_those_that_left_street_work_and_hidden_ones_stay_hidden() -> None:
    a_quarter(opened=40, settled=22, presence=None, met=90)
    assert found("disputes_opened", "2023-Q2").numerator == 40
    share = found("settled_share", "2023-Q2")
    assert (share.numerator, share.denominator) == (22, 40)
    assert "hidden" in found("street_presence", "2023-Q2").missing.says
    assert found("disputes_settled", "2023-Q1").missing


def test_more_settled_than_opened_has_no_interval() -> None:
    a_quarter(opened=20, settled=22, presence=30, met=90)
    kept = compute(sheet_of("settled_share"), period_named("2023-Q2"), by=None, on=DAY)
    assert kept.value == pytest.approx(110)
    assert (kept.low, kept.high) == (None, None)


@pytest.mark.parametrize(("late", "expected"), [(6, (12, 18)), (3, None), (0, None)])
def test_days_to_go_back_pass_the_gate_and_are_counted_once(late, expected) -> None:
    city = street()
    dispute = city.dispute()
    written = {"written_by": city.ana, "written_at": timezone.now(), "dispute": dispute, "occasion": "visit"}
    for number in range(12 + late):
        due = date(2023, 5, 1) + timedelta(days=number)
        done = due if number < 12 else due + timedelta(days=1)
        FollowUp.objects.create(id=uuid4(), due_on=due, done_on=done, **written)
    sheet = sheet_of("follow_ups_in_time")
    kept = compute(sheet, period_named("2023-Q2"), by=None, on=DAY)
    assert (expected is None) == (kept.value is None)
    if expected:
        assert (kept.numerator, kept.denominator) == expected
        FollowUp.objects.all().delete()
        assert compute(sheet, period_named("2023-Q2"), by=None, on=DAY) is None


# --- reach and activities ---


def an_activity(programme: Programme, on: date, *, state: str = "done", by: Staff, **more: Any) -> Activity:
    return Activity.objects.create(
        code=uuid4().hex[:20], programme=programme, name="Torneo", kind="sport", state=state, starts_on=on, ends_on=on,
        responsible=programme.department, entered_by=by, entered_at=timezone.now(), **more,
    )  # fmt: skip


def test_somebody_who_came_to_many_activities_is_one_person_and_few_people_are_hidden(
    programme, lead
) -> None:
    keeper = cast.staff(Role.CASE_SUPERVISOR)
    first, second = (an_activity(programme, date(2023, 3, day), by=lead) for day in (1, 8))
    everyone = [
        people.register(
            name=f"Persona {'abcdefg'[n] * 5}", document=f"CC 10{n:04}", agreed_on=date(2023, 1, 1), by=keeper
        )
        for n in range(7)
    ]
    for activity, came in ((first, everyone[:4]), (second, everyone)):
        for person in came:
            Attendance.objects.create(
                activity=activity, participant=person, on=activity.starts_on, entered_by=lead
            )
    assert found("people_reached", "2023").numerator == 7
    assert gathered(IndicatorSheet.objects.get(), period_named("2022"), by=None, on=DAY).numerator == 0
    Attendance.objects.filter(participant__in=everyone[3:]).delete()
    assert (
        "hidden" in gathered(IndicatorSheet.objects.get(), period_named("2023"), by=None, on=DAY).missing.says
    )


def test_activities_done_are_counted_among_those_planned_with_their_rows(programme, lead) -> None:
    for day, state in ((3, "done"), (4, "done"), (5, "cancelled"), (6, "planned")):
        an_activity(programme, date(2023, 4, day), state=state, by=lead)
    share = found("activities_done_share", "2023-Q2")
    assert (share.numerator, share.denominator) == (2, 4)
    assert [row.counted for row in share.rows[0].rows] == [True, True, False, False]
    assert found("activities_done", "2023-Q2").numerator == 2
    active = found("programmes_active", "2023-Q2")
    assert (active.numerator, active.denominator) == (1, 1)
    assert found("activities_in_clusters", "2023-Q2").missing


# --- what was agreed ---


def test_commitments_duties_and_sessions_count_what_was_kept_by_its_day(programme, works, lead) -> None:
    committee = Committee.objects.create(
        strategy=programme.component.strategy, name="Directivo", code="cd", kind="management", legal_basis="Decreto",
        constituted_on=date(2020, 12, 1), quorum=3,
    )  # fmt: skip
    for number, (ended, state) in enumerate(
        (((2023, 5, 10), "done"), ((2023, 5, 20), "done"), (None, "open"), ((2023, 5, 1), "dropped")), start=1
    ):
        Commitment.objects.create(
            committee=committee, number=number, text="algo", office="Obras", organisation=works, state=state,
            made_on=date(2023, 4, 1), due_on=date(2023, 5, 15), ended_on=date(*ended) if ended else None,
        )  # fmt: skip
    kept = found("commitments_kept", "2023-Q2")
    assert (kept.numerator, kept.denominator) == (1, 3)
    when = timezone.make_aware(datetime(2023, 5, 2, 9))
    for number, quorum in enumerate((True, False), start=1):
        Session.objects.create(
            committee=committee, number=number, called_for=when, place="sala", state="held", had_quorum=quorum, called_by=lead
        )  # fmt: skip
    assert (found("sessions_quorum", "2023-Q2").numerator, found("commitments_kept", "2020-Q1").missing) != (
        0,
        None,
    )
    organisation = open_organisation(name="Fundación", kind=Organisation.Kind.PARTNER, by=None)
    partner = Partner.objects.create(organisation=organisation, kind="foundation", track="2")
    agreement = Agreement.objects.create(
        partner=partner, number="C-1", title="Convenio", component=programme.component, state="signed",
        signed_on=date(2023, 1, 5), starts_on=date(2023, 1, 10), ends_on=date(2023, 12, 31),
    )  # fmt: skip
    for done in (date(2023, 5, 1), None):
        Duty.objects.create(
            agreement=agreement, side="city", text="algo", due_on=date(2023, 5, 3), done_on=done
        )
    Vacancy.objects.create(
        partner=partner, title="Auxiliar", terms="x", places=4, filled=3, offered_on=date(2023, 2, 1),
        open_until_on=date(2023, 3, 1),
    )  # fmt: skip
    assert found("agreements_in_force", "2023-Q2").numerator == 1
    assert found("agreements_in_force", "2024-Q1").numerator == 0
    duties = found("duties_in_time", "2023-Q2")
    assert (duties.numerator, duties.denominator) == (1, 2)
    assert found("jobs_filled", "2023").numerator == 3


# --- money ---


def test_money_is_added_exactly_and_held_against_what_was_appropriated_and_planned(works, lead) -> None:
    line = BudgetLine.objects.create(year=2023, department=works, rubro="2.3.2", name="Obras")
    for step, on, amount in (
        ("appropriation", (2023, 1, 2), "1000000.10"),
        ("rp", (2023, 2, 1), "600000.05"),
        ("payment", (2023, 3, 1), "100000.01"),
        ("payment", (2023, 5, 1), "200000.02"),
        ("payment", (2023, 8, 1), "50000.00"),
    ):
        Movement.objects.create(
            line=line,
            step=step,
            on=date(*on),
            amount=Decimal(amount),
            entered_by=lead,
            entered_at=timezone.now(),
        )
    PlannedPayment.objects.create(line=line, month=date(2023, 4, 1), amount=Decimal("400000.00"))
    paid = found("budget_paid_share", "2023-Q2")
    assert [part.figure for part in paid.parts] == ["300000.03", "1000000.10"]
    assert paid.rows[0].rows[0].organisations == (works.pk,)
    assert found("budget_committed", "2023-Q2").parts[0].figure == "600000.05"
    assert found("payments_against_plan", "2023-Q2").parts[1].figure == "400000.00"
    assert found("budget_paid_share", "2022-Q1").missing.facts == {"year": 2022}


def test_cooperation_is_what_came_of_what_was_committed(programme, lead) -> None:
    organisation = open_organisation(name="Agencia", kind=Organisation.Kind.COOPERATION, by=None)
    partner = Partner.objects.create(organisation=organisation, kind="agency", track="1")
    resource = Resource.objects.create(
        code="a-1", partner=partner, component=programme.component, title="Apoyo", form="money", starts_on=date(2022, 1, 1)
    )  # fmt: skip
    for stage, year, amount in (("commitment", 2022, "940000.00"), ("disbursement", 2022, "320000.00"), ("disbursement", 2023, "50000.50")):  # fmt: skip
        ResourceMovement.objects.create(
            resource=resource, stage=stage, on=date(year, 6, 1), amount=Decimal(amount), home_amount=Decimal(amount),
            entered_by=lead, entered_at=timezone.now(),
        )  # fmt: skip
    share = found("cooperation_disbursed", "2023")
    assert [part.figure for part in share.parts] == ["370000.50", "940000.00"]
    assert found("cooperation_received", "2023").parts[0].figure == "50000.50"


# --- runs ---


def test_computing_twice_keeps_one_value_and_one_run_and_a_change_is_a_revision(programme, lead) -> None:
    sheet_of("activities_done")
    an_activity(programme, date(2023, 4, 3), by=lead)
    first = compute_all(date(2023, 1, 1), date(2023, 12, 31), by=lead, on=DAY)
    again = compute_all(date(2023, 1, 1), date(2023, 12, 31), by=lead, on=DAY)
    assert (first["computed"], again["computed"], again["same"]) == (4, 0, 4)
    assert Run.objects.filter(method="indicator").count() == 4
    an_activity(programme, date(2023, 4, 9), by=lead)
    assert compute_all(date(2023, 1, 1), date(2023, 12, 31), by=lead, on=DAY)["computed"] == 1
    last = IndicatorValue.objects.get(starts_on=date(2023, 4, 1), is_last=True)
    assert (last.value, last.revision, last.run.result["value"]) == (2, 1, 2)
    assert last.run.parameters["expression"] == "activities.done"
    assert last.run.inputs[0]["rows"] == 2


def test_a_value_is_made_again_from_its_record_to_the_same_digits(programme, lead, may_closed) -> None:
    sheet_of("activities_done")
    sheet_of("homicides")
    an_activity(programme, date(2023, 4, 3), by=lead)
    compute_all(date(2023, 1, 1), date(2023, 12, 31), by=lead, on=DAY)
    values = IndicatorValue.objects.count()
    for run in Run.objects.filter(method="indicator").order_by("pk"):
        compared = make_again(run.pk, by=None)
        assert (compared.same_inputs, compared.same_digits) == (True, True), run.parameters
        assert compared.again.parameters == run.parameters
    assert IndicatorValue.objects.count() == values


def test_a_value_whose_rows_changed_says_so_when_it_is_made_again(programme, lead) -> None:
    sheet_of("activities_done")
    an_activity(programme, date(2023, 4, 3), by=lead)
    value = compute(
        IndicatorSheet.objects.get(indicator__code="activities_done"),
        period_named("2023-Q2"),
        by=lead,
        on=DAY,
    )
    an_activity(programme, date(2023, 4, 9), by=lead)
    compared = make_again(value.run_id, by=None)
    assert (compared.same_inputs, compared.same_digits) == (False, False)


def test_of_a_count_that_passed_the_gate_once_only_its_hashes_are_taken_again(lead) -> None:
    value = compute(sheet_of("follow_ups_in_time"), period_named("2023-Q2"), by=lead, on=DAY)
    runs = Run.objects.count()
    compared = make_again(value.run_id, by=None)
    assert (compared.same_digits, compared.kept, Run.objects.count()) == (True, None, runs)
    with pytest.raises(InputProblem, match="follow_ups_in_time"):
        make_again_whole(value.run.parameters, None)


def test_a_period_that_is_not_over_is_not_computed(programme) -> None:
    sheet_of("activities_done")
    assert not compute_all(date(2024, 4, 1), date(2024, 6, 30), by=None, on=DAY)


def test_a_gap_is_kept_with_its_reason_and_filled_when_it_can_be(lead, analyst) -> None:
    sheet = sheet_of("homicides")
    kept = compute(sheet, period_named("2023-05"), by=None, on=DAY)
    assert (kept.value, kept.missing_facts) == (None, {"months": "2023-05"})
    assert kept.run.result["cannot"]["template"] == kept.why_missing


def test_an_unknown_code_is_refused(programme) -> None:
    sheet_of("activities_done")
    with pytest.raises(InputProblem, match="no_such"):
        compute_all(date(2023, 1, 1), date(2023, 12, 31), by=None, on=DAY, only=["no_such"])


def test_a_run_of_an_indicator_is_not_for_those_who_see_areas_only(client, programme, lead) -> None:
    sheet_of("activities_done")
    compute_all(date(2023, 1, 1), date(2023, 3, 31), by=lead, on=DAY)
    number = Run.objects.get().pk
    for role, status in ((Role.SECURITY_LIAISON, 403), (Role.CASE_SUPERVISOR, 403), (Role.EVALUATOR, 200)):
        client.force_login(cast.staff(role))
        for name in ("run", "run_file"):
            assert client.get(reverse(name, args=[number])).status_code == status


def test_a_value_is_explained_down_to_the_rows_that_the_reader_may_see(
    client, works, programme, lead
) -> None:
    Municipality.objects.create(name="Valdeflores")
    other = open_organisation(name="Educación", kind=Organisation.Kind.CITY, by=None)
    for department, amount in ((works, "300"), (other, "700")):
        line = BudgetLine.objects.create(
            year=2023, department=department, rubro=f"2.{amount}", name=department.name
        )
        for step in ("appropriation", "payment"):
            Movement.objects.create(
                line=line, step=step, on=date(2023, 2, 1), amount=Decimal(amount), entered_by=lead, entered_at=timezone.now()
            )  # fmt: skip
    value = compute(sheet_of("budget_paid_share"), period_named("2023-Q1"), by=lead, on=DAY)
    clerk = open_account(username="obras", name="Obras", role=Role.DEPARTMENT, organisation=works, by=None)
    client.cookies["pazos_language"] = "en"
    address = reverse("indicator_value", args=[value.pk])
    client.force_login(lead)
    whole = client.get(address).content.decode()
    client.force_login(clerk)
    own = client.get(address).content.decode()
    assert "2.300" in whole
    assert "2.700" in whole
    assert "2.300" in own
    assert "2.700" not in own
    assert "1 of them is not yours to see" in own
    assert "has changed since" not in whole
    line = BudgetLine.objects.get(department=works)
    Movement.objects.create(
        line=line, step="payment", on=date(2023, 3, 1), amount=Decimal(-5), entered_by=lead, entered_at=timezone.now()
    )  # fmt: skip
    client.force_login(lead)
    assert "has changed since" in client.get(address).content.decode()
    assert Indicator.objects.count() == 1
