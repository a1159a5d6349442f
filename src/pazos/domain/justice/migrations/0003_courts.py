"""Courts come from a list; those that measures name already are put into it, where they are the name of a court.

What is no such name stays with its measure, and another is chosen before the next report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations, models

from pazos.domain.justice.rules import filing
from pazos.foundation.privacy.problems import SealProblem

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def list_courts(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """List the courts of the measures in this city, and name them as the list does."""
    municipality = apps.get_model("territory", "Municipality").objects
    city = str(municipality.values_list("name", flat=True).first() or "")
    courts = apps.get_model("justice", "Court").objects
    for measure in apps.get_model("justice", "Measure").objects.iterator() if city else ():
        try:
            name = " ".join(measure.court.split())
        except SealProblem:  # its key is gone: nobody can say what stands there
            continue
        if not filing.what_blocks_court(name, city, is_known=False):
            courts.get_or_create(name=name, city=city)
            measure.court = f"{name}, {city}"
            measure.save(update_fields=["court"])


class Migration(migrations.Migration):
    dependencies = [("justice", "0002_answer_of_a_meeting")]

    operations = [
        migrations.CreateModel(
            name="Court",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("city", models.CharField(max_length=58)),
            ],
            options={"ordering": ["city", "name"]},
        ),
        migrations.AddConstraint(
            model_name="court",
            constraint=models.UniqueConstraint(fields=["name", "city"], name="one_court_a_name_and_city"),
        ),
        migrations.RunPython(list_courts, migrations.RunPython.noop),
    ]
