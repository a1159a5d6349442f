"""What a reader asked to see: the basis in the address, and whether it has been studied.

A page never studies anything itself: it shows the newest runs, or offers to ask for them. What a
basis of some victims only (an age, a sex) says of places is for those who may see the rows: a
count of one girl in one neighbourhood is a girl.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pazos.analysis import observatory
from pazos.analysis.basis import Basis
from pazos.domain.sources.models import Source
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import explain
from pazos.interfaces.web.pages.reader import holds
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict

    from pazos.analysis.observatory import Standing

SEXES = [("", _("everyone")), ("f", _("women")), ("m", _("men"))]


class BasisForm(forms.Form):
    """The choices of a basis: source, years, ages, sex."""

    source = forms.ChoiceField(label=_("Source"))
    first_year = forms.IntegerField(label=_("From the year"), min_value=1950, max_value=2100)
    last_year = forms.IntegerField(label=_("To the year"), min_value=1950, max_value=2100)
    age_from = forms.IntegerField(label=_("Ages from"), min_value=0, max_value=120, required=False)
    age_to = forms.IntegerField(label=_("Ages to"), min_value=0, max_value=120, required=False)
    sex = forms.ChoiceField(label=_("Victims"), choices=SEXES, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = Source.objects.values_list("slug", "name")
        self.fields["source"].choices = list(sources)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Make the basis, or say in words why it is none."""
        found = super().clean() or {}
        if not self.errors:
            try:
                found["basis"] = Basis(**{name: found[name] for name in observatory.BASIS})
            except InputProblem as problem:
                raise forms.ValidationError(explain(problem, _language())) from problem
        return found


@dataclass(frozen=True)
class Reading:
    """What a page shows: the standing (None: nothing is known), the form, and the query of the basis.

    `withheld`: the basis counts some victims only, and this reader may not see rows.
    """

    known: Standing | None
    form: BasisForm
    asked: Basis | None
    query: str
    withheld: bool = False

    @property
    def is_studied(self) -> bool:
        """Whether there is anything to show."""
        return self.known is not None and "rates" in self.known.runs


def read(request: HttpRequest) -> Reading:
    """Return what the address asks for; without a basis, the city's usual one."""
    if "source" not in request.GET:
        known = observatory.standing()
        return Reading(known, _form(known.basis if known else None), None, "")
    form = BasisForm(request.GET)
    if not form.is_valid():
        return Reading(None, form, None, "")
    basis: Basis = form.cleaned_data["basis"]
    if not may_read(request, basis):
        return Reading(None, form, basis, query_of(basis), withheld=True)
    return Reading(observatory.standing(basis), form, basis, query_of(basis))


def may_read(request: HttpRequest, basis: Basis) -> bool:
    """Return whether a reader may see figures of a basis: one of some victims only needs more."""
    return not basis.narrowed or holds(request, Permission.SEE_RECORDS)


def posted_basis(data: QueryDict) -> Basis | None:
    """Return the basis that a form sends, or None where it is not one."""
    form = BasisForm(data)
    return form.cleaned_data["basis"] if form.is_valid() else None


def query_of(basis: Basis) -> str:
    """Return the basis as the query of an address, with its question mark."""
    facts = {name: "" if value is None else value for name, value in basis.asked().items()}
    return f"?{urlencode(facts)}"


def _form(basis: Basis | None) -> BasisForm:
    return BasisForm(initial=basis.asked() if basis else None)


def _language() -> str:
    from django.utils.translation import get_language

    return (get_language() or "es")[:2]


def period(basis: Basis) -> str:
    """Return the years of a basis."""
    if basis.first_year == basis.last_year:
        return str(basis.first_year)
    return f"{basis.first_year}–{basis.last_year}"


def whom(basis: Basis) -> str:
    """Return who is counted, where it is not everybody: "men of 14 to 29"."""
    people = {"f": gettext("women"), "m": gettext("men")}.get(basis.sex, "")
    if basis.age_from is None and basis.age_to is None:
        return people
    if basis.age_to is None:
        ages = gettext("{first} and over").format(first=basis.age_from)
    else:
        ages = gettext("{first} to {last} years").format(first=basis.age_from or 0, last=basis.age_to)
    return f"{people}, {ages}" if people else ages
