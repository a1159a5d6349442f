"""Whoever may see areas takes a designation whole: its clusters, and what defends them, come out digit by digit."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

import pytest

import cast
import drafts
from pazos.analysis.proof.container import MANIFEST, canonical, sha256
from pazos.analysis.proof.reckoned import STOPPED
from pazos.analysis.proof.runs import INPUTS, RESULT
from pazos.analysis.proof.verifying import verify
from pazos.analysis.studies.ask import Ask
from pazos.analysis.studies.defence import DEFENCE
from pazos.analysis.studies.material import gather
from pazos.analysis.studies.rates import study_rates
from pazos.analysis.studies.where import study_clusters
from pazos.config.main import main
from pazos.domain.sources.models import Record
from pazos.foundation.access.policy import Role
from pazos.foundation.runs.models import Run

if TYPE_CHECKING:
    from pazos.analysis.studies.material import Material

pytestmark = pytest.mark.django_db
ASK = Ask(clusters=2, max_share=0.3, seconds=20.0)


@pytest.fixture(autouse=True)
def files(tmp_path, settings) -> None:
    settings.CITY_FILES = tmp_path / "files"


@pytest.fixture
def material() -> Material:
    cast.small_city(places=14)
    return gather(drafts.BASIS)


def taken(client, run: Run, tmp_path):
    client.force_login(cast.staff(Role.COMMITTEE_MEMBER))
    answer = client.get(f"/runs/{run.pk}/bundle.zip")
    assert answer.status_code == 200, answer.headers
    path = tmp_path / "whole.zip"
    path.write_bytes(answer.content)
    return path


def parts(path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def forged(path, change):
    """Change inputs and result, and make every hash fit."""
    found = {name: json.loads(part) for name, part in parts(path).items() if name.endswith(".json")}
    change(found)
    result = canonical(found[RESULT])
    found[MANIFEST]["result_hash"] = sha256(result)
    made = {INPUTS: canonical(found[INPUTS]), RESULT: result}
    found[MANIFEST]["parts"] = {name: sha256(part) for name, part in made.items()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**made, MANIFEST: canonical(found[MANIFEST])}.items():
            archive.writestr(name, content)
    return path


def test_the_choice_is_made_anew_and_comes_out_digit_by_digit(client, material, tmp_path) -> None:
    run = study_clusters(material, ASK, by=None)
    proof = verify(taken(client, run, tmp_path))
    assert proof.holds
    assert proof.manifest["result_hash"] == run.result_hash
    assert run.result["proven_optimal"]


def test_a_death_moved_to_another_neighbourhood_is_found_out(client, material, tmp_path) -> None:
    run = study_clusters(material, ASK, by=None)

    def moved(found) -> None:
        for table in (found[INPUTS]["counts"], found[RESULT]["material"]["counts"]):
            table[0][0] += 1

    proof = verify(forged(taken(client, run, tmp_path), moved))
    assert not proof.holds
    assert proof.checks[2].found > 0


def test_another_choice_than_the_best_is_found_out(client, material, tmp_path) -> None:
    run = study_clusters(material, ASK, by=None)

    def poorer(found) -> None:
        found[RESULT]["clusters"] = found[RESULT]["clusters"][:1]

    assert not verify(forged(taken(client, run, tmp_path), poorer)).holds


def test_its_proof_lasts_when_records_are_corrected_later(client, material, tmp_path) -> None:
    runs = [study_clusters(material, ASK, by=None), study_rates(material, by=None)]
    Record.objects.filter(source__slug="policia-nacional").first().delete()
    assert verify(taken(client, runs[0], tmp_path)).holds
    answer = client.get(f"/runs/{runs[1].pk}/bundle.zip")
    (tmp_path / "rates.zip").write_bytes(answer.content)
    assert verify(tmp_path / "rates.zip").holds


@pytest.mark.parametrize("place", range(len(DEFENCE)), ids=["stability", "foresight", "marginal", "ages"])
def test_what_defends_it_comes_out_digit_by_digit(client, material, tmp_path, monkeypatch, place) -> None:
    monkeypatch.setattr("pazos.analysis.reckoning.defence.REPLICATIONS", 3)
    run = DEFENCE[place][1](material, ASK, None)
    proof = verify(taken(client, run, tmp_path))
    assert proof.holds
    assert proof.manifest["result_hash"] == run.result_hash


def test_a_search_that_the_clock_ended_is_counted_anew_and_says_that_it_is_not_repeated(
    client, material, tmp_path
) -> None:
    run = study_clusters(material, ASK, by=None)
    stopped = {**run.result, "proven_optimal": False, "bound": run.result["bound"] * 1.01, "gap": 0.01}
    stopped["certificate"] = {
        **stopped["certificate"],
        "status": "time limit",
        "repeatable_to_the_digit": False,
    }
    Run.objects.filter(pk=run.pk).update(result=stopped)
    path = taken(client, run, tmp_path)
    proof = verify(path)
    assert proof.holds
    assert "it is not repeated" in proof.checks[0].name

    def held(found) -> None:
        found[INPUTS][STOPPED]["codes"][0] = found[INPUTS][STOPPED]["codes"][0][:-1]

    assert not verify(forged(path, held)).holds


def test_what_was_proven_is_never_taken_on_its_word(client, material, tmp_path) -> None:
    run = study_clusters(material, ASK, by=None)

    def worded(found) -> None:
        result = found[RESULT]
        claim = {name: result[name] for name in ("worth", "bound", "gap", "proven_optimal", "certificate")}
        found[INPUTS][STOPPED] = {**claim, "codes": [one["codes"] for one in result["clusters"]]}

    assert not verify(forged(taken(client, run, tmp_path), worded)).holds


def test_a_test_that_the_clock_cut_short_has_no_proof_and_says_so(client, material, monkeypatch) -> None:
    monkeypatch.setattr("pazos.analysis.reckoning.defence.REPLICATIONS", 2)
    run = DEFENCE[0][1](material, ASK, None)
    Run.objects.filter(pk=run.pk).update(result={**run.result, "asked": 30})
    client.force_login(cast.staff(Role.ANALYST))
    client.cookies["pazos_language"] = "en"
    answer = client.get(f"/runs/{run.pk}/bundle.zip", follow=True)
    assert "The clock ended run" in answer.content.decode()


def test_the_command_says_that_it_will_take_long_and_gives_the_same_exit_codes(
    client, material, tmp_path, capsys, monkeypatch
) -> None:
    monkeypatch.setenv("PAZOS_LANGUAGE", "en")
    run = study_clusters(material, ASK, by=None)
    path = taken(client, run, tmp_path)
    assert main(["verify", str(path)]) == 0
    assert "makes the choice anew" in capsys.readouterr().err

    def raised(found) -> None:
        found[RESULT]["deaths"] += 1

    assert main(["verify", str(forged(path, raised))]) == 1
    path.write_bytes(path.read_bytes()[:-40])
    assert main(["verify", str(path)]) == 2
