"""The tab "Work" of a case: what the person wants, courses, applications, jobs and their marks, businesses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.employment import standing
from pazos.domain.employment.actions import applying, business, placing, wishing
from pazos.domain.employment.queries import work
from pazos.domain.employment.queries.matching import matched
from pazos.domain.employment.rules.fitting import OF_AGE, Wish
from pazos.domain.employment.vocabulary import Field, Hours, Paper
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.cases.frame import facts_of
from pazos.interfaces.web.pages.employment import wording
from pazos.interfaces.web.pages.employment.answering import (
    TAB,
    Asked,
    done,
    form_answer,
    framed_of,
    noted,
)
from pazos.interfaces.web.pages.employment.forms import (
    BusinessForm,
    JobForm,
    TrainingEndForm,
    TrainingForm,
    WishForm,
)
from pazos.interfaces.web.pages.reader import or_404, reader

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.employment.models import Application
    from pazos.domain.employment.queries.work import WayToWork


@require_GET
def case_work(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one case's way to work."""
    framed, who = framed_of(request, key), reader(request)
    way = or_404(work.way_to_work(framed.case, seen_by=who))
    rows = (*way.trainings, *way.applications, *way.placements, *way.businesses)
    noted(request, rows, at=TAB)
    facts = facts_of(
        framed,
        way=way,
        wish=_wish_words(way),
        trainings=way.trainings,
        applications=[(one, wording.STATE_BADGES.get(one.state, "")) for one in way.applications],
        placements=[(one, wording.marks_of(one, on=timezone.localdate())) for one in way.placements],
        businesses=[(one, wording.BUSINESS_BADGES.get(one.state, "")) for one in way.businesses],
        may_follow=framed.permit.holds,
    )
    return render(request, "web/employment/work.html", facts)


def _wish_words(way: WayToWork) -> list[tuple[str, str]]:
    """Return what somebody asked for, line by line; what they did not say stands as that."""
    wish, any_of = way.wish, _("not said")
    places = Neighbourhood.objects.filter(code__in=wish.places, valid_to__isnull=True).order_by("name")
    pay = wording.money(wish.least_pay) if wish.least_pay is not None else any_of
    return [
        (_("Kinds of work, in their order"), wording.listed(Field, wish.fields) or any_of),
        (_("Hours"), wording.listed(Hours, sorted(wish.hours)) or any_of),
        (_("Can get to"), ", ".join(places.values_list("name", flat=True)) or _("anywhere")),
        (_("Papers"), wording.listed(Paper, sorted(wish.papers)) or any_of),
        (_("Years of school"), str(wish.school_years) if wish.school_years is not None else any_of),
        (_("Least pay a month"), pay),
    ]


@require_http_methods(["GET", "POST"])
def case_wish(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write down what work the person wants."""
    framed, who = framed_of(request, key), reader(request)
    form = WishForm(request.POST or None, wish=standing.wish_of(framed.case))
    asked = Asked(
        heading=_("What work do they want?"),
        button=_("Write it down"),
        said=_("It is written down, and vacancies stand in that order."),
        to=reverse("case_vacancies", args=[key]),
        lead=_("Ask, and write what they answer. What they do not say asks for nothing."),
    )
    return form_answer(
        request,
        framed,
        form=form,
        deed=lambda: wishing.say_wish(framed.case, **form.said(), by=who),
        asked=asked,
    )


@require_GET
def case_vacancies(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show every open vacancy with what speaks for and against it."""
    framed, who = framed_of(request, key), reader(request)
    on = timezone.localdate()
    found = matched(framed.case, on=on, seen_by=who)
    facts = facts_of(
        framed,
        rows=[(one, wording.reasons_of(one)) for one in found],
        asked=standing.wish_of(framed.case) != Wish(),
        is_minor=(standing.age_of(framed.case.participant, on=on) or OF_AGE) < OF_AGE,
    )
    return render(request, "web/employment/vacancies.html", facts)


@require_POST
def case_choose(request: HttpRequest, key: UUID, number: int) -> HttpResponse:
    """Write down that the person chose a vacancy."""
    framed, who = framed_of(request, key), reader(request)
    made: list[Application] = []

    def choose() -> None:
        made.append(applying.choose(framed.case, vacancy=number, by=who))

    if done(request, choose, said=_("It is chosen. Agree now on what the company reads of them.")):
        return redirect("work_application", made[0].pk)
    return redirect("case_vacancies", key)


@require_http_methods(["GET", "POST"])
def case_training(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write down a course."""
    framed, who = framed_of(request, key), reader(request)
    form = TrainingForm(request.POST or None)
    asked = Asked(_("A course"), _("Write it down"), _("The course is written down."), _tab(key))
    return form_answer(
        request,
        framed,
        form=form,
        deed=lambda: wishing.begin_training(framed.case, **form.cleaned_data, by=who),
        asked=asked,
    )


@require_http_methods(["GET", "POST"])
def work_training(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that a course is over."""
    who = reader(request)
    row = or_404(work.training(key, seen_by=who))
    framed = framed_of(request, row.case_id)
    noted(request, [row], at="work_training")
    form = TrainingEndForm(request.POST or None, initial={"hours": row.hours})
    asked = Asked(_("The course is over"), _("Write it down"), _("It is written down."), _tab(row.case_id))
    return form_answer(
        request,
        framed,
        form=form,
        deed=lambda: wishing.end_training(row, **form.cleaned_data, by=who),
        asked=asked,
    )


@require_POST
def work_training_back(request: HttpRequest, key: UUID) -> HttpResponse:
    """Set a course back to going on."""
    who = reader(request)
    row = or_404(work.training(key, seen_by=who))
    done(request, lambda: wishing.take_training_back(row, by=who), said=_("The course goes on."))
    return redirect("case_work", row.case_id)


@require_http_methods(["GET", "POST"])
def case_job(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write down a job: of an application (`?application=`), or one that the person found."""
    framed, who = framed_of(request, key), reader(request)
    chosen = _application(request, framed.case.pk)
    form = JobForm(request.POST or None, initial=_job_of(chosen))
    asked = Asked(
        heading=_("They have a job"),
        button=_("Write it down"),
        said=_("It is written down. After 1, 3, 6 and 12 months you are asked whether it lasts."),
        to=_tab(key),
        lead=chosen.vacancy.title if chosen else _("A job that they found without a vacancy."),
    )
    return form_answer(
        request,
        framed,
        form=form,
        deed=lambda: placing.place(framed.case, **form.cleaned_data, application=chosen, by=who),
        asked=asked,
    )


def _application(request: HttpRequest, case: UUID) -> Application | None:
    """Return the application that a job comes from, None where the address names none of this case."""
    text = request.GET.get("application", "")
    rows = work.applications_of(case, seen_by=reader(request))
    return next((row for row in rows if str(row.pk) == text), None)


def _job_of(application: Application | None) -> dict[str, object]:
    if application is None:
        return {}
    terms = standing.terms_of(application.vacancy)
    return {"field": terms.field, "monthly_pay": terms.monthly_pay}


@require_http_methods(["GET", "POST"])
def case_business(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write down a business that somebody wants to begin."""
    framed, who = framed_of(request, key), reader(request)
    form = BusinessForm(request.POST or None)
    asked = Asked(_("A small business"), _("Write it down"), _("The business is written down."), _tab(key))
    return form_answer(
        request,
        framed,
        form=form,
        deed=lambda: business.plan_business(framed.case, **form.cleaned_data, by=who),
        asked=asked,
    )


def _tab(key: UUID) -> str:
    return reverse(TAB, args=[key])


SEE, WORK = Permission.SEE_CASES, Permission.WORK_CASES
ADDRESSES = (
    Address("cases/<uuid:key>/work/", TAB, case_work, needs=SEE),
    Address("cases/<uuid:key>/work/wish/", "case_wish", case_wish, needs=WORK),
    Address("cases/<uuid:key>/work/vacancies/", "case_vacancies", case_vacancies, needs=SEE),
    Address("cases/<uuid:key>/work/vacancies/<int:number>/choose/", "case_choose", case_choose, needs=WORK),
    Address("cases/<uuid:key>/work/course/", "case_training", case_training, needs=WORK),
    Address("work/courses/<uuid:key>/", "work_training", work_training, needs=WORK),
    Address("work/courses/<uuid:key>/back/", "work_training_back", work_training_back, needs=WORK),
    Address("cases/<uuid:key>/work/job/", "case_job", case_job, needs=WORK),
    Address("cases/<uuid:key>/work/business/", "case_business", case_business, needs=WORK),
)
