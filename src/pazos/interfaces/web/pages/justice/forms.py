"""What is asked about a restorative process: who, whether they want it, meetings, duties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pazos.domain.justice import vocabulary as words
from pazos.domain.justice.actions.agreeing import Said
from pazos.domain.teams.queries import open_clusters
from pazos.interfaces.web.pages.rights.asking import DayField, Numbered, OneOf, Words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from uuid import UUID

    from pazos.domain.justice.models import Duty, Party, ProcessMeeting
    from pazos.domain.justice.queries.processes import Bound, Shown, Who
    from pazos.domain.teams.models import WorkCluster

YES_NO = [("yes", _("yes")), ("no", _("no"))]
QUIET = {"autocomplete": "off"}
CHECKS = ("is_proportionate", "humiliates_nobody", "told_of_lawyer")


def line(label: Any, *, most: int, **options: Any) -> forms.CharField:
    """Return a field of one line that no browser remembers."""
    return forms.CharField(label=label, max_length=most, widget=forms.TextInput(attrs=QUIET), **options)


def tick(label: Any) -> forms.BooleanField:
    """Return a box that may stay empty: what it lacks is said by the rule."""
    return forms.BooleanField(label=label, required=False)


class OpenForm(Numbered):
    """Who asked for a process, when, and about what kind of harm."""

    asked = OneOf(words.Asked, _("Who asked for it"))
    asked_on = DayField(_("Asked for on"))
    harm = OneOf(words.Harm, _("What kind of harm"))
    summary = Words(
        _("In few words"),
        most=1000,
        required=False,
        help_text=_("Only what is needed to prepare. It stays in this compartment and goes to no file."),
    )
    cluster: forms.ModelChoiceField[WorkCluster] = forms.ModelChoiceField(
        label=_("Cluster"), queryset=None, required=False, empty_label=_("none")
    )

    def __init__(self, data: Any = None) -> None:
        today = timezone.localdate()
        super().__init__(data, initial={"asked_on": today})
        self.fields["cluster"].queryset = open_clusters(on=today)  # type: ignore[attr-defined]


class DeedForm(Numbered):
    """A deed on a process; `row` is the party, meeting or duty that it is about."""

    def __init__(self, data: Any = None, *, shown: Shown, row: Any = None) -> None:
        self.shown, self.row = shown, row
        super().__init__(data, initial={"on": timezone.localdate(), **self.beginning()})
        self.prepare()

    def beginning(self) -> dict[str, Any]:
        """Return what stands in the fields at first."""
        return {}

    def prepare(self) -> None:
        """Give the fields what hangs on this process."""

    def said(self) -> dict[str, Any]:
        """Return what was answered, as the action takes it."""
        return dict(self.cleaned_data)

    def without_number(self) -> dict[str, Any]:
        """Return what was answered, for a deed on a row that has its own number."""
        return {name: value for name, value in self.said().items() if name != "id"}

    def people(self, *, sides: Iterable[words.Side]) -> list[tuple[str, str]]:
        """Return number and words of those on some sides."""
        wanted = set(sides)
        return named(one for one in self.shown.people if words.Side(one.party.side) in wanted)

    def who(self) -> Who:
        """Return what is known of the person that the deed is about."""
        return next(one for one in self.shown.people if one.party.pk == self.row.pk)


def named(people: Iterable[Who]) -> list[tuple[str, str]]:
    """Return number and words of some people, to choose among."""
    return [(str(one.party.pk), f"{one.party.name} ({one.party.get_side_display()})") for one in people]


class SummaryForm(DeedForm):
    """What a process is about, corrected."""

    harm = OneOf(words.Harm, _("What kind of harm"))
    summary = Words(_("In few words"), most=1000, required=False)

    def beginning(self) -> dict[str, Any]:
        """Return what stands there."""
        return {"harm": self.shown.process.harm, "summary": self.shown.process.summary}


class PartyForm(DeedForm):
    """Somebody who takes part, under the name they choose."""

    side = OneOf(words.Side, _("Side"))
    name = line(_("Name they choose"), most=120, help_text=_("It need not be their own."))
    contact = line(
        _("How to reach them safely"), most=200, required=False, help_text=_("As they asked for it.")
    )
    is_minor = tick(_("under 18"))
    guardian = line(
        _("Guardian"), most=160, required=False, help_text=_("Of those under 18: both are asked, each apart.")
    )


class PartyChangeForm(PartyForm):
    """The same, corrected, with what they wish."""

    wishes = Words(_("What they wish from it, in their words"), most=1000, required=False)

    def beginning(self) -> dict[str, Any]:
        """Return what stands there."""
        row: Party = self.row
        kept = ("name", "contact", "guardian", "wishes")
        is_minor = row.is_minor or self._is_known_minor()
        return {**{name: getattr(row, name) for name in kept}, "is_minor": is_minor}

    def prepare(self) -> None:
        """Leave the side out: who changes sides is somebody else in the process. A known age stays as it is."""
        del self.fields["side"]
        if self._is_known_minor():
            self.fields["is_minor"].disabled = True
            self.fields["is_minor"].label = _(
                "under 18, by what is known of them: it stays until they are 18. Write who their guardian is."
            )

    def _is_known_minor(self) -> bool:
        return self.who().facts.is_known_minor_on(timezone.localdate())


class AskForm(DeedForm):
    """What somebody said, alone, when they were asked whether they want it."""

    on = DayField(_("Asked on"))
    wants = forms.ChoiceField(
        label=_("They want to go on"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        help_text=_("No reason is asked for."),
    )
    alone = tick(_("asked alone, without the other side and without anybody who could press them"))
    guardian_agrees = forms.ChoiceField(
        label=_("The guardian, asked apart, agrees"), choices=YES_NO, widget=forms.RadioSelect, required=False
    )

    def prepare(self) -> None:
        """Ask of a guardian only where there must be one on some day of the process."""
        if not self.who().facts.is_minor_on(self.shown.process.asked_on):
            del self.fields["guardian_agrees"]

    def said(self) -> dict[str, Any]:
        """Return the answers as yes, no, or nothing."""
        said = super().said()
        guardian = said.get("guardian_agrees", "")
        said["wants"] = said["wants"] == "yes"
        said["guardian_agrees"] = None if not guardian else guardian == "yes"
        return said


class MeetingForm(DeedForm):
    """A meeting that was held, and who was in it."""

    kind = OneOf(words.Meeting, _("What kind of meeting"))
    on = DayField(_("Held on"))
    parties = forms.MultipleChoiceField(label=_("Who took part"), widget=forms.CheckboxSelectMultiple)
    note = Words(
        _("Note"),
        most=2000,
        required=False,
        help_text=_("Only what is needed to prepare the next step. It goes to no file."),
    )

    def prepare(self) -> None:
        """Offer the people of this process."""
        self.fields["parties"].choices = self.people(sides=words.Side)  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """Return the people by their numbers."""
        from uuid import UUID

        said = super().said()
        return {**said, "parties": [UUID(key) for key in said["parties"]]}


class NoteForm(DeedForm):
    """The note of a meeting, corrected."""

    note = Words(_("Note"), most=2000, required=False)

    def beginning(self) -> dict[str, Any]:
        """Return what stands there."""
        row: ProcessMeeting = self.row
        return {"note": row.note}


class DutyForm(DeedForm):
    """What is to be done, by what everybody sees it, until when."""

    party = forms.ChoiceField(label=_("Who does it"))
    text = Words(_("What is to be done"), most=500, rows=3)
    measure = line(
        _("By what everybody sees that it was done"),
        most=160,
        help_text=_(
            "Something that can be counted or shown: three Saturdays, a wall painted, a letter handed over."
        ),
    )
    due_on = DayField(_("Last day"))

    def prepare(self) -> None:
        """Offer everybody but those who were harmed."""
        sides = [side for side in words.Side if side is not words.Side.HARMED]
        self.fields["party"].choices = self.people(sides=sides)  # type: ignore[attr-defined]


class AgreeForm(DeedForm):
    """What is asked before duties become an agreement."""

    accepted_by = forms.MultipleChoiceField(
        label=_("Who accepts it, each of them themselves"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_proportionate = tick(_("each duty is in proportion to the harm: both sides were asked"))
    humiliates_nobody = tick(_("no duty humiliates, exposes or endangers anybody: each was asked apart"))
    told_of_lawyer = tick(_("each side knows that they may ask a lawyer first, and had the time to"))
    on = DayField(_("Agreed on"))

    def prepare(self) -> None:
        """Offer those of both sides, and everybody who owes something."""
        self.fields["accepted_by"].choices = named(one.who for one in self.bound())  # type: ignore[attr-defined]

    def owing(self) -> Collection[UUID]:
        """Return the numbers of those who owe what is to be accepted."""
        return self.shown.owing

    def bound(self) -> tuple[Bound, ...]:
        """Return everybody who has to accept it, and what keeps them from it today."""
        return self.shown.bound(self.owing(), on=timezone.localdate())

    def said(self) -> dict[str, Any]:
        """Return who accepted and what was asked, as one; the people by their numbers."""
        from uuid import UUID

        said = super().said()
        keys = [UUID(key) for key in said.pop("accepted_by")]
        asked = Said(keys, **{name: said.pop(name) for name in CHECKS})
        return {**said, "said": asked}


class DutyChangeForm(AgreeForm):
    """Another duty in the place of one, which everybody accepts as they accepted that."""

    text = Words(_("What is to be done instead"), most=500, rows=3)
    measure = line(_("By what everybody sees that it was done"), most=160)
    due_on = DayField(_("Last day"))
    field_order = ("text", "measure", "due_on", "accepted_by", *CHECKS, "on")

    def beginning(self) -> dict[str, Any]:
        """Return what stands there."""
        row: Duty = self.row
        return {"text": row.text, "measure": row.measure}

    def owing(self) -> Collection[UUID]:
        """Return the number of the one whose duty is changed."""
        return (self.row.party_id,)


class MarkForm(DeedForm):
    """How a duty ended."""

    state = forms.ChoiceField(
        label=_("How it stands"),
        choices=[
            (words.DutyState.DONE, words.DutyState.DONE.label),
            (words.DutyState.BROKEN, words.DutyState.BROKEN.label),
        ],
        widget=forms.RadioSelect,
    )
    harmed_agrees = tick(_("the person who was harmed agrees that it was done"))
    on = DayField(_("Since when"))

    def prepare(self) -> None:
        """Of a duty that nobody owes any more, offer only that it was done all the same."""
        if self.row.state == words.DutyState.LET_GO:
            done = words.DutyState.DONE
            self.fields["state"].choices = [(done, done.label)]  # type: ignore[attr-defined]


class ReadyForm(DeedForm):
    """What is looked at before both sides meet."""

    is_safe = tick(
        _("it was looked at with each side, apart, whether they are safe before, during and after")
    )
    told_rights = tick(_("each side knows that they may stop at any moment, and may ask a lawyer"))


class StopForm(DeedForm):
    """Why a process stops: a code, and nobody's reasons."""

    reason = OneOf(words.Stopped, _("Why it stops"))
    on = DayField(_("Stopped on"))


class DayForm(DeedForm):
    """A deed that only needs its day."""

    on = DayField(_("Day"))


class PressForm(DeedForm):
    """A deed that needs nothing but to be meant."""


class CertificateForm(forms.Form):
    """For whom a certificate is printed; the reference is printed and not kept."""

    reference = line(
        _("Reference of the authority"),
        most=60,
        required=False,
        help_text=_(
            "As their letter gives it: digits and hyphens, such as 76001-31-18-001-2026-00123-00. It is printed and "
            "not kept."
        ),
    )
    both_agree = tick(_("both sides agree that this leaves"))
