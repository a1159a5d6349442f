"""What is asked on the pages of gestores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pazos.domain.gestores.actions.selection import Application, Weighed
from pazos.domain.gestores.models import Course
from pazos.domain.gestores.models.selection import MOST_POINTS
from pazos.domain.gestores.vocabulary import Ending, Standing, TieKind
from pazos.domain.outreach.vocabulary import Shift
from pazos.domain.people.models import Staff
from pazos.domain.teams.models import WorkCluster
from pazos.domain.teams.queries import open_clusters
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.access.policy import Permission, Role, holders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pazos.domain.gestores.models import Call, Criterion

NO_NAMES = gettext_lazy("Write no names of other people.")
SPARE_ROWS = 2


def day_field(label: Any, **options: Any) -> forms.DateField:
    """Return a field for a day with the browser's calendar."""
    return forms.DateField(
        label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options
    )


def _prose(label: Any, *, most: int, rows: int = 4, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


class CallForm(forms.Form):
    """A new call."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    seats = forms.IntegerField(label=gettext_lazy("Places"), min_value=1, max_value=500)
    closes_on = day_field(gettext_lazy("Last day to apply"))
    clusters = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Clusters"),
        help_text=gettext_lazy("Candidates must live in one of them."),
        queryset=WorkCluster.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clusters"].queryset = open_clusters(on=timezone.localdate())  # type: ignore[attr-defined]


class CriteriaForm(forms.Form):
    """The criteria of a call with their weights; an empty name takes a row away."""

    def __init__(self, *args: Any, criteria: Sequence[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = range(1, len(criteria) + SPARE_ROWS + 1)
        for number in self.numbers:
            one = criteria[number - 1] if number <= len(criteria) else None
            self._add(number, one)

    def _add(self, number: int, one: Criterion | None) -> None:
        self.fields[f"name_{number}"] = forms.CharField(
            label=_("Criterion {number}").format(number=number),
            max_length=120,
            required=False,
            initial=one.name if one else "",
        )
        self.fields[f"weight_{number}"] = forms.IntegerField(
            label=_("Weight"),
            min_value=1,
            max_value=100,
            required=False,
            initial=one.weight if one else None,
        )
        self.fields[f"words_{number}"] = forms.CharField(
            label=_("What earns 0, 3 and 5 points"),
            max_length=400,
            required=False,
            initial=one.words if one else "",
        )

    @property
    def rows(self) -> list[tuple[Any, Any, Any]]:
        """The fields row by row."""
        return [(self[f"name_{n}"], self[f"weight_{n}"], self[f"words_{n}"]) for n in self.numbers]

    def clean(self) -> dict[str, Any]:
        """A row with a name needs a weight."""
        said = super().clean() or {}
        for n in self.numbers:
            if said.get(f"name_{n}") and not said.get(f"weight_{n}"):
                self.add_error(f"weight_{n}", _("How much does it weigh?"))
        return said

    def criteria(self) -> list[Weighed]:
        """Return what was written, row by row."""
        said = self.cleaned_data
        return [
            Weighed(said[f"name_{n}"], said[f"weight_{n}"], said[f"words_{n}"])
            for n in self.numbers
            if said[f"name_{n}"]
        ]


class ScorersForm(forms.Form):
    """Who scores a call."""

    scorers = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who scores"),
        help_text=gettext_lazy("At least two, who score without seeing each other's points."),
        queryset=Staff.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        kwargs["initial"] = {"scorers": [one.staff_id for one in call.scorers.all()]}
        super().__init__(*args, **kwargs)
        roles = [role.value for role in holders(Permission.SELECT_GESTORES)]
        people = Staff.objects.filter(role__in=roles, is_active=True).order_by("name")
        self.fields["scorers"].queryset = people  # type: ignore[attr-defined]


class ApplicationForm(forms.Form):
    """Somebody who applies."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    contact = forms.CharField(label=gettext_lazy("How to reach them"), max_length=160)
    neighbourhood = forms.ModelChoiceField(
        label=gettext_lazy("Where they live"), queryset=Neighbourhood.objects.order_by("name")
    )
    lives_since = forms.IntegerField(label=gettext_lazy("Lives there since (year)"), min_value=1930)
    experience = _prose(gettext_lazy("Social experience"), most=1500, help_text=NO_NAMES)
    community = _prose(gettext_lazy("What they do in the community"), most=1500, help_text=NO_NAMES)
    ties = forms.MultipleChoiceField(
        label=gettext_lazy("Ties they declare"),
        help_text=gettext_lazy("Ask one by one. No tie is declared too."),
        choices=[(kind.value, kind.label) for kind in TieKind if kind is not TieKind.KNOWS_SCORER],
        widget=forms.CheckboxSelectMultiple,
    )
    tie_words = forms.CharField(label=gettext_lazy("About the ties"), max_length=300, required=False)
    agreed = forms.BooleanField(
        label=gettext_lazy("They signed that these data be used to choose gestores in this call"),
        required=True,
    )

    def clean_lives_since(self) -> int:
        """A year that has come."""
        year: int = self.cleaned_data["lives_since"]
        if year > timezone.localdate().year:
            raise forms.ValidationError(_("That year has not come yet."))
        return year

    def application(self) -> Application:
        """Return what was written."""
        said = self.cleaned_data
        kinds = [TieKind(kind) for kind in said["ties"]]
        return Application(
            name=said["name"],
            contact=said["contact"],
            neighbourhood=said["neighbourhood"],
            lives_since=said["lives_since"],
            experience=said["experience"],
            community=said["community"],
            ties=[(kind, said["tie_words"] if kind is not TieKind.NONE else "") for kind in kinds],
            agreed_on=timezone.localdate() if said["agreed"] else None,
        )


class ScoreForm(forms.Form):
    """One scorer's points for one candidate."""

    def __init__(self, *args: Any, criteria: Sequence[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for one in criteria:
            self.fields[f"points_{one.pk}"] = forms.TypedChoiceField(
                label=one.name,
                help_text=one.words,
                choices=[(n, str(n)) for n in range(MOST_POINTS + 1)],
                coerce=int,
                widget=forms.RadioSelect(attrs={"class": "points"}),
            )
            self.fields[f"reason_{one.pk}"] = forms.CharField(label=_("Why"), max_length=400, required=False)

    def points(self) -> dict[int, tuple[int, str]]:
        """Return points and reason by each criterion's number."""
        said = self.cleaned_data
        return {one.pk: (said[f"points_{one.pk}"], said[f"reason_{one.pk}"]) for one in self.criteria}


class LeaveForm(forms.Form):
    """Why somebody is no longer in the running."""

    standing = forms.ChoiceField(
        label=gettext_lazy("What happened"),
        choices=[(one.value, one.label) for one in (Standing.NOT_ELIGIBLE, Standing.WITHDREW)],
    )
    why = forms.CharField(label=gettext_lazy("Which condition, or why"), max_length=400, required=False)


class TakeOnForm(forms.Form):
    """Somebody begins as a gestor."""

    staff = forms.ModelChoiceField(
        label=gettext_lazy("Account"),
        help_text=gettext_lazy("The administrator opens it, with the role of gestor."),
        queryset=Staff.objects.none(),
    )
    began_on = day_field(gettext_lazy("First day"))
    call_whom = forms.CharField(
        label=gettext_lazy("Whom to call for them in an emergency"), max_length=200, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = Staff.objects.filter(role=Role.GESTOR, is_active=True, gestor__isnull=True).order_by("name")
        self.fields["staff"].queryset = free  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """A gestor's last day."""

    on = day_field(gettext_lazy("Last day"))
    ending = forms.ChoiceField(label=gettext_lazy("Why"), choices=Ending.choices)


class TalkForm(forms.Form):
    """A talk with a gestor."""

    held_on = day_field(gettext_lazy("Day"))
    note = _prose(
        gettext_lazy("What was talked about"),
        most=1500,
        required=False,
        help_text=gettext_lazy("Only you and the gestor can read this."),
    )
    agreed = _prose(gettext_lazy("What was agreed"), most=600, rows=2, required=False)
    next_on = day_field(gettext_lazy("Next talk"), required=False)


class ShiftForm(forms.Form):
    """One shift of a plan."""

    staff = forms.ModelChoiceField(label=gettext_lazy("Gestor"), queryset=Staff.objects.none())
    on = day_field(gettext_lazy("Day"))
    part = forms.ChoiceField(label=gettext_lazy("Part of the day"), choices=Shift.choices)

    def __init__(self, *args: Any, people: Sequence[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Staff.objects.filter(pk__in=[one.pk for one in people]).order_by("name")
        self.fields["staff"].queryset = known  # type: ignore[attr-defined]


class CourseForm(forms.Form):
    """A course."""

    title = forms.CharField(label=gettext_lazy("Course"), max_length=160)
    hours = forms.IntegerField(label=gettext_lazy("Hours"), min_value=1, max_value=400)
    is_required = forms.BooleanField(
        label=gettext_lazy("Required before going to the street"), required=False
    )
    valid_months = forms.IntegerField(
        label=gettext_lazy("Months it is valid"),
        help_text=gettext_lazy("Empty: for good."),
        min_value=1,
        max_value=120,
        required=False,
    )


class TrainingForm(forms.Form):
    """A training day that was held."""

    course = forms.ModelChoiceField(label=gettext_lazy("Course"), queryset=Course.objects.none())
    held_on = day_field(gettext_lazy("Day"))
    place = forms.CharField(label=gettext_lazy("Place"), max_length=160, required=False)
    came = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who came"), queryset=Staff.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    unfinished = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who of them did not finish it"),
        queryset=Staff.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, people: Sequence[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Staff.objects.filter(pk__in=[one.pk for one in people]).order_by("name")
        self.fields["course"].queryset = Course.objects.filter(ended_on__isnull=True)  # type: ignore[attr-defined]
        for name in ("came", "unfinished"):
            self.fields[name].queryset = known  # type: ignore[attr-defined]
