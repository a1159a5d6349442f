"""The way to work: people choose, companies read what was agreed and nothing else, jobs are asked after."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accompanied import under_age
from employed import Employed, a_case, employed, somebody
from pazos.domain.cases.held.cases import CASES
from pazos.domain.employment import holdings
from pazos.domain.employment.actions import answering, applying, business, placing, terms, wishing
from pazos.domain.employment.models import Application, FormerPlacement, Placement, WorkWish
from pazos.domain.employment.queries import applicants, due, totals, work
from pazos.domain.employment.queries.matching import matched
from pazos.domain.employment.rules.fitting import Terms, Why, Wish, fit, law
from pazos.domain.employment.rules.marks import due_days
from pazos.domain.employment.rules.stepping import Block
from pazos.domain.refusing import RefusedError
from pazos.domain.rights.registry import Subject
from pazos.domain.rights.rules.clock import months_after
from pazos.foundation.audit.models import AuditEvent
from pazos.science.problems import InputProblem

DAY = date(2026, 1, 31)


def asks(**said) -> Terms:
    plain = {"is_said": True, "open_until_on": DAY, "field": "kitchen", "hours": "half"}
    return Terms(**{**plain, **said})


@pytest.mark.parametrize(
    ("age", "said", "expected"),
    [
        (None, {}, {Why.AGE_UNKNOWN}),
        (14, {}, {Why.TOO_YOUNG}),
        (15, {}, {Why.PERMIT, Why.SHORT_DAYS}),
        (16, {"hours": "full"}, {Why.FULL_TIME, Why.PERMIT, Why.SHORT_DAYS}),
        (17, {"hours": "full"}, {Why.PERMIT, Why.LONG_DAYS}),
        (17, {"hours": "shifts"}, {Why.AT_NIGHT, Why.PERMIT, Why.LONG_DAYS}),
        (17, {"field": "building"}, {Why.DANGER, Why.PERMIT, Why.LONG_DAYS}),
        (17, {"papers": frozenset({"height"})}, {Why.DANGER, Why.PERMIT, Why.LONG_DAYS}),
        (18, {"field": "building", "hours": "shifts"}, set()),
    ],
)
def test_under_eighteen_only_what_the_law_allows_and_it_says_so(age, said, expected) -> None:
    assert set(law(asks(**said), age=age)) == expected


def test_every_fit_and_every_misfit_has_its_words() -> None:
    wish = Wish(
        fields=("kitchen",),
        hours=frozenset({"half"}),
        places=frozenset({"N1"}),
        papers=frozenset({"food"}),
        school_years=9,
        least_pay=Decimal(1000),
    )
    good = asks(place="N1", monthly_pay=Decimal(1000), papers=frozenset({"food"}), school_years=9)
    assert set(fit(wish, good, age=20).reasons) == {
        *(Why.FIELD_WANTED, Why.HOURS_WANTED, Why.PLACE_WANTED, Why.PAY_ENOUGH),
        *(Why.SCHOOL_ENOUGH, Why.PAPERS_HAD, Why.AGE_REACHED),
    }
    bad = asks(
        field="care",
        hours="full",
        place="S1",
        monthly_pay=Decimal(999),
        papers=frozenset({"driving"}),
        school_years=11,
        age_from=25,
    )
    found = fit(wish, bad, age=20)
    assert found.papers == ("driving",)
    assert set(found.reasons) == {
        *(Why.FIELD_OTHER, Why.HOURS_OTHER, Why.PLACE_OTHER, Why.PAY_LESS),
        *(Why.SCHOOL_LESS, Why.PAPERS_LACKING, Why.AGE_BELOW),
    }
    unsaid = Terms(is_said=False, open_until_on=DAY)
    assert set(fit(wish, unsaid, age=20).reasons) == {Why.TERMS_UNSAID, Why.PLACE_UNSAID, Why.PAY_UNSAID}


def test_marks_fall_on_the_last_day_of_a_shorter_month() -> None:
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2023, 11, 30), 3) == date(2024, 2, 29)
    assert [day.isoformat() for day in due_days(date(2026, 8, 31)).values()] == [
        *("2026-09-30", "2026-11-30", "2027-02-28", "2027-08-31"),
    ]


db = pytest.mark.django_db


@pytest.fixture
def here() -> Employed:
    return employed()


@db
def test_nobody_but_the_pair_writes_of_a_case(here) -> None:
    for who in (here.otto, here.liaison, here.omar, here.agreed.lead):
        with pytest.raises(RefusedError):
            wishing.say_wish(here.mine, fields=["kitchen"], by=who)
        assert work.way_to_work(here.mine, seen_by=who) is None
    row = here.applied()
    with pytest.raises(RefusedError):
        applying.let_go(row, by=here.otto)
    assert work.application(row.pk, seen_by=here.otto) is None
    assert work.application(row.pk, seen_by=here.wanda) == row


@db
def test_a_wish_is_written_anew_and_history_keeps_no_word_of_it(here) -> None:
    wishing.say_wish(
        here.mine, fields=["kitchen", "care"], where=["N1"], least_pay="900000.50", by=here.wanda
    )
    wishing.say_wish(here.mine, fields=["care"], by=here.wanda)
    assert WorkWish.objects.get().wish["fields"] == ["care"]
    facts = str(list(AuditEvent.objects.filter(verb="work.wish_said").values_list("facts", flat=True)))
    assert "care" not in facts
    with pytest.raises(InputProblem):
        wishing.say_wish(here.mine, where=["nowhere"], by=here.wanda)


@db
def test_vacancies_stand_in_the_persons_own_order_and_none_is_hidden(here) -> None:
    care, kitchen, other = (
        here.job(title=field, said={"field": field}) for field in ("care", "kitchen", "office")
    )
    unsaid = here.job(title="unsaid")
    gone = here.job(title="gone", open_until_on=here.today, offered_on=here.today, places=1)
    gone.filled = 1
    gone.save()
    wishing.say_wish(here.mine, fields=["kitchen", "care"], by=here.wanda)
    found = [one.vacancy for one in matched(here.mine, on=here.today, seen_by=here.wanda)]
    assert found[:2] == [kitchen, care]
    assert set(found[2:]) == {other, unsaid}


@db
def test_what_the_law_forbids_stands_last_and_cannot_be_chosen(here) -> None:
    young = somebody("Marca Joven", by=here.wanda)
    case = a_case(young, worker=here.wanda, supervisor=here.supervisor, opened_on=here.day(-30))
    under_age(young)
    barred, fine = here.job(said={"hours": "full"}), here.job(said={"hours": "half"})
    found = matched(case, on=here.today, seen_by=here.wanda)
    assert [one.vacancy for one in found] == [fine, barred]
    with pytest.raises(RefusedError) as refused:
        applying.choose(case, vacancy=barred.pk, by=here.wanda)
    assert refused.value.blocks == (Block.LAW,)
    assert applying.choose(case, vacancy=fine.pk, by=here.wanda).state == "chosen"
    with pytest.raises(RefusedError) as refused:
        placing.place(case, field="kitchen", is_formal=True, began_on=here.today, by=here.wanda)
    assert refused.value.blocks == (Block.PERMIT_MISSING,)
    given = {"field": "kitchen", "is_formal": True, "began_on": here.today, "by": here.wanda}
    assert placing.place(case, **given, permit_on=here.day(-3)).permit_on == here.day(-3)


@db
def test_a_job_that_the_law_forbids_at_that_age_is_not_written_as_one_whatever_permit_there_is(here) -> None:
    for age, field in ((16, "building"), (14, "kitchen")):
        young = somebody(f"Marca {age}", by=here.wanda)
        case = a_case(young, worker=here.wanda, supervisor=here.supervisor, opened_on=here.day(-30))
        under_age(young, years=age)
        given = {"field": field, "is_formal": True, "began_on": here.today, "permit_on": here.day(-3)}
        with pytest.raises(RefusedError) as refused:
            placing.place(case, **given, by=here.wanda)
        assert refused.value.blocks == (Block.LAW_OF_JOB,)
    assert not Placement.objects.exists()
    assert placing.place(here.mine, field="building", is_formal=True, began_on=here.today, by=here.wanda).pk


@db
def test_under_eighteen_nobody_is_presented_before_the_work_and_its_hours_are_written(here) -> None:
    young = somebody("Marca Joven", by=here.wanda)
    case = a_case(young, worker=here.wanda, supervisor=here.supervisor, opened_on=here.day(-30))
    under_age(young)
    unsaid = here.job(title="Construcción en alturas")
    with pytest.raises(RefusedError) as refused:
        applying.choose(case, vacancy=unsaid.pk, by=here.wanda)
    assert refused.value.blocks == (Block.TERMS_UNSAID,)
    assert applying.choose(here.mine, vacancy=unsaid.pk, by=here.wanda).state == "chosen"


@db
def test_without_the_month_of_birth_the_lower_age_counts(here) -> None:
    unsure = somebody("Marca Duda", by=here.wanda, born=here.today.year - 18, month=None)
    case = a_case(unsure, worker=here.wanda, supervisor=here.supervisor, opened_on=here.day(-30))
    here.job(said={})
    (found,) = matched(case, on=here.today, seen_by=here.wanda)
    assert Why.PERMIT in found.fit.reasons


@db
def test_nobody_is_presented_who_did_not_agree(here) -> None:
    row = applying.choose(here.mine, vacancy=here.job(said={}).pk, by=here.wanda)
    with pytest.raises(RefusedError) as refused:
        applying.present(row, by=here.wanda)
    assert set(refused.value.blocks) == {Block.NOT_AGREED, Block.NOTHING_SHOWN}
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=row.pk).update(presented_on=here.today)
    assert applicants.applicants(on=here.today, seen_by=here.omar) == []


@db
def test_what_the_company_saw_is_not_changed_behind_it(here) -> None:
    row = here.applied()
    with pytest.raises(RefusedError):
        applying.agree(row, shown_as="Otra", agreed_on=here.today, by=here.wanda)
    applying.step_back(row, by=here.wanda)
    assert applicants.applicants(on=here.today, seen_by=here.omar) == []
    applying.agree(row, shown_as="Otra", agreed_on=here.today, by=here.wanda)


@db
def test_a_company_sees_its_own_and_only_what_was_agreed(here) -> None:
    row = here.applied()
    (one,) = applicants.applicants(on=here.today, seen_by=here.omar)
    assert (one.key, one.shown_as, one.shown_words) == (row.pk, "Sol", "Sé hornear")
    assert "Marca" not in str(one)
    assert str(here.mine.pk) not in str(one)
    assert str(here.mine.participant_id) not in str(one)
    for who in (here.ines, here.liaison, here.agreed.lead, here.wanda):
        assert applicants.applicants(on=here.today, seen_by=who) == []
        assert applicants.applicant(row.pk, on=here.today, seen_by=who) is None
        with pytest.raises(PermissionDenied):
            answering.answer(row, said="taken", by=who)


@db
def test_a_permission_taken_back_takes_the_person_from_the_company_at_once(here) -> None:
    row = here.applied()
    here.withdraws(here.mine)
    assert applicants.applicants(on=here.today, seen_by=here.omar) == []
    with pytest.raises(RefusedError):
        answering.answer(row, said="taken", by=here.omar)
    with pytest.raises(RefusedError):
        applying.interview(row, interview_on=here.today, by=here.wanda)


def ends(here: Employed) -> None:
    type(here.mine).objects.filter(pk=here.mine.pk).update(state="ended", ended_on=here.day(-5), exit="moved")
    here.mine.refresh_from_db()


@db
def test_whoever_is_accompanied_no_more_stands_before_no_company_and_what_is_open_can_be_closed(here) -> None:
    first, second = here.applied(), here.applied(vacancy=here.job(said={}))
    Application.objects.update(presented_on=here.day(-20))
    ends(here)
    assert applicants.applicants(on=here.today, seen_by=here.omar) == []
    assert applicants.applicant(first.pk, on=here.today, seen_by=here.omar) is None
    with pytest.raises(RefusedError) as refused:
        answering.answer(Application.objects.get(pk=first.pk), said="taken", by=here.omar)
    assert refused.value.blocks == (Block.CASE_ENDED,)
    assert not due.waiting(on=here.today, seen_by=here.wanda).unanswered.exists()
    applying.let_go(Application.objects.get(pk=first.pk), by=here.wanda)
    applying.not_taken(Application.objects.get(pk=second.pk), by=here.wanda)
    assert set(Application.objects.values_list("state", flat=True)) == {"left_it", "not_taken"}


@db
def test_a_job_that_the_company_gave_before_the_end_is_written_afterwards(here) -> None:
    row = here.applied()
    answering.answer(row, said="taken", by=here.omar)
    ends(here)
    row.refresh_from_db()
    assert list(due.waiting(on=here.today, seen_by=here.wanda).unwritten) == [row]
    placing.place(
        here.mine, field="kitchen", is_formal=True, began_on=here.today, application=row, by=here.wanda
    )
    assert not due.waiting(on=here.today, seen_by=here.wanda).unwritten.exists()


@db
def test_nothing_waits_of_whoever_permits_nothing_any_more(here) -> None:
    job = began(here, -40)
    assert due.waiting(on=here.today, seen_by=here.wanda).checks.count() == 1
    here.withdraws(here.mine)
    assert not due.waiting(on=here.today, seen_by=here.wanda).checks.exists()
    assert job.checks.count() == 4


@db
def test_a_company_answers_and_a_place_is_filled_and_given_back(here) -> None:
    job = here.job(said={}, places=1)
    row = here.applied(vacancy=job)
    answering.answer(row, said="interview", interview_on=here.day(3), company_words="A las 9", by=here.omar)
    answering.answer(row, said="taken", by=here.omar)
    job.refresh_from_db()
    assert (job.filled, job.state) == (1, "filled")
    other = Application.objects.create(
        case=here.theirs,
        vacancy=job,
        state="presented",
        chosen_on=here.today,
        agreed_on=here.today,
        presented_on=here.today,
        by=here.otto,
    )
    with pytest.raises(RefusedError) as refused:
        answering.answer(other, said="taken", by=here.omar)
    assert refused.value.blocks == (Block.NO_PLACES,)
    applying.step_back(row, by=here.wanda)
    job.refresh_from_db()
    row.refresh_from_db()
    assert (job.filled, job.state, row.state) == (0, "open", "interview")


@db
def test_an_answered_applicant_leaves_the_companys_page_after_three_months(here) -> None:
    row = here.applied()
    answering.answer(row, said="not_taken", company_words="Este mes no", by=here.omar)
    assert len(applicants.applicants(on=here.day(90), seen_by=here.omar)) == 1
    assert applicants.applicants(on=here.day(91), seen_by=here.omar) == []


@db
def test_a_job_sets_its_own_marks_and_fills_one_place_once(here) -> None:
    row = here.applied()
    answering.answer(row, said="taken", by=here.omar)
    assert list(due.waiting(on=here.today, seen_by=here.wanda).unwritten) == [row]
    given = {"field": "kitchen", "is_formal": True, "monthly_pay": "1423500.55", "by": here.wanda}
    job = placing.place(here.mine, **given, began_on=here.today, application=row)
    row.vacancy.refresh_from_db()
    assert row.vacancy.filled == 1
    assert list(job.checks.values_list("mark", flat=True)) == [1, 3, 6, 12]
    assert Placement.objects.get().monthly_pay == Decimal("1423500.55")
    with pytest.raises(RefusedError):
        applying.step_back(row, by=here.wanda)
    placing.take_back(job, by=here.wanda)
    assert not Placement.objects.exists()
    assert list(due.waiting(on=here.today, seen_by=here.wanda).unwritten) == [row]


def began(here: Employed, days: int) -> Placement:
    given = {"field": "shop", "is_formal": False, "began_on": here.day(days)}
    return placing.place(here.mine, **given, by=here.wanda)


@db
def test_a_mark_is_asked_when_its_month_is_over_and_once(here) -> None:
    job = began(here, -40)
    one, three = job.checks.order_by("mark")[:2]
    with pytest.raises(RefusedError) as refused:
        placing.check(three, still_there=True, by=here.wanda)
    assert refused.value.blocks == (Block.NOT_DUE,)
    assert list(due.waiting(on=here.today, seen_by=here.wanda).checks) == [one]
    assert not due.waiting(on=here.today, seen_by=here.otto).checks.exists()
    placing.check(one, still_there=True, satisfied=4, employer_words="Muy puntual", by=here.wanda)
    one.refresh_from_db()
    assert (one.satisfied, one.by) == (4, here.wanda)
    with pytest.raises(RefusedError):
        placing.check(one, still_there=False, by=here.wanda)
    with pytest.raises(RefusedError):
        placing.take_back(job, by=here.wanda)
    placing.take_check_back(one, by=here.wanda)
    one.refresh_from_db()
    assert (one.done_on, one.employer_words) == (None, "")


@db
def test_an_end_answers_later_marks_and_can_be_taken_back(here) -> None:
    job = began(here, -40)
    placing.end(job, ended_on=here.day(-35), why="safety", by=here.wanda)
    assert set(job.checks.values_list("still_there", flat=True)) == {False}
    placing.take_back(job, by=here.wanda)
    job.refresh_from_db()
    assert (job.ended_on, job.why_ended) == (None, "")
    assert set(job.checks.values_list("done_on", flat=True)) == {None}


@db
def test_a_case_that_ended_because_of_work_is_still_asked_after(here) -> None:
    job = began(here, -40)
    type(here.mine).objects.filter(pk=here.mine.pk).update(state="ended", ended_on=here.day(-30), exit="work")
    check = job.checks.get(mark=1)
    placing.check(work.check(check.pk, seen_by=here.wanda), still_there=True, by=here.wanda)
    here.mine.refresh_from_db()
    with pytest.raises(RefusedError):
        began(here, -1)


@db
def test_retention_counts_only_marks_that_are_due(here) -> None:
    first, early = began(here, -100), began(here, -40)
    for mark in (1, 3):
        placing.check(first.checks.get(mark=mark), still_there=mark == 1, by=here.wanda)
    placing.end(early, ended_on=here.day(-20), why="resigned", by=here.wanda)
    asked = {"began_from": here.day(-200), "began_until": here.today, "on": here.today}
    found = totals.retention(**asked, seen_by=here.supervisor)
    said = {one.mark.value: (one.due, one.known, one.lasting) for one in found}
    assert said == {1: (2, 2, 1), 3: (1, 1, 0), 6: (0, 0, 0), 12: (0, 0, 0)}
    assert found[2].share is None
    for who in (here.wanda, here.omar, here.liaison):
        assert totals.retention(**asked, seen_by=who) == []
        assert totals.placed(began_from=DAY, began_until=DAY, seen_by=who) is None


@db
def test_a_business_gets_exact_capital_opens_is_visited_and_steps_back(here) -> None:
    one = business.plan_business(here.mine, name="Marca Horno", field="kitchen", by=here.wanda)
    with pytest.raises(RefusedError) as refused:
        business.move_business(one, to="funded", on=here.today, by=here.wanda)
    assert refused.value.blocks == (Block.NO_CAPITAL,)
    business.move_business(one, to="funded", on=here.today, capital="2500000.25", by=here.wanda)
    business.move_business(one, to="open", on=here.today, by=here.wanda)
    one.refresh_from_db()
    assert (one.capital, one.state) == (Decimal("2500000.25"), "open")
    assert list(due.waiting(on=here.today, seen_by=here.wanda).businesses) == [one]
    business.visit(one, on=here.today, is_open=True, monthly_sales="800000", by=here.wanda)
    assert not due.waiting(on=here.today, seen_by=here.wanda).businesses.exists()
    business.move_business(one, to="closed", on=here.today, by=here.wanda)
    for state in ("open", "funded", "planned"):
        business.step_back(one, by=here.wanda)
        one.refresh_from_db()
        assert one.state == state
    with pytest.raises(RefusedError):
        business.step_back(one, by=here.wanda)


@db
def test_terms_are_said_by_the_vacancys_own_people_alone(here) -> None:
    job = here.job()
    for who in (here.ines, here.wanda, here.liaison):
        with pytest.raises(PermissionDenied):
            terms.say_terms(job, field="shop", hours="full", by=who)
    assert terms.say_terms(job, field="shop", hours="full", by=here.omar).age_from == 18
    with pytest.raises(InputProblem):
        terms.say_terms(job, field="shop", hours="full", age_from=14, by=here.omar)


@db
def test_everything_of_a_person_is_found_told_in_words_and_erased_so_that_counts_stay(here) -> None:
    wishing.say_wish(here.mine, fields=["care"], by=here.wanda)
    wishing.begin_training(here.mine, course="Marca Curso", begins_on=here.today, by=here.wanda)
    row = here.applied()
    answering.answer(row, said="taken", company_words="Marca Dicho", by=here.omar)
    job = placing.place(
        here.mine, field="kitchen", is_formal=True, began_on=here.today, application=row, by=here.wanda
    )
    business.plan_business(here.mine, name="Marca Horno", field="kitchen", by=here.wanda)
    subject, other = (Subject("participant", one.participant_id) for one in (here.mine, here.theirs))
    told = ""
    for one in holdings.HOLDINGS:
        assert one.find(other) == []
        (kept,) = one.find(subject)
        told += str(one.content(kept.key))
        assert one.erase(kept.key).rows
        assert one.find(subject) == []
        assert not one.erase(kept.key).rows
    for word in ("Marca Curso", "Marca Dicho", "Marca Horno", "Sol"):
        assert word in told
    kept = FormerPlacement.objects.get(mark=1)
    assert (kept.year, kept.placements, kept.known) == (job.began_on.year, 1, 0)
    row.vacancy.refresh_from_db()
    assert row.vacancy.filled == 1


@db
def test_a_case_that_is_erased_first_lets_its_jobs_be_counted(here) -> None:
    job = began(here, -40)
    gone = CASES.erase(str(here.mine.pk))
    assert {job.pk, here.mine.pk} <= gone.records
    assert not Placement.objects.exists()
    kept = FormerPlacement.objects.get(mark=1)
    assert (kept.year, kept.placements) == (job.began_on.year, 1)


@db
def test_what_is_due_for_erasure_is_found_by_its_own_clock(here) -> None:
    job = began(here, -40)
    business.plan_business(here.mine, name="Horno", field="kitchen", by=here.wanda)
    by_name = {one.name: one for one in holdings.HOLDINGS}
    assert by_name["employment.placements"].due(here.day(300), 10) == []
    assert by_name["employment.placements"].due(here.day(400), 10) == [str(job.pk)]
    assert len(by_name["employment.businesses"].due(here.day(1), 10)) == 1
