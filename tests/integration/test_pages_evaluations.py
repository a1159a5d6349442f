"""Pages of evaluations: a plan written step by step by somebody who is no programmer, sealed by somebody else."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import cast
from evaluating import answer_run, places, power_of, rule, sealed, whole, written
from pazos.domain.activities.models import Activity
from pazos.domain.designations.models import Cluster, Designation
from pazos.domain.evaluations import actions, queries
from pazos.domain.evaluations.blocks import Step
from pazos.domain.evaluations.models import ComparisonPanel, Evaluation
from pazos.domain.evaluations.protocol import Choice, Outcome, Protocol
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.access.policy import Role
from pazos.foundation.runs.actions import carry_out
from pazos.interfaces.web.pages.evaluations.methods_form import COVARIATES
from pazos.interfaces.web.pages.evaluations.reading import changes_by_version, outcome_words
from reached import reached

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from pazos.domain.people.models import Staff

pytestmark = pytest.mark.django_db
PANEL = "Código;Municipio;Año;Homicidios;Población\n76520;Palmira;2003;10;300000\n05001;Medellín;2003;20;2000000\n"


@pytest.fixture
def lead() -> Staff:
    return cast.staff(Role.STRATEGY_LEAD)


@pytest.fixture
def evaluator() -> Staff:
    return cast.staff(Role.EVALUATOR)


@pytest.fixture
def codes() -> list[str]:
    return places()


@pytest.fixture
def begun(lead: Staff) -> Evaluation:
    return actions.draft(title="Clusters of 2020", by=lead)


def read(client: Client, who: Staff, name: str, *slots: Any) -> HttpResponse:
    client.cookies["pazos_language"] = "en"
    client.force_login(who)
    return client.get(reverse(name, args=slots))


def send(client: Client, who: Staff, name: str, *slots: Any, **said: Any) -> HttpResponse:
    client.cookies["pazos_language"] = "en"
    client.force_login(who)
    return client.post(reverse(name, args=slots), said)


def text(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


def plan_of(row: Evaluation) -> Protocol:
    row.refresh_from_db()
    return Protocol.of(row.draft)


def test_an_empty_list_offers_the_first_plan_to_those_who_plan(client, lead) -> None:
    page = text(read(client, lead, "evaluations"))
    assert "Plan an evaluation" in page
    assert "web/evaluations.css" in page
    member = text(read(client, cast.staff(Role.COMMITTEE_MEMBER), "evaluations"))
    assert "Nothing has been evaluated yet" in member
    assert "Plan an evaluation" not in member


@pytest.mark.parametrize("role", [Role.SECURITY_LIAISON, Role.ADMINISTRATOR, Role.DATA_OFFICER])
def test_police_administrator_and_data_officer_see_no_evaluation(client, role, lead, codes) -> None:
    version = sealed(whole(codes), by=lead, signed_by=cast.staff(Role.EVALUATOR))
    who, pk = cast.staff(role), version.evaluation_id
    for name, slots in (
        ("evaluations", ()),
        ("evaluation", (pk,)),
        ("evaluation_plan", (pk, 1)),
        ("evaluation_plan_file", (pk, 1)),
        ("evaluation_write", (pk, "whole")),
        ("evaluation_seal", (pk,)),
    ):
        assert read(client, who, name, *slots).status_code == 403


def test_a_member_of_a_committee_reads_and_cannot_write(client, lead, codes) -> None:
    row, member = written(whole(codes), by=lead), cast.staff(Role.COMMITTEE_MEMBER)
    assert read(client, member, "evaluation", row.pk).status_code == 200
    assert read(client, member, "evaluation_write", row.pk, "question").status_code == 403
    assert send(client, member, "evaluation_propose", row.pk).status_code == 403


def test_a_step_keeps_itself_and_leads_to_the_next(client, lead) -> None:
    made = send(client, lead, "new_evaluation", title="Clusters")
    row = Evaluation.objects.get()
    assert made.headers["Location"] == reverse("evaluation_write", args=[row.pk, "question"])
    said = {"title": "Clusters of 2020", "question": "Did it fall?", "expectation": "Yes", "go": "on"}
    kept = send(client, lead, "evaluation_write", row.pk, "question", unit="neighbourhood", **said)
    assert kept.headers["Location"] == reverse("evaluation_write", args=[row.pk, "outcome"])
    assert plan_of(row).question == "Did it fall?"
    assert row.title == "Clusters of 2020"


def test_every_step_is_shown_with_what_it_lacks_beside_it(client, lead, begun, codes) -> None:
    rule()
    for step in Step:
        answer = read(client, lead, "evaluation_write", begun.pk, step.value)
        assert answer.status_code == 200, step
        assert "missing" in text(answer)
    assert "It asks no question yet" in text(read(client, lead, "evaluation_write", begun.pk, "question"))
    assert read(client, lead, "evaluation_write", begun.pk, "nowhere").status_code == 404


def test_the_outcome_is_a_rule_in_force_and_a_source(client, lead, begun) -> None:
    key = rule()
    send(client, lead, "evaluation_write", begun.pk, "outcome", rule=key, source="", go="on")
    assert plan_of(begun).outcome.rule == key
    wrong = send(client, lead, "evaluation_write", begun.pk, "outcome", rule="invented@9", source="")
    assert wrong.status_code == 422


def test_the_treated_are_typed_by_code_or_name(client, lead, begun, codes) -> None:
    said = {"treated_by": "named", "place": ["001", "barrio 002", ""], "starts": ["2020-11", "2021-2", ""]}
    send(client, lead, "evaluation_write", begun.pk, "treated", **said)
    assert [(one.unit, one.starts) for one in plan_of(begun).treated] == [
        ("001", "2020-11"),
        ("002", "2021-02"),
    ]


def test_a_wrong_row_is_told_beside_it_and_nothing_typed_is_lost(client, lead, begun, codes) -> None:
    said = {"treated_by": "named", "place": ["001", "Nowhere"], "starts": ["soon", "2021-02"]}
    answer = send(client, lead, "evaluation_write", begun.pk, "treated", **said)
    assert answer.status_code == 422
    page = text(answer)
    assert "Nowhere" in page
    assert "soon" in page
    assert "No place has this code or name." in page
    assert "Write the month as 2020-11." in page
    assert plan_of(begun).treated == ()


def test_the_treated_come_from_a_file(client, lead, begun, codes) -> None:
    file = SimpleUploadedFile("tratados.csv", b"codigo,desde\n003,2020-11\n004,2021-01\n")
    send(client, lead, "evaluation_write", begun.pk, "treated", treated_by="named", file=file)
    assert [one.unit for one in plan_of(begun).treated] == ["003", "004"]
    bad = SimpleUploadedFile("x.csv", b"a,b\n1,2\n")
    answer = send(client, lead, "evaluation_write", begun.pk, "treated", treated_by="named", file=bad)
    assert answer.status_code == 422
    assert "lacks the columns" in text(answer)


def test_the_treated_come_from_the_signed_designation(client, lead, begun, codes) -> None:
    basis = {"basis": {"first_year": 2018, "last_year": 2019}}
    run = carry_out("clusters", dict, by=None, inputs=[], parameters=basis)
    found = Designation.objects.create(
        title="Siete clústeres",
        run=run,
        state="signed",
        proposed_at=datetime(2020, 10, 1, tzinfo=UTC),
        signed_at=datetime(2020, 11, 20, tzinfo=UTC),
    )
    cluster = Cluster.objects.create(designation=found, number=1)
    cluster.neighbourhoods.set(Neighbourhood.objects.filter(code__in=codes[:2]))
    said = {"treated_by": "designation", "designation": found.pk}
    send(client, lead, "evaluation_write", begun.pk, "treated", **said)
    plan = plan_of(begun)
    assert plan.designation == found.pk
    assert (plan.chosen_from, plan.chosen_to) == ("2018-01", "2019-12")
    assert {(one.unit, one.starts) for one in plan.treated} == {("001", "2020-11"), ("002", "2020-11")}
    assert "Siete clústeres" in text(read(client, lead, "evaluation", begun.pk))


def test_places_are_left_out_with_a_reason_and_a_distance_is_kept(client, lead, begun, codes) -> None:
    said = {"place": ["005", "006"], "why": ["a prison", ""], "buffer_metres": "250"}
    send(client, lead, "evaluation_write", begun.pk, "comparison", **said)
    plan = plan_of(begun)
    assert (plan.buffer_metres, len(plan.excluded)) == (250, 2)
    assert "without a reason" in text(read(client, lead, "evaluation_write", begun.pk, "comparison"))


def test_the_window_takes_months_as_they_are_typed(client, lead, begun) -> None:
    said = {"first": "2016-1", "last": "2022-12", "grain": "quarter", "chosen_from": "", "chosen_to": ""}
    send(client, lead, "evaluation_write", begun.pk, "window", **said)
    plan = plan_of(begun)
    assert (plan.first, plan.last, plan.grain) == ("2016-01", "2022-12", "quarter")
    wrong = send(client, lead, "evaluation_write", begun.pk, "window", **{**said, "first": "long ago"})
    assert wrong.status_code == 422
    assert "long ago" in text(wrong)


def test_methods_are_offered_and_are_part_of_the_plan_once_kept(client, lead, begun, codes) -> None:
    actions.write(begun, protocol=replace(Protocol(), treated=whole(codes).treated), by=lead)
    answer = read(client, lead, "evaluation_write", begun.pk, "methods")
    form = answer.context["form"]
    assert form.initial["primary"] == "poisson"
    assert plan_of(begun).primary.method == ""
    said = {name: field.initial for name, field in form.fields.items()} | form.initial
    sent = {name: value for name, value in said.items() if value is not None}
    send(client, lead, "evaluation_write", begun.pk, "methods", **sent)
    plan = plan_of(begun)
    assert (plan.primary.method, plan.smallest, plan.confidence) == ("poisson", 0.2, 0.95)
    assert [(one.age_from, one.age_to) for one in plan.subgroups] == [(14, 29)]
    assert "callaway-santanna" in [one.method for one in plan.secondary]


def test_options_of_a_method_are_chosen_within_its_bounds_and_its_own_are_not_named(
    client, lead, begun, codes
) -> None:
    plan = whole(
        codes, primary=Choice("poisson"), secondary=(Choice("its", {"breaks": ["2020-11"]}),), doubts=()
    )
    actions.write(begun, protocol=plan, by=lead)
    said = {"primary": "poisson", "secondary": ["its"], "confidence": "95", "seed": "1", "dose": "none"}
    page = text(read(client, lead, "evaluation_write", begun.pk, "methods"))
    assert "the method&#x27;s own: errors clustered by place" in page
    send(client, lead, "evaluation_write", begun.pk, "methods", **said, option_poisson_draws="9999")
    assert plan_of(begun).primary == Choice("poisson")
    chosen = {"option_poisson_inference": "wild", "option_poisson_draws": "499", "option_its_season": "none"}
    send(client, lead, "evaluation_write", begun.pk, "methods", **said, **chosen)
    kept = plan_of(begun)
    assert kept.primary == Choice("poisson", {"inference": "wild", "draws": 499})
    assert kept.secondary == (Choice("its", {"breaks": ["2020-11"], "season": "none"}),)
    assert "wild bootstrap by place" in text(read(client, lead, "evaluation", begun.pk))
    for wrong in ({"option_poisson_draws": "3"}, {"option_poisson_inference": "magic"}):
        answer = send(client, lead, "evaluation_write", begun.pk, "methods", **said, **wrong)
        assert answer.status_code == 422
        assert plan_of(begun) == kept


def test_places_that_began_at_several_times_are_offered_methods_that_do_not_mix_them(
    client, lead, begun, codes
) -> None:
    plan = whole(codes)
    later = replace(plan.treated[1], starts="2021-06")
    empty = replace(Protocol(), treated=(plan.treated[0], later))
    actions.write(begun, protocol=empty, by=lead)
    form = read(client, lead, "evaluation_write", begun.pk, "methods").context["form"]
    assert form.initial["primary"] == "callaway-santanna"


def test_other_facts_of_places_are_those_that_can_be_read() -> None:
    from pazos.analysis.evaluation.covariates import COVARIATES as READ

    assert set(COVARIATES) == set(READ)


def test_a_plan_is_proposed_by_one_and_sealed_by_another(client, lead, evaluator, codes) -> None:
    plan = whole(codes)
    row = written(plan, by=lead)
    page = text(read(client, lead, "evaluation_write", row.pk, "whole"))
    assert "Nothing is missing" in page
    assert plan.hash in page
    assert "can hope to detect little" in page
    send(client, lead, "evaluation_propose", row.pk)
    own = text(read(client, lead, "evaluation_seal", row.pk))
    assert "another person has to" in own
    assert own.index("can hope to detect little") < own.index("Did deaths fall")
    send(client, lead, "evaluation_seal", row.pk, content_hash=plan.hash)
    assert queries.plan_in_force(row) is None
    send(client, evaluator, "evaluation_seal", row.pk, content_hash=plan.hash)
    version = queries.plan_in_force(row)
    assert version is not None
    assert version.signed_by == evaluator
    shown = text(read(client, lead, "evaluation", row.pk))
    for words in (plan.hash, lead.name, evaluator.name, "Barrio 001 from 2020-11", "a prison was opened"):
        assert words in shown


def test_a_plan_is_sealed_or_taken_back_only_as_it_was_read(client, lead, evaluator, codes) -> None:
    plan = whole(codes)
    row = written(plan, by=lead)
    actions.propose(row, by=lead)
    assert f'name="content_hash" value="{plan.hash}"' in text(read(client, lead, "evaluation", row.pk))
    assert f'name="content_hash" value="{plan.hash}"' in text(
        read(client, evaluator, "evaluation_seal", row.pk)
    )
    for said in ({"content_hash": "0" * 64}, {}):
        for name in ("evaluation_seal", "evaluation_take_back"):
            send(client, evaluator, name, row.pk, **said)
            assert queries.plan_waiting(row) is not None
            assert "another waits by now" in text(read(client, evaluator, "evaluation_seal", row.pk))


def test_what_waits_or_was_withdrawn_is_not_written_on(client, lead, codes) -> None:
    row = written(whole(codes), by=lead)
    actions.propose(row, by=lead)
    answer = send(client, lead, "evaluation_write", row.pk, "question", title="x", unit="neighbourhood")
    assert answer.headers["Location"] == reverse("evaluation", args=[row.pk])
    assert plan_of(row) == whole(codes)
    send(client, lead, "evaluation_take_back", row.pk, content_hash=whole(codes).hash)
    assert read(client, lead, "evaluation_write", row.pk, "question").status_code == 200
    send(client, lead, "evaluation_withdraw", row.pk, why="the strategy ended")
    assert "the strategy ended" in text(read(client, lead, "evaluations"))
    assert read(client, lead, "evaluation_write", row.pk, "question").status_code == 302


def test_an_amendment_is_told_in_words_and_the_sealed_text_stays(client, lead, evaluator, codes) -> None:
    plan = whole(codes)
    version = sealed(plan, by=lead, signed_by=evaluator)
    row = version.evaluation
    other = replace(plan, buffer_metres=500)
    send(
        client,
        lead,
        "evaluation_write",
        row.pk,
        "comparison",
        place=["006"],
        why=["a prison was opened there"],
        buffer_metres="500",
    )
    assert plan_of(row) == other
    assert "An amendment is being written" in text(read(client, lead, "evaluation", row.pk))
    actions.keep_power(row, run=power_of(other), by=lead)
    send(client, lead, "evaluation_propose", row.pk)
    assert queries.plan_waiting(row) is None
    send(client, lead, "evaluation_propose", row.pk, why="a slip of the pen")
    send(client, evaluator, "evaluation_seal", row.pk, content_hash=other.hash)
    page = text(read(client, lead, "evaluation", row.pk))
    assert "a slip of the pen" in page
    assert "“250” before, “500” now" in page
    first = read(client, lead, "evaluation_plan_file", row.pk, 1)
    assert hashlib.sha256(first.content).hexdigest() == plan.hash
    assert "Version 1" in text(read(client, lead, "evaluation_plan", row.pk, 1))


def test_the_lock_says_what_it_protects_and_what_it_does_not(client, lead, evaluator, codes) -> None:
    row = written(whole(codes), by=lead)
    page = text(read(client, lead, "evaluation", row.pk))
    assert "no outcome after 2020-10" in page
    assert "It hides nothing that the city publishes" in page
    actions.seal(actions.propose(row, by=lead), by=evaluator)
    assert "Locked:" not in text(read(client, lead, "evaluation", row.pk))


def test_the_list_says_how_far_each_is_and_what_it_found(
    client, lead, evaluator, codes, django_assert_max_num_queries
) -> None:
    version = sealed(whole(codes), by=lead, signed_by=evaluator)
    actions.keep_answer(version, run=answer_run("cannot_tell_few"), by=None)
    for number in range(5):
        written(whole(codes), by=lead, title=f"More {number}")
    read(client, lead, "evaluations")
    with django_assert_max_num_queries(14):
        page = text(client.get(reverse("evaluations")))
    assert "too few deaths" in page
    assert "answered" in page
    with django_assert_max_num_queries(30):
        client.get(reverse("evaluation", args=[version.evaluation_id]))


def test_more_counts_ask_the_database_no_more(django_assert_num_queries) -> None:
    asked = [Outcome(key, f"source-{number}") for key in (rule(), "") for number in range(4)]
    with django_assert_num_queries(2):
        assert len(set(outcome_words(asked).values())) == len(asked)


def test_more_amendments_ask_the_database_no_more(
    lead, evaluator, codes, django_assert_max_num_queries
) -> None:
    row = sealed(whole(codes), by=lead, signed_by=evaluator).evaluation
    for seed in range(2, 5):
        plan = whole(codes, seed=seed)
        actions.keep_power(actions.write(row, protocol=plan, by=lead), run=power_of(plan), by=lead)
        actions.seal(actions.propose(row, why="another seed", by=lead), by=evaluator)
    with django_assert_max_num_queries(2):
        changes = changes_by_version(queries.versions(row))
    assert [len(changes[number]) for number in (1, 2, 3, 4)] == [0, 1, 1, 1]


def test_other_municipalities_are_kept_as_read(client, lead, begun) -> None:
    send(client, lead, "evaluation_write", begun.pk, "question", title="x", unit="municipality")
    said = {"title": "Colombia", "origin": "Policía Nacional", "counts": "homicidios por año"}
    file = SimpleUploadedFile("municipios.csv", PANEL.encode())
    send(client, lead, "evaluation_municipalities", begun.pk, file=file, **said)
    panel = ComparisonPanel.objects.get()
    assert panel.rows[0] == ["76520", "Palmira", "2003", 10, 300000]
    assert (panel.grain, plan_of(begun).pool, plan_of(begun).grain) == ("year", panel.sha256, "year")
    page = text(read(client, lead, "evaluation_write", begun.pk, "comparison"))
    assert "2 municipalities" in page
    said = {"treated_by": "named", "place": ["Palmira"], "starts": ["2020-11"]}
    send(client, lead, "evaluation_write", begun.pk, "treated", **said)
    assert [one.unit for one in plan_of(begun).treated] == ["76520"]
    assert (
        read(client, lead, "evaluation_write", begun.pk, "methods").context["form"].initial["primary"]
        == "sdid"
    )


def test_rows_of_municipalities_that_cannot_be_read_are_told_by_row_and_column(client, lead, begun) -> None:
    rows = "unit,time,outcome\n05001,2003,4\n05001,2003,5\n05002,2003-13,1\n05003,2004,\n"
    file = SimpleUploadedFile("m.csv", rows.encode())
    said = {"title": "a", "origin": "b", "counts": "c", "file": file}
    answer = send(client, lead, "evaluation_municipalities", begun.pk, **said)
    assert answer.status_code == 422
    told = [(one["row"], one["column"]) for one in answer.context["faults"]]
    assert told == [(3, "unit"), (4, "time"), (5, "outcome")]
    assert not ComparisonPanel.objects.exists()


def test_no_count_of_municipalities_is_shown(client, lead, begun) -> None:
    send(client, lead, "evaluation_write", begun.pk, "question", title="x", unit="municipality")
    file = SimpleUploadedFile("m.csv", b"unit,time,outcome\n76520,2003,98765\n05001,2003,43210\n")
    said = {"title": "a", "origin": "b", "counts": "c", "file": file}
    send(client, lead, "evaluation_municipalities", begun.pk, **said)
    for step in Step:
        page = text(read(client, lead, "evaluation_write", begun.pk, step.value))
        assert "98765" not in page
        assert "43210" not in page


def test_a_place_begins_with_the_first_activity_that_was_done_there() -> None:
    from pazos.analysis.evaluation.beginnings import from_first_activities

    city = reached()
    for day, deed in ((date(2021, 5, 3), "done"), (date(2021, 3, 20), "done"), (date(2021, 1, 2), "planned")):
        row = city.activity(on=day)
        Activity.objects.filter(pk=row.pk).update(state=deed)
    found = from_first_activities(seen_by=cast.staff(Role.EVALUATOR))
    assert [(one.unit, one.starts) for one in found] == [("N1", "2021-03")]
    assert from_first_activities(seen_by=cast.staff(Role.SECURITY_LIAISON)) == ()
