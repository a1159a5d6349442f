"""Sealed files: every byte comes back from any place, and nothing that was touched opens."""

from __future__ import annotations

import io
import shutil
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pazos.foundation.privacy import files, keys
from pazos.foundation.privacy.files import HEAD, PIECE, TAG
from pazos.foundation.privacy.problems import DoesNotOpen, SealProblem

NOW = datetime(2026, 11, 22, tzinfo=UTC)
EDGES = [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 17]


def content(size: int) -> bytes:
    return (b"Carmen;32;calle 5\n" * (size // 18 + 1))[:size]


@pytest.fixture
def sealed(tmp_path):
    path = tmp_path / "kept"
    files.write_sealed(path, content(2 * PIECE + 100))
    return path


@pytest.mark.parametrize("size", EDGES)
def test_a_file_of_any_size_comes_back_and_shows_nothing(tmp_path, size):
    path = tmp_path / "kept"
    files.write_sealed(path, content(size))
    stored = path.read_bytes()
    assert b"Carmen" not in stored
    with files.open_file(path) as plain:
        assert plain.read() == content(size)
        assert plain.seek(0, io.SEEK_END) == size
    assert [one.name for one in tmp_path.iterdir()] == ["kept"]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(reads=st.lists(st.tuples(st.integers(0, 2 * PIECE + 200), st.integers(0, PIECE + 50)), max_size=5))
def test_it_is_read_from_any_place(sealed, reads):
    whole = content(2 * PIECE + 100)
    with files.open_file(sealed) as plain:
        for start, most in reads:
            plain.seek(start)
            assert plain.read(most) == whole[start : start + most]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(place=st.integers(0, HEAD + 2 * (PIECE + TAG) + 100 + TAG - 1), bit=st.integers(0, 7))
def test_one_bit_changed_anywhere_is_noticed(sealed, place, bit):
    whole = bytearray(sealed.read_bytes())
    whole[place] ^= 1 << bit
    other = sealed.with_name("other") / "kept"
    other.parent.mkdir(exist_ok=True)
    other.write_bytes(whole)
    if not whole.startswith(files.MARK):
        assert files.key_of_file(other) is None  # it passes for a plain file: who asks for it checks its hash
        return
    with pytest.raises(SealProblem), files.open_file(other) as plain:
        plain.read()


@pytest.mark.parametrize("left", [0, HEAD, HEAD + 5, HEAD + PIECE + TAG, HEAD + 2 * (PIECE + TAG), -1])
def test_a_file_that_was_cut_off_does_not_open(sealed, left):
    sealed.write_bytes(sealed.read_bytes()[:left])
    if left == 0:
        assert files.key_of_file(sealed) is None
        return
    with pytest.raises(DoesNotOpen), files.open_file(sealed):
        pass


def test_pieces_cannot_change_places_or_be_left_out(tmp_path):
    path = tmp_path / "kept"
    files.write_sealed(path, content(3 * PIECE))
    whole = path.read_bytes()
    head, pieces = whole[:HEAD], [whole[HEAD + n * (PIECE + TAG) :][: PIECE + TAG] for n in range(3)]
    for order in ([1, 0, 2], [0, 2], [0, 1, 1, 2], [2]):
        path.write_bytes(head + b"".join(pieces[n] for n in order))
        with pytest.raises(DoesNotOpen), files.open_file(path) as plain:
            plain.read()


def test_a_file_put_in_anothers_place_does_not_open(sealed):
    other = sealed.with_name("another")
    shutil.copy(sealed, other)
    with pytest.raises(DoesNotOpen, match="another"), files.open_file(other):
        pass


def test_a_plain_file_of_an_older_city_is_read_as_it_is(tmp_path):
    path = tmp_path / "kept"
    path.write_bytes(content(100))
    with files.open_file(path) as plain:
        assert plain.read() == content(100)
    files.reseal_file(path)
    assert files.key_of_file(path) == keys.ring().current.id
    with files.open_file(path) as plain:
        assert plain.read() == content(100)


def test_a_file_is_carried_to_a_new_key_with_the_same_content(sealed, monkeypatch):
    before = keys.ring().current.id
    monkeypatch.setitem(keys._held, None, (None, keys.ring().with_new_key(NOW)))
    assert files.key_of_file(sealed) == before
    files.reseal_file(sealed)
    assert files.key_of_file(sealed) == keys.ring().current.id != before
    with files.open_file(sealed) as plain:
        assert plain.read() == content(2 * PIECE + 100)


def test_without_its_key_a_file_is_refused_by_the_keys_name(sealed, monkeypatch):
    before = keys.ring().current.id
    monkeypatch.setitem(keys._held, None, (None, keys.new_ring(NOW)))
    with pytest.raises(SealProblem, match=before), files.open_file(sealed):
        pass


def test_a_sealed_zip_is_read_without_unpacking_it_to_the_disk(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        target.writestr("rows.csv", content(PIECE))
    files.write_sealed(tmp_path / "kept", packed.getvalue())
    with files.open_file(tmp_path / "kept") as plain, zipfile.ZipFile(plain) as found:
        assert found.read("rows.csv") == content(PIECE)
