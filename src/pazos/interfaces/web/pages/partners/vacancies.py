"""The jobs that partners offer to graduates: a list, and offering, changing, filling and withdrawing them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.partners import actions, queries
from pazos.domain.partners.asking import may_offer
from pazos.domain.partners.vocabulary import VacancyState
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_PARTNERS, Address, Stage
from pazos.interfaces.web.pages.doing import done as said_done
from pazos.interfaces.web.pages.partners import wording
from pazos.interfaces.web.pages.partners.asking import partner_or_404, vacancy_or_404
from pazos.interfaces.web.pages.partners.doing import FormPage, form_answer
from pazos.interfaces.web.pages.partners.forms import FillForm, ForPartner, VacancyForm, VacancySearch
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.partners.models import Vacancy
    from pazos.domain.people.models import Staff

PER_PAGE = 50
A_MONTH = timedelta(days=30)
BADGES = {VacancyState.OPEN: "info", VacancyState.FILLED: "good", VacancyState.WITHDRAWN: ""}


@require_GET
def vacancies(request: HttpRequest) -> HttpResponse:
    """List the vacancies asked for; without a question, those that are open today."""
    who, today = reader(request), timezone.localdate()
    known = queries.partners(queries.AskedPartners(), seen_by=who)
    form = VacancySearch(request.GET, known)
    asked = form.asked()
    found = queries.vacancies(asked, on=today, seen_by=who)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    facts = {
        "form": form,
        "page": page,
        "rows": [_shown(one, who) for one in page],
        "may_begin": who.may(Permission.OFFER_VACANCIES),
        "today": today,
    }
    return render(request, "web/partners/vacancies.html", facts)


def _shown(one: Vacancy, who: Staff) -> dict[str, object]:
    is_open = one.state == VacancyState.OPEN
    return {
        "vacancy": one,
        "badge": BADGES[VacancyState(one.state)],
        "is_past": is_open and one.open_until_on < timezone.localdate(),
        "pay": wording.money(one.monthly_pay) if one.monthly_pay is not None else "",
        "left": one.places - one.filled,
        "may_change": is_open and may_offer(who, one.partner),
    }


@require_GET
def vacancy(request: HttpRequest, number: int) -> HttpResponse:
    """Show one vacancy."""
    who = reader(request)
    one = vacancy_or_404(number, who)
    return render(request, "web/partners/vacancy.html", _shown(one, who))


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Choose the partner that offers; its own people go straight on."""
    who = reader(request)
    known = queries.partners(queries.AskedPartners(), seen_by=who)
    own = known.filter(pk=who.organisation_id).first()
    if own is not None:
        return redirect("vacancy_offer", own.pk)
    form = ForPartner(request.POST or None, known)
    return form_answer(
        request,
        form,
        deed=lambda: None,
        said=_("Say now what it offers."),
        to=lambda: reverse("vacancy_offer", args=[form.cleaned_data["partner"].pk]),
        page=_page(_("Offer a vacancy"), _("Go on")),
    )


@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, number: int) -> HttpResponse:
    """Offer jobs of a partner."""
    who, today = reader(request), timezone.localdate()
    one = partner_or_404(number, who)
    if not may_offer(who, one):
        raise PermissionDenied
    initial = {"offered_on": today, "open_until_on": today + A_MONTH, "places": 1}
    form = VacancyForm(request.POST or None, partner=one, initial=initial)
    return form_answer(
        request,
        form,
        deed=lambda: actions.offer_vacancy(partner=one, **form.cleaned_data, by=who),
        said=_("The vacancy is offered."),
        to=lambda: reverse("vacancies"),
        page=_page(_("Offer a vacancy"), _("Offer it"), lead=str(one)),
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change an open vacancy."""
    who = reader(request)
    one = _own(number, who)
    names = ("title", "terms", "places", "monthly_pay", "neighbourhood", "agreement")
    initial = {name: getattr(one, name) for name in (*names, "offered_on", "open_until_on")}
    form = VacancyForm(request.POST or None, partner=one.partner, initial=initial)
    return form_answer(
        request,
        form,
        deed=lambda: actions.change_vacancy(one, **form.cleaned_data, by=who),
        said=_("The change is kept."),
        to=lambda: reverse("vacancy", args=[one.pk]),
        page=_page(_("Change the vacancy"), _("Keep the change"), lead=str(one.partner)),
    )


@require_http_methods(["GET", "POST"])
def fill(request: HttpRequest, number: int) -> HttpResponse:
    """Write down how many people began."""
    who = reader(request)
    one = _own(number, who)
    form = FillForm(request.POST or None, left=one.places - one.filled)
    return form_answer(
        request,
        form,
        deed=lambda: actions.fill_vacancy(one, people=form.cleaned_data["people"], by=who),
        said=_("It is written down. Who began stands nowhere here."),
        to=lambda: reverse("vacancy", args=[one.pk]),
        page=_page(_("People began"), _("Write it down"), lead=one.title),
    )


@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take a vacancy back."""
    who = reader(request)
    one = _own(number, who)
    said_done(request, lambda: actions.withdraw_vacancy(one, by=who), said=_("The vacancy is withdrawn."))
    return redirect("vacancies")


def _own(number: int, who: Staff) -> Vacancy:
    """Return a vacancy that this person may change; refuse the others."""
    one = vacancy_or_404(number, who)
    if not may_offer(who, one.partner):
        raise PermissionDenied
    return one


def _page(heading: str, button: str, *, lead: str = "") -> FormPage:
    return FormPage(
        heading=heading, button=button, lead=lead, up=reverse("vacancies"), up_text=_("Vacancies")
    )


SEE, OFFER = Permission.SEE_PARTNERS, Permission.OFFER_VACANCIES
ADDRESSES = (
    Address(
        "vacancies/",
        "vacancies",
        vacancies,
        needs=SEE,
        menu=N_("Vacancies"),
        stage=Stage.GOVERN,
        group=OF_PARTNERS,
    ),
    Address("vacancies/new/", "vacancy_begin", begin, needs=OFFER),
    Address("vacancies/new/<int:number>/", "vacancy_offer", offer, needs=OFFER),
    Address("vacancies/<int:number>/", "vacancy", vacancy, needs=SEE),
    Address("vacancies/<int:number>/change/", "vacancy_change", change, needs=OFFER),
    Address("vacancies/<int:number>/fill/", "vacancy_fill", fill, needs=OFFER),
    Address("vacancies/<int:number>/withdraw/", "vacancy_withdraw", withdraw, needs=OFFER),
)
