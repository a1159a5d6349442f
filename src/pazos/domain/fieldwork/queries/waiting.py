"""What of phones' sendings waits for a person, and what does one of them say?

A coordinator sees those of their clusters. A gestor sees what became of their own, and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Q, When
from django.utils import timezone

from pazos.domain.disputes.models import Dispute
from pazos.domain.fieldwork.actions.receiving import WAITS_AT_MOST
from pazos.domain.fieldwork.forms.registry import FORMS
from pazos.domain.fieldwork.models import Submission
from pazos.domain.fieldwork.reaching import settles_street
from pazos.domain.fieldwork.tracing import snapshot
from pazos.domain.fieldwork.vocabulary import FOR_A_PERSON, Choice, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from pazos.domain.fieldwork.forms.form import Form
    from pazos.domain.people.models import Staff

PER_PAGE = 25
OWN_FOR = timedelta(days=30)


class Pile(StrEnum):
    """What of the sendings is asked for."""

    EDITS = "edits"
    HELD = "held"
    REFUSED = "refused"
    BACK = "back"
    EARLIER = "earlier"
    DECIDED = "decided"
    FORCED = "forced"


PILES = {
    Pile.EDITS: Q(standing=Standing.HELD_EDIT),
    Pile.HELD: Q(standing=Standing.HELD_COORDINATOR),
    Pile.REFUSED: Q(standing=Standing.REFUSED),
    Pile.BACK: Q(standing=Standing.SENT_BACK),
    Pile.EARLIER: Q(standing=Standing.HELD_EARLIER),
    Pile.DECIDED: Q(decided_at__isnull=False) & ~Q(standing__in=(*FOR_A_PERSON, Standing.SENT_BACK)),
    Pile.FORCED: Q(forced_at__isnull=False),
}
OF_THE_STREET = (Pile.EDITS, Pile.HELD, Pile.REFUSED, Pile.EARLIER, Pile.DECIDED, Pile.FORCED)
# What any pile may hold: each part has its index, so that years of what was taken are not counted through.
NOT_SIMPLY_TAKEN = Q(
    standing__in=[*FOR_A_PERSON, Standing.HELD_EARLIER, Standing.SENT_BACK, Standing.SET_ASIDE]
)
NOT_SIMPLY_TAKEN |= Q(decided_at__isnull=False) | Q(forced_at__isnull=False)
NEWEST_FIRST = (Pile.BACK, Pile.DECIDED, Pile.FORCED)


@dataclass(frozen=True)
class SendingLine:
    """One sending in a list, without what it says."""

    key: UUID
    form: str
    writer: str
    written_at: datetime
    received_at: datetime
    standing: Standing
    is_call: bool
    is_overdue: bool
    reasons: list[dict[str, Any]]


@dataclass(frozen=True)
class Piled:
    """One page of a pile, and how many lie in each."""

    lines: list[SendingLine]
    page: Page[Submission]
    counts: dict[Pile, int]


@dataclass(frozen=True)
class Clashing:
    """One field with two answers: what the phone saw, what it wrote, what stood there, what stands there."""

    field: str
    base: Any
    mine: Any
    theirs: Any
    now: Any
    choice: Choice | None


@dataclass(frozen=True)
class SendingShown:
    """One sending, whole."""

    line: SendingLine
    row: Submission
    form: Form | None
    phone: str
    answers: dict[str, Any]
    edits: dict[str, tuple[Any, Any]]
    clashes: list[Clashing]
    decided_by: str
    dispute: UUID | None  # that it is about, if it is there
    is_closed: bool = False  # what it says is not for whoever looks

    @property
    def clock_was_wrong(self) -> bool:
        """Whether the phone's clock said another time than the server's, by a minute or more."""
        return abs(self.row.written_at_phone - self.row.written_at) >= timedelta(minutes=1)

    @property
    def is_waiting(self) -> bool:
        """Whether a person may decide on it."""
        return self.row.standing in (*FOR_A_PERSON, Standing.HELD_EARLIER, Standing.SENT_BACK)


def piled(pile: Pile, *, seen_by: Staff, page: str | None) -> Piled:
    """Return one page of a pile of street work: calls for help first, then what came first."""
    rows = Submission.objects.filter(settles_street(seen_by))
    return page_of(rows, pile, piles={one: PILES[one] for one in OF_THE_STREET}, page=page)


def page_of(rows: QuerySet[Submission], pile: Pile, *, piles: Mapping[Pile, Q], page: str | None) -> Piled:
    """Return one page of a pile among these sendings, and how many lie in each."""
    counted: dict[str, int] = rows.filter(NOT_SIMPLY_TAKEN).aggregate(
        **{one.value: Count("pk", filter=condition) for one, condition in piles.items()}
    )
    calls_first = Case(When(form="distress", then=0), default=1)
    order = ("-stood_at",) if pile in NEWEST_FIRST else (calls_first, "received_at")
    shown = Paginator(_listed(rows.filter(PILES[pile])).order_by(*order), PER_PAGE).get_page(page)
    return Piled([_line(row) for row in shown], shown, {one: counted[one.value] for one in piles})


def own(*, seen_by: Staff) -> list[SendingLine]:
    """Return what of a person's own sendings is not simply applied, of the last month, the newest first."""
    rows = Submission.objects.filter(staff=seen_by, stood_at__gte=timezone.now() - OWN_FOR)
    open_ones = rows.filter(Q(decided_at__isnull=False) | ~Q(standing__in=(Standing.APPLIED, Standing.KEPT)))
    return [_line(row) for row in _listed(open_ones).order_by("-stood_at")[:PER_PAGE]]


def shown(key: UUID, *, seen_by: Staff) -> SendingShown | None:
    """Return one sending of street work to whoever settles those of its cluster."""
    return shown_of(Submission.objects.filter(settles_street(seen_by), pk=key))


def shown_of(rows: QuerySet[Submission]) -> SendingShown | None:
    """Return the one sending that is asked for, whole, None where there is none."""
    found = rows.select_related("staff", "device", "decided_by").first()
    if found is None:
        return None
    values = (found.content or {}).get("values")
    values = values if isinstance(values, dict) else {}
    edits = {name: one for name, one in values.items() if isinstance(one, dict) and "mine" in one}
    return SendingShown(
        line=_line(found),
        row=found,
        form=FORMS.get(found.form),
        phone=str(found.device),
        answers={name: one for name, one in values.items() if name not in edits},
        edits={name: (one.get("base"), one["mine"]) for name, one in edits.items()},
        clashes=_clashes(found),
        decided_by=found.decided_by.name if found.decided_by else "",
        dispute=_dispute(found),
    )


def _dispute(row: Submission) -> UUID | None:
    named = [key for key in (row.parent, row.record) if key is not None]
    return Dispute.objects.filter(pk__in=named).values_list("pk", flat=True).first()


def _clashes(row: Submission) -> list[Clashing]:
    form = FORMS.get(row.form)
    held = list(row.held.all())
    present = snapshot(form.about, row.record) if held and form else None
    return [
        Clashing(
            field=one.field,
            base=one.base,
            mine=one.mine,
            theirs=one.theirs,
            now=(present or {}).get(one.field),
            choice=Choice(one.choice) if one.choice else None,
        )
        for one in held
    ]


def _listed(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    return rows.select_related("staff").defer("content")


def _line(row: Submission) -> SendingLine:
    late = row.standing == Standing.HELD_EARLIER and row.received_at < timezone.now() - WAITS_AT_MOST
    return SendingLine(
        key=row.pk,
        form=row.form,
        writer=row.staff.name,
        written_at=row.written_at,
        received_at=row.received_at,
        standing=Standing(row.standing),
        is_call=row.form == "distress",
        is_overdue=late,
        reasons=list(row.problems or ()),
    )
