"""Anybody takes the proof of what a public page shows: whole enough to check, and nothing of a neighbourhood in it."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

import cast
import drafts
from pazos.analysis.proof.container import MANIFEST, canonical, sha256
from pazos.analysis.proof.published import PUBLISHED
from pazos.analysis.proof.runs import INPUTS, RESULT
from pazos.analysis.proof.seal import seal_of
from pazos.analysis.proof.verifying import verify
from pazos.analysis.reckoning.designated import designated_of
from pazos.analysis.register.scorecard import study_scorecard
from pazos.analysis.studies.material import gather
from pazos.analysis.studies.registry import STUDIES
from pazos.domain.sources.models import Record
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.access.policy import Role
from pazos.foundation.runs.models import Run
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.domain.designations.models import Designation

pytestmark = pytest.mark.django_db
ON_FRONT = ("rates", "series", "sources", "victims")
YEARS = (2022, 2023)
BASIS = replace(drafts.BASIS, first_year=YEARS[0])


@pytest.fixture(autouse=True)
def files(tmp_path, settings) -> None:
    settings.CITY_FILES = tmp_path / "files"


@pytest.fixture
def city() -> cast.InventedCity:
    return cast.small_city(places=10, years=YEARS)


@pytest.fixture
def lead(city):
    return cast.staff(Role.STRATEGY_LEAD)


@pytest.fixture
def runs(city) -> dict[str, Run]:
    material = gather(BASIS)
    return {method: STUDIES[method](material, {}, None) for method in ON_FRONT}


@pytest.fixture
def designation(lead) -> Designation:
    return drafts.signed(lead)


def taken(client, run: Run, tmp_path, *, whole: bool = False):
    answer = client.get(f"/runs/{run.pk}/bundle.zip" if whole else f"/proofs/{run.pk}.zip")
    assert answer.status_code == 200, answer.headers
    path = tmp_path / ("whole.zip" if whole else "public.zip")
    path.write_bytes(answer.content)
    return path


def parts(path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def forged(path, *, part: str, change):
    """Change one part and make every hash fit it: what a careful forger would do."""
    found = parts(path)
    content = json.loads(found[part])
    change(content)
    found[part] = canonical(content)
    manifest = json.loads(found.pop(MANIFEST))
    manifest["parts"] = {name: sha256(one) for name, one in found.items()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, one in {**found, MANIFEST: canonical(manifest)}.items():
            archive.writestr(name, one)
    return path


def leaves(value: Any) -> list[Any]:
    """Return every plain value in a JSON tree."""
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in leaves(one)]
    if isinstance(value, list):
        return [leaf for one in value for leaf in leaves(one)]
    return [value]


# --- the figures of the front page ---


def test_anybody_gets_the_digits_of_the_front_page_from_the_file_alone(client, runs, tmp_path) -> None:
    for run in runs.values():
        proof = verify(taken(client, run, tmp_path))
        assert proof.holds, run
        assert proof.same_code
        assert proof.manifest["whole"] is False


def test_what_the_front_page_says_stands_in_the_proofs(client, runs, tmp_path) -> None:
    found = {method: json.loads(parts(taken(client, run, tmp_path))[RESULT]) for method, run in runs.items()}
    assert found["rates"]["city"] == runs["rates"].result["city"]
    assert found["series"] == runs["series"].result
    assert found["victims"]["young"] == runs["victims"].result["young"]
    said = {one["source"]: one["by_year"] for one in runs["sources"].result["sources"]}
    assert {one["source"]: one["by_year"] for one in found["sources"]["sources"]} == said


def test_every_figure_of_the_front_page_links_to_its_proof(client, runs) -> None:
    text = client.get("/").content.decode()
    for run in runs.values():
        assert f'href="/proofs/{run.pk}.zip"' in text
        assert f'href="/runs/{run.pk}/bundle.zip"' not in text


def test_who_sees_areas_is_offered_the_whole_beside_it(client, runs, lead) -> None:
    client.force_login(lead)
    assert f'href="/runs/{runs["rates"].pk}/bundle.zip"' in client.get("/").content.decode()


def test_a_proof_is_verified_by_a_stranger_without_any_city(client, runs, tmp_path) -> None:
    path = taken(client, runs["series"], tmp_path)
    code = "import sys; from pazos.config.main import main; sys.exit(main(['verify', sys.argv[1]]))"
    found = subprocess.run([sys.executable, "-P", "-c", code, str(path)], cwd=tmp_path, capture_output=True)
    assert found.returncode == 0, found.stderr.decode()


def one_more(row: list[Any]) -> None:
    row[-1] += 1


ONE_MORE = {
    "rates": lambda inputs: one_more(inputs["months"][0]),
    "series": lambda inputs: one_more(inputs["months"][-1]),
    "sources": lambda inputs: one_more(inputs["sources"][0]["years"][0]),
    "victims": lambda inputs: inputs.update(victims=inputs["victims"] + 1),
}


def test_one_digit_more_in_the_sums_is_found_out(client, runs, tmp_path) -> None:
    for method, change in ONE_MORE.items():
        assert not verify(forged(taken(client, runs[method], tmp_path), part=INPUTS, change=change)).holds


def test_one_digit_more_in_a_figure_is_found_out(client, runs, tmp_path) -> None:
    def raised(result) -> None:
        result["city"]["by_year"][-1]["rate"] += 0.1

    proof = verify(forged(taken(client, runs["rates"], tmp_path), part=RESULT, change=raised))
    assert [check.holds for check in proof.checks] == [True, False, False]


def test_a_part_changed_without_its_hash_is_refused(client, runs, tmp_path) -> None:
    path = taken(client, runs["victims"], tmp_path)
    found = parts(path) | {INPUTS: b"{}"}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in found.items():
            archive.writestr(name, content)
    with pytest.raises(InputProblem, match=r"inputs\.json"):
        verify(path)


def test_the_proof_of_a_city_figure_names_no_neighbourhood_in_any_file(client, runs, tmp_path) -> None:
    places = list(Neighbourhood.objects.values_list("code", "name"))
    for run in runs.values():
        found = parts(taken(client, run, tmp_path))
        assert set(found) == {MANIFEST, INPUTS, RESULT, "LEAME.txt", "README.txt"}
        for content in found.values():
            text = content.decode()
            assert not [name for code, name in places if f'"{code}"' in text or name in text]


def test_the_sums_of_a_city_figure_are_of_the_city(client, runs, tmp_path) -> None:
    inputs = {method: json.loads(parts(taken(client, run, tmp_path))[INPUTS]) for method, run in runs.items()}
    assert set(inputs["rates"]) == {"basis", "city", "counts", "months"}
    assert len(inputs["rates"]["counts"]) == 1
    assert set(inputs["series"]) == {"basis", "city", "months"}
    assert set(inputs["victims"]) == {"basis", "ages", "victims", "known_age", "unknown_age"}
    assert all(len(one["first"]) == len("2019-01") for one in inputs["sources"]["sources"])


def test_the_public_manifest_holds_no_hash_of_what_it_leaves_out(client, runs, tmp_path) -> None:
    run = runs["rates"]
    whole = {run.result_hash, run.inputs_hash, *(one["sha256"] for one in run.inputs)}
    text = parts(taken(client, run, tmp_path))[MANIFEST].decode()
    assert not [one for one in whole if one in text]
    assert "salt" not in json.loads(text)


def test_the_public_and_the_whole_proof_bear_one_seal_that_only_the_whole_can_show(
    client, runs, lead, tmp_path
) -> None:
    run = runs["rates"]
    public = verify(taken(client, run, tmp_path))
    client.force_login(lead)
    whole = verify(taken(client, run, tmp_path, whole=True))
    assert whole.holds
    assert public.manifest["seal"] == whole.manifest["seal"]
    assert seal_of(whole.manifest["salt"], run.result_hash) == public.manifest["seal"]


def test_a_proof_lasts_when_the_records_have_changed(client, runs, tmp_path) -> None:
    first = taken(client, runs["rates"], tmp_path).read_bytes()
    Record.objects.filter(source__slug="policia-nacional").first().delete()
    for kept in (tmp_path / "proofs").iterdir():
        kept.unlink()
    assert taken(client, runs["rates"], tmp_path).read_bytes() == first


def test_an_earlier_run_of_what_the_front_page_shows_keeps_its_proof(client, runs, tmp_path) -> None:
    STUDIES["rates"](gather(BASIS), {}, None)
    assert verify(taken(client, runs["rates"], tmp_path)).holds


def test_what_no_public_page_shows_has_no_public_proof(client, runs) -> None:
    tried = [
        STUDIES["rates"](gather(replace(BASIS, last_year=2022)), {}, None),
        STUDIES["rates"](gather(replace(BASIS, sex="m")), {}, None),
        *(
            STUDIES[name](gather(BASIS), {}, None)
            for name in ("concentration", "near_repeat", "hotspots_count")
        ),
    ]
    assert [client.get(f"/proofs/{run.pk}.zip").status_code for run in tried] == [404] * len(tried)


def test_too_few_young_victims_are_not_shown_in_a_proof_and_the_page_says_so(client, runs) -> None:
    few = {**runs["victims"].result, "young": {**runs["victims"].result["young"], "victims": 3}}
    Run.objects.filter(pk=runs["victims"].pk).update(result=few, result_hash="0" * 64)
    client.cookies["pazos_language"] = "en"
    answer = client.get(f"/proofs/{runs['victims'].pk}.zip", follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "fewer than 5 victims" in answer.content.decode()


def test_a_run_that_could_not_answer_has_no_proof_and_no_link(client, runs) -> None:
    cannot = {"cannot": {"template": "No months.", "facts": {}}}
    Run.objects.filter(pk=runs["series"].pk).update(result=cannot)
    assert f"/proofs/{runs['series'].pk}.zip" not in client.get("/").content.decode()
    assert client.get(f"/proofs/{runs['series'].pk}.zip").status_code == 302


# --- the quality of the records ---


def test_the_verdicts_that_everybody_sees_can_be_judged_again(client, city, tmp_path) -> None:
    run = study_scorecard(by=None)
    path = taken(client, run, tmp_path)
    proof, inputs = verify(path), json.loads(parts(path)[INPUTS])
    assert proof.holds
    periods = {period for subject in inputs["subjects"].values() for period in subject}
    assert periods
    assert all(len(period) in (0, 4) for period in periods)
    assert f'href="/proofs/{run.pk}.zip"' in client.get("/quality/").content.decode()


# --- the designation in force ---


def test_anybody_checks_that_the_clusters_keep_their_rules(client, designation, tmp_path) -> None:
    proof = verify(taken(client, designation.run, tmp_path))
    assert proof.holds
    assert proof.checks[-1].name == "rules that the clusters break"
    assert set(proof.manifest["not_checked"]) == {"proven_optimal", "gap"}


def test_the_page_of_the_designation_links_to_its_proof(client, designation, lead) -> None:
    address = f'href="/proofs/{designation.run_id}.zip"'
    assert address in client.get("/designation/").content.decode()
    client.force_login(lead)
    text = client.get("/designation/").content.decode()
    assert address in text
    assert f'href="/runs/{designation.run_id}/bundle.zip"' in text


def test_what_the_page_says_of_the_clusters_together_stands_in_the_proof(
    client, designation, tmp_path
) -> None:
    found, result = parts(taken(client, designation.run, tmp_path)), designation.run.result
    stated, inputs = json.loads(found[RESULT]), json.loads(found[INPUTS])
    assert stated["share"] == pytest.approx(result["share"])
    assert stated["people_share"] == pytest.approx(result["people"] / result["people_all"])
    assert inputs["deaths"] == {"inside": result["deaths"], "placed": result["deaths_placed"]}
    assert stated["clusters"] == len(result["clusters"])


def test_no_file_of_the_public_proof_holds_a_figure_of_a_neighbourhood(client, designation, tmp_path) -> None:
    """The only numbers are the question, the sums of all clusters together, and the rows that touch."""
    found = parts(taken(client, designation.run, tmp_path))
    assert set(found) == {MANIFEST, INPUTS, RESULT, "LEAME.txt", "README.txt"}
    inputs, manifest = json.loads(found[INPUTS]), json.loads(found[MANIFEST])
    assert set(inputs) == {"ask", "zoned", "places", "touching", "deaths", "people"}
    assert set(inputs["places"]) == {"code", "name", "zone", "cluster"}
    chosen = {code for one in designation.run.result["clusters"] for code in one["codes"]}
    assert set(inputs["places"]["code"]) == chosen
    assert all(0 <= row < len(chosen) for pair in inputs["touching"] for row in pair)
    assert set(inputs["places"]["cluster"]) == set(range(1, len(designation.run.result["clusters"]) + 1))
    for sums in (inputs["deaths"], inputs["people"]):
        assert not [one for one in leaves(sums) if one is not None and 0 < one < 5]
    assert set(manifest["parameters"]) == {"basis", "ask"}
    assert not [
        one for one in (designation.run.result_hash, designation.run.inputs_hash) if one in str(manifest)
    ]
    places = Neighbourhood.objects.exclude(code__in=chosen).values_list("name", flat=True)
    texts = [content.decode() for content in found.values()]
    assert not [name for name in places for text in texts if f'"{name}"' in text]


def test_a_choice_of_too_few_deaths_shows_none_of_them(client, designation, tmp_path) -> None:
    few = {**designation.run.result, "deaths": 3}
    Run.objects.filter(pk=designation.run_id).update(result=few)
    path = taken(client, designation.run, tmp_path)
    assert verify(path).holds
    assert json.loads(parts(path)[INPUTS])["deaths"] == {"inside": None, "placed": None}
    assert json.loads(parts(path)[RESULT])["share"] is None
    page = client.get("/designation/").content.decode()
    assert f'href="/proofs/{designation.run_id}.zip"' in page


def test_a_single_neighbourhood_shows_no_deaths_of_it(client, lead, tmp_path) -> None:
    one = drafts.signed(lead, clusters=1, places=1)
    assert json.loads(parts(taken(client, one.run, tmp_path))[INPUTS])["deaths"]["inside"] is None


def test_a_neighbourhood_put_among_the_chosen_is_found_out(client, designation, tmp_path) -> None:
    def added(inputs) -> None:
        for name, value in {"code": "99", "name": "El Agregado", "zone": "urban", "cluster": 1}.items():
            inputs["places"][name].append(value)

    proof = verify(forged(taken(client, designation.run, tmp_path), part=INPUTS, change=added))
    assert not proof.holds
    assert proof.checks[-1].found > 0


def kept(**changed: Any) -> dict[str, Any]:
    """Return two clusters, 1 - 2 and 3, that keep all their rules."""
    frozen = {
        "ask": {
            "clusters": 2,
            "max_share": 0.5,
            "max_people": None,
            "max_places": 3,
            "minimum_rural": 1,
            "minimum_urban": 1,
        },
        "zoned": True,
        "places": {
            "code": ["a", "b", "c"],
            "name": ["A", "B", "C"],
            "zone": ["urban", "urban", "rural"],
            "cluster": [1, 1, 2],
        },
        "touching": [[0, 1], [1, 2]],
        "deaths": {"inside": 30, "placed": 90},
        "people": {"inside": 400.0, "choosable": 1000.0, "city": 1200.0},
    }
    return {
        name: {**part, **changed.get(name, {})} if isinstance(part, dict) else part
        for name, part in frozen.items()
    } | {name: value for name, value in changed.items() if not isinstance(value, dict)}


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"touching": [[1, 2]]}, "not_contiguous"),
        ({"zoned": False, "ask": {"minimum_rural": 0, "minimum_urban": 0}}, "clusters_touch"),
        ({"ask": {"clusters": 1}}, "too_many_clusters"),
        ({"ask": {"max_places": 2}}, "over_places"),
        ({"ask": {"max_share": 0.3}}, "over_population"),
        ({"ask": {"max_people": 399}}, "over_population"),
        ({"ask": {"minimum_rural": 2}}, "zone_short"),
        ({"places": {"zone": ["urban", "rural", "rural"]}}, "zones_mixed"),
        ({"places": {"code": ["a", "a", "c"]}}, "place_twice"),
    ],
)
def test_each_rule_that_clusters_may_break_is_named(changed, fault) -> None:
    assert designated_of(kept())["faults"] == []
    assert fault in designated_of(kept(**changed))["faults"]


def test_a_draft_has_no_public_proof(client, lead) -> None:
    draft = drafts.draft(lead)
    assert client.get(f"/proofs/{draft.run_id}.zip").status_code == 404


def test_a_designation_that_was_succeeded_keeps_its_proof(client, designation, lead, tmp_path) -> None:
    first = designation.run
    drafts.signed(lead, clusters=3)
    assert verify(taken(client, first, tmp_path)).holds


def test_the_whole_is_refused_to_who_may_not_see_areas_and_the_public_one_given(client, designation) -> None:
    for role, refused in ((None, 302), (Role.PARTNER, 403)):
        if role:
            client.force_login(cast.staff(role))
        assert client.get(f"/runs/{designation.run_id}/bundle.zip").status_code == refused
        assert client.get(f"/proofs/{designation.run_id}.zip").status_code == 200


def test_the_guide_says_in_both_languages_what_is_checked_what_is_not_and_who_may_have_the_whole(
    client, designation, tmp_path
) -> None:
    found = parts(taken(client, designation.run, tmp_path))
    english, spanish = (found[name].decode() for name in ("README.txt", "LEAME.txt"))
    assert f"pazos verify pazos-clusters-{designation.run_id}.zip" in english
    assert f"pazos verify pazos-clusters-{designation.run_id}.zip" in spanish
    assert "NOT checked: that no other choice would cover more" in english
    assert f"the page of run {designation.run_id}" in english


def test_every_method_that_anybody_may_check_is_named_in_the_guide() -> None:
    from pazos.analysis.proof.run_guide import OF_PUBLIC

    assert set(OF_PUBLIC) == set(PUBLISHED)
