"""Rejected rows put right on their pages, and a file nobody knew understood by pointing at its columns."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import strip_tags

from pazos.analysis.frames import in_force
from pazos.domain.people.models import Staff
from pazos.domain.sources.models import Delivery, Record, RejectedRow, Source
from pazos.domain.sources.vocabulary import DeliveryState
from pazos.domain.territory.models import Municipality
from pazos.foundation.access.policy import Role
from pazos.foundation.jobs.models import Job

pytestmark = pytest.mark.django_db
HEAD = "FECHA HECHO,CODIGO DANE,BARRIO,EDAD,GENERO"
ROWS = [
    "25/03/2019,76520,LORETO,25,MASCULINO",
    "26/03/2019,76520,LORETO,200,MASCULINO",
    "27/03/2019,76520,OBRERO,200,FEMENINO",
    "28/03/2019,76520,OBRERO,300,FEMENINO",
    "31/13/2019,76520,=HYPERLINK(1),999,FEMENINO",
]
UNKNOWN = [
    "cuando;donde;quien;con que;anos",
    "2021-05-03;Loreto;varon joven;PISTOLA;20",
    "2021-06-13;Obrero;mujer;NAVAJA;31",
    "2021-07-23;Obrero;varon;PISTOLA;19",
]


@pytest.fixture(autouse=True)
def _city(settings, tmp_path) -> None:
    settings.CITY_FILES = tmp_path / "files"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    Municipality.objects.create(code="76520", name="Palmira")


@pytest.fixture
def desk(client):
    person = Staff.objects.create(username="ana", name="Ana", role=Role.ANALYST)
    client.force_login(person)
    client.cookies["pazos_language"] = "en"
    return client


def send(client, content: str, *, name: str = "homicidios.csv", source: str = "policia-nacional"):
    sent = SimpleUploadedFile(name, content.encode())
    return client.post("/sources/bring/", {"file": sent, "source": source}, follow=True)


@pytest.fixture
def delivery(desk) -> Delivery:
    send(desk, "\n".join([HEAD, *ROWS]))
    return Delivery.objects.get()


def text_of(answer) -> str:
    return answer.content.decode()


def counts() -> tuple[int, int, int]:
    delivery = Delivery.objects.get()
    return delivery.rows, delivery.accepted, delivery.rejected


# --- one row ---


def test_a_row_says_what_is_wrong_and_is_read_by_the_same_code(desk, delivery) -> None:
    path = f"/deliveries/{delivery.pk}/rejected/6/"
    page = text_of(desk.get(path))
    assert page.index("FECHA HECHO") < page.index("BARRIO")  # what is wrong stands first
    row = RejectedRow.objects.get(row_number=6)
    names = {heading: f"c{place}" for place, heading in enumerate(row.values)}
    still = desk.post(path, {names["FECHA HECHO"]: "30/03/2019"})
    assert still.status_code == 400
    assert "999" in text_of(still)
    assert RejectedRow.objects.get(row_number=6).state == "open"
    desk.post(path, {names["FECHA HECHO"]: "30/03/2019", names["EDAD"]: "99"})
    assert RejectedRow.objects.get(row_number=6).state == "corrected"
    assert counts() == (5, 2, 3)


def test_a_row_is_left_out_only_with_a_reason(desk, delivery) -> None:
    path = f"/deliveries/{delivery.pk}/rejected/6/"
    desk.post(path, {"deed": "leave_out", "note": "  "})
    assert RejectedRow.objects.get(row_number=6).state == "open"
    desk.post(path, {"deed": "leave_out", "note": "fila de totales"})
    assert RejectedRow.objects.get(row_number=6).state == "left_out"
    page = text_of(desk.get(f"/deliveries/{delivery.pk}/rejected/?state=left_out"))
    assert "fila de totales" in page


# --- many ---


def test_many_rows_with_one_value_are_put_right_at_once_and_taken_back_at_once(desk, delivery) -> None:
    row = RejectedRow.objects.get(row_number=3)
    many = f"/deliveries/{delivery.pk}/rejected/many/"
    answer = desk.post(many, {"problem": row.pk, "value": "200", "new": ""}, follow=True)
    assert "2 rows were taken in" in text_of(answer)
    assert counts() == (5, 3, 2)
    assert set(Record.objects.values_list("age", flat=True)) == {25, None}
    moment = RejectedRow.objects.get(row_number=3).decided_at.isoformat()
    desk.post(f"/deliveries/{delivery.pk}/rejected/reopen/", {"at": moment})
    assert counts() == (5, 1, 4)
    assert Record.objects.count() == 1
    assert Delivery.objects.get().victims == 1


def test_a_value_that_cures_nothing_changes_nothing(desk, delivery) -> None:
    row = RejectedRow.objects.get(row_number=3)
    many = f"/deliveries/{delivery.pk}/rejected/many/"
    answer = desk.post(many, {"problem": row.pk, "value": "200", "new": "400"}, follow=True)
    assert "2 rows stay rejected" in text_of(answer)
    assert counts() == (5, 1, 4)


def test_a_whole_group_is_left_out_with_its_reason(desk, delivery) -> None:
    row = RejectedRow.objects.get(row_number=3)
    many = f"/deliveries/{delivery.pk}/rejected/many/"
    desk.post(many, {"problem": row.pk, "deed": "leave_out", "note": ""})
    assert RejectedRow.objects.filter(state="open").count() == 4
    desk.post(many, {"problem": row.pk, "deed": "leave_out", "note": "edades de otro sistema"})
    assert RejectedRow.objects.filter(state="left_out").count() == 3
    assert RejectedRow.objects.filter(state="open").count() == 1


def test_reading_again_keeps_what_people_decided(desk, delivery) -> None:
    row = RejectedRow.objects.get(row_number=3)
    desk.post(f"/deliveries/{delivery.pk}/rejected/many/", {"problem": row.pk, "value": "200", "new": ""})
    desk.post(f"/deliveries/{delivery.pk}/again/")
    assert counts() == (5, 3, 2)
    assert Delivery.objects.get().state == DeliveryState.CURRENT


@pytest.mark.parametrize("at", ["", "yesterday", "2024-99-99"])
def test_a_moment_that_is_none_is_refused(desk, delivery, at) -> None:
    assert desk.post(f"/deliveries/{delivery.pk}/rejected/reopen/", {"at": at}).status_code == 404


# --- the list and its tables ---


def test_the_list_is_filtered_by_its_problem(desk, delivery) -> None:
    row = RejectedRow.objects.get(row_number=6)
    page = text_of(desk.get(f"/deliveries/{delivery.pk}/rejected/", {"problem": row.pk}))
    assert "31/13/2019" in page
    assert '<code class="break">200</code>' not in page
    assert desk.get(f"/deliveries/{delivery.pk}/rejected/", {"problem": "x"}).status_code == 200


def test_no_spreadsheet_runs_what_the_table_holds(desk, delivery) -> None:
    answer = desk.get(f"/deliveries/{delivery.pk}/rejected-rows.csv")
    lines = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    answer.close()
    assert "'=HYPERLINK(1)" in [cell for line in lines for cell in line]
    assert not [cell for line in lines for cell in line if cell.startswith("=")]


def test_the_workbook_holds_text_and_no_formula(desk, delivery) -> None:
    from python_calamine import CalamineWorkbook

    answer = desk.get(f"/deliveries/{delivery.pk}/rejected-rows.xlsx")
    content = answer.getvalue()
    answer.close()
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    cells = [cell for line in book.get_sheet_by_index(0).to_python() for cell in line]
    assert "'=HYPERLINK(1)" in cells
    assert b"<f>" not in content


def test_thousands_of_rows_are_paged_with_few_questions(
    desk, delivery, django_assert_max_num_queries
) -> None:
    problem = {
        "field": "EDAD",
        "value": "200",
        "template": "{value} is not an age.",
        "facts": {"value": "200"},
    }
    RejectedRow.objects.bulk_create(
        RejectedRow(delivery=delivery, row_number=100 + n, values={"EDAD": "200"}, problems=[problem])
        for n in range(3_000)
    )
    with django_assert_max_num_queries(10):
        page = desk.get(f"/deliveries/{delivery.pk}/rejected/", {"page": 40})
    assert len(page.context["rows"]) == 50


# --- pointing at columns ---


def test_an_unknown_file_is_understood_by_pointing_and_then_by_itself(desk) -> None:
    answer = send(desk, "\n".join(UNKNOWN), source="")
    assert "Point at its columns" in text_of(answer)
    job = Job.objects.get()
    path = f"/sources/map/{job.pk}/"
    assert "cuando" in text_of(desk.get(path))
    pointed = {
        "column0": "occurred_on",
        "column1": "place",
        "column2": "sex",
        "column3": "weapon",
        "column4": "age",
    }
    tried = text_of(desk.post(path, {**pointed, "deed": "try"}, headers={"HX-Request": "true"}))
    assert "Of the first 3 rows, 3 would be taken in" in strip_tags(tried)
    assert "varon joven" in tried
    words = {"word": ["varon joven"], "of0": "sex", "means0": "m"}
    about = {
        "name": "Observatorio local",
        "kind": "other",
        "dated_by": "fact",
        "municipality_of": "fact",
        "institution": "Alcaldía",
        "definition": "Homicidios según la mesa local",
        "rhythm": "monthly",
        "delivers": "snapshot",
    }
    desk.post(path, {**pointed, **words, **about, "deed": "save"})
    source = Source.objects.get()
    assert (source.slug, source.institution) == ("observatorio-local", "Alcaldía")
    assert sorted(Record.objects.values_list("sex", flat=True)) == ["f", "m", "m"]
    later = [*UNKNOWN[:1], "2021-08-01;Loreto;mujer;PISTOLA;22"]
    assert "Observatorio local" in text_of(send(desk, "\n".join(later), name="agosto.csv", source=""))


def test_a_source_without_its_definition_is_not_saved(desk) -> None:
    send(desk, "\n".join(UNKNOWN), source="")
    path = f"/sources/map/{Job.objects.get().pk}/"
    answer = desk.post(path, {"column0": "occurred_on", "column1": "place", "name": "X", "deed": "save"})
    assert answer.status_code == 400
    assert Source.objects.count() == 0


def test_without_a_date_the_page_says_what_is_missing(desk) -> None:
    send(desk, "\n".join(UNKNOWN), source="")
    path = f"/sources/map/{Job.objects.get().pk}/"
    assert "Nothing says when yet" in text_of(desk.post(path, {"column1": "place", "deed": "try"}))


def test_words_nobody_knew_are_taught_to_the_source_and_the_file_read_again(desk) -> None:
    send(
        desk, "\n".join([HEAD, "25/03/2019,76520,LORETO,25,VARONIL", "26/03/2019,76520,LORETO,26,MASCULINO"])
    )
    delivery = Delivery.objects.get()
    assert "Say what the unknown words mean" in text_of(desk.get(f"/deliveries/{delivery.pk}/"))
    answer = desk.post(f"/deliveries/{delivery.pk}/point/", follow=True)
    assert "VARONIL" in text_of(answer)
    path = answer.redirect_chain[-1][0]
    form = answer.context["form"].initial
    columns = {f"column{one['place']}": one["field"] for one in answer.context["columns"]}
    taught = {"word": ["VARONIL"], "of0": "sex", "means0": "m", "deed": "save"}
    desk.post(path, {**columns, **form, **taught})
    assert set(in_force().values_list("sex", flat=True)) == {"m"}
    assert Source.objects.get().mapping_version == 2


def test_markup_in_cells_and_headings_is_only_text(desk) -> None:
    evil = "<script>alert(1)</script>"
    send(desk, f"cuando;<b>donde</b>;x\n2021-05-03;{evil};1\n2021-05-04;{evil};2\n", source="")
    page = text_of(desk.get(f"/sources/map/{Job.objects.get().pk}/"))
    assert evil not in page
    assert "&lt;script&gt;" in page


def test_a_person_says_which_row_holds_the_headings(desk) -> None:
    send(desk, "Informe del 2021;;\nfecha 1;lugar 2;x\n2021-05-03;Loreto;1\n2021-05-04;Obrero;2\n", source="")
    path = f"/sources/map/{Job.objects.get().pk}/"
    said = {"header": "2", "column0": "occurred_on", "column1": "place", "deed": "try"}
    tried = desk.post(path, said)
    assert [one["heading"] for one in tried.context["columns"]] == ["fecha 1", "lugar 2", "x"]
    assert tried.context["trial"].taken == 2
    assert desk.post(path, {**said, "header": "99999"}).status_code == 200
