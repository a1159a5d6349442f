"""Which lines a reader asks for, on every page of the budget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pazos.domain.budget import queries
from pazos.domain.budget.queries import Sought
from pazos.domain.budget.vocabulary import Fund
from pazos.domain.money import HOME
from pazos.domain.people.models import Organisation
from pazos.domain.strategy.models import Component, Programme
from pazos.interfaces.components.every import ALL_FEMININE, ALL_MASCULINE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.http import HttpRequest

    from pazos.domain.people.models import Staff

ORDERS = [
    ("rubro", gettext_lazy("by department and rubro")),
    ("largest", gettext_lazy("largest first")),
    ("least_paid", gettext_lazy("least paid first")),
    ("most_left", gettext_lazy("most unpaid first")),
]


@dataclass(frozen=True)
class Asked:
    """The question of a page: which lines, at which day, in which order."""

    sought: Sought
    on: date
    order: str
    year: int
    is_usual: bool


class SearchForm(forms.Form):
    """What the lines are narrowed by."""

    text = forms.CharField(
        label=gettext_lazy("Rubro, BPIN or name"), max_length=60, required=False, widget=forms.SearchInput
    )
    year = forms.TypedChoiceField(label=gettext_lazy("Year"), coerce=int, empty_value=None, required=False)
    department = forms.TypedChoiceField(
        label=gettext_lazy("Department"), coerce=int, empty_value=None, required=False
    )
    component = forms.TypedChoiceField(
        label=gettext_lazy("Component"), coerce=int, empty_value=None, required=False
    )
    programme = forms.TypedChoiceField(
        label=gettext_lazy("Programme"), coerce=int, empty_value=None, required=False
    )
    fund = forms.ChoiceField(label=gettext_lazy("Source of funds"), required=False)
    on = forms.DateField(
        label=gettext_lazy("At the end of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    order = forms.ChoiceField(label=gettext_lazy("Order"), choices=ORDERS, required=False)
    currency = forms.CharField(max_length=3, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, who: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every, of_each = ("", ALL_MASCULINE), ("", ALL_FEMININE)
        self.years = queries.years(seen_by=who)
        choices: dict[str, Iterable[Any]] = {
            "year": [(year, str(year)) for year in self.years] or [("", _("none yet"))],
            "department": [of_each, *_departments()] if queries.sees_city(who) else [of_each],
            "component": [every, *Component.objects.values_list("pk", "name")],
            "programme": [every, *Programme.objects.order_by("name").values_list("pk", "name")],
            "fund": [of_each, *Fund.choices],
        }
        for name, values in choices.items():
            self.fields[name].choices = list(values)  # type: ignore[attr-defined]
        if not queries.sees_city(who):
            del self.fields["department"]

    def asked(self) -> Asked:
        """Return the question; an answer that is none narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        today = timezone.localdate()
        year = said.get("year") or _usual_year(self.years, today)
        sought = Sought(
            year=year,
            department=said.get("department"),
            programme=said.get("programme"),
            component=said.get("component"),
            fund=said.get("fund") or "",
            text=said.get("text") or "",
            currency=(said.get("currency") or HOME).upper(),
        )
        usual = sought == Sought(year=year)
        return Asked(sought, said.get("on") or today, said.get("order") or "rubro", year, usual)


def _usual_year(years: list[int], today: date) -> int:
    """Return this year, or the newest before it that has lines."""
    return next((year for year in years if year <= today.year), years[0] if years else today.year)


def _departments() -> Iterable[tuple[int, str]]:
    rows = Organisation.objects.filter(budget_lines__isnull=False).distinct()
    return rows.order_by("name").values_list("pk", "name")


def search_form(request: HttpRequest, who: Staff) -> SearchForm:
    """Return the form as it was sent, the fields that were left out as they usually are."""
    data = request.GET.copy()
    form = SearchForm(data, who=who)
    if not data.get("year"):
        data["year"] = str(_usual_year(form.years, timezone.localdate()))
        form.data = data
    return form
