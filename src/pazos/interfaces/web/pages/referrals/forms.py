"""What is asked of somebody who is referred: as little as possible, and what they agreed to."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pazos.domain.cases.actions.referring import Permit
from pazos.domain.cases.queries import caseloads
from pazos.domain.cases.rules.opening import CEILING
from pazos.domain.cases.rules.waiting import BeforeOthers
from pazos.domain.cases.vocabulary import Ground, Origin, Refusal
from pazos.domain.participants.vocabulary import AgeBand
from pazos.domain.rights.vocabulary import Relation
from pazos.domain.territory.queries import in_force
from pazos.foundation.access.policy import Permission, Role
from pazos.interfaces.web.pages.cases.forms import ManyPeople
from pazos.interfaces.web.pages.rights.asking import DayField, OneOf, Words
from pazos.interfaces.web.pages.street.asking import places

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pazos.domain.cases.models import Referral
    from pazos.domain.participants.models import Participant
    from pazos.domain.people.models import Staff
    from pazos.domain.territory.models import Neighbourhood

_OFF = {"autocomplete": "off", "spellcheck": "false"}
FROM = {Role.GESTOR: Origin.GESTOR, Role.OUTREACH_COORDINATOR: Origin.GESTOR, Role.PARTNER: Origin.PARTNER}
BANDS = [
    ("unknown", gettext_lazy("not said")),
    *((band.value, band.label) for band in AgeBand if band.value != "unknown"),
]
PURPOSE = gettext_lazy(
    "To accompany you for up to a year: to talk, to look for studies and work with you, to go along where you ask for "
    "it. You can see what is kept, have it put right or erased, and take this back on any day without giving a reason."
)
NEW = ""
PAPER = partial(
    forms.CharField,
    label=gettext_lazy("Paper of the order"),
    help_text=gettext_lazy("The authority and the number of its paper; not a person's name."),
    max_length=80,
    required=False,
    widget=forms.TextInput(attrs=_OFF),
)


class AboutForm(forms.Form):
    """Who was told of, how to find them safely, and what is needed to know whether they fit."""

    name = forms.CharField(
        label=gettext_lazy("Name that the person chooses"),
        help_text=gettext_lazy("As they want to be called. It need not be the one of a document."),
        max_length=120,
        widget=forms.TextInput(attrs=_OFF),
    )
    contact = Words(
        gettext_lazy("How and when to find them safely"),
        most=200,
        rows=2,
        help_text=gettext_lazy("A place, a day, whom to ask, a telephone; and what must not be said there."),
    )
    neighbourhood = forms.ChoiceField(label=gettext_lazy("Neighbourhood where they live"), required=False)
    age_band = forms.ChoiceField(label=gettext_lazy("Age, roughly"), choices=BANDS)
    born_on = DayField(
        gettext_lazy("Born on"),
        required=False,
        help_text=gettext_lazy("Only if the person wishes, or to know whether they are under 18."),
    )
    guardian = forms.CharField(
        label=gettext_lazy("Under 18: father, mother or guardian, and how to ask them"),
        help_text=gettext_lazy("Where there is none, the family defender."),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs=_OFF),
    )
    reason = Words(
        gettext_lazy("What the person wants, in their words"),
        most=500,
        rows=3,
        required=False,
        help_text=gettext_lazy("Nothing about others, no group, no suspicion. It may stay empty."),
    )
    ordered_until = DayField(
        gettext_lazy("Legal term of an order, if there is one"),
        required=False,
        help_text=gettext_lazy("Of a judge or a family defender: the last day that the paper says."),
    )
    order_paper = PAPER()

    def __init__(self, *args: Any, who: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["neighbourhood"].choices = places(who)  # type: ignore[attr-defined]

    def clean_neighbourhood(self) -> Neighbourhood | None:
        """Return the place that was chosen, None where none was said."""
        code = self.cleaned_data["neighbourhood"]
        return in_force(timezone.localdate()).filter(code=code).first() if code else None


class ReferForm(AboutForm):
    """A new referral."""

    origin = OneOf(Origin, gettext_lazy("Who sends or brings them"))
    agreed_on = DayField(
        gettext_lazy("Agreed to be told of on"),
        help_text=gettext_lazy("Without their word nobody is told of."),
    )
    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    field_order = ("origin", "name", "contact", "agreed_on")


class RefuseForm(forms.Form):
    """Why somebody is not taken in."""

    refusal = OneOf(Refusal, gettext_lazy("Why not"))
    told_on = DayField(gettext_lazy("The person was told on"), required=False)


class HoldForm(forms.Form):
    """The waiting list: who they are, if they are known, and the paper of an order."""

    participant = forms.ChoiceField(
        label=gettext_lazy("Known already?"), required=False, widget=forms.RadioSelect
    )
    ordered_until = DayField(gettext_lazy("Legal term of an order, if there is one"), required=False)
    order_paper = PAPER()
    told_on = DayField(gettext_lazy("The person was told on"), required=False)

    def __init__(self, *args: Any, known: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participant"].choices = [(NEW, _("not known, or somebody else")), *known]  # type: ignore[attr-defined]


class ToldForm(forms.Form):
    """The day on which the person was told."""

    on = DayField(gettext_lazy("The person was told on"), initial=timezone.localdate)


class ArgueForm(forms.Form):
    """Why somebody may take part although place or age do not fit."""

    ground = OneOf(Ground, gettext_lazy("Ground"))
    argument = Words(gettext_lazy("Why it is right"), most=500, rows=3)


class AcceptForm(forms.Form):
    """Who they are, what was signed, and who accompanies them."""

    participant = forms.ChoiceField(
        label=gettext_lazy("Known already?"), required=False, widget=forms.RadioSelect
    )
    document = forms.CharField(
        label=gettext_lazy("Identity document"),
        help_text=gettext_lazy("Only if the person wishes. With it they are not counted twice."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs=_OFF),
    )
    word = forms.CharField(
        label=gettext_lazy("Mother's first name"),
        help_text=gettext_lazy("Instead of a document, with the birth date. It is not kept."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs=_OFF),
    )
    holds_already = forms.BooleanField(
        label=gettext_lazy("A permission holds already; nothing new was signed"), required=False
    )
    purpose_text = Words(gettext_lazy("What was read out to them"), most=500, rows=4, required=False)
    signatory = forms.CharField(
        label=gettext_lazy("Who signed"), max_length=160, required=False, widget=forms.TextInput(attrs=_OFF)
    )
    relation = forms.ChoiceField(
        label=gettext_lazy("Who that is"),
        choices=[(one.value, one.label) for one in (Relation.SELF, Relation.GUARDIAN)],
        required=False,
    )
    heard_on = DayField(
        gettext_lazy("The minor was heard on"),
        required=False,
        help_text=gettext_lazy("Under 18: what they said is not written, only that they were heard."),
    )
    given_on = DayField(gettext_lazy("Signed on"), required=False)
    expires_on = DayField(gettext_lazy("Holds until"), required=False)
    paper = forms.CharField(
        label=gettext_lazy("Where the signed paper is"),
        help_text=gettext_lazy("Folder and number; not a person's name."),
        max_length=80,
        required=False,
    )
    supervisor = forms.TypedChoiceField(label=gettext_lazy("Supervises the case"), coerce=int)
    first_worker = forms.TypedChoiceField(
        label=gettext_lazy("Pair: first"), coerce=int, widget=ManyPeople, empty_value=None, required=False
    )
    second_worker = forms.TypedChoiceField(
        label=gettext_lazy("Pair: second"), coerce=int, widget=ManyPeople, empty_value=None, required=False
    )
    before_others = forms.ChoiceField(label=gettext_lazy("Called before others, because"), required=False)
    told_on = DayField(gettext_lazy("The person was told on"), required=False)
    consent_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)

    def __init__(self, *args: Any, who: Staff, known: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        workers = caseloads.workers(on=today)
        carried = caseloads.carried(one.pk for one in workers)
        pairs = [("", _("nobody yet")), *((str(one.pk), _load(one, carried[one.pk])) for one in workers)]
        above = [(str(one.pk), one.name) for one in caseloads.supervisors(on=today)]
        choices = {
            "participant": [(NEW, _("not known: write them down anew")), *known],
            "supervisor": above,
            "first_worker": pairs,
            "second_worker": pairs,
            "before_others": [("", _("nobody else waits first")), *BeforeOthers.choices],
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]
        if not who.may(Permission.SUPERVISE_CASES):
            del self.fields["before_others"]

    def permit(self) -> Permit | None:
        """Return what was signed, None where a permission holds already."""
        said = self.cleaned_data
        if said["holds_already"]:
            return None
        return Permit(
            signatory=said["signatory"],
            relation=said["relation"] or Relation.SELF,
            given_on=said["given_on"],
            expires_on=said["expires_on"],
            purpose_text=said["purpose_text"],
            heard_on=said["heard_on"],
            document=said["paper"],
            id=said["consent_id"] or uuid4(),
        )

    def clean(self) -> dict[str, Any]:
        """Ask for what a new permission needs."""
        said = super().clean() or {}
        if not said.get("holds_already"):
            for name in ("purpose_text", "signatory", "given_on", "expires_on"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, _("Needed for a permission. Or say above that one holds already."))
        return said


def accept_initial(referral: Referral, who: Staff) -> dict[str, Any]:
    """Return what stands in the form at first: a permission signed today for a year."""
    today = timezone.localdate()
    return {
        "given_on": today,
        "expires_on": today + timedelta(days=365),
        "purpose_text": str(PURPOSE),
        "participant": str(referral.participant_id or NEW),
        "supervisor": who.pk,
        "first_worker": None if who.may(Permission.SUPERVISE_CASES) else who.pk,
        "told_on": today,
    }


def _load(one: Staff, carried: int) -> str:
    return _("{name} ({carried} of {most})").format(name=one.name, carried=carried, most=CEILING)


def known_choices(people: Iterable[tuple[Participant, str]]) -> list[tuple[str, str]]:
    """Return likely people to choose from, each with why."""
    return [(str(one.pk), f"{one.name}: {why}") for one, why in people]


class MergeForm(forms.Form):
    """How it is known that two rows are one person."""

    why = Words(gettext_lazy("How you know that they are one person"), most=280, rows=3)
    papers_seen = forms.BooleanField(
        label=gettext_lazy("I saw both papers: they are one person's"), required=False
    )
