"""What is counted by two definitions: named on every page and file, cut over time, never compared across."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.urls import reverse

import cast
from pazos.analysis.basis import Basis
from pazos.analysis.studies.observe import observe
from pazos.foundation.access.policy import Role
from pazos.foundation.runs.models import Run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.django_db
POLICE, FORENSIC = Basis("policia-nacional", 2019, 2023), Basis("medicina-legal", 2019, 2023)
BEFORE, SINCE = "police_co_before_2023@1", "police_co_2023@1"
BOTH = f"until 2022 by {BEFORE}, from 2023 by {SINCE}"
CUT = "The chart is cut there, and nothing is compared across it."
MIXED = "Counts of two definitions are added up here"
AREA_PAGES = ("map", "patterns", "neighbourhoods", "victims")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("city") / "files"


@pytest.fixture(autouse=True)
def _english_and_a_shelf(client, settings, shelf: Path) -> None:
    client.cookies["pazos_language"] = "en"
    settings.CITY_FILES = shelf


@pytest.fixture(scope="module")
def studied(django_db_setup, django_db_blocker) -> Iterator[cast.InventedCity]:
    with django_db_blocker.unblock():
        made = cast.small_city()
        observe(FORENSIC, by=None)
        observe(POLICE, by=None)
        yield made
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def city(studied, db) -> cast.InventedCity:
    return studied


@pytest.fixture
def reader(client, city):
    client.force_login(cast.staff(Role.DEPARTMENT))
    return client


def text_of(client, address: str, basis: Basis | None = None) -> str:
    query = {name: "" if value is None else value for name, value in basis.facts().items()} if basis else {}
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_front_page_names_what_counts_and_when(client, city) -> None:
    text = text_of(client, "/")
    assert f"Policía Nacional, 2019–2023, {BOTH}." in text
    assert f"Policía Nacional, by {SINCE}" in text  # beside the deaths of the last year
    assert "Medicina Legal: by its own definition: Muerte violenta de manera homicidio" in text


def test_the_year_after_the_change_is_held_against_no_year_before_and_the_reason_stands_there(
    client, city
) -> None:
    text = text_of(client, "/")
    assert "Rate of 2023 against 2022" in text
    assert f"Not compared: 2022 is counted by {BEFORE}, 2023 by {SINCE}." in text
    assert "Inside the noise" not in text
    assert "per cent" not in text


def test_lines_over_time_say_where_they_are_cut(reader) -> None:
    assert text_of(reader, "/").count(CUT) == 3  # by source, the rate by year, the months
    assert text_of(reader, reverse("patterns")).count(CUT) == 1
    assert "From Jan. 1, 2023 on" in text_of(reader, "/") or "From 1 January 2023 on" in text_of(reader, "/")


def test_a_source_has_a_column_for_each_of_its_definitions(client, city) -> None:
    text = text_of(client, "/")
    assert f"Policía Nacional ({BEFORE})" in text
    assert f"Policía Nacional ({SINCE})" in text
    assert "Medicina Legal (" not in text


def test_what_is_found_in_the_months_is_said_of_the_months_of_one_definition(reader) -> None:
    text = text_of(reader, reverse("patterns"))
    assert f"2019-01 to 2022-12, by {BEFORE}: " in text
    assert f"2023-01 to 2023-12, by {SINCE}: These months are too few to tell a season" in text


@pytest.mark.parametrize("name", AREA_PAGES)
def test_a_pooled_count_says_that_it_holds_two_definitions_and_what_it_may_be_read_for(reader, name) -> None:
    text = text_of(reader, reverse(name))
    assert MIXED in text
    assert BOTH in text
    assert "nothing of a change over time" in text


def test_a_neighbourhood_names_both_and_marks_its_years(reader, city) -> None:
    text = text_of(reader, reverse("neighbourhood", args=[next(iter(city.places))]))
    assert f"2019–2023, {BOTH}" in text
    assert CUT in text
    assert text.count(f'<td class="n">{BEFORE}</td>') == 4
    assert text.count(f'<td class="n">{SINCE}</td>') == 1


def test_the_maps_document_says_it_under_every_legend_of_deaths(reader) -> None:
    layers = json.loads(reader.get(reverse("map_document")).content)["layers"]
    assert all(
        BOTH in layer["note"] and MIXED in layer["note"] for layer in layers if layer["key"] != "clusters"
    )


def test_each_row_of_the_file_carries_its_definition_with_its_days(reader) -> None:
    answer = reader.get(reverse("neighbourhoods_file"))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["definition"] for row in rows} == {
        f"{BEFORE} (2019-01-01 – 2022-12-31); {SINCE} (2023-01-01 – 2023-12-31); Homicidio según el código penal"
    }


@pytest.mark.parametrize("name", AREA_PAGES)
def test_a_source_that_kept_its_definition_is_neither_cut_nor_mixed_and_bears_no_rule(reader, name) -> None:
    text = text_of(reader, reverse(name), FORENSIC)
    assert "Medicina Legal, 2019–2023, by its own definition." in text
    assert MIXED not in text
    assert CUT not in text
    assert "police_co" not in text


def test_years_on_one_side_of_the_change_are_one_count_by_one_rule(reader) -> None:
    basis = Basis("policia-nacional", 2019, 2022)
    observe(basis, by=None)
    for name in AREA_PAGES:
        text = text_of(reader, reverse(name), basis)
        assert f"Policía Nacional, 2019–2022, by {BEFORE}." in text
        assert MIXED not in text
        assert CUT not in text


def test_the_file_of_a_run_holds_no_ratio_across_the_change(reader) -> None:
    run = Run.objects.filter(method="rates", parameters__basis__source="policia-nacional").first()
    whole = json.loads(reader.get(reverse("run_file", args=[run.pk])).content)
    assert [one["rule"] for one in whole["parameters"]["basis"]["definitions"]] == [BEFORE, SINCE]
    assert whole["result"]["city"]["by_year"][-1]["change"] is None
