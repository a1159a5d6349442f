"""Every deed of employment, with a mark for each word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.employment.actions import answering, applying, business, placing, terms, wishing
from pazos.domain.partners import actions as partners
from pazos.domain.people.models import Staff
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from marked.stage import Stage
    from pazos.domain.employment.models import Application
    from pazos.domain.partners.models import Vacancy


def employment(on: Stage) -> None:
    """Somebody says what they want, learns, is presented, gets a job, keeps it, leaves it, opens a shop."""
    by = on.worker
    company = partners.register_partner(name="Ingenio Guadual", kind="company", track="2", by=on.lead)
    omar = Staff.objects.create(
        username="omar", name="omar", role=Role.PARTNER, organisation=company.organisation
    )
    on.staff["omar"] = omar
    _learning(on)
    taken, left, refused, own = (_applied(on, _vacancy(on, company)) for _ in range(4))
    words = on.marks("employment.answering.answer.company_words")
    answering.answer(taken, said="interview", interview_on=on.today, company_words=words, by=omar)
    words = on.marks("employment.answering.answer.company_words")
    answering.answer(taken, said="taken", company_words=words, by=omar)
    applying.interview(left, interview_on=on.today, by=by)
    applying.let_go(left, by=by)
    applying.step_back(left, by=by)
    words = on.marks("employment.applying.not_taken.company_words")
    applying.not_taken(refused, company_words=words, by=by)
    answering.answer(own, said="taken", company_words="", by=omar)
    applying.step_back(own, by=by)
    _job(on, taken)
    _shop(on)


def _vacancy(on: Stage, company: object) -> Vacancy:
    said = {"title": "Auxiliar", "terms": "De lunes a viernes", "places": 2}
    days = {"offered_on": on.today, "open_until_on": on.day(30)}
    job = partners.offer_vacancy(partner=company, **said, **days, by=on.lead)
    terms.say_terms(job, field="kitchen", hours="half", by=on.lead)
    return job


def _learning(on: Stage) -> None:
    case, by = on.case, on.worker
    wishing.say_wish(case, fields=["kitchen"], hours=["half"], where=["N1"], least_pay=900000, by=by)
    said = on.said("employment.wishing.begin_training", "course", "where")
    training = wishing.begin_training(case, begins_on=on.today, hours=40, by=by, **said)
    wishing.end_training(training, finished=True, ended_on=on.today, by=by)
    wishing.take_training_back(training, by=by)


def _applied(on: Stage, job: Vacancy) -> Application:
    row = applying.choose(on.case, vacancy=job.pk, by=on.worker)
    said = on.said("employment.applying.agree", "shown_as", "shown_words")
    applying.agree(row, agreed_on=on.today, by=on.worker, **said)
    applying.present(row, by=on.worker)
    row.refresh_from_db()
    return row


def _job(on: Stage, application: Application) -> None:
    case, by = on.case, on.worker
    work = {"field": "kitchen", "is_formal": True, "monthly_pay": 1300000, "by": by}
    placed = placing.place(case, began_on=on.day(-40), application=application, **work)
    first = placed.checks.order_by("mark").first()
    for again in (False, True):
        said = on.said("employment.placing.check", "employer_words", "person_words")
        placing.check(first, still_there=True, satisfied=4, by=by, **said)
        first.refresh_from_db()
        if not again:
            placing.take_check_back(first, by=by)
    placing.end(placed, ended_on=on.today, why="better", by=by)
    placing.take_back(placed, by=by)


def _shop(on: Stage) -> None:
    case, by = on.case, on.worker
    name = on.marks("employment.business.plan_business.name")
    shop = business.plan_business(case, name=name, field="shop", by=by)
    business.move_business(shop, to="funded", on=on.today, capital=500000, by=by)
    business.move_business(shop, to="open", on=on.today, by=by)
    note = on.marks("employment.business.visit.note")
    business.visit(shop, on=on.today, is_open=True, monthly_sales=100, note=note, by=by)
    business.step_back(shop, by=by)
