"""What the sources claim, written: claims made, carried to later records, withdrawn, back again.

A claim is never deleted and a value that it once had is never lost: people's decisions hang on
claims, and what a source edited in silence stays on record. Nothing here judges which record
says the same as which; it writes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from pazos.domain.register.actions.bulk import insert, rewrite
from pazos.domain.register.models import Claim, ClaimChange
from pazos.domain.sources.models import Source
from pazos.foundation.audit import actions as audit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pazos.domain.people.models import Staff
    from pazos.domain.register.vocabulary import ChangeKind


@dataclass(frozen=True)
class NewClaim:
    """A victim whom a source had not claimed."""

    source: int
    record: int
    ordinal: int
    flags: dict[str, bool]


@dataclass(frozen=True)
class Carried:
    """A claim that a later record of its source says again; `record` may be the one it had."""

    claim: int
    record: int
    ordinal: int


@dataclass(frozen=True)
class Noticed:
    """What a delivery did to a claim; `name` is the field that was edited."""

    claim: int
    delivery: int
    kind: ChangeKind
    name: str = ""
    before: Any = None
    after: Any = None


@dataclass(frozen=True)
class ClaimsFound:
    """All that an update of the claims found to write."""

    new: Sequence[NewClaim] = ()
    carried: Sequence[Carried] = ()
    withdrawn: Sequence[int] = ()
    noticed: Sequence[Noticed] = ()
    restated: Sequence[tuple[int, dict[str, bool]]] = field(default=())  # flags read anew: claim, flags

    @property
    def nothing(self) -> bool:
        """Whether the claims stand as they are."""
        return not (self.new or self.carried or self.withdrawn or self.restated)


def one_at_a_time() -> None:
    """Let no other process update the claims until this transaction ends."""
    list(Source.objects.select_for_update().order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def write(found: ClaimsFound, *, by: Staff | None, **counts: int) -> None:
    """Write what was found and one event with its counts; nothing found, nothing written."""
    if found.nothing:
        return
    now = timezone.now()
    rewrite(
        Claim,
        ("record", "ordinal", "withdrawn_at"),
        ((one.claim, one.record, one.ordinal, None) for one in found.carried),
    )
    insert(
        Claim,
        ("source", "record", "ordinal", "flags", "duplicate"),
        ((one.source, one.record, one.ordinal, one.flags, False) for one in found.new),
    )
    rewrite(Claim, ("withdrawn_at",), ((claim, now) for claim in found.withdrawn))
    rewrite(Claim, ("flags",), found.restated)
    insert(
        ClaimChange,
        ("claim", "delivery", "kind", "field", "before", "after", "noticed_at"),
        ((one.claim, one.delivery, one.kind, one.name, one.before, one.after, now) for one in found.noticed),
    )
    subject = Claim.objects.order_by("pk").first()
    if subject is not None:
        audit.record("claims.updated", subject, by=by, **counts)
