"""What is asked about a case. Codes first, few taps, one text where words are needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pazos.domain.cases import vocabulary as words
from pazos.domain.cases.models import Cohort
from pazos.domain.cases.queries.caseloads import workers
from pazos.domain.cases.rules.following_up import FACTS
from pazos.domain.people.models import Staff
from pazos.domain.strategy.models import Programme
from pazos.interfaces.web.pages.street.asking import choice, day

if TYPE_CHECKING:
    from collections.abc import Iterable

MEETING_MINUTES = 45


def prose(label: Any, *, most: int, rows: int = 3, **options: Any) -> forms.CharField:
    """Return a field of a text that is kept sealed."""
    attrs = {"rows": rows, "autocomplete": "off", "spellcheck": "true"}
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs=attrs), **options)


def _taps(label: Any, choices: Iterable[Any], *, initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(choices), initial=initial, widget=forms.RadioSelect)


class ManyPeople(forms.Select):
    """A choice of hundreds of people: a template for each option would take most of the page's time."""

    template_name = "web/cases/people.html"


class Numbered(forms.Form):
    """A form with the number of the record that it makes, so that pressing twice writes once."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def said(self) -> dict[str, Any]:
        """Return what was answered, as the action takes it."""
        said = dict(self.cleaned_data)
        said["id"] = said.pop("key")
        return said


class Turning(forms.Form):
    """A form that turns a case, with the version of it that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def said(self) -> dict[str, Any]:
        """Return what was answered, as the action takes it."""
        return dict(self.cleaned_data)


class SessionForm(Numbered):
    """A meeting, or the attempt of one: with what stands chosen, one press is enough."""

    kind = _taps(_("How"), words.SessionKind.choices, initial=words.SessionKind.INDIVIDUAL)
    came = _taps(_("Did you meet?"), words.Came.choices, initial=words.Came.MET)
    on = day(_("Day"), today=True)
    minutes = forms.IntegerField(
        label=_("How many minutes"),
        help_text=_("Only where you met."),
        min_value=0,
        max_value=600,
        initial=MEETING_MINUTES,
        required=False,
    )
    dimensions = forms.MultipleChoiceField(
        label=_("What it was about"),
        choices=words.Dimension.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    with_pair = forms.BooleanField(label=_("Both of the pair were there"), required=False)
    next_on = day(_("Next meeting"), required=False)
    note = prose(
        _("Note"),
        most=2000,
        required=False,
        help_text=_("What the person needs you to remember. They may read it. No names of other people."),
    )

    def said(self) -> dict[str, Any]:
        """Return the meeting; where nobody came there are no minutes."""
        said = super().said()
        met = said["came"] == words.Came.MET
        return {**said, "minutes": (said["minutes"] or 0) if met else 0}


class SessionEditForm(SessionForm):
    """A meeting put right, with the version that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def said(self) -> dict[str, Any]:
        """Return what stands now."""
        said = super().said()
        said.pop("id")
        return said


class ServiceForm(Numbered):
    """A referral to another service."""

    kind = choice(_("To what"), words.ServiceKind.choices)
    to = forms.CharField(label=_("Institution or person"), max_length=160)
    sent_on = day(_("Day"), today=True)
    answer_due_on = day(
        _("Answer due on"), required=False, help_text=_("Fifteen days later unless you say so.")
    )
    note = prose(_("Note"), most=500, required=False)


class AnswerForm(forms.Form):
    """What another service answered."""

    answer = choice(_("What they answered"), words.ServiceAnswer.choices)
    on = day(_("Day"), today=True)
    note = prose(_("Note"), most=500, required=False)


class IncentiveForm(Numbered):
    """Something given so that the person could go on."""

    what = forms.CharField(
        label=_("What was given"), max_length=80, help_text=_("Transport, food, connection, tools.")
    )
    amount = forms.DecimalField(label=_("Amount"), max_digits=17, decimal_places=2, required=False)
    given_on = day(_("Day"), today=True)


class ReviewForm(Numbered):
    """What the supervisor and the pair agreed."""

    on = day(_("Day"), today=True)
    agreed = prose(_("What was agreed"), most=1000)
    next_on = day(_("Next review"), required=False)


class PauseForm(Turning):
    """Why a case rests."""

    reason = choice(_("Why"), [one for one in words.Pause.choices if one[0] != words.Pause.PERMISSION])
    on = day(_("Day"), today=True)
    note = prose(_("Note"), most=500, required=False)


class TakeUpForm(Turning):
    """A case goes on."""

    on = day(_("Day"), today=True)
    note = prose(_("Note"), most=500, required=False)


class EndForm(Turning):
    """Why a case ends."""

    reason = choice(_("Why"), words.Exit.choices)
    on = day(_("Day"), today=True)
    note = prose(_("Note"), most=500, required=False)


class WithdrawForm(forms.Form):
    """The person does not permit it any more; nobody has to give a reason."""

    on = day(_("Day"), today=True)
    sure = forms.BooleanField(label=_("They said so, or their guardian did"))

    def said(self) -> dict[str, Any]:
        """Return the day."""
        return {"on": self.cleaned_data["on"]}


class GiveForm(Turning):
    """Who accompanies the person from now on."""

    first = forms.ModelChoiceField(
        label=_("First of the pair"), queryset=Staff.objects.none(), widget=ManyPeople
    )
    second = forms.ModelChoiceField(
        label=_("Second of the pair"), queryset=Staff.objects.none(), required=False, widget=ManyPeople
    )
    on = day(_("Day"), today=True)
    note = prose(_("Why"), most=500, required=False)
    above_the_ceiling = forms.BooleanField(
        label=_("They take one more than the published ceiling"), required=False
    )

    def __init__(self, *args: Any, supervises: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = Staff.objects.filter(pk__in=[one.pk for one in workers(on=timezone.localdate())])
        for name in ("first", "second"):
            self.fields[name].queryset = able.order_by("name")  # type: ignore[attr-defined]
        if not supervises:
            del self.fields["above_the_ceiling"]

    def said(self) -> dict[str, Any]:
        """Return the pair as the action takes it."""
        said = super().said()
        pair = [said.pop("first"), said.pop("second")]
        return {**said, "pair": [one for one in pair if one is not None]}


class JoinForm(forms.Form):
    """In which cohort somebody is."""

    cohort = forms.ModelChoiceField(
        label=_("Cohort"), queryset=Cohort.objects.none(), required=False, empty_label=_("none")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["cohort"].queryset = Cohort.objects.filter(ends_on__gte=today)  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """Return the cohort, None for none."""
        return dict(self.cleaned_data)


class FollowUpForm(forms.Form):
    """What came of looking somebody up after the end."""

    reached = choice(_("What came of it"), words.Reached.choices)
    on = day(_("Day"), today=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in FACTS.items():
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                choices=[("", _("not known")), ("yes", _("yes")), ("no", _("no"))],
                coerce=lambda said: said == "yes",
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )

    def said(self) -> dict[str, Any]:
        """Return the follow-up as the action takes it."""
        said = self.cleaned_data
        facts = {name: said[name] for name in FACTS}
        return {"reached": said["reached"], "on": said["on"], "facts": facts}


class CohortForm(forms.Form):
    """A cohort of one cycle."""

    name = forms.CharField(label=pgettext_lazy("cohort", "Name"), max_length=120)
    programme = forms.ModelChoiceField(
        label=_("Programme"), queryset=Programme.objects.order_by("name"), empty_label=_("choose")
    )
    begins_on = day(_("Begins on"))
    ends_on = day(_("Ends on"))
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=5000)


class AskAnswerForm(forms.Form):
    """What the supervisor says to what a pair asked."""

    granted = forms.TypedChoiceField(
        label=_("Answer"),
        choices=[("yes", _("approved")), ("no", _("not approved"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    why = prose(_("Why not, or what else to do"), most=500, required=False)
