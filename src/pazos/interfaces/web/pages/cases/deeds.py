"""Deeds on a case that are sent from its pages: one form, one action, and back to the page it came from.

What stands in the way is said on the form, all of it at once, beside the field that cures it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pazos.domain.cases.actions import cohorts, incentives, reviews, services, turning
from pazos.domain.cases.models import CaseAsk
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.cases import forms
from pazos.interfaces.web.pages.cases.course import course_page
from pazos.interfaces.web.pages.cases.frame import Framed, frame
from pazos.interfaces.web.pages.cases.support import support_page
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import Promise

    from pazos.domain.cases.models import Case
    from pazos.domain.people.models import Staff

    Do = Callable[[Case, Staff, dict[str, Any]], object]

COURSE, SUPPORT = "case_course", "case_support"
PAGES = {COURSE: course_page, SUPPORT: support_page}
CURES = {
    "reason_missing": ("reason",),
    "ahead": ("on", "given_on", "sent_on"),
    "not_yet": ("on", "given_on", "sent_on"),
    "before_last": ("on",),
    "too_many": ("above_the_ceiling", "first"),
    "same_twice": ("second",),
    "same_pair": ("first",),
    "not_a_worker": ("first",),
    "few_tries": ("reason",),
    "no_call": ("reason",),
    "no_visit": ("reason",),
    "too_soon": ("reason",),
    "due_before": ("answer_due_on",),
    "due_too_far": ("answer_due_on",),
    "next_not_after": ("next_on",),
    "not_positive": ("amount",),
    "full": ("cohort",),
    "over": ("cohort",),
}


@dataclass(frozen=True)
class Deed:
    """One deed: on which page its form stands, what is done, and what is said afterwards."""

    page: str
    form: Any
    do: Do
    said: str | Promise
    asked: str | Promise = ""  # said where the supervisor must answer first


DEEDS = {
    "pause": Deed(
        COURSE,
        forms.PauseForm,
        lambda case, by, said: turning.pause(case, by=by, **said),
        _("The case rests."),
    ),
    "take_up": Deed(
        COURSE,
        forms.TakeUpForm,
        lambda case, by, said: turning.take_up(case, by=by, **said),
        _("The case goes on."),
    ),
    "end": Deed(
        COURSE,
        forms.EndForm,
        lambda case, by, said: turning.end(case, by=by, **said),
        _("The case has ended. The days to look the person up stand below."),
        _("The supervisor is asked. Until they answer, the case stays as it is."),
    ),
    "give": Deed(
        COURSE,
        forms.GiveForm,
        lambda case, by, said: turning.give(case, by=by, **said),
        _("The case is theirs now."),
        _("The supervisor is asked. Until they answer, the case stays as it is."),
    ),
    "withdraw": Deed(
        COURSE,
        forms.WithdrawForm,
        lambda case, by, said: turning.permission_taken_back(case, by=by, **said),
        _("The permission is taken back and the case rests. What to do stands above."),
    ),
    "join": Deed(
        COURSE,
        forms.JoinForm,
        lambda case, by, said: cohorts.join(case, by=by, **said),
        _("It is written down."),
    ),
    "review": Deed(
        COURSE,
        forms.ReviewForm,
        lambda case, by, said: reviews.review(case, by=by, **said),
        _("It is written down."),
    ),
    "service": Deed(
        SUPPORT,
        forms.ServiceForm,
        lambda case, by, said: services.send(case, by=by, **said),
        _("It is written down. Ask for the answer when it is due."),
    ),
    "incentive": Deed(
        SUPPORT,
        forms.IncentiveForm,
        lambda case, by, said: incentives.give(case, by=by, **said),
        _("It is written down."),
    ),
}


@require_POST
def do_case(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Do one deed on a case."""
    asked = DEEDS.get(deed)
    if asked is None:
        raise Http404
    framed, who = frame(request, key, tab=asked.page), reader(request)
    form = _form(deed, asked, framed, request)
    came: list[object] = []
    if form.is_valid():
        was_asked = _would_ask(deed, framed)
        said = asked.asked if was_asked else asked.said
        if done(
            request,
            lambda: came.append(asked.do(framed.case, who, form.said())),
            said=str(said),
            form=form,
            cures=CURES,
        ):
            gone = deed == "give" and not isinstance(came[0], CaseAsk) and not framed.supervises
            return redirect("cases") if gone else redirect(asked.page, key)
    return PAGES[asked.page](request, framed, sent={deed: form})


def _would_ask(deed: str, framed: Framed) -> bool:
    decides = framed.ends if deed == "end" else framed.supervises
    return bool(DEEDS[deed].asked) and not decides


def _form(deed: str, asked: Deed, framed: Framed, request: HttpRequest) -> Any:
    if deed == "give":
        return forms.GiveForm(request.POST, prefix=deed, supervises=framed.supervises)
    return asked.form(request.POST, prefix=deed)


ADDRESSES = (Address("cases/<uuid:key>/do/<slug:deed>/", "do_case", do_case, needs=Permission.WORK_CASES),)
