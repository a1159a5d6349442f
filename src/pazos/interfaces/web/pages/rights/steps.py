"""The steps of a request, each a page of its own: what a person wrote is never lost to a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from pazos.domain.rights.actions import requests as deeds
from pazos.domain.rights.registry import Subject
from pazos.domain.rights.vocabulary import Answer, Proof, SubjectKind
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.rights.asking import Dated, OneOf, Words
from pazos.interfaces.web.pages.rights.requests import one_of
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.people.models import Staff
    from pazos.domain.rights.models import Request


class IdentifyForm(Dated):
    """Whose data it is about, and how that is known."""

    proof = OneOf(Proof, gettext_lazy("How you made sure who asks"))
    subject_kind = OneOf(SubjectKind, gettext_lazy("Whose data"))
    subject = forms.CharField(
        label=gettext_lazy("Number"),
        max_length=40,
        help_text=gettext_lazy(
            "The number of the account, candidate, participant or record, as it stands at the top of its page."
        ),
    )


class SendBackForm(Dated):
    """What is missing."""

    missing = Words(gettext_lazy("What is missing"), most=500)


class ExtendForm(Dated):
    """Why it takes longer."""

    why = Words(
        gettext_lazy("Why it takes longer"),
        most=500,
        help_text=gettext_lazy("The requester is told this, and the new day."),
    )


class AnswerForm(Dated):
    """What is decided and what the letter says."""

    answer = OneOf(Answer, gettext_lazy("What is answered"))
    letter = Words(
        gettext_lazy("The letter"),
        most=6000,
        rows=12,
        help_text=gettext_lazy(
            "A refusal says why, with the article, and that the requester may complain to the SIC."
        ),
    )


@dataclass(frozen=True)
class Step:
    """One thing that can be done with a request."""

    title: Any
    lead: Any
    button: Any
    form: type[Dated]
    do: Callable[[Request, dict[str, Any], Staff], Request]
    done: Any


STEPS = {
    "identify": Step(
        gettext_lazy("Make sure who asks"),
        gettext_lazy("Data about a person go to that person, to who represents them, or to nobody."),
        gettext_lazy("It is sure"),
        IdentifyForm,
        lambda one, said, by: deeds.identify(
            one,
            subject=Subject.named(said["subject_kind"], said["subject"]),
            proof=said["proof"],
            on=said["on"],
            by=by,
        ),
        gettext_lazy("It is written down whose data they are."),
    ),
    "send-back": Step(
        gettext_lazy("Send it back to be completed"),
        gettext_lazy(
            "A claim without what it needs is sent back once, within five working days (art. 15). Its clock then "
            "stands still; after two months of silence it is taken for desisted."
        ),
        gettext_lazy("Send it back"),
        SendBackForm,
        lambda one, said, by: deeds.send_back(one, missing=said["missing"], on=said["on"], by=by),
        gettext_lazy("It was sent back. Its clock stands still."),
    ),
    "complete": Step(
        gettext_lazy("What was missing came"),
        gettext_lazy("The clock begins on this day."),
        gettext_lazy("It is complete"),
        Dated,
        lambda one, said, by: deeds.complete(one, on=said["on"], by=by),
        gettext_lazy("It is complete. Its clock runs."),
    ),
    "mark": Step(
        gettext_lazy("Mark the data: claim in process"),
        gettext_lazy(
            "Within two working days whoever uses the data must see that they are disputed (art. 15)."
        ),
        gettext_lazy("Mark them"),
        Dated,
        lambda one, said, by: deeds.mark(one, on=said["on"], by=by),
        gettext_lazy("The data are marked."),
    ),
    "extend": Step(
        gettext_lazy("Take longer"),
        gettext_lazy("Once, before the first term ends, and the requester is told why and until when."),
        gettext_lazy("Make the term longer"),
        ExtendForm,
        lambda one, said, by: deeds.extend(one, why=said["why"], on=said["on"], by=by),
        gettext_lazy("The term is longer now."),
    ),
    "answer": Step(
        gettext_lazy("Answer it"),
        gettext_lazy("The letter can be printed afterwards. An answer is not changed any more."),
        gettext_lazy("Answer it"),
        AnswerForm,
        lambda one, said, by: deeds.answer(
            one, answer=said["answer"], letter=said["letter"], on=said["on"], by=by
        ),
        gettext_lazy("It is answered. Print the letter and send it."),
    ),
}


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, key: UUID, name: str) -> HttpResponse:
    """Show one step, and take it."""
    asked = STEPS.get(name)
    if asked is None:
        raise Http404
    found = one_of(request, key)
    told = {name: request.GET[name] for name in ("subject_kind", "subject") if name in request.GET}
    form = asked.form(request.POST or None, initial=told)
    if request.method == "POST" and form.is_valid():
        try:
            asked.do(found, form.cleaned_data, reader(request))
        except InputProblem as problem:
            form.add_error(None, refusal(problem))
        else:
            messages.success(request, str(asked.done))
            return redirect("request", key)
    facts = {"one": found, "step": asked, "form": form, "here": str(asked.title), "finds": name == "identify"}
    status = 422 if request.method == "POST" else 200
    return render(request, "web/rights/requests/step.html", facts, status=status)


ADDRESSES = (
    Address(
        "rights/requests/<uuid:key>/step/<slug:name>/",
        "request_step",
        step,
        needs=Permission.HANDLE_REQUESTS,
    ),
)
