"""The pages of SEE: who may open them, what they must say, and how little they ask of the database."""

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
from pazos.domain.designations.actions import ProposedCluster, argue, propose, sign
from pazos.domain.sources.models import Delivery, RejectedRow
from pazos.domain.territory.models import Neighbourhood, Population
from pazos.foundation.access.policy import Role
from pazos.foundation.jobs.models import Job
from pazos.interfaces.web.pages.neighbourhoods import harmless

if TYPE_CHECKING:
    from pathlib import Path

    from pazos.foundation.runs.models import Run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.django_db
FIVE = Basis("policia-nacional", 2019, 2023)
QUERIES = 20


@pytest.fixture(scope="module")
def shelf(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("city") / "files"


@pytest.fixture(autouse=True)
def _english_and_a_shelf(client, settings, shelf: Path) -> None:
    client.cookies["pazos_language"] = "en"
    settings.CITY_FILES = shelf


@pytest.fixture(scope="module")
def studied_city(django_db_setup, django_db_blocker) -> Iterator[tuple[cast.InventedCity, dict[str, Run]]]:
    """One city for the whole file; what a test changes in it is undone after the test."""
    with django_db_blocker.unblock():
        made = cast.small_city()
        yield made, observe(FIVE, by=None)
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def city(studied_city) -> cast.InventedCity:
    return studied_city[0]


@pytest.fixture
def known(studied_city) -> dict[str, Run]:
    return studied_city[1]


def text_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def enter(client, role: Role) -> None:
    client.force_login(cast.staff(role))


def signed(city: cast.InventedCity, runs: dict[str, Run]) -> None:
    lead = cast.staff(Role.STRATEGY_LEAD)
    places = tuple(place.pk for place in list(city.places.values())[:4])
    made = propose(
        title="Primera", run=runs["rates"], clusters=[ProposedCluster(places, name="Ribera")],
        evidence=runs.values(), ages=(14, 29), by=lead,
    )  # fmt: skip
    argue(made, ages=(14, 29), reasons="Four places.", legal_basis="Decree 1", by=lead)
    sign(made, by=lead)


def test_the_liaison_sees_areas_and_starts_nothing(client, known) -> None:
    enter(client, Role.SECURITY_LIAISON)
    assert client.get(reverse("map")).status_code == 200
    assert "What waits for you" not in text_of(client, "/")
    assert client.post(reverse("study"), {"source": "policia-nacional"}).status_code == 403
    asked = text_of(client, reverse("map") + "?source=medicina-legal&first_year=2020&last_year=2021&sex=")
    assert "Study it now" not in asked


def test_the_public_sees_the_city_and_no_neighbourhoods_figure(client, city, known) -> None:
    signed(city, known)
    text = text_of(client, "/")
    outside = list(city.places.values())[10].name
    assert outside not in text
    assert "run/" not in text
    assert 'href="/runs/' not in text
    document = json.loads(client.get(reverse("observatory_map")).content)
    cells = [feature["properties"]["cells"] for feature in document["features"]]
    assert {key for cell in cells for key in cell} == {"clusters"}


def test_sources_stand_side_by_side_and_their_difference_is_said(client, known) -> None:
    text = text_of(client, "/")
    assert "Policía Nacional" in text
    assert "Medicina Legal" in text
    assert "deaths apart" in text or "count the same" in text


def test_a_change_inside_its_interval_is_called_noise(client, known) -> None:
    runs = observe(Basis("medicina-legal", 2019, 2023), by=None)
    change = runs["rates"].result["city"]["by_year"][-1]["change"]
    assert change["low"] < 1 < change["high"]
    assert "Inside the noise" in text_of(client, "/")


def test_what_waits_is_shown_to_those_who_may_see_records(client, known) -> None:
    enter(client, Role.ANALYST)
    text = text_of(client, "/")
    assert f"{RejectedRow.objects.count()} rows to correct" in text


def test_a_file_that_came_later_makes_the_page_say_so(client, known) -> None:
    assert "A file came in after" not in text_of(client, "/")
    Delivery.objects.update(received_at="2031-01-01T00:00:00Z")
    assert "A file came in after" in text_of(client, "/")


def test_an_analysts_trial_does_not_become_the_citys_figure(client, known) -> None:
    observe(Basis("policia-nacional", 2019, 2023, age_from=14, age_to=29), by=None)
    observe(Basis("policia-nacional", 2019, 2021), by=None)
    assert "Violent deaths in 2023" in text_of(client, "/")
    assert "Counted from Policía Nacional, 2019–2023" in text_of(client, "/")


def test_hot_spots_stand_side_by_side_with_and_without_control(client, known) -> None:
    enter(client, Role.DEPARTMENT)
    for extra in ("", "?control=1"):
        text = text_of(client, reverse("map") + extra)
        assert 'id="map-count"' in text
        assert 'id="map-rate"' in text
    assert "spots_count_controlled" in text_of(client, reverse("map") + "?control=1")


def test_the_map_has_each_layer_with_its_source_and_period(client, city, known) -> None:
    enter(client, Role.DEPARTMENT)
    document = json.loads(client.get(reverse("map_document")).content)
    layers = {layer["key"]: layer for layer in document["layers"]}
    assert set(layers) == {
        "count", "rate", "smoothed", "spots_count", "spots_count_controlled", "spots_rate",
        "spots_rate_controlled", "clusters",
    }  # fmt: skip
    assert "Policía Nacional" in layers["rate"]["note"]
    assert "2019–2023" in layers["rate"]["note"]
    for feature in document["features"]:
        assert set(feature["properties"]["cells"]) == set(layers)


def test_points_are_points_inside_the_outline_and_names_are_a_list(client, city) -> None:
    first, second, *_ = city.places.values()
    Neighbourhood.objects.filter(pk=first.pk).update(located="point", outline=None)
    Neighbourhood.objects.filter(pk=second.pk).update(located="name", outline=None, lon=None, lat=None)
    observe(FIVE, by=None)
    enter(client, Role.DEPARTMENT)
    document = json.loads(client.get(reverse("map_document")).content)
    kinds = {feature["id"]: feature["geometry"]["type"] for feature in document["features"]}
    assert kinds[first.code] == "Point"
    assert second.code not in kinds
    assert document["outline"]["type"] == "Polygon"
    text = text_of(client, reverse("map"))
    assert "only a point is known" in text
    assert second.name in text.split("Places without a known location", 1)[1]


def test_without_people_the_map_of_rates_says_why_it_is_not_there(client, city) -> None:
    Population.objects.all().delete()
    observe(FIVE, by=None)
    enter(client, Role.ANALYST)
    assert "no neighbourhood&#x27;s population is known" in text_of(client, reverse("map"))
    keys = [layer["key"] for layer in json.loads(client.get(reverse("map_document")).content)["layers"]]
    assert "rate" not in keys
    assert client.get("/").status_code == 200
    assert client.get(reverse("neighbourhoods")).status_code == 200


def test_a_basis_not_studied_is_asked_for_once_and_then_shown(client, known, settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    other = Basis("medicina-legal", 2020, 2022)
    facts = {name: value for name, value in other.facts().items() if value is not None}
    enter(client, Role.ANALYST)
    assert "Study it now" in text_of(
        client, reverse("map") + "?" + "&".join(f"{k}={v}" for k, v in facts.items())
    )
    for _ in range(2):
        answer = client.post(reverse("study"), facts)
    job = Job.objects.get()
    assert "Studying" in text_of(client, answer.headers["Location"])
    from pazos.analysis.studies.asked import work

    work.func(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert "Medicina Legal, 2020–2022" in text_of(client, answer.headers["Location"])
    waited = client.get(answer.headers["Location"], headers={"HX-Request": "true"})
    assert waited.headers["HX-Refresh"] == "true"


def test_a_study_that_cannot_be_done_says_why(client, known, settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    enter(client, Role.ANALYST)
    facts = {"source": "medicina-legal", "first_year": 1999, "last_year": 2001}
    answer = client.post(reverse("study"), facts)
    from pazos.analysis.studies.asked import work

    work.func(Job.objects.get().pk)
    assert "has no records from 1999 to 2001" in text_of(client, answer.headers["Location"])


def test_years_that_end_before_they_start_are_refused_in_words(client, known) -> None:
    enter(client, Role.ANALYST)
    text = text_of(client, reverse("map") + "?source=policia-nacional&first_year=2023&last_year=2019&sex=")
    assert "ends (2019) before it starts (2023)" in text


def test_a_rate_in_the_list_never_stands_without_its_interval(client, known) -> None:
    enter(client, Role.DEPARTMENT)
    text = text_of(client, reverse("neighbourhoods") + "?sort=rate")
    assert text.count('<span class="rate">') == 2 * cast.SMALL
    assert text.count('<span class="interval">') == 2 * cast.SMALL
    assert "their order here may be chance" in text


def test_the_list_is_searched_without_regard_to_accents(client, city, known) -> None:
    enter(client, Role.DEPARTMENT)
    name = next(place.name for place in city.places.values())
    text = text_of(client, reverse("neighbourhoods") + f"?q={name.upper()}")
    assert name in text
    assert "1 neighbourhood" in text


def test_the_file_has_every_place_and_carries_no_formula(client, city, known) -> None:
    enter(client, Role.DEPARTMENT)
    answer = client.get(reverse("neighbourhoods_file"))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["code"] for row in rows} == set(city.places)
    assert all(row["run"] == str(known["rates"].pk) and row["rate_low"] for row in rows)
    assert harmless("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert harmless("@x") == "'@x"
    assert harmless(-3.5) == -3.5


def test_a_neighbourhoods_page_says_what_it_is_and_who_touches_it(client, city, known) -> None:
    enter(client, Role.DEPARTMENT)
    signed(city, known)
    place = next(iter(city.places.values()))
    text = text_of(client, reverse("neighbourhood", args=[place.code]))
    touching = known["hotspots_count"].result["touching"][place.code]
    assert all(city.places[code].name in text for code in touching)
    assert "Ribera" in text
    assert place.comuna.name in text
    assert "Spellings that mean it" in text


def test_small_cells_of_a_neighbourhood_are_on_no_page(client, city, known) -> None:
    tables = known["victims"].result["places"]
    for rows in tables.values():
        assert all(not 0 < (row[sex] or 0) < 5 for row in rows for sex in ("f", "m", "total"))
    enter(client, Role.DEPARTMENT)
    code = next(code for code in city.places if code not in tables)
    assert "Too few victims" in text_of(client, reverse("neighbourhood", args=[code]))


def test_a_place_that_is_not_there_is_not_found(client, known) -> None:
    enter(client, Role.DEPARTMENT)
    assert client.get(reverse("neighbourhood", args=["nowhere"])).status_code == 404


def test_what_cannot_be_told_says_why_in_its_place(client, known) -> None:
    enter(client, Role.DEPARTMENT)
    assert "Near repeats need records with a point" in text_of(client, reverse("patterns"))


def test_unknown_ages_are_on_the_page_of_the_victims(client, known) -> None:
    enter(client, Role.DEPARTMENT)
    assert f"{known['victims'].result['unknown_age']} of" in text_of(client, reverse("victims"))


def test_a_figure_is_drawn_once(client, known, monkeypatch) -> None:
    enter(client, Role.DEPARTMENT)
    text_of(client, reverse("victims"))
    monkeypatch.setattr("pazos.analysis.figures.render.svg", lambda _: pytest.fail("drawn again"))
    text_of(client, reverse("victims"))


def test_each_figure_names_its_run(client, known) -> None:
    enter(client, Role.DEPARTMENT)
    for name, methods in {
        "patterns": ("concentration", "series", "calendar", "scan"),
        "victims": ("victims",),
        "map": ("rates", "hotspots_count", "hotspots_rate"),
    }.items():
        text = text_of(client, reverse(name))
        for method in methods:
            assert reverse("run", args=[known[method].pk]) in text


def test_a_run_is_shown_and_handed_out_whole(client, known) -> None:
    enter(client, Role.DEPARTMENT)
    run = known["rates"]
    text = text_of(client, reverse("run", args=[run.pk]))
    assert run.inputs[0]["sha256"][:10] in text
    whole = json.loads(client.get(reverse("run_file", args=[run.pk])).content)
    assert whole["result_sha256"] == run.result_hash
    assert whole["result"] == run.result
    assert "Rates and smoothed rates" in text_of(client, reverse("runs"))
    assert client.get(reverse("run", args=[99_999])).status_code == 404


@pytest.mark.parametrize(
    "name", ["observatory", "map", "map_document", "patterns", "neighbourhoods", "victims", "runs"]
)
def test_a_page_asks_little_of_the_database(client, city, known, django_assert_max_num_queries, name) -> None:
    signed(city, known)
    enter(client, Role.ANALYST)
    with django_assert_max_num_queries(QUERIES):
        text_of(client, reverse(name))


# --- some victims only ---

GIRLS = Basis("policia-nacional", 2019, 2023, age_to=17, sex="f")
AREA_PAGES = ("map", "map_document", "patterns", "neighbourhoods", "neighbourhoods_file", "victims")


@pytest.fixture
def girls(city):
    return observe(GIRLS, by=None)


def query(basis: Basis) -> dict[str, object]:
    return {name: "" if value is None else value for name, value in basis.facts().items()}


@pytest.mark.parametrize(
    "role", [Role.SECURITY_LIAISON, Role.COMMITTEE_MEMBER, Role.DEPARTMENT, Role.EVALUATOR]
)
def test_a_count_of_some_victims_by_place_is_kept_from_those_who_may_not_see_rows(
    client, girls, role
) -> None:
    client.force_login(cast.staff(role))
    for name in AREA_PAGES:
        answer = client.get(reverse(name), query(GIRLS))
        assert answer.status_code == 404 or "These figures are kept back" in answer.content.decode()
    for run in girls.values():
        assert client.get(reverse("run", args=[run.pk])).status_code == 403
        assert client.get(reverse("run_file", args=[run.pk])).status_code == 403


def test_an_analyst_sees_a_count_of_some_victims(client, girls) -> None:
    client.force_login(cast.staff(Role.ANALYST))
    assert "These figures are kept back" not in client.get(reverse("map"), query(GIRLS)).content.decode()
    assert client.get(reverse("run_file", args=[girls["rates"].pk])).status_code == 200
