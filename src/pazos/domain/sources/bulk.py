"""Many records at once: a million rows go in as one statement's worth of plain values.

Only the actions of this app call it, inside their own transaction.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db import connection

from pazos.domain.sources.models import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

AT_ONCE = 8  # rows in one statement
MANY = 50_000  # rows from which the indexes are made once at the end (SQLite)


def add_records(
    blocks: Iterable[Sequence[Sequence[Any]]], names: Sequence[str], *, same: Mapping[str, Any], rows: int
) -> None:
    """Write records given as blocks of columns, `names` naming them; `same` holds for all.

    `rows` is about how many there will be: it decides how, never whether, they are written.
    """
    columns = {field.name: str(field.column) for field in Record._meta.concrete_fields}
    stated = {columns[name]: value for name, value in same.items()}
    varied = [columns[name] for name in names]
    if connection.vendor == "postgresql":
        _copy(blocks, varied, stated)
        return
    dropped = _drop_indexes() if rows >= MANY and rows >= Record.objects.count() else []
    _insert(blocks, varied, stated)
    with connection.cursor() as cursor:
        for statement in dropped:
            cursor.execute(statement)


def _insert(
    blocks: Iterable[Sequence[Sequence[Any]]], varied: Sequence[str], stated: Mapping[str, Any]
) -> None:
    quote = connection.ops.quote_name
    table = quote(Record._meta.db_table)
    names = ", ".join(map(quote, [*stated, *varied]))
    row = "(" + ", ".join([*map(_literal, stated.values()), *["?"] * len(varied)]) + ")"
    insert = f"INSERT INTO {table} ({names}) VALUES "
    connection.ensure_connection()
    # Django's cursor rewrites every statement's parameters; the driver's own takes them as they are.
    cursor = connection.connection.cursor()
    for block in blocks:
        whole = len(block[0]) // AT_ONCE * AT_ONCE
        texts = chain.from_iterable(zip(*(column[:whole] for column in block), strict=True))
        # Several rows a statement: the table's running number is written once a statement.
        cursor.executemany(
            insert + ", ".join([row] * AT_ONCE), zip(*[texts] * (len(varied) * AT_ONCE), strict=True)
        )
        cursor.executemany(insert + row, zip(*(column[whole:] for column in block), strict=True))


def _literal(value: Any) -> str:
    """Return a constant for the statement; only numbers and words of our own vocabulary come here."""
    if value is None:
        return "NULL"
    if isinstance(value, bool | int):
        return str(int(value))
    text = str(value).replace("'", "''")
    return f"'{text}'"


def _drop_indexes() -> list[str]:
    """Drop the table's plain indexes within the transaction and return how to make them again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL",
            [Record._meta.db_table],
        )
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
    return [statement for _, statement in found]


def _copy(
    blocks: Iterable[Sequence[Sequence[Any]]], varied: Sequence[str], stated: Mapping[str, Any]
) -> None:
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, [*stated, *varied]))
    constants = tuple(stated.values())
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quote(Record._meta.db_table)} ({names}) FROM STDIN") as copy,
    ):
        for row in _rows(blocks):
            copy.write_row((*constants, *row))


def _rows(blocks: Iterable[Sequence[Sequence[Any]]]) -> Iterator[tuple[Any, ...]]:
    for block in blocks:
        yield from zip(*block, strict=True)
