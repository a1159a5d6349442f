"""Files that arrive: no photograph or paper lies on a disk as it came, and too large is said in words."""

from __future__ import annotations

import io
import os
import tempfile
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import ResolverMatch, reverse
from django.utils import timezone
from PIL import Image

from pazos.domain.documents.models import Document
from pazos.domain.venues.actions import keeping
from pazos.domain.venues.models import Picture
from pazos.interfaces.components.routes import address_named
from pazos.interfaces.web import arriving
from pazos.interfaces.web.pages import evidence
from reached import Reached, reached

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from django.http import HttpRequest

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Reached:
    return reached()


@pytest.fixture
def no_temporary_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every file that would be laid into the temporary folder fails."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))


def photograph() -> SimpleUploadedFile:
    made = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "TELLTALE"
    Image.new("RGB", (300, 200), "red").save(made, "JPEG", exif=exif)
    return SimpleUploadedFile("casa.jpg", made.getvalue(), content_type="image/jpeg")


def picture_of() -> dict[str, object]:
    return {"on": timezone.localdate(), "shows": "La cancha", "moment": "before", "no_faces": "on"}


def a_park(here: Reached) -> str:
    one = keeping.make(name="Parque", kind="park", neighbourhood=here.places["N1"], by=here.lead)
    return reverse("venue_picture_add", args=[one.pk])


@pytest.mark.usefixtures("no_temporary_folder")
def test_a_photograph_of_a_venue_arrives_without_touching_the_temporary_folder(
    here, signed_in, settings, tmp_path
) -> None:
    settings.CITY_FILES = tmp_path / "kept"
    answer = signed_in(here.lead).post(a_park(here), {**picture_of(), "file": photograph()})
    assert answer.status_code == 302
    assert Picture.objects.count() == 1
    assert all(b"TELLTALE" not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


@pytest.mark.usefixtures("no_temporary_folder")
def test_a_photograph_among_the_papers_arrives_in_memory_too(here, signed_in, settings, tmp_path) -> None:
    settings.CITY_FILES = tmp_path / "kept"
    said = {"title": "El taller", "file": photograph()}
    assert signed_in(here.lead).post(reverse("document_add"), said).status_code == 302
    assert Document.objects.count() == 1


@pytest.fixture
def sent_to() -> Iterator[Callable[..., HttpRequest]]:
    """Requests that bring files to an address, closed at the end as a server does."""
    made: list[HttpRequest] = []

    def send(name: str, *files: bytes) -> HttpRequest:
        data = {f"file{n}": SimpleUploadedFile("x.jpg", content) for n, content in enumerate(files)}
        request = RequestFactory().post("/", data)
        request.resolver_match = ResolverMatch(lambda: None, (), {}, url_name=name)
        made.append(request)
        return request

    yield send
    for request in made:
        request.close()


def test_records_lie_under_no_name_so_that_a_killed_process_leaves_nothing(sent_to) -> None:
    for name in arriving.RECORDS:
        found = sent_to(name, b"a,b\n1,2\n").FILES["file0"]
        assert os.fstat(found.file.fileno()).st_nlink == 0, name
        assert found.read() == b"a,b\n1,2\n"


def test_only_addresses_that_bring_records_in_are_excepted_and_none_of_them_takes_a_paper() -> None:
    for name in arriving.RECORDS:
        address = address_named(name)
        assert address is not None, name
        assert not address.view.__module__.endswith(("venues.works", "documents")), name
    assert evidence.MOST_BYTES < arriving.MOST_BYTES


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "MOST_BYTES", 1000)


@pytest.mark.usefixtures("narrow")
def test_what_is_too_large_is_not_held_and_no_part_of_it_passes_for_the_whole(
    sent_to, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []
    real = arriving.Arriving.upload_complete

    def look(self: arriving.Arriving) -> None:
        held.append(self.file.seek(0, io.SEEK_END))
        real(self)

    monkeypatch.setattr(arriving.Arriving, "upload_complete", look)
    assert sent_to("document_add", b"1" * 400, b"2" * 400).FILES["file1"].size == 400
    for files in ((b"1" * 1001,), (b"1" * 600, b"2" * 600)):
        with pytest.raises(RequestDataTooBig):
            sent_to("document_add", *files).FILES  # noqa: B018 - it is read here
    assert held == [400, 0, 0]
    assert sent_to("bring_file", b"1" * 5000).FILES["file0"].size == 5000


@pytest.mark.usefixtures("narrow")
def test_what_is_far_too_large_is_not_read_at_all(sent_to, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "READ_THROUGH", 2000)
    request = sent_to("venue_picture_add", b"1" * 3000)
    with pytest.raises(RequestDataTooBig):
        request.FILES  # noqa: B018 - it is read here
    assert len(request._stream.read(10)) == 10


@pytest.mark.usefixtures("narrow")
def test_too_large_is_said_in_words_on_a_page(here, signed_in) -> None:
    said = {**picture_of(), "file": SimpleUploadedFile("x.jpg", b"1" * 2000)}
    answer = signed_in(here.lead).post(a_park(here), said)
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()
    assert "25 MB" in answer.content.decode()
    assert not Picture.objects.exists()
