"""Looks at guarded records are noted, once, without content, and their removal shows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cast import staff
from pazos.analysis import nightly
from pazos.foundation.access.policy import Role
from pazos.foundation.audit import reading
from pazos.foundation.audit.models import AuditEvent, ReadEvent, ReadKey, SealedDay

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


def test_a_page_of_many_kinds_is_one_look_a_kind_and_asks_no_more_than_a_page_of_one(
    gestor, django_assert_max_num_queries
) -> None:
    kinds = {"employment.training": ["c"], "employment.placement": ["b", "a"], "employment.business": []}
    reading.note_reads(by=gestor, shown={"employment.training": ["c"]}, at_address="case_work")
    with django_assert_max_num_queries(6):
        reading.note_reads(by=gestor, shown=kinds, at_address="case_work")
    noted = ReadEvent.objects.order_by("what").values_list("what", "keys")
    assert list(noted) == [("employment.placement", ["a", "b"]), ("employment.training", ["c"])]
    assert sorted(ReadKey.objects.values_list("look__what", "key")) == [
        ("employment.placement", "a"),
        ("employment.placement", "b"),
        ("employment.training", "c"),
    ]


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


def test_the_night_finds_a_broken_day_and_the_page_only_reads_it(gestor, client) -> None:
    look(gestor, "a", at=datetime(2026, 3, 2, 15, tzinfo=UTC))
    look(gestor, "b")
    assert nightly.check_looks(timezone.localdate()) == {"broken": 0}
    ReadEvent.objects.order_by("at").first().delete()
    assert nightly.check_looks(timezone.localdate()) == {"broken": 1}
    assert [one.day.isoformat() for one in reading.found_broken()] == ["2026-03-02"]
    client.force_login(staff(Role.AUDITOR))
    client.cookies["pazos_language"] = "en"
    assert "no longer what they were" in client.get(reverse("looks")).content.decode()


def test_days_are_told_apart_where_the_city_is_and_found_by_index(gestor) -> None:
    """Seven in the evening in Cali is the next day in London."""
    look(gestor, "a", at=datetime(2026, 3, 3, 4, 59, tzinfo=UTC))
    look(gestor, "b", at=datetime(2026, 3, 3, 5, 1, tzinfo=UTC))
    look(gestor, "c")
    assert [one.day.isoformat() for one in SealedDay.objects.order_by("day")] == ["2026-03-02", "2026-03-03"]
    of_day = reading.looks(
        person="", record="", first=date(2026, 3, 2), last=date(2026, 3, 2), in_emergency=False
    )
    assert [one.keys for one in of_day] == [["a"]]
    if connection.vendor == "sqlite":
        assert "audit_readevent_at" in of_day.explain()


def test_looks_that_retention_removed_are_not_called_broken(gestor) -> None:
    look(gestor, "a", at=datetime(2020, 3, 2, 15, tzinfo=UTC))
    look(gestor, "b")
    assert reading.forget_before(timezone.localdate() - timedelta(days=365)) == 1
    assert reading.broken_days() == []
    assert AuditEvent.objects.filter(verb="reads.forgotten").count() == 1


class TestWhoSaw:
    """The index of looks is written with them, and goes with them or with the record."""

    def test_the_looks_at_a_record_are_found_by_its_number(self, gestor) -> None:
        look(gestor, "a1", "b")
        look(gestor, "a")
        assert [(who, what) for _at, who, what in reading.who_saw(["a"], most=9)] == [
            (gestor.pk, "disputes.dispute")
        ]
        assert len(reading.who_saw(["a", "b", "a1"], most=9)) == 2
        assert len(reading.who_saw(["a", "b"], most=1)) == 1

    def test_they_are_found_by_index_among_many(self, gestor, django_assert_num_queries) -> None:
        look(gestor, *(str(n) for n in range(60)))
        with django_assert_num_queries(1):
            assert len(reading.who_saw([str(n) for n in range(40)], most=9)) == 1
        if connection.vendor == "sqlite":
            plan = reading.looks(person="", record="7", first=None, last=None, in_emergency=False).explain()
            assert "read_key" in plan

    def test_a_look_costs_as_much_at_one_record_as_at_many(
        self, gestor, django_assert_max_num_queries
    ) -> None:
        look(gestor, "z")
        for keys in (["a"], [str(n) for n in range(200)]):
            with django_assert_max_num_queries(6):  # two of them are the savepoint
                look(gestor, *keys)

    def test_a_look_that_was_let_go_leaves_no_line_of_it(self, gestor) -> None:
        look(gestor, "a", at=datetime(2020, 3, 2, 15, tzinfo=UTC))
        look(gestor, "b")
        reading.forget_before(datetime(2021, 1, 1, tzinfo=UTC).date())
        assert list(ReadKey.objects.values_list("key", flat=True)) == ["b"]

    def test_an_erased_record_leads_to_no_look_and_the_day_still_holds(self, gestor) -> None:
        look(gestor, "a", "b", at=datetime(2026, 3, 2, 15, tzinfo=UTC))
        look(gestor, "c")
        assert reading.forget_records(["a"]) == 1
        assert reading.who_saw(["a"], most=9) == []
        assert len(reading.who_saw(["b"], most=9)) == 1
        assert reading.broken_days() == []

    def test_looks_of_before_the_index_are_found_by_it(self, gestor) -> None:
        look(gestor, "a", "b")
        ReadKey.objects.all().delete()
        import_module("pazos.foundation.audit.migrations.0002_readkey").index(apps, None)
        assert sorted(ReadKey.objects.values_list("key", flat=True)) == ["a", "b"]
