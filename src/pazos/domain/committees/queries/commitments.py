"""Commitments as lists and pages show them: how each stands today, what the council says, how many were kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils import timezone

from pazos.domain.committees.facts import commitment_facts
from pazos.domain.committees.models import Commitment, CouncilReview
from pazos.domain.committees.queries.reach import commitments_followed, commitments_seen, owed_by
from pazos.domain.committees.rules.commitments import SOON, contradicts, days_late, standing_of
from pazos.domain.committees.vocabulary import CommitmentState, Judgement, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.core.paginator import Page
    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff

PER_PAGE = 40
CONTRADICTED = "contradicted"
MINE = "mine"


@dataclass(frozen=True)
class Line:
    """A commitment as a list shows it, with no name of anybody."""

    key: int
    code: str
    text: str
    office: str
    organisation: str
    committee: str
    committee_key: int
    component: str
    made_on: date
    due_on: date
    ended_on: date | None
    standing: Standing
    days_late: int
    judgement: Judgement | None
    is_contradicted: bool
    is_mine: bool
    is_public: bool
    documents: int


@dataclass(frozen=True)
class Sought:
    """What a list is narrowed by; an empty value narrows nothing."""

    text: str = ""
    standing: str = ""  # a standing, "open" or "contradicted"
    committee: int | None = None
    kind: str = ""
    component: int | None = None
    organisation: int | None = None
    owner: str = ""  # "mine"
    due_from: date | None = None
    due_until: date | None = None


@dataclass(frozen=True)
class Tally:
    """How commitments stand, for a bar: each counted once."""

    kept: int = 0
    kept_late: int = 0
    said: int = 0
    open: int = 0
    late: int = 0
    dropped: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.kept + self.kept_late + self.said + self.open + self.late + self.dropped

    @property
    def ended(self) -> int:
        """Those that had to be kept by now: whether they were, or are late."""
        return self.kept + self.kept_late + self.late

    @property
    def share_in_time(self) -> float | None:
        """Kept in time, of those that had to be kept by now; None where there is none."""
        return self.kept / self.ended if self.ended else None


def _with_judgement(rows: QuerySet[Commitment]) -> QuerySet[Commitment]:
    newest = CouncilReview.objects.filter(commitment=OuterRef("pk")).order_by("-on", "-id")
    return rows.annotate(
        judged=Subquery(newest.values("judgement")[:1]), documents=Count("evidence", distinct=True)
    )


def condition(standing: str, *, on: date) -> Q:
    """Return the condition on commitments that stand so on a day."""
    state, soon = CommitmentState, on + SOON
    late = Q(ended_on__isnull=False, ended_on__gt=F("due_on"))
    known = {
        "": Q(),
        "open": Q(state__in=[state.OPEN, state.SAID_DONE]),
        Standing.AHEAD: Q(state=state.OPEN, due_on__gt=soon),
        Standing.SOON: Q(state=state.OPEN, due_on__gte=on, due_on__lte=soon),
        Standing.LATE: Q(state=state.OPEN, due_on__lt=on),
        Standing.SAID: Q(state=state.SAID_DONE),
        Standing.KEPT: Q(state=state.DONE) & ~late,
        Standing.KEPT_LATE: Q(state=state.DONE) & late,
        Standing.DROPPED: Q(state=state.DROPPED),
    }
    if standing == CONTRADICTED:
        said = Q(state__in=[state.DONE, state.SAID_DONE])
        less = Q(judged__in=[Judgement.PARTLY, Judgement.NOT_KEPT])
        return (said & less) | (~said & Q(judged=Judgement.KEPT))
    return known.get(standing, Q(pk__in=[]))


def _narrowed(rows: QuerySet[Commitment], asked: Sought, *, seen_by: Staff, on: date) -> QuerySet[Commitment]:
    found = rows.filter(condition(asked.standing, on=on))
    exact = {
        "committee": asked.committee,
        "committee__kind": asked.kind,
        "component": asked.component,
        "organisation": asked.organisation,
        "due_on__gte": asked.due_from,
        "due_on__lte": asked.due_until,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if asked.owner == MINE:
        found = found.filter(owed_by(seen_by))
    if asked.text:
        found = found.filter(_about(asked.text))
    return found


def _about(text: str) -> Q:
    code, _dash, number = text.rpartition("-")
    about = Q(text__icontains=text) | Q(office__icontains=text) | Q(committee__name__icontains=text)
    if code and number.isdecimal():
        about |= Q(committee__code__iexact=code, number=int(number))
    return about


def rows_of(asked: Sought, *, seen_by: Staff, on: date, followed: bool = False) -> QuerySet[Commitment]:
    """Return the commitments within reach that answer to what is asked, the next due first.

    `followed`: those that a citizens' council may judge, instead of those of one's own committees.
    """
    seen = commitments_followed(seen_by) if followed else commitments_seen(seen_by)
    rows = _with_judgement(seen).select_related("committee", "organisation", "component")
    return _narrowed(rows, asked, seen_by=seen_by, on=on).order_by("due_on", "id")


def listed(
    asked: Sought, *, seen_by: Staff, page: str | None = None, followed: bool = False
) -> Page[Commitment]:
    """Return one page of the list."""
    rows = rows_of(asked, seen_by=seen_by, on=timezone.localdate(), followed=followed)
    return Paginator(rows, PER_PAGE).get_page(page)


def lines(rows: Iterable[Commitment], *, seen_by: Staff, on: date) -> list[Line]:
    """Return rows of `rows_of` as lists show them."""
    return [_line(one, seen_by, on) for one in rows]


def _line(one: Commitment, seen_by: Staff, on: date) -> Line:
    facts = commitment_facts(one)
    judged = getattr(one, "judged", None)
    mine = one.owner_id == seen_by.pk or (
        one.owner_id is None
        and one.organisation_id is not None
        and one.organisation_id == seen_by.organisation_id
    )
    return Line(
        key=one.pk,
        code=one.code,
        text=one.text,
        office=one.office,
        organisation=one.organisation.name if one.organisation else "",
        committee=one.committee.name,
        committee_key=one.committee_id,
        component=one.component.name if one.component else "",
        made_on=one.made_on,
        due_on=one.due_on,
        ended_on=one.ended_on,
        standing=standing_of(facts, on=on),
        days_late=days_late(facts, on=on),
        judgement=Judgement(judged) if judged else None,
        is_contradicted=bool(judged) and contradicts(one.state, str(judged)),
        is_mine=mine,
        is_public=one.is_public,
        documents=getattr(one, "documents", 0),
    )


def tallied(rows: QuerySet[Commitment], *, on: date) -> Tally:
    """Return how commitments stand, counted by the database."""
    return Tally(**rows.order_by().aggregate(**_counted(on)))


def tallied_by_committee(rows: QuerySet[Commitment], *, on: date) -> dict[int, Tally]:
    """Return how commitments stand in each committee."""
    counts = _counted(on)
    found = rows.order_by().values("committee").annotate(**counts)
    return {
        row[0]: Tally(**dict(zip(counts, row[1:], strict=True)))
        for row in found.values_list("committee", *counts)
    }


def _counted(on: date) -> dict[str, Count]:
    standings = {
        "kept": condition(Standing.KEPT, on=on),
        "kept_late": condition(Standing.KEPT_LATE, on=on),
        "said": condition(Standing.SAID, on=on),
        "open": Q(state=CommitmentState.OPEN, due_on__gte=on),
        "late": condition(Standing.LATE, on=on),
        "dropped": condition(Standing.DROPPED, on=on),
    }
    return {name: Count("pk", filter=what, distinct=True) for name, what in standings.items()}


def owed(staff: Staff, *, on: date) -> list[Line]:
    """Return what somebody owes and has not ended, the latest first; what ended in the last month after it."""
    month = on - timedelta(days=31)
    open_or_fresh = Q(state__in=[CommitmentState.OPEN, CommitmentState.SAID_DONE]) | Q(ended_on__gte=month)
    rows = _with_judgement(Commitment.objects.filter(owed_by(staff)).filter(open_or_fresh))
    rows = rows.select_related("committee", "organisation", "component").order_by("due_on", "id")
    return lines(rows, seen_by=staff, on=on)


def one_seen(key: int, *, seen_by: Staff) -> Commitment | None:
    """Return one commitment within reach, or followed by one's council; None hides that it exists."""
    related = ("committee", "organisation", "component", "owner", "session__committee", "decision")
    for seen in (commitments_seen(seen_by), commitments_followed(seen_by)):
        found = seen.select_related(*related).filter(pk=key).first()
        if found is not None:
            return found
    return None


def line_of(one: Commitment, *, seen_by: Staff, on: date) -> Line:
    """Return one commitment as a list would show it."""
    newest = one.reviews.order_by("-on", "-id").values_list("judgement", flat=True).first()
    one.judged = newest  # type: ignore[attr-defined]
    one.documents = one.evidence.count()  # type: ignore[attr-defined]
    return _line(one, seen_by, on)
