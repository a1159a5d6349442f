"""Whatever breaks while a phone sends, the phone sends again and everything is there once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from pazos.config.city import make
from pazos.domain.disputes.models import Dispute, Step
from pazos.domain.fieldwork.actions import applying, keeping, receiving
from pazos.domain.fieldwork.actions.devices import backed_up
from pazos.domain.fieldwork.models import Submission, Version
from pazos.domain.fieldwork.queries.receipts import sorted_kept
from pazos.domain.fieldwork.tracing import replayed, snapshot
from pazos.domain.fieldwork.vocabulary import Standing
from pazos.domain.outreach.models import Presence
from pazos.foundation.audit import actions as audit
from phones import Phone, a_dispute, a_presence, a_step, digest, seen_and_written, street


@pytest.fixture
def phone():
    return Phone(street().ana)


def a_day(phone: Phone) -> None:
    """Write one of each kind that builds on another."""
    dispute = phone.write("dispute", a_dispute())
    phone.write("turn", {"dispute": str(dispute), "deed": "claim"})
    phone.write("step", a_step(dispute))
    phone.write("dispute", seen_and_written(kind=("debt", "threat")), record=dispute, base=1)
    phone.write("presence", a_presence())


def everything_is_there_once(phone: Phone) -> bool:
    rows = {str(row.pk): row for row in Submission.objects.all()}
    assert {key: digest(row.content) for key, row in rows.items()} == {
        key: digest(sent) for key, sent in phone.sent.items()
    }
    assert {row.standing for row in rows.values()} == {Standing.APPLIED}
    assert (Dispute.objects.count(), Step.objects.count(), Presence.objects.count()) == (1, 1, 1)
    assert Dispute.objects.get().kind == "threat"
    for kind, record in set(Version.objects.values_list("kind", "record")):
        assert replayed(record)[0] == snapshot(kind, record)
    return True


class Killed(BaseException):
    """As if the process ended here: no handler of ours may catch it."""


@contextmanager
def killed_at(monkeypatch, where, name, *, call: int, after: bool):
    """End the process at the n-th call of a function, before or after it does its work."""
    whole, calls = getattr(where, name), []

    def last(*args, **kwargs):
        calls.append(name)
        if len(calls) == call and not after:
            raise Killed
        found = whole(*args, **kwargs)
        if len(calls) == call:
            raise Killed
        return found

    with monkeypatch.context() as patch:
        patch.setattr(where, name, last)
        yield


POINTS = [
    *((keeping.Submission.objects, "bulk_create", 1, after) for after in (False, True)),
    (receiving, "keep", 1, True),
    *((receiving, "take", call, after) for call in (1, 3, 5) for after in (False, True)),
    *((applying, "read", call, True) for call in (1, 4)),
    *((audit, "record", call, after) for call in (1, 2, 3, 4) for after in (False, True)),
    *((applying, "_write", call, True) for call in (1, 3, 4)),
    *((applying.lineage, "note", call, after) for call in (1, 2, 6) for after in (False, True)),
    *((applying, "_write_down", call, after) for call in (1, 5) for after in (False, True)),
    (receiving, "take_left_over", 1, True),
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("where", "name", "call", "after"),
    POINTS,
    ids=[f"{'after' if after else 'before'} {name} {call}" for _, name, call, after in POINTS],
)
def test_a_server_that_is_killed_at_any_point_loses_nothing(
    phone, monkeypatch, where, name, call, after
) -> None:
    a_day(phone)
    with killed_at(monkeypatch, where, name, call=call, after=after), pytest.raises(Killed):
        phone.sync()
    assert phone.sent == {}, "there was no receipt, so nothing was let go"
    phone.sync()
    assert everything_is_there_once(phone)


@pytest.mark.django_db
def test_a_busy_database_asks_the_phone_to_come_again(phone, monkeypatch) -> None:
    a_day(phone)

    def busy(*args, **kwargs):
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(applying, "_write", busy)
        with pytest.raises(OperationalError):
            phone.sync()
    assert set(Submission.objects.values_list("standing", flat=True)) == {Standing.KEPT}
    phone.sync()
    assert everything_is_there_once(phone)


@pytest.mark.django_db
def test_what_a_killed_server_kept_is_taken_up_by_the_next_phones_visit(phone, monkeypatch) -> None:
    a_day(phone)
    with killed_at(monkeypatch, receiving, "keep", call=1, after=True), pytest.raises(Killed):
        phone.sync()
    phone.sent = {one["id"]: one for one in phone.outbox}
    Submission.objects.update(received_at=timezone.now() - timedelta(minutes=5))
    Submission.objects.update(written_at=timezone.now() - timedelta(minutes=6))
    other = Phone(phone.staff)
    other.sync()
    assert everything_is_there_once(phone)


@pytest.mark.django_db
def test_an_answer_that_never_arrives_changes_nothing(phone) -> None:
    a_day(phone)
    sent = list(phone.outbox)
    first = phone.sync()
    again = phone.hand_over(sent)
    assert [(one.pk, one.standing, one.version) for one in first] == [
        (one.pk, one.standing, one.version) for one in again
    ]
    assert everything_is_there_once(phone)


@pytest.mark.django_db
def test_a_batch_that_stops_halfway_goes_on_where_it_stopped(phone) -> None:
    a_day(phone)
    phone.hand_over(phone.outbox[:2])
    phone.sync()
    assert everything_is_there_once(phone)


class TestRestored:
    """The server comes back as it was yesterday; the phones hold what came after."""

    @pytest.mark.django_db
    def test_phones_send_again_what_the_backup_does_not_hold(self, phone) -> None:
        other = Phone(phone.staff.__class__.objects.get(username="beto"))
        dispute = phone.write("dispute", a_dispute())
        phone.sync()
        backup = transaction.savepoint()
        phone.write("turn", {"dispute": str(dispute), "deed": "claim"})
        phone.write("step", a_step(dispute))
        phone.write("dispute", seen_and_written(kind=("debt", "threat")), record=dispute, base=1)
        phone.write("presence", a_presence())
        phone.sync()
        other.write("dispute", seen_and_written(kind=("threat", "revenge")), record=dispute, base=2)
        other.sync()
        assert Dispute.objects.get().kind == "revenge"
        transaction.savepoint_rollback(backup)
        assert Dispute.objects.get().kind == "debt"

        # The phone that wrote last comes first: what it saw is not here yet.
        for one in (other, phone):
            kept = [row["id"] for row in one.sent.values()]
            _, missing = sorted_kept(one.device, kept_numbers(kept), at=timezone.now())
            one.hand_over(row for row in one.sent.values() if row["id"] in {str(key) for key in missing})
        assert Dispute.objects.get().kind == "revenge"
        assert (Step.objects.count(), Presence.objects.count()) == (1, 1)
        assert set(Submission.objects.values_list("standing", flat=True)) == {Standing.APPLIED}
        assert {str(row.pk) for row in Submission.objects.all()} == phone.sent.keys() | other.sent.keys()

    @pytest.mark.django_db
    def test_a_sending_is_safe_once_a_backup_holds_it(self, phone) -> None:
        phone.write("presence", a_presence())
        phone.sync()
        kept = kept_numbers(phone.sent)
        assert sorted_kept(phone.device, kept, at=timezone.now()) == ([], [])
        backed_up(taken_at=timezone.now() - timedelta(days=1), by=None)
        assert sorted_kept(phone.device, kept, at=timezone.now()) == ([], [])
        backed_up(taken_at=timezone.now(), by=None)
        assert sorted_kept(phone.device, kept, at=timezone.now()) == (kept, [])

    @pytest.mark.django_db
    def test_without_a_backup_it_is_safe_after_three_days(self, phone) -> None:
        phone.write("presence", a_presence())
        phone.sync()
        kept = kept_numbers(phone.sent)
        later = timezone.now() + timedelta(hours=72, minutes=1)
        assert sorted_kept(phone.device, kept, at=later) == (kept, [])


def kept_numbers(numbers):
    return [UUID(one) for one in numbers]


WORK = """
import json, os, signal, sys
sys.path.insert(0, os.environ["TESTS"])
import django
django.setup()
from datetime import datetime
from pazos.domain.fieldwork.actions import lineage
from pazos.domain.fieldwork.actions.receiving import receive
from pazos.domain.fieldwork.models import Device
from phones import said

whole, calls = lineage.note, []

def killed(*args, **kwargs):
    calls.append(1)
    found = whole(*args, **kwargs)
    if len(calls) == int(os.environ["KILL_AT"]):
        os.kill(os.getpid(), signal.SIGKILL)
    return found

lineage.note = killed
sendings = json.load(sys.stdin)
rows = receive(Device.objects.get(), [said(one) for one in sendings], clock=datetime.now().astimezone())
print(json.dumps([row.standing for row in rows]))
"""


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the embedded database is a file that is copied")
@pytest.mark.django_db(transaction=True)
def test_a_process_that_is_killed_while_it_writes_leaves_a_whole_database(phone, tmp_path) -> None:
    a_day(phone)
    city = make(tmp_path / "city")
    phone.sent = {one["id"]: one for one in phone.outbox}
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(city.folder / "pazos.sqlite3")])

    def send(kill_at: int) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", WORK],
            input=json.dumps(phone.outbox),
            capture_output=True,
            text=True,
            check=False,
            env={
                **os.environ,
                "PAZOS_CITY": str(city.folder),
                "DJANGO_SETTINGS_MODULE": "pazos.config.settings",
                "KILL_AT": str(kill_at),
                "TESTS": str(Path(__file__).parents[1]),
            },
        )

    assert send(kill_at=4).returncode == -signal.SIGKILL
    answer = send(kill_at=10**6)
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout) == ["applied"] * 5
