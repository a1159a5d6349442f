"""A partner says of its own duty that it is done, with what proves it; only the city makes it done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agreed import Agreed, agreed, person
from pazos.domain.partners import actions, queries
from pazos.domain.partners.rules import Block
from pazos.domain.partners.vocabulary import WarningKind
from pazos.domain.refusing import RefusedError
from pazos.foundation.access.policy import Role

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def here(settings, tmp_path) -> Agreed:
    settings.CITY_FILES = tmp_path
    return agreed()


def duty(here: Agreed, side: str = "partner"):
    return here.signed().duties.get(side=side)


def say(client, who, one, **said):
    client.force_login(who)
    file = SimpleUploadedFile("acta.pdf", PDF)
    given = {"on": one.agreement.starts_on.isoformat(), "paper": file, "paper_title": "Acta de clase", **said}
    return client.post(reverse("duty_say", args=[one.pk]), given)


def test_nobody_but_the_partner_itself_says_it(here, client) -> None:
    one = duty(here)
    outsiders = {
        here.omar: 404,
        person("gestor", Role.GESTOR): 403,
        person("liaison", Role.SECURITY_LIAISON): 403,
        person("department", Role.DEPARTMENT): 403,
        person("member", Role.COMMITTEE_MEMBER): 403,
        person("auditor", Role.AUDITOR): 403,
    }
    for who, answer in outsiders.items():
        assert say(client, who, one).status_code == answer, who.username
        with pytest.raises(PermissionDenied):
            actions.say_own_done(one, on=here.today, evidence=here.paper, by=who)
    one.refresh_from_db()
    assert one.said_done_on is None


def test_a_partner_says_it_from_its_own_page_and_the_city_accepts(here, client) -> None:
    one = duty(here)
    client.force_login(here.ines)
    page = client.get(reverse("agreement", args=[one.agreement_id])).content.decode()
    assert reverse("duty_say", args=[one.pk]) in page
    assert reverse("duty_done", args=[one.pk]) not in page
    assert say(client, here.ines, one).status_code == 302
    one.refresh_from_db()
    assert (one.done_on, one.said_by, one.evidence.title) == (None, here.ines, "Acta de clase")
    assert client.post(reverse("duty_done", args=[one.pk]), {"on": here.today.isoformat()}).status_code == 403
    client.force_login(here.lead)
    page = client.get(reverse("agreement", args=[one.agreement_id])).content.decode()
    assert reverse("duty_back", args=[one.pk]) in page
    assert client.post(reverse("duty_done", args=[one.pk]), {"on": here.today.isoformat()}).status_code == 302
    one.refresh_from_db()
    assert one.done_on == here.today


def test_what_is_sent_back_tells_the_partner_why_and_can_be_said_again(here, client) -> None:
    one = duty(here)
    say(client, here.ines, one)
    client.force_login(here.lead)
    client.post(reverse("duty_back", args=[one.pk]), {"reasons": "Falta la lista de clases"})
    client.force_login(here.ines)
    page = client.get(reverse("agreement", args=[one.agreement_id])).content.decode()
    assert "Falta la lista de clases" in page
    assert say(client, here.ines, one).status_code == 302
    one.refresh_from_db()
    assert (one.said_done_on, one.sent_back_because) == (one.agreement.starts_on, "")


def test_it_is_refused_with_every_reason(here) -> None:
    own, city = duty(here), here.signed("C-002").duties.get(side="city")
    tomorrow = here.today + timedelta(days=1)
    cases = [
        (own, here.today, None, {Block.NO_EVIDENCE}),
        (own, tomorrow, here.paper, {Block.DAY_TO_COME}),
        (city, here.today, here.paper, {Block.NOT_ITS_OWN}),
    ]
    for one, on, paper, blocks in cases:
        with pytest.raises(RefusedError) as refused:
            actions.say_own_done(one, on=on, evidence=paper, by=here.ines)
        assert set(refused.value.blocks) == blocks
    actions.say_own_done(own, on=here.today, evidence=here.paper, by=here.ines)
    with pytest.raises(RefusedError) as refused:
        actions.say_own_done(own, on=here.today, evidence=here.paper, by=here.ines)
    assert refused.value.blocks == (Block.SAID_ALREADY,)


def test_nothing_is_sent_back_that_nobody_said(here) -> None:
    one = duty(here)
    with pytest.raises(RefusedError) as refused:
        actions.send_back(one, reasons=" ", by=here.lead)
    assert refused.value.blocks == (Block.NOT_SAID, Block.NO_REASONS)
    with pytest.raises(PermissionDenied):
        actions.send_back(one, reasons="No", by=here.ines)


def test_the_city_is_warned_of_what_waits_for_it(here) -> None:
    one = duty(here)
    actions.say_own_done(one, on=here.today, evidence=here.paper, by=here.ines)
    found = {w.duty: w.kind for w in queries.warnings(on=here.today, seen_by=here.lead)}
    assert found[one.pk] is WarningKind.DUTY_SAID
    assert one.pk not in {w.duty for w in queries.warnings(on=here.today, seen_by=here.omar)}
