"""The words of territory."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What the city calls a place."""

    BARRIO = "barrio", _("barrio")
    VEREDA = "vereda", _("vereda")
    CORREGIMIENTO = "corregimiento", _("corregimiento")
    COMUNA = "comuna", _("comuna")
    SECTOR = "sector", _("sector")


class Zone(models.TextChoices):
    """Town or country, as the city's own plan draws the line."""

    URBAN = "urban", _("urban")
    RURAL = "rural", _("rural")
    UNKNOWN = "", _("not stated")


class Located(models.TextChoices):
    """What is known of where a place lies."""

    POLYGON = "polygon", _("outline")
    POINT = "point", _("point")
    NAME_ONLY = "name", _("name only")


class Origin(models.TextChoices):
    """How a place came to be known to the city's database."""

    FILE = "file", _("a file of places")
    SPELLING = "spelling", _("a name in official records")


class Bridge(models.TextChoices):
    """Why two places count as touching, or not, against what their outlines say."""

    JOINED = "joined", _("joined by a bridge or road")
    CUT = "cut", _("cut by a river or road")
