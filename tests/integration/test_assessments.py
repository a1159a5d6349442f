"""Assessments: half answers that survive, items left out and said so, and answers that cannot be left in silence."""

from __future__ import annotations

import json
from datetime import timedelta
from importlib.resources import files

import pytest
from django.db import connection
from django.utils import timezone

from accompanied import case_of, supervisor, worker
from pazos.domain.cases.actions import assessing, assessing_sheets, planning, safety
from pazos.domain.cases.held.care import HOLDINGS
from pazos.domain.cases.instruments import instrument, instruments
from pazos.domain.cases.instruments.scoring import Verdict
from pazos.domain.cases.models import (
    Assessment,
    Case,
    Crisis,
    CrisisItem,
    Goal,
    GoalStep,
    HalfAssessment,
    SafetyPlan,
)
from pazos.domain.cases.queries import assessing as queries
from pazos.domain.cases.rules.assessing import Block
from pazos.domain.refusing import RefusedError
from pazos.domain.rights.models import Consent
from pazos.domain.rights.registry import Subject, holding
from pazos.science.problems import InputProblem

pytestmark = pytest.mark.django_db


def begun(case: Case | None = None, code: str = "phq9", **changed) -> HalfAssessment:
    values = {"occasion": "first", "dimension": "individual", "on": timezone.localdate(), **changed}
    return assessing.begin(case or case_of(), instrument=code, by=worker("Ana"), **values)


def every(code: str, value: int) -> dict[str, int | None]:
    return {one.code: value for one in instrument(code).items}


def finished(case: Case, code: str, value: int, **changed) -> Assessment:
    half = begun(case, code, **changed)
    assessing.answer(half, answers=every(code, value), by=worker("Ana"))
    return assessing.finish(half, note="", by=worker("Ana"))


def blocks(problem: pytest.ExceptionInfo[RefusedError]) -> set[str]:
    return set(problem.value.blocks)


def test_half_an_assessment_waits_for_whoever_of_the_pair_goes_on() -> None:
    half = begun()
    assessing.answer(half, answers={"interest": 2}, by=worker("Ana"))
    again = begun(half.case)
    assessing.answer(again, answers={"mood": 1}, by=worker("Beto"))
    half.refresh_from_db()
    assert (again.pk, half.answers) == (half.pk, {"interest": 2, "mood": 1})


def test_half_answers_lie_sealed() -> None:
    half = begun()
    assessing.answer(half, answers={"interest": 3}, by=worker("Ana"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers_sealed FROM cases_halfassessment")
        kept = str(cursor.fetchone()[0])
    assert "interest" not in kept


def test_what_was_left_out_is_kept_as_left_out_and_gives_no_total() -> None:
    half = begun()
    assessing.answer(half, answers={**every("phq9", 1), "harm": 0, "sleep": None}, by=worker("Ana"))
    row = assessing.finish(half, note="", by=worker("Ana"))
    assert row.result["total"] is None
    assert row.result["left_out"] == ["sleep"]
    assert not HalfAssessment.objects.exists()


def test_an_item_without_an_answer_is_not_kept_in_silence() -> None:
    half = begun()
    assessing.answer(half, answers={"interest": 1}, by=worker("Ana"))
    with pytest.raises(RefusedError) as problem:
        assessing.finish(half, note="", by=worker("Ana"))
    assert blocks(problem) == {Block.NOT_ALL_SAID}


def test_an_answer_that_demands_it_opens_the_crisis_at_once_and_once() -> None:
    half = begun()
    opened = assessing.answer(half, answers={"harm": 1}, by=worker("Ana"))
    assert [one.kind for one in opened] == ["suicide"]
    assessing.answer(half, answers={"harm": 2}, by=worker("Ana"))
    assessing.leave(half, by=worker("Ana"))
    assert Crisis.objects.filter(case=half.case, closed_at=None).count() == 1


def test_an_answer_corrected_leaves_the_crisis_open() -> None:
    half = begun(code="cssrs")
    assessing.answer(half, answers={"wish": 1}, by=worker("Ana"))
    assessing.answer(half, answers={"wish": 0}, by=worker("Ana"))
    assert Crisis.objects.get().closed_at is None


def test_a_life_goes_before_a_permission_taken_back_meanwhile() -> None:
    half = begun()
    Consent.objects.update(withdrawn_on=timezone.localdate())
    assert assessing.answer(half, answers={"harm": 3}, by=worker("Ana"))
    half.refresh_from_db()
    assert half.answers == {}
    with pytest.raises(RefusedError):
        assessing.answer(half, answers={"mood": 1}, by=worker("Ana"))


def test_who_is_too_young_for_an_instrument_is_not_asked() -> None:
    case = case_of()
    Consent.objects.update(basis="legal")  # who signs for a child is not what is asked here
    case.participant.traits = {"birth_year": timezone.localdate().year - 12, "birth_month": 1}
    case.participant.save()
    with pytest.raises(RefusedError) as problem:
        begun(case)
    assert blocks(problem) == {Block.TOO_YOUNG}


def test_an_instrument_is_asked_only_of_its_dimensions() -> None:
    with pytest.raises(RefusedError) as problem:
        begun(dimension="citizen")
    assert blocks(problem) == {Block.NOT_OF_IT}
    assert begun(case_of("Otra Persona"), "dimension_talk", dimension="citizen")


def test_an_answer_no_longer_asked_is_forgotten() -> None:
    half = begun(code="audit_c")
    assessing.answer(half, answers={"often": 2, "how_many": 3, "six": 1}, by=worker("Ana"))
    assessing.answer(half, answers={"often": 0}, by=worker("Ana"))
    half.refresh_from_db()
    assert half.answers == {"often": 0}


def test_a_change_is_told_against_the_error_of_the_instrument() -> None:
    case = case_of()
    finished(case, "who5", 1)
    finished(case, "who5", 4, occasion="again")
    newest, first = queries.assessments_of(case, seen_by=worker("Ana"))
    assert (first.change, newest.score.total) == (None, 80)
    assert newest.change is not None
    assert newest.change.verdict is Verdict.BETTER


def test_scores_take_few_questions(django_assert_max_num_queries) -> None:
    case = case_of()
    for _ in range(5):
        finished(case, "who5", 3, occasion="again")
    with django_assert_max_num_queries(3):
        assert len(queries.assessments_of(case, seen_by=worker("Ana"))) == 5


def test_nobody_else_reads_an_assessment() -> None:
    row = finished(case_of(), "who5", 3)
    assert queries.assessment(row.pk, seen_by=worker("Zoe")) is None
    assert queries.assessments_of(row.case, seen_by=worker("Zoe")) == []


def test_the_person_is_told_in_words_and_erasing_leaves_nothing() -> None:
    row = finished(case_of(), "who5", 3)
    kept = holding("cases.assessments")
    found = kept.find(Subject("participant", row.case.participant_id))
    assert kept.content is not None
    told = kept.content(found[0].key)
    assert "Más de la mitad del tiempo" in json.dumps(told["answers"], ensure_ascii=False)
    assert kept.erase is not None
    kept.erase(found[0].key)
    assert not Assessment.objects.exists()


def test_everything_of_care_is_found_told_and_erased_for_the_person() -> None:
    case = case_of()
    half = begun(case)
    assessing.answer(half, answers={"harm": 1}, by=worker("Ana"))
    goal = planning.set_goal(case, dimension="family", aim="Volver", due_on=None, by=worker("Ana"))
    planning.add_step(goal, text="Llamar", by_person=True, due_on=None, by=worker("Ana"))
    parts = {"signs": "no duermo", "alone": "caminar", "professionals": "106"}
    until = timezone.localdate() + timedelta(days=9)
    safety.write(case, parts=parts, review_on=until, by=worker("Ana"))
    for one in HOLDINGS:
        for kept in one.find(Subject("participant", case.participant_id)):
            assert one.content is not None
            assert one.erase is not None
            assert one.content(kept.key)
            assert one.erase(kept.key).rows
    for model in (HalfAssessment, Goal, GoalStep, SafetyPlan, Crisis, CrisisItem):
        assert not model.objects.exists()


def mine() -> dict:
    folder = files("pazos.domain.cases.instruments") / "shipped"
    return json.loads((folder / "mspss-1.json").read_text("utf-8")) | {"code": "barrio", "version": 1}


def test_a_city_adds_an_instrument_of_its_own() -> None:
    assessing_sheets.keep(mine(), kind="instrument", by=supervisor())
    assert "barrio" in {one.code for one in instruments()}
    assert instrument("barrio").is_of_the_city
    assert begun(code="barrio", dimension="family")


def test_no_change_is_told_between_two_versions_that_are_scored_otherwise() -> None:
    other = mine() | {"version": 2}
    other["score"] |= {"method": "sum", "least": 12, "most": 84}
    other["meanings"]["bands"] = [other["meanings"]["bands"][1] | {"from": 12, "to": 84}]
    assessing_sheets.keep(mine(), kind="instrument", by=supervisor())
    case = case_of()
    finished(case, "barrio", 2, dimension="family")
    finished(case, "barrio", 2, dimension="family", occasion="again")
    assessing_sheets.keep(other, kind="instrument", by=supervisor())
    finished(case, "barrio", 2, dimension="family", occasion="again")
    latest, second, first = queries.assessments_of(case, seen_by=worker("Ana"))
    assert first.change is None
    assert second.change.difference == 0
    assert latest.change.difference is None


def test_a_file_that_is_none_is_refused_in_words() -> None:
    wrong = mine()
    del wrong["licence"]
    with pytest.raises(InputProblem, match="licence"):
        assessing_sheets.keep(wrong, kind="instrument", by=supervisor())
