"""The course of a case: its pair, rests, reviews, its end, and looking the person up afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.cases.actions.following_up import follow_up
from pazos.domain.cases.models import FollowUp
from pazos.domain.cases.queries import sessions
from pazos.domain.cases.queries.cases import reached
from pazos.domain.cases.rules.following_up import FACTS
from pazos.domain.cases.rules.turning import TRIES, TRIES_SPAN, what_is_missing
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.cases import forms, wording
from pazos.interfaces.web.pages.cases.frame import facts_of, frame
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.interfaces.web.pages.cases.frame import Framed

MOST_REVIEWS = 30
CURES = {
    "too_early": ("on",),
    "ahead": ("on",),
    "reached_missing": ("reached",),
    "nobody_asked": ("reached",),
}


@require_GET
def case_course(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the course of a case."""
    return course_page(request, frame(request, key))


def course_page(
    request: HttpRequest, framed: Framed, *, sent: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Show the page, with a form that was sent and refused as it was."""
    case = framed.case
    tries = sessions.tries(case)
    turns = case.turns.select_related("by", "asked_by", "first_worker", "second_worker").order_by("-at")
    facts = {
        "turns": [(one, wording.reason(one.reason)) for one in turns],
        "ask": case.asks.filter(granted=None).select_related("asked_by").first(),
        "refused": case.asks.filter(granted=False)
        .filter(answer__is_sealed=True)
        .select_related("answered_by")
        .last(),
        "reviews": case.reviews.select_related("by")[:MOST_REVIEWS],
        "follow_ups": case.follow_ups.select_related("by"),
        "tries": tries,
        "missing": [block.label for block in what_is_missing(tries)],
        "needed": {"tries": TRIES, "days": TRIES_SPAN.days},
        "forms": {**_forms(framed), **(sent or {})},
        "sent": set(sent or ()),
    }
    return render(request, "web/cases/course.html", facts_of(framed, **facts), status=422 if sent else 200)


def _forms(framed: Framed) -> dict[str, Any]:
    """Return the empty forms by the name of their deed."""
    case, version = framed.case, {"version": framed.case.version}
    plain = {
        "pause": forms.PauseForm,
        "take_up": forms.TakeUpForm,
        "end": forms.EndForm,
        "withdraw": forms.WithdrawForm,
        "review": forms.ReviewForm,
    }
    pair = {"first": case.first_worker_id, "second": case.second_worker_id}
    made: dict[str, Any] = {name: form(prefix=name, initial=version) for name, form in plain.items()}
    made["give"] = forms.GiveForm(prefix="give", initial=version | pair, supervises=framed.supervises)
    made["join"] = forms.JoinForm(prefix="join", initial={"cohort": case.cohort_id})
    return made


@require_http_methods(["GET", "POST"])
def case_follow_up(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write down what came of looking somebody up after the end."""
    who = reader(request)
    rows = FollowUp.objects.filter(reached(who, Permission.WORK_CASES, through="case__"))
    row = rows.filter(pk=key).first()
    if row is None:
        raise Http404
    framed = frame(request, row.case_id, tab="case_course")
    words = {True: "yes", False: "no"}
    kept = {name: words[row.facts[name]] for name in FACTS if name in row.facts}
    form = forms.FollowUpForm(request.POST or None, initial={"reached": row.reached, **kept})
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: follow_up(row, by=who, **form.said()),
            said=_("It is written down."),
            form=form,
            cures=CURES,
        )
    ):
        return redirect("case_course", row.case_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "web/cases/follow_up.html", facts_of(framed, form=form, row=row), status=status)


ADDRESSES = (
    Address("cases/<uuid:key>/course/", "case_course", case_course, needs=Permission.SEE_CASES),
    Address("cases/follow-ups/<uuid:key>/", "case_follow_up", case_follow_up, needs=Permission.WORK_CASES),
)
