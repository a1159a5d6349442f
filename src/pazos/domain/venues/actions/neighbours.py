"""Deeds on neighbours' committees: written down, changed, met, what they take upon themselves and whether it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from pazos.domain.outreach import answers
from pazos.domain.partners.asking import words
from pazos.domain.refusing import refuse
from pazos.domain.refusing.at_once import in_hand
from pazos.domain.venues.models import CommitteePromise, NeighboursCommittee
from pazos.domain.venues.reaching import must_keep
from pazos.domain.venues.rules import Block
from pazos.domain.venues.vocabulary import Outcome, Rhythm
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.people.models import Staff
    from pazos.domain.venues.models import Venue

CHANGEABLE = frozenset({"name", "since_on", "people", "rhythm", "last_met_on", "ended_on"})
MOST_PEOPLE = 500


@transaction.atomic
def write_committee(venue: Venue, *, by: Staff, **said: Any) -> NeighboursCommittee:
    """Write down the neighbours' committee of a venue (any of CHANGEABLE); a venue has one that meets.

    Raises:
        InputProblem: no name, or a day that has not come.
        RefusedError: the venue has one already, or it would have met before it was.
    """
    held = must_keep(venue, by=by)
    is_taken = held.committees.filter(ended_on__isnull=True).exists()
    refuse((Block.HAS_COMMITTEE,) if is_taken and said.get("ended_on") is None else ())
    row = NeighboursCommittee.objects.create(venue=held, entered_by=by, **_checked(said))
    made(row, by=by)
    audit.record("venue.committee_written", row, by=by)
    return row


@transaction.atomic
def change_committee(committee: NeighboursCommittee, *, by: Staff, **said: Any) -> None:
    """Change what is known of a committee (any of CHANGEABLE); a day of ending ends it, and none lets it meet again."""
    if unknown := set(said) - CHANGEABLE:
        raise TypeError(f"a committee has no changeable {sorted(unknown)}")
    held = must_keep(committee.venue, by=by)
    row = in_hand(NeighboursCommittee.objects.all(), committee.pk)
    checked = _checked({name: getattr(row, name) for name in CHANGEABLE} | said)
    others = held.committees.filter(ended_on__isnull=True).exclude(pk=row.pk)
    refuse((Block.HAS_COMMITTEE,) if checked["ended_on"] is None and others.exists() else ())
    changed = change(row, by=by, **{name: checked[name] for name in said})
    if changed:
        audit.record("venue.committee_changed", row, by=by, fields=sorted(changed.fields))


@transaction.atomic
def say_met(committee: NeighboursCommittee, *, on: date, by: Staff) -> None:
    """Write down that a committee met; an earlier meeting than the last one known changes nothing."""
    row = _meeting(committee, by=by)
    day = answers.past_day("on", on, on=timezone.localdate())
    if row.last_met_on is not None and day <= row.last_met_on:
        return
    _refuse_before(row.since_on, day)
    change(row, by=by, last_met_on=day)
    audit.record("venue.committee_met", row, by=by)


@transaction.atomic
def promise(committee: NeighboursCommittee, *, text: str, due_on: date, by: Staff) -> CommitteePromise:
    """Write down what a committee takes upon itself, and for which day."""
    held = _meeting(committee, by=by)
    told = answers.short_text("text", words(text, field="text", most=300), most=300)
    day = answers.any_day("due_on", due_on)
    row = CommitteePromise.objects.create(committee=held, text=told, due_on=day, entered_by=by)
    made(row, by=by)
    audit.record("venue.promise_made", row, by=by)
    return row


@transaction.atomic
def settle(promise: CommitteePromise, *, outcome: str, by: Staff) -> None:
    """Say today that a commitment was kept, was not, or is open again."""
    must_keep(promise.committee.venue, by=by)
    row = in_hand(CommitteePromise.objects.all(), promise.pk)
    found = answers.one_of("outcome", outcome, Outcome)
    if found == row.outcome:
        return
    day = None if found == Outcome.OPEN else timezone.localdate()
    change(row, by=by, outcome=Outcome(found).value, settled_on=day)
    audit.record("venue.promise_settled", row, by=by, outcome=Outcome(found).value)


def _meeting(committee: NeighboursCommittee, *, by: Staff) -> NeighboursCommittee:
    """Return a committee of a venue that this person keeps, held; refuse one that ended."""
    must_keep(committee.venue, by=by)
    row = in_hand(NeighboursCommittee.objects.all(), committee.pk)
    refuse((Block.COMMITTEE_ENDED,) if row.ended_on is not None else ())
    return row


def _checked(said: dict[str, Any]) -> dict[str, Any]:
    found = {name: said.get(name) for name in CHANGEABLE}
    found["name"] = answers.short_text("name", words(found["name"] or "", field="name", most=160), most=160)
    found["rhythm"] = answers.one_of("rhythm", found["rhythm"], Rhythm) if found["rhythm"] else ""
    if found["people"] is not None:
        answers.number("people", found["people"], least=1, most=MOST_PEOPLE)
    for name in ("since_on", "last_met_on", "ended_on"):
        if found[name] is not None:
            answers.past_day(name, found[name], on=timezone.localdate())
    _refuse_before(found["since_on"], found["last_met_on"])
    _refuse_before(found["since_on"], found["ended_on"])
    return found


def _refuse_before(since: date | None, day: date | None) -> None:
    refuse((Block.MET_BEFORE,) if since is not None and day is not None and day < since else ())
