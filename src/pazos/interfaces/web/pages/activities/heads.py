"""Saying how many came, by sex and age band, where nobody writes names down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from pazos.domain.activities import actions
from pazos.domain.activities.actions.counting import MOST
from pazos.domain.participants.vocabulary import AgeBand, Sex
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.activities.asking import activity_or_404, runs
from pazos.interfaces.web.pages.activities.doing import done
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.activities.models import Activity


class HeadsForm(forms.Form):
    """One number for each sex and age band; what is empty counts nobody."""

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {(one.sex, one.age_band): one.people for one in activity.head_counts.all()}
        for sex in Sex:
            for band in AgeBand:
                self.fields[_name(sex, band)] = forms.IntegerField(
                    label=f"{sex.label}, {band.label}",
                    min_value=0,
                    max_value=MOST,
                    required=False,
                    initial=known.get((sex, band)),
                    widget=forms.NumberInput(attrs={"class": "head", "inputmode": "numeric"}),
                )

    @property
    def bands(self) -> list[Any]:
        """The headings of the table."""
        return [band.label for band in AgeBand]

    @property
    def rows(self) -> list[tuple[Any, list[Any]]]:
        """The fields row by row."""
        return [(sex.label, [self[_name(sex, band)] for band in AgeBand]) for sex in Sex]

    def heads(self) -> dict[tuple[Sex, AgeBand], int]:
        """Return what was written."""
        return {(sex, band): self.cleaned_data[_name(sex, band)] or 0 for sex in Sex for band in AgeBand}


class TotalForm(forms.Form):
    """Only how many came, where nobody told them apart."""

    people = forms.IntegerField(
        label=gettext_lazy("How many people came"), min_value=0, max_value=MOST, required=True
    )


def _name(sex: Sex, band: AgeBand) -> str:
    return f"{sex.value}_{list(AgeBand).index(band)}"


@require_http_methods(["GET", "POST"])
def heads(request: HttpRequest, number: int) -> HttpResponse:
    """Ask how many came, and keep it."""
    who = reader(request)
    activity = activity_or_404(number, who)
    if not runs(activity, who):
        return redirect("activity", activity.pk)
    is_total = request.method == "POST" and "people" in request.POST
    form = HeadsForm(request.POST if request.method == "POST" and not is_total else None, activity=activity)
    total = TotalForm(request.POST if is_total else None)
    asked: forms.Form = total if is_total else form
    if request.method == "POST" and asked.is_valid():
        said = {(Sex.UNKNOWN, AgeBand.UNKNOWN): total.cleaned_data["people"]} if is_total else form.heads()
        if done(
            request,
            lambda: actions.count_heads(activity, heads=said, by=who),
            said=_("It is kept how many came."),
            form=asked,
        ):
            return redirect("activity", activity.pk)
    facts = {"form": form, "total_form": total, "activity": activity}
    return render(request, "web/activities/heads.html", facts, status=422 if asked.errors else 200)


ADDRESSES = (
    Address("activities/<int:number>/heads/", "activity_heads", heads, needs=Permission.RUN_ACTIVITIES),
)
