"""Emergency access: taking it with a reason, giving it back, and reviewing what others took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from pazos.domain.people import emergency
from pazos.foundation.access.policy import Permission
from pazos.foundation.access.wording import WHAT_IT_LETS
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_ACCESS, Address, Stage
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.people.models import EmergencyAccess, Staff

PER_PAGE = 25


class TakeForm(forms.Form):
    """What is taken, why, and for how long."""

    permission = forms.ChoiceField(label=gettext_lazy("What you need"))
    hours = forms.IntegerField(
        label=gettext_lazy("Hours"), min_value=1, max_value=emergency.LONGEST_HOURS, initial=2
    )
    reason = forms.CharField(
        label=gettext_lazy("What is happening and why you need it"),
        help_text=gettext_lazy("One or two sentences, without names. Whoever reviews it will read them."),
        min_length=emergency.SHORTEST_REASON,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: object, who: Staff) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        choices = [(one.value, WHAT_IT_LETS[one]) for one in emergency.may_take(who)]
        self.fields["permission"].choices = choices  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Row:
    """One emergency access as its reader sees it."""

    access: EmergencyAccess
    what: str
    is_open: bool
    may_end: bool
    may_review: bool


def _row(access: EmergencyAccess, *, who: Staff) -> Row:
    now_open = emergency.is_open(access, at=timezone.now())
    reviews = who.may(Permission.SEE_TRAIL)
    own = access.staff_id == who.pk
    return Row(
        access,
        str(WHAT_IT_LETS[Permission(access.permission)]),
        now_open,
        may_end=now_open and (own or reviews),
        may_review=reviews and not own and not now_open and access.reviewed_at is None,
    )


@require_http_methods(["GET", "POST"])
def taken(request: HttpRequest) -> HttpResponse:
    """List one's own emergency accesses and offer to take one; on POST take it."""
    who = reader(request)
    form = TakeForm(request.POST or None, who=who)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _take(request, form, who):
            return redirect("emergency")
        status = 422
    return _shown(request, who=who, form=form if emergency.may_take(who) else None, status=status)


def _take(request: HttpRequest, form: TakeForm, who: Staff) -> bool:
    said = form.cleaned_data
    try:
        permission = Permission(said["permission"])
        emergency.take(permission=permission, reason=said["reason"], hours=said["hours"], by=who)
    except InputProblem as problem:
        form.add_error(None, refusal(problem))
        return False
    messages.success(request, _("It is open. It ends by itself, and every look is marked until then."))
    return True


def reviews(request: HttpRequest) -> HttpResponse:
    """List every emergency access for those who review them."""
    return _shown(request, who=reader(request), form=None, status=200)


def _shown(request: HttpRequest, *, who: Staff, form: TakeForm | None, status: int) -> HttpResponse:
    page = Paginator(emergency.standing_for(who), PER_PAGE).get_page(request.GET.get("page"))
    facts = {"form": form, "page": page, "rows": [_row(one, who=who) for one in page]}
    return render(request, "web/emergency/list.html", facts, status=status)


@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Give an emergency access back, or end somebody's."""
    who = reader(request)
    access = get_object_or_404(emergency.standing_for(who), pk=number)
    try:
        emergency.end(access, by=who)
        messages.success(request, _("The emergency access has ended."))
    except InputProblem as problem:
        messages.error(request, refusal(problem))
    return redirect("emergency_reviews" if who.may(Permission.SEE_TRAIL) else "emergency")


@require_POST
def review(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what a reviewer found."""
    who = reader(request)
    access = get_object_or_404(emergency.standing_for(who), pk=number)
    found = request.POST.get("justified", "")
    if found not in ("yes", "no"):
        raise PermissionDenied
    try:
        words = request.POST.get("words", "")[:500]
        emergency.review(access, was_justified=found == "yes", words=words, by=who)
        messages.success(request, _("Your review is kept."))
    except InputProblem as problem:
        messages.error(request, refusal(problem))
    return redirect("emergency_reviews")


ADDRESSES = (
    Address(
        "emergency/",
        "emergency",
        taken,
        needs=Permission.TAKE_EMERGENCY,
        menu=N_("Emergency access"),
        stage=Stage.ENTER,
        group=OF_ACCESS,
    ),
    Address(
        "emergency/reviews/",
        "emergency_reviews",
        reviews,
        needs=Permission.SEE_TRAIL,
        menu=N_("Emergency accesses"),
        stage=Stage.ENTER,
        group=OF_ACCESS,
    ),
    Address("emergency/<int:number>/end/", "emergency_end", end, needs=Permission.TAKE_EMERGENCY),
    Address("emergency/<int:number>/stop/", "emergency_stop", end, needs=Permission.SEE_TRAIL),
    Address("emergency/<int:number>/review/", "emergency_review", review, needs=Permission.SEE_TRAIL),
)
