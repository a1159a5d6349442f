"""Two who do something in one moment, each with a connection of their own.

The tests' database lies in memory, where two connections cannot write; `each_alone` lays it into a file as a
city's is. With PAZOS_DATABASE they meet in PostgreSQL instead. Where the two meet is said, and not left to
chance: whoever is about to write a row of `before` waits there until the other is about to write one too;
where the other waits for the first to end, the first goes on after a moment.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from threading import Barrier, BrokenBarrierError, Event, Thread, local
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.models.signals import pre_delete, pre_save

from pazos.domain.refusing import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from django.db.models import Model

# Whoever uses `each_alone` carries this mark: nothing of one test is left for the next.
ALONE = pytest.mark.django_db(transaction=connection.vendor == "postgresql")
PATIENCE = 0.35  # seconds that the first waits for the other, who most likely waits for the first
LONGEST = 60


def together(*deeds: Callable[[], Any], before: tuple[type[Model], ...]) -> list[Any]:
    """Return what each deed gave, or the exception that ended it, in their order.

    Each begins when the one before it is about to write a row of `before`, and holds all that it holds then.
    """
    outcome: list[Any] = [None] * len(deeds)
    arrived = [Event() for _ in deeds]
    meeting, place_of = Barrier(len(deeds)), local()

    def wait(**_: Any) -> None:
        if (place := getattr(place_of, "number", None)) is None:
            return
        arrived[place].set()
        with suppress(BrokenBarrierError):
            meeting.wait(PATIENCE)

    def carry_out(place: int, deed: Callable[[], Any]) -> None:
        place_of.number = place
        try:
            if place:
                arrived[place - 1].wait(LONGEST)
            outcome[place] = deed()
        except Exception as error:
            outcome[place] = error
        finally:
            arrived[place].set()
            connections["default"].close()

    with told(before, wait):
        threads = [Thread(target=carry_out, args=one, daemon=True) for one in enumerate(deeds)]
        for one in threads:
            one.start()
        for one in threads:
            one.join(LONGEST)
    assert not any(one.is_alive() for one in threads), "they wait for one another for ever"
    return outcome


@contextmanager
def told(models: tuple[type[Model], ...], wait: Callable[..., None]) -> Iterator[None]:
    """Call something before every writing and removing of a row of these kinds."""
    signals = [(signal, model) for model in models for signal in (pre_save, pre_delete)]
    for signal, model in signals:
        signal.connect(wait, sender=model, weak=False)
    try:
        yield
    finally:
        for signal, model in signals:
            signal.disconnect(wait, sender=model)


def split(outcome: list[Any]) -> tuple[list[Any], list[Exception]]:
    """Return what was given and what was raised."""
    raised = [one for one in outcome if isinstance(one, Exception)]
    return [one for one in outcome if not isinstance(one, Exception)], raised


def blocks_of(refused: list[Exception]) -> list[tuple[str, ...]]:
    """Return why each was refused; nothing else was raised."""
    assert all(isinstance(one, RefusedError) for one in refused), refused
    return [one.blocks for one in refused if isinstance(one, RefusedError)]


@contextmanager
def in_a_file(folder: Path) -> Iterator[None]:
    """Lay the tests' database, as it stands, into a file, and speak to that until the end."""
    memory, said = connections["default"], connections.settings["default"]
    memory.ensure_connection()
    name = folder / "city.sqlite3"
    name.write_bytes(memory.connection.serialize())  # a backup would wait for the test's own transaction
    before = said["NAME"]
    said["NAME"] = str(name)
    connections["default"] = filed = DatabaseWrapper({**memory.settings_dict, "NAME": str(name)}, "default")
    try:
        yield
    finally:
        filed.close()
        said["NAME"] = before
        connections["default"] = memory


@pytest.fixture
def each_alone(tmp_path: Path) -> Iterator[None]:
    """Give every thread of a test a connection of its own to one database."""
    if connection.vendor == "postgresql":
        yield
        return
    with in_a_file(tmp_path):
        yield
