"""What is asked on the pages of the way to work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pazos.domain.employment import vocabulary as words
from pazos.domain.employment.rules.fitting import LEAST_AGE
from pazos.domain.territory.queries import in_force
from pazos.interfaces.web.pages.partners.forms import amount_field, prose
from pazos.interfaces.web.pages.street.asking import choice, day, several, yes_no

if TYPE_CHECKING:
    from pazos.domain.employment.models import Application
    from pazos.domain.employment.rules.fitting import Wish

NOTHING = ("", pgettext_lazy("kind of work", "no other"))


class WishForm(forms.Form):
    """What work somebody wants, in their own order."""

    first = forms.ChoiceField(
        label=_("What they would like most"), choices=[NOTHING, *words.Field.choices], required=False
    )
    second = forms.ChoiceField(label=_("After that"), choices=[NOTHING, *words.Field.choices], required=False)
    third = forms.ChoiceField(label=_("And then"), choices=[NOTHING, *words.Field.choices], required=False)
    hours = several(_("Hours they can work"), words.Hours.choices, required=False)
    least_pay = amount_field(_("Least pay a month"), required=False)
    school_years = forms.IntegerField(
        label=_("Years of school finished"), min_value=0, max_value=25, required=False
    )
    papers = several(_("Papers they have"), words.Paper.choices, required=False)
    where = forms.MultipleChoiceField(
        label=_("Neighbourhoods they can get to and where they are safe"),
        help_text=_("None chosen: anywhere. It is kept sealed and no company sees it."),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )

    def __init__(self, data: Any, *, wish: Wish) -> None:
        first, second, third = (*wish.fields, "", "", "")[:3]
        initial = {
            "first": first,
            "second": second,
            "third": third,
            "hours": sorted(wish.hours),
            "papers": sorted(wish.papers),
            "where": sorted(wish.places),
            "least_pay": wish.least_pay,
            "school_years": wish.school_years,
        }
        super().__init__(data, initial=initial)
        rows = in_force(timezone.localdate()).order_by("name").values_list("code", "name")
        self.fields["where"].choices = list(rows)  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """Return the wish as its action takes it."""
        said = dict(self.cleaned_data)
        chosen = [said.pop(name) for name in ("first", "second", "third")]
        return {**said, "fields": [one for one in chosen if one]}


class TrainingForm(forms.Form):
    """A course that begins."""

    course = forms.CharField(label=_("Course"), max_length=160)
    where = forms.CharField(label=pgettext_lazy("course", "Where"), max_length=160, required=False)
    begins_on = day(_("First day"), today=True)
    hours = forms.IntegerField(label=_("Hours in all"), min_value=0, max_value=3000, initial=0)


class TrainingEndForm(forms.Form):
    """A course that is over."""

    finished = yes_no(_("Finished it"))
    ended_on = day(_("Last day"), today=True)
    hours = forms.IntegerField(label=_("Hours in all"), min_value=0, max_value=3000)


class AgreeForm(forms.Form):
    """What the person agrees that the company reads."""

    shown_as = forms.CharField(
        label=_("The name under which they are shown"),
        max_length=120,
        help_text=_("As they want to be called. It need not be the whole name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    shown_words = prose(
        _("What they want the company to know"),
        most=600,
        required=False,
        help_text=_("Read it to them. The company reads this and the name, and nothing else of them."),
    )
    agreed_on = day(_("The day on which they agreed"), today=True)

    @classmethod
    def of(cls, data: Any, row: Application) -> AgreeForm:
        """Return the form with what was agreed before."""
        initial = {"shown_as": row.shown_as, "shown_words": row.shown_words}
        return cls(data, initial={**initial, **({"agreed_on": row.agreed_on} if row.agreed_on else {})})


class InterviewForm(forms.Form):
    """The day of an interview."""

    interview_on = day(_("Day of the interview"), today=True)


class NotTakenForm(forms.Form):
    """What the company said when it did not take somebody."""

    company_words = prose(_("What the company said"), most=600, rows=2, required=False)


class JobForm(forms.Form):
    """A job that somebody got."""

    field = choice(_("Kind of work"), words.Field.choices)
    is_formal = yes_no(
        _("Formal"), help_text=_("With a contract, and with health and pension paid by the employer.")
    )
    monthly_pay = amount_field(_("Pay a month"), required=False)
    began_on = day(_("First day of work"), today=True)
    permit_on = day(
        _("Day of the labour inspector's permit"),
        required=False,
        help_text=_("Under 18 nobody begins without it (Law 1098 of 2006, art. 113)."),
    )


class CheckForm(forms.Form):
    """What was found at a mark."""

    still_there = yes_no(_("Still has this job"))
    satisfied = forms.TypedChoiceField(
        label=_("How satisfied the employer is"),
        choices=[("", _("not asked")), *((n, n) for n in range(1, 6))],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("From 1, not at all, to 5, very much."),
    )
    employer_words = prose(_("What the employer says"), most=600, rows=2, required=False)
    person_words = prose(_("What the person says"), most=600, rows=2, required=False)


class EndForm(forms.Form):
    """Why a job ended."""

    ended_on = day(_("Last day of work"), today=True)
    why = choice(_("Why it ended"), words.Ended.choices)


class BusinessForm(forms.Form):
    """A business that somebody wants to begin."""

    name = forms.CharField(label=_("Name of the business"), max_length=120)
    field = choice(_("Kind of work"), words.Field.choices)


class CapitalForm(forms.Form):
    """Seed capital that was given."""

    capital = amount_field(_("Seed capital"))
    on = day(_("Day"), today=True)


class DayForm(forms.Form):
    """The day of a step."""

    on = day(_("Day"), today=True)


class VisitForm(forms.Form):
    """A visit to a business."""

    on = day(_("Day"), today=True)
    is_open = yes_no(_("It was open"))
    monthly_sales = amount_field(_("Sales of the last month"), required=False)
    note = prose(_("What was talked of"), most=600, rows=3, required=False)


class TermsForm(forms.Form):
    """By what a vacancy is matched."""

    field = choice(_("Kind of work"), words.Field.choices)
    hours = choice(_("Hours"), words.Hours.choices)
    age_from = forms.IntegerField(
        label=_("Youngest age"),
        min_value=LEAST_AGE,
        max_value=60,
        initial=18,
        help_text=_("Under 18 the labour inspector must permit it; full days, nights and danger are not."),
    )
    school_years = forms.IntegerField(
        label=_("Years of school that it takes"),
        min_value=0,
        max_value=25,
        initial=0,
        help_text=_("Ask only what the work truly takes: eleven is school finished."),
    )
    papers = several(_("Papers that it takes"), words.Paper.choices, required=False)


class AnswerForm(forms.Form):
    """What a company says of somebody."""

    said = forms.ChoiceField(
        label=_("What do you say?"), choices=words.CompanyAnswer.choices, widget=forms.RadioSelect
    )
    interview_on = day(
        _("Day of the interview"), required=False, help_text=_("Only where you want to meet them.")
    )
    company_words = prose(
        _("In your words"),
        most=600,
        rows=3,
        required=False,
        help_text=_("Where to come and at what time, or what was lacking. It is told to them."),
    )
