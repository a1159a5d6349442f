"""Where words come to rest: the files of the city and of its neighbourhood, byte by byte, and what is sealed in them."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.test import Client
from django.urls import reverse

from marked.leaving import cached
from marked.marking import marks_in
from pazos.domain.cases.models import NameKey
from pazos.domain.participants.models import Participant
from pazos.domain.rights.actions import requests
from pazos.domain.rights.registry import Subject
from pazos.foundation.privacy.fields import Sealed, SealedValue, sealed_fields
from pazos.interfaces.cli import backup
from planted import everything_stored

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from marked.stage import Stage


def copy(target: Path) -> None:
    """Take a backup as an operator does."""
    backup.run(Namespace(file=target, taken=None, copies=None, let_go=None))


def files(place: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file of the city, of its temporary folder and beside them, with its bytes."""
    for path in sorted(place.rglob("*")):
        if path.is_file() and path.name != "keys.json":
            yield str(path.relative_to(place)), path.read_bytes()


def everywhere(place: Path) -> dict[str, list[str]]:
    """Return every mark that lies in plain letters in a file, a table or the cache, by where it lies."""
    found = {name: marks_in(content) for name, content in files(place)}
    found |= {f"table {name}": marks_in(text.encode()) for name, text in everything_stored()}
    found["the cache"] = marks_in(cached())
    return {name: sorted(marks) for name, marks in found.items() if marks}


def sealed() -> dict[str, tuple[str, set[str]]]:
    """Return every sealed value of the database as it lies there, with its table and the marks that it holds."""
    found = {}
    for model, fields in sealed_fields().items():
        for row in model._base_manager.all():
            for one in fields:
                found |= {token: (model._meta.label, marks) for token, marks in _opened(row, one).items()}
    return found


def _opened(row: Any, one: Sealed[Any, Any]) -> dict[str, set[str]]:
    held = getattr(row, one.attname)
    return {held.token: marks_in(repr(one.opened(row)).encode())} if isinstance(held, SealedValue) else {}


def blind_keys() -> set[str]:
    """Return the keys by which people are found again."""
    people = Participant.objects.values_list("person_key", "other_key")
    names = NameKey.objects.values_list("key", flat=True)
    return {key for pair in people for key in pair if key} | set(names)


def erase_everybody(on: Stage) -> set[UUID]:
    """Erase every participant as the rights desk does on its page; return their numbers."""
    client = Client()
    client.force_login(on.officer)
    people = set(Participant.objects.values_list("pk", flat=True))
    for one in Participant.objects.filter(merged_into=None):
        asked = requests.receive(
            id=uuid4(),
            kind="deletion",
            channel="counter",
            received_on=on.today,
            requester="quien pide",
            relation="self",
            contact="",
            asked="que no quede nada",
            by=on.officer,
        )
        subject = Subject("participant", one.pk)
        requests.identify(asked, subject=subject, proof="document", on=on.today, by=on.officer)
        client.post(reverse("erase_subject", args=[asked.pk]))
    return people


def lingering(gone: set[str], place: Path) -> dict[str, int]:
    """Return how many of the values that went lie in the bytes of a file all the same, but for the backup of before."""
    counted = {
        name: sum(one.encode() in content for one in gone)
        for name, content in files(place)
        if not name.startswith("before") and not name.endswith(".log")
    }
    return {name: number for name, number in counted.items() if number}


def tables_with(numbers: set[UUID]) -> dict[str, int]:
    """Return in which tables numbers of people who were erased stand, and how many of them."""
    counted = {
        name: sum(one.hex in text or str(one) in text for one in numbers)
        for name, text in everything_stored()
    }
    return {name: number for name, number in counted.items() if number}
