"""What is asked on the pages of the strategy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language, gettext_lazy

from pazos.domain.designations.models import Designation
from pazos.domain.documents import queries as documents
from pazos.domain.documents.models import Document
from pazos.domain.people.models import Organisation
from pazos.domain.strategy.models import Component, Programme
from pazos.domain.strategy.queries import open_components
from pazos.domain.strategy.queries.programmes import Asked, who_may_help, who_may_lead
from pazos.domain.strategy.sdg import targets
from pazos.domain.strategy.vocabulary import Instrument, Level, ProgrammeState, Standing
from pazos.foundation.runs.models import Run
from pazos.interfaces.web.pages.evidence import EvidenceFields
from pazos.interfaces.web.pages.gestores.forms import day_field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pazos.domain.people.models import Staff
    from pazos.domain.strategy.models import Strategy, TheoryBox

NEWEST = 60


def prose(label: Any, *, most: int, rows: int = 4, **options: Any) -> forms.CharField:
    """Return a field for some paragraphs."""
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


def choose_among(form: forms.Form, name: str, rows: Any) -> None:
    """Say among which rows a field of a form chooses."""
    form.fields[name].queryset = rows  # type: ignore[attr-defined]


class StrategyForm(forms.Form):
    """What a strategy is."""

    name = forms.CharField(label=gettext_lazy("Name of the strategy"), max_length=160)
    legal_basis = forms.CharField(
        label=gettext_lazy("Legal basis"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("The decree or agreement that makes it the city's own."),
    )
    act = forms.ModelChoiceField(
        label=gettext_lazy("The act itself"), queryset=Document.objects.none(), required=False
    )
    starts_on = day_field(gettext_lazy("First day"))
    ends_on = day_field(gettext_lazy("Last day"))
    first_age = forms.IntegerField(label=gettext_lazy("Ages from"), min_value=0, max_value=120, initial=14)
    last_age = forms.IntegerField(label=gettext_lazy("Ages to"), min_value=0, max_value=120, initial=29)
    vision = prose(gettext_lazy("Vision"), most=4000, required=False)
    diagnosis = prose(
        gettext_lazy("Diagnosis"),
        most=20_000,
        rows=10,
        required=False,
        help_text=gettext_lazy("Name no person. What it stands on is linked on the page of the strategy."),
    )

    def __init__(self, *args: Any, seen_by: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = documents.documents(seen_by=seen_by)
        newest = list(seen.values_list("pk", flat=True)[:NEWEST])
        chosen = getattr(self.initial.get("act"), "pk", self.initial.get("act"))
        choose_among(self, "act", seen.filter(pk__in=[*newest, *([chosen] if chosen else [])]))


class GroundForm(forms.Form):
    """What the diagnosis stands on: a designation, or the run of a figure by its number."""

    designation = forms.ModelChoiceField(
        label=gettext_lazy("Designation of clusters"),
        queryset=Designation.objects.none(),
        required=False,
    )
    run = forms.IntegerField(
        label=gettext_lazy("or the number of a run"),
        min_value=1,
        required=False,
        help_text=gettext_lazy("It stands below every figure."),
    )
    words = forms.CharField(label=gettext_lazy("What it shows"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decided = (Designation.State.SIGNED, Designation.State.SUPERSEDED)
        choose_among(self, "designation", Designation.objects.filter(state__in=decided))

    def clean_run(self) -> Run | None:
        """A run that was made."""
        number = self.cleaned_data.get("run")
        if number is None:
            return None
        found = Run.objects.filter(pk=number).first()
        if found is None:
            raise forms.ValidationError(gettext_lazy("There is no run of that number."))
        return found


class ComponentForm(forms.Form):
    """One component."""

    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=30,
        help_text=gettext_lazy("Short, without spaces: prevention. It cannot be changed later."),
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    purpose = prose(gettext_lazy("What it is for"), most=2000, rows=3, required=False)


class EndComponentForm(forms.Form):
    """A component's last day."""

    on = day_field(gettext_lazy("Last day"))


class ProgrammeForm(forms.Form):
    """One programme."""

    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=30,
        help_text=gettext_lazy("Short, without spaces: pre-03. It cannot be changed later."),
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    component = forms.ModelChoiceField(label=gettext_lazy("Component"), queryset=Component.objects.none())
    purpose = prose(gettext_lazy("What it is for"), most=4000, required=False)
    department = forms.ModelChoiceField(
        label=gettext_lazy("Responsible department"), queryset=Organisation.objects.none()
    )
    partners = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Partners"),
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=gettext_lazy("Choose several with Ctrl, or Cmd on a Mac. They see this programme."),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"), choices=ProgrammeState.choices, initial=ProgrammeState.PLANNED
    )
    starts_on = day_field(gettext_lazy("First day"), required=False)
    ends_on = day_field(gettext_lazy("Last day"), required=False)
    people_expected = forms.IntegerField(
        label=gettext_lazy("People expected a year"), min_value=0, required=False
    )

    def __init__(
        self, *args: Any, strategy: Strategy, programme: Programme | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        open_ones = open_components(strategy)
        lead, help_ = who_may_lead(), who_may_help()
        if programme is not None:
            # What stands there already can stay, though it ended or left since.
            del self.fields["code"]
            open_ones = open_ones | Component.objects.filter(pk=programme.component_id)
            lead = lead | Organisation.objects.filter(pk=programme.department_id)
            here = [one.pk for one in programme.partners.all()]
            help_ = help_ | Organisation.objects.filter(pk__in=here)
        choose_among(self, "component", open_ones)
        choose_among(self, "department", lead)
        choose_among(self, "partners", help_)

    def values(self) -> dict[str, Any]:
        """Return what was written, as the actions take it."""
        said = dict(self.cleaned_data)
        said["state"] = ProgrammeState(said["state"])
        said["partners"] = list(said["partners"])
        return said


class ProgrammesAsked(forms.Form):
    """What the list of programmes is narrowed by; a wrong value narrows nothing."""

    q = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=100)
    component = forms.ChoiceField(label=gettext_lazy("Component"), required=False)
    department = forms.TypedChoiceField(
        label=gettext_lazy("Department"), required=False, coerce=int, empty_value=None
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("any")), *ProgrammeState.choices],
    )

    def __init__(
        self,
        data: Any,
        *,
        components: Sequence[Component],
        departments: Sequence[tuple[int, str]],
    ) -> None:
        super().__init__(data)
        self.fields["component"].choices = [  # type: ignore[attr-defined]
            ("", gettext_lazy("any")),
            *((one.code, one.name) for one in components),
        ]
        self.fields["department"].choices = [("", gettext_lazy("any")), *departments]  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """Return what is asked for."""
        self.is_valid()
        said = self.cleaned_data
        return Asked(
            search=said.get("q", ""),
            component=said.get("component", ""),
            department=said.get("department"),
            state=said.get("state", ""),
        )


class BoxForm(forms.Form):
    """One box of the theory of change."""

    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=Level.choices)
    text = prose(gettext_lazy("What stands in the box"), most=240, rows=3)
    component = forms.ModelChoiceField(
        label=gettext_lazy("Component"), queryset=Component.objects.none(), required=False
    )

    def __init__(self, *args: Any, strategy: Strategy, known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "component", strategy.components.all())
        if known:
            del self.fields["level"]


class ArrowForm(forms.Form):
    """An arrow from one box to another, and what it rests on."""

    target = forms.TypedChoiceField(label=gettext_lazy("leads to"), coerce=int)
    assumption = prose(
        gettext_lazy("if"),
        most=300,
        rows=2,
        required=False,
        help_text=gettext_lazy("The assumption under which one leads to the other."),
    )
    evidence = forms.CharField(
        label=gettext_lazy("Evidence"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("A study, a figure, an experience elsewhere."),
    )

    def __init__(
        self, *args: Any, later: Sequence[TheoryBox] = (), known: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["target"]
        else:
            self.fields["target"].choices = [  # type: ignore[attr-defined]
                (box.pk, f"{box.get_level_display()}: {box.text}") for box in later
            ]


class AlignmentForm(forms.Form):
    """One goal of another plan, and who serves it."""

    instrument = forms.ChoiceField(label=gettext_lazy("Plan"), choices=Instrument.choices)
    target = forms.ChoiceField(label=gettext_lazy("Target of the SDGs"), required=False)
    code = forms.CharField(
        label=gettext_lazy("or the code in that plan"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("The number of a CONPES, the code of a programme of the plan."),
    )
    words = forms.CharField(label=gettext_lazy("In what"), max_length=300, required=False)
    component = forms.ModelChoiceField(
        label=gettext_lazy("Only this component"), queryset=Component.objects.none(), required=False
    )
    programme = forms.ModelChoiceField(
        label=gettext_lazy("or only this programme"), queryset=Programme.objects.none(), required=False
    )

    def __init__(self, *args: Any, strategy: Strategy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language()
        self.fields["target"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *((one.code, f"{one.code} {one.name(language)}") for one in targets().values()),
        ]
        choose_among(self, "component", strategy.components.all())
        choose_among(self, "programme", Programme.objects.filter(component__strategy=strategy))

    def values(self) -> dict[str, Any]:
        """Return what was written, as the action takes it."""
        said = dict(self.cleaned_data)
        instrument, target = Instrument(said.pop("instrument")), said.pop("target")
        code = target or said["code"] if instrument is Instrument.SDG else said["code"]
        return {**said, "instrument": instrument, "code": code}


class JudgeForm(EvidenceFields):
    """A judgement of one failure."""

    standing = forms.ChoiceField(
        label=gettext_lazy("What the evidence says"), choices=Standing.choices, widget=forms.RadioSelect
    )
    argument = prose(
        gettext_lazy("Why"),
        most=4000,
        help_text=gettext_lazy("What shows it, and what is still missing. Name no person."),
    )
    judged_on = day_field(gettext_lazy("Day of the judgement"))
    field_order = ("standing", "argument", "judged_on", "evidence", "paper", "paper_title")


class AdoptForm(forms.Form):
    """A version to freeze."""

    on = day_field(gettext_lazy("Adopted on"))
    reasons = prose(
        gettext_lazy("What changed against the version before, and why"),
        most=4000,
        required=False,
        help_text=gettext_lazy(
            "Anybody may read it once the version is published. The first version needs none."
        ),
    )
