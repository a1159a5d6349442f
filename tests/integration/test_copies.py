"""A copy of the database lives no longer than whoever was erased was told; nothing else is ever destroyed."""

from __future__ import annotations

import shutil
import sqlite3
from argparse import Namespace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from pazos.analysis import copies, nightly
from pazos.domain.fieldwork.models import BackupMark
from pazos.domain.territory.models import Municipality
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.privacy import keys
from pazos.interfaces.cli import backup, retention
from pazos.science.problems import InputProblem

pytestmark = [
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="the embedded database is a file that is copied"
    ),
    pytest.mark.django_db,
]
# A database is copied only while no transaction of its own writes in it.
copied = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _city() -> None:
    Municipality.objects.create(code="76520", name="Palmira")


@pytest.fixture
def folder(tmp_path) -> Path:
    there = tmp_path / "backups"
    there.mkdir()
    return there


def type_backup(**options) -> int:
    return backup.run(Namespace(**{"file": None, "taken": None, "copies": None, "let_go": None, **options}))


def a_copy(file: Path, *, days: int) -> Path:
    """Make what a copy of so many days ago is known by; what else stands in it makes no difference."""
    at = timezone.now() - timedelta(days=days)
    with sqlite3.connect(file) as copy:
        copies.sign(copy, at=at)
    copy.close()
    BackupMark.objects.create(taken_at=at, folder=str(file.parent))
    return file


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def told() -> list[tuple[str, int]]:
    """Return what the trail says of copies, and how many days old each was."""
    found = AuditEvent.objects.filter(verb__in=("backup.let_go", "backup.stayed")).order_by("pk")
    return [(one.verb, one.facts["days"]) for one in found]


@copied
def test_a_copy_knows_when_it_was_made_under_any_name_and_in_any_folder(folder, tmp_path) -> None:
    made = folder / "a.sqlite3"
    copies.make(made, at=timezone.now() - timedelta(days=12))
    assert names(folder) == {"a.sqlite3"}
    moved = tmp_path / "renamed"
    made.rename(moved)
    (found,) = copies.copies_in(tmp_path)
    assert found.file == moved
    assert found.days(now=timezone.now()) == 12


@copied
def test_a_new_copy_lets_the_old_ones_beside_it_go_and_says_so(folder, capsys, monkeypatch) -> None:
    monkeypatch.setenv("PAZOS_LANGUAGE", "en")
    a_copy(folder / "old.sqlite3", days=90)
    a_copy(folder / "recent.sqlite3", days=89)
    assert type_backup(file=folder / "new.sqlite3") == 0
    assert names(folder) == {"recent.sqlite3", "new.sqlite3"}
    assert "old.sqlite3" in (said := capsys.readouterr().out)
    assert "90 days old" in said
    assert told() == [("backup.let_go", 90)]


def test_a_city_that_says_another_time_is_held_to_it(folder, settings) -> None:
    settings.BACKUP_DAYS = 30
    a_copy(folder / "old.sqlite3", days=31)
    a_copy(folder / "new.sqlite3", days=0)
    type_backup(let_go=str(folder))
    assert names(folder) == {"new.sqlite3"}


def test_nothing_goes_that_this_city_did_not_make(folder, settings, monkeypatch) -> None:
    ours = a_copy(folder / "ours.sqlite3", days=400)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(keys, "_held", {None: (None, keys.new_ring(timezone.now()))})
        a_copy(folder / "of_another_city.sqlite3", days=400)
    (folder / "notes.txt").write_text("pazos_copy")
    (folder / "empty.sqlite3").touch()
    (folder / "header_only.sqlite3").write_bytes(copies.HEADER + b"\0" * 500)
    with sqlite3.connect(folder / "unsigned.sqlite3") as forged:
        forged.execute("create table pazos_copy (made_at text, signed text)")
        forged.execute("insert into pazos_copy values ('2020-01-01T00:00:00+00:00', 'x')")
    forged.close()
    (folder / "link.sqlite3").symlink_to(ours)
    (folder / "deeper").mkdir()
    a_copy(folder / "deeper" / "old.sqlite3", days=400)
    before = names(folder)
    a_copy(folder / "new.sqlite3", days=0)
    type_backup(let_go=str(folder))
    assert names(folder) == (before - {"ours.sqlite3"}) | {"new.sqlite3"}
    assert names(folder / "deeper") == {"old.sqlite3"}


def test_the_newest_copy_stays_whatever_its_age(folder) -> None:
    a_copy(folder / "older.sqlite3", days=300)
    a_copy(folder / "newest.sqlite3", days=200)
    assert type_backup(let_go=str(folder)) == 0
    assert names(folder) == {"newest.sqlite3"}
    assert type_backup(let_go=str(folder)) == 0
    assert names(folder) == {"newest.sqlite3"}


def test_a_copy_dated_ahead_by_a_wrong_clock_goes_with_nothing_and_takes_nothing_along(folder) -> None:
    a_copy(folder / "ahead.sqlite3", days=-4000)
    a_copy(folder / "last.sqlite3", days=200)
    type_backup(let_go=str(folder))
    assert names(folder) == {"ahead.sqlite3", "last.sqlite3"}


def test_a_city_that_was_put_back_from_a_copy_is_no_copy(folder) -> None:
    a_copy(folder / "pazos.sqlite3", days=400)
    (folder / "pazos.toml").touch()
    a_copy(folder / "new.sqlite3", days=0)
    type_backup(let_go=str(folder))
    assert "pazos.sqlite3" in names(folder)


@copied
def test_a_copy_that_is_put_back_forgets_at_the_first_command_that_it_was_one(tmp_path) -> None:
    from django.db import connections

    from pazos.config.tables import bring_up_to_date

    put_back = tmp_path / "copy.sqlite3"
    copies.make(put_back, at=timezone.now() - timedelta(days=400))
    there = connections.create_connection("default")
    there.settings_dict = {**there.settings_dict, "NAME": str(put_back)}
    try:
        assert copies.TABLE in there.introspection.table_names()
        bring_up_to_date(there)
        assert copies.TABLE not in there.introspection.table_names()
    finally:
        there.close()
    assert copies.copies_in(tmp_path) == []


def test_a_removal_that_is_cut_short_is_in_the_trail_and_the_next_one_finishes_it(
    folder, monkeypatch
) -> None:
    for n in range(3):
        a_copy(folder / f"old{n}.sqlite3", days=100 + n)
    a_copy(folder / "new.sqlite3", days=1)
    unlink, seen = Path.unlink, []

    def power_cut(file: Path, *, missing_ok: bool = False) -> None:
        seen.append(file)
        if len(seen) > 4:  # the first copy is gone with what may lie beside it, the second is not
            raise KeyboardInterrupt
        unlink(file, missing_ok=missing_ok)

    with monkeypatch.context() as cut:
        cut.setattr(Path, "unlink", power_cut)
        with pytest.raises(KeyboardInterrupt):
            type_backup(let_go=str(folder))
    assert names(folder) == {"old1.sqlite3", "old2.sqlite3", "new.sqlite3"}
    assert told() == [("backup.let_go", 100), ("backup.let_go", 101)]
    assert type_backup(let_go=str(folder)) == 0
    assert names(folder) == {"new.sqlite3"}
    assert {days for _verb, days in told()} == {100, 101, 102}


@copied
def test_a_folder_that_may_only_be_read_is_told_and_the_new_copy_is_good_all_the_same(
    folder, monkeypatch, capsys
) -> None:
    monkeypatch.setenv("PAZOS_LANGUAGE", "en")
    old = a_copy(folder / "old.sqlite3", days=100)
    unlink = Path.unlink

    def read_only(file: Path, *, missing_ok: bool = False) -> None:
        if file == old:
            raise PermissionError(13, "Permission denied")
        unlink(file, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", read_only)
    assert type_backup(file=folder / "new.sqlite3") == 0
    assert names(folder) == {"old.sqlite3", "new.sqlite3"}
    assert "could not be removed: Permission denied" in capsys.readouterr().out
    assert told() == [("backup.let_go", 100), ("backup.stayed", 100)]
    assert type_backup(let_go=str(folder)) == 1


def test_a_copy_that_cannot_be_written_is_refused_in_plain_words_and_leaves_nothing(
    folder, monkeypatch
) -> None:
    def full(*_args: object, **_options: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(copies, "_copy_to", full)
    with pytest.raises(InputProblem, match=r"could not be written: database or disk is full"):
        type_backup(file=folder / "new.sqlite3")
    with pytest.raises(InputProblem, match=r"could not be written: No such file"):
        type_backup(file=folder / "nowhere" / "new.sqlite3")
    assert names(folder) == set()
    assert BackupMark.objects.count() == 0


def test_a_copy_that_a_power_cut_left_unfinished_goes_a_day_later(folder, monkeypatch, capsys) -> None:
    monkeypatch.setenv("PAZOS_LANGUAGE", "en")
    rest = folder / f".cut.sqlite3{copies._unfinished()}"
    shutil.copyfile(a_copy(folder / "a.sqlite3", days=1), rest)
    journal = rest.with_name(f"{rest.name}-journal")
    journal.touch()
    now = timezone.now()
    assert copies.let_go(folder, now=now).gone == []
    assert [one.file for one in copies.let_go(folder, now=now + timedelta(days=2)).gone] == [rest]
    assert names(folder) == {"a.sqlite3"}


def test_a_copy_that_a_program_has_open_stays_and_is_told(folder) -> None:
    old = a_copy(folder / "old.sqlite3", days=100)
    a_copy(folder / "new.sqlite3", days=1)
    old.with_name("old.sqlite3-journal").touch()
    found = copies.let_go(folder, now=timezone.now())
    assert found.gone == []
    assert "a program has it open" in str(found.stayed[0])
    assert old.exists()


def test_copies_are_listed_with_their_age_and_nothing_is_removed(folder, capsys, monkeypatch) -> None:
    monkeypatch.setenv("PAZOS_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "200")
    a_copy(folder / "old.sqlite3", days=100)
    a_copy(folder / "new.sqlite3", days=7)
    assert type_backup(copies=backup.KNOWN) == 0
    said = capsys.readouterr().out
    lines = {name: next(one for one in said.splitlines() if name in one) for name in names(folder)}
    assert "100" in lines["old.sqlite3"]
    assert "due to go" in lines["old.sqlite3"]
    assert "the newest: it stays" in lines["new.sqlite3"]
    assert type_backup(copies=str(folder / "nowhere")) == 1
    assert "cannot be looked into" in capsys.readouterr().out
    assert names(folder) == {"old.sqlite3", "new.sqlite3"}


def test_the_night_notes_copies_that_are_older_than_promised_and_letting_go_takes_the_note_back(
    folder, tmp_path
) -> None:
    a_copy(folder / "older.sqlite3", days=91)
    a_copy(folder / "on_its_last_day.sqlite3", days=90)
    BackupMark.objects.create(taken_at=timezone.now(), folder=str(tmp_path / "unplugged"))
    assert nightly.look_at_copies(timezone.localdate()) == {
        "over": {str(folder): 1},
        "unreachable": [str(tmp_path / "unplugged")],
    }
    copies.look_again(now=timezone.now())
    type_backup(let_go=str(folder))
    seen = copies.last_look()
    assert seen is not None
    assert seen.over == {}


def test_retention_says_where_copies_lie_that_are_too_old(folder, capsys, monkeypatch) -> None:
    monkeypatch.setenv("PAZOS_LANGUAGE", "en")
    a_copy(folder / "only.sqlite3", days=91)
    retention.run(Namespace(dry_run=True, json=None))
    assert f"how long people were told they live: 1 in {folder}." in capsys.readouterr().out
