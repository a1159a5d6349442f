"""A call for help is heard by mail too, by those it reaches and nobody else, and the mail tells nothing."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone

from pazos.domain.outreach.actions import safety
from pazos.domain.outreach.alarm import reached, tell
from pazos.domain.outreach.models import Distress
from pazos.domain.people.models import Staff
from pazos.foundation.access.policy import DISTRESS_WIDENS_AFTER
from street import Street, now, street

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Street:
    made = street()
    for one in Staff.objects.all():
        Staff.objects.filter(pk=one.pk).update(email=f"{one.username}@example.org")
    return made


def call(city: Street) -> Distress:
    return safety.press_distress(id=uuid4(), neighbourhood="N1", pressed_at=now(), by=city.ana, at=now())


def test_the_coordinator_of_the_cluster_is_written_to_and_the_mail_names_nobody(city) -> None:
    made = call(city)
    assert tell.func(str(made.pk)) == 1
    (sent,) = mail.outbox
    assert sent.to == [f"{city.cora.username}@example.org"]
    for word in (city.ana.name, city.ana.username, "N1", "Norte"):
        assert word not in sent.subject + sent.body
    assert str(made.pk) in sent.body


def test_a_call_that_somebody_answers_rings_no_more(city) -> None:
    made = call(city)
    safety.answer_distress(made, by=city.cora)
    assert tell.func(str(made.pk)) == 0


def test_an_unanswered_call_reaches_the_other_coordinators_but_never_the_police_or_the_caller(city) -> None:
    made = call(city)
    later = timezone.now() + DISTRESS_WIDENS_AFTER + timedelta(minutes=1)
    names = {one.username for one in reached(made, at=later)}
    assert {city.cora.username, city.ciro.username} <= names
    assert city.ana.username not in names
    assert not any(Staff.objects.get(username=name).role == "security_liaison" for name in names)


def test_a_broken_mail_server_does_not_lose_the_call(city, monkeypatch) -> None:
    def broken(_self: object) -> None:
        raise OSError

    monkeypatch.setattr(mail.EmailMessage, "send", broken)
    made = call(city)
    assert tell.func(str(made.pk)) == 0
    assert Distress.objects.filter(pk=made.pk).exists()


def test_the_mails_wait_in_the_queue_and_ring_again_when_the_call_widens(
    city, django_capture_on_commit_callbacks
) -> None:
    from django_tasks_db.models import DBTaskResult

    with django_capture_on_commit_callbacks(execute=True):
        call(city)
    waits = DBTaskResult.objects.filter(task_path=tell.module_path)
    assert waits.count() == 2
    soon, later = (timezone.now() + timedelta(minutes=minutes) for minutes in (3, 6))
    assert waits.filter(run_after__range=(soon, later)).count() == 1
