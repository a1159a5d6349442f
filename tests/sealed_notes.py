"""A model with sealed fields that belongs to no app of Pazos, and its table for a test."""

from __future__ import annotations

from contextlib import contextmanager
from uuid import uuid4

from django.apps.registry import Apps
from django.db import connections, models

from pazos.foundation.privacy.fields import SealedDate, SealedJSON, SealedText

registry = Apps()


class Note(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    title = models.CharField(max_length=40, blank=True)
    text = SealedText(max_length=2000, blank=True)
    more = SealedText(null=True)
    facts = SealedJSON(null=True)
    born_on = SealedDate(null=True)

    class Meta:
        app_label = "sealed_notes"
        apps = registry

    def __str__(self) -> str:
        return self.title


@contextmanager
def notes_table(using: str = "default"):
    """Make the table; only in a test that may use the database, and outside a transaction on SQLite."""
    connection = connections[using]
    with connection.constraint_checks_disabled(), connection.schema_editor() as editor:
        editor.create_model(Note)
    try:
        yield Note
    finally:
        with connection.constraint_checks_disabled(), connection.schema_editor() as editor:
            editor.delete_model(Note)
