"""Many rows changed at once, each to values of its own, in one prepared statement.

Only the actions of this app write with it, inside their own transaction.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection
from django.db.models import JSONField

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.db.models import Field, Model

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
                [(*_prepared(written, values), number) for number, *values in batch],
            )


def insert(model: type[Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add many rows, each the values of `fields` in order; what they leave out is null."""
    known = {field.name: field for field in model._meta.concrete_fields}
    written = [known[name] for name in fields]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in written)
    slots = ", ".join(["%s"] * len(written))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({slots})"
    with connection.cursor() as cursor:
        for batch in batches(rows):
            cursor.executemany(statement, [tuple(_prepared(written, values)) for values in batch])


def _prepared(fields: Sequence[Field[Any, Any]], values: Sequence[Any]) -> Iterator[Any]:
    """Yield values as the database takes them; nothing, and whole numbers but in JSON, are so already."""
    for field, value in zip(fields, values, strict=True):
        ready = value is None or (type(value) is int and not isinstance(field, JSONField))
        yield value if ready else field.get_db_prep_save(value, connection)
