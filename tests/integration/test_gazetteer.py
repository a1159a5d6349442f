"""The gazetteer: what sources write is noted once, matched by rule or left to a person."""

from __future__ import annotations

import pytest

from pazos.domain.territory.actions import (
    decide_spelling,
    match_again,
    new_neighbourhood_from_spelling,
    note_spellings,
    take_back_decision,
)
from pazos.domain.territory.models import Neighbourhood, Spelling
from pazos.domain.territory.spelling import spelling_key
from pazos.foundation.audit.models import AuditEvent
from pazos.science.problems import InputProblem

pytestmark = pytest.mark.django_db


def note(*texts: str) -> dict[str, Spelling]:
    ids = note_spellings({spelling_key(text): text for text in texts}, by=None)
    return {key: Spelling.objects.get(pk=pk) for key, pk in ids.items()}


@pytest.fixture
def loreto() -> Neighbourhood:
    return Neighbourhood.objects.create(code="1", name="Loreto")


def test_a_spelling_is_matched_by_letters_or_by_rule(loreto: Neighbourhood) -> None:
    noted = note("LORETO", "B/ LORETO", "LORETO II ETAPA")
    assert (noted["LORETO"].neighbourhood, noted["LORETO"].method) == (loreto, "exact")
    assert (noted["B LORETO"].neighbourhood, noted["B LORETO"].method) == (loreto, "rule")
    assert noted["LORETO II ETAPA"].meaning == "waiting"


def test_a_cell_that_says_nothing_is_no_place_by_rule(loreto: Neighbourhood) -> None:
    noted = note("NO REPORTADO", "-")
    assert (noted["NO REPORTADO"].meaning, noted["NO REPORTADO"].method) == ("not_a_place", "rule")
    assert list(noted) == ["NO REPORTADO"]


def test_a_spelling_is_noted_once(loreto: Neighbourhood) -> None:
    assert note("Loreto", "otra") == note("LORETO", "OTRA")
    assert Spelling.objects.count() == 2
    assert AuditEvent.objects.filter(verb="spelling.noted").count() == 1


def test_more_spellings_than_one_statement_takes() -> None:
    texts = {f"LUGAR {n}": f"Lugar {n}" for n in range(1_201)}
    assert len(note_spellings(texts, by=None)) == 1_201


def test_a_decision_moves_the_spelling_and_can_be_taken_back(loreto: Neighbourhood) -> None:
    spelling = note("LORETTO")["LORETTO"]
    decide_spelling(spelling, meaning="place", neighbourhood=loreto, note="two t", by=None)
    assert Spelling.objects.get(neighbourhood=loreto).method == "person"
    take_back_decision(spelling, by=None)
    assert Spelling.objects.get().meaning == "waiting"
    verbs = AuditEvent.objects.values_list("verb", flat=True)
    assert list(verbs) == ["spelling.noted", "spelling.decided", "spelling.taken_back"]


def test_a_decision_that_contradicts_itself_is_refused(loreto: Neighbourhood) -> None:
    spelling = note("LORETTO")["LORETTO"]
    for wrong in (
        {"meaning": "place"},
        {"meaning": "outside", "neighbourhood": loreto},
        {"meaning": "waiting"},
    ):
        with pytest.raises(InputProblem):
            decide_spelling(spelling, by=None, **wrong)
    with pytest.raises(InputProblem):
        take_back_decision(spelling, by=None)


def test_no_rule_undoes_what_a_person_decided_or_took_back(loreto: Neighbourhood) -> None:
    noted = note("B/ LORETO", "LORETO", "LORETO NORTE")
    decide_spelling(noted["B LORETO"], meaning="outside", by=None)
    take_back_decision(noted["LORETO"], by=None)
    Neighbourhood.objects.create(code="2", name="Loreto Norte")
    assert match_again(by=None) == 1
    meanings = dict(Spelling.objects.values_list("key", "meaning"))
    assert meanings == {"B LORETO": "outside", "LORETO": "waiting", "LORETO NORTE": "place"}


def test_a_match_that_became_doubtful_waits_again(loreto: Neighbourhood) -> None:
    note("LORETO")
    Neighbourhood.objects.create(code="2", name="LORETO")
    assert match_again(by=None) == 1
    assert Spelling.objects.get().meaning == "waiting"


def test_a_place_made_from_a_spelling_goes_when_the_decision_is_taken_back() -> None:
    spelling = note("PAPAYAL")["PAPAYAL"]
    place = new_neighbourhood_from_spelling(spelling, by=None)
    assert (place.code, place.located, spelling.neighbourhood) == ("PAPAYAL", "name", place)
    take_back_decision(spelling, by=None)
    assert not Neighbourhood.objects.exists()


def test_a_place_that_others_stand_on_stays() -> None:
    noted = note("PAPAYAL", "EL PAPAYAL")
    place = new_neighbourhood_from_spelling(noted["PAPAYAL"], by=None)
    assert match_again(by=None) == 1
    take_back_decision(noted["PAPAYAL"], by=None)
    assert Neighbourhood.objects.get() == place
    assert not AuditEvent.objects.filter(verb="neighbourhood.removed").exists()
