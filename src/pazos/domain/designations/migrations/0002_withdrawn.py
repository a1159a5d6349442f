from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("designations", "0001_initial"),
        ("runs", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="designation",
            name="what_is_in_force_was_signed",
        ),
        migrations.AlterField(
            model_name="designation",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("signed", "signed"),
                    ("superseded", "superseded"),
                    ("withdrawn", "withdrawn"),
                ],
                default="draft",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="designation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "withdrawn"]), ("signed_at__isnull", False), _connector="OR"
                ),
                name="what_is_in_force_was_signed",
            ),
        ),
    ]
