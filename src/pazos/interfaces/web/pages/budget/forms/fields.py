"""Fields that the forms of the budget share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from pazos.domain.budget.amounts import read_amount
from pazos.domain.documents import actions as documents
from pazos.domain.people.models import Organisation
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission, Scope
from pazos.interfaces.web.pages.evidence import file_field
from pazos.interfaces.web.pages.intake import refusal
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from decimal import Decimal

    from django.db.models import QuerySet

    from pazos.domain.documents.models import Document
    from pazos.domain.people.models import Staff


class MoneyField(forms.CharField):
    """An amount as people write it: 1.234.567,89 or 1234567.89."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: Any) -> Decimal | None:
        """Return the amount, None where nothing is written."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_amount(text)
        except InputProblem as problem:
            raise forms.ValidationError(refusal(problem)) from problem


def day_field(label: Any, **options: Any) -> forms.DateField:
    """Return a field for a day, which begins with today."""
    return forms.DateField(
        label=label,
        initial=timezone.localdate,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        **options,
    )


def note_field() -> forms.CharField:
    """Return the field of a short text."""
    return forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)


def paper_file() -> forms.FileField:
    """Return the field of the paper that proves a movement."""
    return file_field(gettext_lazy("The paper itself"), required=False)


def kept_paper(given: Any, title: str, *, department: Organisation, by: Staff) -> Document | None:
    """Return the paper that was given, kept now; None where there is none."""
    if not given:
        return None
    return documents.keep(
        title=title[:200], file_name=given.name, content=given, organisation=department, by=by
    )


def departments_of(who: Staff) -> QuerySet[Organisation]:
    """Return the departments whose books a person keeps."""
    reach = reach_of(who, Permission.KEEP_BUDGET)
    rows = Organisation.objects.filter(kind=Organisation.Kind.CITY, ended_on__isnull=True).order_by("name")
    return rows if reach.scope is Scope.CITY else rows.filter(pk=reach.organisation or 0)
