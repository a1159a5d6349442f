"""One referral: how it stands, whether the person fits and why, and everything that can be done with it.

Whoever referred sees what they wrote and what was answered. That there is a case, or was one, stands here
only for those who may see it: neither the answer nor a place on the list tells it to others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.cases.actions import excepting, referring
from pazos.domain.cases.queries import cases, waiting
from pazos.domain.cases.queries import eligibility as fitting
from pazos.domain.cases.queries import referring as queries
from pazos.domain.cases.rules.referring import OPEN, is_minor
from pazos.domain.cases.vocabulary import ReferralState, WaitClass
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.reader import holds, reader
from pazos.interfaces.web.pages.referrals import wording
from pazos.interfaces.web.pages.referrals.forms import AboutForm, ArgueForm, ToldForm
from pazos.interfaces.web.pages.referrals.listing import CURES, WHAT

if TYPE_CHECKING:
    from uuid import UUID

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.cases.models import Referral


def found(request: HttpRequest, key: UUID, *, at: str) -> Referral:
    """Return a referral within reach and note that it was read; what is not, does not exist."""
    who = reader(request)
    one = queries.referral(key, seen_by=who)
    if one is None:
        raise Http404
    note_read(by=who, what=WHAT, keys=[one.pk], at_address=at)
    return one


@require_GET
def referral(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one referral."""
    who = reader(request)
    one = found(request, key, at="referral")
    answers = queries.may_answer(one, who)
    now = fitting.in_force()
    fits = fitting.eligibility(one, now=now)
    told = queries.told([one], seen_by=who)[one.pk]
    facts = {
        "one": one,
        "number": queries.number_of(one.pk),
        "told": told,
        "badge": wording.BADGES[told.state],
        "late": wording.late_words(one),
        "age": wording.age_words(one),
        "is_minor": is_minor(fitting.facts_of(one, now=now)),
        "fits": fits,
        "fit_lines": wording.fit_lines(fits),
        **_place(one, answers=answers),
        "answers": answers,
        "is_open": one.state in OPEN and one.emptied_at is None,
        "may_take_back": one.state == ReferralState.WITHDRAWN
        or (answers and one.state == ReferralState.REFUSED),
        "may_decide": answers and holds(request, Permission.SUPERVISE_CASES) and one.argued_by_id != who.pk,
        "case": _case(request, one),
    }
    return render(request, "web/referrals/one.html", facts)


def _place(one: Referral, *, answers: bool) -> dict[str, Any]:
    """Return where somebody waits and why. It may say that they were accompanied before, so not to who referred."""
    place = waiting.place_of(one) if answers else None
    return {"place": place, "why_there": wording.CLASSES[place.waits_as] if place else ""}


def _case(request: HttpRequest, one: Referral) -> Any:
    held = getattr(one, "case", None)
    if held is None or not holds(request, Permission.SEE_CASES):
        return None
    return cases.case(held.pk, seen_by=reader(request))


@require_GET
def explained(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the explanation for the person, to be read to them or printed: plain words, no name."""
    one = found(request, key, at="referral_explained")
    now = fitting.in_force()
    fits = fitting.eligibility(one, now=now)
    facts = {
        "one": one,
        "fits": fits,
        "title": now.title,
        **_place(one, answers=queries.may_answer(one, reader(request))),
        "classes": [label for _value, label in WaitClass.choices],
    }
    return render(request, "web/referrals/explained.html", facts)


@require_http_methods(["GET", "POST"])
def complete(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write what was asked since, or put right what was told wrongly."""
    who = reader(request)
    one = found(request, key, at="complete_referral")
    names = ("name", "contact", "age_band", "born_on", "guardian", "reason", "ordered_until", "order_paper")
    initial = {name: getattr(one, name) for name in names}
    initial["neighbourhood"] = one.neighbourhood.code if one.neighbourhood else ""
    form = AboutForm(request.POST or None, who=who, initial=initial)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and done(
        request,
        lambda: referring.complete(one, **form.cleaned_data, by=who),
        said=_("It is put right."),
        form=form,
        cures=CURES,
    ):
        return redirect("referral", one.pk)
    return asked(request, one, form, title=_("Put the referral right"), button=_("Keep it"))


@require_http_methods(["GET", "POST"])
def tell(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write down that the person was told of the answer."""
    who = reader(request)
    one = found(request, key, at="tell_referral")
    form = ToldForm(request.POST or None)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and done(
        request,
        lambda: referring.tell(one, **form.cleaned_data, by=who),
        said=_("It is written down."),
        form=form,
    ):
        return redirect("referral", one.pk)
    return asked(request, one, form, title=_("The person was told"), button=_("Write it down"))


@require_http_methods(["GET", "POST"])
def argue(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say why somebody may take part although place or age do not fit."""
    who = reader(request)
    one = found(request, key, at="argue_referral")
    form = ArgueForm(request.POST or None, initial={"ground": one.ground, "argument": one.argument})
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: excepting.argue(one, **form.cleaned_data, by=who),
            said=_("It is argued. A supervisor decides, and never the one who argued it."),
            form=form,
        )
    ):
        return redirect("referral", one.pk)
    return asked(request, one, form, title=_("Argue an exception"), button=_("Argue it"))


def asked(
    request: HttpRequest, one: Referral, form: Form, *, title: str, button: str, **facts: Any
) -> HttpResponse:
    """Show a form about one referral, again with what stands in the way where it was refused."""
    number = queries.number_of(one.pk)
    shown = {"one": one, "form": form, "title": title, "button": button, "number": number, **facts}
    status = 422 if request.method == "POST" else 200
    return render(request, "web/referrals/deed.html", shown, status=status)


DEEDS = {
    "withdraw": referring.withdraw,
    "take-back": referring.take_back,
    "approve": excepting.approve,
    "turn-down": excepting.turn_down,
}


@require_POST
def do(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Do what needs no form: withdraw, take that back, decide on an exception."""
    who = reader(request)
    one = found(request, key, at="do_referral")
    if deed not in DEEDS:
        raise Http404
    said = {
        "withdraw": _("It is withdrawn. You can take that back on this page."),
        "take-back": _("It stands as before."),
        "approve": _("The exception is approved."),
        "turn-down": _("The exception is turned down; it can be argued anew."),
    }
    done(request, lambda: DEEDS[deed](one, by=who), said=said[deed])
    return redirect(reverse("referral", args=[one.pk]))


_ONE = "referrals/<uuid:key>/"
NEEDS = Permission.REFER_PEOPLE
ADDRESSES = (
    Address(_ONE, "referral", referral, needs=NEEDS),
    Address(f"{_ONE}explained/", "referral_explained", explained, needs=NEEDS),
    Address(f"{_ONE}complete/", "complete_referral", complete, needs=NEEDS),
    Address(f"{_ONE}tell/", "tell_referral", tell, needs=NEEDS),
    Address(f"{_ONE}argue/", "argue_referral", argue, needs=NEEDS),
    Address(f"{_ONE}do/<slug:deed>/", "do_referral", do, needs=NEEDS),
)
