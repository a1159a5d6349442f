"""What each step of writing a plan asks, in plain words; a step reads the plan and gives back the plan it makes.

A gap is never refused here: a plan is written over weeks. What cannot be understood at all is told beside its field.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pazos.domain.evaluations.blocks import Step
from pazos.domain.evaluations.months import ordinal, whole
from pazos.domain.evaluations.protocol import RECONCILED, Outcome
from pazos.domain.evaluations.vocabulary import Grain, UnitKind
from pazos.domain.register.queries import counting
from pazos.domain.sources.models import Source
from pazos.interfaces.web.pages.evaluations.finding import is_abroad

if TYPE_CHECKING:
    from pazos.domain.evaluations.protocol import Protocol


class StepForm(forms.Form):
    """One step: its fields are filled from the plan, and `plan` is what they make of it."""

    def __init__(self, data: Any = None, *, of: Protocol, title: str = "") -> None:
        self.of = of
        super().__init__(data, initial=self.initial_of(of, title))

    def initial_of(self, plan: Protocol, title: str) -> dict[str, Any]:
        """Return what the fields show of a plan."""
        raise NotImplementedError

    def plan(self) -> Protocol:
        """Return the plan with what was answered."""
        raise NotImplementedError


class MonthField(forms.CharField):
    """A month, as every browser asks for it; typed by hand it is 2020-11."""

    def __init__(self, label: Any, **options: Any) -> None:
        widget = forms.TextInput(attrs={"type": "month", "placeholder": "2020-11", "autocomplete": "off"})
        super().__init__(label=label, widget=widget, required=False, max_length=10, **options)

    def clean(self, value: Any) -> str:
        """Return the month, "" where none was said."""
        text = str(super().clean(value))
        if text and ordinal(text) is None:
            raise forms.ValidationError(_("Write the month as 2020-11."))
        return whole(text)


class QuestionForm(StepForm):
    """What is asked and what is expected."""

    title = forms.CharField(label=gettext_lazy("What it is called"), max_length=160)
    question = forms.CharField(
        label=gettext_lazy("The question, in one sentence"),
        help_text=gettext_lazy(
            "Whom, where, since when, and what should have changed. Such as: were fewer people killed in the "
            "neighbourhoods of the strategy, from November 2020 on, than there would have been without it?"
        ),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    expectation = forms.CharField(
        label=gettext_lazy("What you expect, and why"),
        help_text=gettext_lazy(
            "What should happen if the strategy works, by which way, and how soon. Writing it before looking is what "
            "keeps anybody from finding a story for whatever comes out. Anybody may read it; name no person."
        ),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("What is compared with what"),
        help_text=gettext_lazy(
            "Neighbourhoods answer whether the places of the strategy changed more than other places of this city. "
            "Municipalities answer whether the whole city changed more than cities like it."
        ),
        choices=UnitKind.choices,
        widget=forms.RadioSelect,
    )

    def initial_of(self, plan: Protocol, title: str) -> dict[str, Any]:
        """Return the question as it stands."""
        return {
            "title": title,
            "question": plan.question,
            "expectation": plan.expectation,
            "unit": plan.unit,
        }

    def plan(self) -> Protocol:
        """Return the plan with its question."""
        said = self.cleaned_data
        return replace(self.of, question=said["question"], expectation=said["expectation"], unit=said["unit"])


class OutcomeForm(StepForm):
    """What is counted, by which rule and from which source."""

    rule = forms.ChoiceField(
        label=gettext_lazy("Counting rule"),
        help_text=gettext_lazy(
            "Which deaths count. The version in force today is written into the plan, so that a later version "
            "changes no answer."
        ),
        required=False,
    )
    source = forms.ChoiceField(
        label=gettext_lazy("Source"),
        help_text=gettext_lazy(
            "The reconciled register counts each victim once over all sources. A single source is of use where the "
            "others came late; its answer can stand beside the register’s as well (step 6)."
        ),
        required=False,
    )

    def __init__(self, data: Any = None, *, of: Protocol, title: str = "") -> None:
        super().__init__(data, of=of, title=title)
        self.fields["rule"].choices = rule_choices(of.outcome.rule)  # type: ignore[attr-defined]
        self.fields["source"].choices = source_choices()  # type: ignore[attr-defined]
        if is_abroad(of):
            self.fields.clear()

    def initial_of(self, plan: Protocol, title: str) -> dict[str, Any]:
        """Return the outcome as it stands."""
        return {"rule": plan.outcome.rule, "source": plan.outcome.source}

    def plan(self) -> Protocol:
        """Return the plan with its outcome; the same one is taken out of the others."""
        if is_abroad(self.of):
            return self.of
        found = Outcome(self.cleaned_data["rule"], self.cleaned_data["source"])
        others = tuple(one for one in self.of.other_outcomes if one != found)
        return replace(self.of, outcome=found, other_outcomes=others)


class WindowForm(StepForm):
    """Which months are looked at, in which times, and over which the places were chosen."""

    first = MonthField(
        gettext_lazy("First month"),
        help_text=gettext_lazy(
            "As far back as the records are good: the longer before, the better it shows whether the treated and the "
            "others moved alike."
        ),
    )
    last = MonthField(
        gettext_lazy("Last month"),
        help_text=gettext_lazy("Months that are not over yet can be named: the answer waits for them."),
    )
    grain = forms.ChoiceField(
        label=gettext_lazy("One time is a"),
        help_text=gettext_lazy(
            "Short times show more of the course; with few deaths, longer ones are calmer."
        ),
        choices=Grain.choices,
        widget=forms.RadioSelect,
    )
    chosen_from = MonthField(
        gettext_lazy("Places were chosen for what happened from"),
        help_text=gettext_lazy(
            "Places that are chosen because a bad time lies behind them get calmer by themselves. Say over which "
            "months they were chosen, and the answer shows how much of a fall that alone would make."
        ),
    )
    chosen_to = MonthField(gettext_lazy("to"))

    def initial_of(self, plan: Protocol, title: str) -> dict[str, Any]:
        """Return the window as it stands."""
        names = ("first", "last", "grain", "chosen_from", "chosen_to")
        return {name: getattr(plan, name) for name in names}

    def plan(self) -> Protocol:
        """Return the plan with its window."""
        return replace(self.of, **{name: self.cleaned_data[name] for name in self.fields})


class BufferForm(StepForm):
    """How far around treated places nobody is compared."""

    buffer_metres = forms.IntegerField(
        label=gettext_lazy("Distance kept around treated places, in metres"),
        help_text=gettext_lazy(
            "Killings may move next door, and calm may spread. Places nearer than this are not compared; they are "
            "watched instead. 0 keeps none."
        ),
        min_value=0,
        max_value=10_000,
        required=False,
    )

    def initial_of(self, plan: Protocol, title: str) -> dict[str, Any]:
        """Return the distance as it stands."""
        return {"buffer_metres": plan.buffer_metres}

    def plan(self) -> Protocol:
        """Return the plan with the distance."""
        return replace(self.of, buffer_metres=self.cleaned_data["buffer_metres"] or 0)


def rule_choices(kept: str = "") -> list[tuple[str, str]]:
    """Return the counting rules in force, and the one a plan holds already where it is so no more."""
    found = [(str(row), f"{row.title} ({row})") for row in counting.in_force()]
    held = [(kept, kept)] if kept and kept not in dict(found) else []
    return [("", _("none: as the source itself counts")), *found, *held]


def source_choices() -> list[tuple[str, str]]:
    """Return the register first, then every source by name."""
    return [
        (RECONCILED, _("the register, reconciled from all sources")),
        *Source.objects.order_by("name").values_list("slug", "name"),
    ]


PLAIN_STEPS: dict[Step, type[StepForm]] = {
    Step.QUESTION: QuestionForm,
    Step.OUTCOME: OutcomeForm,
    Step.WINDOW: WindowForm,
}
