"""Which tables does a city's database need, and are they there? Made at once where there are none, else migrated.

A new database gets the shape that the models declare, and every migration is written down as done: to follow
eight hundred changes of tables that hold nothing costs half a minute and ends in the same shape, which a test
proves. A migration that brings rows in by itself would be lost here; rows of a new city are brought in by deeds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Model


def bring_up_to_date(connection: BaseDatabaseWrapper) -> None:
    """Make the tables of an empty database, or carry out the migrations that one still lacks."""
    from django.core.management import call_command
    from django.db.migrations.executor import MigrationExecutor

    from pazos.analysis import copies

    tables = connection.introspection.table_names()
    if not tables:
        make_at_once(connection)
        return
    if copies.TABLE in tables:
        copies.forget_made(connection)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def make_at_once(connection: BaseDatabaseWrapper) -> None:
    """Make every table as its model declares it, in an empty database; all of it or nothing."""
    from django.apps import apps
    from django.core.management.sql import emit_post_migrate_signal
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    recorder = MigrationRecorder(connection)
    with connection.schema_editor() as editor:
        models: list[type[Model]] = [*apps.get_models(), recorder.Migration]
        for model in models:
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
        for app, name in MigrationLoader(connection).graph.nodes:
            recorder.record_applied(app, name)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
