"""Complaining without saying who one is, and reading the answer by the word that was given. For anybody.

No file is taken, nothing stands in the address, and the word is shown once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from pazos.domain.cases.actions import voice as deeds
from pazos.domain.cases.queries import voice as queries
from pazos.domain.cases.rules.voice import ANSWER_WITHIN, Block
from pazos.domain.cases.vocabulary import About
from pazos.domain.teams.models import WorkCluster
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_RIGHTS, Address, Stage
from pazos.interfaces.web.pages.doing import reasons
from pazos.interfaces.web.pages.learning.pacing import may_send
from pazos.interfaces.web.pages.rights.asking import OneOf, Words
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST_COMPLAINTS, MOST_WORDS = 10, 30  # of one connection within an hour
CURES = {Block.TOO_SHORT.value: ("text",)}


class ComplaintForm(forms.Form):
    """What happened. Nobody has to say who they are."""

    about = OneOf(About, gettext_lazy("What is it about?"))
    text = Words(
        gettext_lazy("What happened?"),
        most=3000,
        rows=7,
        help_text=gettext_lazy("In your words. You need not say who you are, nor the names of others."),
    )
    cluster = forms.ModelChoiceField(
        WorkCluster.objects.filter(closed_on__isnull=True),
        label=gettext_lazy("Where was it?"),
        required=False,
        empty_label=gettext_lazy("I would rather not say"),
    )
    contact = forms.CharField(
        label=gettext_lazy("Do you want us to call you?"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "Only if you want: a telephone or an e-mail. Without it you read the answer here."
        ),
    )


class WordForm(forms.Form):
    """The word that was given."""

    word = forms.CharField(
        label=gettext_lazy("The word you were given"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def complain(request: HttpRequest) -> HttpResponse:
    """Take a complaint in and show its word, once."""
    form = ComplaintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not may_send(request, what="complaints", most=MOST_COMPLAINTS):
            form.add_error(None, str(Block.TOO_MANY.label))
        else:
            made = _made(form)
            if made is not None:
                row, word = made
                return render(request, "web/learning/complained.html", {"one": row, "word": word})
    facts = {"form": form, "days": ANSWER_WITHIN}
    return render(request, "web/learning/complain.html", facts, status=_status(request))


def _made(form: ComplaintForm) -> tuple[Any, str] | None:
    try:
        return deeds.complain(**form.cleaned_data)
    except InputProblem as problem:
        for field, words in reasons(problem, form, cures=CURES):
            form.add_error(field, words)
        return None


@never_cache
@require_http_methods(["GET", "POST"])
def answered(request: HttpRequest) -> HttpResponse:
    """Show what came of the complaint of a word."""
    form, found = WordForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        if not may_send(request, what="words", most=MOST_WORDS):
            form.add_error(None, _("Too many tries. Wait an hour."))
        else:
            found = queries.told(form.cleaned_data["word"])
            if found is None:
                form.add_error("word", _("No complaint has this word. Look at each letter and number again."))
    status = 200 if found else _status(request)
    return render(request, "web/learning/answered.html", {"form": form, "found": found}, status=status)


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200


ADDRESSES = (
    Address(
        "complaints/new/",
        "complain",
        complain,
        needs=Permission.SEE_PUBLIC,
        menu=N_("Complain"),
        stage=Stage.ENTER,
        group=OF_RIGHTS,
    ),
    Address("complaints/answer/", "complaint_answered", answered, needs=Permission.SEE_PUBLIC),
)
