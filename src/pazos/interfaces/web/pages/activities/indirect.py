"""Stating how many a programme reached indirectly, by which method, with the arithmetic in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from pazos.domain.activities import actions
from pazos.domain.activities.actions.counting import MOST
from pazos.domain.activities.vocabulary import IndirectMethod
from pazos.domain.strategy.models import Programme
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.activities.asking import programmes_of
from pazos.interfaces.web.pages.activities.doing import done
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.people.models import Staff


class IndirectForm(forms.Form):
    """One number with its method."""

    programme = forms.ModelChoiceField(label=gettext_lazy("Programme"), queryset=Programme.objects.none())
    year = forms.IntegerField(label=gettext_lazy("Year"))
    method = forms.ChoiceField(label=gettext_lazy("Method"), choices=IndirectMethod.choices)
    people = forms.IntegerField(label=gettext_lazy("People"), min_value=0, max_value=MOST)
    workings = forms.CharField(
        label=gettext_lazy("The arithmetic in words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "So that somebody else gets the same number: 412 people x 3.1 in a household (census of 2018) = 1,277."
        ),
    )

    def __init__(self, *args: Any, who: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes_of(who)  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def indirect(request: HttpRequest) -> HttpResponse:
    """Ask for one number, and keep it; the same programme, year and method is put right."""
    who = reader(request)
    form = IndirectForm(request.POST or None, who=who, initial={"year": timezone.localdate().year})
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "method": IndirectMethod(form.cleaned_data["method"])}
        if done(
            request,
            lambda: actions.state_indirect(**said, by=who),
            said=_("It is stated; it stands beside the people reached and is added to nothing."),
            form=form,
        ):
            return redirect("reach")
    return render(request, "web/activities/indirect.html", {"form": form}, status=422 if form.errors else 200)


ADDRESSES = (Address("reach/indirect/", "indirect_reach", indirect, needs=Permission.RUN_ACTIVITIES),)
