"""What is asked on the pages of agreements and their duties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from pazos.domain.money import HOME
from pazos.domain.partners.actions import NewDuty
from pazos.domain.partners.models import Partner
from pazos.domain.partners.queries import Asked
from pazos.domain.partners.vocabulary import AgreementStanding, Side
from pazos.domain.strategy.models import Component, Programme
from pazos.interfaces.web.pages.evidence import EvidenceFields
from pazos.interfaces.web.pages.gestores.forms import day_field
from pazos.interfaces.web.pages.partners.forms import EVERY, amount_field, component_choices, prose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from pazos.domain.partners.models import Agreement

CURRENCIES = ("COP", "USD", "EUR", "GBP", "CAD", "CHF", "SEK", "NOK", "JPY", "MXN", "BRL")
GIVES = {
    "city_money": gettext_lazy("The city gives in money"),
    "city_in_kind": gettext_lazy("The city gives in kind, valued at"),
    "partner_money": gettext_lazy("The partner gives in money"),
    "partner_in_kind": gettext_lazy("The partner gives in kind, valued at"),
}
METHOD = gettext_lazy("Whose hours, which prices, which invoices: so that somebody else can redo it.")


class AgreementSearch(forms.Form):
    """What the list of agreements is narrowed by."""

    q = forms.CharField(
        label=gettext_lazy("Number, title or partner"),
        max_length=80,
        required=False,
        widget=forms.SearchInput,
    )
    component = forms.ChoiceField(label=gettext_lazy("Component"), required=False)
    standing = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=[EVERY, *AgreementStanding.choices]
    )

    def __init__(self, data: Any, components: Iterable[Component]) -> None:
        super().__init__(data)
        self.fields["component"].choices = component_choices(components)  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """Return the question; an answer that is none narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        return Asked(
            text=said.get("q") or "",
            component=said.get("component") or "",
            standing=said.get("standing") or "",
        )


class AgreementForm(forms.Form):
    """The draft of an agreement."""

    partner = forms.ModelChoiceField(label=gettext_lazy("Partner"), queryset=Partner.objects.none())
    number = forms.CharField(label=gettext_lazy("Number"), max_length=60)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    purpose = prose(gettext_lazy("Purpose"), required=False, rows=3)
    component = forms.ModelChoiceField(label=gettext_lazy("Component"), queryset=Component.objects.none())
    programme = forms.ModelChoiceField(
        label=gettext_lazy("Programme"),
        queryset=Programme.objects.none(),
        required=False,
        help_text=gettext_lazy("One of that component; empty where it serves all of it."),
    )
    starts_on = day_field(gettext_lazy("First day"))
    ends_on = day_field(gettext_lazy("Last day"))
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"), choices=[(code, code) for code in CURRENCIES], initial=HOME
    )
    city_money = amount_field(GIVES["city_money"], initial=0)
    city_in_kind = amount_field(GIVES["city_in_kind"], initial=0)
    partner_money = amount_field(GIVES["partner_money"], initial=0)
    partner_in_kind = amount_field(GIVES["partner_in_kind"], initial=0)
    in_kind_method = prose(
        gettext_lazy("How what is in kind was valued"), required=False, rows=2, help_text=METHOD
    )

    def __init__(
        self,
        *args: Any,
        partners: QuerySet[Partner] | None,
        components: QuerySet[Component],
        **kwargs: Any,
    ) -> None:
        """Without `partners` the agreement has its partner already."""
        super().__init__(*args, **kwargs)
        programmes = Programme.objects.filter(component__in=components).select_related("component")
        self.fields["component"].queryset = components  # type: ignore[attr-defined]
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]
        if partners is None:
            del self.fields["partner"]
        else:
            self.fields["partner"].queryset = partners  # type: ignore[attr-defined]


class SignForm(EvidenceFields):
    """The day on which both sides signed, and the text they signed."""

    on = day_field(gettext_lazy("Signed on"))
    field_order = ("on",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].label = gettext_lazy("The signed text and its annexes")


class AmendForm(EvidenceFields):
    """What both sides changed."""

    signed_on = day_field(gettext_lazy("Signed on"))
    ends_on = day_field(gettext_lazy("New last day"), required=False)
    city_money = amount_field(GIVES["city_money"], required=False)
    city_in_kind = amount_field(GIVES["city_in_kind"], required=False)
    partner_money = amount_field(GIVES["partner_money"], required=False)
    partner_in_kind = amount_field(GIVES["partner_in_kind"], required=False)
    in_kind_method = prose(
        gettext_lazy("How what is in kind was valued"), required=False, rows=2, help_text=METHOD
    )
    side = forms.ChoiceField(
        label=gettext_lazy("A new duty of"), required=False, choices=[("", "–"), *Side.choices]
    )
    text = forms.CharField(label=gettext_lazy("What it owes"), max_length=300, required=False)
    due_on = day_field(gettext_lazy("Due on"), required=False)
    reasons = prose(gettext_lazy("Why"), required=False)
    field_order = (
        *("signed_on", "ends_on", *GIVES, "in_kind_method", "side", "text", "due_on", "reasons"),
        *("evidence", "paper", "paper_title"),
    )

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        now = {name: getattr(agreement, name) for name in ("ends_on", *GIVES, "in_kind_method")}
        super().__init__(*args, initial={**now, **(kwargs.pop("initial", None) or {})}, **kwargs)
        self.fields["evidence"].label = gettext_lazy("The signed amendment")

    def values(self) -> dict[str, Any]:
        """Return what the agreement would hold."""
        said = self.cleaned_data
        return {name: said[name] for name in ("ends_on", *GIVES, "in_kind_method")}

    def duties(self) -> list[NewDuty]:
        """Return the new duty, where one was written."""
        said = self.cleaned_data
        if not said["text"]:
            return []
        return [NewDuty(Side(said["side"] or Side.PARTNER), said["text"], said["due_on"])]


class EndForm(forms.Form):
    """The day an agreement ended, and why."""

    on = day_field(gettext_lazy("Day"))
    reasons = prose(gettext_lazy("Why"), required=False)


class DutyForm(forms.Form):
    """A duty of one side."""

    side = forms.ChoiceField(label=gettext_lazy("Whose duty"), choices=Side.choices)
    text = forms.CharField(label=gettext_lazy("What it owes"), max_length=300)
    due_on = day_field(
        gettext_lazy("Due on"),
        required=False,
        help_text=gettext_lazy("Empty: it holds as long as the agreement does."),
    )


class DoneForm(EvidenceFields):
    """A duty was done."""

    on = day_field(gettext_lazy("Done on"))
    field_order = ("on",)


class BackForm(forms.Form):
    """Why what a partner calls done is not."""

    reasons = forms.CharField(
        label=gettext_lazy("What is missing"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The partner reads it. No names of people."),
    )


class AttachForm(EvidenceFields):
    """Papers to put beside an agreement."""
