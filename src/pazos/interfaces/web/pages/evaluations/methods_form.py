"""How a plan is answered: methods, groups, other counts, checks, and the effect worth knowing.

A step that was never kept offers what is sensible for its kind of plan; nothing of it counts until it is kept.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pazos.domain.evaluations.offered import offered
from pazos.domain.evaluations.protocol import Choice, Outcome, Subgroup
from pazos.domain.evaluations.vocabulary import Dose
from pazos.interfaces.components.evaluation_words import check_name, method_name
from pazos.interfaces.web.pages.evaluations.finding import is_abroad
from pazos.interfaces.web.pages.evaluations.forms import StepForm, rule_choices, source_choices
from pazos.interfaces.web.pages.evaluations.option_fields import fields_of, options_said
from pazos.interfaces.web.pages.evaluations.reading import outcome_words
from pazos.interfaces.web.pages.evaluations.wording import (
    doubt_asks,
    method_explained,
)
from pazos.science.evaluation import doubts, estimators

if TYPE_CHECKING:
    from pazos.domain.evaluations.protocol import Protocol

GROUPS = 3  # groups of victims that the form has room for
OLDEST = 120
COVARIATES = {
    "rural": gettext_lazy("town or country"),
    "people": gettext_lazy("how many people live there"),
    "young": gettext_lazy("share of young people"),
}
SEXES = [
    ("", gettext_lazy("everybody")),
    ("m", gettext_lazy("men")),
    ("f", gettext_lazy("women")),
]


class MethodsForm(StepForm):
    """How the question is answered."""

    primary = forms.ChoiceField(
        label=gettext_lazy("Primary method: its answer counts"),
        help_text=gettext_lazy(
            "One method is chosen beforehand, so that nobody chooses it by what it answers."
        ),
        required=False,
        widget=forms.RadioSelect,
    )
    secondary = forms.MultipleChoiceField(
        label=gettext_lazy("Secondary methods: shown beside it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    other_outcomes = forms.MultipleChoiceField(
        label=gettext_lazy("The same question under other rules and sources"),
        help_text=gettext_lazy("An answer that turns with the definition is told as such."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    doubts = forms.MultipleChoiceField(
        label=gettext_lazy("Checks of the design"),
        help_text=gettext_lazy("All are made unless you take one out; the report says which were taken out."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    smallest = forms.FloatField(
        label=gettext_lazy("Smallest effect worth knowing, in per cent"),
        help_text=gettext_lazy(
            "Below it, nobody would decide differently. What the city can hope to detect is held against it."
        ),
        min_value=0.1,
        max_value=99.9,
        required=False,
    )
    confidence = forms.FloatField(
        label=gettext_lazy("Confidence of intervals, in per cent"), min_value=50, max_value=99.9
    )
    dose = forms.ChoiceField(
        label=gettext_lazy("How much of the strategy each place had"),
        help_text=gettext_lazy("Totals by place, never of persons: did more of it go with a larger effect?"),
        choices=Dose.choices,
    )
    covariates = forms.MultipleChoiceField(
        label=gettext_lazy("Other facts of places that are held equal"),
        choices=list(COVARIATES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seed = forms.IntegerField(
        label=gettext_lazy("Seed of chance"),
        help_text=gettext_lazy(
            "Any number; with it everybody draws the same chances and gets the same digits."
        ),
        min_value=0,
        max_value=2**31 - 1,
    )

    def __init__(self, data: Any = None, *, of: Protocol, title: str = "") -> None:
        super().__init__(data, of=of, title=title)
        methods = [(name, _told(method_name(name), method_explained(name))) for name in estimators.MODULES]
        self._choose("primary", methods)
        self._choose("secondary", methods)
        self._choose("doubts", [(name, _told(check_name(name), doubt_asks(name))) for name in doubts.MODULES])
        words = outcome_words(other_outcomes(of))
        self._choose("other_outcomes", [(key_of(one), said) for one, said in words.items()])
        for place, group in enumerate([*self._offered(of).subgroups, *[None] * GROUPS][:GROUPS]):
            self._group_fields(place, group)
        self._of_options = {choice.method: fields_of(choice) for choice in self._chosen(of)}
        for fields in self._of_options.values():
            self.fields |= fields
        if is_abroad(of):
            for name in ("other_outcomes", "dose", "covariates", *self.group_names):
                del self.fields[name]

    @property
    def group_names(self) -> list[str]:
        """The names of the fields of all groups."""
        parts = ("name", "from", "to", "sex")
        return [f"group_{place}_{part}" for place in range(GROUPS) for part in parts]

    @property
    def groups(self) -> list[list[Any]]:
        """The bound fields of each group."""
        names = [name for name in self.group_names if name in self.fields]
        return [[self[name] for name in names[at : at + 4]] for at in range(0, len(names), 4)]

    @property
    def options(self) -> list[tuple[str, list[Any]]]:
        """The bound fields of the options of each method that the plan has, by the method's name."""
        found = self._of_options.items()
        return [(method_name(method), [self[name] for name in names]) for method, names in found if names]

    @property
    def options_are_wrong(self) -> bool:
        """Whether an option cannot be so."""
        return any(field.errors for _name, fields in self.options for field in fields)

    def initial_of(self, plan: Protocol, title: str) -> dict[str, Any]:
        """Return the methods as they stand, or what is sensible where none was ever chosen."""
        shown = self._offered(plan)
        return {
            "primary": shown.primary.method,
            "secondary": [one.method for one in shown.secondary],
            "other_outcomes": [key_of(one) for one in self._beside(plan)],
            "doubts": list(shown.doubts),
            "smallest": None if shown.smallest is None else round(shown.smallest * 100, 6),
            "confidence": round(shown.confidence * 100, 6),
            "dose": shown.dose,
            "covariates": list(shown.covariates),
            "seed": shown.seed,
        }

    def clean(self) -> dict[str, Any]:
        """Take the primary method out of the secondary ones, and refuse ages that end before they begin."""
        said = super().clean() or {}
        for place in range(GROUPS):
            first, last = said.get(f"group_{place}_from"), said.get(f"group_{place}_to")
            if first is not None and last is not None and last < first:
                self.add_error(f"group_{place}_to", _("The ages end before they begin."))
        return said

    def plan(self) -> Protocol:
        """Return the plan with its methods and their options; a method chosen anew has its own."""
        said = self.cleaned_data
        options = {one.method: options_said(one, said) for one in self._chosen(self.of)}
        chosen = [name for name in said["secondary"] if name != said["primary"]]
        made = replace(
            self.of,
            primary=Choice(said["primary"], options.get(said["primary"], {})),
            secondary=tuple(Choice(name, options.get(name, {})) for name in chosen),
            doubts=tuple(said["doubts"]),
            smallest=None if said["smallest"] is None else round(said["smallest"] / 100, 8),
            confidence=round(said["confidence"] / 100, 8),
            seed=said["seed"],
        )
        if is_abroad(self.of):
            return replace(made, subgroups=(), other_outcomes=())
        return replace(
            made,
            subgroups=self._groups(),
            other_outcomes=tuple(map(outcome_of, said["other_outcomes"])),
            dose=said["dose"],
            covariates=tuple(said["covariates"]),
        )

    def _groups(self) -> tuple[Subgroup, ...]:
        found = []
        for place in range(GROUPS):
            name, first, last, sex = (
                self.cleaned_data[f"group_{place}_{part}"] for part in ("name", "from", "to", "sex")
            )
            if name or sex or first is not None or last is not None:
                found.append(Subgroup(name, first, last, sex))
        return tuple(found)

    def _beside(self, plan: Protocol) -> list[Outcome]:
        """Return the other counts of the plan; where nothing was chosen yet, all that a rule stands behind."""
        if plan.primary.method:
            return list(plan.other_outcomes)
        return [one for one in other_outcomes(plan) if one.rule]

    def _offered(self, plan: Protocol) -> Protocol:
        return plan if plan.primary.method else offered(plan, young=_("young people"))

    def _chosen(self, plan: Protocol) -> list[Choice]:
        shown = self._offered(plan)
        return [one for one in (shown.primary, *shown.secondary) if one.method]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _group_fields(self, place: int, group: Subgroup | None) -> None:
        said = group or Subgroup("")
        ages: dict[str, Any] = {"min_value": 0, "max_value": OLDEST, "required": False}
        self.fields |= {
            f"group_{place}_name": forms.CharField(
                label=_("Group"), max_length=60, required=False, initial=said.name
            ),
            f"group_{place}_from": forms.IntegerField(label=_("Ages from"), initial=said.age_from, **ages),
            f"group_{place}_to": forms.IntegerField(label=_("Ages to"), initial=said.age_to, **ages),
            f"group_{place}_sex": forms.ChoiceField(
                label=_("Victims"), choices=SEXES, required=False, initial=said.sex
            ),
        }


def other_outcomes(plan: Protocol) -> list[Outcome]:
    """Return every other rule over the register, the plan's own rule in each source, and each source's own count."""
    rules = [key for key, _title in rule_choices() if key]
    sources = [slug for slug, _name in source_choices() if slug]
    found = [Outcome(rule) for rule in rules]
    if plan.outcome.rule:
        found += [Outcome(plan.outcome.rule, slug) for slug in sources]
    found += [Outcome("", slug) for slug in sources]
    kept = [one for one in plan.other_outcomes if one not in found]
    return [one for one in (*found, *kept) if one != plan.outcome]


def key_of(outcome: Outcome) -> str:
    """Return an outcome as a form sends it."""
    return f"{outcome.rule}|{outcome.source}"


def outcome_of(key: str) -> Outcome:
    """Return the outcome that a form sent."""
    rule, _bar, source = key.partition("|")
    return Outcome(rule, source)


def _told(name: str, explained: str) -> str:
    return f"{name}. {explained}" if explained else name
