"""Pages of the way to work: a worker's open to the pair alone, a company's hold nothing but what was agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from accompanied import under_age
from employed import Employed, employed
from pazos.domain.employment.actions import answering, business, placing, wishing
from pazos.domain.employment.models import Application, Business, Placement, VacancyTerms, WorkWish
from pazos.foundation.audit.models import ReadEvent

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Employed:
    return employed()


def shown(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def text_of(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode()


def send(client: Client, page: str, /, *args: object, **said: object) -> Any:
    return client.post(reverse(page, args=args), said)


def everything(here: Employed) -> dict[str, object]:
    """Give the case one of everything, and return the address of each page with its key."""
    by = here.wanda
    wishing.say_wish(here.mine, fields=["kitchen"], where=["N1"], by=by)
    course = wishing.begin_training(here.mine, course="Marca Curso", begins_on=here.today, by=by)
    row = here.applied()
    answering.answer(row, said="taken", company_words="A las nueve", by=here.omar)
    given = {"field": "kitchen", "is_formal": True, "began_on": here.day(-35), "application": row, "by": by}
    job = placing.place(here.mine, **given, monthly_pay="1423500")
    own = business.plan_business(here.mine, name="Marca Horno", field="kitchen", by=by)
    business.visit(own, on=here.today, is_open=True, monthly_sales="10", note="Marca Nota", by=by)
    return {
        **dict.fromkeys(
            ("case_work", "case_wish", "case_vacancies", "case_training", "case_job", "case_business"),
            here.mine.pk,
        ),
        "work_training": course.pk,
        "work_application": row.pk,
        "work_job": job.pk,
        "work_job_end": job.pk,
        "work_check": job.checks.get(mark=1).pk,
        "work_business": own.pk,
    }


def test_every_page_opens_empty_and_full_to_the_pair_and_to_nobody_else(here, signed_in) -> None:
    client = signed_in(here.wanda)
    for name in ("case_work", "case_vacancies", "case_wish"):
        shown(client, name, here.mine.pk)
    shown(client, "work_due")
    every = everything(here)
    for name, key in every.items():
        shown(client, name, key)
    assert "Marca Mía" in shown(client, "work_due")
    assert ReadEvent.objects.filter(what="employment.placement").exists()
    for who, status in ((here.otto, 404), (here.omar, 403), (here.liaison, 403), (here.agreed.lead, 403)):
        client = signed_in(who)
        for name, key in every.items():
            assert client.get(reverse(name, args=[key])).status_code == status, (name, who)
    assert "Marca" not in shown(signed_in(here.otto), "work_due")


def test_a_companys_pages_and_its_export_hold_no_other_mark_of_the_person(here, signed_in) -> None:
    everything(here)
    row = Application.objects.get()
    client = signed_in(here.omar)
    assert client.get(reverse("case_work", args=[here.mine.pk])).status_code == 403
    told = [
        text_of(client.get(reverse(name, args=args)))
        for name, args in (("applicants", []), ("applicant", [row.pk]), ("applicants_file", []))
    ]
    case, person = here.mine, here.mine.participant
    secret = (
        *("Marca", "marca firmante", "doc ", person.person_key),
        *(str(case.pk), str(case.pk)[:8], str(person.pk), here.wanda.name, case.opened_on.isoformat()),
    )
    for text in told:
        assert "Sol" in text
        for word in secret:
            assert word not in text, word
    assert "Sé hornear" in told[1]
    assert "Sé hornear" in told[2]
    assert ReadEvent.objects.filter(by=here.omar, what="employment.application").count() == 3
    client = signed_in(here.ines)
    assert "Sol" not in shown(client, "applicants")
    assert "Sol" not in text_of(client.get(reverse("applicants_file")))
    assert client.get(reverse("applicant", args=[row.pk])).status_code == 404
    for who in (here.liaison, here.wanda, here.agreed.lead):
        assert signed_in(who).get(reverse("applicants")).status_code == 403


def test_from_the_wish_to_the_first_month_by_the_pages_alone(here, signed_in) -> None:
    job = here.job(said={})
    client = signed_in(here.wanda)
    said = {"first": "kitchen", "hours": ["half"], "least_pay": "900000", "where": ["N1"]}
    assert send(client, "case_wish", here.mine.pk, **said).status_code == 302
    assert WorkWish.objects.get().wish["least_pay"] == "900000.00"
    text = shown(client, "case_vacancies", here.mine.pk)
    assert "It is work of a kind that the person asked for." in text
    assert send(client, "case_choose", here.mine.pk, job.pk).status_code == 302
    row = Application.objects.get()
    refused = send(client, "work_application_deed", row.pk, "agree", shown_as="", agreed_on=here.today)
    assert refused.status_code == 422
    agreed = {"shown_as": "Sol", "shown_words": "Sé hornear", "agreed_on": here.today}
    assert send(client, "work_application_deed", row.pk, "agree", **agreed).status_code == 302
    send(client, "work_application_deed", row.pk, "present")
    company = signed_in(here.omar)
    assert send(company, "applicant", row.pk, said="interview").status_code == 422
    answer = {"said": "interview", "interview_on": here.day(2), "company_words": "A las nueve"}
    assert send(company, "applicant", row.pk, **answer).status_code == 302
    assert send(company, "applicant", row.pk, said="taken").status_code == 302
    client = signed_in(here.wanda)
    given = {"field": "kitchen", "is_formal": "yes", "monthly_pay": "1423500.50", "began_on": here.day(-32)}
    address = f"{reverse('case_job', args=[here.mine.pk])}?application={row.pk}"
    assert client.post(address, given).status_code == 302
    placed = Placement.objects.get()
    assert placed.application == row
    mark = placed.checks.get(mark=1)
    assert "Ask now" in shown(client, "work_job", placed.pk)
    assert send(client, "work_check", mark.pk, still_there="yes", satisfied="5").status_code == 302
    assert send(client, "work_job_end", placed.pk, ended_on=here.today, why="").status_code == 422
    assert send(client, "work_job_end", placed.pk, ended_on=here.today, why="study").status_code == 302
    send(client, "work_job_back", placed.pk)
    placed.refresh_from_db()
    assert placed.ended_on is None


def test_a_minors_job_asks_for_the_permit_beside_its_field(here, signed_in) -> None:
    under_age(here.mine.participant)
    client = signed_in(here.wanda)
    given = {"field": "kitchen", "is_formal": "yes", "began_on": here.today}
    refused = send(client, "case_job", here.mine.pk, **given)
    assert refused.status_code == 422
    assert "labour inspector" in refused.context["form"].errors["permit_on"][0]


def test_a_business_and_a_course_by_their_pages(here, signed_in) -> None:
    client = signed_in(here.wanda)
    course = {"course": "Panadería", "begins_on": here.today, "hours": "40"}
    assert send(client, "case_training", here.mine.pk, **course).status_code == 302
    one = here.mine.trainings.get()
    over = {"finished": "yes", "ended_on": here.today, "hours": "38"}
    assert send(client, "work_training", one.pk, **over).status_code == 302
    assert send(client, "work_training_back", one.pk).status_code == 302
    assert send(client, "case_business", here.mine.pk, name="Horno", field="kitchen").status_code == 302
    own = Business.objects.get()
    funded = {"funded-capital": "2000000", "funded-on": here.today}
    assert send(client, "work_business_deed", own.pk, "funded", **funded).status_code == 302
    assert send(client, "work_business_deed", own.pk, "closed").status_code == 422
    visit = {"visit-on": here.today, "visit-is_open": "yes"}
    assert send(client, "work_business_deed", own.pk, "visit", **visit).status_code == 302
    assert send(client, "work_business_deed", own.pk, "back").status_code == 302
    assert client.post(reverse("work_business_deed", args=[own.pk, "burn"])).status_code == 404


def test_the_company_says_by_what_its_vacancy_is_matched(here, signed_in) -> None:
    job = here.job()
    client = signed_in(here.omar)
    said = {"field": "kitchen", "hours": "half", "age_from": "16", "school_years": "9", "papers": ["food"]}
    assert send(client, "vacancy_terms", job.pk, **said).status_code == 302
    assert VacancyTerms.objects.get().papers == ["food"]
    assert 'value="16"' in shown(client, "vacancy_terms", job.pk)
    assert signed_in(here.ines).get(reverse("vacancy_terms", args=[job.pk])).status_code == 404
    assert signed_in(here.wanda).get(reverse("vacancy_terms", args=[job.pk])).status_code == 403


def test_without_permission_nothing_is_written_and_the_page_says_what_to_do(here, signed_in) -> None:
    every = everything(here)
    here.withdraws(here.mine)
    client = signed_in(here.wanda)
    assert "no permission" in shown(client, "case_work", here.mine.pk)
    refused = send(client, "work_check", every["work_check"], still_there="yes")
    assert refused.status_code == 422
    assert "Sol" not in shown(signed_in(here.omar), "applicants")


def test_the_lists_take_few_queries_however_long_they_are(
    here, signed_in, django_assert_max_num_queries
) -> None:
    for _number in range(12):
        here.job(said={})
        placing.place(here.mine, field="shop", is_formal=True, began_on=here.day(-40), by=here.wanda)
    client = signed_in(here.wanda)
    for name, args, most in (
        ("work_due", [], 22),
        ("case_vacancies", [here.mine.pk], 26),
        ("case_work", [here.mine.pk], 32),
    ):
        with django_assert_max_num_queries(most):
            client.get(reverse(name, args=args))
