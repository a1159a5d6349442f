"""Reminders: to whom, when, once, in whose language, and without a word of the matter or a name; daily by the worker."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from smtplib import SMTPException

import pytest
from django.core import mail
from django.utils import timezone

from pazos.analysis import reminding
from pazos.analysis.nightly import let_go
from pazos.config import mail as mailing
from pazos.domain.committees import actions
from pazos.domain.committees.actions.reminding import choose_language
from pazos.domain.committees.models import Reminder
from pazos.domain.committees.queries.reminders import Occasion, occasion_of, to_send
from pazos.domain.people.models import Staff
from pazos.foundation.jobs import daily
from pazos.foundation.jobs.models import DailyRound
from pazos.interfaces.cli import remind
from pazos.science.problems import InputProblem
from sitting import at, sitting

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
DAY = timedelta(days=1)


@pytest.fixture
def city():
    return sitting()


def sent_to() -> list[str]:
    return sorted(address for one in mail.outbox for address in one.to)


@pytest.mark.parametrize(
    ("left", "late", "occasion"),
    [
        (8, True, None),
        (7, True, Occasion.WEEK_BEFORE),
        (2, True, Occasion.WEEK_BEFORE),
        (1, True, Occasion.DAY_BEFORE),
        (0, True, Occasion.DAY_BEFORE),
        (-1, True, Occasion.LATE),
        (-90, True, Occasion.LATE),
        (-1, False, None),
    ],
)
def test_a_day_is_reminded_of_a_week_before_on_the_eve_and_once_late(left, late, occasion) -> None:
    day = datetime(2023, 5, 10, tzinfo=UTC).date()
    assert occasion_of(day + left * DAY, on=day, with_late=late) == occasion


def test_each_reminder_is_sent_once_and_the_next_occasion_anew(city) -> None:
    city.promised(7)
    today = TODAY()
    for on, reminders in (
        (today, 1),
        (today, 0),
        (today + DAY, 0),
        (today + 6 * DAY, 1),
        (today + 9 * DAY, 1),
    ):
        assert reminding.remind_everybody(on=on).reminders == reminders, on
    assert reminding.remind_everybody(on=today + 30 * DAY).reminders == 0
    assert sent_to() == ["beto@example.org"] * 3


def test_more_time_is_reminded_of_anew(city) -> None:
    one = city.promised(-2)
    assert reminding.remind_everybody(on=TODAY()).reminders == 1
    actions.give_more_time(one, due_on=TODAY() + 5 * DAY, words="Llovió.", by=city.lead)
    assert reminding.remind_everybody(on=TODAY()).reminders == 1


def test_what_is_no_longer_open_is_reminded_of_to_nobody(city) -> None:
    one, other = city.promised(-2), city.promised(3)
    actions.say_done(one, by=city.beto, on=TODAY(), words="Listo")
    actions.drop(other, words="Sobra", on=TODAY(), by=city.lead)
    assert reminding.remind_everybody(on=TODAY()).people == 0


def test_a_session_is_told_to_those_who_sit_that_day(city) -> None:
    day = TODAY() + 5 * DAY
    while day.weekday() > 4:
        day -= DAY
    actions.call(
        city.council,
        called_for=at(day),
        place="Casa",
        agenda=[actions.AgendaPoint("Informe")],
        by=city.lead,
    )
    reminding.remind_everybody(on=TODAY())
    assert sent_to() == ["vera@example.org"]
    assert "/committees/sessions/" in mail.outbox[0].body


def test_a_mail_says_where_to_look_and_nothing_of_the_matter_or_of_anybody(city, settings) -> None:
    settings.SITE_ADDRESS = "https://pazos.example.gov.co"
    one = city.promised(-2, text="Entregar dotación a la escuela")
    reminding.remind_everybody(on=TODAY())
    (message,) = mail.outbox
    text = f"{message.subject}\n{message.body}"
    assert f"https://pazos.example.gov.co/committees/commitments/{one.pk}/" in text
    assert "dotación" not in text
    assert "Educación" not in text
    assert not [staff.name for staff in Staff.objects.all() if staff.name in text or staff.username in text]


def test_a_mail_comes_in_the_language_its_reader_chose(city, settings) -> None:
    choose_language(language="en", by=city.beto)
    city.promised(-2)
    reminding.remind_everybody(on=TODAY())
    assert mail.outbox[0].subject == "Pazos: 1 commitment is late"
    assert mail.outbox[0].extra_headers["Content-Language"] == "en"
    with pytest.raises(InputProblem):
        choose_language(language="xx", by=city.beto)


def test_one_person_gets_one_mail_of_everything(city) -> None:
    for days in (-3, 1, 6):
        city.promised(days)
    sent = reminding.remind_everybody(on=TODAY())
    assert (sent.people, sent.reminders, len(mail.outbox)) == (1, 3, 1)


def test_who_has_no_address_or_no_access_is_not_written_to(city) -> None:
    city.promised(-2)
    city.promised(-2, owner=city.ana)
    Staff.objects.filter(pk=city.beto.pk).update(email="")
    Staff.objects.filter(pk=city.ana.pk).update(is_active=False)
    sent = reminding.remind_everybody(on=TODAY())
    assert (sent.people, sent.without_address) == (0, 1)
    assert not Reminder.objects.exists()


def test_a_mail_that_fails_is_not_taken_for_sent_and_the_others_go(city, monkeypatch) -> None:
    city.promised(-2)
    city.promised(-2, owner=city.ana)
    deliver = reminding._deliver

    def fails_for_ana(message) -> None:
        if message.to == ["ana@example.org"]:
            raise SMTPException("552 ana@example.org mailbox full")
        deliver(message)

    monkeypatch.setattr(reminding, "_deliver", fails_for_ana)
    sent = reminding.remind_everybody(on=TODAY())
    assert (sent.people, sent.failed) == (1, 1)
    assert [one.to for one in Reminder.objects.all()] == [city.beto]
    monkeypatch.undo()
    assert reminding.remind_everybody(on=TODAY()).people == 1


def test_a_promise_made_today_is_not_reminded_of_today(city) -> None:
    city.promised(3, made_on=TODAY())
    assert to_send(on=TODAY()) == {}
    assert len(to_send(on=TODAY() + DAY)) == 1


def test_the_command_says_how_many_and_a_dry_run_sends_nothing(city, capsys) -> None:
    import argparse
    import json

    city.promised(-2)
    options = argparse.Namespace(dry_run=True, json="-")
    assert remind.run(options) == 0
    assert json.loads(capsys.readouterr().out)["reminders"] == 1
    assert mail.outbox == []
    assert remind.run(argparse.Namespace(dry_run=False, json=None)) == 0
    assert len(mail.outbox) == 1


# --- every day -----------------------------------------------------------------------------------------


def early(hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(TODAY(), time(hour)))


DONE: list[str] = []


def good(on) -> dict[str, str]:
    DONE.append(on.isoformat())
    return {"on": on.isoformat()}


def bad(on) -> dict[str, str]:
    raise RuntimeError("secret words")


def test_a_daily_deed_is_done_once_a_day_from_its_hour_on(settings, caplog) -> None:
    DONE.clear()
    settings.DAILY = {"bad": (1, f"{__name__}.bad"), "good": (7, f"{__name__}.good")}
    assert [one.what for one in daily.carry_out_due(now=early(6))] == ["bad"]
    assert [one.what for one in daily.carry_out_due(now=early(8))] == ["good"]
    assert daily.carry_out_due(now=early(9)) == []
    assert len(DONE) == 1
    failed = DailyRound.objects.get(what="bad")
    assert (failed.went_wrong, failed.outcome) == (True, {"error": "RuntimeError"})
    assert [one.what for one in daily.carry_out_due(now=early(9) + DAY)] == ["bad", "good"]


def test_the_declared_deeds_of_every_day_can_be_done(city) -> None:
    names = {deed.name for deed in daily.deeds() if callable(deed.work())}
    assert names == {
        *("complaints", "copies", "looks", "permissions", "retention", "reminders"),
        *("totals", "complaint_totals", "justice_totals"),
    }
    city.promised(-2)
    done = {one.what: one for one in daily.carry_out_due(now=early(23))}
    assert done["reminders"].outcome == {"people": 1, "reminders": 1, "failed": 0}
    assert done["retention"].outcome == {"erased": 0}


def test_an_invented_city_lets_nothing_go(city, monkeypatch) -> None:
    monkeypatch.setattr("pazos.analysis.erasing.retain_everything", lambda **_: pytest.fail("it let go"))
    assert let_go(TODAY()) == {"erased": 0}


def test_the_worker_looks_again_and_only_one_look_waits(settings) -> None:
    from django_tasks_db.models import DBTaskResult

    settings.DAILY = {}
    assert daily.begin()
    assert not daily.begin()
    daily.look.call()
    assert DBTaskResult.objects.filter(task_path=daily.look.module_path).count() == 2


# --- the city's mail server ----------------------------------------------------------------------------


def test_without_a_server_mails_become_files_of_the_city(tmp_path) -> None:
    told = mailing.django_settings(None, mailbox=tmp_path)
    assert told["EMAIL_FILE_PATH"] == tmp_path
    assert told["EMAIL_BACKEND"].endswith("filebased.EmailBackend")


def test_a_mail_server_is_read_from_the_settings_and_its_password_is_not(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PAZOS_MAIL_PASSWORD", "no-esta-en-el-archivo")
    said = {"host": "smtp.example.org", "sender": "pazos@example.org", "security": "tls"}
    told = mailing.django_settings(mailing.read_server(said, path=tmp_path), mailbox=tmp_path)
    assert (told["EMAIL_HOST"], told["EMAIL_USE_SSL"], told["EMAIL_USE_TLS"]) == (
        "smtp.example.org",
        True,
        False,
    )
    assert told["EMAIL_HOST_PASSWORD"] == "no-esta-en-el-archivo"


@pytest.mark.parametrize(
    "said",
    [
        {"host": "x"},
        {"host": "x", "sender": "y", "password": "z"},
        {"host": "x", "sender": "y", "security": "?"},
    ],
)
def test_a_mail_server_that_cannot_be_is_refused(said, tmp_path) -> None:
    with pytest.raises(InputProblem):
        mailing.read_server(said, path=tmp_path)


def test_everybody_sets_where_their_own_reminders_go(city, client) -> None:
    from django.urls import reverse

    client.force_login(city.beto)
    page = reverse("my_commitments")
    assert client.post(page, {"address": "nadie", "language": "en"}).status_code == 422
    assert client.post(page, {"address": "b@example.org", "language": "en"}).status_code == 302
    city.beto.refresh_from_db()
    assert (city.beto.email, city.beto.mail_language.language) == ("b@example.org", "en")
    assert client.post(page, {"address": "", "language": "en"}).status_code == 302
    city.beto.refresh_from_db()
    assert city.beto.email == ""
