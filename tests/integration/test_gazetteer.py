"""The gazetteer: what sources write is noted once, matched by rule or left to a person."""

from __future__ import annotations

import pytest

from pazos.domain.territory.actions import note_spellings
from pazos.domain.territory.models import Neighbourhood, Spelling
from pazos.domain.territory.spelling import spelling_key
from pazos.foundation.audit.models import AuditEvent

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
