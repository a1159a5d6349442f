"""The file of keys: guarded, whole or not at all, and never quietly made anew."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime

import pytest

from pazos.config import city
from pazos.foundation.privacy import keys
from pazos.foundation.privacy.problems import SealProblem

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def file(tmp_path, settings):
    settings.KEY_RING = tmp_path / "apart" / "keys.json"
    keys.make(settings.KEY_RING)
    return settings.KEY_RING


def test_only_its_owner_can_read_a_new_key_file(file):
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["keys.json"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_key_file_that_others_reach_is_refused_with_the_cure(file, mode):
    keys.ring()
    file.chmod(mode)
    with pytest.raises(SealProblem, match=f"chmod 600 {file}"):
        keys.ring()


def test_a_missing_key_file_is_refused_and_not_made_anew(file):
    keys.ring()
    file.unlink()
    with pytest.raises(SealProblem, match="Put it back from its own backup"):
        keys.ring()
    assert not file.exists()


def test_a_ring_comes_back_as_it_was_written(file):
    ring = keys.change(lambda ring: ring.with_new_key(NOW))
    assert keys.read(file) == ring == keys.ring()
    assert file.stat().st_mode & 0o777 == 0o600
    states = [one["state"] for one in json.loads(file.read_text())["keys"]]
    assert states == ["retiring", "current"]


def test_keys_have_256_bits_and_none_is_made_twice(file):
    ring = keys.ring().with_new_key(NOW)
    secrets = {key.secret for key in ring.keys} | {ring.index_secret}
    assert len(secrets) == 3
    assert {len(secret) for secret in secrets} == {32}


def test_printing_a_ring_shows_no_key(file):
    ring = keys.ring()
    shown = repr(ring)
    assert repr(ring.current.secret) not in shown
    assert repr(ring.index_secret) not in shown


def test_making_leaves_a_ring_that_stands(file):
    before = keys.read(file)
    keys.make(file)
    assert keys.read(file) == before


def test_two_that_make_a_ring_at_once_get_the_same(tmp_path):
    path, start = tmp_path / "keys.json", threading.Barrier(8)

    def make():
        start.wait()
        keys.make(path)
        seen.append(keys.read(path))

    seen: list[keys.KeyRing] = []
    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert all(ring == seen[0] for ring in seen)


def test_keys_made_by_many_at_once_are_all_kept(file):
    threads = [
        threading.Thread(target=keys.change, args=[lambda ring: ring.with_new_key(NOW)]) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys.ring().keys) == 9


def test_a_ring_changed_by_another_process_is_seen_at_once(file):
    before = keys.ring()
    changed = before.with_new_key(NOW)
    file.write_text(json.dumps(keys._facts_of(changed)))
    assert keys.ring().current.id == changed.current.id


@pytest.mark.parametrize(
    "spoil",
    [
        lambda facts: facts["keys"][0].update(key="dG9vIHNob3J0"),
        lambda facts: facts["keys"][0].update(retiring_since="2026-01-01T00:00:00+00:00"),
        lambda facts: facts.update(keys=[]),
        lambda facts: facts.pop("index_key"),
        lambda facts: facts.update(version=2),
    ],
)
def test_a_spoilt_key_file_is_refused_without_showing_it(file, spoil):
    facts = json.loads(file.read_text())
    spoil(facts)
    file.write_text(json.dumps(facts))
    with pytest.raises(SealProblem, match="cannot be read") as refused:
        keys.ring()
    assert facts.get("index_key", "eWYN") not in str(refused.value)


def test_the_current_key_cannot_be_dropped():
    ring = keys.new_ring(NOW).with_new_key(NOW)
    left = ring.without({key.id for key in ring.keys})
    assert left.keys == (ring.current,)


def test_making_a_city_makes_its_keys(tmp_path, monkeypatch):
    made = city.make(tmp_path / "here")
    assert keys.read(made.folder / "keys.json").current.secret
    monkeypatch.setenv("PAZOS_KEYS", str(tmp_path / "other-disk" / "keys.json"))
    elsewhere = city.make(tmp_path / "there")
    assert keys.read(tmp_path / "other-disk" / "keys.json") == keys.read(elsewhere.keys)
    assert not (tmp_path / "there" / "keys.json").exists()
