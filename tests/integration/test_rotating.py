"""Rotating keys: everything comes under the new one, however often it is stopped on the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet

from pazos.foundation.privacy import files, keys, rotating
from pazos.foundation.privacy.sealing import key_of
from sealed_notes import Note, notes_table

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _city(transactional_db, tmp_path, settings, monkeypatch):
    settings.CITY_FILES = tmp_path / "files"
    settings.KEY_RING = tmp_path / "keys.json"
    keys.make(settings.KEY_RING)
    ours = {Note: [field for field in Note._meta.fields if field.attname.endswith("_sealed")]}
    monkeypatch.setattr(rotating, "sealed_fields", lambda: ours)
    monkeypatch.setattr(rotating, "BATCH", 10)
    with notes_table():
        yield


@pytest.fixture
def notes():
    made = [Note(title=f"{n:03}", text=f"text {n}", facts={"n": n}) for n in range(35)]
    return Note.objects.bulk_create(made)


def keys_used() -> set[str]:
    rows = Note.objects.values_list("text", "facts")
    return {key_of(value.token) for row in rows for value in row}


def all_open() -> bool:
    rows = Note.objects.order_by("title")
    return [(row.text, row.facts) for row in rows] == [(f"text {n}", {"n": n}) for n in range(35)]


def kept_file(settings, name: str, *, sealed: bool = True):
    path = settings.CITY_FILES / "ab" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if sealed:
        files.write_sealed(path, b"a delivered file")
    else:
        path.write_bytes(b"a delivered file")
    return path


def test_a_rotation_seals_values_and_files_with_a_new_key(notes, settings):
    path, plain = kept_file(settings, "one"), kept_file(settings, "two", sealed=False)
    old, told = keys.ring().current.id, []
    rotating.reseal()
    done = rotating.rotate(now=NOW, tell=lambda step, share: told.append((step, share)))
    assert (done.values, done.files, done.problems) == (70, 2, [])
    assert keys_used() == {done.new_key} == {keys.ring().current.id} != {old}
    assert {files.key_of_file(path), files.key_of_file(plain)} == {done.new_key}
    assert all_open()
    assert told[-1] == ("files", 1.0)
    assert all(0 < share <= 1 for _, share in told)


def test_what_there_is_under_each_key_is_counted(notes, settings):
    kept_file(settings, "one")
    kept_file(settings, "two", sealed=False)
    found = rotating.tally()
    assert (found.values, found.files, found.open_files) == (
        {keys.ring().current.id: 70, None: 0},
        {keys.ring().current.id: 1},
        1,
    )


def test_a_rotation_killed_half_way_is_finished_by_the_next_with_no_further_key(notes, settings):
    kept_file(settings, "one")

    class KilledError(BaseException):
        pass

    def kill(step: str, share: float) -> None:
        if share > 0.4:
            raise KilledError

    with pytest.raises(KilledError):
        rotating.rotate(now=NOW, tell=kill)
    assert len(keys_used()) == 2
    assert all_open()
    done = rotating.rotate(now=NOW)
    assert done.new_key is None
    assert done.values == 40  # three batches of ten were written before it was killed
    assert len(keys.ring().keys) == 2
    assert keys_used() == {keys.ring().current.id}
    assert all_open()


def test_a_rotation_killed_inside_a_batch_leaves_the_batch_as_it_was(notes, monkeypatch):
    before = list(Note.objects.order_by("pk").values_list("text", flat=True))
    whole = QuerySet.bulk_update

    def half(self, objects, fields):
        whole(Note.objects.all(), objects[:5], fields)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(type(Note._base_manager), "bulk_update", half)
        with pytest.raises(KeyboardInterrupt):
            rotating.rotate(now=NOW)
    assert list(Note.objects.order_by("pk").values_list("text", flat=True)) == before
    rotating.rotate(now=NOW)
    assert keys_used() == {keys.ring().current.id}
    assert all_open()


def test_sealing_anew_twice_changes_nothing(notes):
    rotating.rotate(now=NOW)
    before = list(Note.objects.order_by("pk").values_list("text", flat=True))
    done = rotating.reseal()
    assert (done.values, done.files, done.problems) == (0, 0, [])
    assert list(Note.objects.order_by("pk").values_list("text", flat=True)) == before


def test_a_value_that_does_not_open_is_reported_and_holds_nothing_up(notes):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sealed_notes_note SET text_sealed = "
            "(SELECT text_sealed FROM sealed_notes_note WHERE title = '001') WHERE title = '000'"
        )
    old = keys.ring().current.id
    first = rotating.rotate(now=NOW)
    assert (first.values, len(first.problems)) == (69, 1)
    assert "text 1" not in str(first.problems)
    second = rotating.rotate(now=NOW)
    assert second.new_key == keys.ring().current.id != first.new_key
    assert (second.values, len(second.problems)) == (69, 1)
    assert old not in rotating.retire(now=LATER)  # something still stands under it
    assert keys.ring().find(old)


def test_a_key_goes_only_when_nothing_is_sealed_with_it_and_it_has_rested(notes, settings):
    old = keys.ring().current.id
    keys.change(lambda ring: ring.with_new_key(NOW))
    assert rotating.retire(now=LATER) == []
    rotating.rotate(now=NOW)
    assert rotating.retire(now=NOW + timedelta(minutes=59)) == []
    assert rotating.retire(now=LATER) == [old]
    assert [key.id for key in keys.read(settings.KEY_RING).keys] == [keys.ring().current.id]
    assert all_open()
    assert rotating.retire(now=LATER) == []


def test_a_key_of_a_kept_file_is_not_dropped(settings):
    path = kept_file(settings, "one")
    keys.change(lambda ring: ring.with_new_key(NOW))
    assert rotating.retire(now=LATER) == []
    with files.open_file(path) as plain:
        assert plain.read() == b"a delivered file"


def test_whether_anything_is_sealed_is_told_without_a_ring(settings):
    settings.KEY_RING.unlink()
    assert not rotating.anything_is_sealed()
    kept_file(settings, "plain", sealed=False)
    assert not rotating.anything_is_sealed()
    keys.make(settings.KEY_RING)
    Note.objects.create(text="something")
    settings.KEY_RING.unlink()
    assert rotating.anything_is_sealed()
