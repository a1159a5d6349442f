"""A neighbours' committee is a record of its own: the name and the day that stood beside a venue are kept in it."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


def take_over(apps: Any, schema_editor: Any) -> None:
    """Make a committee of the words beside each venue."""
    using = schema_editor.connection.alias
    venues = apps.get_model("venues", "Venue").objects.using(using)
    committee = apps.get_model("venues", "NeighboursCommittee")
    committee.objects.using(using).bulk_create(
        [
            committee(
                venue=one,
                name=one.committee or "Comité de vecinos",
                since_on=one.committee_since_on,
                entered_by_id=one.entered_by_id,
            )
            for one in venues.filter(~Q(committee="") | Q(committee_since_on__isnull=False))
        ],
        batch_size=500,
    )


def give_back(apps: Any, schema_editor: Any) -> None:
    """Put the name and the day of the committee that still meets beside its venue again."""
    using = schema_editor.connection.alias
    venues = apps.get_model("venues", "Venue").objects.using(using)
    living = apps.get_model("venues", "NeighboursCommittee").objects.using(using).filter(ended_on=None)
    for one in living:
        venues.filter(pk=one.venue_id).update(committee=one.name, committee_since_on=one.since_on)


class Migration(migrations.Migration):
    dependencies = [
        ("venues", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NeighboursCommittee",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("since_on", models.DateField(blank=True, null=True)),
                ("people", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "rhythm",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("week", "every week"),
                            ("weeks2", "every two weeks"),
                            ("month", "every month"),
                            ("months2", "every two months"),
                            ("months3", "every three months"),
                            ("at_need", "when there is something to settle"),
                        ],
                        max_length=7,
                    ),
                ),
                ("last_met_on", models.DateField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="committees",
                        to="venues.venue",
                    ),
                ),
            ],
            options={
                "ordering": ["venue", "-since_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CommitteePromise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=300)),
                ("due_on", models.DateField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[("open", "open"), ("kept", "kept"), ("broken", "not kept")],
                        default="open",
                        max_length=6,
                    ),
                ),
                ("settled_on", models.DateField(blank=True, null=True)),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="promises",
                        to="venues.neighbourscommittee",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="neighbourscommittee",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on__isnull", True)),
                fields=("venue",),
                name="one_committee_of_neighbours_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="committeepromise",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "open"), ("settled_on__isnull", True)),
                    models.Q(
                        models.Q(("outcome", "open"), _negated=True),
                        ("settled_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="a_settled_promise_has_its_day",
            ),
        ),
        migrations.RunPython(take_over, give_back),
    ]
