"""Pages of activities and reach: what each reader sees, in few questions, and what a form does."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from pazos.domain.activities.actions import count_heads
from pazos.domain.activities.models import Activity, HeadCount, IndirectReach
from pazos.domain.activities.vocabulary import State
from pazos.domain.participants.models import Participant
from pazos.domain.participants.traits import Traits
from pazos.domain.participants.vocabulary import AgeBand, Sex
from pazos.foundation.audit.models import ReadEvent
from reached import Reached, reached

pytestmark = pytest.mark.django_db
MAY = date(2023, 5, 10)


@pytest.fixture
def city() -> Reached:
    return reached()


@pytest.fixture
def ask(client, city):
    """Ask for a page as somebody, in English."""

    def asked(who: str, name: str, *args, data=None, post=False, **query):
        client.force_login(city.staff[who])
        client.cookies["pazos_language"] = "en"
        address = reverse(name, args=args)
        return client.post(address, data or {}) if post else client.get(address, query)

    return asked


def text(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode()


def test_the_liaison_of_the_police_and_the_public_see_no_activity(client, ask, city) -> None:
    one = city.activity()
    for name, args in (("activities", ()), ("reach", ()), ("activity", (one.pk,)), ("reach_file", ("csv",))):
        assert ask("liaison", name, *args).status_code == 403
    client.logout()
    assert client.get(reverse("reach")).status_code in (302, 403)


def test_a_partner_sees_its_own_activities_only(ask, city) -> None:
    own, other = city.activity("workshop", name="Mío"), city.activity("school", name="Ajeno")
    page = text(ask("paula", "activities"))
    assert "Mío" in page
    assert "Ajeno" not in page
    assert ask("paula", "activity", other.pk).status_code == 404
    assert ask("paula", "activity", own.pk).status_code == 200
    assert ask("olga", "activity", own.pk).status_code == 404
    month = text(ask("paula", "activity_calendar", month=f"{own.starts_on:%Y-%m}"))
    assert "Mío" in month
    assert "Ajeno" not in month


def test_the_list_is_narrowed_by_what_is_asked(ask, city) -> None:
    city.activity("workshop", name="Radio", on=MAY)
    late = city.activity("school", name="Ajedrez", on=MAY, neighbourhood=city.places["S1"])
    for query, shown in (
        ({"q": "radio"}, {"Radio"}),
        ({"programme": "school"}, {"Ajedrez"}),
        ({"component": "prevention"}, {"Ajedrez"}),
        ({"cluster": str(city.clusters["south"].pk)}, {"Ajedrez"}),
        ({"state": "overdue"}, {"Radio", "Ajedrez"}),
        ({"state": "done"}, set()),
        ({"first": "2023-05-11"}, set()),
        ({"last": "2023-05-10"}, {"Radio", "Ajedrez"}),
        ({"cluster": "none"}, set()),
    ):
        page = text(ask("lead", "activities", **query))
        assert {name for name in ("Radio", "Ajedrez") if f">{name}<" in page} == shown, query
    assert late.pk


def test_lists_ask_few_questions(ask, city, django_assert_max_num_queries) -> None:
    for n in range(12):
        city.came(city.person(), to=city.activity("workshop", on=MAY + timedelta(days=n)))
    ask("lead", "activities")
    for name in ("activities", "activity_calendar", "clusters_served"):
        with django_assert_max_num_queries(24):
            ask("lead", name, month="2023-05")
    with django_assert_max_num_queries(34):
        ask("lead", "reach")


def test_an_activity_is_planned_for_some_weeks(ask, city) -> None:
    said = {
        "programme": city.programmes["workshop"].pk,
        "name": "Taller de radio",
        "kind": "culture",
        "starts_on": "2030-02-06",
        "responsible": city.partner.pk,
        "neighbourhood": city.places["N1"].pk,
        "weeks": 3,
    }
    answer = ask("paula", "plan_activity", data=said, post=True)
    assert answer.status_code == 302
    made = Activity.objects.order_by("starts_on")
    assert [one.starts_on.day for one in made] == [6, 13, 20]
    assert {one.cluster for one in made} == {city.clusters["north"]}
    wrong = {**said, "ends_on": "2030-02-01", "cluster": city.clusters["south"].pk}
    refused = ask("paula", "plan_activity", data=wrong, post=True)
    assert refused.status_code == 422
    form = refused.context["form"]
    assert set(form.errors) == {"ends_on", "neighbourhood"}
    assert ask("olga", "plan_activity", data=said, post=True).status_code in (403, 422)


def test_an_activity_is_changed_done_and_cancelled_on_its_page(ask, city) -> None:
    one = city.activity("workshop", responsible=city.partner)
    assert ask("paula", "change_activity", one.pk).status_code == 200
    said = {
        "programme": one.programme_id,
        "name": "Otro nombre",
        "kind": "sport",
        "starts_on": one.starts_on.isoformat(),
        "responsible": city.partner.pk,
    }
    assert ask("paula", "change_activity", one.pk, data=said, post=True).status_code == 302
    ask("paula", "activity_deed", one.pk, "done", post=True)
    one.refresh_from_db()
    assert (one.name, one.state) == ("Otro nombre", State.DONE)
    ask("paula", "activity_deed", one.pk, "again", post=True)
    assert ask("paula", "activity_deed", one.pk, "cancel", data={"why": ""}, post=True).status_code == 422
    ask("paula", "activity_deed", one.pk, "cancel", data={"why": "Llovió"}, post=True)
    one.refresh_from_db()
    assert (one.state, one.why_cancelled) == (State.CANCELLED, "Llovió")
    assert "Llovió" in text(ask("lead", "activity", one.pk))
    assert ask("olga", "activity_deed", one.pk, "again", post=True).status_code == 404


def test_how_many_came_is_told_by_group_or_as_one_number(ask, city) -> None:
    one = city.activity("workshop")
    assert ask("paula", "activity_heads", one.pk).status_code == 200
    ask("paula", "activity_heads", one.pk, data={"woman_1": 12, "man_1": 9}, post=True)
    assert sum(HeadCount.objects.values_list("people", flat=True)) == 21
    ask("paula", "activity_heads", one.pk, data={"people": 30}, post=True)
    assert list(HeadCount.objects.values_list("sex", "people")) == [("unknown", 30)]
    assert ask("paula", "activity_heads", one.pk, data={"people": -1}, post=True).status_code == 422


def test_attendance_is_two_taps_and_one_to_take_it_back(ask, city) -> None:
    person = city.person(name="Nelly Ocoró")
    city.came(person, to=city.activity("workshop", on=MAY))
    one = city.activity("workshop")
    page = text(ask("paula", "activity_attendance", one.pk))
    assert "Nelly Ocoró" in page
    said = {"person": str(person.pk), "day": one.starts_on.isoformat()}
    for _ in range(2):
        ask("paula", "attendance_tap", one.pk, data=said, post=True)
    assert one.attendances.count() == 1
    ask("paula", "attendance_tap", one.pk, data={**said, "deed": "out"}, post=True)
    assert one.attendances.count() == 0
    assert ReadEvent.objects.filter(address="activity_attendance", by=city.paula).exists()
    stranger = city.person()
    answer = ask("paula", "attendance_tap", one.pk, data={"person": str(stranger.pk)}, post=True)
    assert answer.status_code == 404


def test_names_are_for_those_who_keep_attendance(ask, city) -> None:
    person = city.person(name="Nelly Ocoró")
    one = city.activity("workshop")
    city.came(person, to=one)
    for who in ("lead", "dora", "member"):
        assert ask(who, "activity_attendance", one.pk).status_code == 403
        assert ask(who, "participant", person.pk).status_code == 403
        assert "Nelly" not in text(ask(who, "activity", one.pk))
    assert ask("olga", "activity_attendance", one.pk).status_code == 404
    assert ask("olga", "participant", person.pk).status_code == 404
    assert "Nelly" in text(ask("paula", "participant", person.pk))


def test_a_pasted_list_keeps_whom_it_can_and_gives_the_others_back(ask, city) -> None:
    known = city.person(document="66123456", name="Nelly Ocoró")
    city.came(known, to=city.activity("workshop", on=MAY))
    one = city.activity("workshop")
    lines = (
        "66.123.456\n77000111; Ana Lucía Mina; 2026-02-01\n88000222; ; \n66123456; Pedro Nadie; 2026-02-01\n"
    )
    answer = ask("paula", "activity_attendance", one.pk, data={"people": lines}, post=True)
    assert answer.status_code == 422
    assert set(one.attendances.values_list("participant", flat=True)) >= {known.pk}
    assert one.attendances.count() == 2
    page = text(answer)
    assert "Line 3" in page
    assert "kept with another name" in page
    assert answer.context["form"]["people"].value().splitlines() == [
        "88000222; ; ",
        "66123456; Pedro Nadie; 2026-02-01",
    ]
    again = ask(
        "paula", "activity_attendance", one.pk, data={"people": lines[: lines.index("88")]}, post=True
    )
    assert again.status_code == 302
    assert one.attendances.count() == 2


def test_a_list_with_headings_in_spanish_is_read(ask, city) -> None:
    one = city.activity("workshop")
    rows = "Name and surname\tBirth date\tMother's first name\tSex\tAgreed on\nAna Mina\t09/05/2001\tRosa\twoman\t2026-02-01"
    assert ask("paula", "activity_attendance", one.pk, data={"people": rows}, post=True).status_code == 302
    row = Participant.objects.get()
    assert (row.name, row.traits) == ("Ana Mina", {"sex": "woman", "birth_year": 2001, "birth_month": 5})


def test_a_participant_is_found_by_document_and_put_right(ask, city) -> None:
    person = city.person(document="66123456", name="Nelly Ocoró")
    city.came(person, to=city.activity("workshop"))
    assert ask("paula", "participants", data={"document": "CC 66123456"}, post=True).status_code == 302
    assert ask("olga", "participants", data={"document": "66123456"}, post=True).status_code == 200
    said = {
        "name": "Nelly Ocoró",
        "sex": "woman",
        "ethnic": "afro",
        "disability": "no",
        "conflict_victim": "yes",
        "birth_year": 2002,
        "birth_month": 4,
        "birth_why": "vi la tarjeta",
        "neighbourhood": city.places["S1"].pk,
    }
    assert ask("paula", "correct_participant", person.pk).status_code == 200
    assert ask("paula", "correct_participant", person.pk, data=said, post=True).status_code == 302
    person = Participant.objects.get(pk=person.pk)
    assert Traits.read(person.traits).sex is Sex.WOMAN
    wrong = ask("paula", "correct_participant", person.pk, data={**said, "birth_year": 1700}, post=True)
    assert wrong.status_code == 422


def test_a_person_who_stands_twice_is_made_one(ask, city) -> None:
    first = city.person(document="66123456", organisation=city.partner)
    second = city.person(document="", born_on=MAY.replace(year=2001), word="Rosa", organisation=city.partner)
    for other, status in (("nadie", 422), (str(first.pk), 302)):
        answer = ask("paula", "join_participant", second.pk, data={"other": other}, post=True)
        assert answer.status_code == status
    assert Participant.objects.get().document == "66123456"


def test_the_page_of_reach_shows_each_kind_apart(ask, city) -> None:
    women = [city.person(traits=Traits(sex=Sex.WOMAN, birth_year=2000)) for _ in range(11)]
    city.came(*women, to=city.activity("workshop", on=MAY))
    count_heads(city.activity("games", on=MAY), heads={(Sex.MAN, AgeBand.TEEN): 37}, by=city.olga)
    page = text(ask("lead", "reach"))
    assert ">11<" in page
    assert ">37<" in page
    assert ">48<" not in page
    assert "Most of those reached live in the clusters." in page
    narrowed = text(ask("lead", "reach", programme="games", first="2023-05", last="2023-05"))
    assert ">11<" not in narrowed
    assert "Nobody was reached by name in this selection." in narrowed
    wrong = ask("lead", "reach", first="mayo")
    assert wrong.status_code == 200
    assert "write a month as 2023-05" in text(wrong)


def test_files_of_reach_hide_small_numbers_whoever_asks(ask, city) -> None:
    some = [city.person(traits=Traits(sex=Sex.WOMAN, birth_year=2000)) for _ in range(13)]
    few = [city.person(traits=Traits(sex=Sex.MAN, birth_year=2000)) for _ in range(2)]
    city.came(*some, *few, to=city.activity("workshop", on=MAY))
    content = text(ask("paula", "reach_file", "csv"))
    assert "direct,total,,,15,," in content
    assert "direct,sex and age band,man,18-23,,," in content
    book = CalamineWorkbook.from_filelike(io.BytesIO(ask("paula", "reach_file", "xlsx").content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][:5] == ["reach", "by", "group", "second_group", "people"]
    assert [row[4] for row in rows if row[:2] == ["direct", "total"]] == [15]
    assert ask("paula", "reach_file", "pdf").status_code == 404


def test_indirect_reach_is_stated_on_a_page(ask, city) -> None:
    said = {
        "programme": city.programmes["workshop"].pk,
        "year": 2023,
        "method": "households",
        "people": 640,
        "workings": "200 personas x 3,2 por hogar",
    }
    assert ask("paula", "indirect_reach", data={**said, "workings": "x"}, post=True).status_code == 422
    assert ask("paula", "indirect_reach", data=said, post=True).status_code == 302
    assert IndirectReach.objects.get().people == 640
    assert "200 personas x 3,2 por hogar" in text(ask("lead", "reach"))


def test_clusters_where_nothing_was_done_stand_first(ask, city) -> None:
    city.came(city.person(), to=city.activity("workshop", on=MAY))
    answer = ask("lead", "clusters_served", first="2023-05", last="2023-05")
    assert [row.name for row, _ in answer.context["rows"]] == ["south", "north"]
    assert [row.name for row in answer.context["empty"]] == ["south"]
    assert "write a month" in text(ask("lead", "clusters_served", first="x"))


def test_history_of_an_activity_is_told_and_taken_back(ask, city) -> None:
    from pazos.domain.activities.actions import change_plan
    from pazos.foundation.history.changing import changes_of

    one = city.activity("workshop")
    change_plan(one, name="Otro", by=city.paula)
    assert "Otro" in text(ask("lead", "history", "activities.activity", str(one.pk)))
    assert changes_of(one).count() == 2
    assert ask("olga", "history", "activities.activity", str(one.pk)).status_code == 404


def test_pages_without_anything_say_what_to_do(ask) -> None:
    for name in ("activities", "activity_calendar", "reach", "clusters_served"):
        assert ask("lead", name).status_code == 200
    assert "No activity yet" in text(ask("lead", "activities"))
    assert "Nothing to count yet" in text(ask("lead", "reach"))
    assert "Nobody yet" in text(ask("paula", "participants"))


def test_evidence_is_added_to_an_activity(ask, city, client, settings, tmp_path) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.CITY_FILES = tmp_path / "files"
    one = city.activity("workshop")
    paper = SimpleUploadedFile("acta.txt", b"Acta del taller. " * 20, content_type="text/plain")
    said = {"title": "Acta del taller", "file": paper}
    assert ask("paula", "activity_evidence", one.pk, data=said, post=True).status_code == 302
    assert [row.title for row in one.evidence.all()] == ["Acta del taller"]
    assert "Acta del taller" in text(ask("paula", "activity", one.pk))
