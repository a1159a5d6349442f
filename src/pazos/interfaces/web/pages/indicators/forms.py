"""What is asked on the pages of indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pazos.domain.indicators.expressions import EXPRESSIONS
from pazos.domain.indicators.rules import LANGUAGES, RATIOS
from pazos.domain.indicators.vocabulary import (
    Accrual,
    Direction,
    Frequency,
    Interval,
    Kind,
    Measure,
    Text,
)
from pazos.domain.participants.vocabulary import AgeBand, Sex
from pazos.domain.people.models import Organisation
from pazos.domain.strategy.models import Component
from pazos.foundation.words import say
from pazos.interfaces.web.pages.evidence import EvidenceFields
from pazos.interfaces.web.pages.gestores.forms import day_field
from pazos.interfaces.web.pages.indicators.wording import DISAGGREGATIONS, category_words
from pazos.interfaces.web.pages.intake import language

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pazos.domain.indicators.models import IndicatorSheet, IndicatorValue

LONG = {
    Text.DEFINITION,
    Text.NUMERATOR,
    Text.DENOMINATOR,
    Text.SOURCE,
    Text.VERIFICATION,
    Text.METHOD,
    Text.WEAKNESSES,
}
LANGUAGE_NAMES = {"es": gettext_lazy("in Spanish"), "en": gettext_lazy("in English")}
FACTORS = [(1, "1"), (100, "100"), (1_000, "1 000"), (10_000, "10 000"), (100_000, "100 000")]
CATEGORIES = {"sex": Sex.values, "age_band": AgeBand.values}
PLAIN = (
    "kind",
    "measure",
    "interval",
    "accrual",
    "direction",
    "frequency",
    "factor",
    "expression",
    "standard",
)
MORE = ("due_days", "disaggregations", "baseline_year", "baseline_value", "is_public", "is_comparable")


class PlaceForm(forms.Form):
    """Where an indicator stands in the strategy and who owns it."""

    component = forms.ModelChoiceField(
        label=gettext_lazy("Component"),
        queryset=Component.objects.order_by("-strategy__starts_on", "position"),
        required=False,
        empty_label=gettext_lazy("the whole strategy"),
    )
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Who owns and reports it"),
        queryset=Organisation.objects.filter(ended_on__isnull=True),
        required=False,
    )
    position = forms.IntegerField(
        label=gettext_lazy("Place in the list"), min_value=0, max_value=9999, required=False
    )


class SheetForm(forms.Form):
    """One version of a sheet: what it is, how it is reckoned, and its texts in both languages."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Kind.choices)
    measure = forms.ChoiceField(label=pgettext_lazy("an indicator sheet", "Measure"), choices=Measure.choices)
    interval = forms.ChoiceField(label=gettext_lazy("Interval"), choices=Interval.choices)
    direction = forms.ChoiceField(label=gettext_lazy("Direction"), choices=Direction.choices)
    frequency = forms.ChoiceField(label=gettext_lazy("Frequency"), choices=Frequency.choices)
    accrual = forms.ChoiceField(
        label=gettext_lazy("What its periods make of the year"), choices=Accrual.choices
    )
    factor = forms.TypedChoiceField(label=gettext_lazy("Factor"), choices=FACTORS, coerce=int)
    expression = forms.ChoiceField(label=gettext_lazy("Computed by"), required=False)
    arguments = forms.CharField(
        label=gettext_lazy("What the expression is told"),
        help_text=gettext_lazy("As name=value, separated by semicolons: rule=iccs_0101; first_age=14"),
        max_length=300,
        required=False,
    )
    standard = forms.CharField(
        label=gettext_lazy("Standard it follows"),
        help_text=gettext_lazy("Such as SDG 16.1.1 or SES 1."),
        max_length=60,
        required=False,
    )
    disaggregations = forms.MultipleChoiceField(
        label=gettext_lazy("Told apart by"),
        choices=list(DISAGGREGATIONS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    due_days = forms.IntegerField(
        label=gettext_lazy("Due within days of the period's end"), min_value=0, max_value=365, initial=15
    )
    baseline_year = forms.IntegerField(
        label=gettext_lazy("Year of the baseline"), min_value=1990, max_value=2100, required=False
    )
    baseline_value = forms.FloatField(label=gettext_lazy("Value of the baseline"), required=False)
    is_comparable = forms.BooleanField(
        label=gettext_lazy("Its values can be compared with those of the version before"), required=False
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("It may stand on the public site"), required=False, initial=True
    )

    def __init__(self, *args: Any, sheet: IndicatorSheet | None = None, **kwargs: Any) -> None:
        if sheet is not None:
            kwargs["initial"] = initial_of(sheet)
        super().__init__(*args, **kwargs)
        self.fields["expression"].choices = [  # type: ignore[attr-defined]
            ("", _("nobody: it is reported")),
            *((one.name, f"{say(one.says, language())} ({one.name})") for one in EXPRESSIONS.values()),
        ]
        for text in Text:
            for spoken in LANGUAGES:
                self.fields[f"{text.value}_{spoken}"] = _text_field(text, spoken)

    def clean_arguments(self) -> dict[str, Any]:
        """Read name=value pairs; numbers become numbers."""
        return _arguments(self.cleaned_data["arguments"])

    def sheet_fields(self) -> dict[str, Any]:
        """Return what was written as the fields of a sheet."""
        said = self.cleaned_data
        texts = {
            text.value: {spoken: said[f"{text.value}_{spoken}"] for spoken in LANGUAGES} for text in Text
        }
        return {**texts, **{name: said[name] for name in (*PLAIN, *MORE)}, "arguments": said["arguments"]}

    @property
    def groups(self) -> Iterator[tuple[Any, list[Any]]]:
        """Give the fields in groups with their headings: by text, both languages side by side."""
        for text in Text:
            yield text.label, [self[f"{text.value}_{spoken}"] for spoken in LANGUAGES]
        yield (
            _("How it is reckoned"),
            [self[name] for name in ("expression", "arguments", *PLAIN[:7], "standard")],
        )
        yield _("How it is followed"), [self[name] for name in MORE]


class NewSheetForm(SheetForm, PlaceForm):
    """A new indicator with its first sheet."""

    code = forms.SlugField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Short, without spaces: young_victims."),
        max_length=40,
    )

    @property
    def groups(self) -> Iterator[tuple[Any, list[Any]]]:
        """Begin with what names the indicator."""
        yield _("The indicator"), [self[name] for name in ("code", "component", "owner")]
        yield from super().groups


def initial_of(sheet: IndicatorSheet) -> dict[str, Any]:
    """Return what a sheet says as a form shows it."""
    texts = {
        f"{text.value}_{spoken}": getattr(sheet, text.value).get(spoken, "")
        for text in Text
        for spoken in LANGUAGES
    }
    arguments = "; ".join(f"{name}={value}" for name, value in sheet.arguments.items())
    return {**texts, **{name: getattr(sheet, name) for name in (*PLAIN, *MORE)}, "arguments": arguments}


def _text_field(text: Text, spoken: str) -> forms.CharField:
    label = f"{text.label} {LANGUAGE_NAMES[spoken]}"
    widget = (
        forms.Textarea(attrs={"rows": 3, "lang": spoken})
        if text in LONG
        else forms.TextInput(attrs={"lang": spoken})
    )
    return forms.CharField(
        label=label, max_length=1500 if text in LONG else 200, required=False, widget=widget
    )


def _arguments(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in filter(None, (one.strip() for one in text.split(";"))):
        name, sign, value = part.partition("=")
        if not sign:
            raise forms.ValidationError(_("Write each as name=value; this is not: {part}").format(part=part))
        plain = value.strip()
        found[name.strip()] = int(plain) if plain.lstrip("-").isdecimal() else plain
    return found


class TargetForm(forms.Form):
    """The target of one year."""

    year = forms.IntegerField(label=gettext_lazy("By the end of"), min_value=1990, max_value=2100)
    value = forms.FloatField(label=gettext_lazy("Target"))
    source = forms.CharField(label=gettext_lazy("Plan that sets it"), max_length=200, required=False)


class BaselineForm(forms.Form):
    """Where it stood before."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1990, max_value=2100)
    value = forms.FloatField(label=gettext_lazy("Value"))


class BreakForm(forms.Form):
    """A day from which values mean something else."""

    on = day_field(gettext_lazy("First day that counts otherwise"))
    es = forms.CharField(label=gettext_lazy("What changed, in Spanish"), max_length=300)
    en = forms.CharField(label=gettext_lazy("What changed, in English"), max_length=300, required=False)


class RetireForm(forms.Form):
    """Since when an indicator is no longer followed, and why."""

    on = day_field(gettext_lazy("Since"))
    why = forms.CharField(label=gettext_lazy("Why"), max_length=300)


class BecauseForm(forms.Form):
    """A reason that is kept."""

    because = forms.CharField(
        label=gettext_lazy("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReportForm(EvidenceFields):
    """The value of one period, what it is made of, and what verifies it."""

    value = forms.FloatField(label=gettext_lazy("Value"), required=False)
    numerator = forms.FloatField(label=gettext_lazy("Numerator"), required=False)
    denominator = forms.FloatField(label=gettext_lazy("Denominator"), required=False)
    why_incomplete = forms.CharField(
        label=gettext_lazy("If the categories do not add up: why it is incomplete"),
        max_length=300,
        required=False,
    )
    why_missing = forms.CharField(
        label=gettext_lazy("If there is no value: why"), max_length=300, required=False
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy(
            "What whoever approves it should know, and where it can be verified. Write no names."
        ),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args: Any, sheet: IndicatorSheet, value: IndicatorValue | None, **kwargs: Any
    ) -> None:
        kwargs["initial"] = _said_of(value) if value else {}
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        if sheet.measure in RATIOS:
            self.fields["numerator"].help_text = sheet_text(sheet, "numerator")
            self.fields["denominator"].help_text = sheet_text(sheet, "denominator")
            del self.fields["value"]
        else:
            self.fields["value"].help_text = sheet_text(sheet, "numerator")
            del self.fields["numerator"], self.fields["denominator"]
        for name, category in self._categories():
            words = f"{DISAGGREGATIONS[name]}: {category_words(name, category)}"
            self.fields[f"{name}.{category}"] = forms.FloatField(label=words, min_value=0, required=False)

    def _categories(self) -> Iterator[tuple[str, str]]:
        for name in self.sheet.disaggregations:
            for category in CATEGORIES.get(name, ()):
                yield name, category

    def said(self) -> dict[str, Any]:
        """Return what was written as the arguments of `report`, without the evidence."""
        given = self.cleaned_data
        categories: dict[str, dict[str, float]] = {}
        for name, category in self._categories():
            if given.get(f"{name}.{category}") is not None:
                categories.setdefault(name, {})[category] = given[f"{name}.{category}"]
        numbers = {name: given.get(name) for name in ("value", "numerator", "denominator")}
        words = {name: given[name] for name in ("why_incomplete", "why_missing", "note")}
        return {**numbers, **words, "categories": categories}

    @property
    def groups(self) -> Iterator[tuple[Any, list[Any]]]:
        """Give the fields in groups with their headings."""
        numbers = [self[name] for name in ("value", "numerator", "denominator") if name in self.fields]
        yield _("The value"), [*numbers, self["why_missing"]]
        parts = [self[f"{name}.{category}"] for name, category in self._categories()]
        if parts:
            yield _("Categories"), [*parts, self["why_incomplete"]]
        yield _("What verifies it"), [self[name] for name in ("evidence", "paper", "paper_title", "note")]


def sheet_text(sheet: IndicatorSheet, name: str) -> str:
    """Return a text of a sheet in the reader's language."""
    texts: Mapping[str, str] = getattr(sheet, name)
    return texts.get(language()) or next(iter(texts.values()), "")


def _said_of(value: IndicatorValue) -> dict[str, Any]:
    names = ("value", "numerator", "denominator", "why_incomplete", "why_missing", "note")
    parts = {
        f"{name}.{category}": number
        for name, categories in value.categories.items()
        for category, number in categories.items()
    }
    chosen = list(value.evidence.values_list("pk", flat=True))
    return {**{name: getattr(value, name) for name in names}, **parts, "evidence": chosen}
