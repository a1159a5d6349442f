"""What happens where two do something in one moment: they wait for one another, and each is told what stands.

A deed takes its record in hand before it looks whether it may be done. It never answers with a fault of the
database where the first check has plain words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Model

from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.db.models import QuerySet

M = TypeVar("M", bound=Model)
T = TypeVar("T")

DEADLOCK = "40P01"  # PostgreSQL's code
TRIES = 3


def in_hand(rows: QuerySet[M], key: UUID | int) -> M:
    """Return a row, locked until the transaction ends.

    Raises:
        InputProblem: it was erased, or taken out, in the meantime.
    """
    row = rows.select_for_update(of=("self",)).filter(pk=key).first()
    if row is None:
        raise InputProblem(N_("There is no such record any more."))
    return row


def hold(rows: QuerySet[Any], *, no_key: bool = False) -> None:
    """Lock rows until the transaction ends, in one order, so that two who lock some of the same do not die of it.

    `no_key` lets others write what only points to them.
    """
    list(rows.select_for_update(of=("self",), no_key=no_key).order_by("pk").values_list("pk"))


def put(row: M, *, own: QuerySet[M]) -> M | None:
    """Insert a row under the number it was written with; return None, or what stands under it among `own`.

    Raises:
        InputProblem: the number is that of something else.
    """
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        standing = own.filter(pk=row.pk).first()
        if standing is None and type(row)._default_manager.filter(pk=row.pk).exists():
            raise InputProblem(
                N_("The number of this record was used before for another. Send it with a new one.")
            ) from None
        if standing is None:
            raise
        return standing
    return None


def again(deed: Callable[[], T]) -> T:
    """Do a deed, and do it again where the database ended it because two had waited for one another."""
    for _ in range(TRIES - 1):
        try:
            return deed()
        except OperationalError as error:
            ended = getattr(error.__cause__, "sqlstate", "") == DEADLOCK
            if not ended or connection.in_atomic_block:
                raise
    return deed()
