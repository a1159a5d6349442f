"""A spreadsheet that is handed in is kept, looked at without writing anything, and then taken or left."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import resolve, reverse
from python_calamine import CalamineWorkbook

from cast import staff
from pazos.analysis.books import every, taking, task
from pazos.analysis.books.sheet import Column, Kind, Sheet
from pazos.domain.books.models import BookFile
from pazos.domain.people.models import Organisation, Staff
from pazos.foundation.access.policy import Permission, Role
from pazos.foundation.history.changing import change, made
from pazos.interfaces.web.pages import books as pages
from pazos.science.problems import InputProblem

pytestmark = pytest.mark.django_db
State = BookFile.State


def _take(row: dict[str, Any], by: Staff) -> None:
    if "forbidden" in row["name"]:
        raise InputProblem("{field} is forbidden.", field="name")
    found = Organisation.objects.filter(name=row["name"]).first()
    if found is None:
        made(Organisation.objects.create(name=row["name"], kind=row["kind"]), by=by)
    else:
        change(found, by=by, kind=row["kind"])


BODIES = Sheet(
    name="bodies",
    title="Bodies",
    columns=(
        Column("name", "Nombre", is_required=True),
        Column("kind", "Clase", Kind.CHOICE, is_required=True, choices=lambda: Organisation.Kind.choices),
        Column("ended_on", "Terminó el", Kind.DATE),
    ),
    see=Permission.SEE_STRATEGY,
    write=Permission.PLAN_STRATEGY,
    rows=lambda _staff: Organisation.objects.order_by("name").values("name", "kind", "ended_on"),
    take=_take,
)


@pytest.fixture(autouse=True)
def _one_sheet(monkeypatch, tmp_path, settings) -> None:
    settings.CITY_FILES = tmp_path
    named = {"bodies": BODIES}
    for module in (every, pages):
        monkeypatch.setattr(module, "sheets", lambda: named)


@pytest.fixture
def lead() -> Staff:
    return staff(Role.STRATEGY_LEAD)


def handed(text: str, by: Staff, *, name: str = "bodies.csv") -> BookFile:
    return taking.hand_in(BODIES, file_name=name, content=text.encode(), by=by)


GOOD = "nombre;clase\nFundación Sol;partner\nSecretaría de Paz;city\n"


def test_whoever_may_not_write_a_sheet_hands_nothing_in() -> None:
    with pytest.raises(PermissionDenied):
        handed(GOOD, staff(Role.COMMITTEE_MEMBER))
    assert not BookFile.objects.exists()


def test_looking_writes_nothing_and_says_what_taking_will_do(lead) -> None:
    book = taking.look(handed(GOOD + "forbidden one;partner\n;city\n", lead))
    assert not Organisation.objects.filter(name="Fundación Sol").exists()
    assert (book.rows, book.good, book.made, book.changed, book.refused_rows) == (4, 2, 2, 0, 2)
    assert [(one["row"], one["column"]) for one in book.refused] == [(4, "name"), (5, "name")]


def test_taking_writes_the_good_rows_together_and_only_once(lead) -> None:
    book = taking.look(handed(GOOD, lead))
    assert taking.take(book, by=lead).state == State.TAKEN
    assert Organisation.objects.filter(name__in=("Fundación Sol", "Secretaría de Paz")).count() == 2
    with pytest.raises(InputProblem, match="taken or left"):
        taking.take(book, by=lead)


def test_the_same_file_a_second_time_changes_nothing(lead) -> None:
    taking.take(taking.look(handed(GOOD, lead)), by=lead)
    again = taking.look(handed(GOOD, lead))
    assert (again.good, again.made, again.changed) == (2, 0, 0)


def test_what_changed_since_it_was_looked_at_is_looked_at_again(lead) -> None:
    book = taking.look(handed(GOOD, lead))
    Organisation.objects.create(name="Fundación Sol", kind="partner")
    with pytest.raises(InputProblem, match="Look at it again"):
        taking.take(book, by=lead)
    assert not Organisation.objects.filter(name="Secretaría de Paz").exists()


def test_a_file_that_cannot_be_read_stays_kept(lead) -> None:
    book = handed("otra;cosa\n1;2\n", lead)
    with pytest.raises(InputProblem, match="name, kind"):
        taking.look(book)
    book.refresh_from_db()
    assert book.state == State.UNREADABLE
    assert taking.rows_as_they_came(book) == {2: {"otra": "1", "cosa": "2"}}


def test_what_is_taken_away_is_read_back_unchanged(client, lead) -> None:
    Organisation.objects.create(name="=HYPERLINK(1)", kind="partner")
    client.force_login(lead)
    answer = client.get(reverse("book_export", args=["bodies", "xlsx"]))
    content = b"".join(answer.streaming_content)
    cells = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert cells[0][0].startswith("Nombre")
    file = SimpleUploadedFile("back.xlsx", content)
    answer = client.post(reverse("book_hand_in", args=["bodies"]), {"file": file})
    book = BookFile.objects.get()
    assert answer.headers["Location"] == reverse("book_file", args=[book.pk])
    assert (book.made, book.changed, book.refused_rows) == (0, 0, 0)


def test_a_file_that_is_no_longer_kept_is_told_and_breaks_no_page(client, lead) -> None:
    book = taking.look(handed(GOOD + "forbidden;city\n", lead))
    BookFile.objects.filter(pk=book.pk).update(sha256="0" * 64)
    client.force_login(lead)
    answer = client.get(reverse("book_refused", args=[book.pk]))
    assert answer.headers["Location"] == reverse("book_file", args=[book.pk])
    with pytest.raises(InputProblem, match="no longer kept"):
        taking.take(BookFile.objects.get(), by=lead)


def test_a_colleague_does_not_see_what_another_handed_in(client, lead) -> None:
    book = taking.look(handed(GOOD, lead))
    client.force_login(staff(Role.PARTNER))
    assert client.get(reverse("book_file", args=[book.pk])).status_code == 404
    assert client.post(reverse("book_take", args=[book.pk])).status_code == 404


def test_the_pages_lead_from_the_list_to_the_taken_rows(client, lead, django_assert_max_num_queries) -> None:
    client.force_login(lead)
    with django_assert_max_num_queries(20):
        assert b"Bodies" in client.get(reverse("books")).content
    assert client.get(reverse("book", args=["bodies"])).status_code == 200
    file = SimpleUploadedFile("bodies.csv", (GOOD + "forbidden;city\n").encode())
    answer = client.post(reverse("book_hand_in", args=["bodies"]), {"file": file}, follow=True)
    assert b"forbidden" in answer.content
    book = BookFile.objects.get()
    refused = client.get(reverse("book_refused", args=[book.pk]))
    cells = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(refused.streaming_content)))
    assert cells.get_sheet_by_index(0).to_python()[1][2] == "forbidden"
    client.post(reverse("book_take", args=[book.pk]))
    assert Organisation.objects.filter(name="Fundación Sol").exists()


def test_many_rows_are_looked_at_later_and_a_broken_cell_of_a_workbook_is_named(
    client, lead, monkeypatch
) -> None:
    monkeypatch.setattr(pages, "AT_ONCE", 1)
    client.force_login(lead)
    file = SimpleUploadedFile("bodies.csv", (GOOD + "Una;nada\n").encode())
    answer = client.post(reverse("book_hand_in", args=["bodies"]), {"file": file})
    number = resolve(answer.headers["Location"]).kwargs["number"]
    task.work.func(number)
    assert client.get(reverse("job", args=[number])).status_code == 200
    book = BookFile.objects.get()
    assert (book.state, book.good, book.refused_rows) == (State.LOOKED_AT, 2, 1)
    assert book.refused[0]["column"] == "kind"
