"""What is erased is nowhere: no table, no version, no trail, no file, no phone, and no backup brings it back."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import OperationalError, connection
from django.utils import timezone

import cast
import phones
import planted
from pazos.analysis import erasing as everywhere
from pazos.domain.fieldwork.actions.giving import give
from pazos.domain.fieldwork.models import Erased, Submission
from pazos.domain.refusing import at_once
from pazos.domain.rights.actions import erasing
from pazos.domain.rights.models import Erasure, KeepingPeriod, RetentionRun
from pazos.domain.rights.queries.keeping import due, period_of, periods
from pazos.domain.rights.registry import Subject, holding, holdings
from pazos.domain.rights.vocabulary import Ground, SubjectKind
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.audit.queries import first_broken_link
from pazos.science.problems import InputProblem

SOMEDAY = date(2160, 1, 1)  # every time that anything is kept for is over
WORD = planted.WORD


@pytest.fixture(autouse=True)
def _files(tmp_path, settings):
    settings.CITY_FILES = tmp_path / "files"


def found(words: list[str]) -> dict[str, list[str]]:
    """Return the tables in which any of the words stands."""
    stored = dict(planted.everything_stored())
    return {table: hits for table, text in stored.items() if (hits := [one for one in words if one in text])}


class _Ended(Exception):
    """As PostgreSQL says it of one of two that wait for one another."""

    sqlstate = at_once.DEADLOCK


def _deadlock() -> OperationalError:
    error = OperationalError("deadlock detected")
    error.__cause__ = _Ended()
    return error


@pytest.mark.django_db
class TestErasing:
    def test_time_leaves_nothing_of_anybody(self) -> None:
        """The word is planted in every free field of every holding; in the end it is nowhere."""
        sown = planted.plant()
        assert len(sown.tokens) > 30
        assert found([WORD])
        erasing.retain(by=None, on=SOMEDAY)
        assert found([WORD, *sown.tokens]) == {}

    def test_one_dispute_is_erased_with_its_parts_its_versions_and_what_phones_sent(self) -> None:
        sown = planted.plant()
        key = sown.rows["disputes.Dispute"].pk
        made = erasing.erase("disputes.disputes", str(key), ground=Ground.WRONGLY_KEPT, by=None)
        for label in ("Dispute", "Party", "Step", "Settlement", "FollowUp", "Turn", "Link"):
            assert not apps.get_model("disputes", label).objects.filter(pk=sown.rows[f"disputes.{label}"].pk)
        assert not apps.get_model("fieldwork", "Version").objects.exists()
        assert not apps.get_model("fieldwork", "HeldEdit").objects.exists()
        sent = Submission.objects.get()
        assert (sent.content, sent.standing) == (None, "erased")
        forgotten = set(Erased.objects.values_list("record", flat=True))
        assert key in forgotten
        assert sown.rows["disputes.Step"].pk in forgotten
        assert made.rows >= 9

    def test_a_phone_that_sends_on_about_an_erased_record_leaves_nothing_for_the_night(self) -> None:
        sown = planted.plant()
        Submission.objects.update(standing="erased", stood_at=timezone.now())
        assert holding("fieldwork.sendings").due(date(1990, 1, 1), 10) == [
            str(sown.rows["fieldwork.Submission"].pk)
        ]

    def test_the_phones_that_hold_it_are_told_to_forget_and_bring_nothing_back(self) -> None:
        town = phones.street()
        writer, reader = phones.Phone(town.ana), phones.Phone(town.beto)
        dispute = writer.write("dispute", phones.a_dispute(summary=WORD))
        step = writer.write("step", phones.a_step(dispute, note=WORD))
        writer.sync()
        give(reader.device, since=0)
        erasing.erase("disputes.disputes", str(dispute), ground=Ground.WRONGLY_KEPT, by=None)
        assert found([WORD]) == {}
        assert {dispute, step} <= set(give(writer.device, since=0).facts["forget"])
        assert dispute in give(reader.device, since=1).facts["forget"]
        again = writer.hand_over(writer.sent.values())
        assert {(row.standing, row.content) for row in again} == {("erased", None)}
        assert found([WORD]) == {}

    def test_the_trail_says_that_and_why_and_not_what(self) -> None:
        sown = planted.plant()
        by = cast.staff(Role.DATA_OFFICER)
        erasing.erase(
            "outreach.presence",
            str(sown.rows["outreach.Presence"].pk),
            ground=Ground.WRONGLY_KEPT,
            by=by,
        )
        event = AuditEvent.objects.latest("id")
        assert (event.verb, event.by_id) == ("record.erased", by.pk)
        assert event.facts == {"holding": "outreach.presence", "ground": "wrongly_kept", "rows": 1}
        assert first_broken_link() is None

    def test_the_account_of_somebody_who_left_keeps_its_number_and_nothing_of_the_person(self) -> None:
        sown = planted.plant()
        staff = sown.rows["people.Staff"]
        erasing.erase("people.accounts", str(staff.pk), ground=Ground.REQUEST, by=None)
        staff.refresh_from_db()
        assert (staff.username, staff.email, staff.is_active) == (f"former-{staff.pk}", "", False)
        assert not staff.has_usable_password()

    def test_official_records_are_not_erased_and_the_article_is_named(self) -> None:
        with pytest.raises(InputProblem, match=r"art\. 10"):
            erasing.erase("register.deaths", "1", ground=Ground.REQUEST, by=None)

    @pytest.mark.parametrize("name", ["rights.consents", "rights.requests", "audit.looks"])
    def test_what_proves_that_rights_were_honoured_is_not_erased_on_asking(self, name) -> None:
        with pytest.raises(InputProblem, match="1581"):
            erasing.erase(name, str(uuid4()), ground=Ground.REQUEST, by=None)

    def test_what_is_not_there_cannot_be_erased_and_no_trail_says_that_it_was(self) -> None:
        with pytest.raises(InputProblem, match="no such record"):
            erasing.erase("disputes.disputes", str(uuid4()), ground=Ground.REQUEST, by=None)
        with pytest.raises(InputProblem, match="called nonsense"):
            erasing.erase("nonsense", "1", ground=Ground.REQUEST, by=None)
        assert not Erasure.objects.exists()
        assert not AuditEvent.objects.filter(verb="record.erased").exists()


@pytest.mark.django_db
class TestRetention:
    def test_nothing_goes_before_its_time_and_everything_on_it(self) -> None:
        planted.plant()
        for one in due(planted.DAY + timedelta(days=10)):
            assert one.records == 0, one.period.holding.name
        presence = period_of(holding("outreach.presence"))
        assert presence.months == 60
        on_the_day, after = date(2025, 3, 2), date(2025, 3, 3)
        counted = [
            next(one.records for one in due(day) if one.period.holding.name == "outreach.presence")
            for day in (on_the_day, after)
        ]
        assert counted == [0, 1]

    def test_looking_erases_nothing(self) -> None:
        planted.plant()
        due(SOMEDAY)
        assert found([WORD])
        assert not RetentionRun.objects.exists()

    def test_a_run_is_told_by_holding_and_number(self) -> None:
        planted.plant()
        run = erasing.retain(by=None, on=SOMEDAY)
        assert run.erased["disputes.disputes"] == 2  # the other end of a link is a dispute too
        assert run.ended_at is not None
        assert AuditEvent.objects.get(verb="retention.carried_out").facts["erased"] == run.erased

    def test_whoever_is_stopped_goes_on_the_next_time(self, monkeypatch) -> None:
        planted.plant()
        monkeypatch.setattr(erasing, "BATCH", 1)

        def stop(name: str, _rows: int) -> None:
            if name == "outreach.wellbeing":
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            erasing.retain(by=None, on=SOMEDAY, tell=stop)
        first = RetentionRun.objects.get()
        assert first.ended_at is None
        assert "outreach.presence" in first.erased
        second = erasing.retain(by=None, on=SOMEDAY)
        assert "outreach.presence" not in second.erased
        assert found([WORD]) == {}

    def test_a_city_sets_its_own_period_with_the_act_that_says_so(self) -> None:
        planted.plant()
        by = cast.staff(Role.DATA_OFFICER)
        with pytest.raises(InputProblem, match=r"^reason:"):
            erasing.set_period("outreach.presence", months=12, reason="", by=by)
        with pytest.raises(InputProblem, match=r"^months:"):
            erasing.set_period("outreach.presence", months=0, reason="x", by=by)
        with pytest.raises(InputProblem, match=r"art\. 10"):
            erasing.set_period("register.deaths", months=12, reason="x", by=by)
        erasing.set_period("outreach.presence", months=12, reason="Tabla de retención 3", by=by)
        erasing.set_period("outreach.presence", months=24, reason="Tabla de retención 4", by=by)
        assert period_of(holding("outreach.presence")).months == 24
        assert KeepingPeriod.objects.count() == 1
        assert AuditEvent.objects.latest("id").facts == {
            "holding": "outreach.presence",
            "months": 24,
            "before": 12,
        }

    def test_every_holding_says_how_long_or_why_for_ever(self) -> None:
        for one in periods():
            assert one.months is not None or str(one.holding.stays), one.holding.name
            assert (one.holding.due is None) == (one.months is None), one.holding.name
            assert one.months is None or str(one.holding.since), one.holding.name

    @pytest.mark.parametrize(
        ("name", "months"),
        [
            ("disputes.disputes", 60),
            ("gestores.candidates", 12),
            ("outreach.wellbeing", 24),
            ("fieldwork.sendings", 3),
            ("audit.looks", 60),
        ],
    )
    def test_the_periods_that_were_agreed(self, name, months) -> None:
        assert holding(name).months == months


@pytest.mark.django_db
class TestFinding:
    def test_every_holding_can_be_asked_about_anybody(self) -> None:
        planted.plant()
        for one in holdings().values():
            for kind in SubjectKind:
                for key in (UUID(int=1), uuid4(), UUID(int=2**127)):
                    assert isinstance(one.find(Subject(kind, key)), list)

    def test_a_member_of_staff_is_found_wherever_they_are_kept(self) -> None:
        sown = planted.plant()
        subject = Subject.of_staff(sown.rows["people.Staff"])
        names = {one.name for one in holdings().values() if one.find(subject)}
        assert {
            *("people.accounts", "teams.memberships", "outreach.wellbeing", "outreach.incidents"),
            *("outreach.distress", "gestores.times", "gestores.shifts", "gestores.supervisions"),
            *("fieldwork.phones", "fieldwork.sendings"),
        } <= names

    def test_a_record_is_found_by_the_number_of_any_part_of_it(self) -> None:
        sown = planted.plant()
        for label in ("disputes.Dispute", "disputes.Step", "disputes.Turn"):
            kept = holding("disputes.disputes").find(Subject(SubjectKind.RECORD, sown.rows[label].pk))
            assert [one.key for one in kept] == [str(sown.rows["disputes.Dispute"].pk)]

    def test_what_is_kept_is_told_by_codes_and_days_and_never_in_its_own_words(self) -> None:
        sown = planted.plant()
        subjects = [Subject.of_staff(sown.rows["people.Staff"])]
        subjects += [Subject(SubjectKind.CANDIDATE, sown.rows["gestores.Candidate"].pk)]
        subjects += [
            Subject(SubjectKind.RECORD, row.pk) for row in sown.rows.values() if isinstance(row.pk, UUID)
        ]
        words = [
            kept.words
            for one in holdings().values()
            if one.name not in ("teams.memberships", "gestores.training")  # names of clusters and courses
            for subject in subjects
            for kept in one.find(subject)
        ]
        assert len(words) > 15
        assert [one for one in words if WORD in one] == []


@pytest.mark.django_db(transaction=True)
class TestBackups:
    def test_a_backup_of_yesterday_does_not_bring_anybody_back(self) -> None:
        sown = planted.plant()
        row = sown.rows["outreach.Presence"]
        everywhere.erase_everywhere("outreach.presence", str(row.pk), ground=Ground.WRONGLY_KEPT, by=None)
        assert WORD not in everywhere.ledger().read_text(encoding="utf-8")
        # Yesterday's database: the row is there, and no word of its erasure.
        Erasure.objects.all().delete()
        type(row).objects.create(**{one.name: getattr(row, one.name) for one in row._meta.concrete_fields})
        again, _ = everywhere.retain_everything(by=None, on=planted.DAY)
        assert again == 1
        assert not type(row).objects.filter(pk=row.pk).exists()
        assert Erasure.objects.get().ground == Ground.RESTORED
        assert everywhere.erase_restored() == 0

    def test_what_the_database_ended_because_two_waited_for_one_another_is_erased_all_the_same(
        self, monkeypatch
    ) -> None:
        row = planted.plant().rows["outreach.Presence"]
        key, ended = str(row.pk), iter([_deadlock()])
        written = erasing._written

        def once_ended(*said, **more):
            if (error := next(ended, None)) is not None:
                raise error
            return written(*said, **more)

        monkeypatch.setattr(erasing, "_written", once_ended)
        made = everywhere.erase_everywhere("outreach.presence", key, ground=Ground.WRONGLY_KEPT, by=None)
        assert made.rows
        (line,) = everywhere.ledger().read_text(encoding="utf-8").splitlines()
        assert json.loads(line)["key"] == key
        assert not type(row).objects.filter(pk=key).exists()

    def test_a_ledger_that_was_cut_off_in_the_middle_is_read_as_far_as_it_goes(self) -> None:
        everywhere.ledger().parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps({"holding": "outreach.presence", "key": str(uuid4())})
        everywhere.ledger().write_text(f"{line}\n{line[:20]}", encoding="utf-8")
        assert everywhere.erase_restored() == 0


ON_DISK = """
import json, os, sys
from pathlib import Path
from pazos.config.city import enter, find
enter(find(Path(sys.argv[1])))
from datetime import date
import planted
if sys.argv[2] == "plant":
    print(json.dumps(planted.plant().tokens))
else:
    from pazos.analysis.erasing import retain_everything
    retain_everything(by=None, on=date(2160, 1, 1))
"""


@pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into the file of the embedded database")
def test_no_file_of_the_city_holds_what_was_erased(tmp_path) -> None:
    """Every byte of the folder is searched: the database, its log, the ledger, whatever else lies there."""
    from pazos.config.city import make

    folder = make(tmp_path / "city").folder
    sown = [*json.loads(_in_city(folder, "plant")), WORD]
    assert any(one.encode() in _bytes_of(folder) for one in sown)
    _in_city(folder, "retain")
    left = _bytes_of(folder)
    assert [one for one in sown if one.encode() in left] == []
    assert b"disputes.disputes" in left  # the ledger says that there was something


def _in_city(folder: Path, deed: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", ON_DISK, str(folder), deed],
        cwd=Path(__file__).resolve().parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def _bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
