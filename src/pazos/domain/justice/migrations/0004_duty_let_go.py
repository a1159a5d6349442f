"""A duty may be owed by nobody any more: whoever said no is held to nothing, and what stopped binds nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations, models

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def let_go(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let go of what is open in a process that stopped, and of what a supporter owes whose last word is no."""
    duties = apps.get_model("justice", "Duty").objects.filter(state="open", agreed_on__isnull=False)
    answers = apps.get_model("justice", "Willingness").objects
    stopped = duties.filter(process__state="stopped").values_list("pk", "process__ended_on")
    for key, ended_on in list(stopped):
        duties.filter(pk=key).update(state="let_go", ended_on=ended_on)
    for duty in duties.exclude(party__side__in=("harmed", "responsible")):
        said = answers.filter(party=duty.party_id).order_by("-at", "-on").first()
        if said is not None and (not said.wants or said.guardian_agrees is False):
            duties.filter(pk=duty.pk).update(state="let_go", ended_on=said.on)


class Migration(migrations.Migration):
    dependencies = [("justice", "0003_courts")]

    operations = [
        migrations.AlterField(
            model_name="duty",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "open"),
                    ("done", "done"),
                    ("broken", "not kept"),
                    ("changed", "changed by both"),
                    ("let_go", "nobody owes it any more"),
                ],
                default="open",
                max_length=7,
            ),
        ),
        migrations.RunPython(let_go, migrations.RunPython.noop),
    ]
