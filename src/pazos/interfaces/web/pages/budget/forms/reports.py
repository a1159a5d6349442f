"""What is asked of an execution report: the file, its columns, and what was decided on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pazos.analysis.budget.headings import FIELDS, NEEDED
from pazos.domain.budget import queries
from pazos.domain.people.models import Organisation
from pazos.interfaces.web.pages.budget.forms.fields import departments_of

if TYPE_CHECKING:
    from pazos.analysis.budget.reports import Read
    from pazos.domain.budget.models import ExecutionFile
    from pazos.domain.people.models import Staff

NAMES = {
    "rubro": gettext_lazy("Rubro"),
    "name": gettext_lazy("What it pays for"),
    "department": gettext_lazy("Department"),
    "bpin": gettext_lazy("BPIN"),
    "fund": gettext_lazy("Source of funds"),
    "initial": gettext_lazy("Initial appropriation"),
    "addition": gettext_lazy("Additions"),
    "reduction": gettext_lazy("Reductions"),
    "transfer_in": gettext_lazy("Transfers received (créditos)"),
    "transfer_out": gettext_lazy("Transfers given (contracréditos)"),
    "appropriation": gettext_lazy("Appropriation to date"),
    "cdp": gettext_lazy("CDP, total so far"),
    "rp": gettext_lazy("RP, total so far"),
    "obligation": gettext_lazy("Obligations, total so far"),
    "payment": gettext_lazy("Payments, total so far"),
}
UNITS = [
    (1, gettext_lazy("pesos")),
    (1_000, gettext_lazy("thousands of pesos")),
    (1_000_000, gettext_lazy("millions of pesos")),
]


class HandInForm(forms.Form):
    """A report to hand in."""

    file = forms.FileField(
        label=gettext_lazy("The report"),
        help_text=gettext_lazy(
            "Excel (xlsx), ods or CSV, as the finance office made it: titles, totals and merged cells may stay."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
    )
    as_of_on = forms.DateField(
        label=gettext_lazy("It counts up to"),
        help_text=gettext_lazy("Left empty, the day is read from its title."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    department = forms.ModelChoiceField(
        label=gettext_lazy("Whose report it is"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("of the whole city"),
    )

    def __init__(self, *args: Any, who: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["department"]
        field.queryset = departments_of(who)  # type: ignore[attr-defined]
        if not queries.sees_city(who):
            field.required, field.empty_label = True, None  # type: ignore[attr-defined]


class ColumnsForm(forms.Form):
    """Which heading holds which field."""

    unit = forms.TypedChoiceField(label=gettext_lazy("One in the report is"), choices=UNITS, coerce=int)
    heading_row = forms.IntegerField(
        label=gettext_lazy("Row of the headings"),
        min_value=1,
        max_value=200,
        help_text=gettext_lazy("The lower one where there are two."),
    )
    save_as = forms.CharField(
        label=gettext_lazy("Save this way of reading as"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Reports with the same headings are then read so by themselves."),
    )

    def __init__(self, *args: Any, report: ExecutionFile, read: Read, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "unit": report.unit,
            "heading_row": report.heading_row,
            **{f"at_{name}": heading for name, heading in report.mapping.items()},
        }
        super().__init__(*args, **kwargs)
        choices = [("", _("not in this report"))]
        choices += [(text, _with_examples(text, shown)) for text, shown in read.examples.items()]
        for name in FIELDS:
            self.fields[f"at_{name}"] = forms.ChoiceField(
                label=NAMES[name], choices=choices, required=name in NEEDED
            )
        order = [f"at_{name}" for name in FIELDS]
        self.order_fields([*order, "unit", "heading_row", "save_as"])

    def clean(self) -> dict[str, Any]:
        """A column holds one field, and the appropriation stands in some column."""
        said = super().clean() or {}
        headings = self._headings(said)
        for name, heading in headings.items():
            if list(headings.values()).count(heading) > 1:
                self.add_error(f"at_{name}", _("This column is pointed at twice."))
        if not {"appropriation", "initial"} & set(headings):
            self.add_error(
                "at_appropriation", _("Point at the appropriation to date, or at the initial one.")
            )
        return said

    @staticmethod
    def _headings(said: dict[str, Any]) -> dict[str, str]:
        return {name: said[f"at_{name}"] for name in FIELDS if said.get(f"at_{name}")}

    @property
    def headings(self) -> dict[str, str]:
        """The heading of each field that was pointed at."""
        return self._headings(self.cleaned_data)


class WishesForm(forms.Form):
    """What was decided on a report."""

    adds_lines = forms.BooleanField(
        label=gettext_lazy("Write the lines down that the books do not have"), required=False
    )
    accepts_falls = forms.BooleanField(
        label=gettext_lazy("Let totals fall: what was asked is written below"), required=False
    )
    why = forms.CharField(
        label=gettext_lazy("Why totals fell, and who was asked"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("The office, not a person's name."),
    )


class WhyForm(forms.Form):
    """Why a report is taken back."""

    why = forms.CharField(label=gettext_lazy("Why"), max_length=300)


def _with_examples(heading: str, shown: list[str]) -> str:
    return f"{heading} ({', '.join(text[:24] for text in shown)})" if shown else heading
