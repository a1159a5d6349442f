"""The forms about disputes: what is asked, and the action that takes the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from pazos.domain.disputes import rules
from pazos.domain.disputes import vocabulary as words
from pazos.domain.fieldwork.forms.fields import Field, Kind
from pazos.domain.fieldwork.forms.form import Form
from pazos.domain.outreach.vocabulary import AgeBand, Shift

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SHORT = 280
SEASON = 90  # days back that work is still told of
YEARS = 730


class Deed(models.TextChoices):
    """What somebody does with a dispute as a whole."""

    CLAIM = "claim", _("I take it")
    OFFER = "offer", _("I offer it to a colleague")
    TAKE_OVER = "take_over", _("I take it over")
    DECLINE = "decline", _("I cannot take it over")
    CLOSE = "close", _("it is closed")
    REOPEN = "reopen", _("it opens again")


class Sex(models.TextChoices):
    """As the person says of themselves, where it is known."""

    WOMAN = "f", _("woman")
    MAN = "m", _("man")
    OTHER = "o", _("another answer")


def options(words: type[models.Choices]) -> tuple[tuple[str, StrOrPromise], ...]:
    """Return a vocabulary as codes that travel as text."""
    return tuple((str(code), label) for code, label in words.choices)


def note(label: StrOrPromise = "", *, most: int = SHORT) -> Field:
    """Return the short text that a form ends with."""
    return Field(
        "note",
        Kind.TEXT,
        label or _("Note"),
        most=most,
        help=_("Short, and without names, telephones, nicknames or addresses."),
    )


def day(
    name: str, label: StrOrPromise, *, least: int = -SEASON, most: int = 0, required: bool = True
) -> Field:
    """Return a day, by default of the last three months."""
    return Field(name, Kind.DATE, label, required=required, least=least, most=most)


def shift() -> Field:
    """Return the part of the day."""
    return Field("shift", Kind.SHIFT, _("Time of day"), required=True, options=options(Shift))


def _reasons() -> dict[str, dict[str, tuple[str, ...]]]:
    """Return with which deeds each reason is offered, as the rules of disputes have it."""
    deeds = {"offer": rules.HANDING, "close": rules.CLOSING, "reopen": rules.REOPENING}
    return {
        str(reason): {"deed": tuple(deed for deed, fitting in deeds.items() if reason in fitting)}
        for reason in words.Reason
    }


DISPUTE = Field("dispute", Kind.RECORD, _("Dispute"), required=True, of="dispute")

_DISPUTE_FIELDS = (
    Field(
        "kind", Kind.CHOICE, _("What it is about"), required=True, editable=True, options=options(words.Kind)
    ),
    Field(
        "neighbourhood",
        Kind.PLACE,
        _("Neighbourhood"),
        required=True,
        editable=True,
    ),
    Field(
        "sector",
        Kind.TEXT,
        _("Sector of it"),
        editable=True,
        most=60,
        help=_("A part of the neighbourhood as people call it; never an address or a corner."),
    ),
    Field("began_on", Kind.DATE, _("Since when"), required=True, editable=True, least=-YEARS, most=0),
    Field("shift", Kind.SHIFT, _("Time of day"), required=True, editable=True, options=options(Shift)),
    Field(
        "heard", Kind.CHOICE, _("How you know"), required=True, editable=True, options=options(words.Heard)
    ),
    Field("signs", Kind.CHOICES, _("Signs that it may kill"), editable=True, options=options(words.Sign)),
    Field(
        "risk",
        Kind.CHOICE,
        _("Risk, if you see more than the signs say"),
        editable=True,
        options=options(words.Risk),
    ),
    Field(
        "summary",
        Kind.TEXT,
        _("In few words"),
        editable=True,
        most=SHORT,
        help=_("Short, and without names, telephones, nicknames or addresses."),
    ),
)
_TURN_FIELDS = (
    DISPUTE,
    Field("deed", Kind.CHOICE, _("What happens with it"), required=True, options=options(Deed)),
    Field("to", Kind.COLLEAGUE, _("To whom"), required=True, when={"deed": ("offer",)}),
    Field(
        "outcome",
        Kind.CHOICE,
        _("How it ended"),
        required=True,
        options=options(words.Outcome),
        when={"deed": ("close",)},
    ),
    Field(
        "reason",
        Kind.CHOICE,
        _("Why"),
        required=True,
        options=options(words.Reason),
        when={"deed": ("offer", "close", "reopen")},
        fits=_reasons(),
    ),
    note(),
)
_PARTY_FIELDS = (
    DISPUTE,
    Field("role", Kind.CHOICE, _("What they are in it"), required=True, options=options(words.Side)),
    Field("age_band", Kind.CHOICE, _("Age, roughly"), options=options(AgeBand)),
    Field("sex", Kind.CHOICE, _("Sex"), options=options(Sex)),
    Field("is_first_side", Kind.YES_NO, _("Are they of the first side?")),
    Field("people", Kind.NUMBER, _("How many, if a group"), least=1, most=999),
)
_STEP_FIELDS = (
    DISPUTE,
    Field("act", Kind.CHOICE, _("What was done"), required=True, options=options(words.Act)),
    day("done_on", _("Day")),
    shift(),
    Field("people", Kind.NUMBER, _("How many people were there"), least=0, most=999),
    note(),
)
_SETTLEMENT_FIELDS = (
    DISPUTE,
    day("agreed_on", _("Day")),
    Field("terms", Kind.CHOICES, _("What they agreed to"), required=True, options=options(words.Term)),
    Field("keeper", Kind.CHOICE, _("Who keeps an eye on it"), required=True, options=options(words.Keeper)),
    day("until_on", _("Until when"), least=0, most=YEARS, required=False),
    note(),
)
_FOLLOW_UP_FIELDS = (
    DISPUTE,
    Field(
        "occasion", Kind.CHOICE, _("Why somebody goes back"), required=True, options=options(words.Occasion)
    ),
    day("due_on", _("On which day"), least=0, most=400),
    Field("assigned_to", Kind.COLLEAGUE, _("Who goes")),
)
_LINK_FIELDS = (
    DISPUTE,
    Field("other", Kind.RECORD, _("The other dispute"), required=True, of="dispute"),
    Field("tie", Kind.CHOICE, _("How they hang together"), required=True, options=options(words.Tie)),
)
_JUDGED_FIELDS = (
    Field("held", Kind.YES_NO, _("Does the agreement hold?"), required=True, editable=True),
    Field("judged_on", Kind.DATE, _("Day"), required=True, editable=True, least=-SEASON, most=0),
)
_DONE_FIELDS = (
    Field("done_on", Kind.DATE, _("Day"), required=True, editable=True, least=-SEASON, most=0),
    Field("is_calm", Kind.YES_NO, _("Is it calm?"), required=True, editable=True),
    Field(
        "note",
        Kind.TEXT,
        _("Note"),
        editable=True,
        most=SHORT,
        help=_("Short, and without names, telephones, nicknames or addresses."),
    ),
)
_GONE_FIELDS = (Field("is_gone", Kind.YES_NO, _("Take this person out?"), required=True, editable=True),)

FORMS = (
    Form("dispute", 1, _("Dispute"), "dispute", _DISPUTE_FIELDS, changes=True),
    Form("turn", 1, _("Take, hand over or close"), "turn", _TURN_FIELDS),
    Form("party", 1, _("Somebody in it"), "party", _PARTY_FIELDS),
    Form(
        "party_removed",
        1,
        _("Somebody is not in it"),
        "party",
        _GONE_FIELDS,
        makes=False,
        changes=True,
        together=True,
    ),
    Form("step", 1, _("What was done"), "step", _STEP_FIELDS),
    Form("settlement", 1, _("Agreement"), "settlement", _SETTLEMENT_FIELDS),
    Form(
        "settlement_judged",
        1,
        _("Does the agreement hold?"),
        "settlement",
        _JUDGED_FIELDS,
        makes=False,
        changes=True,
        together=True,
    ),
    Form("link", 1, _("Two disputes hang together"), "link", _LINK_FIELDS),
    Form("follow_up", 1, _("A day to go back"), "follow_up", _FOLLOW_UP_FIELDS),
    Form(
        "follow_up_done",
        1,
        _("I went back"),
        "follow_up",
        _DONE_FIELDS,
        makes=False,
        changes=True,
        together=True,
    ),
)
