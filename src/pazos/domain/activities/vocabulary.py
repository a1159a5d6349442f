"""The words of activities."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    """What is done."""

    SPORT = "sport", _("sport")
    CULTURE = "culture", _("art and culture")
    TRAINING = "training", _("training")
    EDUCATION = "education", _("education")
    HEALTH = "health", _("health")
    PSYCHOSOCIAL = "psychosocial", _("psychosocial support")
    WORK = "work", _("work and income")
    COMMUNITY = "community", _("community meeting")
    RESTORATION = "restoration", _("restoring a place")
    JUSTICE = "justice", _("justice and legal orientation")
    OTHER = "other", pgettext_lazy("an activity", "other")


class State(TextChoices):
    """How an activity stands."""

    PLANNED = "planned", pgettext_lazy("an activity", "planned")
    DONE = "done", pgettext_lazy("an activity", "done")
    CANCELLED = "cancelled", pgettext_lazy("an activity", "cancelled")


class IndirectMethod(TextChoices):
    """How those reached indirectly were estimated; always stated, never added to the direct ones."""

    HOUSEHOLDS = "households", _("people in the households of those reached")
    RESIDENTS = "residents", _("residents of the cluster")
    AUDIENCE = "audience", _("estimated audience")
