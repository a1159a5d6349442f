"""What a run keeps is read back as it was written: PostgreSQL holds it as text and no longer as jsonb."""

from __future__ import annotations

from django.db import migrations

from pazos.foundation.runs.written import WrittenJSON


class Migration(migrations.Migration):
    dependencies = [("runs", "0001_initial")]

    operations = [
        migrations.AlterField("run", "parameters", WrittenJSON(default=dict)),
        migrations.AlterField("run", "inputs", WrittenJSON(default=list)),
        migrations.AlterField("run", "result", WrittenJSON()),
    ]
