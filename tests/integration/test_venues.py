"""Venues: kept by those who keep them, pictures of pixels alone, life judged by what was counted."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from PIL import Image

from pazos.analysis.indicators import accompanied
from pazos.analysis.indicators.found import Ask
from pazos.domain.budget.models import BudgetLine
from pazos.domain.documents.models import Document
from pazos.domain.documents.queries import documents, open_attached
from pazos.domain.indicators.periods import Period
from pazos.domain.people.models import Staff
from pazos.domain.refusing import RefusedError
from pazos.domain.territory.models import Neighbourhood
from pazos.domain.undoing import undo
from pazos.domain.venues import rules
from pazos.domain.venues.actions import keeping, neighbours, picturing, works
from pazos.domain.venues.models import Picture, UseCount, Venue, Work
from pazos.domain.venues.pixels import cleaned
from pazos.domain.venues.queries import living, venues
from pazos.domain.venues.queries.comparing import compared
from pazos.domain.venues.queries.neighbours import neighbours as known_neighbours
from pazos.domain.venues.rules import Block, Facts, life_of
from pazos.domain.venues.vocabulary import Life
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.history.changing import changes_of
from pazos.foundation.history.models import Change
from pazos.science.problems import InputProblem
from reached import Reached, reached

if TYPE_CHECKING:
    from collections.abc import Callable

db = pytest.mark.django_db
DAY = date(2026, 3, 1)
FINE = {"light": 4, "surface": 3, "green": 4}
WORN = {"light": 1, "surface": 4, "green": 4}
MARK = b"TELLTALE"


@pytest.mark.parametrize(
    ("hours", "people", "activities", "conditions", "life"),
    [
        (0, None, 0, None, Life.UNKNOWN),
        (2, 50.0, 0, FINE, Life.UNKNOWN),
        (0, None, 0, WORN, Life.UNKNOWN),
        (3, 0.9, 0, FINE, Life.EMPTY),
        (3, 1.0, 0, FINE, Life.FADING),
        (3, 4.9, 0, FINE, Life.FADING),
        (3, 5.0, 0, FINE, Life.ALIVE),
        (3, 5.0, 0, None, Life.ALIVE),
        (3, 5.0, 0, WORN, Life.FADING),
        (0, None, 1, FINE, Life.ALIVE),
        (0, None, 1, WORN, Life.FADING),
        (3, 1.0, 1, FINE, Life.ALIVE),
        (3, 0.5, 1, FINE, Life.FADING),
    ],
)
def test_life_is_judged_by_people_and_what_was_not_looked_at_is_not_known(
    hours, people, activities, conditions, life
) -> None:
    facts = Facts(hours_counted=hours, people_an_hour=people, activities=activities, conditions=conditions)
    judged = life_of(facts)
    assert judged.life is life
    assert len(judged.reasons) == 3


def test_worn_is_something_that_cannot_be_used_or_more_than_a_third_poor() -> None:
    of = {**dict.fromkeys(("light", "surface", "play"), 4)}
    assert rules.condition_of({**of, "green": 2}) is rules.Reason.KEPT
    assert rules.condition_of({"light": 2, "surface": 2, "play": 4}) is rules.Reason.WORN
    assert rules.condition_of({**of, "toilets": 1}) is rules.Reason.WORN


def drawn(width: int = 240, height: int = 120) -> Image.Image:
    """Return a picture of which the upper left corner alone is red."""
    made = Image.new("RGB", (width, height), "white")
    made.paste("red", (0, 0, width // 4, height // 4))
    return made


def telling(up: int = 1) -> Image.Exif:
    """Return Exif with a place, a camera, an owner and which way is up."""
    exif = Image.Exif()
    exif[0x0112] = up
    exif[0x010F] = MARK.decode()
    exif[0x9C9D] = "TELLTALE owner".encode("utf-16-le")
    exif.get_ifd(0x8825).update({1: "N", 2: (3.0, 32.0, 22.0), 3: "W", 4: (76.0, 18.0, 13.0)})
    return exif


XMP = b'<?xpacket begin=""?><x:xmpmeta>TELLTALE</x:xmpmeta>'


def jpeg(up: int = 1) -> bytes:
    """Return a JPEG with Exif, GPS, XMP, a thumbnail, a comment, IPTC, and something behind its end."""
    made, small = io.BytesIO(), io.BytesIO()
    drawn().resize((160, 120)).save(small, "JPEG")
    drawn().save(made, "JPEG", exif=telling(up), comment=MARK, xmp=XMP, icc_profile=MARK * 20)
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + MARK + small.getvalue()
    whole = made.getvalue()
    return whole[:2] + b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc + whole[2:] + MARK


def png() -> bytes:
    """Return a PNG with text, Exif, XMP and a chunk of its own."""
    from PIL.PngImagePlugin import PngInfo

    made, info = io.BytesIO(), PngInfo()
    info.add_text("Author", MARK.decode())
    info.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=False)
    drawn().save(made, "PNG", pnginfo=info, exif=telling())
    whole, own = made.getvalue(), b"prVt" + MARK
    chunk = struct.pack(">I", len(MARK)) + own + struct.pack(">I", zlib.crc32(own))
    end = whole.rindex(b"IEND") - 4
    return whole[:end] + chunk + whole[end:] + MARK


def webp() -> bytes:
    made = io.BytesIO()
    drawn().save(made, "WEBP", exif=telling(), xmp=XMP, icc_profile=MARK * 20, lossless=True)
    return made.getvalue()


@pytest.mark.parametrize("made", [jpeg, png, webp])
def test_nothing_of_the_file_is_left_but_its_pixels(made: Callable[[], bytes]) -> None:
    given = made()
    assert MARK in given
    found = cleaned(io.BytesIO(given))
    for word in (MARK, b"Exif", b"xpacket", b"xmpmeta", b"Photoshop", b"8BIM", b"ICC_PROFILE", b"GPS"):
        assert word not in found, word
    assert found.count(b"\xff\xd8\xff") == 1  # no picture within the picture
    assert found.endswith(b"\xff\xd9")
    opened = Image.open(io.BytesIO(found))
    assert opened.format == "JPEG"
    assert dict(opened.getexif()) == {}
    assert set(opened.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


CORNERS = {1: (5, 5), 3: (-5, -5), 6: (-5, 5), 8: (5, -5)}


@pytest.mark.parametrize(("up", "corner"), CORNERS.items())
def test_a_picture_taken_with_the_phone_turned_stands_upright_without_saying_so(up, corner) -> None:
    opened = Image.open(io.BytesIO(cleaned(io.BytesIO(jpeg(up)))))
    x, y = corner[0] % opened.width, corner[1] % opened.height
    assert opened.size == ((120, 240) if up in (6, 8) else (240, 120))
    red, green, _blue = opened.getpixel((x, y))
    assert (red > 200, green < 80) == (True, True)


def test_what_can_be_seen_through_stands_on_white_and_long_pictures_are_made_smaller() -> None:
    made = io.BytesIO()
    Image.new("RGBA", (4000, 1000), (0, 0, 0, 0)).save(made, "PNG")
    opened = Image.open(io.BytesIO(cleaned(io.BytesIO(made.getvalue()))))
    assert opened.size == (2000, 500)
    assert opened.getpixel((7, 7)) == (255, 255, 255)


def bomb() -> bytes:
    """Return a PNG that says it has a thousand million pixels."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    data = b"IDAT" + zlib.compress(b"\0" * 100)
    pixels = struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
    return b"\x89PNG\r\n\x1a\n" + chunk + pixels


def saved(size: tuple[int, int], kind: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("1" if kind == "PNG" else "RGB", size).save(made, kind)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no photograph"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no photograph"),
        (b"%PDF-1.7 not a picture at all", "no photograph"),
        (jpeg()[:900], "broken"),
        (bomb(), "million pixels"),
        (saved((9000, 6000)), "million pixels"),
        (saved((20, 500)), "smaller than"),
        (saved((200, 200), "GIF"), "no photograph"),
        (b"\xff\xd8\xff" + b"0" * (16 * 2**20), "larger than"),
    ],
    ids=["nothing", "svg", "pdf", "cut", "bomb", "huge", "tiny", "gif", "heavy"],
)
def test_what_is_no_picture_is_refused_in_words(content, words) -> None:
    with pytest.raises(InputProblem) as refused:
        cleaned(io.BytesIO(content))
    assert words in str(refused.value)


@pytest.fixture
def here() -> Reached:
    return reached()


def someone(name: str, role: Role, organisation: Any = None) -> Staff:
    return Staff.objects.create(username=name, name=name, role=role.value, organisation=organisation)


def park(here: Reached, **said: Any) -> Venue:
    given = {"name": "Parque del Samán", "kind": "park", "neighbourhood": here.places["N1"], **said}
    return keeping.make(**given, by=here.lead)


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@db
def test_a_department_keeps_its_own_venues_and_no_other(here) -> None:
    dora = someone("dora2", Role.DEPARTMENT, here.city)
    own, other = park(here, keeper=here.city), park(here, keeper=here.partner)
    keeping.inspect(own, on=day(0), conditions=FINE, by=dora)
    with pytest.raises(PermissionDenied):
        keeping.inspect(other, on=day(0), conditions=FINE, by=dora)
    with pytest.raises(PermissionDenied):
        keeping.make(name="x", kind="park", neighbourhood=here.places["N1"], keeper=here.partner, by=dora)
    with pytest.raises(PermissionDenied):
        keeping.change_venue(own, keeper=here.partner, by=dora)
    for name in ("liaison", "member", "paula"):
        with pytest.raises(PermissionDenied):
            keeping.count_use(own, on=day(0), hour=9, women=1, men=1, children=0, by=here.staff[name])
    assert not venues.venues(venues.Asked(), seen_by=here.liaison).exists()
    assert venues.venues(venues.Asked(), seen_by=here.paula).count() == 2


@db
def test_a_venue_stands_in_the_cluster_of_its_neighbourhood_and_is_found_by_words(here) -> None:
    one = park(here)
    neighbours.write_committee(one, name="Comité Los Guayacanes", by=here.lead)
    assert one.cluster == here.clusters["north"]
    for words in ("samán", "guayacanes", "barrio n1", one.code):
        assert list(venues.venues(venues.Asked(text=words), seen_by=here.lead)) == [one]
    keeping.change_venue(one, neighbourhood=here.places["S1"], by=here.lead)
    one.refresh_from_db()
    assert one.cluster == here.clusters["south"]
    keeping.change_venue(one, closed_on=day(0), by=here.lead)
    assert not venues.venues(venues.Asked(), seen_by=here.lead).exists()
    with pytest.raises(RefusedError):
        keeping.inspect(one, on=day(0), conditions=FINE, by=here.lead)
    keeping.change_venue(one, closed_on=None, by=here.lead)
    with pytest.raises(InputProblem):
        keeping.change_venue(one, latitude=3.5, by=here.lead)


@db
def test_a_venue_is_closed_on_a_day_that_came(here) -> None:
    one = park(here)
    with pytest.raises(InputProblem, match="not come yet"):
        keeping.change_venue(one, closed_on=day(1), by=here.lead)
    keeping.inspect(one, on=day(0), conditions=FINE, by=here.lead)


@db
@pytest.mark.parametrize(("latitude", "longitude"), [(-76.3, 3.54), (3.54, 76.3), (0.0, 0.0)])
def test_a_point_far_from_the_city_is_asked_for_again(here, latitude, longitude) -> None:
    far = {"latitude": latitude, "longitude": longitude}
    one = park(here, **far)  # where nobody said where the city lies, nobody can tell
    Neighbourhood.objects.update(lat=3.53, lon=-76.31)
    with pytest.raises(InputProblem, match="far from the city"):
        park(here, **far)
    keeping.change_venue(
        one, name="Parque Viejo", by=here.lead
    )  # one from before keeps its other fields open
    near = {"latitude": 3.54, "longitude": -76.3}
    keeping.change_venue(one, **near, by=here.lead)


@db
def test_a_work_that_was_delivered_does_not_begin_after_it(here) -> None:
    one = delivered(here, 20).works.get()
    with pytest.raises(RefusedError) as refused:
        works.change_work(one, begins_on=day(-10), due_on=day(0), by=here.lead)
    assert refused.value.blocks == (Block.DELIVERED_BEFORE,)


@db
def test_an_inspection_says_something_of_features_that_exist_on_a_day_that_came(here) -> None:
    one = park(here)
    for wrong in ({}, {"swimming": 3}, {"light": 5}, {"light": 0}):
        with pytest.raises(InputProblem):
            keeping.inspect(one, on=day(0), conditions=wrong, by=here.lead)
    with pytest.raises(InputProblem):
        keeping.inspect(one, on=day(1), conditions=FINE, by=here.lead)
    row = keeping.inspect(one, on=day(-1), conditions=FINE, feels_safe=4, by=here.lead)
    assert venues.feels_safe(one, since=day(-5)) == 4
    keeping.take_inspection_back(row, by=here.lead)
    assert venues.feels_safe(one, since=day(-5)) is None


@db
def test_the_same_hour_counted_again_corrects_it(here) -> None:
    one = park(here)
    for women in (3, 5):
        keeping.count_use(one, on=day(-1), hour=9, women=women, men=2, children=1, by=here.lead)
    keeping.count_use(one, on=day(-2), hour=9, women=1, men=0, children=0, by=here.lead)
    assert UseCount.objects.count() == 2
    (hour,) = venues.by_hour(one, since=day(-10))
    assert (hour.women, hour.men, hour.people, hour.days) == (3.0, 1.0, 4.5, 2)


def a_line(here: Reached) -> BudgetLine:
    return BudgetLine.objects.create(year=2026, department=here.city, rubro="2.3.2.02.02.009", name="Parques")


@db
def test_a_work_is_begun_delivered_on_a_day_stopped_with_a_reason_and_steps_back(here) -> None:
    said = {"title": "Luces", "begins_on": day(-30), "due_on": day(30), "responsible": here.city}
    row = works.plan_work(park(here), **said, line=a_line(here), amount="1200000.75", by=here.lead)
    assert Work.objects.get().amount == Decimal("1200000.75")
    for to, given, block in (
        ("delivered", {"on": day(0)}, Block.NOT_NEXT),
        ("stopped", {}, Block.NO_REASON),
    ):
        with pytest.raises(RefusedError) as refused:
            works.move_work(row, to=to, **given, by=here.lead)
        assert block in refused.value.blocks
    works.move_work(row, to="underway", by=here.lead)
    for on, block in ((None, Block.NO_DAY), (day(-31), Block.BEFORE_BEGIN), (day(1), Block.DAY_AHEAD)):
        with pytest.raises(RefusedError) as refused:
            works.move_work(row, to="delivered", on=on, by=here.lead)
        assert refused.value.blocks == (block,)
    works.move_work(row, to="stopped", why="Lluvias", by=here.lead)
    works.step_back(row, by=here.lead)
    works.move_work(row, to="delivered", on=day(-1), by=here.lead)
    row.refresh_from_db()
    assert (row.state, row.delivered_on, row.why_stopped) == ("delivered", day(-1), "")
    works.step_back(row, by=here.lead)
    works.step_back(row, by=here.lead)
    with pytest.raises(RefusedError):
        works.step_back(row, by=here.lead)
    with pytest.raises(RefusedError):
        works.change_work(row, due_on=day(-31), by=here.lead)


@db
def test_a_work_is_paid_by_a_line_that_its_planner_sees(here) -> None:
    olga = someone("olga2", Role.DEPARTMENT, here.other)
    own = park(here, keeper=here.other)
    said = {"title": "Luces", "begins_on": day(0), "due_on": day(9), "responsible": here.other}
    with pytest.raises(InputProblem):
        works.plan_work(own, **said, line=a_line(here), by=olga)


@db
def test_a_picture_is_kept_only_as_pixels_under_a_name_of_our_own(
    here, settings, tmp_path, django_capture_on_commit_callbacks
) -> None:
    settings.CITY_FILES = tmp_path
    one = park(here)
    said = {"moment": "before", "on": day(0), "shows": "La cancha sin luces", "by": here.lead}
    with pytest.raises(RefusedError) as refused:
        picturing.add_picture(one, content=io.BytesIO(jpeg()), no_faces=False, **said)
    assert refused.value.blocks == (Block.FACES,)
    with pytest.raises(InputProblem):
        picturing.add_picture(one, content=io.BytesIO(jpeg()), no_faces=True, **{**said, "shows": " "})
    assert not Document.objects.exists()
    assert not list(tmp_path.rglob("*.*"))
    row = picturing.add_picture(one, content=io.BytesIO(jpeg()), no_faces=True, **said)
    with open_attached(row.document) as kept:
        content = kept.read()
    assert MARK not in content
    assert all(MARK not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert row.document.file_name == f"{one.code}-{day(0):%Y-%m-%d}.jpg"
    assert not documents(seen_by=here.lead).exists()  # it opens through the venue alone
    with pytest.raises(RefusedError):
        picturing.add_picture(one, content=io.BytesIO(jpeg()), no_faces=True, **said)
    told = [*changes_of(row), *changes_of(row.document)]
    digest = row.document.sha256
    assert "La cancha" in str([one.fields for one in told])
    with django_capture_on_commit_callbacks(execute=True):
        picturing.remove_picture(row, by=here.lead)
    left = Change.objects.filter(pk__in=[one.pk for one in told])
    assert [one.by for one in left] == [here.lead, here.lead]  # that it was, and whose deed, stays
    whole = str(list(Change.objects.values())) + str(list(AuditEvent.objects.values()))
    assert not [word for word in ("La cancha", digest, f"{one.code}-{day(0):%Y-%m-%d}") if word in whole]
    assert AuditEvent.objects.filter(verb="venue.picture_removed").exists()
    assert not Picture.objects.exists()
    assert not Document.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@db
def test_a_file_that_another_picture_has_too_stays_until_that_one_goes(
    here, settings, tmp_path, django_capture_on_commit_callbacks
) -> None:
    settings.CITY_FILES = tmp_path
    said = {"moment": "before", "on": day(0), "no_faces": True, "by": here.lead}
    rows = [
        picturing.add_picture(park(here), content=io.BytesIO(jpeg()), shows=words, **said)
        for words in ("La cancha sin luces", "La cancha de noche")
    ]
    type(rows[0].venue).objects.update(closed_on=day(0))  # a face is taken away wherever it hangs
    for row, left in zip(rows, (1, 0), strict=True):
        with django_capture_on_commit_callbacks(execute=True):
            picturing.remove_picture(row, by=here.lead)
        assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == left


def delivered(here: Reached, days: int, *, name: str = "Parque del Samán", lasted: int = 60) -> Venue:
    """Return a venue in which a work was delivered so many days ago."""
    one = park(here, name=name)
    said = {"title": "Luces", "begins_on": day(-days - lasted), "due_on": day(30), "responsible": here.city}
    row = works.plan_work(one, **said, by=here.lead)
    works.move_work(row, to="underway", by=here.lead)
    works.move_work(row, to="delivered", on=day(-days), by=here.lead)
    return one


def counted(
    here: Reached, venue: Venue, days: int, people: int, hours: tuple[int, ...] = (8, 12, 17)
) -> None:
    for hour in hours:
        keeping.count_use(venue, on=day(-days), hour=hour, women=people, men=0, children=0, by=here.lead)


def life_now(here: Reached, **asked: Any) -> list[living.Lived]:
    return living.restored(venues.Asked(**asked), on=day(0), seen_by=here.lead)


@db
def test_restored_places_are_those_with_a_delivered_work_and_carry_their_facts(here) -> None:
    one = delivered(here, 120)
    bare = works.plan_work(
        park(here, name="Otro"),
        title="Luces",
        begins_on=day(-30),
        due_on=day(30),
        responsible=here.city,
        by=here.lead,
    )
    works.move_work(bare, to="underway", by=here.lead)
    counted(here, one, 1, 9)
    keeping.inspect(one, on=day(-400), conditions=WORN, by=here.lead)
    (found,) = life_now(here)
    assert (found.venue, found.judged.life, found.restored_on) == (one, Life.ALIVE, day(-120))
    assert (found.facts.hours_counted, found.facts.people_an_hour) == (3, 9.0)
    assert found.facts.inspected_on is None
    assert life_now(here, life="empty") == []
    keeping.inspect(one, on=day(-2), conditions=WORN, by=here.lead)
    assert life_now(here)[0].judged.life is Life.FADING
    assert living.restored(venues.Asked(), on=day(0), seen_by=here.liaison) == []


@db
def test_who_came_before_the_work_says_nothing_of_a_place_that_was_delivered_today(here) -> None:
    one = delivered(here, 0)
    counted(here, one, 100, 30)
    counted(here, one, 0, 300)  # the day on which it was handed over
    keeping.inspect(one, on=day(-40), conditions=WORN, by=here.lead)
    (found,) = life_now(here)
    assert found.judged.life is Life.EARLY
    assert (found.judged.days_missing, found.judged.hours_missing) == (90, 3)
    assert (found.facts.hours_counted, found.facts.conditions) == (0, None)


@db
@pytest.mark.parametrize(("days", "life"), [(89, Life.EARLY), (90, Life.ALIVE)])
def test_a_restored_place_is_judged_once_enough_days_have_passed(here, days, life) -> None:
    one = delivered(here, days)
    counted(here, one, 2, 9)
    assert life_now(here)[0].judged.life is life


@db
def test_a_restored_place_where_too_few_hours_were_counted_is_not_known_whatever_was_done_there(here) -> None:
    one, activity = delivered(here, 100), here.activity()
    keeping.hold_activity(one, activity=activity.pk, by=here.lead)
    type(activity).objects.filter(pk=activity.pk).update(state="done")
    counted(here, one, 150, 30)
    counted(here, one, 3, 9, hours=(8, 12))
    (found,) = life_now(here)
    assert (found.judged.life, found.judged.hours_missing) == (Life.UNKNOWN, 1)
    counted(here, one, 3, 9, hours=(17,))
    assert life_now(here)[0].judged.life is Life.ALIVE


@db
def test_of_two_works_the_last_delivered_one_bounds_what_speaks(here) -> None:
    one = delivered(here, 300)
    counted(here, one, 150, 30)
    said = {"title": "Techo", "begins_on": day(-140), "due_on": day(30), "responsible": here.city}
    row = works.plan_work(one, **said, by=here.lead)
    assert life_now(here)[0].facts.hours_counted == 3
    works.move_work(row, to="underway", by=here.lead)
    works.move_work(row, to="delivered", on=day(-100), by=here.lead)
    (found,) = life_now(here)
    assert (found.restored_on, found.facts.hours_counted) == (day(-100), 0)
    works.step_back(row, by=here.lead)
    assert life_now(here)[0].facts.hours_counted == 3


@db
def test_use_before_and_after_is_compared_in_like_hours_alone(here) -> None:
    one = delivered(here, 140, lasted=70)  # begun 210 days ago, a whole number of weeks
    monday = next(n for n in range(7, 14) if day(-n).weekday() == 0)
    for weeks, hour, people in ((30, 8, 2), (31, 8, 4), (30, 18, 10)):
        counted(here, one, monday + 7 * weeks, people, hours=(hour,))
    counted(here, one, monday + 7 * 25, 500, hours=(8,))  # while it was worked on
    for weeks, hour, people in ((1, 8, 9), (1, 18, 20), (2, 18, 30), (1, 12, 80)):
        counted(here, one, monday + 7 * weeks, people, hours=(hour,))
    counted(here, one, monday + 1, 900, hours=(8,))  # a Sunday is not like a Monday
    found = compared([one], on=day(0))[one.pk]
    # 8 o'clock: 3 before, 9 after; 18 o'clock: 10 before, 25 after
    assert (found.hours, found.before, found.after) == (2, 6.5, 17.0)
    assert (found.counted_before, found.counted_after) == (3, 3)
    bare = delivered(here, 100, name="Otro")
    counted(here, bare, 3, 9)
    nothing = compared([bare], on=day(0))[bare.pk]
    assert (nothing.hours, nothing.before, nothing.after) == (0, None, None)


@db
def test_a_restored_place_that_was_closed_is_an_answer_and_stays_among_them(here) -> None:
    one = delivered(here, 200)
    counted(here, one, 2, 9)
    keeping.change_venue(one, closed_on=day(-1), by=here.lead)
    (found,) = life_now(here)
    assert found.judged.life is Life.CLOSED
    assert life_now(here, life="alive") == []
    found_of = {
        closed: list(venues.venues(venues.Asked(closed=closed), seen_by=here.lead))
        for closed in (False, True, None)
    }
    assert found_of == {False: [], True: [one], None: [one]}
    assert [
        row.venue for row in living.living(venues.Asked(life="closed"), on=day(0), seen_by=here.lead)
    ] == [one]
    assert living.lives([one], on=day(-2))[0].judged.life is not Life.CLOSED  # on that day it was open


@db
def test_the_indicator_counts_a_closed_place_as_known_and_one_that_is_too_early_to_say_not(here) -> None:
    for name, days in (("Vivo", 200), ("Cerrado", 200), ("Nuevo", 10)):
        counted(here, delivered(here, days, name=name), 2, 9)
    keeping.change_venue(Venue.objects.get(name="Cerrado"), closed_on=day(-1), by=here.lead)
    period = Period(day(-90), day(0))
    found = accompanied.alive(Ask(period=period, arguments={}, on=day(0)))
    assert (found.numerator, found.denominator) == (1, 2)


@db
def test_a_venue_has_one_committee_that_meets_and_keeps_the_former_ones(here) -> None:
    one = park(here)
    first = neighbours.write_committee(one, name="Comité Uno", since_on=day(-90), people=9, by=here.lead)
    with pytest.raises(RefusedError) as refused:
        neighbours.write_committee(one, name="Comité Dos", by=here.lead)
    assert refused.value.blocks == (Block.HAS_COMMITTEE,)
    neighbours.change_committee(first, ended_on=day(-1), by=here.lead)
    second = neighbours.write_committee(one, name="Comité Dos", by=here.lead)
    assert known_neighbours([one], on=day(0))[one.pk].committee == second
    for deed in (
        lambda: neighbours.say_met(first, on=day(0), by=here.lead),
        lambda: neighbours.change_committee(first, ended_on=None, by=here.lead),
    ):
        with pytest.raises(RefusedError):
            deed()
    for wrong in ({"name": " "}, {"people": 0}, {"rhythm": "never"}, {"last_met_on": day(1)}):
        with pytest.raises(InputProblem):
            neighbours.change_committee(second, **wrong, by=here.lead)
    with pytest.raises(PermissionDenied):
        neighbours.say_met(second, on=day(0), by=here.paula)


@db
@pytest.mark.parametrize(
    ("rhythm", "days", "silent"),
    [
        ("week", 14, None),
        ("week", 15, 15),
        ("month", 62, None),
        ("month", 63, 63),
        ("", 92, None),
        ("", 93, 93),
    ],
)
def test_a_committee_that_has_not_met_for_twice_its_rhythm_is_silent(here, rhythm, days, silent) -> None:
    one = park(here)
    row = neighbours.write_committee(
        one, name="Comité", since_on=day(-300), rhythm=rhythm, last_met_on=day(-days), by=here.lead
    )
    assert known_neighbours([one], on=day(0))[one.pk].silent == silent
    neighbours.say_met(row, on=day(-days - 5), by=here.lead)  # one that was earlier changes nothing
    neighbours.say_met(row, on=day(-1), by=here.lead)
    assert known_neighbours([one], on=day(0))[one.pk].silent is None
    with pytest.raises(RefusedError):
        neighbours.change_committee(row, last_met_on=day(-301), by=here.lead)


@db
def test_what_a_committee_took_upon_itself_is_kept_or_not_or_late_and_is_taken_back(here) -> None:
    one = park(here)
    committee = neighbours.write_committee(one, name="Comité", by=here.lead)
    rows = [
        neighbours.promise(committee, text=text, due_on=day(due), by=here.lead)
        for text, due in (("Abrir", -9), ("Regar", -5), ("Barrer", -2), ("Pintar", 9))
    ]
    neighbours.settle(rows[0], outcome="kept", by=here.lead)
    neighbours.settle(rows[1], outcome="broken", by=here.lead)
    found = known_neighbours([one], on=day(0))[one.pk]
    assert (len(found.promises), found.kept, found.broken, found.late) == (4, 1, 1, 1)
    undo(changes_of(rows[0]).first(), rows[0], by=here.lead)
    rows[0].refresh_from_db()
    assert (rows[0].outcome, rows[0].settled_on) == ("open", None)
    neighbours.settle(rows[1], outcome="open", by=here.lead)
    assert known_neighbours([one], on=day(0))[one.pk].late == 3
    with pytest.raises(InputProblem):
        neighbours.promise(committee, text=" ", due_on=day(1), by=here.lead)


@db
def test_an_activity_done_in_a_venue_makes_it_live(here) -> None:
    one, activity = park(here), here.activity()
    row = keeping.hold_activity(one, activity=activity.pk, by=here.lead)
    assert living.lives([one], on=day(0))[0].facts.activities == 0  # planned is not done
    type(activity).objects.filter(pk=activity.pk).update(state="done")
    assert living.lives([one], on=day(0))[0].judged.life is Life.ALIVE
    assert list(venues.activities_of(one, on=day(0), seen_by=here.lead)) == [activity]
    keeping.part_activity(row, by=here.lead)
    assert living.lives([one], on=day(0))[0].judged.life is Life.UNKNOWN


@db
def test_the_trail_of_venues_holds_no_word_that_somebody_wrote(here) -> None:
    one = park(here)
    committee = neighbours.write_committee(one, name="Comité Secreto", by=here.lead)
    neighbours.promise(committee, text="Promesa secreta", due_on=day(9), by=here.lead)
    keeping.inspect(one, on=day(0), conditions=FINE, note="Nota secreta", by=here.lead)
    facts = str(list(AuditEvent.objects.values_list("facts", flat=True)))
    assert "ecret" not in facts
