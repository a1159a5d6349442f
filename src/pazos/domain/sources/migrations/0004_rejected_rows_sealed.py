from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

from pazos.foundation.privacy.fields import SealedJSON

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

INTO = ("delivery_id", "row_number")
AT_ONCE = 500


def seal(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Seal what stands open; row by row it is bound to the file and the row it came from."""
    rows = (
        apps.get_model("sources", "RejectedRow").objects.using(schema_editor.connection.alias).order_by("pk")
    )
    last = 0
    while some := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        for row in some:
            for name in ("values", "correction"):
                setattr(row, name, getattr(row, f"{name}_open"))
        rows.bulk_update(some, ["values", "correction"], batch_size=100)
        last = some[-1].pk


def wipe_what_is_dropped(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make SQLite overwrite the pages that it lets go: the open values would lie there still."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("PRAGMA secure_delete = ON")


class Migration(migrations.Migration):
    dependencies = [("sources", "0003_facts_of_a_death")]

    operations = [
        migrations.RunPython(wipe_what_is_dropped, migrations.RunPython.noop),
        migrations.RenameField("rejectedrow", "values", "values_open"),
        migrations.RenameField("rejectedrow", "correction", "correction_open"),
        migrations.AddField("rejectedrow", "values", SealedJSON(null=True, into=INTO)),
        migrations.AddField("rejectedrow", "correction", SealedJSON(null=True, into=INTO)),
        migrations.RunPython(seal, migrations.RunPython.noop),
        migrations.RemoveField("rejectedrow", "values_open"),
        migrations.RemoveField("rejectedrow", "correction_open"),
        migrations.AlterField("rejectedrow", "values", SealedJSON(into=INTO)),
    ]
