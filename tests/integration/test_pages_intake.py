"""The pages where records come in: a file is brought, understood, read, decided on, and taken back."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pazos.domain.people.models import Staff
from pazos.domain.sources import standing
from pazos.domain.sources.models import Delivery, Record, RejectedRow, Source
from pazos.domain.sources.vocabulary import DeliveryState
from pazos.domain.territory.models import Municipality
from pazos.foundation.access.policy import Role
from pazos.foundation.jobs.models import Job

pytestmark = pytest.mark.django_db
OUTSIDERS = [
    Role.PUBLIC,
    Role.GESTOR,
    Role.PARTNER,
    Role.SECURITY_LIAISON,
    Role.COMMITTEE_MEMBER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
    Role.EVALUATOR,
]
ROWS = [
    "01/03/2019,76520,LORETO,25,MASCULINO",
    "25/03/2019,76520,LORETO,200,MASCULINO",
    "26/03/2019,76520,<script>alert(1)</script>,31,FEMENINO",
    "27/03/2019,76520,=1+1,200,FEMENINO",
    "31/12/2019,76520,OBRERO,-,MASCULINO",
]


@pytest.fixture(autouse=True)
def _city(settings, tmp_path) -> None:
    settings.CITY_FILES = tmp_path / "files"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    Municipality.objects.create(code="76520", name="Palmira")


def staff(role: Role) -> Staff:
    """Return an account without a password: hashing one would take longer than the test."""
    return Staff.objects.create(username=role.value, name=f"Alguien de {role.value}", role=role.value)


@pytest.fixture
def desk(client):
    """An analyst at the desk, reading English."""
    client.force_login(staff(Role.ANALYST))
    client.cookies["pazos_language"] = "en"
    return client


def csv_of(*rows: str, head: str = "FECHA HECHO,CODIGO DANE,BARRIO,EDAD,GENERO") -> bytes:
    return "\n".join([head, *rows]).encode()


def send(client, content: bytes, *, name: str = "homicidios.csv", source: str = "policia-nacional", **said):
    sent = SimpleUploadedFile(name, content)
    return client.post("/sources/bring/", {"file": sent, "source": source, **said}, follow=True)


def brought(client) -> Delivery:
    send(client, csv_of(*ROWS))
    return Delivery.objects.get()


def text_of(answer) -> str:
    return answer.content.decode()


# --- outsiders ---


def enter_as(client, role: Role) -> None:
    client.logout()
    if role is not Role.PUBLIC:
        client.force_login(staff(role))


def test_outsiders_see_no_row_no_file_and_no_reason(client, desk) -> None:
    number = brought(desk).pk
    row = RejectedRow.objects.first()
    paths = (
        "/sources/",
        "/sources/of/policia-nacional/",
        "/sources/bring/",
        f"/deliveries/{number}/",
        f"/deliveries/{number}/file/",
        f"/deliveries/{number}/rejected/",
        f"/deliveries/{number}/rejected/{row.row_number}/",
        f"/deliveries/{number}/rejected-rows.csv",
        f"/deliveries/{number}/rejected-rows.xlsx",
    )
    for role in OUTSIDERS:
        enter_as(client, role)
        for path in paths:
            answer = client.get(path)
            assert answer.status_code in (302, 403), (role, path)
            assert "LORETO" not in text_of(answer), (role, path)


def test_outsiders_decide_nothing(client, desk) -> None:
    number = brought(desk).pk
    row = RejectedRow.objects.first()
    deeds = {
        f"/deliveries/{number}/decide/": {"deed": "set_aside"},
        f"/deliveries/{number}/again/": {},
        f"/deliveries/{number}/rejected/{row.row_number}/": {"deed": "leave_out", "note": "x"},
        f"/deliveries/{number}/rejected/many/": {"problem": row.pk, "deed": "leave_out", "note": "x"},
    }
    for role in OUTSIDERS:
        enter_as(client, role)
        for path, said in deeds.items():
            assert client.post(path, said).status_code in (302, 403), (role, path)
        assert Delivery.objects.get().state == DeliveryState.CURRENT
        assert RejectedRow.objects.filter(state="open").count() == 2
        assert send(client, csv_of(*ROWS[:1])).status_code in (200, 403), role
        assert Delivery.objects.count() == 1


def test_a_forged_form_is_refused(settings) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(staff(Role.ANALYST))
    answer = send(strict, csv_of(*ROWS))
    assert answer.status_code == 403
    assert Delivery.objects.count() == 0


# --- bringing in ---


def test_a_file_is_kept_read_and_shown(desk) -> None:
    answer = send(desk, csv_of(*ROWS))
    delivery = Delivery.objects.get()
    assert answer.redirect_chain[-1][0] == f"/deliveries/{delivery.pk}/"
    assert (delivery.rows, delivery.accepted, delivery.rejected) == (5, 3, 2)
    assert delivery.file_hash in text_of(answer)
    assert "See the rejected rows" in text_of(answer)


def test_the_same_file_twice_changes_nothing(desk) -> None:
    brought(desk)
    send(desk, csv_of(*ROWS))
    assert Delivery.objects.count() == 1
    assert Record.objects.count() == 3


def test_a_file_is_recognised_by_its_headings_and_waits_for_a_word(desk) -> None:
    answer = send(desk, csv_of(*ROWS), source="")
    assert "Policía Nacional" in text_of(answer)
    assert "GENERO" in text_of(answer)
    assert Delivery.objects.count() == 0
    job = Job.objects.get(kind="recognise_file")
    answer = desk.post(f"/sources/bring/{job.pk}/take/", {"source": "policia-nacional"}, follow=True)
    assert Delivery.objects.get().source.slug == "policia-nacional"
    assert answer.status_code == 200


def test_a_job_keeps_no_row_of_the_file(desk) -> None:
    send(desk, csv_of(*ROWS), source="")
    job = Job.objects.get()
    assert "LORETO" not in f"{job.arguments} {job.outcome}"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("vacio.csv", b"", "empty"),
        ("pagina.xls", b"<html><body><table><tr><td>1</td></tr></table></body></html>", "HTML"),
        ("informe.xlsx", b"%PDF-1.4 nothing of a table", "PDF"),
        ("clave.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, ""),
        ("titulos.csv", b"A,B,C\n1,2,3\n", "headings"),
    ],
)
def test_a_bad_file_is_refused_in_plain_words(desk, name, content, said) -> None:
    answer = send(desk, content, name=name)
    assert said in text_of(answer)
    assert "--" not in text_of(answer).split("<main")[1]
    assert "Traceback" not in text_of(answer)
    assert Record.objects.count() == 0


def test_a_refused_file_is_kept_and_its_page_offers_the_cure(desk) -> None:
    send(desk, csv_of("01/03/2019,76520,LORETO,25,MASCULINO", "02/04/2019,76520,LORETO,25,MASCULINO"))
    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.STOPPED
    page = text_of(desk.get(f"/deliveries/{delivery.pk}/"))
    assert "The day stands first" in page
    desk.post(f"/deliveries/{delivery.pk}/again/", {"dates": "day-first"})
    assert Delivery.objects.get().state == DeliveryState.CURRENT
    assert Record.objects.filter(occurred_on=date(2019, 4, 2)).exists()


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd.csv",
        "..\\..\\secret.csv",
        "Año ñandú <b>&\"'.csv",
        "a" * 300 + ".csv",
        "\u202egpj.csv",
    ],
)
def test_an_odd_name_is_never_a_path(desk, tmp_path, name) -> None:
    send(desk, csv_of(*ROWS), name=name)
    delivery = Delivery.objects.get()
    assert "/" not in delivery.file_name
    assert "\\" not in delivery.file_name
    assert "\u202e" not in delivery.file_name
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.parent.parent.name for path in kept if delivery.file_hash in path.name} == {"files"}
    assert "<b>&" not in text_of(desk.get(f"/deliveries/{delivery.pk}/"))
    answer = desk.get(f"/deliveries/{delivery.pk}/file/")
    answer.close()
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_file_goes_out_as_it_came_and_is_not_shown(desk) -> None:
    number = brought(desk).pk
    answer = desk.get(f"/deliveries/{number}/file/")
    assert answer.getvalue() == csv_of(*ROWS)
    answer.close()
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_job_of_another_kind_is_not_shown_here(desk) -> None:
    other = Job.objects.create(kind="observe")
    assert desk.get(f"/sources/bring/{other.pk}/").status_code == 404
    assert desk.get(f"/sources/map/{other.pk}/").status_code == 404


# --- deciding ---


def test_setting_aside_is_taken_back(desk) -> None:
    number = brought(desk).pk
    decide = f"/deliveries/{number}/decide/"
    answer = desk.post(decide, {"deed": "set_aside"}, follow=True)
    assert Delivery.objects.get().state == DeliveryState.SET_ASIDE
    assert "Put it back in use" in text_of(answer)
    desk.post(decide, {"deed": "put_back"})
    assert Delivery.objects.get().state == DeliveryState.CURRENT
    assert desk.get(decide).status_code == 405


def test_a_smaller_file_waits_and_each_answer_can_be_taken_back(desk) -> None:
    send(desk, csv_of(*ROWS[:1], *ROWS[2:3], *ROWS[4:]))
    first = Delivery.objects.get()
    send(desk, csv_of(ROWS[0], ROWS[4]), name="menor.csv")
    second = Delivery.objects.exclude(pk=first.pk).get()
    assert second.state == DeliveryState.WAITING
    page = text_of(desk.get(f"/deliveries/{second.pk}/"))
    assert "Decide below" in page
    decide = f"/deliveries/{second.pk}/decide/"
    desk.post(decide, {"deed": "replace"})
    assert Record.objects.filter(delivery=first, superseded_by=second).count() == 3
    desk.post(decide, {"deed": "wait_again"})
    assert Record.objects.filter(superseded_by__isnull=False).count() == 0
    assert Delivery.objects.get(pk=second.pk).state == DeliveryState.WAITING
    desk.post(decide, {"deed": "add"})
    assert Delivery.objects.get(pk=second.pk).state == DeliveryState.CURRENT
    desk.post(decide, {"deed": "set_aside"})
    desk.post(decide, {"deed": "put_beside"})
    assert Record.objects.filter(superseded_by__isnull=False).count() == 0


def test_a_decision_that_does_not_fit_says_why(desk) -> None:
    number = brought(desk).pk
    answer = desk.post(f"/deliveries/{number}/decide/", {"deed": "replace"}, follow=True)
    assert "not waiting for a decision" in text_of(answer)
    assert desk.post(f"/deliveries/{number}/decide/", {"deed": "delete"}).status_code == 404


# --- the list ---


def test_the_list_states_what_came_and_what_is_late(desk) -> None:
    brought(desk)
    Source.objects.update(rhythm="monthly")
    page = text_of(desk.get("/sources/"))
    assert "late since" in page
    assert "Medicina Legal" in page  # comes with Pazos, not used yet


@pytest.mark.parametrize(
    ("rhythm", "until", "on", "late"),
    [
        ("monthly", date(2024, 1, 31), date(2024, 3, 1), None),
        ("monthly", date(2024, 1, 31), date(2024, 5, 1), date(2024, 4, 14)),
        ("yearly", date(2023, 12, 20), date(2024, 12, 31), None),
        ("yearly", date(2021, 12, 20), date(2024, 1, 1), date(2023, 6, 29)),
        ("irregular", date(2001, 1, 1), date(2024, 1, 1), None),
        ("monthly", None, date(2024, 1, 1), None),
    ],
)
def test_a_source_is_late_once_its_rhythm_and_patience_are_over(rhythm, until, on, late) -> None:
    assert standing.late_since(rhythm, held_until=until, on=on) == late


def test_the_pages_ask_the_database_a_fixed_number_of_times(desk, django_assert_max_num_queries) -> None:
    number = brought(desk).pk
    for n in range(6):
        Source.objects.create(slug=f"s{n}", name=f"S{n}", mapping={})
    with django_assert_max_num_queries(8):
        desk.get("/sources/")
    with django_assert_max_num_queries(10):
        desk.get(f"/deliveries/{number}/")
    with django_assert_max_num_queries(10):
        desk.get(f"/deliveries/{number}/rejected/")


def test_every_page_reads_in_spanish_and_english(desk) -> None:
    number = brought(desk).pk
    for language in ("es", "en"):
        desk.cookies["pazos_language"] = language
        for name, args in (
            ("sources", []),
            ("delivery", [number]),
            ("rejected", [number]),
            ("bring_file", []),
        ):
            assert desk.get(reverse(name, args=args)).status_code == 200


def test_a_workbook_goes_through_the_same_door(desk) -> None:
    import xlsxwriter

    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        sheet = book.add_worksheet()
        for place, line in enumerate(csv_of(*ROWS).decode().splitlines()):
            sheet.write_row(place, 0, line.split(","))
    send(desk, held.getvalue(), name="homicidios.xlsx")
    assert Delivery.objects.get().accepted == 3
