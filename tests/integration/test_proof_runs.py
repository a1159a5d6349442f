"""A run can be taken as a file: an outsider gets the same digits from it alone, and tampering is found out."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

import cast
from pazos.analysis.basis import Basis
from pazos.analysis.proof.container import MANIFEST, canonical, sha256
from pazos.analysis.proof.digits import differing, settled
from pazos.analysis.proof.reckoned import RECKONED
from pazos.analysis.proof.runs import INPUTS, RESULT
from pazos.analysis.proof.verifying import verify
from pazos.analysis.studies.again import OF_REGISTER, make_again
from pazos.analysis.studies.material import gather
from pazos.analysis.studies.registry import STUDIES
from pazos.domain.sources.models import Record
from pazos.domain.territory.models import Municipality
from pazos.foundation.access.policy import Role
from pazos.foundation.runs.actions import carry_out, sha256_of
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.foundation.runs.models import Run

pytestmark = pytest.mark.django_db
YEARS = (2022, 2023)
PROVEN = (
    "rates",
    "hotspots_count",
    "hotspots_rate",
    "scan",
    "concentration",
    "series",
    "sources",
    "calendar",
)


@pytest.fixture
def city() -> cast.InventedCity:
    return cast.small_city(places=10, years=YEARS)


def studied(method: str, **narrowed: object) -> Run:
    basis = Basis("policia-nacional", YEARS[0], YEARS[-1], **narrowed)
    return STUDIES[method](gather(basis), {}, None)


def taken(client, run: Run, tmp_path, role: Role = Role.COMMITTEE_MEMBER):
    client.force_login(cast.staff(role))
    answer = client.get(f"/runs/{run.pk}/bundle.zip")
    assert answer.status_code == 200, answer.headers
    path = tmp_path / "run.zip"
    path.write_bytes(answer.content)
    return path


def parts(path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def altered(path, **changed: object):
    """Write parts anew with a manifest whose hashes fit them: what a careful forger would do."""
    found = parts(path)
    for name, value in changed.items():
        found[f"{name}.json"] = canonical(value)
    manifest = json.loads(found.pop(MANIFEST))
    manifest["parts"] = {name: sha256(part) for name, part in found.items()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**found, MANIFEST: canonical(manifest)}.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("method", PROVEN)
def test_the_bundle_alone_gives_the_digits_of_the_run(client, city, tmp_path, method) -> None:
    run = studied(method)
    proof = verify(taken(client, run, tmp_path))
    assert proof.holds
    assert proof.same_code
    assert proof.manifest["result_hash"] == run.result_hash
    seal = proof.manifest["seal"]
    assert [check.found for check in proof.checks] == [run.result_hash, run.result_hash, 0, seal]


def test_the_same_run_gives_the_same_bundle_to_the_byte(client, city, tmp_path) -> None:
    run = studied("rates")
    first = taken(client, run, tmp_path).read_bytes()
    assert first == client.get(f"/runs/{run.pk}/bundle.zip").content


def test_a_bundle_is_verified_without_any_city(client, city, tmp_path) -> None:
    path = taken(client, studied("concentration"), tmp_path)
    code = "import sys; from pazos.config.main import main; sys.exit(main(['verify', sys.argv[1]]))"
    found = subprocess.run([sys.executable, "-P", "-c", code, str(path)], cwd=tmp_path, capture_output=True)
    assert found.returncode == 0, found.stderr.decode()


def test_a_changed_input_is_found_out_though_every_hash_was_made_to_fit(client, city, tmp_path) -> None:
    path = taken(client, studied("rates"), tmp_path)
    inputs = json.loads(parts(path)[INPUTS])
    inputs["counts"][0][0] += 1
    proof = verify(altered(path, inputs=inputs))
    assert not proof.holds
    assert not proof.checks[0].holds
    assert proof.checks[2].found > 0


def test_a_changed_result_is_found_out(client, city, tmp_path) -> None:
    path = taken(client, studied("series"), tmp_path)
    result = json.loads(parts(path)[RESULT])
    result["months"][0]["count"] += 1
    proof = verify(altered(path, result=result))
    assert [check.holds for check in proof.checks] == [True, False, False, False]


def test_inputs_of_another_form_are_refused_in_words(client, city, tmp_path) -> None:
    path = taken(client, studied("series"), tmp_path)
    with pytest.raises(InputProblem, match="not in a form"):
        verify(altered(path, inputs={"basis": {}, "city": {}}))


def test_a_bundle_holds_sums_and_no_record(client, city, tmp_path) -> None:
    run = studied("hotspots_rate")
    found = parts(taken(client, run, tmp_path))
    inputs = json.loads(found[INPUTS])
    assert set(inputs) == {"basis", "city", "places", "counts", "people", "links"}
    assert set(inputs["places"]) == {"code", "name", "zone"}
    for text in ("LEAME.txt", "README.txt"):
        assert f"pazos verify pazos-run-{run.pk}.zip" in found[text].decode()


def test_a_study_of_rows_has_no_proof_and_says_why(client, city) -> None:
    run = studied("near_repeat")
    client.force_login(cast.staff(Role.ANALYST))
    answer = client.get(f"/runs/{run.pk}/bundle.zip", follow=True)
    assert answer.redirect_chain == [(f"/runs/{run.pk}/", 302)]
    assert "near_repeat" in answer.content.decode()
    assert f"/runs/{run.pk}/bundle.zip" not in answer.content.decode()


def test_no_proof_is_taken_once_the_records_have_changed(client, city) -> None:
    run = studied("rates")
    Record.objects.filter(source__slug="policia-nacional").first().delete()
    client.force_login(cast.staff(Role.ANALYST))
    answer = client.get(f"/runs/{run.pk}/bundle.zip", follow=True)
    assert answer.redirect_chain == [(f"/runs/{run.pk}/", 302)]
    assert f"pazos rerun {run.pk}" in answer.content.decode()


def test_a_run_that_could_not_answer_proves_nothing(client, city) -> None:
    cannot = {"cannot": {"template": "No people are known.", "facts": {}}}
    run = carry_out("rates", lambda: cannot, by=None, inputs=(), parameters={})
    client.force_login(cast.staff(Role.ANALYST))
    assert client.get(f"/runs/{run.pk}/bundle.zip").status_code == 302


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.PUBLIC, 302),
        (Role.PARTNER, 403),
        (Role.AUDITOR, 403),
        (Role.SECURITY_LIAISON, 200),
        (Role.ANALYST, 200),
    ],
)
def test_a_bundle_is_for_those_who_may_see_areas(client, city, role, status) -> None:
    run = studied("concentration")
    if role is not Role.PUBLIC:
        client.force_login(cast.staff(role))
    assert client.get(f"/runs/{run.pk}/bundle.zip").status_code == status


@pytest.mark.parametrize(("role", "status"), [(Role.COMMITTEE_MEMBER, 403), (Role.ANALYST, 200)])
def test_a_bundle_of_some_victims_only_is_for_those_who_may_see_rows(client, city, role, status) -> None:
    run = studied("concentration", sex="m")
    client.force_login(cast.staff(role))
    assert client.get(f"/runs/{run.pk}/bundle.zip").status_code == status


def test_every_method_with_a_proof_can_be_made_again() -> None:
    assert set(RECKONED) <= {*STUDIES, *OF_REGISTER}
    with pytest.raises(InputProblem, match="There is no run"):
        make_again(999_999, by=None)


def test_where_two_results_differ_is_named() -> None:
    assert differing({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}) == ["a[1].b"]
    assert differing({"a": 1}, {"a": 1, "c": None}) == []
    assert differing([1], [1, 2]) == [""]
    assert sha256_of({"a": float("nan")}) == sha256_of({"a": None})


def test_figures_are_held_to_nine_digits_and_counts_to_all_of_them() -> None:
    stated = {"rate": 30.4392943618, "p": 2.0e-13, "deaths": 110, "month": "2023-05"}
    rounded = {"rate": 30.4392943618 * (1 + 1e-14), "p": 2.1e-13, "deaths": 110, "month": "2023-05"}
    assert settled(stated, rounded) == stated
    assert settled(stated, {**stated, "rate": 30.4392945}) != stated
    assert settled(stated, {**stated, "deaths": 111}) != stated
    assert settled([1.0], [1.0, 2.0]) == [1.0, 2.0]
    assert settled({"a": 1.0}, {"a": 1.0, "b": None}) == {"a": 1.0, "b": None}


def test_another_processor_that_rounds_the_last_digit_is_no_forger(
    client, city, tmp_path, monkeypatch
) -> None:
    from pazos.analysis.reckoning import patterns

    path, here = taken(client, studied("series"), tmp_path), patterns.series_of

    def elsewhere(material):
        found = here(material)
        found["months"][0]["expected"] *= 1 + 1e-15
        return found

    monkeypatch.setattr(patterns, "series_of", elsewhere)
    proof = verify(path)
    assert proof.holds
    assert proof.rounded == 1


def test_a_city_that_is_not_invented_is_not_called_so(client, city, tmp_path) -> None:
    run = studied("concentration")
    invented = parts(taken(client, run, tmp_path))["README.txt"].decode()
    Municipality.objects.update(is_synthetic=False)
    real = client.get(f"/runs/{run.pk}/bundle.zip").content
    (tmp_path / "real.zip").write_bytes(real)
    assert "INVENTED DATA" in invented
    assert "INVENTED DATA" not in parts(tmp_path / "real.zip")["README.txt"].decode()
