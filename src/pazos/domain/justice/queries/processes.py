"""The processes that somebody runs, and one of them with everything that may be done next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Min, Q
from django.utils import timezone

from pazos.domain.justice.models import Duty, Party, Process, ProcessMeeting
from pazos.domain.justice.rules import steps, willing
from pazos.domain.justice.rules.duties import is_bound, is_late, what_blocks_accepting
from pazos.domain.justice.standing import duty_facts, facts_of, number_of, numbered, own
from pazos.domain.justice.vocabulary import Meeting, ProcessState, Side
from pazos.foundation.audit.models import AuditEvent

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime
    from uuid import UUID

    from django.core.paginator import Page
    from django.db.models import QuerySet, TextChoices

    from pazos.domain.justice.rules.willing import Answer, PartyFacts
    from pazos.domain.people.models import Staff

PER_PAGE = 30
OPEN = "open"
_OPEN_DUTY = Q(duties__state="open", duties__agreed_on__isnull=False)


@dataclass(frozen=True)
class Line:
    """A process in the list of who runs it."""

    key: UUID
    number: str
    state: ProcessState
    asked_on: date
    harm: str
    people: tuple[str, ...]  # the names they chose, the harmed first
    named: tuple[UUID, ...]  # the numbers of those people
    next_due_on: date | None
    is_late: bool


@dataclass(frozen=True)
class Who:
    """Somebody who takes part: what they said last, and why it does not hold for a meeting today."""

    party: Party
    facts: PartyFacts
    said: Answer | None
    blocks: tuple[willing.Block, ...]
    may_be_asked: bool  # the harmed are asked first
    is_minor: bool  # today
    is_of_age: bool  # written down as under 18, and 18 by now by what is known of them


@dataclass(frozen=True)
class Bound:
    """Somebody who has to accept a duty themselves, and what keeps them from it today."""

    who: Who
    blocks: tuple[TextChoices, ...]


@dataclass(frozen=True)
class Owed:
    """A duty, and whether it is late."""

    duty: Duty
    is_late: bool


@dataclass(frozen=True)
class Shown:
    """One process, as who runs it sees it."""

    process: Process
    number: str
    facts: steps.ProcessFacts
    people: tuple[Who, ...]
    meetings: tuple[ProcessMeeting, ...]
    duties: tuple[Owed, ...]
    against_ready: tuple[TextChoices, ...]
    against_meeting: tuple[TextChoices, ...]
    against_closing: tuple[steps.Block, ...]

    @property
    def has_ended(self) -> bool:
        """Whether it was closed or stopped."""
        return self.facts.has_ended

    @property
    def has_met(self) -> bool:
        """Whether the sides met, or had a message carried."""
        return bool(self.facts.held & steps.OF_BOTH)

    @property
    def proposed(self) -> int:
        """How many duties wait to be accepted."""
        return sum(one.duty.agreed_on is None for one in self.duties)

    @property
    def has_agreement(self) -> bool:
        """Whether any duty was agreed."""
        return any(one.duty.agreed_on is not None for one in self.duties)

    @property
    def owing(self) -> frozenset[UUID]:
        """The numbers of those who owe a duty that waits to be accepted."""
        return frozenset(one.duty.party_id for one in self.duties if one.duty.agreed_on is None)

    def bound(self, owing: Collection[UUID], *, on: date) -> tuple[Bound, ...]:
        """Return everybody who has to accept what some of them owe."""
        return tuple(
            Bound(who, what_blocks_accepting(who.facts, on=on))
            for who in self.people
            if is_bound(who.facts, owes=who.party.pk in owing)
        )


def processes(*, seen_by: Staff) -> QuerySet[Process]:
    """Return the processes that somebody facilitates; nobody reads another's."""
    return Process.objects.filter(own(seen_by))


def process(key: UUID, *, seen_by: Staff) -> Process | None:
    """Return one process of one's own, None for every other."""
    rows = processes(seen_by=seen_by).select_related("facilitator", "cofacilitator", "cluster")
    return rows.filter(pk=key).first()


def listed(
    *, seen_by: Staff, state: str = OPEN, number: str = "", page: str | int | None = 1
) -> tuple[Page[Any], tuple[Line, ...]]:
    """Return a part of one's processes: `state` is "open", "" for all, or a state."""
    rows = processes(seen_by=seen_by)
    if state == OPEN:
        rows = rows.exclude(state__in=[one.value for one in steps.ENDED])
    elif state:
        rows = rows.filter(state=state)
    if number:
        rows = rows.filter(numbered(number))
    rows = rows.annotate(next_due=Min("duties__due_on", filter=_OPEN_DUTY)).defer("summary")
    rows = rows.prefetch_related("parties").order_by("-asked_on", "pk")
    found = Paginator(rows, PER_PAGE).get_page(page)
    today = timezone.localdate()
    return found, tuple(_line(one, on=today) for one in found)


def _line(row: Process, *, on: date) -> Line:
    due: date | None = getattr(row, "next_due")  # noqa: B009 - annotated
    order = {Side.HARMED.value: 0, Side.RESPONSIBLE.value: 1}
    principals = [one for one in row.parties.all() if one.side in order]
    people = sorted(principals, key=lambda one: order[one.side])
    return Line(
        key=row.pk,
        number=number_of(row.pk),
        state=ProcessState(row.state),
        asked_on=row.asked_on,
        harm=row.get_harm_display(),
        people=tuple(one.name for one in people),
        named=tuple(one.pk for one in people),
        next_due_on=due,
        is_late=due is not None and due < on and row.state not in steps.ENDED,
    )


def shown(process: Process) -> Shown:
    """Return everything of a process that was found within reach: the same few queries however long it is."""
    today = timezone.localdate()
    facts, people = facts_of(process)
    parties = list(process.parties.all())
    meetings = tuple(process.meetings.select_related("by").prefetch_related("parties"))
    duties = process.duties.select_related("party").order_by("due_on", "pk")
    principals = [who for who in people.values() if who.is_principal]
    wanted = willing.harmed_want_it(facts.parties, on=today)
    return Shown(
        process=process,
        number=number_of(process.pk),
        facts=facts,
        people=tuple(_who(one, people[one.pk], wanted=wanted, on=today) for one in parties),
        meetings=meetings,
        duties=tuple(Owed(one, is_late(duty_facts(one), on=today)) for one in duties),
        against_ready=steps.what_blocks_ready(facts, is_safe=True, told_rights=True, on=today),
        against_meeting=steps.what_blocks_meeting(
            facts, _usual(facts), attending=principals, on=today, today=today
        ),
        against_closing=steps.what_blocks_closing(facts, on=today),
    )


def _usual(facts: steps.ProcessFacts) -> Meeting:
    return Meeting.FOLLOW_UP if facts.state is ProcessState.AGREED else Meeting.CIRCLE


def _who(party: Party, facts: PartyFacts, *, wanted: bool, on: date) -> Who:
    return Who(
        party=party,
        facts=facts,
        said=facts.last_answer(on=on),
        blocks=willing.what_blocks_willing(facts, on=on),
        may_be_asked=wanted or facts.side is Side.HARMED,
        is_minor=facts.is_minor_on(on),
        is_of_age=facts.is_minor and facts.of_age_on is not None and on >= facts.of_age_on,
    )


def certified(process: Process) -> tuple[tuple[datetime, str], ...]:
    """Return when certificates of a process were printed, and the hash of each, the newest first."""
    subject = f"{Process._meta.label_lower}:{process.pk}"
    rows = AuditEvent.objects.filter(verb="process.certified", subject=subject).order_by("-at")
    return tuple((at, str(facts.get("hash", ""))) for at, facts in rows.values_list("at", "facts"))


def party(key: UUID, *, of: Process) -> Party | None:
    """Return one of a process' people."""
    return of.parties.filter(pk=key).first()


def meeting(key: UUID, *, of: Process) -> ProcessMeeting | None:
    """Return one of a process' meetings."""
    return of.meetings.filter(pk=key).first()


def duty(key: UUID, *, of: Process) -> Duty | None:
    """Return one of a process' duties."""
    return of.duties.select_related("party").filter(pk=key).first()
