"""What is sealed opens in its own place with its own key, and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pazos.foundation.privacy import keys
from pazos.foundation.privacy.problems import SealProblem
from pazos.foundation.privacy.sealing import Place, blind_index, key_of, open_sealed, seal

HERE = Place("cases.case", "note", "1b4e28ba-2fa1-11d2-883f-0016d3cca427")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_text_opens_as_it_was_sealed(text):
    token = seal(text, HERE)
    assert token.isascii()
    assert open_sealed(token, HERE) == text


def test_the_same_text_is_never_sealed_twice_alike():
    assert len({seal("Calle 5", HERE) for _ in range(100)}) == 100


@pytest.mark.parametrize("part", Place._fields)
def test_a_token_opens_only_in_its_place(part):
    with pytest.raises(SealProblem, match="does not open"):
        open_sealed(seal("secret", HERE), HERE._replace(**{part: "other"}))


def test_parts_of_a_place_cannot_be_shifted_into_one_another():
    token = seal("secret", Place("a", "b,c", "d"))
    with pytest.raises(SealProblem):
        open_sealed(token, Place("a,b", "c", "d"))


@given(st.data())
def test_a_token_with_any_letter_changed_does_not_open(data):
    token = seal("the text of a noteXX", HERE)  # its bytes fill the last letter
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from("abcXYZ019_-.=é "))
    if token[place] != letter:
        with pytest.raises(SealProblem) as refused:
            open_sealed(token[:place] + letter + token[place + 1 :], HERE)
        assert "the text" not in str(refused.value)


@pytest.mark.parametrize(
    "written", ["", "plain words", "s1.", "s1.abc", "s1..abc", "s2.abc.def", "s1.abc.%%%"]
)
def test_what_is_no_token_is_refused(written):
    with pytest.raises(SealProblem):
        open_sealed(written, HERE)


def test_a_token_of_a_key_that_is_not_there_names_the_key(monkeypatch):
    token = seal("secret", HERE)
    other = keys.new_ring(NOW)
    monkeypatch.setitem(keys._held, None, (None, other))
    with pytest.raises(SealProblem, match=key_of(token)):
        open_sealed(token, HERE)


def test_older_keys_open_and_the_current_one_seals(monkeypatch):
    before = seal("secret", HERE)
    monkeypatch.setitem(keys._held, None, (None, keys.ring().with_new_key(NOW)))
    after = seal("secret", HERE)
    assert key_of(after) == keys.ring().current.id != key_of(before)
    assert open_sealed(before, HERE) == open_sealed(after, HERE) == "secret"


@pytest.mark.parametrize("spelt", ["María  Ñáñez", "maria nanez", " MARÍA ÑÁÑEZ\t", "MARI\u0301A ÑÁÑEZ"])
def test_a_value_is_found_again_however_it_is_spelt(spelt):
    assert blind_index(spelt, "name") == blind_index("María Ñáñez", "name")


def test_indexes_of_two_purposes_and_of_two_cities_have_nothing_in_common(monkeypatch):
    ours = blind_index("1113654321", "document")
    assert len(ours) == 64
    assert blind_index("1113654321", "telephone") != ours
    assert blind_index("1113654322", "document") != ours
    monkeypatch.setitem(keys._held, None, (None, keys.new_ring(NOW)))
    assert blind_index("1113654321", "document") != ours


def test_a_new_key_leaves_blind_indexes_as_they_were(monkeypatch):
    before = blind_index("1113654321", "document")
    monkeypatch.setitem(keys._held, None, (None, keys.ring().with_new_key(NOW)))
    assert blind_index("1113654321", "document") == before
