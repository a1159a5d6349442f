"""What a citizens' council says of the city's commitments, beside what the city says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.committees import actions
from pazos.domain.committees.models import Committee
from pazos.domain.committees.queries import commitments as queries
from pazos.domain.committees.queries.reach import commitments_followed, councils_of
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_COMMITTEES, Address, Stage
from pazos.interfaces.web.pages.committees import wording
from pazos.interfaces.web.pages.committees.doing import asked, done, sent
from pazos.interfaces.web.pages.committees.forms import ReviewForm, SearchForm
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def followed(request: HttpRequest) -> HttpResponse:
    """List the public commitments with the city's word and the council's."""
    who, today = reader(request), timezone.localdate()
    every = Committee.objects.filter(commitments__in=commitments_followed(who)).distinct()
    form = SearchForm(request.GET, committees=every.values_list("pk", "name"))
    del form.fields["owner"]
    asked_for = form.sought()
    page = queries.listed(asked_for, seen_by=who, page=request.GET.get("page"), followed=True)
    rows = queries.rows_of(asked_for, seen_by=who, on=today, followed=True)
    facts = {
        "councils": councils_of(who),
        "form": form,
        "page": page,
        "rows": [wording.row(line) for line in queries.lines(page, seen_by=who, on=today)],
        "bar": wording.bar(queries.tallied(rows, on=today)),
        "contradicted": rows.filter(queries.condition(queries.CONTRADICTED, on=today)).count(),
    }
    return render(request, "web/committees/council.html", facts)


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, number: int) -> HttpResponse:
    """Write down what the council says of one commitment."""
    who = reader(request)
    one = commitments_followed(who).select_related("committee").filter(pk=number).first()
    if one is None:
        raise Http404
    councils = councils_of(who)
    form = ReviewForm(sent(request), initial={"on": timezone.localdate(), "council": councils.first()})
    form.fields["council"].queryset = councils  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        council = said.pop("council") or councils[0]
        if done(
            request,
            lambda: actions.review(one, council=council, by=who, **said),
            said=_("The council's word stands beside the city's."),
            form=form,
        ):
            return redirect("commitment", number)
    facts = {
        "form": form,
        "title": _("What the council says"),
        "button": _("Keep it"),
        "lead": _("It changes nothing of the city's own word: both stay side by side."),
        "commitment": one,
        "cancel": reverse("commitment", args=[number]),
    }
    return asked(request, "web/committees/ask.html", facts)


ADDRESSES = (
    Address(
        "committees/council/",
        "council",
        followed,
        needs=Permission.FOLLOW_CITY,
        menu=N_("Citizens' follow-up"),
        stage=Stage.GOVERN,
        group=OF_COMMITTEES,
    ),
    Address(
        "committees/council/<int:number>/review/", "council_review", review, needs=Permission.FOLLOW_CITY
    ),
)
