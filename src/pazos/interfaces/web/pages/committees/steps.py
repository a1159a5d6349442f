"""The steps of a commitment, each a page of its own: what was written is never lost to a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from pazos.domain.committees import actions
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.committees.commitments import found_or_404
from pazos.interfaces.web.pages.committees.doing import asked, done, sent
from pazos.interfaces.web.pages.committees.forms import (
    CorrectForm,
    DoneForm,
    DropForm,
    MaybeWordsForm,
    TimeForm,
    WordsForm,
)
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.committees.models import Commitment
    from pazos.domain.people.models import Staff

    Deed = Callable[[Commitment, Any, Staff], object]


@dataclass(frozen=True)
class Step:
    """One thing that can be done with a commitment."""

    title: Any
    button: Any
    form: type[Form]
    do: Deed
    said: Any
    lead: Any = ""
    initial: Callable[[Commitment], dict[str, Any]] = lambda _one: {"on": timezone.localdate()}


def _say_done(one: Commitment, form: Any, by: Staff) -> None:
    said = form.cleaned_data
    papers = form.gathered(organisation=one.organisation, by=by)
    actions.say_done(one, on=said["on"], words=said["words"], evidence=papers, by=by)


OWED = {
    "done": Step(
        _("Say that it is done"),
        _("It is done"),
        DoneForm,
        _say_done,
        _("It is said to be done. Somebody of the committee accepts it or sends it back."),
        _("Say what was done and add what proves it."),
    ),
    "progress": Step(
        _("Say how far it is"),
        _("Keep it"),
        WordsForm,
        lambda one, form, by: actions.report_progress(one, words=form.cleaned_data["words"], by=by),
        _("It is written down."),
    ),
}
KEPT = {
    "accept": Step(
        _("Accept that it is done"),
        _("Accept it"),
        MaybeWordsForm,
        lambda one, form, by: actions.accept_done(one, words=form.cleaned_data["words"], by=by),
        _("It is accepted as done."),
        _("Read what proves it first."),
    ),
    "send-back": Step(
        _("Send it back"),
        _("Send it back"),
        WordsForm,
        lambda one, form, by: actions.send_back(one, words=form.cleaned_data["words"], by=by),
        _("It is open again."),
        _("Say what is missing."),
    ),
    "correct": Step(
        _("Correct how it is written down"),
        _("Correct it"),
        CorrectForm,
        lambda one, form, by: actions.correct(one, by=by, **form.cleaned_data),
        _("It is corrected. What stood before stays in its history."),
        initial=lambda one: {name: getattr(one, name) for name in CorrectForm.base_fields},
    ),
    "time": Step(
        _("Give more time"),
        _("Give it"),
        TimeForm,
        lambda one, form, by: actions.give_more_time(one, by=by, **form.cleaned_data),
        _("It has more time. The day before stays to be read."),
    ),
    "drop": Step(
        _("Let it go"),
        _("Let it go"),
        DropForm,
        lambda one, form, by: actions.drop(one, by=by, **form.cleaned_data),
        _("It is let go. It stays to be read with its reasons."),
    ),
}


@require_http_methods(["GET", "POST"])
def owed_step(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """Take a step of whoever owes it."""
    return _step(request, number, OWED.get(name))


@require_http_methods(["GET", "POST"])
def kept_step(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """Take a step of whoever keeps the committees' books."""
    return _step(request, number, KEPT.get(name))


def _step(request: HttpRequest, number: int, step: Step | None) -> HttpResponse:
    if step is None:
        raise Http404
    one, who = found_or_404(request, number), reader(request)
    options: dict[str, Any] = {"initial": step.initial(one)}
    if step.form is DoneForm:
        options["seen_by"] = who
    form = step.form(sent(request), request.FILES, **options)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(request, lambda: step.do(one, form, who), said=str(step.said), form=form)
    ):
        return redirect("commitment", number)
    facts = {
        "form": form,
        "title": step.title,
        "button": step.button,
        "lead": step.lead,
        "commitment": one,
        "cancel": reverse("commitment", args=[number]),
        "with_files": step.form is DoneForm,
    }
    return asked(request, "web/committees/ask.html", facts)


_ONE = "committees/commitments/<int:number>/"
ADDRESSES = (
    Address(f"{_ONE}owed/<slug:name>/", "commitment_owed", owed_step, needs=Permission.OWE_COMMITMENTS),
    Address(f"{_ONE}kept/<slug:name>/", "commitment_kept", kept_step, needs=Permission.RUN_COMMITTEES),
)
