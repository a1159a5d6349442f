"""What is asked on the pages of committees: the act, seats, sessions, decisions, commitments."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pazos.domain.committees.actions import AgendaPoint
from pazos.domain.committees.queries.commitments import CONTRADICTED, MINE, Sought
from pazos.domain.committees.vocabulary import Judgement, Kind, SessionState, Standing
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.strategy.models import Component
from pazos.interfaces.web.pages.evidence import DocumentForm, EvidenceFields
from pazos.interfaces.web.pages.rights.asking import DayField, OneOf, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pazos.domain.committees.models import AgendaItem, Committee, Session

OFFICES_ONLY = _("Offices, never names of people.")


def one_row(label: Any, rows: Any, **options: Any) -> forms.ModelChoiceField[Any]:
    """Return a field for one row of a table, or none."""
    return forms.ModelChoiceField(label=label, queryset=rows, required=False, empty_label="—", **options)


def open_accounts() -> Any:
    """Return the accounts that somebody may sit or owe with."""
    return Staff.objects.filter(is_active=True).order_by("name")


class CommitteeForm(forms.Form):
    """What the act says of a committee."""

    name = forms.CharField(label=_("Name"), max_length=160)
    code = forms.SlugField(
        label=_("Code"), max_length=20, help_text=_("Short: commitments are numbered under it (cg-12).")
    )
    kind = OneOf(Kind, _("Kind"))
    legal_basis = forms.CharField(
        label=_("Act that constitutes it"), max_length=300, help_text=_("Decree 213 of 2020, article 5.")
    )
    constituted_on = DayField(_("Constituted on"))
    quorum = forms.IntegerField(
        label=_("Quorum"), min_value=1, max_value=200, help_text=_("Seats with a vote that must be present.")
    )
    every_months = forms.IntegerField(
        label=_("It meets every so many months"), min_value=1, max_value=24, initial=1
    )
    component = one_row(_("Component"), Component.objects.none())
    purpose = Words(_("What it is for"), most=2000, rows=3, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Component.objects.filter(ended_on__isnull=True).order_by("-strategy__starts_on", "position")
        self.fields["component"].queryset = rows  # type: ignore[attr-defined]


class ChangeForm(CommitteeForm):
    """What may be changed of a committee: never what it is, nor since when."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "constituted_on", "code"):
            del self.fields[name]

    @staticmethod
    def of(committee: Committee) -> dict[str, Any]:
        """Return what stands in it now."""
        names = ("name", "legal_basis", "quorum", "every_months", "component", "purpose")
        return {name: getattr(committee, name) for name in names}


class EndForm(forms.Form):
    """The last day of something."""

    on = DayField(_("Last day"))


class SeatForm(forms.Form):
    """A seat of an office."""

    office = forms.CharField(
        label=_("Office"), max_length=160, help_text=_("The post, not the person: Secretary of Education.")
    )
    organisation = one_row(_("Organisation"), Organisation.objects.filter(ended_on__isnull=True))
    holder = one_row(
        _("Held by"),
        Staff.objects.none(),
        help_text=_(
            "Whoever is in that office and has an account. Left empty, the seat waits for its holder."
        ),
    )
    has_vote = forms.BooleanField(label=_("It votes"), required=False, initial=True)
    is_chair = forms.BooleanField(label=_("It chairs"), required=False)
    is_secretary = forms.BooleanField(label=_("It keeps the minutes (secretary)"), required=False)
    from_on = DayField(_("From"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].queryset = open_accounts()  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    """Who holds a seat from now on."""

    holder = one_row(_("New holder"), Staff.objects.none())
    from_on = DayField(_("From"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].queryset = open_accounts()  # type: ignore[attr-defined]


class AgendaForm(forms.Form):
    """The agenda as lines: a point each, in their order, with the office that presents it after a bar."""

    agenda = Words(
        _("Agenda"),
        most=8000,
        rows=8,
        help_text=_("One point a line, in order. Who presents it stands after a bar: Budget | Treasury."),
    )

    def points(self, standing: Iterable[AgendaItem] = ()) -> list[AgendaPoint]:
        """Return the points; one whose title stands already stays the same point."""
        known = {item.title.casefold(): item.pk for item in standing}
        found = []
        for line in self.cleaned_data["agenda"].splitlines():
            title, _bar, office = line.partition("|")
            if title.strip():
                key = known.pop(title.strip().casefold(), None)
                found.append(AgendaPoint(title.strip()[:200], office.strip()[:160], key=key))
        return found

    @staticmethod
    def lines(items: Iterable[AgendaItem]) -> str:
        """Return an agenda as it is written here."""
        return "\n".join(
            f"{item.title} | {item.presented_by}" if item.presented_by else item.title for item in items
        )


class CallForm(AgendaForm):
    """When and where a session meets, and what for."""

    day = DayField(_("Day"))
    hour = forms.TimeField(label=_("Hour"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    place = forms.CharField(label=_("Place"), max_length=160)

    field_order = ("day", "hour", "place", "agenda")

    @property
    def called_for(self) -> datetime:
        """The moment, in the city's own time."""
        said = self.cleaned_data
        return timezone.make_aware(datetime.combine(said["day"], said["hour"]))


class MoveForm(forms.Form):
    """Another day, hour or place, and why."""

    day = DayField(_("Day"))
    hour = forms.TimeField(label=_("Hour"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    place = forms.CharField(label=_("Place"), max_length=160)
    why = Words(_("Why it is moved"), most=300, rows=3, help_text=OFFICES_ONLY)

    @property
    def called_for(self) -> datetime:
        """The moment, in the city's own time."""
        said = self.cleaned_data
        return timezone.make_aware(datetime.combine(said["day"], said["hour"]))


class PaperForm(DocumentForm):
    """A paper of a session, and what it belongs to."""

    SESSION, ACT = "session", "act"
    about = forms.ChoiceField(label=_("It belongs to"))

    field_order = ("title", "about", "file")

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[Any, Any]] = [(self.SESSION, _("The session"))]
        if session.state == SessionState.SIGNED:
            choices.append((self.ACT, _("The signed act, scanned")))
        if not session.minutes.exists():
            choices += [(str(one.pk), f"{one.position}. {one.title}") for one in session.agenda.all()]
        self.fields["about"].choices = choices  # type: ignore[attr-defined]
        self.points = {str(one.pk): one for one in session.agenda.all()}

    def said(self) -> dict[str, Any]:
        """Return what the action is told."""
        given, about = self.cleaned_data["file"], self.cleaned_data["about"]
        return {
            "title": self.cleaned_data["title"],
            "file_name": given.name,
            "content": given,
            "item": self.points.get(about),
            "is_act": about == self.ACT,
        }


class WhyForm(forms.Form):
    """A reason in words."""

    why = Words(_("Reason"), most=300, rows=3, help_text=OFFICES_ONLY)


class DecisionForm(forms.Form):
    """A decision and its votes."""

    text = Words(_("What was decided"), most=4000, rows=4, help_text=OFFICES_ONLY)
    item = one_row(_("Point of the agenda"), None)
    votes_for = forms.IntegerField(label=_("Votes for"), min_value=0, max_value=999, initial=0)
    votes_against = forms.IntegerField(label=_("Votes against"), min_value=0, max_value=999, initial=0)
    abstentions = forms.IntegerField(label=_("Abstentions"), min_value=0, max_value=999, initial=0)
    is_recommendation = forms.BooleanField(
        label=_("Only a recommendation: there was no quorum"), required=False
    )

    def __init__(self, data: Any = None, *, session: Session, votes: int) -> None:
        has = bool(session.had_quorum)
        super().__init__(data, initial={"votes_for": votes if has else 0, "is_recommendation": not has})
        self.fields["item"].queryset = session.agenda.all()  # type: ignore[attr-defined]
        if has:
            del self.fields["is_recommendation"]
        else:
            for name in ("votes_for", "votes_against", "abstentions"):
                del self.fields[name]

    def said(self) -> dict[str, Any]:
        """Return what the action is told."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.fields}


class PromiseForm(forms.Form):
    """Who owes what by when."""

    text = Words(_("What is promised"), most=400, rows=3)
    office = forms.CharField(label=_("Office that owes it"), max_length=160, help_text=OFFICES_ONLY)
    owner = one_row(
        _("Account that is reminded of it"),
        Staff.objects.none(),
        help_text=_("Left empty, the organisation's accounts are."),
    )
    organisation = one_row(_("Organisation that owes it"), Organisation.objects.filter(ended_on__isnull=True))
    due_on = DayField(_("Due on"))
    decision = one_row(_("By which decision"), None)
    is_public = forms.BooleanField(
        label=_("Anybody may know of it"),
        required=False,
        initial=True,
        help_text=_("Citizens' councils follow public commitments."),
    )

    def __init__(self, data: Any = None, *, session: Session | None = None) -> None:
        super().__init__(data)
        self.fields["owner"].queryset = open_accounts()  # type: ignore[attr-defined]
        if session is None:
            del self.fields["decision"]
        else:
            won = session.decisions.exclude(is_recommendation=False, votes_for__lte=F("votes_against"))
            self.fields["decision"].queryset = won  # type: ignore[attr-defined]


class CorrectForm(forms.Form):
    """How a commitment is written down."""

    text = Words(_("What is promised"), most=400, rows=3)
    office = forms.CharField(label=_("Office that owes it"), max_length=160, help_text=OFFICES_ONLY)
    organisation = one_row(_("Organisation that owes it"), Organisation.objects.filter(ended_on__isnull=True))
    is_public = forms.BooleanField(label=_("Anybody may know of it"), required=False)


class DoneForm(EvidenceFields):
    """What was done, when, and what proves it."""

    on = DayField(_("Done on"))
    words = Words(_("What was done"), most=2000, rows=4, required=False, help_text=OFFICES_ONLY)

    field_order = ("on", "words", "evidence", "paper", "paper_title")


class WordsForm(forms.Form):
    """Words that are kept with a commitment."""

    words = Words(_("In words"), most=2000, rows=4, help_text=OFFICES_ONLY)


class MaybeWordsForm(forms.Form):
    """Words that may be left out."""

    words = Words(_("In words"), most=2000, rows=3, required=False, help_text=OFFICES_ONLY)


class DropForm(WordsForm):
    """Since when it is let go, and why."""

    on = DayField(_("Day"))


class TimeForm(WordsForm):
    """A later day, and why."""

    due_on = DayField(_("New day"))

    field_order = ("due_on", "words")


class ReviewForm(forms.Form):
    """What a citizens' council says of a commitment."""

    judgement = forms.ChoiceField(
        label=_("What the council says"), choices=Judgement.choices, widget=forms.RadioSelect
    )
    words = Words(_("Why"), most=2000, rows=4, help_text=OFFICES_ONLY)
    on = DayField(_("Day"))
    council = one_row(_("Council"), None)


class SearchForm(forms.Form):
    """What a list of commitments is narrowed by."""

    text = forms.CharField(
        label=_("Words, office or code"), max_length=80, required=False, widget=forms.SearchInput
    )
    standing = forms.ChoiceField(label=_("How it stands"), required=False)
    committee = forms.TypedChoiceField(label=_("Committee"), required=False, coerce=int, empty_value=None)
    component = forms.TypedChoiceField(label=_("Component"), required=False, coerce=int, empty_value=None)
    owner = forms.ChoiceField(label=_("Owed by"), required=False)
    due_from = DayField(_("Due from"), required=False)
    due_until = DayField(_("Due until"), required=False)

    def __init__(self, asked: Mapping[str, Any], *, committees: Iterable[tuple[int, str]]) -> None:
        super().__init__(asked)
        every = ("", pgettext_lazy("commitments", "all"))
        components = Component.objects.order_by("-strategy__starts_on", "position")
        choices = {
            "standing": [
                every,
                ("open", pgettext_lazy("commitments", "open")),
                *Standing.choices,
                (CONTRADICTED, _("contradicted by the citizens' council")),
            ],
            "committee": [every, *committees],
            "component": [every, *components.values_list("pk", "name")],
            "owner": [every, (MINE, pgettext_lazy("commitments", "mine"))],
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]

    def sought(self) -> Sought:
        """Return the question; an answer that is none narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        return Sought(
            text=said.get("text") or "",
            standing=said.get("standing") or "",
            committee=said.get("committee"),
            component=said.get("component"),
            owner=said.get("owner") or "",
            due_from=said.get("due_from"),
            due_until=said.get("due_until"),
        )


class RemindersForm(forms.Form):
    """Where one's own reminders go, and in which language."""

    address = forms.EmailField(label=_("E-mail address"), required=False, max_length=254)
    language = forms.ChoiceField(
        label=_("Language of the reminders"), choices=[("es", "Español"), ("en", "English")]
    )
