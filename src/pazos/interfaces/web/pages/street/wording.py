"""How a page says what is known of a dispute: its risk with the reasons, its age, its story in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pazos.domain.disputes.models import Turn
from pazos.domain.disputes.scale import KINDS, LEAST, SIGNS
from pazos.domain.disputes.vocabulary import Risk, State, Term

if TYPE_CHECKING:
    from datetime import date, datetime

    from pazos.domain.disputes.queries.showing import FollowUpShown, SettlementShown, Shown
    from pazos.domain.disputes.scale import Reckoned

RISK_BADGES = {Risk.LOW: "good", Risk.GUARDED: "info", Risk.HIGH: "warning", Risk.IMMINENT: "error"}
STATE_BADGES = {State.ALERT: "warning", State.WATCHED: "info", State.CLOSED: "good"}


@dataclass(frozen=True)
class Moment:
    """One thing that happened to a dispute."""

    on: date
    at: datetime
    what: str
    by: str
    note: str = ""


def why_this_risk(reckoned: Reckoned) -> str:
    """Return a sentence: "High, because a firearm was seen or shown and a group is behind one side."."""
    risk = str(reckoned.risk.label).capitalize()
    reasons = _reasons(reckoned)
    if not reasons:
        return _("{risk}: no sign of more was written down.").format(risk=risk)
    return _("{risk}, because {reasons}.").format(risk=risk, reasons=joined(reasons))


def _reasons(reckoned: Reckoned) -> list[str]:
    reasons = [str(sign.label) for sign in reckoned.signs]
    if reckoned.kind is not None:
        reasons.append(_("it is about this: {kind}").format(kind=reckoned.kind.label))
    if reckoned.days_since is not None:
        days = reckoned.days_since
        text = ngettext("it began {days} day ago", "it began {days} days ago", days).format(days=days)
        reasons.append(_("it began today") if not days else text)
    return reasons


def joined(words: list[str]) -> str:
    """Return words as a list that reads: "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return _("{most} and {last}").format(most=", ".join(words[:-1]), last=words[-1])


def scale() -> tuple[list[tuple[str, int]], list[tuple[str, int]], list[tuple[str, int]]]:
    """Return the scale as it is printed beside a dispute: signs, kinds, and from where each risk begins."""
    signs = [(str(sign.label), weight) for sign, weight in SIGNS.items()]
    kinds = [(str(kind.label), weight) for kind, weight in KINDS.items()]
    return signs, kinds, [(str(risk.label), least) for risk, least in LEAST.items()]


def age(days: int) -> str:
    """Return "today" or "3 days"."""
    return ngettext("{days} day", "{days} days", days).format(days=days) if days else _("today")


def due(days_over: int) -> str:
    """Return how a due day stands to today."""
    if days_over > 0:
        return ngettext("{days} day late", "{days} days late", days_over).format(days=days_over)
    if days_over == 0:
        return _("today")
    return ngettext("in {days} day", "in {days} days", -days_over).format(days=-days_over)


def waited(hours: float | None) -> str:
    """Return a waiting time in the unit that people say it in."""
    if hours is None:
        return "–"
    if hours < 1:
        minutes = max(1, round(hours * 60))
        return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    if hours < 48:
        return ngettext("{n} hour", "{n} hours", round(hours)).format(n=round(hours))
    return age(round(hours / 24))


def story(shown: Shown) -> list[Moment]:
    """Return everything that happened to a dispute, the latest first."""
    opened = Moment(
        timezone.localdate(shown.opened_at),
        shown.opened_at,
        _("Alert, heard of by: {heard}").format(heard=shown.heard),
        shown.opened_by,
    )
    steps = [
        Moment(one.done_on, one.written_at, _step_words(one.act, one.shift, one.people), one.by, one.note)
        for one in shown.steps
    ]
    turns = [
        Moment(
            timezone.localdate(one.at), one.at, _turn_words(one.deed, one.to, one.reason), one.by, one.note
        )
        for one in shown.turns
    ]
    settled = [
        Moment(one.agreed_on, one.written_at, _settled_words(one), one.by, one.note)
        for one in shown.settlements
    ]
    visits = [_visit(one, shown) for one in shown.follow_ups if one.done_on is not None]
    every = [*visits, *settled, *steps, *turns, opened]
    return sorted(every, key=lambda one: (one.on, one.at), reverse=True)


def _step_words(act: str, shift: str, people: int) -> str:
    words = f"{act[:1].upper()}{act[1:]}, {shift}"
    if not people:
        return words
    with_them = ngettext("{n} person was there", "{n} people were there", people).format(n=people)
    return f"{words}; {with_them}"


def _turn_words(deed: str, to: str, reason: str) -> str:
    said = {
        Turn.Deed.CLAIMED: _("Taken"),
        Turn.Deed.OFFERED: _("Offered to {to}").format(to=to),
        Turn.Deed.TAKEN_OVER: _("Taken over"),
        Turn.Deed.DECLINED: _("Hand-over declined"),
        Turn.Deed.CLOSED: _("Closed"),
        Turn.Deed.REOPENED: _("Opened again"),
    }[Turn.Deed(deed)]
    return f"{said}: {reason}" if reason else str(said)


def _settled_words(one: SettlementShown) -> str:
    terms = joined(terms_in_words(one))
    return _("They agreed: {terms}").format(terms=terms)


def terms_in_words(one: SettlementShown) -> list[str]:
    """Return what was agreed, in words."""
    return [str(Term(term).label) for term in one.terms]


def _visit(one: FollowUpShown, shown: Shown) -> Moment:
    calm = {True: _("it was calm"), False: _("it was not calm"), None: _("whether it was calm is not known")}
    on = one.done_on or one.due_on
    words = f"{one.occasion[:1].upper()}{one.occasion[1:]}: {calm[one.is_calm]}"
    return Moment(on, shown.opened_at, words, one.assigned_name or shown.holder_name, one.note)
