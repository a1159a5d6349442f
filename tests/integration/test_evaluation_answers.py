"""A sealed plan is carried out as it stands: nothing before the seal, the same digits ever after."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from django.utils import translation

import cast
import evaluating
from pazos.analysis.evaluation.answering import answer as answer_plan
from pazos.analysis.evaluation.answering import ask_for_answer, study, work
from pazos.analysis.evaluation.departures import since_sealed
from pazos.analysis.studies.again import make_again
from pazos.domain.evaluations.models import Answer, SealedProtocol
from pazos.domain.evaluations.protocol import Choice, Outcome, Treatment
from pazos.domain.evaluations.vocabulary import AnswerState, EvaluationState, ProtocolState
from pazos.domain.refusing import RefusedError
from pazos.domain.sources.models import Record
from pazos.foundation.access.policy import Permission, Role
from pazos.foundation.jobs.models import Job
from pazos.foundation.runs.models import Run
from pazos.interfaces.components.evaluation_notes import note_words
from pazos.interfaces.reports.evaluation import told_of
from pazos.interfaces.reports.evaluation.contagion import contagion
from pazos.science.evaluation.near_repeats_compared import SIGNS
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> Staff:
    cast.small_city(places=evaluating.PLACES)
    return cast.staff(Role.STRATEGY_LEAD)


@pytest.fixture
def analyst() -> Staff:
    return cast.staff(Role.ANALYST)


@pytest.fixture
def found(lead: Staff, analyst: Staff) -> Answer:
    return evaluating.answered(by=lead, signed_by=analyst)


def result(found: Answer) -> dict[str, Any]:
    kept: dict[str, Any] = found.run.result
    return kept


def test_an_answer_holds_the_whole_contract_and_its_run_names_plan_seed_and_inputs(found: Answer) -> None:
    assert {
        *("plan", "primary", "secondary", "doubts", "verdict", "by_rule", "subgroups", "meaning"),
        *("clusters", "departures", "notes", "units", "course", "expected", "failed", "material"),
        "near_repeats",
    } <= result(found).keys()
    run = found.run
    assert result(found)["plan"] == {"hash": found.protocol.content_hash, "number": 1}
    assert run.seed == found.protocol.content["seed"]
    assert {"deaths", "people", "departures"} <= {one["name"] for one in run.inputs}
    assert all(len(one["sha256"]) == 64 for one in run.inputs)
    assert run.parameters["needs"] == Permission.PLAN_EVALUATIONS
    assert found.state == AnswerState.FOUND
    found.protocol.evaluation.refresh_from_db()
    assert found.protocol.evaluation.state == EvaluationState.ANSWERED


def test_the_primary_figure_is_what_the_command_would_say_of_the_same_panel(found: Answer) -> None:
    from pazos.analysis.evaluation.frozen import panel_from
    from pazos.science.evaluation.estimators import run

    material = result(found)["material"]
    effect = run(panel_from(material["panel"], material["arrays"]), "twfe", seed=1)
    primary = result(found)["primary"]
    assert (primary["estimate"], primary["low"], primary["high"]) == (
        effect.estimate,
        effect.low,
        effect.high,
    )


def test_a_run_made_again_gives_every_digit_again_and_is_no_second_answer(found: Answer) -> None:
    compared = make_again(found.run_id, by=None)
    assert compared.same_inputs
    assert compared.same_digits
    assert Answer.objects.count() == 1


def test_a_record_that_came_since_changes_the_inputs_and_is_told(found: Answer) -> None:
    Record.objects.filter(source__slug=evaluating.POLICE, occurred_on__year=2020).first().delete()
    assert not make_again(found.run_id, by=None).same_inputs


def test_every_other_rule_and_source_stands_beside_the_plans_own(found: Answer) -> None:
    first, other = result(found)["by_rule"]
    assert (first["source"], other["source"]) == (evaluating.POLICE, evaluating.FORENSIC)
    assert first["estimate"] == result(found)["primary"]["estimate"]
    assert {"low", "high", "verdict", "expected"} <= other.keys()


def test_what_was_carried_of_another_count_is_told_as_of_it(lead: Staff, analyst: Staff) -> None:
    """A death that only the other source places nowhere is told, and of which source it is said."""
    rows = Record.objects.filter(source__slug=evaluating.FORENSIC, occurred_on__year=2020)
    rows.update(neighbourhood=None, spelling=None)
    kept = evaluating.answered(by=lead, signed_by=analyst)
    (said,) = [one for one in kept.run.result["notes"] if one["code"] == "unplaced" and "of" in one]
    assert said["of"] == {"rule": "", "source": evaluating.FORENSIC}
    assert 0 < said["facts"]["deaths"] < said["facts"]["of"]
    assert evaluating.FORENSIC in note_words(said, names={}, language="en")


def pointed() -> None:
    """Give every record of the police a point within some hundred metres of the middle of its barrio."""
    chance = np.random.default_rng(1)
    placed = Record.objects.filter(source__slug=evaluating.POLICE, spelling__neighbourhood__isnull=False)
    rows = list(placed.select_related("spelling__neighbourhood").order_by("pk"))
    for row in rows:
        middle = row.spelling.neighbourhood
        row.lon, row.lat = middle.lon + chance.normal(0, 0.001), middle.lat + chance.normal(0, 0.001)
    Record.objects.bulk_update(rows, ["lon", "lat"])


def test_deaths_with_points_tell_whether_they_call_for_deaths_nearby_and_keep_no_point(
    lead: Staff, analyst: Staff
) -> None:
    pointed()
    kept = evaluating.answered(by=lead, signed_by=analyst)
    told = result(kept)["near_repeats"]
    assert {(one["where"], one["when"]) for one in told["parts"]} == set(SIGNS)
    assert 0 < sum(one["incidents"] for one in told["parts"]) <= told["points"]
    assert {"ratio", "low", "high", "p_value", "why"} <= told.keys()
    assert result(kept)["material"]["near_repeats"] == told
    assert "lon" not in str(told)
    assert make_again(kept.run_id, by=None).same_digits
    (section,) = contagion(told_of(kept, language="en"))
    assert [block.kind for block in section.blocks] == ["text", "table", "note"]


def test_where_places_began_at_several_times_near_repeats_have_no_before(lead: Staff, analyst: Staff) -> None:
    pointed()
    first, *others = evaluating.of_small_city().treated
    asked = evaluating.of_small_city(treated=(replace(first, starts="2021-07"), *others))
    kept = answer_plan(evaluating.in_force(asked, by=lead, signed_by=analyst), by=lead)
    assert result(kept)["near_repeats"]["why"] == "several_beginnings"
    with translation.override("en"):
        (section,) = contagion(told_of(kept, language="en"))
    assert "several times" in section.blocks[-1].text


def test_without_points_nothing_is_said_of_near_repeats(found: Answer) -> None:
    assert result(found)["near_repeats"] == {}
    assert contagion(told_of(found, language="en")) == []


def test_a_source_that_cannot_answer_says_why_and_the_answer_stands(lead: Staff, analyst: Staff) -> None:
    asked = evaluating.of_small_city(other_outcomes=(Outcome(source="nadie"),))
    kept = answer_plan(evaluating.in_force(asked, by=lead, signed_by=analyst), by=lead)
    assert "no source" in kept.run.result["by_rule"][1]["refused"]["template"]


def test_groups_and_clusters_are_corrected_and_never_without_an_interval(found: Answer) -> None:
    for family in ("subgroups", "clusters"):
        rows = result(found)[family]
        assert len(rows) == 2
        for row in rows:
            assert "refused" in row or {"low", "high", "p_corrected"} <= row.keys()
            assert "refused" in row or row["p_corrected"] >= row["p_value"]


def test_clusters_stand_in_the_order_of_the_designation_not_of_their_figures(found: Answer) -> None:
    assert [one["name"] for one in result(found)["clusters"]] == ["Clúster 1", "Clúster 2"]


def test_deaths_averted_are_expected_less_seen_and_years_name_their_table(found: Answer) -> None:
    said = result(found)
    averted = said["meaning"]["averted"]
    assert averted["estimate"] == pytest.approx(said["expected"] - said["seen"])
    assert averted["low"] <= averted["estimate"] <= averted["high"]
    assert {one["table"] for one in said["meaning"]["years"]} == {"who_ghe", "gbd_2010"}
    known = sum(said["meaning"]["ages"].values()) + said["meaning"]["ages_unknown"]
    assert known == said["seen"]
    assert said["meaning"]["cost"] is None


def test_years_of_life_by_cluster_keep_the_interval_of_its_deaths_at_the_ages_of_all_treated(
    found: Answer,
) -> None:
    whole = {one["table"]: one["mean_years"] for one in result(found)["meaning"]["years"]}
    for row in result(found)["clusters"]:
        assert {one["table"]: one["mean_years"] for one in row["years"]} == whole
        for one in row["years"]:
            ends = [row["averted"][end] * one["mean_years"] for end in ("estimate", "low", "high")]
            assert [one[end] for end in ("estimate", "low", "high")] == pytest.approx(ends)


@pytest.mark.parametrize("state", [ProtocolState.PROPOSED, ProtocolState.TAKEN_BACK])
def test_a_plan_that_is_not_sealed_opens_no_outcome(
    lead: Staff, analyst: Staff, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pazos.analysis.evaluation import material

    monkeypatch.setattr(material, "gather", lambda *_, **__: pytest.fail("outcomes were read"))
    version = evaluating.in_force(evaluating.of_small_city(), by=lead, signed_by=analyst, state=state)
    with pytest.raises(InputProblem, match="not sealed"):
        answer_plan(version, by=lead)
    assert not Run.objects.filter(method="evaluation").exists()


def test_a_plan_altered_after_it_was_signed_is_not_answered(lead: Staff, analyst: Staff) -> None:
    version = evaluating.in_force(evaluating.of_small_city(), by=lead, signed_by=analyst)
    SealedProtocol.objects.filter(pk=version.pk).update(content={**version.content, "seed": 2})
    version.refresh_from_db()
    with pytest.raises(InputProblem, match="not what was signed"):
        answer_plan(version, by=lead)


def test_an_amended_plan_is_made_again_and_answered_no_more(lead: Staff, analyst: Staff) -> None:
    version = evaluating.in_force(
        evaluating.of_small_city(), by=lead, signed_by=analyst, state=ProtocolState.AMENDED
    )
    with pytest.raises(InputProblem, match="amended"):
        answer_plan(version, by=lead)
    assert study(version, by=None).method == "evaluation"


def test_who_may_not_plan_gets_no_answer(lead: Staff, analyst: Staff) -> None:
    version = evaluating.in_force(evaluating.of_small_city(), by=lead, signed_by=analyst)
    with pytest.raises(RefusedError):
        answer_plan(version, by=cast.staff(Role.GESTOR))
    with pytest.raises(RefusedError):
        ask_for_answer(version, by=cast.staff(Role.SECURITY_LIAISON))


def test_departures_are_listed_by_themselves(lead: Staff, analyst: Staff) -> None:
    first = evaluating.in_force(
        evaluating.of_small_city(seed=5), by=lead, signed_by=analyst, state=ProtocolState.AMENDED
    )
    codes = [one.unit for one in evaluating.of_small_city().treated]
    later = evaluating.in_force(
        evaluating.of_small_city(
            last="2024-06",
            outcome=Outcome(source=evaluating.FORENSIC),
            other_outcomes=(),
            treated=(*(Treatment(code, "2021-01") for code in codes[:1]),),
            primary=Choice("twfe", {"inference": "randomisation", "draws": 99}),
        ),
        by=lead,
        signed_by=analyst,
        evaluation=first.evaluation,
        number=2,
        why="The police changed its definition.",
        outcomes_seen=True,
    )
    kept = answer_plan(later, by=lead)
    told = {one["code"]: one for one in kept.run.result["departures"]}
    assert told["plan_amended"]["facts"]["outcomes_seen"] is True
    assert told["plan_amended"]["old"]["seed"] == 5
    assert told["months_missing"]["facts"]["last"] == "2023-12"
    assert told["method_refused"]["refused"]["template"]
    assert [one["code"] for one in since_sealed(later, kept.run)] == ["code_changed"]


def test_an_answer_is_asked_for_once_and_made_by_the_worker(lead: Staff, analyst: Staff) -> None:
    version = evaluating.in_force(evaluating.of_small_city(subgroups=()), by=lead, signed_by=analyst)
    job = ask_for_answer(version, by=lead)
    assert ask_for_answer(version, by=lead) == job
    work.func(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.problem
    assert Answer.objects.get().run_id == job.outcome["run"]


def test_an_answer_that_is_stopped_keeps_nothing(lead: Staff, analyst: Staff) -> None:
    version = evaluating.in_force(evaluating.of_small_city(), by=lead, signed_by=analyst)

    def tell(step: str, share: float) -> None:
        if share > 0.3:
            raise InterruptedError(step)

    with pytest.raises(InterruptedError):
        answer_plan(version, by=lead, tell=tell)
    assert not Answer.objects.exists()
    assert not Run.objects.filter(method="evaluation").exists()


def test_the_answer_names_no_person(found: Answer, lead: Staff) -> None:
    assert lead.name not in json.dumps(result(found))
