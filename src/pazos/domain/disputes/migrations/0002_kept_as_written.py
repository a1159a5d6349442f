"""Frozen totals are read back as they were written: PostgreSQL holds them as text and no longer as jsonb."""

from __future__ import annotations

from django.db import migrations

from pazos.foundation.runs.written import WrittenJSON


class Migration(migrations.Migration):
    dependencies = [("disputes", "0001_initial")]

    operations = [
        migrations.AlterField("streetquarter", "clusters", WrittenJSON()),
        migrations.AlterField("streetquarter", "totals", WrittenJSON()),
    ]
