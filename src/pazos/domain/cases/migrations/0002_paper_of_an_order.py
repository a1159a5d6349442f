from django.db import migrations

import pazos.foundation.privacy.fields


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="referral",
            name="order_paper",
            field=pazos.foundation.privacy.fields.SealedText(blank=True, default="", max_length=80),
            preserve_default=False,
        ),
    ]
