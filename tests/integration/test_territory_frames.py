"""Neighbourhoods as frames: who touches whom, on what basis, and how many live there."""

from __future__ import annotations

import json

import pytest
import shapely

from pazos.analysis.territory import adjacency, areas_frame, population_cells, population_frame
from pazos.domain.territory.models import DeclaredLink, Municipality, Neighbourhood, Population
from pazos.domain.territory.vocabulary import Bridge, Located

pytestmark = pytest.mark.django_db
STEP = 0.01  # about 1.1 km


def polygon(code: str, x: float, y: float, **facts: object) -> Neighbourhood:
    shape = shapely.box(-76.3 + x * STEP, 3.5 + y * STEP, -76.3 + (x + 1) * STEP, 3.5 + (y + 1) * STEP)
    lon, lat = shape.centroid.x, shape.centroid.y
    outline = json.loads(shapely.to_geojson(shape))
    return Neighbourhood.objects.create(
        code=code, name=code, located=Located.POLYGON, outline=outline, lon=lon, lat=lat, **facts
    )


def point(code: str, x: float, y: float) -> Neighbourhood:
    return Neighbourhood.objects.create(
        code=code, name=code, located=Located.POINT, lon=-76.3 + x * STEP, lat=3.5 + y * STEP
    )


def pairs() -> set[str]:
    frame = areas_frame()
    links, _ = adjacency(frame)
    codes = frame["code"].tolist()
    return {codes[i] + codes[j] for i, j in zip(*links.nonzero(), strict=True) if i < j}


def test_a_corner_is_enough_and_a_gap_of_a_few_metres_is_no_gap() -> None:
    polygon("A", 0, 0), polygon("B", 1, 1), polygon("C", 1.005, 0), polygon("D", 3, 0)
    assert pairs() == {"AB", "AC", "BC"}
    _, facts = adjacency(areas_frame())
    assert facts["basis"] == "outlines"
    assert facts["without_neighbours"] == ["D"]


def test_a_gap_wider_than_a_street_is_a_gap() -> None:
    polygon("A", 0, 0), polygon("B", 1.02, 0)  # 22 m
    assert pairs() == set()


def test_a_person_may_join_and_cut() -> None:
    a, b, d = polygon("A", 0, 0), polygon("B", 1, 0), polygon("D", 3, 0)
    DeclaredLink.objects.create(first=a, second=b, bridge=Bridge.CUT, reason="río")
    DeclaredLink.objects.create(first=b, second=d, bridge=Bridge.JOINED, reason="puente")
    assert pairs() == {"BD"}
    _, facts = adjacency(areas_frame())
    assert (facts["joined"], facts["cut"], facts["links"]) == (1, 1, 1)


def test_contiguity_from_points_says_so_and_stays_within_the_municipality() -> None:
    # A U-shaped municipality: the two arms do not touch across the gap.
    arms = shapely.union_all([shapely.box(0, 0, 1, 4), shapely.box(4, 0, 5, 4), shapely.box(0, 0, 5, 1)])
    outline = shapely.transform(arms, lambda c: c * STEP + (-76.3, 3.5))
    Municipality.objects.create(name="U", outline=json.loads(shapely.to_geojson(outline)))
    point("A", 0.5, 3.5), point("B", 4.5, 3.5), point("C", 0.5, 0.5), point("D", 4.5, 0.5)
    Neighbourhood.objects.create(code="E", name="only a name")
    assert pairs() == {"AC", "BD", "CD"}
    _, facts = adjacency(areas_frame())
    assert (facts["basis"], facts["within_outline"], facts["names_only"]) == ("points", True, ["E"])


def test_outlines_and_points_together() -> None:
    polygon("A", 0, 0), polygon("B", 1, 0), polygon("C", 6, 0), point("D", 3.5, 1.2)
    assert pairs() >= {"AB", "CD"}
    assert "BC" not in pairs()
    assert adjacency(areas_frame())[1]["basis"] == "outlines and points"


def test_a_city_of_names_has_no_links_and_no_complaint() -> None:
    Neighbourhood.objects.create(code="A", name="A")
    Neighbourhood.objects.create(code="B", name="B")
    links, facts = adjacency(areas_frame())
    assert (links.nnz, facts["basis"], facts["names_only"]) == (0, "none", ["A", "B"])


def test_a_city_without_places_has_an_empty_frame() -> None:
    assert list(areas_frame().columns[:2]) == ["id", "code"]
    assert population_frame(2020).empty


def test_the_frame_holds_the_places_in_force_on_the_day() -> None:
    polygon("A", 0, 0, valid_to="2015-01-01")
    polygon("A", 0, 0, valid_from="2015-01-01")
    assert len(areas_frame()) == 1


def test_people_are_counted_once_however_finely_they_are_given() -> None:
    a, b = point("A", 0, 0), point("B", 1, 0)
    cells = [(a, "", None, 30.0), (a, "f", None, 10.0), (a, "m", 0, 5.0)]
    cells += [(b, "f", 0, 3.0), (b, "f", 5, 4.0), (b, "m", 0, 5.0), (b, "f", None, 7.0)]
    for place, sex, age, persons in cells:
        Population.objects.create(neighbourhood=place, year=2020, sex=sex, age_from=age, persons=persons)
    Population.objects.create(neighbourhood=None, year=2020, persons=99)
    assert population_frame(2020)["persons"].tolist() == [30.0, 12.0]
    assert len(population_cells(2020)) == 7
    assert population_frame(2021).empty
