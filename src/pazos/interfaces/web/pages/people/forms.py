"""The forms of people and access; the rules themselves stand in the domain."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pazos.domain.people.actions import Standing
from pazos.domain.people.models import ROLE_NAMES, Organisation
from pazos.domain.people.queries import Asked
from pazos.domain.people.vocabulary import LostFactor, State
from pazos.foundation.access.policy import Role

ROLES = [(role.value, name) for role, name in ROLE_NAMES.items() if role is not Role.PUBLIC]


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SearchForm(forms.Form):
    """Which people: words, role, organisation, state, second factor."""

    q = forms.CharField(label=_("Name or user name"), required=False, max_length=80)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("Every role")), *ROLES])
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(),
        label=_("Organisation"),
        required=False,
        empty_label=_("Every organisation"),
    )
    state = forms.ChoiceField(
        label=_("Access"), required=False, choices=[("", _("Open or not")), *State.choices]
    )
    factor = forms.ChoiceField(
        label=_("Second factor"),
        required=False,
        choices=[("", _("With or without")), ("yes", _("set up")), ("no", _("not set up"))],
    )

    def asked(self) -> Asked:
        """Return what is looked for; a choice that is none does not narrow."""
        self.is_valid()
        said = self.cleaned_data
        organisation = said.get("organisation")
        return Asked(
            words=said.get("q", ""),
            role=said.get("role", ""),
            organisation=organisation.pk if organisation else None,
            state=said.get("state", ""),
            has_factor={"yes": True, "no": False}.get(said.get("factor", "")),
        )


class PersonForm(forms.Form):
    """Whose account, in which role and organisation, between which days."""

    name = forms.CharField(label=_("Name"), max_length=120)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("", _("Choose a role")), *ROLES],
        help_text=_("What each role may do stands in the documents: who may do what."),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Organisation"),
        empty_label=_("Choose an organisation"),
        help_text=_("A police or security body has security liaisons and nobody else."),
    )
    access_from_on = forms.DateField(
        label=_("First day of access"), required=False, widget=_day(), help_text=_("Left empty: at once.")
    )
    access_until_on = forms.DateField(
        label=_("Last day of access"),
        required=False,
        widget=_day(),
        help_text=_("The end of the contract; access ends by itself. Left empty: without an end."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.initial.get("organisation")
        works = Q(ended_on__isnull=True) | Q(ended_on__gt=timezone.localdate()) | Q(pk=held)
        self.fields["organisation"].queryset = Organisation.objects.filter(works)  # type: ignore[attr-defined]

    def standing(self) -> Standing:
        """Return what the account is to be."""
        said = self.cleaned_data
        return Standing(
            said["name"],
            Role(said["role"]),
            said["organisation"],
            said["access_from_on"],
            said["access_until_on"],
        )

    @staticmethod
    def said_by(standing: Standing) -> dict[str, Any]:
        """Return an account as the form shows it."""
        return {
            "name": standing.name,
            "role": standing.role.value,
            "organisation": standing.organisation.pk if standing.organisation else None,
            "access_from_on": standing.access_from_on,
            "access_until_on": standing.access_until_on,
        }


class InviteForm(PersonForm):
    """A new account."""

    username = forms.CharField(
        label=_("User name"),
        max_length=80,
        help_text=_("To sign in with: letters, digits and . _ - without spaces. It cannot be changed later."),
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    field_order = ("name", "username")


class LostFactorForm(forms.Form):
    """Why a second factor is taken away."""

    reason = forms.ChoiceField(
        label=_("Why"),
        choices=[("", _("Choose why")), *LostFactor.choices],
        help_text=_("It is written in the trail."),
    )


class OrganisationForm(forms.Form):
    """An organisation whose people work in the strategy."""

    name = forms.CharField(label=_("Name"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose a kind")), *Organisation.Kind.choices])


class KnownOrganisationForm(OrganisationForm):
    """An organisation that may have left the strategy."""

    ended_on = forms.DateField(
        label=_("Left the strategy on"),
        required=False,
        widget=_day(),
        help_text=_("No new people from that day on. Its people keep their access until you end it."),
    )
