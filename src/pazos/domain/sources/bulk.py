"""Many records at once: a million rows go in as one statement's worth of plain values.

Only the actions of this app write with it, inside their own transaction.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection
from django.db.models import BooleanField, F, ForeignKey

from pazos.domain.sources.models import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from django.db.models import Field, QuerySet

    Blocks = Iterable[Sequence[Sequence[Any]]]
    Column = Field[Any, Any]

AT_ONCE = 32  # rows in one statement
MANY = 50_000  # rows from which the indexes are made, and references looked up, once at the end (SQLite)
CACHE_KB = 64_000  # of pages, while many are written (SQLite)


@contextmanager
def references_looked_up_once(*, rows: int) -> Iterator[None]:
    """Let the transaction within write many records without a look-up for each (SQLite).

    It stands around the transaction, for SQLite changes this only outside of one; within one
    nothing changes. `add_records` then looks up each distinct reference itself.
    """
    if rows < MANY:
        yield
        return
    with connection.constraint_checks_disabled():
        yield


def add_records(blocks: Blocks, names: Sequence[str], *, same: Mapping[str, Any], rows: int) -> None:
    """Write records given as blocks of columns, `names` naming them; `same` holds for all.

    `rows` is about how many there will be: it decides how, never whether, they are written.
    """
    fields = {field.name: field for field in Record._meta.concrete_fields}
    stated = {str(fields[name].column): value for name, value in same.items()}
    varied = [fields[name] for name in names]
    if connection.vendor == "postgresql":
        _copy(blocks, [str(field.column) for field in varied], stated)
    elif rows < MANY:
        _insert(blocks, varied, stated)
    else:
        _add_many(blocks, varied, stated, rows=rows)


def take_out(records: QuerySet[Record]) -> None:
    """Take records of one delivery out of use: deleted, but for those that something points at.

    These stay as they were, superseded by their own delivery.
    """
    points = [relation.name for relation in Record._meta.related_objects]
    free = records.filter(**{f"{name}__isnull": True for name in points})
    free._raw_delete(free.db)  # nothing points at them: no need to gather them first
    records.update(superseded_by=F("delivery"))


def _add_many(blocks: Blocks, varied: Sequence[Column], stated: Mapping[str, Any], *, rows: int) -> None:
    pointed = {str(field.column): set[Any]() for field in _references()}
    for column in pointed:
        pointed[column].add(stated.get(column))
    with _large_cache():
        dropped = _drop_indexes() if rows >= Record.objects.count() else []
        _insert(_noting(blocks, varied, pointed), varied, stated)
        with connection.cursor() as cursor:
            for statement in dropped:
                cursor.execute(statement)
    _look_up(pointed)


def _references() -> list[ForeignKey[Any, Any]]:
    return [field for field in Record._meta.concrete_fields if isinstance(field, ForeignKey)]


def _noting(
    blocks: Blocks, varied: Sequence[Column], pointed: dict[str, set[Any]]
) -> Iterator[Sequence[Sequence[Any]]]:
    """Pass blocks on and note what their references point at."""
    for block in blocks:
        for field, column in zip(varied, block, strict=True):
            if field.column in pointed:
                pointed[field.column].update(column)
        yield block


def _look_up(pointed: Mapping[str, set[Any]]) -> None:
    """Refuse records that point at nothing."""
    for field in _references():
        ids = pointed[str(field.column)] - {None}
        if ids and (lost := ids - set(field.related_model._default_manager.values_list("pk", flat=True))):
            raise IntegrityError(f"{field.name}: nothing has the number {min(lost)}")


@contextmanager
def _large_cache() -> Iterator[None]:
    """Keep more pages in memory, so that making the indexes finds the table there."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        usual = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA cache_size = -{CACHE_KB}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {usual}")


def _insert(blocks: Blocks, varied: Sequence[Column], stated: Mapping[str, Any]) -> None:
    quote = connection.ops.quote_name
    table = quote(Record._meta.db_table)
    names = ", ".join(map(quote, [*stated, *(str(field.column) for field in varied)]))
    row = "(" + ", ".join([*map(_literal, stated.values()), *map(_slot, varied)]) + ")"
    insert = f"INSERT INTO {table} ({names}) VALUES "
    as_taken = [_as_taken(field) for field in varied]
    connection.ensure_connection()
    # Django's cursor rewrites every statement's parameters; the driver's own takes them as they are.
    cursor = connection.connection.cursor()
    for block in blocks:
        plain = [take(column) for take, column in zip(as_taken, block, strict=True)]
        whole = len(plain[0]) // AT_ONCE * AT_ONCE
        # Several rows a statement: the table's running number is written once a statement.
        texts = [column[place:whole:AT_ONCE] for place in range(AT_ONCE) for column in plain]
        cursor.executemany(insert + ", ".join([row] * AT_ONCE), zip(*texts, strict=True))
        cursor.executemany(insert + row, zip(*(column[whole:] for column in plain), strict=True))


def _slot(field: Column) -> str:
    """Return a field's place in the statement; a field that may be empty holds no text (`_as_taken`)."""
    return "NULLIF(?, '')" if field.null else "?"


def _as_taken(field: Column) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """Return how a column becomes numbers and texts: the driver takes a third longer over others."""
    if isinstance(field, BooleanField) and not field.null:
        return lambda column: list(map(int, column))
    if isinstance(field, BooleanField):
        return lambda column: ["" if value is None else int(value) for value in column]
    if field.null:
        return lambda column: ["" if value is None else value for value in column]
    return lambda column: column


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


def _copy(blocks: Blocks, varied: Sequence[str], stated: Mapping[str, Any]) -> None:
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, [*stated, *varied]))
    constants = tuple(stated.values())
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quote(Record._meta.db_table)} ({names}) FROM STDIN") as copy,
    ):
        for row in _rows(blocks):
            copy.write_row((*constants, *row))


def _rows(blocks: Blocks) -> Iterator[tuple[Any, ...]]:
    for block in blocks:
        yield from zip(*block, strict=True)
