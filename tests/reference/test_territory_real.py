"""Two real cities: Medellín has polygons, Palmira has names, some comunas and some points."""

from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from pazos.analysis.territory import adjacency, areas_frame, neighbourhood_at, population_frame
from pazos.analysis.territory_files import bring_in_areas, bring_in_outline, bring_in_people
from pazos.analysis.territory_files.places import Wishes
from pazos.domain.territory.actions import note_spellings
from pazos.domain.territory.likeness import Likeness
from pazos.domain.territory.models import Municipality, Spelling
from pazos.domain.territory.queries import register
from pazos.domain.territory.rules import PlaceFacts
from pazos.domain.territory.spelling import looks_like_a_road, spelling_key

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
NONE: dict[str, str | None] = {}
WITH_POLICE_NAMES = {"exact": 0.682, "rule": 0.275, "waiting": 0.043}
OTHER_REGISTERS = {"exact": 0.533, "rule": 0.275, "waiting": 0.191}
RURAL = frozenset(str(comuna) for comuna in range(8, 17))


def police_barrios(reference_data: Path) -> Counter[str]:
    """How many records write each barrio, 2015 to 2018."""
    found: Counter[str] = Counter()
    for file in sorted((reference_data / "palmira_homicides").glob("*_palmira.csv")):
        with file.open(encoding="utf-8-sig", newline="") as opened:
            heading, *rows = csv.reader(opened)
        column = [name.strip().upper() for name in heading].index("BARRIO")
        found.update(row[column] for row in rows)
    return found


def palmira(reference_data: Path, file: Path) -> dict[str, Any]:
    Municipality.objects.create(name="Palmira", code="76520")
    outline = reference_data / "palmira_territory" / "palmira_limite_municipal_osm.geojson"
    bring_in_outline(outline, crs=None, layer=None, by=None)
    return bring_in_areas(file, asked=NONE, wishes=Wishes(rural_comunas=RURAL), by=None)


def shares(texts: Counter[str]) -> dict[str, float]:
    """The share of records by how their spelling was matched."""
    ids = note_spellings({spelling_key(text): text for text in texts}, by=None)
    rows = {row.pk: row.method or row.meaning for row in Spelling.objects.all()}
    sums: Counter[str] = Counter()
    for text, records in texts.items():
        sums[rows[ids[spelling_key(text)]]] += records
    return {how: round(records / texts.total(), 3) for how, records in sums.items()}


def no_rule_joined_by_likeness() -> None:
    """Without prefixes, articles and blanks the letters of every match by rule are the same."""
    names = {place.id: place for place in register().places.values()}
    undone = ("URB", "CGTO", "CRGT", "CORREGIMIENTO", "VEREDA", "URBANIZACION")
    for row in Spelling.objects.filter(method="rule", meaning="place"):
        one, other = (
            "".join(word for word in key.split() if word not in (*undone, "EL", "LA", "LOS", "LAS"))
            for key in (row.key, names[row.neighbourhood_id].key)
        )
        numbers = {"VEINTE": "20", "SEGUNDO": "II"}
        for word, figure in numbers.items():
            one, other = one.replace(word, figure), other.replace(word, figure)
        assert one == other


def test_palmira_stands_on_names_comunas_and_points(reference_data: Path) -> None:
    derived = reference_data / "palmira_territory" / "palmira_barrios_derivado.csv"
    result = palmira(reference_data, derived)
    assert (result["rows"], result["places"]) == (315, 234)
    assert len([item for item in result["left_out"] if item["reason"] == "road"]) == 25
    joined = {name for group in result["joined"] for name in [group["name"], *group["also"]]}
    assert {"SEMBRADOR", "EL SEMBRADOR", "SESQUI CENTENARIO", "MARIACANO"} <= joined
    assert not {"LORETTO", "CHAPINERO SUR", "GUAYACAN", "GUAYACANES DEL SUR"} & joined
    links, basis = adjacency(areas_frame())
    assert (basis["basis"], basis["within_outline"]) == ("points", True)
    assert len(basis["names_only"]) == result["located"]["name"]
    assert links.nnz > 2 * result["located"]["point"]
    by_how = shares(police_barrios(reference_data))
    assert by_how == pytest.approx(WITH_POLICE_NAMES, abs=0.001)
    no_rule_joined_by_likeness()


def test_palmira_by_names_that_the_police_did_not_supply(reference_data: Path, tmp_path: Path) -> None:
    frame = pd.read_csv(reference_data / "palmira_territory" / "palmira_barrios_derivado.csv")
    others = frame[frame["comuna_mas_frecuente"].notna() | frame["lat_mediana"].notna()]
    others.to_csv(tmp_path / "barrios.csv", index=False)
    palmira(reference_data, tmp_path / "barrios.csv")
    by_how = shares(police_barrios(reference_data))
    assert by_how == pytest.approx(OTHER_REGISTERS, abs=0.001)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("SEMBRADOR", "EL SEMBRADOR"),
        ("MOLINOS DE CONFANDI", "MOLINOS DE COMFANDI"),
        ("SESQUI CENTENARIO", "SESQUICENTENARIO"),
        ("URB. POBLADO CAMFAUNION", "POBLADO COMFAUNION"),
        ("VILLAS DEL ROSARIO", "VILLA DEL ROSARIO"),
        ("PALMERAS DE ORIENTE", "URB PALMERAS DEL ORIENTE"),
        ("CORREGIMIENTO PALMASECA", "CGTO PALMASECA"),
        ("CRGT GUANABANAL", "CGTO GUANABANAL"),
        ("CGTO MATA PALO (ROZO)", "CGTO MATAPALO"),
        ("LLANO GRANDE", "LLANOGRANDE"),
        ("VILLA PRAGA", "VILLA PRAGA ZAMORANO"),
        ("GUAYACANES DEL INGENIO 1 ETAPA", "GUAYACANES DEL INGENIO"),
        ("CASAS DE ALICANTO", "ALICANTO"),
        ("JUAN PABLO SEGUNDO", "JUAN PABLO II"),
        ("CIUDAD DEL CAMPO", "CIUDAD DELCAMPO"),
        ("SANTA TERESITA", "SANTA TERESITA"),
    ],
)
def test_the_place_meant_is_the_first_candidate(reference_data: Path, written: str, meant: str) -> None:
    frame = pd.read_csv(reference_data / "palmira_territory" / "palmira_barrios_derivado.csv")
    others = frame[frame["comuna_mas_frecuente"].notna() | frame["lat_mediana"].notna()]["barrio_normalizado"]
    # Palmira as a register of names only, the spelling asked about taken out unless it is the place.
    names = [name for name in others if name == meant or name != spelling_key(written)]
    places = [PlaceFacts(n, str(n), name) for n, name in enumerate(names) if not looks_like_a_road(name)]
    assert Likeness(places).candidates(spelling_key(written))[0].place.name == meant


def test_medellin_stands_on_polygons_and_people(reference_data: Path) -> None:
    Municipality.objects.create(name="Medellín", code="05001")
    folder = reference_data / "medellin"
    result = bring_in_areas(
        folder / "medellin_comunas.gpkg", asked=NONE, wishes=Wishes(kind="comuna"), by=None
    )
    assert (result["new"], result["contiguity"]["basis"]) == (21, "outlines")
    assert [item["code"] for item in result["repaired"]] == ["60"]
    assert result["contiguity"]["without_neighbours"] == []
    assert result["columns"]["id"] == {"column": "COMUNA", "by": "heading"}
    people = bring_in_people(folder / "medellin_poblacion_comuna_anio.csv", asked=NONE, by=None)
    assert (people["cells"], people["unknown"], people["without_people"]) == (273, {}, [])
    assert population_frame(2018)["persons"].sum() == 2_427_129
    deaths = pd.read_csv(folder / "medellin_homicides_2010_2019.csv", sep=";", decimal=",")
    known = deaths[["longitud", "latitud"]].dropna()
    found = neighbourhood_at(known["longitud"], known["latitud"])
    assert len(known) == 9_279
    assert np.mean(found > 0) == pytest.approx(0.9998, abs=1e-4)
    assert len(np.unique(found[found > 0])) == 21
