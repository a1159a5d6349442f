"""The words in which those reached are told apart. Nobody has to answer; not answering is an answer."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sex(TextChoices):
    """As the person says."""

    WOMAN = "woman", _("woman")
    MAN = "man", _("man")
    OTHER = "other", pgettext_lazy("sex", "other")
    UNKNOWN = "unknown", pgettext_lazy("sex", "not known")


class Ethnic(TextChoices):
    """How the person recognises themselves (the groups of DANE's census)."""

    INDIGENOUS = "indigenous", _("indigenous")
    AFRO = "afro", _("black, mulatto, Afro-descendant, Afro-Colombian")
    RAIZAL = "raizal", _("raizal of the archipelago")
    PALENQUERO = "palenquero", _("palenquero")
    RROM = "rrom", _("gypsy or rrom")
    NONE = "none", pgettext_lazy("ethnic group", "none")
    UNKNOWN = "unknown", pgettext_lazy("ethnic group", "not known")


class Answer(TextChoices):
    """Yes, no, or not said."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = "unknown", pgettext_lazy("answer", "not known")


class AgeBand(TextChoices):
    """Ages as they are counted; the strategy's own are 14 to 28 in parts."""

    CHILD = "0-13", "0-13"
    TEEN = "14-17", "14-17"
    YOUNG = "18-23", "18-23"
    ADULT = "24-29", "24-29"
    OLDER = "30+", "30+"
    UNKNOWN = "unknown", pgettext_lazy("age", "not known")
