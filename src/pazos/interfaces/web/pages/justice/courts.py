"""The list of courts that measures are chosen from, kept by whoever supervises the cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from pazos.domain.justice.actions import courts as deeds
from pazos.domain.justice.queries import courts as queries
from pazos.domain.justice.rules.filing import CITY_LETTERS, COURT_EXAMPLE, COURT_LETTERS
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_JUSTICE, Address, Stage
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.justice.forms import line
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

NEEDS = Permission.SUPERVISE_CASES
CURES = {"not_a_court": ("name",), "not_a_city": ("city",), "known": ("name",)}


class CourtForm(forms.Form):
    """One court: its name and its city, and nothing else."""

    name = line(gettext_lazy("Name of the court"), most=COURT_LETTERS, help_text=COURT_EXAMPLE)
    city = line(gettext_lazy("City"), most=CITY_LETTERS)


@require_http_methods(["GET", "POST"])
def courts(request: HttpRequest) -> HttpResponse:
    """Show the list, and put a court into it."""
    form = CourtForm(
        request.POST if request.method == "POST" else None, initial={"city": queries.city_name()}
    )
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        deed = lambda: deeds.add(**said, by=reader(request))  # noqa: E731
        if done(request, deed, said=_("The court is in the list."), form=form, cures=CURES):
            return redirect("courts")
    facts = {"form": form, "courts": queries.courts(), "city": queries.city_name()}
    return render(request, "web/justice/courts.html", facts, status=422 if form.is_bound else 200)


@require_POST
def begin_courts(request: HttpRequest) -> HttpResponse:
    """Put the usual courts of the city into an empty list."""
    done(request, lambda: deeds.begin(by=reader(request)), said=_("The usual courts are in the list."))
    return redirect("courts")


@require_POST
def remove_court(request: HttpRequest, number: int) -> HttpResponse:
    """Take a court out of the list."""
    court = queries.courts().filter(pk=number).first()
    if court is None:
        raise Http404
    done(request, lambda: deeds.take_out(court, by=reader(request)), said=_("Taken out."))
    return redirect("courts")


ADDRESSES = (
    Address(
        "justice/courts/",
        "courts",
        courts,
        needs=NEEDS,
        menu=N_("Courts"),
        stage=Stage.ACT,
        group=OF_JUSTICE,
    ),
    Address("justice/courts/begin/", "begin_courts", begin_courts, needs=NEEDS),
    Address("justice/courts/<int:number>/remove/", "remove_court", remove_court, needs=NEEDS),
)
