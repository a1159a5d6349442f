"""The queue of spellings and the territory page: decided by one word, taken back by one word."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cast import small_city
from pazos.analysis.gazetteer import queue, queue_part
from pazos.domain.people.models import Staff
from pazos.domain.sources.models import Record
from pazos.domain.territory.models import DeclaredLink, Neighbourhood, Spelling
from pazos.foundation.access.policy import Role

pytestmark = pytest.mark.django_db
NOBODYS = [Role.GESTOR, Role.PARTNER, Role.SECURITY_LIAISON, Role.COMMITTEE_MEMBER, Role.AUDITOR]
HTMX = {"HX-Request": "true"}


def staff(role: Role) -> Staff:
    return Staff.objects.create(username=role.value, name=f"Alguien de {role.value}", role=role.value)


@pytest.fixture
def desk(client, settings, tmp_path):
    settings.CITY_FILES = tmp_path / "files"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    client.force_login(staff(Role.ANALYST))
    client.cookies["pazos_language"] = "en"
    return client


@pytest.fixture
def city():
    return small_city(places=8, years=(2022, 2023))


def waiting_one(city) -> Spelling:
    """Let the most used spelling of the city wait."""
    found = queue_part(0, 1, candidates=5)
    if found:
        return Spelling.objects.get(pk=found[0].spelling)
    spelling = Spelling.objects.filter(meaning="place").first()
    Spelling.objects.filter(pk=spelling.pk).update(meaning="waiting", neighbourhood=None, method="")
    return Spelling.objects.get(pk=spelling.pk)


# --- outsiders ---


@pytest.mark.parametrize("role", NOBODYS)
def test_outsiders_neither_see_nor_decide_spellings(client, city, role) -> None:
    spelling = waiting_one(city)
    client.force_login(staff(role))
    for path in ("/gazetteer/", f"/gazetteer/{spelling.pk}/", "/gazetteer/decided/", "/gazetteer/table.csv"):
        assert client.get(path).status_code == 403
    for path in (f"/gazetteer/{spelling.pk}/decide/", f"/gazetteer/{spelling.pk}/take-back/"):
        assert client.post(path, {"meaning": "outside"}).status_code == 403
    spelling.refresh_from_db()
    assert spelling.meaning == Spelling.Meaning.WAITING


@pytest.mark.parametrize("role", [Role.SECURITY_LIAISON, Role.COMMITTEE_MEMBER])
def test_those_who_see_areas_read_the_territory_and_change_nothing(client, city, role) -> None:
    client.force_login(staff(role))
    page = client.get("/territory/")
    assert page.status_code == 200
    assert "/territory/links/" not in page.content.decode()
    first, second = Neighbourhood.objects.all()[:2]
    said = {"first": first.pk, "second": second.pk, "bridge": "joined", "reason": "puente"}
    assert client.post("/territory/links/", said).status_code == 403
    assert client.post("/territory/bring/", {"what": "areas"}).status_code == 403
    assert DeclaredLink.objects.count() == 0


# --- the queue ---


def test_a_part_of_the_queue_is_the_queue(city) -> None:
    Spelling.objects.filter(method="exact").update(meaning="waiting", neighbourhood=None, method="")
    whole = queue()
    parts = [one for start in range(0, len(whole) + 3, 3) for one in queue_part(start, 3, candidates=3)]
    assert len(parts) == len(whole) > 3
    assert {one.spelling for one in parts} == {one.spelling for one in whole}
    assert [one.victims for one in parts] == [one.victims for one in whole]


def test_one_word_moves_every_record_and_one_word_takes_it_back(desk, city) -> None:
    spelling = waiting_one(city)
    place = Neighbourhood.objects.first()
    answer = desk.post(f"/gazetteer/{spelling.pk}/decide/", {"place": place.pk}, headers=HTMX)
    text = answer.content.decode()
    assert "data-done" in text
    assert 'hx-swap-oob="true"' in text
    spelling.refresh_from_db()
    assert (spelling.neighbourhood, spelling.method) == (place, Spelling.Method.PERSON)
    back = desk.post(f"/gazetteer/{spelling.pk}/take-back/", {"in": "queue"}, headers=HTMX)
    assert 'data-key="n"' in back.content.decode()
    spelling.refresh_from_db()
    assert spelling.meaning == Spelling.Meaning.WAITING
    assert Record.objects.filter(spelling=spelling).exists()


@pytest.mark.parametrize("meaning", ["not_a_place", "outside"])
def test_a_spelling_may_be_no_place_of_the_city(desk, city, meaning) -> None:
    spelling = waiting_one(city)
    answer = desk.post(f"/gazetteer/{spelling.pk}/decide/", {"meaning": meaning})
    assert answer.status_code == 302
    spelling.refresh_from_db()
    assert spelling.meaning == meaning


def test_a_new_neighbourhood_is_made_of_a_name_and_goes_with_its_decision(desk, city) -> None:
    spelling = Spelling.objects.create(key="LOS TRIGALES", text="Los Trigales")
    desk.post(f"/gazetteer/{spelling.pk}/decide/", {"meaning": "new"})
    assert Neighbourhood.objects.filter(name="Los Trigales").exists()
    desk.post(f"/gazetteer/{spelling.pk}/take-back/")
    assert not Neighbourhood.objects.filter(name="Los Trigales").exists()


@pytest.mark.parametrize("said", [{"place": "999999"}, {"place": "x"}, {"meaning": "waiting"}, {}])
def test_an_answer_that_means_nothing_changes_nothing(desk, city, said) -> None:
    spelling = waiting_one(city)
    answer = desk.post(f"/gazetteer/{spelling.pk}/decide/", said, headers=HTMX)
    assert 'role="alert"' in answer.content.decode()
    spelling.refresh_from_db()
    assert spelling.meaning == Spelling.Meaning.WAITING


def test_any_neighbourhood_can_be_found_without_its_accents(desk, city) -> None:
    spelling = waiting_one(city)
    place = Neighbourhood.objects.first()
    page = desk.get(f"/gazetteer/{spelling.pk}/", {"q": place.name.lower()[:5]})
    assert f'value="{place.pk}"' in page.content.decode()


def test_markup_in_a_spelling_is_only_text(desk, city) -> None:
    spelling = waiting_one(city)
    Spelling.objects.filter(pk=spelling.pk).update(text="<img src=x onerror=alert(1)>")
    assert "<img" not in desk.get("/gazetteer/").content.decode()


def test_the_queue_goes_out_and_its_decisions_come_back(desk, city) -> None:
    spelling = waiting_one(city)
    Spelling.objects.filter(pk=spelling.pk).update(text="=cmd|' /C calc'!A0")
    answer = desk.get("/gazetteer/table.csv")
    table = answer.getvalue().decode("utf-8-sig")
    answer.close()
    assert "'=cmd" in table
    head, row = table.splitlines()[0], next(line for line in table.splitlines() if "=cmd" in line)
    cells = row.split(",")
    cells[5] = "outside"
    sent = SimpleUploadedFile("cola.csv", f"{head}\n{','.join(cells)}\n".encode())
    page = desk.post("/gazetteer/table/", {"table": sent}, follow=True)
    spelling.refresh_from_db()
    assert spelling.meaning == Spelling.Meaning.OUTSIDE
    assert "1 decision was taken" in page.content.decode()


def test_the_queue_asks_the_database_a_fixed_number_of_times(
    desk, city, django_assert_max_num_queries
) -> None:
    Spelling.objects.filter(method="exact").update(meaning="waiting", neighbourhood=None, method="")
    with django_assert_max_num_queries(14):
        desk.get("/gazetteer/")


# --- territory ---


def test_a_link_is_declared_with_its_reason_and_taken_back(desk, city) -> None:
    first, second = Neighbourhood.objects.all()[:2]
    said = {"first": second.pk, "second": first.pk, "bridge": "joined", "reason": "puente peatonal"}
    desk.post("/territory/links/", said)
    link = DeclaredLink.objects.get()
    assert "puente peatonal" in desk.get("/territory/").content.decode()
    desk.post(f"/territory/links/{link.pk}/remove/")
    assert DeclaredLink.objects.count() == 0


def test_a_link_without_a_reason_or_with_itself_is_refused(desk, city) -> None:
    first, second = Neighbourhood.objects.all()[:2]
    desk.post(
        "/territory/links/", {"first": first.pk, "second": second.pk, "bridge": "joined", "reason": " "}
    )
    desk.post("/territory/links/", {"first": first.pk, "second": first.pk, "bridge": "cut", "reason": "río"})
    assert DeclaredLink.objects.count() == 0


def test_outlines_come_in_through_the_page(desk, city) -> None:
    ring = [[-76.30, 3.50], [-76.29, 3.50], [-76.29, 3.51], [-76.30, 3.51], [-76.30, 3.50]]
    place = Neighbourhood.objects.first()
    ring = [[place.lon + x, place.lat + y] for x, y in ((0, 0), (1e-4, 0), (1e-4, 1e-4), (0, 1e-4), (0, 0))]
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"codigo": "9999", "nombre": "El Retoño"}, "geometry": shape}
    whole = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    sent = SimpleUploadedFile("../barrios nuevos.geojson", whole)
    page = desk.post("/territory/bring/", {"file": sent, "what": "areas"}, follow=True)
    assert Neighbourhood.objects.filter(name="El Retoño", located="polygon").exists()
    assert "1 new places" in page.content.decode()


def test_a_file_of_no_territory_is_refused_in_words(desk, city) -> None:
    sent = SimpleUploadedFile("nada.geojson", b"{not json")
    page = desk.post("/territory/bring/", {"file": sent, "what": "areas"}, follow=True)
    assert "It was not taken in." in page.content.decode()
    assert "Traceback" not in page.content.decode()


def test_the_territory_says_what_it_lacks(desk, city) -> None:
    Neighbourhood.objects.create(code="X1", name="Solo Nombre")
    page = desk.get("/territory/", {"lacking": "outline"}).content.decode()
    assert "Solo Nombre" in page
    assert "Two neighbourhoods touch where their outlines meet" in page
    assert "2023" in page
