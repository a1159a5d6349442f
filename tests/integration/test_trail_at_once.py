"""The trail is one chain, however many write to it at once."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from pazos.foundation.audit.actions import record
from pazos.foundation.audit.models import AuditEvent
from phones import person


@pytest.mark.skipif(connection.vendor == "sqlite", reason="the embedded database lets one write at a time")
@pytest.mark.django_db(transaction=True)
def test_events_of_many_writers_are_bound_one_to_the_next() -> None:
    staff = person("ana")
    ready = Barrier(6)

    def write() -> None:
        ready.wait()
        for _ in range(25):
            record("test.written", staff, by=staff)
        connections.close_all()

    writers = [Thread(target=write) for _ in range(6)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    events = list(AuditEvent.objects.order_by("id"))
    assert len(events) == 150
    assert [one.previous_hash for one in events] == ["0" * 64, *(one.event_hash for one in events[:-1])]
