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


class Block(TextChoices):
    """What stands in the way of a deed on an activity; the label is the whole sentence."""

    ENDS_BEFORE_IT_BEGINS = "ends_before", _("It ends before it begins.")
    TOO_LONG = "too_long", _("It lasts longer than a year: plan one activity for each part.")
    PROGRAMME_ENDED = "programme_ended", _("Its programme has ended.")
    OUTSIDE_PROGRAMME = "outside_programme", _("It falls outside the dates of its programme.")
    ORGANISATION_ENDED = "organisation_ended", _("The responsible organisation works here no longer.")
    CLUSTER_CLOSED = "cluster_closed", _("Nobody works in that cluster on that day any more, or not yet.")
    NOT_IN_CLUSTER = "not_in_cluster", _("The neighbourhood is not in that cluster.")
    PARTNER_IS_RESPONSIBLE = (
        "partner_is_responsible",
        _("The partner is the responsible organisation itself."),
    )
    NOT_BEGUN = "not_begun", _("It has not begun yet.")
    CANCELLED = "cancelled", _("It is cancelled; plan it anew.")
    IS_DONE = "done", _("It is done. Take that back first.")
    NOT_DONE = "not_done", _("It is not done.")
    HAS_PEOPLE = "has_people", _("People are written down as having come. Take them out first.")
    HAS_COUNTS = "has_counts", _("It says how many came. Take the numbers out first.")
    NO_REASON = "no_reason", _("Say why, in a few words.")
    NOT_ON_THAT_DAY = "not_on_that_day", _("The activity was not on that day.")
    DAY_AHEAD = "day_ahead", _("That day has not come yet.")
