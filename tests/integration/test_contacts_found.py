"""A contact of a partner is found for a request about data, by what they say of themselves, and is erased everywhere."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

import cast
from agreed import Agreed, agreed
from pazos.analysis.erasing import erase_everywhere
from pazos.domain.partners import actions
from pazos.domain.partners.models import Contact
from pazos.domain.rights.actions import requests as deeds
from pazos.domain.rights.queries import keeping
from pazos.domain.rights.queries.finding import matches
from pazos.domain.rights.registry import Subject
from pazos.domain.rights.vocabulary import Ground, SubjectKind
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent, ReadEvent
from pazos.science.problems import InputProblem

pytestmark = pytest.mark.django_db
NAME, MAIL, PHONE = "Inés Caicedo Rentería", "ines@example.org", "602 555 0101"


@pytest.fixture
def here() -> Agreed:
    return agreed()


@pytest.fixture
def officer(here):
    return cast.staff(Role.DATA_OFFICER)


def contact(here: Agreed, partner=None, **said) -> Contact:
    values = {"office": "Dirección", "name": NAME, "email": MAIL, "phone": PHONE, **said}
    days = {"agreed_on": here.today, "until_on": here.day(300)}
    return actions.add_contact(partner or here.foundation, **values, **days, by=here.lead)


@pytest.mark.parametrize("said", ["ines caicedo", "CAICEDO", "Ines@Example.org", "6025550101"])
def test_a_contact_is_found_by_name_mail_or_telephone(here, officer, said) -> None:
    one = contact(here)
    contact(here, name="Otra Persona", email="otra@example.org", phone="6025550202")
    ((held, match),) = matches(said, seen_by=officer)
    assert (held.name, match.subject) == ("partners.contacts", Subject(SubjectKind.CONTACT, one.pk))
    assert NAME not in match.words
    assert MAIL not in match.words


@pytest.mark.parametrize("said", ["ines", "ine caice", "602555", "example.org"])
def test_parts_of_words_and_numbers_find_nobody_or_only_who_bears_the_whole_word(here, officer, said) -> None:
    contact(here, name="Inesita Caicedos")
    assert matches(said, seen_by=officer) == []


def test_nobody_but_the_data_officer_finds_anybody(here, client) -> None:
    contact(here)
    officer = cast.staff(Role.DATA_OFFICER)
    for role in Role:
        if role not in (Role.PUBLIC, Role.DATA_OFFICER):
            assert matches(NAME, seen_by=cast.staff(role)) == [], role
    with pytest.raises(InputProblem):
        matches("in", seen_by=officer)


def test_a_search_that_would_list_people_is_refused(here, officer) -> None:
    for n in range(21):
        contact(here, office=f"Oficina {n}")
    with pytest.raises(InputProblem, match="20"):
        matches("caicedo", seen_by=officer)


def test_all_that_is_kept_of_a_person_at_several_partners_is_gathered_and_erased(here, officer) -> None:
    one, other = contact(here), contact(here, here.company, office="Gerencia", name="Inés C.", phone="")
    contact(here, name="Otra Persona", email="otra@example.org", phone="6025550202")
    gathered = keeping.gather(Subject(SubjectKind.CONTACT, one.pk), seen_by=officer)
    keys = {kept.key for found in gathered for kept in found.kept}
    assert keys == {str(one.pk), str(other.pk)}
    for key in keys:
        erase_everywhere("partners.contacts", key, ground=Ground.REQUEST, by=officer)
    assert Contact.objects.count() == 1
    assert matches(NAME, seen_by=officer) == []


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Otra Persona", "email": ""},
        {"name": "I. de los C.", "email": ""},
        {"name": "Otra Persona", "phone": ""},
    ],
    ids=["of another name", "of a particle only", "of the office's address"],
)
def test_who_shares_the_ways_of_an_office_but_no_word_of_the_name_is_another_person(
    here, officer, other
) -> None:
    one = contact(here, name="Inés Caicedo de los Ríos")
    contact(here, here.company, office="Gerencia", **other)
    gathered = keeping.gather(Subject(SubjectKind.CONTACT, one.pk), seen_by=officer)
    assert {kept.key for found in gathered for kept in found.kept} == {str(one.pk)}


def test_an_extension_of_few_digits_joins_nobody(here, officer) -> None:
    one = contact(here, phone="ext. 101")
    contact(here, here.company, office="Gerencia", email="", phone="101")
    gathered = keeping.gather(Subject(SubjectKind.CONTACT, one.pk), seen_by=officer)
    assert {kept.key for found in gathered for kept in found.kept} == {str(one.pk)}


def test_it_is_found_on_the_page_of_the_request_and_the_look_is_in_the_trail(here, officer, client) -> None:
    one = contact(here)
    client.force_login(officer)
    client.cookies["pazos_language"] = "en"
    asked = deeds.receive(
        id=uuid4(),
        kind="deletion",
        channel="email",
        asked="Bórrenme",
        requester="I. C.",
        contact=MAIL,
        relation="self",
        received_on=here.today,
        by=officer,
    )
    answer = client.post(reverse("request_find", args=[asked.pk]), {"said": "caicedo"})
    text = answer.content.decode()
    assert f"subject={one.pk}" in text
    assert ReadEvent.objects.filter(what="partners.contacts").exists()
    client.post(reverse("request_find", args=[asked.pk]), {"said": "nadie conocido"})
    client.post(reverse("request_find", args=[asked.pk]), {"said": "x"})
    events = AuditEvent.objects.filter(verb="request.searched").order_by("id")
    assert [(event.subject, event.facts) for event in events] == [
        (f"rights.request:{asked.pk}", {"found": 1}),
        (f"rights.request:{asked.pk}", {"found": 0}),
    ]
    page = client.get(
        reverse("request_step", args=[asked.pk, "identify"]), {"subject_kind": "contact", "subject": one.pk}
    ).content.decode()
    assert str(one.pk) in page
