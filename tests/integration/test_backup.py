"""A backup is a whole copy under nobody else's eyes, and phones learn what it holds."""

from __future__ import annotations

import sqlite3
import stat
from argparse import Namespace
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from pazos.domain.fieldwork.models import BackupMark, Submission
from pazos.domain.fieldwork.queries.receipts import sorted_kept
from pazos.foundation.audit.models import AuditEvent
from pazos.interfaces.cli import backup
from pazos.science.problems import InputProblem
from phones import Phone, a_presence, street


def take(**options) -> int:
    return backup.run(Namespace(**{"file": None, "taken": None, "copies": None, "let_go": None, **options}))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the embedded database is a file that is copied")
@pytest.mark.django_db(transaction=True)
def test_a_copy_holds_everything_and_phones_learn_that_it_is_safe(tmp_path) -> None:
    phone = Phone(street().ana)
    phone.write("presence", a_presence())
    (row,) = phone.sync()
    target = tmp_path / "copy.sqlite3"
    assert take(file=target) == 0
    with sqlite3.connect(target) as copy:
        assert copy.execute("select count(*) from fieldwork_submission").fetchone() == (1,)
    copy.close()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert sorted_kept(phone.device, [row.pk], at=timezone.now()) == ([row.pk], [])
    assert AuditEvent.objects.filter(verb="backup.marked").count() == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the embedded database is a file that is copied")
@pytest.mark.django_db
def test_a_file_that_is_there_is_not_written_over(tmp_path) -> None:
    target = tmp_path / "copy.sqlite3"
    target.write_text("of yesterday")
    with pytest.raises(InputProblem, match="exists already"):
        take(file=target)
    assert target.read_text() == "of yesterday"
    assert BackupMark.objects.count() == 0


@pytest.mark.django_db
def test_one_that_was_taken_by_other_means_is_told_of() -> None:
    phone = Phone(street().ana)
    phone.write("presence", a_presence())
    (row,) = phone.sync()
    before = (timezone.localtime() - timedelta(hours=1)).replace(tzinfo=None, microsecond=0)
    take(taken=before.isoformat())
    assert sorted_kept(phone.device, [row.pk], at=timezone.now()) == ([], [])
    take(taken="now")
    assert sorted_kept(phone.device, [row.pk], at=timezone.now()) == ([row.pk], [])
    assert Submission.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["yesterday", "2999-01-01T00:00", ""])
def test_a_moment_that_is_none_or_has_not_come_is_refused(said) -> None:
    with pytest.raises(InputProblem):
        take(taken=said)
    assert BackupMark.objects.count() == 0
