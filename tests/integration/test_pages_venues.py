"""Pages of venues: open to those who see them, written by those who keep them, with the rule beside its facts."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from pazos.domain.territory.models import Neighbourhood
from pazos.domain.venues.actions import keeping, works
from pazos.domain.venues.models import (
    CommitteePromise,
    Inspection,
    NeighboursCommittee,
    Picture,
    UseCount,
    Venue,
    VenueActivity,
    Work,
)
from reached import Reached, reached

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Reached:
    return reached()


def shown(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def send(client: Client, page: str, /, *args: object, **said: object) -> Any:
    return client.post(reverse(page, args=args), said)


def park(here: Reached, **said: Any) -> Venue:
    given = {"name": "Parque del Samán", "kind": "park", "neighbourhood": here.places["N1"], **said}
    return keeping.make(**given, by=here.lead)


def photograph(colour: str = "red") -> SimpleUploadedFile:
    made, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "TELLTALE"
    Image.new("RGB", (300, 200), colour).save(made, "JPEG", exif=exif)
    return SimpleUploadedFile("casa de Ana 3.5,-76.3.jpg", made.getvalue(), content_type="image/jpeg")


def restored(here: Reached, days: int = 200) -> Venue:
    """Return a venue whose work was delivered so many days ago, counted and inspected today."""
    today = timezone.localdate()
    day = today - timedelta(days=days)
    one = park(here, latitude=3.54, longitude=-76.3)
    said = {"title": "Luces", "begins_on": day, "due_on": day, "responsible": here.city}
    row = works.plan_work(one, **said, by=here.lead)
    works.move_work(row, to="underway", by=here.lead)
    works.move_work(row, to="delivered", on=day, by=here.lead)
    for hour in (8, 9, 10):
        keeping.count_use(one, on=today, hour=hour, women=4, men=3, children=2, by=here.lead)
    keeping.inspect(one, on=today, conditions={"light": 4, "green": 2}, feels_safe=3, by=here.lead)
    return one


def test_every_page_opens_empty_and_full_and_none_to_the_police(here, signed_in) -> None:
    client = signed_in(here.lead)
    for name in ("venues", "venues_map", "venues_alive", "venue_new"):
        shown(client, name)
    one = restored(here)
    for name in ("venues", "venues_map", "venues_alive", "venues_map_file"):
        shown(client, name)
    pages = ("venue", "venue_change", "venue_close", "venue_inspect", "venue_count", "venue_hold")
    for name in (*pages, "venue_work", "venue_picture_add"):
        shown(client, name, one.pk)
    shown(client, "venue_work_change", one.works.get().pk)
    client = signed_in(here.liaison)
    for name in ("venues", "venues_map", "venues_map_file", "venues_alive", "venues_alive_file"):
        assert client.get(reverse(name)).status_code == 403
    assert client.get(reverse("venue", args=[one.pk])).status_code == 403


def test_who_only_sees_a_venue_finds_no_deed_on_it(here, signed_in) -> None:
    one = restored(here)
    text = shown(signed_in(here.paula), "venue", one.pk)
    assert "Inspect it" not in text
    assert "Plan a work" not in text
    assert signed_in(here.paula).get(reverse("venue_inspect", args=[one.pk])).status_code == 403


def test_a_venue_is_made_inspected_and_counted_by_its_pages(here, signed_in) -> None:
    client = signed_in(here.lead)
    said = {"name": "Cancha La Ceiba", "kind": "court", "neighbourhood": here.places["N1"].pk}
    assert send(client, "venue_new", **said, latitude="3.5").status_code == 422
    assert send(client, "venue_new", **said).status_code == 302
    one = Venue.objects.get()
    today = timezone.localdate()
    assert send(client, "venue_inspect", one.pk, on=today).status_code == 422
    seen = {"on": today, "light": "1", "surface": "4", "feels_safe": "2"}
    assert send(client, "venue_inspect", one.pk, **seen).status_code == 302
    assert Inspection.objects.get().conditions == {"light": 1, "surface": 4}
    text = shown(client, "venue", one.pk)
    assert "cannot be used" in text
    counted = {"on": today, "hour": "9", "women": "2", "men": "1", "children": "0"}
    assert send(client, "venue_count", one.pk, **counted).status_code == 302
    assert UseCount.objects.get().women == 2
    assert send(client, "venue_inspection_back", Inspection.objects.get().pk).status_code == 302
    assert not Inspection.objects.exists()
    assert send(client, "venue_close", one.pk, closed_on=today).status_code == 302
    assert "It was closed on" in shown(client, "venue", one.pk)
    assert send(client, "venue_close", one.pk, closed_on="").status_code == 302


def test_a_work_goes_its_way_by_the_pages(here, signed_in) -> None:
    client, today = signed_in(here.lead), timezone.localdate()
    one = park(here)
    said = {"title": "Luces", "begins_on": today, "due_on": today, "responsible": here.city.pk}
    assert send(client, "venue_work", one.pk, **said, amount="1500000.50").status_code == 302
    row = Work.objects.get()
    assert send(client, "venue_work_move", row.pk, "stopped", why="").status_code == 422
    send(client, "venue_work_move", row.pk, "underway")
    assert send(client, "venue_work_move", row.pk, "delivered", on=today).status_code == 302
    assert "Delivered on" in shown(client, "venue", one.pk)
    send(client, "venue_work_back", row.pk)
    row.refresh_from_db()
    assert row.state == "underway"
    assert send(client, "venue_work_change", row.pk, **{**said, "title": "Luz"}).status_code == 302
    assert client.get(reverse("venue_work_move", args=[row.pk, "burnt"])).status_code == 404


def test_before_and_after_stand_side_by_side_with_words_and_without_telling_where(
    here, signed_in, settings, tmp_path
) -> None:
    settings.CITY_FILES = tmp_path
    one, client = restored(here), signed_in(here.lead)
    work, today = one.works.get(), timezone.localdate()
    said = {"work": work.pk, "on": today, "shows": "La cancha", "moment": "before"}
    refused = send(client, "venue_picture_add", one.pk, **said, file=photograph())
    assert refused.status_code == 422
    assert "no_faces" in refused.context["form"].errors
    no_picture = SimpleUploadedFile("x.jpg", b"not a picture", content_type="image/jpeg")
    refused = send(client, "venue_picture_add", one.pk, **said, no_faces="on", file=no_picture)
    assert "no photograph" in refused.context["form"].errors["file"][0]
    for moment, colour in (("before", "red"), ("after", "green")):
        given = {**said, "moment": moment, "no_faces": "on", "file": photograph(colour)}
        assert send(client, "venue_picture_add", one.pk, **given).status_code == 302
    seen = {**said, "work": "", "inspection": one.inspections.get().pk, "no_faces": "on"}
    given = {**seen, "shows": "El piso", "file": photograph("blue")}
    assert send(client, "venue_picture_add", one.pk, **given).status_code == 302
    other = park(here, name="Otro")
    refused = send(client, "venue_picture_add", other.pk, **given)
    assert {"inspection"} <= set(refused.context["form"].errors)
    text = shown(client, "venue", one.pk)
    assert text.count('alt="La cancha"') == 2
    assert text.count('alt="El piso"') == 1
    assert "casa de Ana" not in text
    row = Picture.objects.first()
    answer = client.get(reverse("venue_picture", args=[row.pk]))
    assert b"TELLTALE" not in b"".join(answer.streaming_content)
    assert "Ana" not in answer.headers["Content-Disposition"]
    assert signed_in(here.liaison).get(reverse("venue_picture", args=[row.pk])).status_code == 403
    client = signed_in(here.lead)
    assert send(client, "venue_picture_remove", row.pk).status_code == 302
    assert client.get(reverse("venue_picture", args=[row.pk])).status_code == 404


def test_an_activity_is_put_into_a_venue_and_taken_out(here, signed_in) -> None:
    one, activity, client = park(here), here.activity(), signed_in(here.lead)
    assert send(client, "venue_hold", one.pk, activity=activity.pk).status_code == 302
    assert activity.name in shown(client, "venue", one.pk)
    assert send(client, "venue_part", VenueActivity.objects.get().pk).status_code == 302
    assert not VenueActivity.objects.exists()


def test_which_stay_alive_is_told_with_the_rule_and_every_fact_also_as_csv(here, signed_in) -> None:
    one = restored(here)
    for hour, women in ((8, 2), (10, 6)):
        keeping.count_use(
            one, on=timezone.localdate(), hour=hour, women=women, men=3, children=2, by=here.lead
        )
    park(here, name="Sin obra")
    client = signed_in(here.lead)
    text = shown(client, "venues_alive")
    assert "9.0 (from 7 to 11) people an hour, 3 hours counted in 180 days" in text
    assert "this is no ranking" in text
    assert "Sin obra" not in text
    answer = client.get(reverse("venues_alive_file"))
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row["Name"] for row in rows] == [one.name]
    facts = {"Life": "fading", "People an hour": "9.0", "Hours counted": "3", "Poor or worse": "1"}
    facts |= {"Fewest in an hour": "7", "Most in an hour": "11"}
    assert facts.items() <= rows[0].items()
    assert "Parque" in shown(client, "venues", life="fading")
    assert "Parque" not in shown(client, "venues", life="alive")


def test_the_map_shows_each_venue_at_its_point_with_its_life(here, signed_in) -> None:
    one = restored(here)
    park(here, name="Sin punto")
    document = signed_in(here.lead).get(reverse("venues_map_file")).json()
    (found,) = document["features"]
    assert found["geometry"] == {"type": "Point", "coordinates": [-76.3, 3.54]}
    assert found["properties"]["href"] == reverse("venue", args=[one.pk])
    assert "fading" in found["properties"]["cells"]["life"][1]
    assert "outline" not in document


def test_what_has_no_place_on_the_map_is_named_beside_it(here, signed_in) -> None:
    client = signed_in(here.lead)
    restored(here)
    assert "Not on the map" not in shown(client, "venues_map")
    park(here, name="Sin punto")
    page = shown(client, "venues_map")
    assert "Sin punto" in page.split("Not on the map")[1]


def test_under_the_venues_lie_the_neighbourhoods_that_are_drawn(here, signed_in) -> None:
    drawn = {"type": "Polygon", "coordinates": [[[-76.4, 3.5], [-76.2, 3.5], [-76.2, 3.6], [-76.4, 3.5]]]}
    restored(here)
    Neighbourhood.objects.filter(pk=Venue.objects.get().neighbourhood_id).update(outline=drawn)
    document = signed_in(here.lead).get(reverse("venues_map_file")).json()
    assert document["outline"] == {"type": "GeometryCollection", "geometries": [drawn]}
    assert len(document["features"]) == 1


def test_a_change_of_a_venue_is_told_and_taken_back(here, signed_in) -> None:
    one, client = park(here), signed_in(here.lead)
    keeping.change_venue(one, name="Parque Nuevo", by=here.lead)
    address = reverse("history", args=["venues.venue", one.pk])
    assert "Parque Nuevo" in client.get(address).content.decode()


def test_a_place_delivered_lately_says_from_when_it_is_judged_and_what_is_missing(here, signed_in) -> None:
    restored(here, days=80)
    text = shown(signed_in(here.lead), "venues_alive")
    assert "Too early to say" in text
    assert "90 days after the delivery" in text
    assert "9.0 (from 9 to 9) people an hour, 3 hours counted since the delivery" in text
    assert "no hour was counted both before the work and after it" in text


def test_a_place_delivered_today_is_not_judged_by_who_came_today(here, signed_in) -> None:
    restored(here, days=0)
    text = shown(signed_in(here.lead), "venues_alive")
    assert "3 more hours have to be counted after the delivery" in text
    assert "no hour counted since the delivery" in text


def test_a_closed_place_is_found_by_a_control_that_is_seen_and_is_a_group_of_its_own(here, signed_in) -> None:
    one, client = restored(here), signed_in(here.lead)
    keeping.change_venue(one, closed_on=timezone.localdate(), by=here.lead)
    link = reverse("venue", args=[one.pk])
    text = shown(client, "venues")
    assert link not in text
    assert '<select name="closed"' in text
    for said in ({"closed": "1"}, {"closed": "all"}, {"life": "closed"}, {"closed": "1", "q": "samán"}):
        assert link in shown(client, "venues", **said), said
    text = shown(client, "venues_alive")
    assert link in text
    assert "<h2>Closed" in text
    assert '<select name="closed"' not in text
    answer = client.get(reverse("venues_alive_file"))
    (row,) = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert (row["Life"], row["Closed on"]) == ("closed", f"{timezone.localdate():%Y-%m-%d}")


def test_a_committee_of_neighbours_goes_its_way_by_the_pages(here, signed_in) -> None:
    one, client, today = restored(here), signed_in(here.lead), timezone.localdate()
    text = shown(client, "venue", one.pk)
    assert "No committee is written down." in text
    long_ago = today - timedelta(days=70)
    said = {"name": "Comité Samán", "people": "9", "rhythm": "month", "last_met_on": long_ago}
    assert send(client, "venue_committee", one.pk, **{**said, "name": ""}).status_code == 422
    assert send(client, "venue_committee", one.pk, **said).status_code == 302
    row = NeighboursCommittee.objects.get()
    text = shown(client, "venue", one.pk)
    assert "It has not met for 70 days" in text
    assert "9 people" in text
    for page in ("venue_committee_change", "venue_committee_met", "venue_promise"):
        shown(client, page, row.pk)
    assert send(client, "venue_committee_met", row.pk, on=today).status_code == 302
    assert "It has not met" not in shown(client, "venue", one.pk)
    due = today - timedelta(days=3)
    assert send(client, "venue_promise", row.pk, text="Abrir el portón", due_on=due).status_code == 302
    made = CommitteePromise.objects.get()
    assert "its day is over" in shown(client, "venue", one.pk)
    assert send(client, "venue_promise_settle", made.pk, "kept").status_code == 302
    assert send(client, "venue_promise_settle", made.pk, "burnt").status_code == 404
    assert "1 kept, 0 not kept, 0 late, 1 in all" in shown(client, "venue", one.pk)
    for kind, key in (("neighbourscommittee", row.pk), ("committeepromise", made.pk)):
        told = client.get(reverse("history", args=[f"venues.{kind}", key])).content.decode()
        assert "Samán" in told or "Abrir" in told
    answer = client.get(reverse("venues_alive_file"))
    (cells,) = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert (cells["Neighbours' committee"], cells["Commitments kept"]) == ("Comité Samán", "1")
    assert "venue_committee_met" not in shown(signed_in(here.paula), "venue", one.pk)
    assert signed_in(here.paula).post(reverse("venue_committee_met", args=[row.pk])).status_code == 403
    assert signed_in(here.liaison).get(reverse("venue_committee_change", args=[row.pk])).status_code == 403
    client = signed_in(here.lead)
    given = {**said, "ended_on": today, "last_met_on": today}
    assert send(client, "venue_committee_change", row.pk, **given).status_code == 302
    assert "No committee is written down." in shown(client, "venue", one.pk)


def test_lists_take_few_queries_however_many_venues_there_are(
    here, signed_in, django_assert_max_num_queries
) -> None:
    for number in range(30):
        keeping.inspect(
            park(here, name=f"Parque {number}"),
            on=timezone.localdate(),
            conditions={"light": 4},
            by=here.lead,
        )
    client = signed_in(here.lead)
    for name in ("venues", "venues_alive", "venues_map_file"):
        with django_assert_max_num_queries(18):
            client.get(reverse(name))
    with django_assert_max_num_queries(32):
        client.get(reverse("venue", args=[Venue.objects.first().pk]))
