"""Many rows changed at once, each to values of its own, in one prepared statement.

Only the actions of this app write with it, inside their own transaction.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.db.models import Model

AT_ONCE = 2_000
T = TypeVar("T")


def batches(rows: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """Yield rows in lists of `size`."""
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


def rewrite(model: type[Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Set `fields` of many rows; each of `rows` holds its number first, then the values in order."""
    known = {field.name: field for field in model._meta.concrete_fields}
    written = [known[name] for name in fields]
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(str(field.column))} = %s" for field in written)
    statement = f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE id = %s"
    with connection.cursor() as cursor:
        for batch in batches(rows):
            cursor.executemany(
                statement,
                [
                    (
                        *(
                            field.get_db_prep_save(value, connection)
                            for field, value in zip(written, values, strict=True)
                        ),
                        number,
                    )
                    for number, *values in batch
                ],
            )
