"""The words of official records."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rhythm(models.TextChoices):
    """How often a source promises to deliver."""

    WEEKLY = "weekly", _("weekly")
    MONTHLY = "monthly", _("monthly")
    QUARTERLY = "quarterly", _("quarterly")
    YEARLY = "yearly", _("yearly")
    IRREGULAR = "irregular", _("irregular")


class SourceKind(models.TextChoices):
    """What kind of institution counts: a counting rule may listen to some kinds only."""

    POLICE = "police", _("police")
    FORENSIC = "forensic", _("forensic institute")
    PROSECUTOR = "prosecutor", _("prosecutor")
    HEALTH = "health", _("health system and vital statistics")
    PRESS = "press", _("press")
    OTHER = "other", _("another institution")


class DatedBy(models.TextChoices):
    """Which day a source's date is."""

    FACT = "fact", _("the day of the fact")
    DEATH = "death", _("the day of death")


class Weapon(models.TextChoices):
    """The means, in the words that sources share."""

    FIREARM = "firearm", _("firearm")
    BLADE = "blade", _("blade")
    BLUNT = "blunt", _("blunt object")
    STRANGULATION = "strangulation", _("strangulation")
    EXPLOSIVE = "explosive", _("explosive")
    FIRE = "fire", _("fire")
    POISON = "poison", _("poison")
    VEHICLE = "vehicle", _("vehicle")
    BODILY_FORCE = "bodily_force", _("bodily force")
    OTHER = "other", _("other")
    UNKNOWN = "", _("not stated")


class Sex(models.TextChoices):
    """The victim's sex as the source states it."""

    FEMALE = "f", _("women")
    MALE = "m", _("men")
    UNKNOWN = "", _("not stated")


class Manner(models.TextChoices):
    """What the source says of how the person died. A count is a rule over these, never a yes or no."""

    HOMICIDE = "homicide", _("homicide")
    LEGAL_INTERVENTION = "legal_intervention", _("legal intervention")
    SELF_DEFENCE = "self_defence", _("self-defence")
    UNDETERMINED = "undetermined", _("intent not determined")
    UNINTENTIONAL = "unintentional", _("not intended: negligence or accident")
    SELF_INFLICTED = "self_inflicted", _("self-inflicted")
    SURVIVED = "survived", _("an attempt or an injury: the person lived")
    OTHER = "other", _("another manner")


class Precision(models.TextChoices):
    """How exactly a source dates a death."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


class DeliveryState(models.TextChoices):
    """Where a file stands."""

    READING = "reading", _("being read")
    CURRENT = "current", _("in use")
    WAITING = "waiting", _("waiting for a decision")
    STOPPED = "stopped", _("stopped")
    SET_ASIDE = "set_aside", _("set aside")
