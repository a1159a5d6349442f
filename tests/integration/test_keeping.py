"""The city's keeping of files: sealed under the hash of the plain content, read through one door."""

from __future__ import annotations

import hashlib
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from pazos.analysis.ingest import keeping
from pazos.analysis.ingest.keeping import keep, keep_blocks, laid_out, open_kept, place_of
from pazos.analysis.intake import _called_as_sent
from pazos.analysis.notices import Stopped
from pazos.foundation.privacy import files
from pazos.foundation.privacy.problems import DoesNotOpen

if TYPE_CHECKING:
    from pathlib import Path

CONTENT = b"FECHA;NOMBRE\n2020-01-01;Carmen\n" * 50_000  # more than one piece


@pytest.fixture(autouse=True)
def _city(tmp_path, settings):
    settings.CITY_FILES = tmp_path / "files"


@pytest.fixture
def sent(tmp_path) -> Path:
    path = tmp_path / "homicidios.csv"
    path.write_bytes(CONTENT)
    return path


def everything_under(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_file_is_kept_sealed_under_the_hash_of_its_plain_content(sent, settings):
    kept = keep(sent)
    assert (kept.sha256, kept.size) == (hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))
    assert kept.path == place_of(kept.sha256)
    assert b"Carmen" not in everything_under(settings.CITY_FILES)
    with open_kept(kept.path) as plain:
        assert plain.read() == CONTENT
    assert kept.path.stat().st_mode & 0o077 == 0


def test_an_upload_is_kept_as_it_comes_with_no_plain_copy_beside_it(settings):
    seen = []

    def blocks():
        for start in range(0, len(CONTENT), 70_000):
            seen.append(b"Carmen" in everything_under(settings.CITY_FILES))
            yield CONTENT[start : start + 70_000]

    assert keep_blocks(blocks()).sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert set(seen) == {False}


def test_a_kept_file_taken_in_again_is_the_same_file(sent):
    first = keep(sent)
    before = first.path.read_bytes()
    assert keep(first.path) == first
    assert keep(sent) == first
    assert first.path.read_bytes() == before


def test_a_plain_file_of_an_older_city_is_read_and_sealed_when_it_comes_again(sent):
    place = place_of(hashlib.sha256(CONTENT).hexdigest())
    place.parent.mkdir(parents=True)
    place.write_bytes(CONTENT)
    with open_kept(place) as plain:
        assert plain.read() == CONTENT
    with laid_out(place) as path:
        assert path == place
    keep(place)
    assert b"Carmen" not in place.read_bytes()
    with open_kept(place) as plain:
        assert plain.read() == CONTENT


def test_a_damaged_kept_file_is_healed_by_the_same_file_sent_again(sent):
    kept = keep(sent)
    kept.path.write_bytes(kept.path.read_bytes()[:-1])
    with pytest.raises(DoesNotOpen), open_kept(kept.path):
        pass
    keep(sent)
    with open_kept(kept.path) as plain:
        assert plain.read() == CONTENT


def test_a_file_that_only_looks_sealed_is_kept_as_it_came(tmp_path):
    strange = tmp_path / "strange.csv"
    strange.write_bytes(files.MARK + b"12345678" + b"x" * 100)
    kept = keep(strange)
    with open_kept(kept.path) as plain:
        assert plain.read() == strange.read_bytes()


@pytest.mark.parametrize("in_memory", [True, False])
def test_a_reader_gets_a_plain_file_that_is_gone_afterwards(sent, monkeypatch, tmp_path, in_memory):
    monkeypatch.setattr(keeping, "IN_MEMORY", tmp_path / ("shm" if in_memory else "nowhere"))
    (tmp_path / "shm").mkdir()
    kept = keep(sent)
    with laid_out(kept.path, name="barrios.gpkg") as path:
        assert path.read_bytes() == CONTENT
        assert path.name == "barrios.gpkg"
        assert path.is_relative_to(tmp_path / "shm") is in_memory
        assert path.parent.stat().st_mode & 0o077 == 0
        assert [one.name for one in path.parent.iterdir()] == ["barrios.gpkg"]
    assert not path.parent.exists()


@pytest.mark.parametrize(
    ("sent_as", "called"), [("../../etc/Barrios 2020.zip", "Barrios_2020.zip"), ("..", "file"), ("", "file")]
)
def test_a_sent_name_never_leads_out_of_the_folder(sent, sent_as, called):
    job = SimpleNamespace(arguments={"path": str(keep(sent).path), "name": sent_as})
    with _called_as_sent(job) as path:
        assert path.name == called
        assert path.read_bytes() == CONTENT


@pytest.mark.parametrize("missing", ["nothing.csv", "."])
def test_what_is_no_file_is_refused(tmp_path, missing):
    with pytest.raises(Stopped):
        keep(tmp_path / missing)
