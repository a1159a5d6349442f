"""A backup that Pazos made says into which folder, so that old ones are looked for there."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fieldwork", "0003_side_of_a_sending")]

    operations = [
        migrations.AddField(
            "backupmark", "folder", models.TextField(blank=True, default=""), preserve_default=False
        ),
    ]
