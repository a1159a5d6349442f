"""One partner: what it is, what is agreed with it, what it owes and gives, its jobs, its vetting, whom to call."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.cooperation.models import Resource
from pazos.domain.partners import actions, queries
from pazos.domain.partners.asking import may_offer
from pazos.domain.partners.queries.partners import contacts_over
from pazos.domain.strategy.models import Programme
from pazos.foundation.access.policy import Permission, Scope
from pazos.foundation.audit.reading import note_read
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.partners import wording
from pazos.interfaces.web.pages.partners.asking import every_component, partner_or_404
from pazos.interfaces.web.pages.partners.doing import FormPage, form_answer
from pazos.interfaces.web.pages.partners.forms import PartnerForm, VettingForm
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.partners.models import Contact, Partner
    from pazos.domain.people.models import Staff

A_YEAR = timedelta(days=365)


@require_GET
def partner(request: HttpRequest, number: int) -> HttpResponse:
    """Show one partner."""
    who, today = reader(request), timezone.localdate()
    one = partner_or_404(number, who)
    (row,) = queries.partner_rows([one], on=today)
    found = queries.agreements(queries.Asked(partner=one.pk), on=today, seen_by=who)
    warned = [w for w in queries.warnings(on=today, seen_by=who) if w.partner == one.pk]
    facts: dict[str, Any] = {
        "partner": one,
        "row": row,
        "vetting_badge": wording.BADGES.get(row.vetting, ""),
        "warned": wording.warned_rows(warned),
        "agreements": [
            (line, wording.BADGES[line.standing], wording.money(line.sides.total, line.agreement.currency))
            for line in queries.rows_of(found, on=today)
        ],
        "programmes": Programme.objects.filter(partners=one.organisation).select_related("component"),
        "resources": _resources(one, who),
        "vacancies": queries.vacancies(queries.AskedVacancies(partner=one.pk), on=today, seen_by=who),
        "may_offer": may_offer(who, one),
        "may_manage": who.scope(Permission.MANAGE_PARTNERS) is Scope.CITY,
        "vettings": queries.vettings(one, seen_by=who),
        "contacts": _contacts(one, who),
        "contacts_over": contacts_over(one, on=today, seen_by=who),
    }
    return render(request, "web/partners/partner.html", facts)


def _contacts(one: Partner, who: Staff) -> list[Contact]:
    found = queries.contacts(one, on=timezone.localdate(), seen_by=who)
    note_read(by=who, what="partners.contact", keys=[contact.pk for contact in found], at_address="partner")
    return found


def _resources(one: Partner, who: Staff) -> list[Resource]:
    """Return what a partner gives, to those who see cooperation and may see this partner."""
    if not who.may(Permission.SEE_COOPERATION):
        return []
    return list(Resource.objects.filter(partner=one).select_related("component"))


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Register a partner."""
    who = reader(request)
    form = PartnerForm(
        request.POST or None, components=every_component(), initial={"since_on": timezone.localdate()}
    )
    made: list[Partner] = []
    return form_answer(
        request,
        form,
        deed=lambda: made.append(actions.register_partner(**form.cleaned_data, by=who)),
        said=_("The partner is registered. Vet it before you agree anything."),
        to=lambda: reverse("partner", args=[made[0].pk]),
        page=FormPage(
            heading=_("Register a partner"),
            button=_("Register it"),
            up=reverse("partners"),
            up_text=_("Partners"),
        ),
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change what is known of a partner."""
    who = reader(request)
    one = partner_or_404(number, who)
    names = ("kind", "track", "identifier", "iati_identifier", "website", "since_on", "words")
    initial = {name: getattr(one, name) for name in names}
    initial |= {"name": str(one), "components": one.components.all()}
    form = PartnerForm(request.POST or None, components=every_component(), initial=initial)
    return form_answer(
        request,
        form,
        deed=lambda: actions.change_partner(one, **form.cleaned_data, by=who),
        said=_("The change is kept."),
        to=lambda: reverse("partner", args=[one.pk]),
        page=of_partner(one, heading=_("Change the partner"), button=_("Keep the change")),
    )


@require_http_methods(["GET", "POST"])
def vetting(request: HttpRequest, number: int) -> HttpResponse:
    """Keep a look at a partner."""
    who, today = reader(request), timezone.localdate()
    one = partner_or_404(number, who)
    initial = {"on": today, "valid_until_on": today + A_YEAR}
    form = VettingForm(request.POST or None, request.FILES or None, seen_by=who, initial=initial)

    def keep() -> None:
        said = form.cleaned_data
        asked = ("on", "result", "reasons", "conditions", "valid_until_on")
        evidence = form.gathered(organisation=None, by=who)
        actions.vet(one, **{name: said[name] for name in asked}, evidence=evidence, by=who)

    return form_answer(
        request,
        form,
        deed=keep,
        said=_("The vetting is kept."),
        to=lambda: reverse("partner", args=[one.pk]),
        page=of_partner(
            one,
            heading=_("Vet the partner"),
            button=_("Keep the vetting"),
            lead=_(
                "Without a vetting in force nothing is signed with it. Only those who manage partners read this."
            ),
        ),
    )


def of_partner(one: Partner, *, heading: str, button: str, lead: str = "") -> FormPage:
    """Return the page of a form under a partner."""
    return FormPage(
        heading=heading,
        button=button,
        lead=lead,
        up=reverse("partners"),
        up_text=_("Partners"),
        more=reverse("partner", args=[one.pk]),
        more_text=str(one),
    )


SEE, MANAGE = Permission.SEE_PARTNERS, Permission.MANAGE_PARTNERS
ADDRESSES = (
    Address("partners/new/", "partner_register", register, needs=MANAGE),
    Address("partners/<int:number>/", "partner", partner, needs=SEE),
    Address("partners/<int:number>/change/", "partner_change", change, needs=MANAGE),
    Address("partners/<int:number>/vetting/", "partner_vetting", vetting, needs=MANAGE),
)
