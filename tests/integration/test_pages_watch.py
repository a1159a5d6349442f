"""Pages of those who watch over access: looks and emergencies."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cast import staff
from pazos.domain.people import emergency
from pazos.domain.people.models import EmergencyAccess
from pazos.foundation.access.policy import Permission, Role
from pazos.foundation.audit import reading

pytestmark = pytest.mark.django_db
REASON = "Tiroteo anoche en el borde de dos clústeres, hay que ver los acuerdos"


@pytest.fixture(autouse=True)
def _in_english(client) -> None:
    client.cookies["pazos_language"] = "en"


@pytest.fixture
def coordinator():
    return staff(Role.OUTREACH_COORDINATOR)


@pytest.fixture
def auditor():
    return staff(Role.AUDITOR)


def page(client, name: str, **kwargs) -> str:
    return client.get(reverse(name, kwargs=kwargs)).content.decode()


def test_the_auditor_finds_who_looked_at_one_record(client, coordinator, auditor) -> None:
    reading.note_read(by=coordinator, what="disputes.dispute", keys=["one-1"], at_address="dispute")
    reading.note_read(by=coordinator, what="disputes.dispute", keys=["two-2"], at_address="dispute")
    client.force_login(auditor)
    text = client.get(reverse("looks"), {"record": "one-1"}).content.decode()
    assert "one-1" in text
    assert "two-2" not in text
    assert coordinator.name in text


def test_a_record_number_full_of_wildcards_finds_nothing(client, coordinator, auditor) -> None:
    reading.note_read(by=coordinator, what="disputes.dispute", keys=["one-1"], at_address="dispute")
    client.force_login(auditor)
    assert "one-1" not in client.get(reverse("looks"), {"record": "%"}).content.decode()
    assert client.get(reverse("looks"), {"person": "x", "first": "nonsense"}).status_code == 200


def test_looks_leave_as_a_file_without_content(client, coordinator, auditor) -> None:
    reading.note_read(by=coordinator, what="disputes.dispute", keys=["one-1"], at_address="dispute")
    client.force_login(auditor)
    lines = b"".join(client.get(reverse("looks_export")).streaming_content).decode().splitlines()
    assert lines[0].lstrip("\ufeff").startswith("number,at,by,what,records")
    assert len(lines) == 2


def test_a_coordinator_takes_and_gives_back(client, coordinator) -> None:
    client.force_login(coordinator)
    answer = client.post(reverse("emergency"), {"permission": "see_disputes", "hours": 2, "reason": REASON})
    assert answer.status_code == 302
    (access,) = EmergencyAccess.objects.all()
    client.post(reverse("emergency_end", kwargs={"number": access.pk}))
    access.refresh_from_db()
    assert access.ended_early_at is not None


def test_what_is_wrong_with_asking_is_said_in_the_form(client, coordinator) -> None:
    client.force_login(coordinator)
    answer = client.post(reverse("emergency"), {"permission": "erase", "hours": 40, "reason": "ya"})
    assert answer.status_code == 422
    assert not EmergencyAccess.objects.exists()


def test_a_colleague_neither_sees_nor_ends_anothers_emergency(client, coordinator) -> None:
    access = emergency.take(permission=Permission.SEE_DISPUTES, reason=REASON, hours=2, by=coordinator)
    client.force_login(staff(Role.CASE_SUPERVISOR))
    assert REASON not in page(client, "emergency")
    assert client.post(reverse("emergency_end", kwargs={"number": access.pk})).status_code == 404


def test_the_auditor_reviews_what_has_ended(client, coordinator, auditor) -> None:
    access = emergency.take(permission=Permission.SEE_DISPUTES, reason=REASON, hours=2, by=coordinator)
    client.force_login(auditor)
    assert "It was justified" not in page(client, "emergency_reviews")
    client.post(reverse("emergency_stop", kwargs={"number": access.pk}))
    assert "It was justified" in page(client, "emergency_reviews")
    facts = {"justified": "no", "words": "Había otra manera"}
    client.post(reverse("emergency_review", kwargs={"number": access.pk}), facts)
    access.refresh_from_db()
    assert (access.was_justified, access.review) == (False, "Había otra manera")
