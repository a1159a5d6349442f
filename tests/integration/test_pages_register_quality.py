"""The pages of quality, thresholds and of what nobody recorded: what each shows to whom, and each deed."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape

import pytest
from django.utils import timezone

import cast
import registered
from pazos.analysis.register.scorecard import study_scorecard
from pazos.analysis.register.undercount import Question, study_undercount
from pazos.domain.people.models import Staff
from pazos.domain.register.actions.quality import ship_thresholds
from pazos.domain.register.models import Death, QualityStatement, QualityThreshold
from pazos.domain.sources.models import Record
from pazos.domain.sources.vocabulary import Manner, SourceKind
from pazos.domain.territory.models import Municipality
from pazos.foundation.access.policy import Role
from pazos.foundation.jobs.models import Job
from pazos.foundation.runs.models import Run

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2023, 1, 1), date(2023, 12, 31)


@pytest.fixture(autouse=True)
def _files(tmp_path, settings):
    settings.CITY_FILES = tmp_path / "files"


@pytest.fixture
def register():
    """A year of three sources that overlap in part; each month has few deaths."""
    Municipality.objects.create(code="76990", name="Valdelucero")
    kinds = (SourceKind.POLICE, SourceKind.FORENSIC, SourceKind.PRESS)
    police, forensic, press = (registered.source(kind, first=FIRST, last=LAST) for kind in kinds)
    held = [
        [police, forensic, press],
        [police, forensic],
        [police],
        [forensic, press],
        [press, police],
        [forensic],
    ]
    for place in range(72):
        day = FIRST + timedelta(days=5 * place)
        registered.death(day, dict.fromkeys(held[place % 6], Manner.HOMICIDE))
    Record.objects.filter(pk__in=list(Record.objects.values_list("pk", flat=True))[::9]).update(
        sex="f", age=20
    )
    return {"police": police, "forensic": forensic, "press": press}


def as_role(client, role: Role):
    if role is not Role.PUBLIC:
        client.force_login(Staff.objects.filter(role=role).first() or cast.staff(role))
    client.cookies["pazos_language"] = "en"
    return client


def text(client, address: str, role: Role = Role.ANALYST, status: int = 200) -> str:
    answer = as_role(client, role).get(address)
    assert answer.status_code == status
    return unescape(answer.content.decode())


# --- quality ---


def test_before_anything_was_judged_the_page_offers_it_to_those_who_may(client, register) -> None:
    assert "Judge the records" not in text(client, "/quality/", Role.PUBLIC)
    assert "Judge the records" in text(client, "/quality/", Role.ANALYST)
    answer = client.post("/quality/ask/")
    assert answer.headers["Location"] == f"/jobs/{Job.objects.get(kind='scorecard').pk}/"
    assert client.post("/quality/ask/").headers["Location"] == answer.headers["Location"], "asked for once"


def test_everybody_sees_steps_thresholds_and_what_is_missing(client, register) -> None:
    run = study_scorecard(by=None)
    page = text(client, "/quality/", Role.PUBLIC)
    assert "Missing to rise one step" in page
    assert "27 of 27 thresholds are unconfirmed" in page
    assert page.count("unconfirmed") >= 27
    assert "Fuente police" in page
    assert f"run {run.pk}" in page
    assert f"/runs/{run.pk}/" not in page, "a run is for those who may see areas"


@pytest.mark.parametrize(
    ("role", "sees"),
    [(Role.PUBLIC, False), (Role.AUDITOR, False), (Role.SECURITY_LIAISON, True), (Role.ANALYST, True)],
)
def test_months_are_for_those_who_may_see_areas(client, register, role, sees) -> None:
    study_scorecard(by=None)
    page = text(client, "/quality/?of=police&year=2023", role)
    assert ("Month by month, 2023" in page) is sees
    assert ("Year by year" in page) is not sees


def test_a_period_of_few_records_shows_no_values_to_everybody(client, register) -> None:
    Death.objects.update(merged_into=None)
    Record.objects.filter(source=register["press"]).exclude(
        pk__in=Record.objects.filter(source=register["press"]).values_list("pk")[:5]
    ).update(superseded_by=Record.objects.filter(source=register["press"]).first().delivery)
    study_scorecard(by=None)
    page = text(client, "/quality/?of=press", Role.PUBLIC)
    assert "too few records to show" in page
    assert "too few records to show" not in text(client, "/quality/?of=press", Role.ANALYST)


def test_flags_of_a_neighbourhood_are_for_those_who_may_see_areas(client, register) -> None:
    run = study_scorecard(by=None)
    flag = {
        "level": "place",
        "check": "place_stops",
        "severity": "implausible",
        "place": "B01",
        "time": "2023-06",
        "value": 0.0,
        "expected": 9.4,
        "p_value": 1e-4,
        "facts": {"first": "2023-06", "last": "2023-12", "periods": 7, "absent": False},
        "subject": "police",
    }
    Run.objects.filter(pk=run.pk).update(
        result={**run.result, "flags": [flag, {**flag, "level": "city", "place": None}]}
    )
    public = text(client, "/quality/?of=police", Role.PUBLIC)
    assert "B01" not in public
    assert "no deaths from 2023-06 on, where 9.4 were to be expected" in public
    seen = text(client, "/quality/?of=police", Role.COMMITTEE_MEMBER)
    assert "B01" in seen
    assert "/neighbourhoods/B01/" in seen


def test_what_does_not_exist_falls_back_to_the_register(client, register) -> None:
    study_scorecard(by=None)
    assert "The register" in text(client, "/quality/?of=nobody&year=1800", Role.PUBLIC)


# --- thresholds ---


def test_a_threshold_is_confirmed_and_set_on_the_screen(client, register) -> None:
    analyst = as_role(client, Role.ANALYST)
    said = {
        "deed": "confirm",
        "confirmed_by": "Ana",
        "confirmed_on": timezone.localdate().isoformat(),
        "read_in": "p. 9",
    }
    assert analyst.post("/quality/thresholds/sex_known/", said).status_code == 302
    row = QualityThreshold.objects.filter(code="sex_known").first()
    assert (row.confirmed_by, row.note) == ("Ana", "p. 9")
    said = {"deed": "set", "value": "0.01", "source": "Acuerdo 7", "note": ""}
    assert analyst.post("/quality/thresholds/sex_known/", said).status_code == 302
    assert QualityThreshold.objects.filter(code="sex_known").first().value == 0.01
    page = text(client, "/quality/thresholds/sex_known/")
    assert "What it was before" in page
    assert "confirmed by Ana" in page


@pytest.mark.parametrize(
    "said", [{"deed": "confirm"}, {"deed": "set", "value": "-1", "source": "x"}, {"deed": "none"}]
)
def test_a_deed_on_a_threshold_without_its_words_is_refused(client, said) -> None:
    assert as_role(client, Role.ANALYST).post("/quality/thresholds/sex_known/", said).status_code == 422
    assert QualityThreshold.objects.filter(code="sex_known").count() == 1


def test_a_threshold_that_does_not_exist_is_not_found(client) -> None:
    assert as_role(client, Role.ANALYST).get("/quality/thresholds/nothing/").status_code == 404


def test_a_statement_is_written_down_with_where_it_can_be_read(client, register) -> None:
    analyst = as_role(client, Role.ANALYST)
    said = {"of": "police", "what": "microdata", "value": "1", "read_in": "https://datos.example"}
    assert analyst.post("/quality/statements/", said).status_code == 302
    assert "https://datos.example" in text(client, "/quality/thresholds/")
    assert analyst.post("/quality/statements/", {**said, "read_in": ""}).status_code == 422
    assert QualityStatement.objects.count() == 1


@pytest.mark.parametrize("role", [Role.COMMITTEE_MEMBER, Role.SECURITY_LIAISON, Role.AUDITOR])
def test_thresholds_are_set_by_those_who_make_rules(client, role) -> None:
    ship_thresholds()
    said = {"deed": "set", "value": "0.5", "source": "x"}
    assert as_role(client, role).post("/quality/thresholds/sex_known/", said).status_code == 403
    assert QualityThreshold.objects.filter(code="sex_known").count() == 1


# --- what nobody recorded ---


def test_the_answer_stands_with_its_interval_assumptions_and_models(client, register) -> None:
    run = study_undercount(Question(2023, 2023, "bogota_wide@1"), by=None)
    page = text(client, "/undercount/", Role.COMMITTEE_MEMBER)
    assert "The answer for 2023 to 2023" in page or "Cannot tell for 2023 to 2023" in page
    assert "Deaths in at least one list" in page
    assert "If it fails" in page
    assert f"/runs/{run.pk}/" in page
    assert "Fuente police" in page
    assert "Estimate</button>" not in page, "only those who analyse may ask"


def test_cannot_tell_is_an_answer_with_its_reasons(client, register) -> None:
    tied = (("police", "forensic"), ("forensic", "press"))
    study_undercount(Question(2023, 2023, "bogota_wide@1", dependent=tied), by=None)
    page = text(client, "/undercount/")
    assert "Cannot tell for 2023 to 2023" in page
    assert "all declared to depend on one another" in page
    assert "Deaths in all" not in page


def test_a_question_that_could_not_be_asked_says_why(client, register) -> None:
    study_undercount(Question(2023, 2023, "who_icd10@1"), by=None)
    assert "Choose a rule that listens to every source" in text(client, "/undercount/")


def test_pairs_that_wait_are_told_beside_the_answer(client, register) -> None:
    alone = Death.objects.filter(sources=1)
    registered.wait(
        alone.filter(claims__source__slug="police")[0], alone.filter(claims__source__slug="forensic")[0]
    )
    study_undercount(Question(2023, 2023, "bogota_wide@1"), by=None)
    assert "1 pairs of records wait for a person" in text(client, "/undercount/")


def test_asking_puts_the_question_in_the_queue_with_the_dependence_declared(client, register) -> None:
    said = {"first_year": 2023, "last_year": 2023, "rule": "bogota_wide@1", "dependent": ["forensic|police"]}
    answer = as_role(client, Role.ANALYST).post("/undercount/ask/", said)
    job = Job.objects.get(kind="undercount")
    assert answer.headers["Location"] == f"/jobs/{job.pk}/"
    assert job.arguments["dependent"] == [["forensic", "police"]]
    client.post("/undercount/ask/", said)
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    "said",
    [
        {"first_year": 2023, "last_year": 2022, "rule": "bogota_wide@1"},
        {"first_year": 2023, "last_year": 2023, "rule": "who_icd10@1"},
        {"first_year": "x", "last_year": 2023, "rule": "bogota_wide@1"},
    ],
)
def test_a_question_that_makes_no_sense_is_refused(client, register, said) -> None:
    assert as_role(client, Role.ANALYST).post("/undercount/ask/", said).status_code == 422
    assert not Job.objects.exists()


def test_the_worker_carries_both_out(register) -> None:
    from pazos.analysis.register.judging import (
        ask_for_scorecard,
        ask_for_undercount,
        estimate_undercount,
        judge_quality,
    )

    analyst = cast.staff(Role.ANALYST)
    judged = ask_for_scorecard(by=analyst)
    judge_quality.func(judged.pk)
    asked = ask_for_undercount(Question(2023, 2023, "bogota_wide@1").facts(), by=analyst)
    estimate_undercount.func(asked.pk)
    outcomes = {job.kind: (job.state, job.outcome) for job in Job.objects.all()}
    for kind in ("scorecard", "undercount"):
        assert outcomes[kind] == (Job.State.DONE, {kind: Run.objects.get(method=kind).pk})


@pytest.mark.parametrize(("address", "most"), [("/quality/", 12), ("/undercount/", 20)])
def test_the_questions_to_the_database_are_few(
    client, register, django_assert_max_num_queries, address, most
) -> None:
    study_scorecard(by=None)
    study_undercount(Question(2023, 2023, "bogota_wide@1"), by=None)
    as_role(client, Role.ANALYST).get(address)
    with django_assert_max_num_queries(most):
        client.get(address)
