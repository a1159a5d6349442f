"""A frozen report is read back as it was written: PostgreSQL holds it as text and no longer as jsonb."""

from __future__ import annotations

from django.db import migrations

from pazos.foundation.runs.written import WrittenJSON


class Migration(migrations.Migration):
    dependencies = [("accountability", "0001_initial")]

    operations = [migrations.AlterField("yearreport", "content", WrittenJSON())]
