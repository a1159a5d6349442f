"""Every sending lies on one side of the wall, fixed as it arrives; those that are here get theirs once; a question is kept beside its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations, models

from pazos.foundation.privacy.fields import SealedText

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

OF_ACCOMPANIMENT = ("case_session", "attendance", "referral")
OF_THE_STREET = (
    *("dispute", "turn", "party", "party_removed", "step", "settlement", "settlement_judged", "link"),
    *("follow_up", "follow_up_done", "presence", "wellbeing", "incident", "distress"),
)
ROLES = [
    ("public", "Public"),
    ("strategy_lead", "Strategy lead"),
    ("analyst", "Analyst"),
    ("committee_member", "Committee member"),
    ("department", "City department"),
    ("partner", "Partner organisation"),
    ("gestor", "Gestor"),
    ("outreach_coordinator", "Outreach coordinator"),
    ("case_worker", "Case worker"),
    ("case_supervisor", "Case supervisor"),
    ("facilitator", "Facilitator of restorative processes"),
    ("security_liaison", "Security liaison"),
    ("evaluator", "Independent evaluator"),
    ("auditor", "Auditor"),
    ("data_officer", "Data protection officer"),
    ("administrator", "Administrator"),
]
WHO_ACCOMPANY = ("case_worker", "case_supervisor")


def fix_sides(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put what was sent by those who accompany, or names a case, on their side; all else stays street work."""
    sendings = apps.get_model("fieldwork", "Submission").objects
    sendings.filter(form__in=OF_ACCOMPANIMENT).update(side="cases")
    unknown = sendings.exclude(form__in=OF_ACCOMPANIMENT + OF_THE_STREET)
    theirs = models.Q(staff__role__in=WHO_ACCOMPANY) | models.Q(named__isnull=False)
    sendings.filter(pk__in=list(unknown.filter(theirs).values_list("pk", flat=True))).update(side="cases")


def note_roles(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Note for each phone the role of its person, in which it got its forms."""
    phones = apps.get_model("fieldwork", "Device").objects
    people = apps.get_model("people", "Staff").objects
    role = people.filter(pk=models.OuterRef("staff")).values("role")
    phones.update(given_as=models.Subquery(role))


class Migration(migrations.Migration):
    dependencies = [("fieldwork", "0002_held_sendings_of_cases"), ("people", "0001_initial")]

    operations = [
        migrations.AddField(
            "device",
            "given_as",
            models.CharField(blank=True, choices=ROLES, default="", max_length=30),
            preserve_default=False,
        ),
        migrations.AddField(
            "submission",
            "side",
            models.CharField(
                choices=[("street", "street work"), ("cases", "accompaniment")],
                default="street",
                max_length=6,
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "submission",
            models.CheckConstraint(
                condition=models.Q(("side__in", ["street", "cases"])), name="a_sending_lies_on_one_side"
            ),
        ),
        migrations.AddField("submission", "question", SealedText(blank=True, max_length=280)),
        migrations.RunPython(fix_sides, migrations.RunPython.noop),
        migrations.RunPython(note_roles, migrations.RunPython.noop),
    ]
