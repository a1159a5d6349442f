"""The gazetteer's queue: what waits, with what weight, and a person's table of decisions."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from pazos.analysis.gazetteer import create_places, queue, shares, spellings
from pazos.analysis.gazetteer_files import apply, export
from pazos.domain.sources.models import Delivery, Record, Source
from pazos.domain.sources.vocabulary import DeliveryState
from pazos.domain.territory.actions import note_spellings
from pazos.domain.territory.models import Neighbourhood, Spelling
from pazos.domain.territory.spelling import spelling_key
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


def records(*texts: str, zone: str = "", victims: int = 1, **facts: object) -> None:
    ids = note_spellings({spelling_key(text): text for text in texts}, by=None)
    source, _ = Source.objects.get_or_create(slug="policia", defaults={"name": "Policía", "mapping": {}})
    delivery = Delivery.objects.create(
        source=source,
        file_name="f.csv",
        file_hash=str(Delivery.objects.count()),
        file_bytes=1,
        mapping={},
        state=DeliveryState.CURRENT,
        received_at=timezone.now(),
        rows=len(texts),
        accepted=len(texts),
    )
    for number, text in enumerate(texts, 1):
        Record.objects.create(
            delivery=delivery,
            row_number=number,
            source=source,
            occurred_on="2018-01-01",
            spelling_id=ids.get(spelling_key(text)),
            zone=zone,
            victims=victims,
            **facts,
        )


@pytest.fixture
def names() -> dict[str, Neighbourhood]:
    stated = ["El Sembrador", "Portal del Sembrador", "Loreto", "Molinos de Comfandi", "Simón Bolívar"]
    return {name: Neighbourhood.objects.create(code=str(n), name=name) for n, name in enumerate(stated, 1)}


def test_the_queue_puts_what_weighs_most_first_with_its_candidates(names: dict[str, Neighbourhood]) -> None:
    records("MOLINOS DE CONFANDI", "LORETTO", "LORETTO", "VIA PALMIRA - PRADERA", "SEMBRADOR", zone="urban")
    records("MOLINOS DE CONFANDI", victims=5)
    waiting = queue()
    assert [(item.text, item.records, item.victims) for item in waiting] == [
        ("MOLINOS DE CONFANDI", 2, 6),
        ("LORETTO", 2, 2),
        ("VIA PALMIRA - PRADERA", 1, 1),
    ]
    assert [item.candidates[0].place.name for item in waiting[:2]] == ["Molinos de Comfandi", "Loreto"]
    assert (waiting[2].looks_like_a_road, waiting[2].candidates) == (True, ())
    assert (waiting[0].zone, waiting[1].zone) == ("urban", "urban")


def test_shares_add_up_and_say_how_each_record_was_placed(names: dict[str, Neighbourhood]) -> None:
    records("LORETO", "B/ LORETO", "LORETTO", "NO REPORTADO", "-")
    records("LORETTO", neighbourhood=names["Loreto"])
    found = {name: counts["records"] for name, counts in shares().items() if counts["records"]}
    ones = dict.fromkeys(("by_point", "exact", "rule", "waiting", "not_a_place", "not_stated"), 1)
    assert found == {**ones, "total": 6}
    assert spellings()["waiting"] == 1


def test_a_filled_table_is_taken_row_by_row(names: dict[str, Neighbourhood], tmp_path: Path) -> None:
    records("LORETTO", "MOLINOS DE CONFANDI", "VIA PALMIRA", "PAPAYAL", "CALI CENTRO", "URIBE", "ZZ")
    file = tmp_path / "queue.csv"
    assert export(file) == 7
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    said = {
        "LORETTO": ("1", ""),
        "MOLINOS DE CONFANDI": ("lugar", "Molinos de Comfandi"),
        "VIA PALMIRA": ("no es lugar", ""),
        "PAPAYAL": ("nuevo", ""),
        "CALI CENTRO": ("fuera", ""),
        "URIBE": ("place", "Nowhere"),
    }
    for row in rows:
        row["decision"], row["place"] = said.get(row["key"], ("", ""))
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.DictWriter(opened, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    applied = apply(file, by=None)
    assert applied.decided == {"place": 2, "not_a_place": 1, "new": 1, "outside": 1}
    assert applied.blank == 1
    (refused,) = applied.refused
    assert refused["facts"] == {"place": "Nowhere"}
    assert refused["row"] == 2 + [row["key"] for row in rows].index("URIBE")
    assert Spelling.objects.get(key="LORETTO").neighbourhood == names["Loreto"]
    again = apply(file, by=None)
    assert (again.unchanged, again.decided) == (4, {})


def test_a_cell_that_a_spreadsheet_would_run_is_written_inert(tmp_path: Path) -> None:
    records('=HYPERLINK("http://x")')
    export(tmp_path / "queue.csv")
    assert ",\"'=HYPERLINK" in (tmp_path / "queue.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("text", ["a,b\n1,2\n", ""])
def test_a_table_of_something_else_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "other.csv").write_text(text, "utf-8")
    with pytest.raises(InputProblem):
        apply(tmp_path / "other.csv", by=None)


def test_a_city_without_a_list_makes_its_places_of_names() -> None:
    records(
        "LORETO",
        "LORETO",
        "LORETO",
        "B/ LORETO",
        "LORETTO",
        "LORETTO",
        "CGTO ROZO",
        "CGTO ROZO",
        zone="rural",
    )
    records("VIA PALMIRA", "VIA PALMIRA", "PAPAYAL")
    made = create_places(at_least=2, by=None)
    assert {(place.code, place.kind, place.zone) for place in made} == {
        ("LORETO", "barrio", "rural"),
        ("CGTO-ROZO", "corregimiento", "rural"),
    }
    meanings = dict(Spelling.objects.values_list("key", "meaning"))
    assert meanings["B LORETO"] == "place"
    assert {key for key, meaning in meanings.items() if meaning == "waiting"} == {
        "LORETTO",
        "VIA PALMIRA",
        "PAPAYAL",
    }
