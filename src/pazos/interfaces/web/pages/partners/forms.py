"""What is asked on the pages of partners, contacts, vetting and vacancies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pazos.domain.partners.models import Agreement, Partner
from pazos.domain.partners.queries import AskedPartners, AskedVacancies
from pazos.domain.partners.vocabulary import Kind, Track, VacancyState, VettingResult
from pazos.domain.strategy.models import Component
from pazos.domain.territory.models import Neighbourhood
from pazos.interfaces.components.every import ALL_MASCULINE
from pazos.interfaces.web.pages.evidence import EvidenceFields
from pazos.interfaces.web.pages.gestores.forms import day_field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

EVERY = ("", ALL_MASCULINE)


def amount_field(label: Any, **options: Any) -> forms.DecimalField:
    """Return a field for an amount to the cent, written as the reader's language writes numbers."""
    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    return forms.DecimalField(
        label=label, localize=True, widget=widget, max_digits=17, decimal_places=2, min_value=0, **options
    )


def prose(label: Any, *, most: int = 4000, rows: int = 4, **options: Any) -> forms.CharField:
    """Return a field for several lines."""
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


def component_choices(components: Iterable[Component]) -> list[tuple[str, Any]]:
    """Return components to narrow a list by, all of them first."""
    return [EVERY, *((one.code, one.name) for one in components)]


class PartnerSearch(forms.Form):
    """What the list of partners is narrowed by."""

    q = forms.CharField(
        label=gettext_lazy("Name or words"), max_length=80, required=False, widget=forms.SearchInput
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False, choices=[EVERY, *Kind.choices])
    track = forms.ChoiceField(label=gettext_lazy("Track"), required=False, choices=[EVERY, *Track.choices])
    component = forms.ChoiceField(label=gettext_lazy("Component"), required=False)

    def __init__(self, data: Any, components: Iterable[Component]) -> None:
        super().__init__(data)
        self.fields["component"].choices = component_choices(components)  # type: ignore[attr-defined]

    def asked(self) -> AskedPartners:
        """Return the question; an answer that is none narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        return AskedPartners(
            text=said.get("q") or "",
            kind=said.get("kind") or "",
            track=said.get("track") or "",
            component=said.get("component") or "",
        )


class PartnerForm(forms.Form):
    """A partner."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Kind.choices)
    track = forms.ChoiceField(
        label=gettext_lazy("Track"),
        choices=Track.choices,
        help_text=gettext_lazy("The level it works at. Track six is the joining of the three."),
    )
    components = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Components it works on"),
        queryset=Component.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    identifier = forms.CharField(
        label=gettext_lazy("Tax number or registry code"), max_length=60, required=False
    )
    iati_identifier = forms.CharField(label=gettext_lazy("IATI identifier"), max_length=60, required=False)
    website = forms.URLField(label=gettext_lazy("Web page"), required=False, assume_scheme="https")
    since_on = day_field(gettext_lazy("Partner since"), required=False)
    words = prose(
        gettext_lazy("About it"),
        required=False,
        help_text=gettext_lazy("What it does and where. Name no person: contacts stand apart."),
    )

    def __init__(self, *args: Any, components: QuerySet[Component], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["components"].queryset = components  # type: ignore[attr-defined]


class ContactForm(forms.Form):
    """Somebody to call at a partner."""

    office = forms.CharField(label=gettext_lazy("Office"), max_length=120)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=160, required=False)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    agreed_on = day_field(
        gettext_lazy("Agreed on"),
        help_text=gettext_lazy("The day on which they agreed that the city keeps this."),
    )
    until_on = day_field(
        gettext_lazy("Agreed until"),
        help_text=gettext_lazy("After that day nobody sees it, and a month later it is removed."),
    )


class VettingForm(EvidenceFields):
    """What looking at a partner found."""

    on = day_field(gettext_lazy("Day"))
    result = forms.ChoiceField(label=gettext_lazy("What was found"), choices=VettingResult.choices)
    reasons = prose(
        gettext_lazy("What was asked and why this result"),
        help_text=gettext_lazy("Legal standing, accounts, conflicts of interest, safeguarding of minors."),
    )
    conditions = prose(gettext_lazy("Conditions"), required=False, rows=2)
    valid_until_on = day_field(gettext_lazy("Valid until"))
    field_order = ("on", "result", "reasons", "conditions", "valid_until_on")


class VacancySearch(forms.Form):
    """What the list of vacancies is narrowed by."""

    q = forms.CharField(label=gettext_lazy("Words"), max_length=80, required=False, widget=forms.SearchInput)
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[
            ("now", pgettext_lazy("vacancies", "open today")),
            EVERY,
            *VacancyState.choices,
        ],
    )
    partner = forms.TypedChoiceField(
        label=gettext_lazy("Partner"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, data: Any, partners: QuerySet[Partner]) -> None:
        super().__init__(data)
        pairs = partners.filter(vacancies__isnull=False).order_by("organisation__name").distinct()
        choices = [EVERY, *pairs.values_list("pk", "organisation__name")]
        self.fields["partner"].choices = choices  # type: ignore[attr-defined]

    def asked(self) -> AskedVacancies:
        """Return the question; without one, what is open today."""
        self.is_valid()
        said = self.cleaned_data
        state = said.get("state") or ""
        is_now = state == "now" or not self.data
        return AskedVacancies(
            text=said.get("q") or "",
            state="" if is_now else state,
            partner=said.get("partner"),
            open_now=is_now,
        )


class VacancyForm(forms.Form):
    """Jobs that a partner offers."""

    title = forms.CharField(label=gettext_lazy("Job"), max_length=120)
    terms = prose(
        gettext_lazy("Terms"),
        help_text=gettext_lazy(
            "Hours, contract, what it takes. Name no person, neither who offers nor who comes."
        ),
    )
    places = forms.IntegerField(label=gettext_lazy("Places"), min_value=1, max_value=5000)
    monthly_pay = amount_field(gettext_lazy("Pay a month"), required=False)
    neighbourhood = forms.ModelChoiceField(
        label=gettext_lazy("Neighbourhood of the job"),
        queryset=Neighbourhood.objects.order_by("name"),
        required=False,
    )
    agreement = forms.ModelChoiceField(
        label=gettext_lazy("Under the agreement"), queryset=Agreement.objects.none(), required=False
    )
    offered_on = day_field(gettext_lazy("Offered on"))
    open_until_on = day_field(gettext_lazy("Open until"))

    def __init__(self, *args: Any, partner: Partner | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Agreement.objects.filter(partner=partner).exclude(state="draft")
        self.fields["agreement"].queryset = found  # type: ignore[attr-defined]


class ForPartner(forms.Form):
    """For which partner the city offers a vacancy."""

    partner = forms.ModelChoiceField(label=gettext_lazy("Partner"), queryset=Partner.objects.none())

    def __init__(self, data: Any, partners: QuerySet[Partner]) -> None:
        super().__init__(data)
        self.fields["partner"].queryset = partners  # type: ignore[attr-defined]


class FillForm(forms.Form):
    """How many people began."""

    people = forms.IntegerField(label=gettext_lazy("People who began"), min_value=1)

    def __init__(self, *args: Any, left: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].help_text = _("{n} places are left.").format(n=left)
