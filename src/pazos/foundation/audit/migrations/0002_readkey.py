"""Looks are found by the records that they were at: the index is made for the looks there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import django.db.models.deletion
from django.db import migrations, models

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BATCH = 2000


def index(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Write a line for each record of each look."""
    look, line = apps.get_model("audit", "ReadEvent"), apps.get_model("audit", "ReadKey")
    waiting = []
    for number, keys in look.objects.order_by("pk").values_list("pk", "keys").iterator(chunk_size=BATCH):
        waiting += [line(look_id=number, key=key) for key in keys]
        if len(waiting) >= BATCH:
            line.objects.bulk_create(waiting)
            waiting = []
    line.objects.bulk_create(waiting)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ReadKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=200)),
                (
                    "look",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="records",
                        to="audit.readevent",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["key", "look"], name="read_key")]},
        ),
        migrations.RunPython(index, migrations.RunPython.noop, elidable=True),
    ]
