"""A published figure can be taken as a file, and an outsider gets the same digits from that file alone."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import TYPE_CHECKING

import pytest

import cast
import registered
from pazos.analysis.proof.container import MANIFEST, canonical, sha256
from pazos.analysis.proof.verifying import verify
from pazos.analysis.register import closing as work
from pazos.analysis.register.freezing import frozen_place
from pazos.config.main import main
from pazos.domain.sources.vocabulary import Manner, SourceKind
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent
from pazos.science.problems import InputProblem
from registered import MAY

if TYPE_CHECKING:
    from pazos.domain.register.models import Closing

pytestmark = pytest.mark.django_db


@pytest.fixture
def closing(tmp_path, settings) -> Closing:
    """May with nine homicides of two sources and one killing by legal force, closed by two."""
    settings.CITY_FILES = tmp_path / "files"
    cast.small_city(places=3, years=(2023,))
    police, forensic = (registered.source(kind) for kind in (SourceKind.POLICE, SourceKind.FORENSIC))
    for day in range(1, 10):
        registered.death(date(2023, 5, day), {police: Manner.HOMICIDE, forensic: Manner.HOMICIDE})
    registered.death(date(2023, 5, 31), {police: Manner.LEGAL_INTERVENTION})
    prepared = work.prepare_month(MAY, by=cast.staff(Role.ANALYST))
    return work.sign_month(prepared, by=cast.staff(Role.STRATEGY_LEAD))


def taken(client, closing: Closing, tmp_path, *, rule: str = "iccs_0101", kind: str = "bundle"):
    answer = client.get(f"/figures/2023-05/{rule}/{closing.number}/{kind}.zip")
    assert answer.status_code == 200
    path = tmp_path / "proof.zip"
    path.write_bytes(answer.content)
    return path


def parts(path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(path, found: dict[str, bytes], *, hashes: bool):
    """Write parts back, with a manifest made to fit where `hashes`."""
    if hashes:
        manifest = json.loads(found[MANIFEST])
        manifest["parts"] = {name: sha256(part) for name, part in found.items() if name != MANIFEST}
        found = {**found, MANIFEST: canonical(manifest)}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in found.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("role", [Role.SECURITY_LIAISON, Role.COMMITTEE_MEMBER, Role.EVALUATOR, Role.AUDITOR])
def test_the_whole_copy_is_for_those_who_may_see_rows(client, closing, role) -> None:
    address = f"/figures/2023-05/iccs_0101/{closing.number}/whole.zip"
    assert client.get(address).status_code == 302
    client.force_login(cast.staff(role))
    assert client.get(address).status_code == 403


def test_anybody_gets_the_published_count_from_the_bundle_alone(client, closing, tmp_path) -> None:
    for rule, value in (("iccs_0101", 9), ("bogota_wide", 10), ("police_co_2023", 9)):
        proof = verify(taken(client, closing, tmp_path, rule=rule))
        assert proof.holds
        assert proof.same_code
        assert (
            proof.manifest["value"]
            == value
            == next(n for key, n in closing.counts.items() if key.startswith(rule))
        )


def test_the_public_bundle_holds_nothing_that_the_count_does_not_need(client, closing, tmp_path) -> None:
    deaths = json.loads(parts(taken(client, closing, tmp_path))["deaths.json"])["deaths"]
    for death in deaths:
        assert set(death) == {"number", "occurred_on", "died_on", "manner", "claims"}
        assert death["occurred_on"] == "2023-05-01"
        assert all(set(claim) == {"kind", "flags"} for claim in death["claims"])
    assert [death["number"] for death in deaths] == list(range(1, len(deaths) + 1))


def test_the_same_figure_gives_the_same_bundle_to_the_byte(client, closing, tmp_path) -> None:
    first = taken(client, closing, tmp_path).read_bytes()
    assert first == taken(client, closing, tmp_path).read_bytes()


def test_the_whole_copy_has_the_hash_that_was_signed_and_who_took_it_is_written_down(
    client, closing, tmp_path
) -> None:
    client.force_login(closing.prepared_by)
    proof = verify(taken(client, closing, tmp_path, kind="whole"))
    assert proof.holds
    assert [check.stated for check in proof.checks][-1] == closing.frozen_hash
    assert AuditEvent.objects.filter(verb="closing.copy_taken").count() == 1


def test_a_figure_that_was_made_larger_is_found_out(client, closing, tmp_path) -> None:
    path = taken(client, closing, tmp_path)
    found = parts(path)
    manifest = json.loads(found[MANIFEST]) | {"value": 12}
    proof = verify(rewritten(path, {**found, MANIFEST: canonical(manifest)}, hashes=False))
    assert not proof.holds
    assert [(one.stated, one.found) for one in proof.checks if not one.holds] == [(12, 9)]


def test_a_death_taken_out_is_found_out(client, closing, tmp_path) -> None:
    path = taken(client, closing, tmp_path)
    found = parts(path)
    deaths = json.loads(found["deaths.json"])
    deaths["deaths"].pop(0)
    short = {**found, "deaths.json": canonical(deaths)}
    with pytest.raises(InputProblem, match=r"deaths\.json"):
        verify(rewritten(path, dict(short), hashes=False))
    assert not verify(rewritten(path, dict(short), hashes=True)).holds


def test_another_rule_under_the_same_name_is_found_out(client, closing, tmp_path) -> None:
    path = taken(client, closing, tmp_path, rule="bogota_wide")
    found = parts(path)
    rule = json.loads(found["rule.json"])
    rule["leaves_out_if"].append({"flag": "legal_intervention", "says": "any"})
    proof = verify(rewritten(path, {**found, "rule.json": canonical(rule)}, hashes=True))
    assert not proof.holds


@pytest.mark.parametrize(
    "content", [b"", b"not a zip", b"PK\x03\x04" + b"\x00" * 40], ids=["empty", "text", "broken"]
)
def test_what_is_no_bundle_is_refused_in_words(tmp_path, capsys, content) -> None:
    path = tmp_path / "proof.zip"
    path.write_bytes(content)
    assert main(["verify", str(path)]) == 2
    assert "proof.zip" in capsys.readouterr().err


def test_a_zip_of_another_thing_and_one_that_would_fill_the_memory_are_refused(tmp_path, monkeypatch) -> None:
    path = tmp_path / "proof.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.jpg", b"x")
    with pytest.raises(InputProblem, match="manifest"):
        verify(path)
    monkeypatch.setattr("pazos.analysis.proof.container.LARGEST", 100)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, b"0" * 10_000)
    with pytest.raises(InputProblem, match="more than"):
        verify(path)


def test_the_command_says_whether_the_digits_come_out(client, closing, tmp_path, capsys) -> None:
    path = taken(client, closing, tmp_path)
    answer = tmp_path / "answer.json"
    assert main(["verify", str(path), "--json", str(answer)]) == 0
    assert json.loads(answer.read_text())["ok"] is True
    found = parts(path)
    manifest = json.loads(found[MANIFEST]) | {"value": 1}
    rewritten(path, {**found, MANIFEST: canonical(manifest)}, hashes=False)
    assert main(["verify", str(path)]) == 1
    assert "≠" in capsys.readouterr().out


def test_a_frozen_copy_that_was_touched_gives_no_proof_and_the_page_says_so(client, closing) -> None:
    frozen_place(closing.frozen_hash).write_bytes(b"touched")
    client.cookies["pazos_language"] = "en"
    answer = client.get(f"/figures/2023-05/iccs_0101/{closing.number}/bundle.zip", follow=True)
    assert "missing or was altered" in answer.content.decode()


def test_the_bundle_says_in_both_languages_what_it_is(client, closing, tmp_path) -> None:
    found = parts(taken(client, closing, tmp_path))
    for name in ("LEAME.txt", "README.txt"):
        assert "pazos verify" in found[name].decode()
    assert io.BytesIO(found["README.txt"]).readline()
