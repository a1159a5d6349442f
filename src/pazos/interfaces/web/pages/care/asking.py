"""What the forms of care ask. Every text is the person's or of the person, and is kept sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from pazos.domain.cases.rules.safety import Part
from pazos.domain.cases.vocabulary import CrisisKind, Dimension, Occasion
from pazos.interfaces.web.pages.street.asking import UNSAID, day

if TYPE_CHECKING:
    from collections.abc import Sequence


THEIR_WORDS = gettext_lazy("In the person's own words. No names of others.")


def words(label: Any, *, most: int, rows: int = 3, **options: Any) -> forms.CharField:
    """Return the field of a text that no browser keeps or corrects by sending it away."""
    attributes = {"rows": rows, "autocomplete": "off", "spellcheck": "false"}
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs=attributes), **options)


def moment(label: Any, **options: Any) -> forms.DateTimeField:
    """Return the field of a day and hour, now to begin with."""
    return forms.DateTimeField(
        label=label,
        initial=lambda: timezone.localtime().replace(second=0, microsecond=0),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        **options,
    )


class BeginForm(forms.Form):
    """Which instrument, for which dimension, and when."""

    what = forms.ChoiceField(label=gettext_lazy("What is asked"))
    occasion = forms.ChoiceField(label=gettext_lazy("Occasion"), choices=Occasion.choices)
    on = day(gettext_lazy("Day"), today=True)

    def __init__(self, *args: Any, choices: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [UNSAID, *choices]  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """What the pair adds to an assessment."""

    note = words(gettext_lazy("What was said about it"), most=1000, required=False)


class GoalForm(forms.Form):
    """A goal of the person."""

    dimension = forms.ChoiceField(label=gettext_lazy("Dimension"), choices=Dimension.choices)
    aim = words(gettext_lazy("What I want"), most=500, help_text=THEIR_WORDS)
    due_on = day(gettext_lazy("By when, if the person wants a day"), required=False)


class SayAnewForm(forms.Form):
    """A goal in other words, or on another day; `version` is the one that is on the page."""

    aim = words(gettext_lazy("What I want"), most=500, help_text=THEIR_WORDS)
    due_on = day(gettext_lazy("By when, if the person wants a day"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class StepForm(forms.Form):
    """One step: what, who, by when."""

    text = words(gettext_lazy("Step"), most=300, rows=2)
    by_person = forms.TypedChoiceField(
        label=gettext_lazy("Who does it"),
        choices=[("yes", gettext_lazy("the person")), ("no", gettext_lazy("the pair"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    due_on = day(gettext_lazy("By when"), required=False)


class SafetyForm(forms.Form):
    """The parts of a safety plan, one line each thing."""

    review_on = day(gettext_lazy("Look at it again on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = {part.value: words(part.label, most=600, required=False) for part in Part}
        self.fields = {**parts, "review_on": self.fields["review_on"]}
        self.fields["review_on"].help_text = gettext_lazy("At most 90 days ahead.")

    def parts(self) -> dict[str, str]:
        """Return what was written, by part."""
        return {part.value: self.cleaned_data[part.value] for part in Part}


class ReviewForm(forms.Form):
    """Until when a plan holds."""

    review_on = day(gettext_lazy("Look at it again on"))


class CrisisForm(forms.Form):
    """What must not wait."""

    kind = forms.ChoiceField(label=gettext_lazy("What is it?"), choices=[UNSAID, *CrisisKind.choices])
    known_at = moment(gettext_lazy("When was it known?"))
    what = words(
        gettext_lazy("What is known"),
        most=1000,
        required=False,
        help_text=gettext_lazy("Only what is needed to help. No names of groups or of who did it."),
    )


class DoneForm(forms.Form):
    """An item was done."""

    done_at = moment(gettext_lazy("When"))
    proof = forms.CharField(
        label=gettext_lazy("Number, or institution and who answered"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class WhyForm(forms.Form):
    """Why something was not done, or was none."""

    why = words(gettext_lazy("Why"), most=500, rows=2)


MOST_BYTES = 200_000


class SheetForm(forms.Form):
    """An instrument or a pathway of the city, as a file."""

    sheet = forms.FileField(
        label=gettext_lazy("JSON file"),
        help_text=gettext_lazy("It is looked through first; everything that is wrong is said here."),
    )
