"""The page of an answer: the verdict first, every doubt beside it, and the same figures on paper and in files."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation

import cast
import evaluating
from pazos.analysis import disclosing
from pazos.analysis.evaluation.answering import KIND
from pazos.analysis.proof.verifying import verify
from pazos.domain.evaluations import actions
from pazos.domain.evaluations.protocol import Subgroup
from pazos.domain.evaluations.vocabulary import AnswerState
from pazos.foundation.access.policy import Role
from pazos.foundation.jobs.models import Job
from pazos.foundation.runs.actions import carry_out
from pazos.foundation.runs.code import code_version
from pazos.foundation.runs.models import Run
from pazos.interfaces.reports.evaluation.working import (
    PRINT,
    answer_and_print,
    ask_for_papers,
    print_published,
)
from pazos.science.evaluation.effect import Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from pazos.domain.evaluations.models import Answer
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
def found(lead: Staff, analyst: Staff, settings: Any, tmp_path: Path) -> Answer:
    settings.CITY_FILES = tmp_path / "city" / "files"
    return evaluating.answered(by=lead, signed_by=analyst)


def address(found: Answer, rest: str = "/") -> str:
    return f"/evaluations/{found.protocol.evaluation_id}/answer{rest}"


def page(client: Client, found: Answer, by: Staff, rest: str = "/") -> str:
    client.force_login(by)
    answer = client.get(address(found, rest), headers={"accept-language": "en"})
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_outsiders_find_no_answer_and_the_police_none_before_it_is_published(
    client: Client, found: Answer
) -> None:
    assert client.get(address(found)).status_code in (302, 403)
    for role in (Role.SECURITY_LIAISON, Role.GESTOR, Role.AUDITOR):
        client.force_login(cast.staff(role))
        for rest in ("/", ".json", ".csv", "-es.pdf", "-bundle.zip"):
            assert client.get(address(found, rest)).status_code in (403, 404)
        assert client.get(f"/public/evaluations/{found.pk}/").status_code == 404


def test_the_verdict_stands_first_with_figures_then_everything_that_may_be_doubted(
    client: Client, found: Answer, lead: Staff
) -> None:
    told = page(client, found, lead)
    order = (
        "verdict-word",
        "verdict-sentence",
        'id="meaning"',
        'id="doubts"',
        'id="beside"',
        'id="clusters"',
    )
    places = [told.index(one) for one in (*order, 'id="departures"', 'id="methods"', 'id="computed"')]
    assert places == sorted(places)
    assert found.protocol.content_hash in told
    assert found.run.result_hash in told
    assert 'class="check ' in told


def test_every_figure_says_in_words_what_it_shows(client: Client, found: Answer, lead: Staff) -> None:
    told = page(client, found, lead)
    assert told.count("<figure") >= 3
    assert told.count("<figure") == told.count("<desc")


def test_the_checks_are_drawn_beside_them_on_the_page_and_at_the_end_on_paper(
    client: Client, lead: Staff, analyst: Staff, settings: Any, tmp_path: Path
) -> None:
    from pazos.interfaces.reports.evaluation import evaluation_report

    settings.CITY_FILES = tmp_path / "city" / "files"
    named = ("parallel_trends", "leave_one_out")
    found = evaluating.answered(by=lead, signed_by=analyst, doubts=named)
    told = page(client, found, lead)
    assert told.count("<figure") == told.count("<desc")
    assert told.index('id="doubts"') < told.index('id="drawn"') < told.index('id="beside"')
    last = evaluation_report(found, language="en").sections[-1]
    assert last.new_page
    assert sum(block.kind == "figure" for block in last.blocks) >= 2
    client.force_login(lead)
    set_in_type = client.get(address(found, "-en.pdf"))
    assert b"".join(set_in_type.streaming_content).startswith(b"%PDF")


def test_the_page_asks_few_questions_of_the_database(
    client: Client, found: Answer, lead: Staff, django_assert_max_num_queries: Any
) -> None:
    page(client, found, lead)
    with django_assert_max_num_queries(30):
        page(client, found, lead)


def test_a_committee_reads_it_and_takes_neither_run_nor_panel(client: Client, found: Answer) -> None:
    member = cast.staff(Role.COMMITTEE_MEMBER)
    told = page(client, found, member)
    assert "bundle.zip" not in told
    assert client.get(address(found, "-bundle.zip")).status_code == 403
    assert client.get(f"/runs/{found.run_id}.json").status_code == 403
    assert "material" not in json.loads(page(client, found, member, ".json"))["answer"]


def test_a_group_too_small_to_show_is_hidden_everywhere_with_its_complement(
    client: Client, lead: Staff, analyst: Staff
) -> None:
    found = evaluating.answered(
        by=lead, signed_by=analyst, subgroups=(Subgroup("ochenta", 80, 99), Subgroup("resto", 0, 79))
    )
    rows = json.loads(page(client, found, lead, ".json"))["answer"]["subgroups"]
    seen = found.run.result["subgroups"][0].get("seen")
    assert seen is None or seen == 0 or rows[0].keys() == {"name", "age_from", "age_to", "sex", "hidden"}
    assert not seen or rows[1].get("hidden")


def test_groups_show_nothing_through_a_shut_gate(
    client: Client, found: Answer, lead: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed = disclosing._suppressed

    def nothing(table: Any, **options: Any) -> disclosing.Released:
        open_ = passed(table, **options)
        return replace(open_, cells=tuple(tuple(None for _ in line) for line in open_.cells))

    monkeypatch.setattr(disclosing, "_suppressed", nothing)
    rows = json.loads(page(client, found, lead, ".json"))["answer"]["subgroups"]
    assert all(one["hidden"] for one in rows)
    assert "jóvenes" in page(client, found, lead)


def test_the_table_has_every_figure_with_its_interval(client: Client, found: Answer, lead: Staff) -> None:
    rows = list(csv.DictReader(io.StringIO(page(client, found, lead, ".csv").removeprefix("\ufeff"))))
    assert {row["part"] for row in rows} == {"primary", "secondary", "by_rule", "subgroup", "cluster"}
    first = rows[0]
    assert float(first["estimate"]) == found.run.result["primary"]["estimate"]
    assert float(first["low"]) <= float(first["estimate"]) <= float(first["high"])
    for row in rows:
        if row["part"] in ("primary", "cluster"):
            ends = [float(row[f"years_who_ghe{end}"]) for end in ("_low", "", "_high")]
            assert ends == sorted(ends)


def test_years_of_life_stand_by_cluster_and_it_is_said_where_neither_they_nor_a_cost_can(
    found: Answer,
) -> None:
    from pazos.interfaces.reports.evaluation import pieces, told_of

    with translation.override("en"):
        told = {one.part: repr(one.section) for one in pieces(told_of(found, language="en"))}
    assert "Years of life of the deaths averted, each with its interval." in told["clusters"]
    assert "No cost is told by cluster: the budget is kept by programme and component" in told["clusters"]
    assert "of too few victims is the age known" in told["groups"]
    assert "No cost is told by group" in told["groups"]


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_paper_is_set_in_both_languages_from_the_same_run(
    client: Client, found: Answer, lead: Staff, language: str
) -> None:
    client.force_login(lead)
    answer = client.get(address(found, f"-{language}.pdf"))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_the_lay_summary_is_one_page_and_the_methods_begin_on_the_next(found: Answer) -> None:
    from pazos.interfaces.reports.evaluation import evaluation_report

    for language in ("es", "en"):
        with translation.override(language):
            paper = evaluation_report(found, language=language)
        assert [one.new_page for one in paper.sections][:2] == [False, True]


@pytest.mark.parametrize(
    ("verdict", "quiet"),
    [("cannot_tell_few", True), ("cannot_tell_design", True), ("no_evidence", False), ("fell", False)],
)
def test_where_nobody_can_tell_the_figure_is_no_headline_on_paper_either(
    found: Answer, verdict: str, quiet: bool
) -> None:
    from pazos.interfaces.reports.evaluation import told_of
    from pazos.interfaces.reports.evaluation.summary import summary

    told = told_of(found, language="en")
    told.result["verdict"] = Verdict(verdict)
    (figures,) = (block for block in summary(told).blocks if block.kind == "key")
    assert figures.quiet is quiet


def test_the_bundle_gives_every_digit_with_one_command_and_its_script_too(
    client: Client, found: Answer, lead: Staff, tmp_path: Path
) -> None:
    client.force_login(lead)
    content = client.get(address(found, "-bundle.zip")).content
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(content)
    proof = verify(bundle)
    assert proof.holds
    assert proof.rounded == 0
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(tmp_path / "unpacked")
    unpacked = tmp_path / "unpacked"
    assert {one.name for one in unpacked.iterdir()} >= {"plan.json", "panel.csv", "README.txt", "LEAME.txt"}
    said = subprocess.run(
        [sys.executable, "reproduce.py"], cwd=unpacked, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stdout + said.stderr
    guide = (unpacked / "README.txt").read_text(encoding="utf-8")
    command = next(line.strip() for line in guide.splitlines() if "analyse effect" in line)
    words = [*command.split()[1:], "--json", "out.json"]
    subprocess.run([sys.executable, "-m", "pazos", *words], cwd=unpacked, capture_output=True, check=True)
    again = json.loads((unpacked / "out.json").read_text(encoding="utf-8"))
    assert again["estimate"] == pytest.approx(found.run.result["primary"]["estimate"], rel=1e-12)


def test_an_altered_bundle_is_found_out(client: Client, found: Answer, lead: Staff, tmp_path: Path) -> None:
    from pazos.analysis.evaluation.replication import replication
    from pazos.science.problems import InputProblem

    Run.objects.filter(pk=found.run_id).update(result={**found.run.result, "verdict": "fell!"})
    found.run.refresh_from_db()
    with pytest.raises(InputProblem, match="not whole"):
        replication(found, city="1", city_name="x", invented=True)


def test_two_people_publish_it_and_then_anybody_reads_it_without_panel_or_run(
    client: Client, found: Answer, lead: Staff, analyst: Staff
) -> None:
    assert f'name="answer" value="{found.pk}"' in page(client, found, lead)
    client.post(address(found, "/propose/"), {"answer": found.pk})
    client.post(address(found, "/publish/"), {"answer": found.pk})
    found.refresh_from_db()
    assert found.state == AnswerState.PROPOSED
    assert f'name="answer" value="{found.pk}"' in page(client, found, analyst)
    client.post(address(found, "/publish/"), {"answer": found.pk})
    found.refresh_from_db()
    assert found.state == AnswerState.PUBLISHED
    assert Job.objects.get(kind=PRINT).arguments == {"answer": found.pk}
    client.logout()
    listed = client.get("/public/evaluations/").content.decode()
    assert f"/public/evaluations/{found.pk}/" in listed
    told = client.get(f"/public/evaluations/{found.pk}/")
    assert told.status_code == 200
    assert lead.name not in told.content.decode()
    whole = client.get(f"/public/evaluations/{found.pk}.json").json()
    assert "material" not in whole["answer"]
    assert client.get(f"/public/evaluations/{found.pk}.csv").status_code == 200


def test_a_published_answer_is_printed_before_its_first_reader_comes(
    client: Client,
    found: Answer,
    lead: Staff,
    analyst: Staff,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    actions.propose_publication(found, by=lead)
    job = ask_for_papers(actions.publish(found, by=analyst), by=analyst)
    monkeypatch.setattr(
        "pazos.interfaces.reports.render.to_pdf", lambda document: b"%PDF" + document.language.encode()
    )
    print_published.func(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.problem
    papers = sorted(one.name for one in (tmp_path / "city" / "reports").iterdir())
    assert len(papers) == 4
    assert all(one.endswith(f"-{code_version()}.pdf") for one in papers)
    monkeypatch.setattr("pazos.interfaces.reports.render.to_pdf", None)
    told = client.get(f"/public/evaluations/{found.pk}-en.pdf")
    assert b"".join(told.streaming_content) == b"%PDFen"


def test_an_answer_is_signed_only_as_it_was_read(
    client: Client, found: Answer, lead: Staff, analyst: Staff
) -> None:
    actions.propose_publication(found, by=lead)
    again = carry_out("evaluation", lambda: found.run.result, by=lead, inputs=[], parameters={}, seed=2)
    newer = actions.keep_answer(found.protocol, run=again, by=lead)
    actions.propose_publication(newer, by=lead)
    client.force_login(analyst)
    client.cookies["pazos_language"] = "en"
    told = client.post(address(found, "/publish/"), {"answer": found.pk}, follow=True).content.decode()
    assert "another was found by now" in told
    assert client.post(address(found, "/publish/")).status_code == 404
    newer.refresh_from_db()
    assert newer.state == AnswerState.PROPOSED


def test_an_answer_that_is_asked_for_is_drawn_and_printed_before_anybody_reads_it(
    client: Client, lead: Staff, analyst: Staff, settings: Any, tmp_path: Path
) -> None:
    version = evaluating.in_force(evaluating.of_small_city(), by=lead, signed_by=analyst)
    client.force_login(lead)
    where = f"/evaluations/{version.evaluation_id}/answer/"
    assert "ask/" in client.get(where).content.decode()
    answer = client.post(f"{where}ask/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/jobs/")
    settings.CITY_FILES = tmp_path / "city" / "files"
    job = Job.objects.get(kind=KIND)
    answer_and_print.func(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.problem
    assert len(list((tmp_path / "city" / "reports").glob("evaluation-*.pdf"))) == 2
    assert where in client.get(f"/jobs/{job.pk}/").content.decode()
    assert "verdict-word" in client.get(where).content.decode()
