"""The three short questions: on the worker's phone, handed over, or at home with the code of the cohort's month.

Whoever answers is not asked who they are, and nothing by which they could be known is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.cases.actions.voice_satisfaction import say
from pazos.domain.cases.queries.voice_satisfaction import behind, codes
from pazos.domain.cases.rules.voice_satisfaction import LEAST, MOST, QUESTIONS, Block
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_CASES, Address, Stage
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.learning.pacing import may_send
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST_ANSWERS = 60  # of one connection within an hour: a worker's phone goes round a whole group
ANSWERS = [
    (1, gettext_lazy("1 · not at all")),
    *((n, str(n)) for n in range(LEAST + 1, MOST)),
    (MOST, gettext_lazy("5 · very much")),
]


class CodeForm(forms.Form):
    """The code of this month."""

    code = forms.CharField(
        label=gettext_lazy("The code you were given"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class OpinionForm(forms.Form):
    """Three questions, each from 1 to 5."""

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        for name, words in QUESTIONS.items():
            self.fields[name] = forms.TypedChoiceField(
                label=words, choices=ANSWERS, coerce=int, widget=forms.RadioSelect
            )


@require_http_methods(["GET", "POST"])
def asked(request: HttpRequest) -> HttpResponse:
    """Ask for the code."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = behind(form.cleaned_data["code"], on=timezone.localdate())
        if found is not None and may_send(request, what="codes", most=MOST_ANSWERS):
            return redirect("opinion", found.code)
        form.add_error("code", str(Block.CODE.label))
    status = 422 if request.method == "POST" else 200
    return render(request, "web/learning/opinion_code.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def opinion(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the three questions of a code, and thank."""
    if behind(code, on=timezone.localdate()) is None:
        facts = {"form": CodeForm(), "problem": str(Block.CODE.label)}
        return render(request, "web/learning/opinion_code.html", facts, status=404)
    form = OpinionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not may_send(request, what="opinions", most=MOST_ANSWERS):
            form.add_error(
                None, _("So many answers came from here within the hour that no more are taken now.")
            )
        elif done(request, lambda: say(code, **form.cleaned_data), said=_("Thank you."), form=form):
            return render(request, "web/learning/opinion_thanks.html", {"code": code})
    status = 422 if request.method == "POST" else 200
    return render(request, "web/learning/opinion.html", {"form": form}, status=status)


@require_GET
def month_codes(request: HttpRequest) -> HttpResponse:
    """Show the codes of this month to who works with the cohorts, and hand the phone over."""
    rows = codes(seen_by=reader(request), on=timezone.localdate())
    return render(request, "web/learning/opinion_codes.html", {"rows": rows, "today": timezone.localdate()})


ADDRESSES = (
    Address("opinion/", "opinion_code", asked, needs=Permission.SEE_PUBLIC),
    Address("opinion/<slug:code>/", "opinion", opinion, needs=Permission.SEE_PUBLIC),
    Address(
        "cases/opinion-codes/",
        "opinion_codes",
        month_codes,
        needs=Permission.WORK_CASES,
        menu=N_("Ask what they think"),
        stage=Stage.ACT,
        group=OF_CASES,
    ),
)
