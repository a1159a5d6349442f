"""Indicators of those who are accompanied: what is few has no value, and what has one is counted once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from accompanied import supervisor, worker
from learned import BEGAN, learned, went
from pazos.analysis.indicators import accompanied, plans, restorative
from pazos.analysis.indicators.computing import compute, compute_all
from pazos.analysis.indicators.found import Ask
from pazos.analysis.studies.again import make_again
from pazos.domain.cases.models import Case, CaseTurn, Goal
from pazos.domain.employment.models import Placement, RetentionCheck
from pazos.domain.indicators import actions, queries
from pazos.domain.indicators.expressions import EXPRESSIONS
from pazos.domain.indicators.models import IndicatorSheet, IndicatorValue
from pazos.domain.indicators.periods import period_named
from pazos.domain.justice.models import Duty, Party, Process, ProcessMeeting
from pazos.domain.people.models import Organisation
from pazos.domain.rights.actions.erasing import erase
from pazos.domain.rights.vocabulary import Ground

pytestmark = pytest.mark.django_db
ON = date(2026, 1, 20)
NOW_AT = datetime(2024, 4, 2, 12, tzinfo=UTC)


def ask(period: str = "2024", **arguments: str) -> Ask:
    return Ask(period_named(period), arguments, ON)


def test_people_accompanied_are_different_people() -> None:
    made = learned()
    went(made, 12, sessions=3)
    assert accompanied.accompanied(ask()).numerator == 12
    assert accompanied.accompanied(ask("2023")).missing


def test_few_have_no_value() -> None:
    made = learned()
    went(made, 4)
    assert accompanied.accompanied(ask()).missing
    assert accompanied.first_meeting(ask()).missing


def test_who_was_lost_counts_below_the_line() -> None:
    made = learned()
    went(made, 12, exit="work", weeks=20)
    went(made, 6, exit="lost", weeks=20)
    found = accompanied.finished(ask())
    assert (found.numerator, found.denominator) == (12, 18)


def test_days_to_the_first_meeting_are_a_median_of_many() -> None:
    made = learned()
    went(made, 21)
    assert accompanied.first_meeting(ask()).numerator == 7


def test_a_job_of_which_nothing_is_known_is_in_neither_number() -> None:
    made = learned()
    states = [True] * 9 + [False] * 6 + [None] * 5
    for case, still in zip(went(made, 20), states, strict=True):
        job = Placement.objects.create(
            case=case, field="shop", is_formal=True, began_on=BEGAN, by=worker("Ana")
        )
        RetentionCheck.objects.create(
            placement=job,
            mark=3,
            due_on=date(2024, 5, 5),
            still_there=still,
            done_on=None if still is None else date(2024, 5, 6),
        )
    found = accompanied.retained(ask(mark="3"))
    assert (found.numerator, found.denominator) == (9, 15)
    assert accompanied.retained(ask(mark="6")).numerator == 0


def test_many_jobs_of_few_people_are_few() -> None:
    """Nine jobs that last, of nine people; six that are over, all of one who tried again and again."""
    *others, tries = went(learned(), 10)
    for case, still in [(case, True) for case in others] + [(tries, False)] * 6:
        job = Placement.objects.create(
            case=case, field="shop", is_formal=True, began_on=BEGAN, by=worker("Ana")
        )
        day = date(2024, 5, 6)
        RetentionCheck.objects.create(placement=job, mark=3, due_on=day, done_on=day, still_there=still)
    assert accompanied.retained(ask(mark="3")).missing


def test_many_ends_of_few_people_are_few() -> None:
    made = learned()
    went(made, 12, exit="work", weeks=20)
    again = went(made, 6, exit="lost", weeks=20)
    Case.objects.filter(pk__in=[one.pk for one in again]).update(participant=again[0].participant_id)
    assert accompanied.finished(ask()).missing


def test_what_counts_people_is_counted_once() -> None:
    every = {**accompanied.GATHER, **plans.GATHER, **restorative.GATHER}
    assert {name for name in every if not EXPRESSIONS[name].is_once} == {"venues.alive"}


QUARTER = "2024-Q1"  # BEGAN lies in it


def planned(cases: list[Case], *states: str, on: date = BEGAN, ended_on: date | None = None) -> None:
    """Give each case a goal of each state; one that is not open ended on a day."""
    Goal.objects.bulk_create(
        Goal(
            case=case,
            dimension="individual",
            aim="Algo",
            state=state,
            set_on=on,
            ended_on=None if state == "open" else ended_on or date(2024, 6, 1),
        )
        for case in cases
        for state in states
    )


class TestActivePlans:
    def test_whoever_was_met_and_has_an_open_goal_on_the_last_day_is_counted_once(self) -> None:
        made = learned()
        planned(went(made, 12, sessions=3), "open", "open", "done")
        planned(went(made, 7, sessions=2, sex="woman"), "open")
        found = plans.active(ask(QUARTER))
        assert (found.numerator, found.denominator) == (19, None)
        assert {part.says: part.figure for part in found.parts} == {
            "with an active plan, and met": 19,
            "met without an active plan": 0,
        }

    def test_who_is_excluded(self) -> None:
        """No goal, a goal of later, a goal reached by then, a case that ended by then, one that rests, nobody met."""
        made = learned()
        planned(went(made, 12), "open")
        went(made, 2)
        planned(went(made, 1), "open", on=date(2024, 4, 2))
        planned(went(made, 1), "done", ended_on=date(2024, 3, 20))
        planned(went(made, 2, exit="lost", weeks=5), "open")
        rests = went(made, 1)
        planned(rests, "open")
        now = datetime(2024, 3, 1, 12, tzinfo=UTC)
        CaseTurn.objects.create(case=rests[0], turn="paused", on=date(2024, 3, 1), at=now)
        planned(went(made, 9, sessions=0), "open")
        found = plans.active(ask(QUARTER))
        assert (found.numerator, found.parts[1].figure) == (12, 7)
        CaseTurn.objects.create(case=rests[0], turn="taken_up", on=date(2024, 3, 20), at=now)
        assert plans.active(ask(QUARTER)).numerator == 13

    def test_it_is_hidden_where_few_were_met_without_a_plan(self) -> None:
        """People met in a quarter stand in the table of doses: the few would be the difference."""
        made = learned()
        planned(went(made, 12), "open")
        went(made, 3)
        assert plans.active(ask(QUARTER)).missing

    def test_it_is_told_by_sex_and_age_where_no_cell_points_at_few(self) -> None:
        made = learned()
        planned(went(made, 12, sex="man"), "open")
        planned(went(made, 8, sex="woman"), "open")
        of = plans.active(ask(QUARTER)).categories
        assert (of["sex"]["man"], of["sex"]["woman"]) == (12, 8)
        assert of["age_band"]["18-23"] == 20

    def test_a_quarter_waits_for_late_phones(self) -> None:
        planned(went(learned(), 12), "open")
        early = Ask(period_named(QUARTER), {}, date(2024, 4, 3))
        assert plans.active(early).missing.facts == {"day": date(2024, 4, 16)}


class TestCompletedPlans:
    def test_every_goal_must_be_reached_and_who_left_counts_below_the_line(self) -> None:
        made = learned()
        ends = {"weeks": 20}
        planned(went(made, 9, exit="goals_met", **ends), "done", "done", "changed")
        planned(went(made, 2, exit="work", **ends), "done", "open")
        planned(went(made, 3, exit="goals_met", **ends), "done", "dropped")
        planned(went(made, 4, exit="lost", **ends), "open")
        went(made, 6, exit="withdrew", **ends)
        planned(went(made, 5, exit="died", **ends), "done")
        planned(went(made, 8), "done")
        found = plans.completed(ask("2024"))
        assert (found.numerator, found.denominator) == (9, 18)
        assert found.parts[2].figure == 6

    @pytest.mark.parametrize(("met", "other"), [(3, 12), (12, 3), (12, 0)])
    def test_a_small_part_and_all_of_them_are_hidden(self, met: int, other: int) -> None:
        made = learned()
        planned(went(made, met, exit="goals_met", weeks=20), "done")
        planned(went(made, other, exit="lost", weeks=20), "open")
        assert plans.completed(ask("2024")).missing


def process(*, first: date | None, kind: str = "preparation") -> Process:
    made = Process.objects.create(
        asked="harmed", asked_on=date(2024, 1, 3), harm="property", facilitator=worker("Ana")
    )
    if first is not None:
        for days in (0, 40):
            ProcessMeeting.objects.create(
                process=made, kind=kind, on=first + timedelta(days=days), by=worker("Ana")
            )
    return made


def owes(made: Process, state: str, due: date, *, agreed: bool = True) -> None:
    party = Party.objects.create(process=made, side="responsible", name="Alguien")
    on = date(2024, 2, 1) if agreed else None
    Duty.objects.create(
        process=made, party=party, text="Algo", measure="Así", due_on=due, state=state, agreed_on=on
    )


class TestRestorative:
    def test_a_process_begins_with_its_first_meeting_whichever(self) -> None:
        for kind in ("preparation", "circle", "indirect") * 2:
            process(first=date(2024, 2, 10), kind=kind)
        for _ in range(5):
            process(first=date(2024, 3, 31))  # its second meeting is of the next quarter
        process(first=date(2023, 12, 20))
        process(first=None)
        assert restorative.begun(ask(QUARTER)).numerator == 11
        assert restorative.begun(ask("2024-Q2")).missing  # nobody

    def test_an_agreement_is_kept_with_its_last_duty(self) -> None:
        due = date(2024, 5, 1)
        for _ in range(6):
            made = process(first=None)
            owes(made, "done", due)
            owes(made, "done", due + timedelta(days=30))
            owes(made, "changed", due)  # gave way to another
            owes(made, "open", due, agreed=False)  # accepted by nobody yet
        for state in ("open", "broken") * 3:
            made = process(first=None)
            owes(made, "done", due)
            owes(made, state, due)
        later = process(first=None)
        owes(later, "done", due)
        owes(later, "open", date(2025, 1, 5))  # due with its last duty, a year after
        found = restorative.agreements(ask("2024"))
        assert (found.numerator, found.denominator) == (6, 12)
        assert restorative.duties(ask("2024")).denominator == 25

    def test_few_agreements_have_no_value(self) -> None:
        for state in ("done",) * 9 + ("broken",) * 3:
            owes(process(first=None), state, date(2024, 5, 1))
        assert restorative.agreements(ask("2024")).missing


OF_RECORDS = {
    "people_accompanied": "plans.active",
    "plans_completed": "plans.completed",
    "restorative_processes": "restorative.processes",
    "restorative_kept": "restorative.agreements",
}


class TestBattery:
    def test_pazos_computes_what_it_holds_the_records_of(self) -> None:
        actions.ship_battery(on=date(2020, 1, 1), by=None, only=OF_RECORDS)
        rows = IndicatorSheet.objects.filter(state="in_force")
        assert dict(rows.values_list("indicator__code", "expression")) == OF_RECORDS

    def test_a_value_is_one_run_and_its_digits_are_found_again_until_records_are_erased(self) -> None:
        actions.ship_battery(on=date(2020, 1, 1), by=None, only=["people_accompanied"])
        cases = went(learned(), 12)
        planned(cases, "open")
        span = (date(2024, 1, 1), date(2024, 3, 31))
        assert compute_all(*span, by=None, on=ON)["computed"] == 1
        value = IndicatorValue.objects.get()
        assert (value.value, value.run.inputs[0]["rows"]) == (12, 12)
        assert make_again(value.run_id, by=None).same_digits
        erase("cases.cases", str(cases[0].pk), ground=Ground.REQUEST, by=supervisor())
        compared = make_again(value.run_id, by=None)
        assert (compared.same_digits, compared.erased, compared.kept) == (False, True, None)
        assert compute_all(*span, by=None, on=ON)["same"] == 1
        assert IndicatorValue.objects.get().value == 12

    def test_what_people_reported_stays_and_says_where_it_comes_from(self) -> None:
        made = learned()
        planned(went(made, 12, sessions=12), "open")
        city = Organisation.objects.create(name="Integración Social", kind=Organisation.Kind.CITY)
        shipped = {"on": date(2020, 1, 1), "by": None, "owner": city}
        (of,) = actions.ship_battery(**shipped, only=["people_accompanied"])
        of.sheets.update(expression="")  # as a city has it that reported until now
        IndicatorValue.objects.create(
            sheet=of.sheets.get(),
            starts_on=date(2024, 1, 1),
            ends_on=date(2024, 3, 31),
            state="approved",
            value=17,
            entered_by=made.lead,
            entered_at=NOW_AT,
        )
        sheet = actions.succeed(of, by=made.lead, expression="plans.active")
        actions.put_in_force(sheet, on=date(2024, 4, 1), by=made.lead)
        counts = compute_all(date(2024, 1, 1), date(2024, 6, 30), by=None, on=ON)
        assert (counts["reported"], counts["computed"]) == (1, 1)
        assert compute(sheet, period_named(QUARTER), by=None, on=ON) is None
        shown = queries.shown("people_accompanied", seen_by=made.lead)
        assert [(one.value, one.run_id is None) for one in shown.values] == [(12, False), (17, True)]
        assert [one.value for one in shown.series] == [17, 12]
