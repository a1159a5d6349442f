"""What a plan could see is reckoned from the times before it began, kept as a run, and can be stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import cast
import evaluating
from pazos.analysis.evaluation import power as asked
from pazos.analysis.studies.again import make_again
from pazos.domain.evaluations import actions
from pazos.domain.refusing import RefusedError
from pazos.domain.sources.models import Record
from pazos.foundation.access.policy import Role
from pazos.foundation.jobs import actions as jobs
from pazos.foundation.jobs.models import Job
from pazos.foundation.runs.models import Run
from pazos.science.evaluation import power as science
from pazos.science.evaluation.panel import NEVER

if TYPE_CHECKING:
    from pazos.domain.evaluations.models import Evaluation
    from pazos.domain.people.models import Staff

pytestmark = pytest.mark.django_db

DRAWS = 20


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few draws, few effects: what is simulated is tested with the science."""
    whole = science.detectable

    def quick(*given: Any, **named: Any) -> science.Power:
        return whole(*given, **{**named, "draws": DRAWS, "effects": (0.2, 0.5)})

    monkeypatch.setattr(science, "detectable", quick)


@pytest.fixture
def lead() -> Staff:
    cast.small_city()
    return cast.staff(Role.STRATEGY_LEAD)


@pytest.fixture
def drafted(lead: Staff) -> Evaluation:
    row = actions.draft(title="Clústeres", by=lead)
    return actions.write(row, protocol=evaluating.of_small_city(), by=lead)


def test_the_run_holds_the_whole_contract_and_stands_with_the_draft(drafted: Evaluation, lead: Staff) -> None:
    run = asked.power(drafted, by=lead)
    drafted.refresh_from_db()
    assert drafted.power == run
    assert run.method == "evaluation_power"
    kept: dict[str, Any] = run.result
    assert {
        *("effects", "detected", "false_alarms", "smallest_detectable", "expected", "window", "plan_hash")
    } <= kept.keys()
    assert kept["plan_hash"] == evaluating.of_small_city().hash == run.parameters["hash"]
    assert kept["window"]["times_before"] == kept["window"]["times_after"] == 8
    assert kept["window"]["last_before"] == "2020-Q4"
    assert all(one["low"] <= one["share"] <= one["high"] for one in kept["detected"])


def test_nothing_after_the_beginning_is_read(drafted: Evaluation, lead: Staff) -> None:
    first = asked.power(drafted, by=lead)
    Record.objects.filter(occurred_on__year__gte=2021).delete()
    again = make_again(first.pk, by=None)
    assert again.same_inputs
    assert again.same_digits


def test_units_begin_where_the_plan_says(lead: Staff) -> None:
    from pazos.analysis.evaluation.panels import gather_before, ground_of

    plan = evaluating.of_small_city()
    before = gather_before(plan).panel
    starts, times_after = asked.beginnings(plan, before, ground_of(plan).units)
    assert (starts != NEVER).sum() == len(plan.treated)
    assert set(starts[starts != NEVER].tolist()) == {8}
    assert times_after == 8


def test_it_is_asked_for_once_and_by_those_who_plan(drafted: Evaluation, lead: Staff) -> None:
    assert asked.ask_for_power(drafted, by=lead) == asked.ask_for_power(drafted, by=lead)
    with pytest.raises(RefusedError):
        asked.ask_for_power(drafted, by=cast.staff(Role.GESTOR))


def test_work_that_was_asked_to_stop_is_not_handed_to_whoever_asks_next(
    drafted: Evaluation, lead: Staff
) -> None:
    first = asked.ask_for_power(drafted, by=lead)
    jobs.start(job_id=first.pk)
    jobs.stop(job=first, by=lead)
    second = asked.ask_for_power(drafted, by=cast.staff(Role.ANALYST))
    assert second != first
    assert asked.ask_for_power(drafted, by=lead) == second


def test_a_job_shows_how_far_it_is_and_names_its_run(drafted: Evaluation, lead: Staff) -> None:
    job = jobs.ask(kind=asked.KIND, arguments={"evaluation": str(drafted.pk), "plan": ""}, by=lead)
    asked.work.call(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert job.outcome == {"evaluation_power": str(drafted.pk), "run": Run.objects.latest("pk").pk}


def test_whoever_asked_may_stop_it_and_nothing_is_kept(
    drafted: Evaluation, lead: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = jobs.ask(kind=asked.KIND, arguments={"evaluation": str(drafted.pk), "plan": ""}, by=lead)
    read = asked.beginnings
    monkeypatch.setattr("pazos.analysis.tasks._EVERY", 0.0)

    def stopped_meanwhile(*given: Any) -> Any:
        jobs.stop(job=job, by=lead)
        return read(*given)

    monkeypatch.setattr(asked, "beginnings", stopped_meanwhile)
    asked.work.call(job.pk)
    job.refresh_from_db()
    drafted.refresh_from_db()
    assert job.state == Job.State.STOPPED
    assert drafted.power is None
    assert not Run.objects.filter(method="evaluation_power").exists()


def test_the_picture_says_its_axes_in_the_readers_language(drafted: Evaluation, lead: Staff) -> None:
    from pazos.analysis.figures.shelf import picture

    drawn = picture(asked.power(drafted, by=lead), "evaluation_power", language="en")
    assert "<svg" in drawn
    assert "simulated futures" in drawn


def test_a_button_on_the_jobs_page_stops_it(client: Any, drafted: Evaluation, lead: Staff) -> None:
    job = jobs.ask(kind=asked.KIND, arguments={"evaluation": str(drafted.pk), "plan": ""}, by=lead)
    other = jobs.ask(kind="take_delivery", arguments={}, by=lead)
    client.force_login(lead)
    assert f"/jobs/{job.pk}/stop/" in client.get(f"/jobs/{job.pk}/").content.decode()
    assert "/stop/" not in client.get(f"/jobs/{other.pk}/").content.decode()
    assert client.post(f"/jobs/{other.pk}/stop/").status_code == 404
    assert client.post(f"/jobs/{job.pk}/stop/").status_code == 302
    job.refresh_from_db()
    assert job.state == Job.State.STOPPED
    assert "/stop/" not in client.get(f"/jobs/{job.pk}/").content.decode()
