"""Documents: seen by those they are for, kept once and sealed, and telling nothing but what they show."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pazos.domain.documents import shelf
from pazos.domain.documents.actions import keep, retitle, withdraw
from pazos.domain.documents.models import Document
from pazos.domain.documents.queries import documents, open_document
from pazos.domain.people.models import Organisation, Staff
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.history.changing import changes_of
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nacta\n%%EOF"


@pytest.fixture(autouse=True)
def shelf_of_its_own(tmp_path: Path, settings) -> Path:
    settings.CITY_FILES = tmp_path / "files"
    return settings.CITY_FILES


class House:
    def __init__(self) -> None:
        self.health = Organisation.objects.create(name="Salud", kind=Organisation.Kind.CITY)
        self.sport = Organisation.objects.create(name="Deporte", kind=Organisation.Kind.CITY)
        self.lead = person("lead", Role.STRATEGY_LEAD, None)
        self.doctor = person("doctor", Role.DEPARTMENT, self.health)
        self.trainer = person("trainer", Role.DEPARTMENT, self.sport)


@pytest.fixture
def house() -> House:
    return House()


def person(name: str, role: Role, organisation: Organisation | None) -> Staff:
    return Staff.objects.create(username=name, name=f"Nombre de {name}", role=role, organisation=organisation)


def kept(by: Staff, *, whose: Organisation | None, title: str = "Acta 4", content: bytes = PDF) -> Document:
    return keep(title=title, file_name="acta.pdf", content=io.BytesIO(content), organisation=whose, by=by)


def test_a_paper_of_a_department_is_closed_to_other_departments(client, house: House) -> None:
    paper = kept(house.doctor, whose=house.health)
    assert not documents(seen_by=house.trainer).exists()
    with pytest.raises(InputProblem, match="not yours"):
        open_document(paper, seen_by=house.trainer)
    client.force_login(house.trainer)
    assert client.get(reverse("document", args=[paper.pk])).status_code == 404
    assert client.get(reverse("document_about", args=[paper.pk])).status_code == 404
    assert client.post(reverse("document_withdraw", args=[paper.pk])).status_code == 404
    assert "Acta 4" not in client.get(reverse("documents")).content.decode()


@pytest.mark.parametrize("role", [Role.SECURITY_LIAISON, Role.GESTOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_does_not_see_the_strategy_sees_none_of_its_papers(client, house: House, role: Role) -> None:
    paper = kept(house.lead, whose=None)
    client.force_login(person("stranger", role, None))
    assert client.get(reverse("documents")).status_code == 403
    assert client.get(reverse("document", args=[paper.pk])).status_code == 403


def test_a_department_adds_papers_of_its_own_only(house: House) -> None:
    with pytest.raises(InputProblem, match="your own organisation"):
        kept(house.trainer, whose=house.health)


def test_its_people_and_those_who_see_all_money_open_it(house: House) -> None:
    paper = kept(house.doctor, whose=house.health)
    for who in (house.doctor, house.lead, person("member", Role.COMMITTEE_MEMBER, None)):
        with open_document(paper, seen_by=who) as file:
            assert file.read() == PDF


def test_the_strategys_own_paper_is_seen_by_every_department_but_not_by_partners(house: House) -> None:
    kept(house.lead, whose=None)
    assert documents(seen_by=house.trainer).count() == 1
    assert not documents(seen_by=person("partner", Role.PARTNER, house.sport)).exists()


def test_the_same_content_twice_is_one_file(house: House, shelf_of_its_own: Path) -> None:
    first, second = kept(house.doctor, whose=house.health), kept(house.trainer, whose=house.sport)
    again = kept(house.doctor, whose=house.health)
    assert again.pk == first.pk != second.pk
    assert len([path for path in shelf_of_its_own.rglob("*") if path.is_file()]) == 1


def test_what_is_kept_is_sealed_on_the_disk(house: House) -> None:
    paper = kept(house.lead, whose=None)
    assert b"acta" not in shelf.place_of(paper.sha256).read_bytes()


def test_the_kind_is_told_by_the_content_and_corrects_the_name(house: House) -> None:
    paper = keep(
        title="Foto", file_name="..\\foto.jpg", content=io.BytesIO(PDF), organisation=None, by=house.lead
    )
    assert (paper.file_name, paper.media_type) == ("foto.pdf", "application/pdf")


def test_a_program_under_another_name_is_refused(house: House) -> None:
    for content in (b"MZ\x90\0\0", b"<html><script>1</script>", b"#!/bin/sh\n", b"", b"\x7fELF\x02"):
        with pytest.raises(InputProblem):
            kept(house.lead, whose=None, content=content)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("word/document.xml", "<w/>")
        file.writestr("word/vbaProject.bin", "x")
    with pytest.raises(InputProblem, match="macros"):
        kept(house.lead, whose=None, content=packed.getvalue())
    assert not Document.objects.exists()


def test_a_withdrawn_paper_opens_to_nobody_and_is_still_named(client, house: House) -> None:
    paper = kept(house.lead, whose=None)
    with pytest.raises(InputProblem, match="Only who added"):
        withdraw(paper, by=house.trainer)
    withdraw(paper, by=house.lead)
    paper.refresh_from_db()
    with pytest.raises(InputProblem, match="withdrawn"):
        open_document(paper, seen_by=house.lead)
    client.force_login(house.lead)
    assert client.get(reverse("document", args=[paper.pk])).status_code == 410
    assert "Acta 4" in client.get(reverse("documents") + "?withdrawn=1").content.decode()
    assert [event.verb for event in AuditEvent.objects.all()] == ["document.kept", "document.withdrawn"]


def test_what_somebody_brought_in_is_never_run(client, house: House) -> None:
    text = kept(house.lead, whose=None, title="Notas", content=b"hola = 1")
    client.force_login(house.lead)
    answer = client.get(reverse("document", args=[text.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    picture = client.get(reverse("document", args=[kept(house.lead, whose=None).pk]))
    assert picture["Content-Disposition"].startswith("inline")
    assert b"".join(picture.streaming_content) == PDF


def test_a_document_is_added_on_its_page(client, house: House) -> None:
    client.force_login(house.doctor)
    address = reverse("document_add")
    refused = client.post(address, {"title": "Programa", "file": SimpleUploadedFile("a.pdf", b"MZ\x90\0\0")})
    assert refused.status_code == 422
    assert refused.context["form"].errors["file"]
    assert not Document.objects.exists()
    answer = client.post(address, {"title": "Acta de mayo", "file": SimpleUploadedFile("a.pdf", PDF)})
    assert answer.status_code == 302
    assert Document.objects.get().organisation == house.health


def test_a_list_of_many_takes_few_questions(client, house: House, django_assert_max_num_queries) -> None:
    for number in range(45):
        kept(house.lead, whose=None, title=f"Acta {number}")
    client.force_login(house.lead)
    with django_assert_max_num_queries(14):
        text = client.get(reverse("documents")).content.decode()
    assert "Acta 44" in text
    assert "Acta 3<" not in text
    assert "Acta 3<" in client.get(reverse("documents") + "?q=acta+3").content.decode()


def test_a_new_title_stands_in_the_history_and_can_be_taken_back(client, house: House) -> None:
    paper = kept(house.doctor, whose=house.health)
    retitle(paper, title="Acta de mayo", by=house.doctor)
    address = reverse("history", args=["documents.document", paper.pk])
    client.force_login(house.trainer)
    assert client.get(address).status_code == 404
    client.force_login(house.doctor)
    text = client.get(address).content.decode()
    assert "Acta 4" in text
    assert "Nombre de doctor" in text
    newest = changes_of(paper)[0]
    undo = reverse("history_undo", args=["documents.document", paper.pk, newest.pk])
    assert client.post(undo).status_code == 404  # a department plans nothing
    client.force_login(house.lead)
    assert client.post(undo).status_code == 302
    paper.refresh_from_db()
    assert paper.title == "Acta 4"
    assert AuditEvent.objects.filter(verb="change.undone").count() == 1
    making = changes_of(paper).last()
    assert (
        client.post(reverse("history_undo", args=["documents.document", paper.pk, making.pk])).status_code
        == 404
    )


@pytest.mark.parametrize(
    ("kind", "key"), [("people.staff", "1"), ("documents.document", "x"), ("nothing", "1")]
)
def test_a_kind_that_is_not_named_has_no_history(client, house: House, kind: str, key: str) -> None:
    client.force_login(house.lead)
    assert client.get(reverse("history", args=[kind, key])).status_code == 404
