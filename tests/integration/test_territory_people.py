"""Tables of people go into the city: long or wide, by code or name, by year, sex and age."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pazos.analysis.territory_files import bring_in_people
from pazos.domain.territory.models import Municipality, Neighbourhood, Population
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def city() -> Municipality:
    for code, name in (("01", "Popular"), ("02", "Santa Cruz")):
        Neighbourhood.objects.create(code=code, name=name)
    return Municipality.objects.create(name="Palmira", code="76520")


def bring(tmp_path: Path, text: str, **asked: str) -> dict[str, Any]:
    file = tmp_path / "people.csv"
    file.write_text(text, "utf-8")
    return bring_in_people(file, asked=asked, by=None)


def stored() -> set[tuple[Any, ...]]:
    fields = ("neighbourhood__code", "year", "sex", "age_from", "age_to", "persons")
    return set(Population.objects.values_list(*fields))


def test_codes_that_lost_their_zeros_are_matched_and_told(tmp_path: Path) -> None:
    result = bring(
        tmp_path, "CODIGO,NOMBRE,AÑO,POBLACION\n1.0,POPULAR,2018.0,136986\n2.0,SANTA CRUZ,2018.0,10\n"
    )
    assert stored() == {("01", 2018, "", None, None, 136986.0), ("02", 2018, "", None, None, 10.0)}
    assert result["codes_without_leading_zeros"] == ["01", "02"]


def test_sex_and_age_are_read_as_offices_write_them(tmp_path: Path) -> None:
    rows = ["codigo;anio;sexo;edad;poblacion", "01;2020;Hombres;0-4;10", "01;2020;Mujeres;05 a 09 años;11"]
    rows += ["01;2020;Mujer;80 y más;3", "01;2020;masculino;80+;2"]
    bring(tmp_path, "\n".join(rows) + "\n")
    cells = {("m", 0, 4, 10.0), ("f", 5, 9, 11.0), ("f", 80, None, 3.0), ("m", 80, None, 2.0)}
    assert {row[2:] for row in stored()} == cells


def test_single_years_are_gathered_in_bands_of_five(tmp_path: Path) -> None:
    bring(tmp_path, "codigo,year,age,persons\n01,2020,0,1\n01,2020,4,2\n01,2020,5,4\n")
    assert {row[3:] for row in stored()} == {(0, 4, 3.0), (5, 9, 4.0)}


def test_wide_tables_by_year_and_by_sex_and_age(tmp_path: Path) -> None:
    bring(tmp_path, "codigo,nombre,2018,POB_2019,tasa 2019\n01,Popular,5,6,99\n")
    assert {row[1:2] + row[5:] for row in stored()} == {(2018, 5.0), (2019, 6.0)}
    bring(tmp_path, "codigo,año,H_0_4,M_0_4,H_80 y más\n02,2020,1,2,3\n")
    cells = {("02", 2020, "m", 0, 4, 1.0), ("02", 2020, "f", 0, 4, 2.0), ("02", 2020, "m", 80, None, 3.0)}
    assert cells <= stored()


def test_names_find_their_place_by_the_rules_of_the_gazetteer(tmp_path: Path) -> None:
    result = bring(tmp_path, "barrio,año,personas\nB/ POPULAR,2018,5\nSanta Crus,2018,7\n")
    assert {row[0] for row in stored()} == {"01"}
    assert result["unknown"] == {"Santa Crus": 7.0}
    assert result["without_people"] == ["02"]


def test_a_table_of_municipalities_gives_the_whole_city(tmp_path: Path) -> None:
    text = "municipio_code,municipio,year,poblacion\n05001,Medellín,2018,1\n76520,Palmira,2018,349294\n"
    result = bring(tmp_path, text)
    assert stored() == {(None, 2018, "", None, None, 349294.0)}
    assert result["whole_municipality"]
    Municipality.objects.update(code="")
    with pytest.raises(InputProblem, match="no code"):
        bring(tmp_path, text)
    Municipality.objects.update(code="99999")
    with pytest.raises(InputProblem, match="no row for the municipality 99999"):
        bring(tmp_path, text)


def test_a_second_file_replaces_the_place_and_year_it_states(tmp_path: Path) -> None:
    bring(tmp_path, "codigo,año,edad,poblacion\n01,2018,0-4,5\n01,2018,5-9,6\n02,2018,0-4,7\n")
    again = bring(tmp_path, "codigo,año,edad,poblacion\n01,2018,0-4,5\n01,2018,5-9,8\n")
    assert (again["new"], again["unchanged"], again["replaced"]) == (1, 1, 1)
    assert {(row[0], row[3], row[5]) for row in stored()} == {("01", 0, 5.0), ("01", 5, 8.0), ("02", 0, 7.0)}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("01,2018,-5", "Row 2 .* people -5"),
        ("01,2018,many", "Row 2 .* people many"),
        ("01,18,5", "Row 2 .* year 18"),
        ("01,2018,5\n1,2018,6", None),
        ("01,2018,5\n01,2018,6", "Rows 2 and 3"),
        ("99,2018,5", "No row of people.csv belongs"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_row(tmp_path: Path, row: str, said: str | None) -> None:
    with pytest.raises(InputProblem, match=said or "twice"):
        bring(tmp_path, f"codigo,año,poblacion\n{row}\n")
    assert not stored()


def test_single_years_beside_bands_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="single years and by bands"):
        bring(tmp_path, "codigo,año,edad,poblacion\n01,2018,0-4,5\n01,2018,3,1\n")
