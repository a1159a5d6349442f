"""The pages of cases: what today asks, one case, and what each role is answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from accompanied import TODAY, case_of, supervisor, worker
from pazos.domain.cases.models import Case
from pazos.foundation.audit.models import ReadEvent

pytestmark = pytest.mark.django_db


def page(client, who, name: str, *slots: object, **query: str):
    client.force_login(who)
    client.cookies["pazos_language"] = "en"
    return client.get(reverse(name, args=slots), query)


def test_an_outsider_is_answered_as_if_there_were_no_such_case(client) -> None:
    case = case_of()
    assert page(client, worker("Zoe"), "case", case.pk).status_code == 404


def test_the_list_says_what_today_asks_and_whose_look_it_was(client) -> None:
    case = case_of()
    Case.objects.update(last_met_on=TODAY() - timedelta(days=30))
    answer = page(client, worker("Ana"), "cases")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "not met for long" in text
    assert "Camila Restrepo" in text
    assert ReadEvent.objects.filter(by=worker("Ana"), keys__icontains=str(case.pk)).exists()


def test_a_name_is_looked_for_without_standing_in_an_address(client) -> None:
    case_of()
    client.force_login(worker("Ana"))
    answer = client.post(reverse("cases"), {"name": "camila"})
    assert "Camila Restrepo" in answer.content.decode()
    assert client.post(reverse("cases"), {"name": "x"}).status_code == 422


def test_the_title_of_a_case_names_nobody(client) -> None:
    case = case_of()
    text = page(client, worker("Ana"), "case", case.pk).content.decode()
    title = text[text.index("<title>") : text.index("</title>")]
    assert "Camila" not in title
    assert str(case.pk)[:8] in title
    assert "Camila Restrepo" in text


def test_a_permission_taken_back_says_what_to_do(client) -> None:
    from pazos.domain.rights.models import Consent

    case = case_of()
    Consent.objects.update(withdrawn_on=TODAY())
    text = page(client, worker("Ana"), "case", case.pk).content.decode()
    assert "The permission was taken back" in text
    assert "Respect it" in text


def test_the_list_of_the_city_takes_few_questions(client, django_assert_max_num_queries) -> None:
    for n in range(12):
        case_of(f"Persona Numero{n}")
    client.force_login(supervisor())
    with django_assert_max_num_queries(40):
        assert client.get(reverse("cases")).status_code == 200
