"""Closing a month of the register: what stands in the way, what is frozen, and what changed since.

Two people close a month: one prepares it, another signs what was frozen then. A later change of the
register never touches a closed month; it waits, in sight of all, until two people revise the month
with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from pazos.analysis.register.counting import listened_to, rules_in_force
from pazos.analysis.register.freezing import DamagedCopyError, freeze, freeze_months, keep_frozen, read_frozen
from pazos.analysis.register.reading import waiting_deaths
from pazos.domain.register.actions import closing as actions
from pazos.domain.register.actions.closing import NotClosedError
from pazos.domain.register.closing_rules import (
    PrepareFacts,
    SignFacts,
    what_blocks_preparing,
    what_blocks_signing,
)
from pazos.domain.register.counting import rule_from
from pazos.domain.register.frozen import Changed, digest_of, last_day, recount, text_of, what_changed
from pazos.domain.register.models import Claim, Closing
from pazos.domain.register.queries import closing as queries
from pazos.domain.register.queries.counting import several
from pazos.domain.register.vocabulary import ClosingState
from pazos.domain.sources.models import Delivery
from pazos.domain.sources.rules import covered
from pazos.domain.sources.vocabulary import DeliveryState
from pazos.foundation.runs.code import code_version

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pazos.domain.people.models import Staff
    from pazos.domain.register.closing_rules import Block
    from pazos.domain.register.frozen import Frozen
    from pazos.domain.register.models import CountingRule
    from pazos.domain.register.queries.closing import Coverage
    from pazos.domain.sources.models import Source


@dataclass(frozen=True)
class Today:
    """A month as the register holds it today, which nobody has signed."""

    month: date
    frozen: Frozen
    counts: dict[str, int]  # by "rule@version"
    open: tuple[int, ...]  # deaths of which a pair waits for a person
    delivered: tuple[Source, ...]
    silent: tuple[Source, ...]
    not_delivered: tuple[Source, ...]  # recorded as such

    @property
    def deaths(self) -> int:
        """How many deaths fell in the month, by their fact or by their death."""
        return len(self.frozen["deaths"])


def today(month: date) -> Today:
    """Return a month as it stands, counted by every rule in force."""
    frozen, coverage = freeze(month), queries.coverage()
    waiting = waiting_deaths()
    return Today(
        month=month,
        frozen=frozen,
        counts=_counts(frozen, month, rules=rules_in_force(), coverage=coverage),
        open=tuple(one["number"] for one in frozen["deaths"] if one["number"] in waiting),
        delivered=tuple(one for one in coverage.sources if coverage.delivered(one, month)),
        silent=coverage.silent(month),
        not_delivered=coverage.recorded(month),
    )


def _counts(
    frozen: Frozen, month: date, *, rules: Sequence[CountingRule], coverage: Coverage
) -> dict[str, int]:
    """Count by the rules of the month's time. One of whose sources none delivered has no count, not a zero."""
    missing = set(coverage.missing(month))
    counts = {}
    for row in rules:
        rule = rule_from(row.definition)
        in_time = (rule.valid_from or month) <= last_day(month) and (rule.valid_until or month) >= month
        if in_time and set(listened_to(rule, coverage.sources)) - missing:
            counts[str(row)] = recount(frozen, rule)
    return counts


def facts_to_prepare(
    now: Today, *, reason: str = "", remark: str = "", on: date | None = None
) -> PrepareFacts:
    """Return what the rule of preparing looks at; `on` is the day it is asked (default: today)."""
    last = next(reversed(queries.closed(now.month)), None)
    return PrepareFacts(
        is_over=(on or timezone.localdate()) > last_day(now.month),
        delivered=len(now.delivered),
        silent=len(now.silent),
        open_deaths=len(now.open),
        remark=remark,
        waits=queries.prepared(now.month) is not None,
        is_revision=last is not None,
        has_changed=last is not None and not _stands(last, now),
        reason=reason,
    )


def as_frozen(closing: Closing, now: Today) -> bool:
    """Return whether the register still holds of a month what a vintage froze."""
    return closing.frozen_hash == digest_of(text_of(now.frozen))


def _stands(closing: Closing, now: Today) -> bool:
    """Return whether a vintage says what would be said today: the same deaths, counted by the same rules."""
    return closing.counts == now.counts and as_frozen(closing, now)


def prepare_month(month: date, *, by: Staff, reason: str = "", remark: str = "") -> Closing:
    """Freeze and count a month, to be signed by another person. Raises NotClosedError with every reason.

    `reason` is why a closed month is revised; `remark` why it is closed with pairs that wait. Both
    are public.
    """
    now = today(month)
    blocks = what_blocks_preparing(facts_to_prepare(now, reason=reason, remark=remark))
    if blocks:
        raise NotClosedError(blocks)
    last = next(reversed(queries.closed(month)), None)
    frozen = {
        "reason": reason.strip(),
        "remark": remark.strip(),
        "frozen_hash": keep_frozen(now.frozen),
        "deaths": now.deaths,
        "open_deaths": len(now.open),
        "counts": now.counts,
        "changes": changes_since(last, now.frozen).counts() if last else {},
        "deliveries": deliveries_used(now),
        "not_delivered": [one.slug for one in now.not_delivered],
        "code_version": code_version(),
    }
    return actions.prepare(month, frozen=frozen, by=by)


def what_blocks(closing: Closing, *, by: Staff) -> tuple[Block, ...]:
    """Return everything that stands against this person's signing a prepared month."""
    closing = Closing.objects.get(pk=closing.pk)  # as it stands now: another may have signed it
    now = today(closing.month)
    return what_blocks_signing(
        SignFacts(
            is_prepared=closing.state == ClosingState.PREPARED,
            by_same_person=closing.prepared_by_id == by.pk,
            register_as_frozen=as_frozen(closing, now),
            rules_as_counted=closing.counts.keys() == now.counts.keys(),
            copy_whole=is_whole(closing),
            counts_again=is_whole(closing) and counted_again(closing) == closing.counts,
            silent=len(now.silent),
        )
    )


def sign_month(closing: Closing, *, by: Staff) -> Closing:
    """Close a prepared month. Raises NotClosedError with every reason."""
    blocks = what_blocks(closing, by=by)
    if blocks:
        raise NotClosedError(blocks)
    return actions.sign(closing, by=by)


def withdraw(closing: Closing, *, by: Staff) -> Closing:
    """Take a prepared month back before it is signed."""
    return actions.withdraw(closing, by=by)


def is_whole(closing: Closing) -> bool:
    """Return whether the frozen copy is there and is what was signed."""
    try:
        read_frozen(closing.frozen_hash)
    except DamagedCopyError:
        return False
    return True


def counted_again(closing: Closing) -> dict[str, int]:
    """Count the frozen copy again by the rules it was counted by. Raises DamagedCopyError."""
    frozen = read_frozen(closing.frozen_hash)
    rules = several(closing.counts)
    return {key: recount(frozen, rule_from(row.definition)) for key, row in sorted(rules.items())}


def changes_since(closing: Closing, frozen: Frozen) -> Changed:
    """Return what is no longer as a vintage froze it. Raises DamagedCopyError."""
    if closing.frozen_hash == digest_of(text_of(frozen)):
        return Changed()
    return what_changed(read_frozen(closing.frozen_hash), frozen)


@dataclass(frozen=True)
class Pending:
    """What waits to be revised in a closed month; `changed` is None where its frozen copy is damaged."""

    closing: Closing
    changed: Changed | None


def pending(first: date, last: date) -> dict[date, Pending]:
    """Return the closed months of a span in which the register is no longer what was signed."""
    closed = queries.latest_closed(first, last)
    if not closed:
        return {}
    now = freeze_months(min(closed), last_day(max(closed)))
    waits = {}
    for month, closing in closed.items():
        try:
            changed = changes_since(closing, now[month])
        except DamagedCopyError:
            waits[month] = Pending(closing, None)
        else:
            if changed:
                waits[month] = Pending(closing, changed)
    return waits


def deliveries_used(now: Today) -> list[dict[str, Any]]:
    """Return the files that a month rests on: those its claims stand in, and those that cover it without any."""
    numbers = [one["number"] for one in now.frozen["deaths"]]
    found = {}
    for start in range(0, len(numbers), 500):
        claims = Claim.objects.filter(death__in=numbers[start : start + 500], withdrawn_at__isnull=True)
        files = Delivery.objects.filter(pk__in=claims.values("record__delivery")).select_related("source")
        found.update({one.pk: one for one in files})
    spoken = {one.source_id for one in found.values()}
    quiet = [one.pk for one in now.delivered if one.pk not in spoken]
    for one in Delivery.objects.filter(source__in=quiet, state=DeliveryState.CURRENT).select_related(
        "source"
    ):
        if one.first_on and one.last_on and covered(one.first_on, one.last_on)[0] <= now.month <= one.last_on:
            found[one.pk] = one
    return [
        {
            "source": one.source.slug,
            "file_name": one.file_name,
            "file_hash": one.file_hash,
            "received_on": timezone.localdate(one.received_at).isoformat(),
        }
        for _, one in sorted(found.items())
    ]
