"""By what a vacancy is matched: said by its company's people, or by the city for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pazos.domain.employment.actions.terms import say_terms
from pazos.domain.employment.queries.matching import terms_row
from pazos.domain.partners.asking import may_offer
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.employment.forms import TermsForm
from pazos.interfaces.web.pages.partners.asking import vacancy_or_404
from pazos.interfaces.web.pages.partners.doing import FormPage, form_answer
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "POST"])
def vacancy_terms(request: HttpRequest, number: int) -> HttpResponse:
    """Say what kind of work and which hours it is, and what it takes."""
    who = reader(request)
    vacancy = vacancy_or_404(number, who)
    if not may_offer(who, vacancy.partner):
        raise PermissionDenied
    row = terms_row(vacancy)
    names = ("field", "hours", "age_from", "school_years", "papers")
    form = TermsForm(
        request.POST or None, initial={name: getattr(row, name) for name in names} if row else {}
    )
    return form_answer(
        request,
        form,
        deed=lambda: say_terms(vacancy, **form.cleaned_data, by=who),
        said=_("It is written down: the vacancy is matched by it from now on."),
        to=lambda: reverse("vacancy", args=[vacancy.pk]),
        page=FormPage(
            heading=_("By what it is matched"),
            button=_("Write it down"),
            up=reverse("vacancies"),
            up_text=_("Vacancies"),
            lead=vacancy.title,
            more=reverse("vacancy", args=[vacancy.pk]),
            more_text=vacancy.title,
        ),
    )


ADDRESSES = (
    Address(
        "vacancies/<int:number>/matching/", "vacancy_terms", vacancy_terms, needs=Permission.OFFER_VACANCIES
    ),
)
