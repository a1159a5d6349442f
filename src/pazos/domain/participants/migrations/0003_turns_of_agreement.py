"""Taking part can be taken back and agreed anew, each with its day."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import pazos.foundation.privacy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0002_merging"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AgreementTurn",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("agrees", models.BooleanField()),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
                ("guardian_agreed", models.BooleanField(default=False)),
                ("why", pazos.foundation.privacy.fields.SealedText(blank=True, max_length=280)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="turns_of_agreement",
                        to="participants.participant",
                    ),
                ),
            ],
            options={"ordering": ["on", "at"]},
        ),
    ]
