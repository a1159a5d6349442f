"""What is asked on the pages of venues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pazos.domain.budget.models import BudgetLine
from pazos.domain.budget.queries.seeing import Sought, sought
from pazos.domain.people.models import Organisation
from pazos.domain.teams.queries import open_clusters, reach_of
from pazos.domain.territory.models import Neighbourhood
from pazos.domain.territory.queries import in_force
from pazos.domain.venues import vocabulary as words
from pazos.domain.venues.models import Inspection, Work
from pazos.domain.venues.queries.venues import Asked, activities_to_hold
from pazos.foundation.access.policy import Permission, Scope
from pazos.interfaces.components.every import ALL_FEMININE
from pazos.interfaces.web.pages.partners.forms import EVERY, amount_field, prose
from pazos.interfaces.web.pages.street.asking import UNSAID, day

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from pazos.domain.activities.models import Activity
    from pazos.domain.people.models import Staff
    from pazos.domain.venues.models import Venue

SHOWN_LINES, SHOWN_ACTIVITIES = 300, 100


class VenueSearch(forms.Form):
    """What the list of venues is narrowed by."""

    q = forms.CharField(
        label=_("Name or neighbourhood"), max_length=80, required=False, widget=forms.SearchInput
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[EVERY, *words.Kind.choices])
    cluster = forms.TypedChoiceField(label=_("Cluster"), required=False, coerce=int, empty_value=None)
    life = forms.ChoiceField(
        label=pgettext_lazy("venue", "Life"),
        required=False,
        choices=[("", ALL_FEMININE), *words.Life.choices],
    )

    closed = forms.ChoiceField(
        label=_("Open or closed"),
        required=False,
        choices=[
            ("", pgettext_lazy("venues", "open")),
            ("1", pgettext_lazy("venues", "closed")),
            ("all", pgettext_lazy("venues", "open and closed")),
        ],
    )

    def __init__(self, data: Any, *, of_life: bool = False) -> None:
        super().__init__(data)
        if of_life:  # there the closed ones are a group of their own
            del self.fields["closed"]
        rows = open_clusters(on=timezone.localdate()).order_by("name")
        choices = [EVERY, *rows.values_list("pk", "name")]
        self.fields["cluster"].choices = choices  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """Return the question; an answer that is none narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        return Asked(
            text=said.get("q") or "",
            kind=said.get("kind") or "",
            cluster=said.get("cluster"),
            life=said.get("life") or "",
            closed={"1": True, "all": None}.get(said.get("closed") or "", False),
        )


def _organisations(who: Staff, permission: Permission) -> QuerySet[Organisation]:
    rows = Organisation.objects.filter(ended_on__isnull=True).exclude(kind=Organisation.Kind.SECURITY)
    reach = reach_of(who, permission)
    if reach.scope is not Scope.CITY:
        rows = rows.filter(pk=reach.organisation or 0)
    return rows.order_by("name")


class VenueForm(forms.Form):
    """A venue."""

    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=words.Kind.choices)
    neighbourhood = forms.ModelChoiceField(label=_("Neighbourhood"), queryset=Neighbourhood.objects.none())
    latitude = forms.FloatField(
        label=_("Latitude"),
        required=False,
        min_value=-90,
        max_value=90,
        help_text=_("In degrees, as 3.5394. Without it the map shows its neighbourhood."),
    )
    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    area_metres2 = forms.IntegerField(
        label=_("Area in square metres"), required=False, min_value=1, max_value=100_000_000
    )
    keeper = forms.ModelChoiceField(
        label=_("Who keeps it"), queryset=Organisation.objects.none(), required=False
    )

    def __init__(self, *args: Any, who: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = in_force(timezone.localdate()).defer("outline").order_by("name")
        self.fields["neighbourhood"].queryset = places  # type: ignore[attr-defined]
        keepers = _organisations(who, Permission.KEEP_VENUES)
        self.fields["keeper"].queryset = keepers  # type: ignore[attr-defined]
        if reach_of(who, Permission.KEEP_VENUES).scope is not Scope.CITY:
            self.fields["keeper"].required = True
            self.fields["keeper"].initial = keepers.first()


class CloseForm(forms.Form):
    """The day on which a venue closed, or none to open it again."""

    closed_on = day(_("Closed on"), required=False, help_text=_("Empty: it is open."))


class CommitteeForm(forms.Form):
    """A neighbours' committee: a group and how it meets."""

    name = forms.CharField(
        label=_("Name of the group"), max_length=160, help_text=_("The name of the group. Name no person.")
    )
    since_on = day(_("Committee since"), required=False)
    people = forms.IntegerField(
        label=_("How many belong to it"),
        min_value=1,
        max_value=500,
        required=False,
        help_text=_("A number, no list."),
    )
    rhythm = forms.ChoiceField(
        label=_("How often it meets"), required=False, choices=[("", _("not agreed")), *words.Rhythm.choices]
    )
    last_met_on = day(_("Last met on"), required=False)
    ended_on = day(_("Ended on"), required=False, help_text=_("Empty: it meets."))


class MetForm(forms.Form):
    """The day on which a committee met."""

    on = day(_("Day"), today=True)


class PromiseForm(forms.Form):
    """What a committee takes upon itself, and for which day."""

    text = forms.CharField(
        label=_("What the committee takes upon itself"), max_length=300, help_text=_("Name no person.")
    )
    due_on = day(_("For which day"))


class InspectForm(forms.Form):
    """How a venue was found: one answer a feature, those that are not there left as they are."""

    on = day(_("Day"), today=True)
    feels_safe = forms.TypedChoiceField(
        label=_("How safe does it feel to those who use it?"),
        choices=[("", _("not asked")), *((n, n) for n in range(1, 6))],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("From 1, not at all, to 5, very. Ask them; do not guess."),
    )
    note = prose(_("Note"), most=600, rows=3, required=False, help_text=_("Name nobody."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = [("", _("is not there")), *words.Condition.choices]
        for feature in words.Feature:
            self.fields[feature.value] = forms.TypedChoiceField(
                label=feature.label,
                choices=answers,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                initial="",
            )
        self.order_fields(["on", *words.Feature.values, "feels_safe", "note"])

    def said(self) -> dict[str, Any]:
        """Return what was seen, as the action takes it."""
        said = self.cleaned_data
        seen = {one: said[one] for one in words.Feature.values if said[one] is not None}
        return {**{name: said[name] for name in ("on", "feels_safe", "note")}, "conditions": seen}


class CountForm(forms.Form):
    """How many were there in an hour."""

    on = day(_("Day"), today=True)
    hour = forms.TypedChoiceField(
        label=_("Hour"), coerce=int, choices=[(hour, f"{hour:02d}:00") for hour in range(24)]
    )
    women = forms.IntegerField(label=_("Women"), min_value=0, max_value=5000, initial=0)
    men = forms.IntegerField(label=_("Men"), min_value=0, max_value=5000, initial=0)
    children = forms.IntegerField(label=_("Children"), min_value=0, max_value=5000, initial=0)


class WorkForm(forms.Form):
    """A work and what pays for it."""

    title = forms.CharField(label=_("What is restored or built"), max_length=160)
    begins_on = day(_("Begins on"), today=True)
    due_on = day(_("Due on"))
    responsible = forms.ModelChoiceField(label=_("Who answers for it"), queryset=Organisation.objects.none())
    line = forms.ModelChoiceField(label=_("Budget line"), queryset=BudgetLine.objects.none(), required=False)
    amount = amount_field(_("Amount"), required=False)

    def __init__(self, *args: Any, who: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = _organisations(who, Permission.KEEP_VENUES)  # type: ignore[attr-defined]
        newest = sought(Sought(), seen_by=who).order_by("-year", "rubro")
        keys = list(newest.values_list("pk", flat=True)[:SHOWN_LINES])
        chosen = self.initial.get("line")
        keys += [chosen.pk] if chosen else []
        lines = sought(Sought(), seen_by=who).filter(pk__in=keys).order_by("-year", "rubro")
        self.fields["line"].queryset = lines  # type: ignore[attr-defined]


class DeliverForm(forms.Form):
    """The day on which a work was delivered."""

    on = day(_("Delivered on"), today=True)


class StopForm(forms.Form):
    """Why a work stopped."""

    why = forms.CharField(label=_("Why it stopped"), max_length=300, help_text=_("Name no person."))


class PictureForm(forms.Form):
    """A photograph, what it shows, and that nobody can be recognised in it."""

    file = forms.FileField(
        label=_("Photograph"),
        help_text=_(
            "JPEG, PNG or WebP, up to 15 MB. Only what can be seen is kept: place, hour, camera and the name of the "
            "file are thrown away."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    shows = forms.CharField(
        label=_("What it shows, for those who cannot see it"),
        max_length=160,
        help_text=_("As: the court seen from the entrance, with new lights. Name nobody."),
    )
    moment = forms.ChoiceField(label=_("When, seen from the work"), choices=words.Moment.choices)
    work = forms.ModelChoiceField(label=_("Work"), queryset=Work.objects.none(), required=False)
    inspection = forms.ModelChoiceField(
        label=_("Inspection"), queryset=Inspection.objects.none(), required=False
    )
    on = day(_("Taken on"), today=True)
    no_faces = forms.BooleanField(
        label=_(
            "I looked at it closely: nobody can be recognised, neither by face nor by clothes or house number"
        ),
    )

    def __init__(self, data: Any, files: Any, *, venue: Venue, of: dict[str, Any]) -> None:
        super().__init__(data, files, initial=of)
        inspections = venue.inspections.order_by("-on", "-pk")
        self.fields["inspection"].queryset = inspections  # type: ignore[attr-defined]
        self.fields["work"].queryset = venue.works.all()  # type: ignore[attr-defined]


class HoldForm(forms.Form):
    """Which activity takes place here."""

    activity = forms.TypedChoiceField(label=_("Activity"), coerce=int)

    def __init__(self, data: Any, *, venue: Venue, who: Staff) -> None:
        super().__init__(data)
        rows = activities_to_hold(venue, on=timezone.localdate(), seen_by=who)[:SHOWN_ACTIVITIES]
        choices = [UNSAID, *((one.pk, self._words(one)) for one in rows)]
        self.fields["activity"].choices = choices  # type: ignore[attr-defined]

    @staticmethod
    def _words(one: Activity) -> str:
        return f"{one.starts_on:%Y-%m-%d} · {one.name}"
