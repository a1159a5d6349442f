"""The words of indicators."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    """What an indicator tells about."""

    MANAGEMENT = "management", _("management indicator")
    RESULT = "result", _("result indicator")
    IMPACT = "impact", _("impact indicator")


class Direction(TextChoices):
    """Which way is good."""

    DOWN = "down", _("less is better")
    UP = "up", _("more is better")


class Measure(TextChoices):
    """How a value is reckoned, and so what interval it can have."""

    COUNT = "count", pgettext_lazy("a measure", "count")
    RATE = "rate", pgettext_lazy("a measure", "rate")
    SHARE = "share", pgettext_lazy("a measure", "share")
    MONEY = "money", pgettext_lazy("a measure", "money")
    MEAN = "mean", pgettext_lazy("a measure", "mean")


class Frequency(TextChoices):
    """How often there is a value."""

    MONTH = "month", _("monthly")
    QUARTER = "quarter", _("quarterly")
    YEAR = "year", _("yearly")


class SheetState(TextChoices):
    """A sheet is drawn up, in force, or replaced by a later version; it is never edited in force."""

    DRAFT = "draft", pgettext_lazy("an indicator sheet", "draft")
    IN_FORCE = "in_force", pgettext_lazy("an indicator sheet", "in force")
    REPLACED = "replaced", pgettext_lazy("an indicator sheet", "replaced")


class ValueState(TextChoices):
    """How far a value has come; an approved one is locked."""

    DRAFT = "draft", pgettext_lazy("a value", "draft")
    SUBMITTED = "submitted", pgettext_lazy("a value", "submitted")
    RETURNED = "returned", pgettext_lazy("a value", "returned")
    APPROVED = "approved", pgettext_lazy("a value", "approved")


class Light(TextChoices):
    """How a value stands against its target; a change inside the noise is grey."""

    MET = "met", _("on target")
    NEAR = "near", _("near the target")
    FAR = "far", _("far from the target")
    NOISE = "noise", _("inside the noise")
    NO_DATA = "no_data", _("no value")
    NO_TARGET = "no_target", _("no target")
