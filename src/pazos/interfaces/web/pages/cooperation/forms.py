"""What is asked on the pages of cooperation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pazos.domain.cooperation.queries.resources import Sought
from pazos.domain.cooperation.vocabulary import Form, Stage, Valuation
from pazos.domain.money import HOME
from pazos.domain.partners.models import Agreement, Partner
from pazos.domain.strategy.models import Component, Programme
from pazos.interfaces.components.every import ALL_FEMININE, ALL_MASCULINE
from pazos.interfaces.web.pages.evidence import file_field
from pazos.interfaces.web.pages.gestores.forms import day_field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

CURRENCIES = ("COP", "USD", "EUR", "GBP", "CAD", "CHF", "SEK", "NOK", "JPY", "MXN", "BRL")


def amount_field(label: Any, **options: Any) -> forms.DecimalField:
    """Return a field for an amount to the cent, written as the reader's language writes numbers."""
    return forms.DecimalField(
        label=label,
        localize=True,
        max_digits=17,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        **options,
    )


def currency_field(**options: Any) -> forms.ChoiceField:
    """Return a field for a currency."""
    return forms.ChoiceField(
        label=gettext_lazy("Currency"), choices=[(code, code) for code in CURRENCIES], initial=HOME, **options
    )


class SearchForm(forms.Form):
    """What the list of contributions is narrowed by."""

    q = forms.CharField(label=gettext_lazy("Words"), max_length=80, required=False, widget=forms.SearchInput)
    partner = forms.TypedChoiceField(
        label=gettext_lazy("Partner"), required=False, coerce=int, empty_value=None
    )
    component = forms.TypedChoiceField(
        label=gettext_lazy("Component"), required=False, coerce=int, empty_value=None
    )
    form = forms.ChoiceField(label=gettext_lazy("Form"), required=False)
    stage = forms.ChoiceField(label=gettext_lazy("Came as far as"), required=False)
    year = forms.IntegerField(
        label=gettext_lazy("Moved in the year"), required=False, min_value=1990, max_value=2100
    )

    def __init__(self, asked: Mapping[str, Any], partners: QuerySet[Partner]) -> None:
        super().__init__(asked)
        every, of_each = ("", ALL_MASCULINE), ("", ALL_FEMININE)
        components = Component.objects.order_by("-strategy__starts_on", "position").values_list("pk", "name")
        choices = {
            "partner": [every, *partners.values_list("pk", "organisation__name")],
            "component": [every, *components],
            "form": [of_each, *Form.choices],
            "stage": [of_each, *Stage.choices],
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]

    def sought(self) -> Sought:
        """Return the question; an answer that is none narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        return Sought(
            words=said.get("q") or "",
            partner=said.get("partner"),
            component=said.get("component"),
            form=said.get("form") or "",
            stage=said.get("stage") or "",
            year=said.get("year"),
        )


class ResourceForm(forms.Form):
    """One contribution of one partner."""

    partner = forms.ModelChoiceField(label=gettext_lazy("Partner"), queryset=Partner.objects.none())
    title = forms.CharField(label=gettext_lazy("What it is"), max_length=200)
    component = forms.ModelChoiceField(label=gettext_lazy("Component"), queryset=Component.objects.none())
    programme = forms.ModelChoiceField(
        label=gettext_lazy("Programme"), queryset=Programme.objects.none(), required=False
    )
    agreement = forms.ModelChoiceField(
        label=gettext_lazy("Agreement"), queryset=Agreement.objects.none(), required=False
    )
    form = forms.ChoiceField(label=gettext_lazy("Form"), choices=Form.choices)
    currency = currency_field(help_text=gettext_lazy("It cannot change once something has moved."))
    valuation = forms.ChoiceField(
        label=gettext_lazy("In kind: how it was valued"),
        choices=[("", "–"), *Valuation.choices],
        required=False,
    )
    valuation_words = forms.CharField(
        label=gettext_lazy("In kind: by what"),
        help_text=gettext_lazy(
            "Which prices, whose hours, which invoices: so that somebody else can redo it."
        ),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    starts_on = day_field(gettext_lazy("First day"))
    ends_on = day_field(gettext_lazy("Last day"), required=False)
    purpose_code = forms.CharField(
        label=gettext_lazy("Purpose (DAC code)"),
        help_text=gettext_lazy("Five figures; 15220 is peace-building and the prevention of conflict."),
        initial="15220",
        min_length=5,
        max_length=5,
    )
    words = forms.CharField(
        label=gettext_lazy("About it"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    code = forms.SlugField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Left empty, it is made from the partner and the year. It stays."),
        max_length=40,
        required=False,
    )

    def __init__(self, *args: Any, partners: QuerySet[Partner], is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["code"]
        rows: dict[str, QuerySet[Any]] = {
            "partner": partners,
            "component": Component.objects.order_by("-strategy__starts_on", "position"),
            "programme": Programme.objects.order_by("name"),
            "agreement": Agreement.objects.order_by("number"),
        }
        for name, found in rows.items():
            self.fields[name].queryset = found  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """One movement of a contribution."""

    stage = forms.ChoiceField(label=gettext_lazy("Stage"), choices=Stage.choices)
    on = day_field(gettext_lazy("Day"))
    amount = amount_field(
        gettext_lazy("Amount"),
        help_text=gettext_lazy("Below nought where something promised is made smaller; then say why."),
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)
    paper = file_field(gettext_lazy("The paper that proves it"), required=False)
    paper_title = forms.CharField(label=gettext_lazy("What that document is"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        """A new document needs its title."""
        said = super().clean() or {}
        if said.get("paper") and not said.get("paper_title"):
            self.add_error("paper_title", _("Say in a few words what the document is."))
        return said


class TakeBackForm(forms.Form):
    """When and why a movement is taken back."""

    on = day_field(
        gettext_lazy("From which day"),
        help_text=gettext_lazy(
            "Its own day: it was a mistake and counts as never written. A later day: it counted until then."
        ),
    )
    note = forms.CharField(label=gettext_lazy("Why"), max_length=300)


class AnnouncementForm(forms.Form):
    """What somebody said in public that would come."""

    year = forms.IntegerField(label=gettext_lazy("For the year"), min_value=1990, max_value=2100)
    partner = forms.ModelChoiceField(
        label=gettext_lazy("Of the partner"),
        queryset=Partner.objects.none(),
        required=False,
        empty_label=gettext_lazy("all together"),
    )
    amount = amount_field(gettext_lazy("Amount"), min_value=0)
    currency = currency_field()
    said_on = day_field(gettext_lazy("Said on"))
    said_in = forms.CharField(
        label=gettext_lazy("Where"),
        help_text=gettext_lazy("The speech, the bulletin, the newspaper."),
        max_length=300,
    )

    def __init__(self, *args: Any, partners: QuerySet[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = partners  # type: ignore[attr-defined]


class RateForm(forms.Form):
    """The exchange rate of one day."""

    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"), choices=[(code, code) for code in CURRENCIES if code != HOME]
    )
    on = day_field(gettext_lazy("Day"))
    home_units = forms.DecimalField(
        label=gettext_lazy("Worth in pesos"),
        localize=True,
        max_digits=14,
        decimal_places=6,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    source = forms.CharField(
        label=gettext_lazy("Who says so"), max_length=160, initial="Banco de la República"
    )


class RatesFileForm(forms.Form):
    """A table of rates."""

    file = forms.FileField(
        label=gettext_lazy("Table of rates (CSV)"),
        help_text=gettext_lazy(
            "Columns currency, date (2023-05-31), rate and source; or the table of the official dollar rate (TRM) as "
            "the Superintendencia Financiera publishes it. Nothing is kept while a row is wrong."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )
