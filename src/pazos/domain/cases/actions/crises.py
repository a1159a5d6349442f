"""Opening a crisis, following its checklist, and signing it off.

A life and a duty of the law do not wait for a permission: these deeds ask only whether the case is
within reach. Nothing here tells the police of anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.cases.models import Case, Crisis, CrisisItem
from pazos.domain.cases.pathways.registry import pathway
from pazos.domain.cases.queries.crises import ages_in, followed, for_another_age
from pazos.domain.cases.rules.crises import (
    Block,
    ItemFacts,
    Signing,
    what_blocks_arguing,
    what_blocks_calling_it_none,
    what_blocks_doing,
    what_blocks_signing,
    what_blocks_taking_back,
)
from pazos.domain.cases.rules.working import what_blocks_reach
from pazos.domain.refusing import refuse
from pazos.domain.refusing.at_once import in_hand
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime
    from uuid import UUID

    from pazos.domain.cases.pathways.kinds import PathItem
    from pazos.domain.people.models import Staff


@transaction.atomic
def open_crisis(case: Case, *, kind: str, what: str, known_at: datetime, by: Staff) -> Crisis:
    """Open a crisis with the checklist of its kind, timed from when it was known.

    Raises:
        RefusedError: out of reach, one of the kind is open already, or the moment is still ahead.
    """
    held = in_hand(Case.objects.select_related("participant"), case.pk)
    blocks = {
        Block.OPEN_ALREADY: held.crises.filter(kind=kind, closed_at=None).exists(),
        Block.AHEAD: known_at > timezone.now(),
    }
    refuse((*what_blocks_reach(held, by=by), *(block for block, true in blocks.items() if true)))
    return _opened(held, kind=kind, what=what, known_at=known_at, by=by)


@transaction.atomic
def open_from_answers(case: Case, *, kinds: Iterable[str], by: Staff) -> tuple[Crisis, ...]:
    """Open what an answer demands; where one of the kind is open already it is that one."""
    held = in_hand(Case.objects.select_related("participant"), case.pk)
    refuse(what_blocks_reach(held, by=by))
    now, found = timezone.now(), []
    for kind in dict.fromkeys(kinds):
        open_one = held.crises.filter(kind=kind, closed_at=None).first()
        found.append(open_one or _opened(held, kind=kind, what="", known_at=now, by=by))
    return tuple(found)


@transaction.atomic
def do_item(item: CrisisItem, *, done_at: datetime, proof: str, by: Staff) -> CrisisItem:
    """Write that an item was done, when, and the number or name that proves it."""
    row, crisis = _in_hand(item, by=by)
    asked = pathway(crisis.kind, crisis.pathway_version).item(row.item)
    facts = facts_of(row, asks_number=bool(asked and asked.asks_number))
    times = {
        Block.AHEAD: done_at > timezone.now(),
        Block.TOO_EARLY: done_at < crisis.known_at.replace(second=0, microsecond=0),
    }
    blocks = what_blocks_doing(facts, is_closed=crisis.closed_at is not None, proof=proof)
    refuse((*blocks, *(block for block, true in times.items() if true)))
    change(row, by=by, done_at=done_at, done_by=by, proof=proof.strip())
    late = row.due_at is not None and done_at > row.due_at
    audit.record("crisis.item_done", row, by=by, duty=row.is_duty, late=late)
    return row


@transaction.atomic
def argue_item(item: CrisisItem, *, why: str, by: Staff) -> CrisisItem:
    """Write why an item was not done; refused for a duty that the law sets for somebody of this age."""
    row, crisis = _in_hand(item, by=by)
    facts = facts_of(row, others=for_another_age(crisis))
    refuse(what_blocks_arguing(facts, is_closed=crisis.closed_at is not None, why=why))
    change(row, by=by, done_by=by, why_not=why.strip())
    audit.record("crisis.item_argued", row, by=by)
    return row


@transaction.atomic
def take_item_back(item: CrisisItem, *, by: Staff) -> CrisisItem:
    """Set an item back to open: it was written by mistake."""
    row, crisis = _in_hand(item, by=by)
    refuse(what_blocks_taking_back(facts_of(row), is_closed=crisis.closed_at is not None))
    change(row, by=by, done_at=None, done_by=None, proof="", why_not="")
    audit.record("crisis.item_taken_back", row, by=by, duty=row.is_duty)
    return row


@transaction.atomic
def sign_off(crisis: Crisis, *, by: Staff) -> Crisis:
    """Close a crisis; refused while a duty is open, and to whoever is in the pair."""
    row = _crisis_in_hand(crisis, by=by)
    refuse(what_blocks_signing(_signing(row, by=by)))
    change(row, by=by, closed_at=timezone.now(), closed_by=by)
    audit.record("crisis.signed_off", row, by=by, kind=row.kind)
    return row


@transaction.atomic
def call_it_none(crisis: Crisis, *, why: str, by: Staff) -> Crisis:
    """Close a crisis that was opened by mistake; the supervisor says why, and that stays."""
    row = _crisis_in_hand(crisis, by=by)
    refuse(what_blocks_calling_it_none(_signing(row, by=by), why=why))
    change(row, by=by, closed_at=timezone.now(), closed_by=by, mistake=why.strip())
    audit.record("crisis.called_none", row, by=by, kind=row.kind)
    return row


def complete_checklists(people: Collection[UUID]) -> None:
    """Add to the open crises of people what the pathway asks by the age that is known of them now.

    Nothing is taken off: what turns out to be for another age is argued by somebody, and signed.
    """
    rows = Crisis.objects.select_for_update(of=("self",)).filter(case__participant__in=people, closed_at=None)
    for row in rows.select_related("case"):
        there, path = set(row.items.values_list("item", flat=True)), followed(row)
        asked = path.items_for(*ages_in(row.case, known_at=row.known_at))
        missing = [one for one in asked if one.code not in there]
        if missing:
            _ask_for(row, missing)
            audit.record("crisis.items_added", row, by=None, items=len(missing))


def facts_of(
    item: CrisisItem, *, asks_number: bool = False, others: Collection[str] = frozenset()
) -> ItemFacts:
    """Return what the rules look at; `others` are the items for somebody of another age."""
    return ItemFacts(
        is_duty=item.is_duty and item.item not in others,
        is_settled=item.done_by_id is not None,
        is_done=item.done_at is not None,
        asks_number=asks_number,
    )


def _opened(case: Case, *, kind: str, what: str, known_at: datetime, by: Staff) -> Crisis:
    path = pathway(kind)
    row = Crisis.objects.create(
        case=case, kind=kind, pathway_version=path.version, known_at=known_at, what=what.strip(), by=by
    )
    _ask_for(row, path.items_for(*ages_in(case, known_at=known_at)))
    made(row, by=by)
    audit.record("crisis.opened", row, by=by, kind=kind)
    return row


def _ask_for(crisis: Crisis, items: Iterable[PathItem]) -> None:
    CrisisItem.objects.bulk_create(
        CrisisItem(crisis=crisis, item=one.code, is_duty=one.is_duty, due_at=one.due_at(crisis.known_at))
        for one in items
    )


def _in_hand(item: CrisisItem, *, by: Staff) -> tuple[CrisisItem, Crisis]:
    crisis = _crisis_in_hand(item.crisis, by=by)
    return CrisisItem.objects.get(pk=item.pk), crisis


def _crisis_in_hand(crisis: Crisis, *, by: Staff) -> Crisis:
    row = in_hand(Crisis.objects.select_related("case"), crisis.pk)
    refuse(what_blocks_reach(row.case, by=by))
    return row


def _signing(crisis: Crisis, *, by: Staff) -> Signing:
    others = for_another_age(crisis)
    return Signing(
        is_closed=crisis.closed_at is not None,
        supervises=by.may(Permission.SUPERVISE_CASES),
        in_the_pair=by.pk in (crisis.case.first_worker_id, crisis.case.second_worker_id),
        items=tuple(facts_of(one, others=others) for one in crisis.items.all()),
    )
