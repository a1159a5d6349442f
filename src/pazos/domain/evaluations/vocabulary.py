"""The words of evaluations."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EvaluationState(TextChoices):
    """How far an evaluation has come. Outcomes after the start stay locked until it is sealed."""

    DRAFT = "draft", pgettext_lazy("an evaluation", "draft")
    SEALED = "sealed", pgettext_lazy("an evaluation", "plan sealed")
    ANSWERED = "answered", pgettext_lazy("an evaluation", "answered")
    WITHDRAWN = "withdrawn", pgettext_lazy("an evaluation", "withdrawn")


class ProtocolState(TextChoices):
    """How a version of the plan stands. What was sealed is never edited: an amendment is sealed after it."""

    PROPOSED = "proposed", pgettext_lazy("a plan", "waits for the second signature")
    SEALED = "sealed", pgettext_lazy("a plan", "sealed")
    AMENDED = "amended", pgettext_lazy("a plan", "amended by a later one")
    TAKEN_BACK = "taken_back", pgettext_lazy("a plan", "taken back before it was sealed")


class AnswerState(TextChoices):
    """How an answer stands."""

    FOUND = "found", pgettext_lazy("an answer", "found")
    PROPOSED = "proposed", pgettext_lazy("an answer", "waits for the second signature")
    PUBLISHED = "published", pgettext_lazy("an answer", "published")
    REPLACED = "replaced", pgettext_lazy("an answer", "replaced by a later one")


class UnitKind(TextChoices):
    """What is compared with what."""

    NEIGHBOURHOOD = "neighbourhood", _("neighbourhoods of this city")
    MUNICIPALITY = "municipality", _("this city with other municipalities")


class Grain(TextChoices):
    """How long one time is."""

    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")
    YEAR = "year", _("year")


class TreatedBy(TextChoices):
    """What says when a unit began to be treated."""

    DESIGNATION = "designation", _("the day a designation was signed")
    FIRST_ACTIVITY = "first_activity", _("its first activity")
    NAMED = "named", _("dates written in the plan")


class Dose(TextChoices):
    """How much of the strategy a unit had, where the plan asks for it."""

    NONE = "none", _("not measured")
    PRESENCE = "presence", _("hours of presence of gestores")
    MEDIATIONS = "mediations", _("mediations")
    REACHED = "reached", _("people reached by activities")
    ACCOMPANIED = "accompanied", _("people met in accompaniment, by cluster and quarter")
