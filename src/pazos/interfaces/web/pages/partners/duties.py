"""The duties of an agreement: written, changed and removed in its draft, done with what proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pazos.domain.partners import actions
from pazos.domain.partners.asking import may_say_done
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.doing import done as said_done
from pazos.interfaces.web.pages.partners.agreement import of_agreement
from pazos.interfaces.web.pages.partners.agreement_forms import BackForm, DoneForm, DutyForm
from pazos.interfaces.web.pages.partners.asking import agreement_or_404, duty_or_404
from pazos.interfaces.web.pages.partners.doing import form_answer
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, number: int) -> HttpResponse:
    """Write a duty into a draft."""
    who = reader(request)
    one = agreement_or_404(number, who)
    form = DutyForm(request.POST or None, initial={"side": request.GET.get("side")})
    return form_answer(
        request,
        form,
        deed=lambda: actions.add_duty(one, **form.cleaned_data, by=who),
        said=_("The duty is written down."),
        to=lambda: reverse("agreement", args=[one.pk]),
        page=of_agreement(one, heading=_("Add a duty"), button=_("Add it")),
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change a duty of a draft."""
    who = reader(request)
    one = duty_or_404(number, who)
    form = DutyForm(request.POST or None, initial={"side": one.side, "text": one.text, "due_on": one.due_on})
    return form_answer(
        request,
        form,
        deed=lambda: actions.change_duty(one, **form.cleaned_data, by=who),
        said=_("The change is kept."),
        to=lambda: reverse("agreement", args=[one.agreement_id]),
        page=of_agreement(one.agreement, heading=_("Change the duty"), button=_("Keep the change")),
    )


@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Take a duty out of a draft."""
    who = reader(request)
    one = duty_or_404(number, who)
    said_done(request, lambda: actions.remove_duty(one, by=who), said=_("The duty is taken out."))
    return redirect("agreement", one.agreement_id)


@require_http_methods(["GET", "POST"])
def done(request: HttpRequest, number: int) -> HttpResponse:
    """Say that a duty was done, with what proves it."""
    who = reader(request)
    one = duty_or_404(number, who)
    initial = {"on": one.said_done_on or timezone.localdate()}
    form = DoneForm(request.POST or None, request.FILES or None, seen_by=who, initial=initial)

    def keep() -> None:
        papers = form.gathered(organisation=one.agreement.partner.organisation, by=who)
        evidence = papers[-1] if papers else None
        actions.say_done(one, on=form.cleaned_data["on"], evidence=evidence, by=who)

    return form_answer(
        request,
        form,
        deed=keep,
        said=_("The duty is done."),
        to=lambda: reverse("agreement", args=[one.agreement_id]),
        page=of_agreement(
            one.agreement, heading=_("A duty was done"), button=_("It was done"), lead=one.text
        ),
    )


@require_http_methods(["GET", "POST"])
def say(request: HttpRequest, number: int) -> HttpResponse:
    """Say as the partner that a duty of its own was done, with what proves it."""
    who = reader(request)
    one = duty_or_404(number, who)
    if not may_say_done(who, one.agreement.partner):
        raise PermissionDenied
    initial = {"on": timezone.localdate()}
    form = DoneForm(request.POST or None, request.FILES or None, seen_by=who, initial=initial)

    def keep() -> None:
        papers = form.gathered(organisation=one.agreement.partner.organisation, by=who)
        evidence = papers[-1] if papers else None
        actions.say_own_done(one, on=form.cleaned_data["on"], evidence=evidence, by=who)

    return form_answer(
        request,
        form,
        deed=keep,
        said=_("It is said to be done. The city accepts it or sends it back."),
        to=lambda: reverse("agreement", args=[one.agreement_id]),
        page=of_agreement(
            one.agreement,
            heading=_("Say that a duty is done"),
            button=_("Say that it is done"),
            lead=one.text,
        ),
    )


@require_http_methods(["GET", "POST"])
def back(request: HttpRequest, number: int) -> HttpResponse:
    """Send back what a partner says is done, with the reason."""
    who = reader(request)
    one = duty_or_404(number, who)
    form = BackForm(request.POST or None)
    return form_answer(
        request,
        form,
        deed=lambda: actions.send_back(one, reasons=form.cleaned_data["reasons"], by=who),
        said=_("It is sent back. The partner reads why."),
        to=lambda: reverse("agreement", args=[one.agreement_id]),
        page=of_agreement(one.agreement, heading=_("Send it back"), button=_("Send it back"), lead=one.text),
    )


NEEDS = Permission.MANAGE_PARTNERS
ADDRESSES = (
    Address("agreements/<int:number>/duties/new/", "duty_add", add, needs=NEEDS),
    Address("agreements/duties/<int:number>/", "duty_change", change, needs=NEEDS),
    Address("agreements/duties/<int:number>/remove/", "duty_remove", remove, needs=NEEDS),
    Address("agreements/duties/<int:number>/done/", "duty_done", done, needs=NEEDS),
    Address("agreements/duties/<int:number>/say/", "duty_say", say, needs=Permission.SAY_DUTIES_DONE),
    Address("agreements/duties/<int:number>/back/", "duty_back", back, needs=NEEDS),
)
