"""A job as the person who asked for it sees it.

The queue belongs to django-tasks; this row is what a page shows, and what survives when
the worker is killed.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pazos.foundation.privacy import Privacy, classified


class Job(models.Model):
    """One piece of long work asked for by one person."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", pgettext_lazy("long work", "stopped")

    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    step = models.CharField(max_length=200, blank=True)
    share = models.FloatField(default=0.0)
    problem = models.JSONField(null=True)  # {"template", "facts"}: said in the reader's language
    outcome = models.JSONField(null=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    heard_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    stop_asked_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.WORKING, by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(share__gte=0) & models.Q(share__lte=1), name="job_share_is_a_share"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.state}"


class DailyRound(models.Model):
    """One daily deed on one day: whoever writes the row does it."""

    what = models.CharField(max_length=40)
    on = models.DateField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    went_wrong = models.BooleanField(default=False)
    outcome = models.JSONField(default=dict)

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["-on", "what"]
        constraints = [models.UniqueConstraint(fields=["what", "on"], name="a_daily_deed_is_done_once_a_day")]

    def __str__(self) -> str:
        return f"{self.what} {self.on:%Y-%m-%d}"
