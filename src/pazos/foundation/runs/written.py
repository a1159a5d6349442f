"""JSON that is read back as it was written, whatever the database: keys in their order, numbers to their digits.

PostgreSQL's usual column (jsonb) puts keys in an order of its own, makes 0.0 of -0.0 and a whole number
of 1e16; what is handed out of it would have other bytes than the same file of SQLite. Its other
column (json) keeps the text. That one cannot be compared, so questions about a key read it as jsonb.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import JSONField
from django.db.models.fields.json import KeyTransform

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler


class _Keyed(JSONField):
    """A value of which keys are asked for."""

    def get_transform(self, lookup_name: str) -> Any:
        """Return what reads one key."""
        found = super().get_transform(lookup_name)
        return found if isinstance(found, type) else _KeyOf(lookup_name)


class WrittenJSON(_Keyed):
    """A JSONField whose content is published or hashed. Ask for its keys, never for the whole value."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """Name the column that keeps the text."""
        return "json" if connection.vendor == "postgresql" else super().db_type(connection)

    def select_format(self, compiler: SQLCompiler, sql: str, params: Sequence[Any]) -> Any:
        """Ask for the text: the driver would read the JSON before the field does."""
        is_json = compiler.connection.vendor == "postgresql"
        return (f"({sql})::text" if is_json else sql), params

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002
        """Return the value as the driver takes it for such a column."""
        ready = super().get_db_prep_value(value, connection, prepared)
        if connection.vendor != "postgresql":
            return ready
        from psycopg.types.json import Json

        return Json(ready.obj, dumps=ready.dumps)


class _KeyOf:
    """Makes the reading of one key, as Django asks for it."""

    def __init__(self, key: str) -> None:
        self.key = key

    def __call__(self, *args: Any, **kwargs: Any) -> _Key:
        return _Key(self.key, *args, **kwargs)


class _Key(KeyTransform):
    """One key of a value that is kept as text."""

    output_field = _Keyed()

    def preprocess_lhs(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        """Read the text as jsonb where keys are asked for."""
        lhs, params, keys = super().preprocess_lhs(compiler, connection)
        return (f"({lhs})::jsonb" if connection.vendor == "postgresql" else lhs), params, keys
