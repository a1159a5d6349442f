"""Looks at guarded records are noted, once, without content, and their removal shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from cast import staff
from pazos.foundation.access.policy import Role
from pazos.foundation.audit import reading
from pazos.foundation.audit.models import AuditEvent, ReadEvent, SealedDay

pytestmark = pytest.mark.django_db


@pytest.fixture
def gestor():
    return staff(Role.GESTOR)


def look(person, *keys: str, at: datetime | None = None) -> None:
    reading.note_read(by=person, what="disputes.dispute", keys=keys, at_address="dispute")
    if at:
        ReadEvent.objects.filter(pk=ReadEvent.objects.order_by("-pk").values("pk")[:1]).update(at=at)


def test_a_look_names_the_records_and_nothing_of_them(gestor) -> None:
    look(gestor, "b", "a")
    (event,) = ReadEvent.objects.all()
    assert (event.by_id, event.what, event.keys, event.address) == (
        gestor.pk,
        "disputes.dispute",
        ["a", "b"],
        "dispute",
    )


def test_the_same_page_again_within_minutes_is_the_same_look(gestor) -> None:
    look(gestor, "a", "b")
    look(gestor, "b", "a")
    assert ReadEvent.objects.count() == 1
    look(gestor, "a")
    assert ReadEvent.objects.count() == 2


def test_the_same_page_later_is_another_look(gestor) -> None:
    look(gestor, "a", at=timezone.now() - timedelta(minutes=6))
    look(gestor, "a")
    assert ReadEvent.objects.count() == 2


def test_an_empty_page_was_no_look(gestor) -> None:
    look(gestor)
    assert not ReadEvent.objects.exists()


def test_the_looks_of_a_finished_day_are_sealed_into_the_trail(gestor) -> None:
    look(gestor, "a", at=datetime(2026, 3, 2, 15, tzinfo=UTC))
    look(gestor, "b")
    (sealed,) = SealedDay.objects.all()
    event = AuditEvent.objects.get(verb="reads.day_sealed")
    assert (sealed.day.isoformat(), sealed.looks) == ("2026-03-02", 1)
    assert event.facts == {"looks": 1, "hash": sealed.looks_hash}


@pytest.mark.parametrize("harm", ["removed", "altered"])
def test_a_look_removed_or_altered_after_its_day_is_found_out(gestor, harm) -> None:
    look(gestor, "a", at=datetime(2026, 3, 2, 15, tzinfo=UTC))
    look(gestor, "b")
    assert reading.broken_days() == []
    old = ReadEvent.objects.order_by("at")[:1]
    if harm == "removed":
        ReadEvent.objects.filter(pk__in=[old[0].pk]).delete()
    else:
        ReadEvent.objects.filter(pk__in=[old[0].pk]).update(keys=["z"])
    assert [one.day.isoformat() for one in reading.broken_days()] == ["2026-03-02"]


def test_looks_that_retention_removed_are_not_called_broken(gestor) -> None:
    look(gestor, "a", at=datetime(2020, 3, 2, 15, tzinfo=UTC))
    look(gestor, "b")
    assert reading.forget_before(timezone.localdate() - timedelta(days=365)) == 1
    assert reading.broken_days() == []
    assert AuditEvent.objects.filter(verb="reads.forgotten").count() == 1
