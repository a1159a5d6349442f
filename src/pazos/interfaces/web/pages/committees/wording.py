"""How committees are said on a page: badges, bars, stages, minutes in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from pazos.domain.committees.vocabulary import (
    CommitmentState,
    Judgement,
    Kind,
    Presence,
    SessionState,
    Standing,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.domain.committees.models import Progress
    from pazos.domain.committees.queries.commitments import Line, Tally

STANDING_BADGES = {
    Standing.AHEAD: "info",
    Standing.SOON: "warning",
    Standing.LATE: "error",
    Standing.SAID: "info",
    Standing.KEPT: "good",
    Standing.KEPT_LATE: "warning",
    Standing.DROPPED: "",
}
JUDGEMENT_BADGES = {
    Judgement.KEPT: "good",
    Judgement.PARTLY: "warning",
    Judgement.NOT_KEPT: "error",
    Judgement.NOT_KNOWN: "",
}
SESSION_BADGES = {
    SessionState.CALLED: "info",
    SessionState.HELD: "warning",
    SessionState.SIGNED: "good",
    SessionState.CANCELLED: "",
}


@dataclass(frozen=True)
class Segment:
    """One part of a bar, in hundredths of its length."""

    kind: str
    start: float
    length: float
    count: int
    words: str


def bar(tally: Tally) -> list[Segment]:
    """Return the parts of a bar of commitments, in the order kept, late, open, let go."""
    parts = [
        ("kept-in", tally.kept, _("kept in time")),
        ("kept-late", tally.kept_late, _("kept, but late")),
        ("said", tally.said, _("said to be done")),
        ("late", tally.late, pgettext("commitments", "late")),
        ("open", tally.open, _("open, not yet due")),
        ("dropped", tally.dropped, pgettext("commitments", "dropped")),
    ]
    found, start = [], 0.0
    for kind, count, words in parts:
        if count:
            length = 100 * count / tally.total
            found.append(Segment(kind, round(start, 3), round(length, 3), count, words))
            start += length
    return found


@dataclass(frozen=True)
class Row:
    """A commitment of a list in words."""

    line: Line
    badge: str
    words: str
    council: str
    council_badge: str


def row(line: Line) -> Row:
    """Return a line of a list in words."""
    judged = line.judgement
    return Row(
        line,
        STANDING_BADGES[line.standing],
        standing_words(line),
        str(judged.label) if judged else "",
        JUDGEMENT_BADGES[judged] if judged else "",
    )


def standing_words(line: Line) -> str:
    """Return how a commitment stands; of what is late, by how many days."""
    if line.standing is Standing.LATE:
        return ngettext("{n} day late", "{n} days late", line.days_late).format(n=line.days_late)
    return str(line.standing.label)


@dataclass(frozen=True)
class Stage:
    """One stage of a session: whether it is over, and whether it is where the session stands."""

    words: str
    is_over: bool
    is_here: bool


def stages(state: str, *, has_minutes: bool) -> list[Stage]:
    """Return the stages of a session from its call to its signed minutes."""
    names = [
        pgettext("stage of a session", "Called"),
        pgettext("stage of a session", "Held"),
        pgettext("stage of a session", "Minutes drafted"),
        pgettext("stage of a session", "Signed"),
    ]
    reached = {SessionState.CALLED: 0, SessionState.HELD: 1, SessionState.SIGNED: 3}.get(
        SessionState(state), -1
    )
    reached = 2 if reached == 1 and has_minutes else reached
    return [Stage(name, place <= reached, place == reached) for place, name in enumerate(names)]


@dataclass(frozen=True)
class Said:
    """One thing that was said of a commitment, without a name."""

    at: Any
    what: str
    words: str
    who: str


def said(progress: Progress, *, owner: int | None, with_name: bool) -> Said:
    """Return one line of a commitment's story; names only for those who keep the books."""
    if progress.due_on and progress.was_due_on:
        what = _("more time: due on {day} instead of {before}").format(
            day=date_format(progress.due_on, "SHORT_DATE_FORMAT"),
            before=date_format(progress.was_due_on, "SHORT_DATE_FORMAT"),
        )
    else:
        what = WHAT[progress.became]()
    theirs = progress.by_id == owner
    who = progress.by.name if with_name else _("whoever owes it") if theirs else _("for the committee")
    return Said(progress.at, what, progress.words, who)


WHAT = {
    "": lambda: _("how far it is"),
    CommitmentState.SAID_DONE: lambda: _("said to be done"),
    CommitmentState.DONE: lambda: _("accepted as done"),
    CommitmentState.OPEN: lambda: _("not accepted: open again"),
    CommitmentState.DROPPED: lambda: pgettext("commitments", "dropped"),
}


@dataclass(frozen=True)
class DecisionWords:
    """A decision of frozen minutes or of a session."""

    number: int
    point: int | None
    text: str
    votes: str
    outcome: str
    badge: str


def decision_words(one: Mapping[str, Any]) -> DecisionWords:
    """Return a decision in words: how it was voted and what came of it."""
    if one["is_recommendation"]:
        outcome, badge, votes = _("recommendation, no quorum"), "", ""
    else:
        votes = _("{yes} for, {no} against, {none} abstained").format(
            yes=one["for"], no=one["against"], none=one["abstentions"]
        )
        won = one["for"] > one["against"]
        outcome = pgettext("a decision", "adopted") if won else pgettext("a decision", "not adopted")
        badge = "good" if won else "error"
    return DecisionWords(one["number"], one["point"], one["text"], votes, outcome, badge)


def presence_words(one: Mapping[str, Any]) -> str:
    """Return whether a seat came; of a delegate, from which office."""
    words = str(Presence(one["presence"]).label)
    return f"{words}: {one['delegate']}" if one["delegate"] else words


def part_words(part: str) -> str:
    """Return what a seat does in its committee."""
    return {"chair": pgettext("a seat", "chair"), "secretary": pgettext("a seat", "secretary")}.get(part, "")


def quorum_words(quorum: Mapping[str, Any]) -> str:
    """Return how the quorum was reckoned."""
    counted = _("{present} of {seats} seats with a vote were present; the act asks for {asked}.").format(
        present=quorum["present"], seats=quorum["seats"], asked=quorum["asked"]
    )
    says = _("There was a quorum.") if quorum["reached"] else _("There was no quorum: nothing was decided.")
    return f"{counted} {says}"


def kind_words(kind: str) -> str:
    """Return what a committee is."""
    return str(Kind(kind).label)


def long_day(text: str) -> str:
    """Return a day of frozen minutes as the reader writes it."""
    return date_format(date.fromisoformat(text), "DATE_FORMAT")
