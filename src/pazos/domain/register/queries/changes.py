"""What later files of a source did to what it had said: edited, withdrew, brought back, renumbered.

The old value stands beside the new one; neither is judged here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Max

from pazos.domain.register.models import ClaimChange
from pazos.domain.register.queries.slices import PER_PAGE, Cursor, Slice, part
from pazos.domain.register.vocabulary import ChangeKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import QuerySet


@dataclass(frozen=True)
class Changed:
    """Which changes: of one file, one kind."""

    delivery: int | None = None
    kind: str = ""


@dataclass(frozen=True)
class FileChanges:
    """How much one file changed of what its source had said."""

    delivery: int
    file_name: str
    source: str
    noticed_at: datetime
    by_kind: dict[str, int]

    @property
    def total(self) -> int:
        """All changes of the file."""
        return sum(self.by_kind.values())

    @property
    def in_order(self) -> list[int]:
        """How many of each kind, in the order of `ChangeKind`."""
        return [self.by_kind.get(kind, 0) for kind in ChangeKind]


def by_file() -> list[FileChanges]:
    """Return the files that changed anything, the latest first."""
    rows = ClaimChange.objects.order_by().values(
        "delivery", "kind", name=F("delivery__file_name"), source=F("delivery__source__name")
    )
    found: dict[int, FileChanges] = {}
    for row in rows.annotate(count=Count("pk"), at=Max("noticed_at")).order_by("-at", "-delivery"):
        one = found.setdefault(
            row["delivery"], FileChanges(row["delivery"], row["name"], row["source"], row["at"], {})
        )
        one.by_kind[row["kind"]] = row["count"]
    return list(found.values())


def sought(asked: Changed) -> QuerySet[ClaimChange]:
    """Return the changes that a question means."""
    found = ClaimChange.objects.select_related("claim__source", "delivery")
    if asked.delivery is not None:
        found = found.filter(delivery=asked.delivery)
    return found.filter(kind=asked.kind) if asked.kind else found


def listed(asked: Changed, *, cursor: Cursor | None = None, size: int = PER_PAGE) -> Slice:
    """Return a part of the changes, the latest first."""
    return part(sought(asked), ("-id",), cursor=cursor, size=size)


def every_row(asked: Changed) -> Iterator[ClaimChange]:
    """Return all that a question finds: what a file holds."""
    yield from sought(asked).order_by("-id").iterator(chunk_size=1000)
