"""Each answer says which meeting was held on it, so that it serves no other, whatever was written on that day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import django.db.models.deletion
from django.db import migrations, models

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def link(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give every meeting the last answer of each of its people until its day; when in doubt they are asked again."""
    using = schema_editor.connection.alias
    meetings = apps.get_model("justice", "ProcessMeeting").objects.using(using).order_by("on", "pk")
    answers = apps.get_model("justice", "Willingness").objects.using(using)
    for meeting in meetings.prefetch_related("parties"):
        for party in meeting.parties.all():
            said = answers.filter(party=party, on__lte=meeting.on).order_by("-at", "-on").first()
            if said is not None:
                answers.filter(pk=said.pk).update(served=meeting)
    # PostgreSQL checks a row that was written twice at the end, and makes no index of its table before that.
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):
    dependencies = [("justice", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="willingness",
            name="served",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="answers",
                to="justice.processmeeting",
            ),
        ),
        migrations.RunPython(link, migrations.RunPython.noop),
    ]
