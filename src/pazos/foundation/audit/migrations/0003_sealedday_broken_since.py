from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_readkey")]

    operations = [
        migrations.AddField(model_name="sealedday", name="broken_since", field=models.DateField(null=True)),
    ]
