"""What is asked of a line itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from pazos.domain.budget import actions
from pazos.domain.budget.vocabulary import Fund
from pazos.domain.money import HOME
from pazos.domain.people.models import Organisation
from pazos.domain.strategy.models import Programme
from pazos.interfaces.web.pages.budget.forms.fields import departments_of

if TYPE_CHECKING:
    from pazos.domain.budget.models import BudgetLine
    from pazos.domain.people.models import Staff

SAID = ("year", "department", "rubro", "name", "bpin", "fund", "programme", "currency")


class LineForm(forms.Form):
    """A line: new, or as it stands."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2100)
    department = forms.ModelChoiceField(
        label=gettext_lazy("Department"), queryset=Organisation.objects.none(), empty_label=None
    )
    rubro = forms.CharField(
        label=gettext_lazy("Rubro"),
        max_length=60,
        help_text=gettext_lazy("As the budget has it (CCPET), with its points and zeros."),
    )
    name = forms.CharField(label=gettext_lazy("What it pays for"), max_length=240)
    bpin = forms.CharField(
        label=gettext_lazy("BPIN"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("The code of the investment project; empty for what is no investment."),
    )
    fund = forms.ChoiceField(label=gettext_lazy("Source of funds"), choices=Fund.choices)
    programme = forms.ModelChoiceField(
        label=gettext_lazy("Programme"),
        queryset=Programme.objects.none(),
        required=False,
        empty_label=gettext_lazy("none"),
    )
    currency = forms.CharField(label=gettext_lazy("Currency"), min_length=3, max_length=3, initial=HOME)

    def __init__(self, *args: Any, who: Staff, line: BudgetLine | None = None, **kwargs: Any) -> None:
        year = timezone.localdate().year
        kwargs["initial"] = {name: getattr(line, name) for name in SAID} if line else {"year": year}
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments_of(who)  # type: ignore[attr-defined]
        programmes = Programme.objects.select_related("component").order_by("name")
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]
        self.line = line

    def add(self, *, by: Staff) -> BudgetLine:
        """Write the line down."""
        return actions.add_line(**self.cleaned_data, by=by)

    def act(self, *, by: Staff) -> object:
        """Change the line."""
        if self.line is None:
            return self.add(by=by)
        return actions.change_line(self.line, **self.cleaned_data, by=by)
