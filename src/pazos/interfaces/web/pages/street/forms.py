"""What is asked about a dispute. Codes first, one short text, never a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from pazos.domain.disputes import rules
from pazos.domain.disputes import vocabulary as words
from pazos.domain.disputes.actions.mediating import MOST_PEOPLE
from pazos.domain.disputes.actions.opening import EDITABLE
from pazos.domain.outreach.vocabulary import AgeBand, Shift
from pazos.interfaces.web.pages.street.asking import (
    UNSAID,
    StreetForm,
    choice,
    day,
    note,
    places,
    several,
    whole,
    yes_no,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pazos.domain.people.models import Staff

SEXES = [("f", _("woman")), ("m", _("man")), ("o", _("another answer"))]
SIDES = [("first", _("the first side")), ("other", _("the other side")), ("", _("neither: a helper"))]


def _of(reasons: frozenset[words.Reason]) -> list[tuple[str, Any]]:
    return [(reason.value, reason.label) for reason in words.Reason if reason in reasons]


class DisputeForm(StreetForm):
    """A new dispute, or what is written of one."""

    texts: ClassVar = ("sector", "summary")
    kind = choice(_("What it is about"), words.Kind.choices)
    neighbourhood = forms.ChoiceField(label=_("Neighbourhood"))
    sector = forms.CharField(
        label=_("Sector of it"),
        help_text=_("A part of the neighbourhood as people call it; never an address or a corner."),
        max_length=60,
        required=False,
    )
    began_on = day(_("Since when"), today=True)
    shift = choice(_("Time of day"), Shift.choices)
    heard = choice(_("How you know"), words.Heard.choices)
    signs = several(_("Signs that it may kill"), words.Sign.choices, required=False)
    risk = forms.TypedChoiceField(
        label=_("Risk, if you see more than the signs say"),
        choices=[("", _("what the signs say")), *words.Risk.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    summary = note(_("In few words"))

    def __init__(self, *args: Any, who: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["neighbourhood"].choices = places(who)  # type: ignore[attr-defined]


class EditForm(DisputeForm):
    """What is written of a dispute, corrected: only what was changed is sent."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def changes(self) -> dict[str, Any]:
        """Return the fields that were changed on the page; a risk of None is what the signs say."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name in EDITABLE}


class OfferForm(StreetForm):
    """Who is asked to take a dispute over."""

    to = forms.TypedChoiceField(label=_("To whom"), coerce=int)
    reason = choice(_("Why"), _of(rules.HANDING))
    note = note()

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [UNSAID, *people]  # type: ignore[attr-defined]


class PressForm(StreetForm):
    """A deed that needs nothing but to be pressed."""

    texts: ClassVar = ()


class DeclineForm(StreetForm):
    """Why somebody cannot take a dispute over."""

    note = note()


class CloseForm(StreetForm):
    """How a dispute ended, and why it is closed."""

    outcome = choice(_("How it ended"), words.Outcome.choices)
    reason = choice(_("Why it is closed"), _of(rules.CLOSING))
    note = note()


class ReopenForm(StreetForm):
    """Why a closed dispute is opened again."""

    reason = choice(_("Why it is opened again"), _of(rules.REOPENING))
    note = note()


class PartyForm(StreetForm):
    """One side or helper."""

    texts: ClassVar = ()
    role = choice(_("What they are in it"), words.Side.choices)
    side = forms.ChoiceField(
        label=_("On which side"), choices=SIDES, required=False, widget=forms.RadioSelect
    )
    age_band = choice(_("Age, roughly"), [one for one in AgeBand.choices if one[0]], required=False)
    sex = choice(_("Sex"), SEXES, required=False)
    people = whole(
        _("How many people"),
        least=1,
        most=MOST_PEOPLE,
        initial=1,
        help_text=_("More than one only for a group."),
    )

    def said(self, *, but: Iterable[str] = ()) -> dict[str, Any]:
        """Return the side as the action takes it."""
        said = super().said(but=("side", *but))
        side = self.cleaned_data["side"]
        return {**said, "is_first_side": None if not side else side == "first"}


class PartyGoneForm(PressForm):
    """Which side or helper is taken out."""

    party = forms.UUIDField(widget=forms.HiddenInput)


class StepForm(StreetForm):
    """Something that was done."""

    act = choice(_("What was done"), words.Act.choices)
    done_on = day(_("Day"), today=True)
    shift = choice(_("Time of day"), Shift.choices)
    people = whole(_("How many people were there"), most=MOST_PEOPLE, initial=0)
    note = note()


class SettleForm(StreetForm):
    """What the sides agreed."""

    agreed_on = day(_("Day"), today=True)
    terms = several(_("What they agreed to"), words.Term.choices)
    keeper = choice(_("Who keeps an eye on it"), words.Keeper.choices)
    until_on = day(_("Until when"), required=False)
    note = note()


class JudgeForm(StreetForm):
    """Whether an agreement held."""

    texts: ClassVar = ()
    settlement = forms.UUIDField(widget=forms.HiddenInput)
    held = yes_no(_("Does the agreement hold?"))
    judged_on = day(_("Day"), today=True)


class LinkForm(StreetForm):
    """Another dispute that hangs together with this one."""

    texts: ClassVar = ()
    other = forms.CharField(
        label=_("Number of the other dispute"),
        help_text=_("It stands at the head of its page."),
        min_length=4,
        max_length=8,
    )
    tie = choice(_("How they hang together"), words.Tie.choices)


class PlanForm(StreetForm):
    """A day on which somebody goes back."""

    texts: ClassVar = ()
    occasion = choice(_("Why somebody goes back"), words.Occasion.choices)
    due_on = day(_("On which day"))
    assigned_to = forms.TypedChoiceField(label=_("Who goes"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assigned_to"].choices = [  # type: ignore[attr-defined]
            ("", _("whoever holds the dispute")),
            *people,
        ]


class ShootingForm(StreetForm):
    """The day of a shooting, after which somebody goes back on days that matter."""

    texts: ClassVar = ()
    happened_on = day(_("Day of the shooting"), today=True)


class DoneForm(StreetForm):
    """That somebody went back."""

    done_on = day(_("Day"), today=True)
    is_calm = yes_no(_("Is it calm?"), may_be_unknown=True)
    note = note()


class MoveForm(PlanForm):
    """Another day, or somebody else."""

    occasion = None  # type: ignore[assignment]


class DropForm(StreetForm):
    """Why nobody goes back."""

    texts: ClassVar = ()
    reason = choice(_("Why nobody goes back"), _of(rules.DROPPING))
