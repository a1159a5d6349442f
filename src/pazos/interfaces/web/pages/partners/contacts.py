"""Whom to call at a partner: kept while they agree, shown to those who manage partners, each look noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pazos.domain.partners import actions
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.partners.asking import contact_or_404, partner_or_404
from pazos.interfaces.web.pages.partners.doing import form_answer
from pazos.interfaces.web.pages.partners.forms import ContactForm
from pazos.interfaces.web.pages.partners.partner import A_YEAR, of_partner
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, number: int) -> HttpResponse:
    """Keep somebody to call at a partner."""
    who, today = reader(request), timezone.localdate()
    one = partner_or_404(number, who)
    form = ContactForm(request.POST or None, initial={"agreed_on": today, "until_on": today + A_YEAR})
    return form_answer(
        request,
        form,
        deed=lambda: actions.add_contact(one, **form.cleaned_data, by=who),
        said=_("The contact is kept."),
        to=lambda: reverse("partner", args=[one.pk]),
        page=of_partner(
            one,
            heading=_("Add a contact"),
            button=_("Keep the contact"),
            lead=_(
                "Ask them first, and say until when. Their name never enters a report, a list or a history."
            ),
        ),
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change a contact, or renew what they agreed to."""
    who = reader(request)
    one = contact_or_404(key, who)
    note_read(by=who, what="partners.contact", keys=[one.pk], at_address="contact_change")
    names = ("office", "name", "email", "phone", "agreed_on", "until_on")
    form = ContactForm(request.POST or None, initial={name: getattr(one, name) for name in names})
    return form_answer(
        request,
        form,
        deed=lambda: actions.change_contact(one, **form.cleaned_data, by=who),
        said=_("The change is kept."),
        to=lambda: reverse("partner", args=[one.partner_id]),
        page=of_partner(one.partner, heading=_("Change the contact"), button=_("Keep the change")),
    )


@require_POST
def forget(request: HttpRequest, key: UUID) -> HttpResponse:
    """Remove a contact for good."""
    who = reader(request)
    one = contact_or_404(key, who)
    actions.forget_contact(one, by=who)
    messages.success(request, _("The contact is removed."))
    return redirect("partner", one.partner_id)


NEEDS = Permission.MANAGE_PARTNERS
ADDRESSES = (
    Address("partners/<int:number>/contacts/new/", "contact_add", add, needs=NEEDS),
    Address("partners/contacts/<uuid:key>/", "contact_change", change, needs=NEEDS),
    Address("partners/contacts/<uuid:key>/forget/", "contact_forget", forget, needs=NEEDS),
)
