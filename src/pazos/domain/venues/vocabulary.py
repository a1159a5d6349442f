"""The words of venues."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    """What a venue is."""

    PARK = "park", _("park")
    COURT = "court", _("sports court")
    SCHOOL = "school", pgettext_lazy("venue", "school")
    CULTURE = "culture", _("cultural house")
    LIBRARY = "library", _("library")
    HALL = "hall", _("community hall")
    SQUARE = "square", _("square")
    STREET = "street", _("street or path")
    RIVER = "river", _("riverside or green corridor")


class Feature(TextChoices):
    """What is inspected. Each is judged by `Condition` or is not there."""

    LIGHT = "light", pgettext_lazy("venue", "lighting")
    SURFACE = "surface", _("floor and paths")
    PLAY = "play", _("playground")
    SPORT = "sport", _("sports ground")
    FURNITURE = "furniture", _("benches and furniture")
    TOILETS = "toilets", _("toilets")
    WATER = "water", _("drinking water")
    GREEN = "green", _("trees and green")
    ACCESS = "access", _("access for wheelchairs and prams")
    ENCLOSURE = "enclosure", _("fence and entrances")
    CLEAN = "clean", _("cleanliness")
    SIGHT = "sight", _("seen from around")


class Condition(IntegerChoices):
    """How a feature is."""

    RUINED = 1, _("cannot be used")
    POOR = 2, _("poor")
    FAIR = 3, _("fair")
    GOOD = 4, _("good")


class WorkState(TextChoices):
    """How a work stands."""

    PLANNED = "planned", pgettext_lazy("a work", "planned")
    UNDERWAY = "underway", pgettext_lazy("a work", "under way")
    DELIVERED = "delivered", pgettext_lazy("a work", "delivered")
    STOPPED = "stopped", pgettext_lazy("a work", "stopped")


class Moment(TextChoices):
    """When a picture was taken, seen from a work."""

    BEFORE = "before", pgettext_lazy("a picture", "before")
    DURING = "during", pgettext_lazy("a picture", "during")
    AFTER = "after", pgettext_lazy("a picture", "after")


class Life(TextChoices):
    """Whether a restored venue is alive, by the published rule of `rules`."""

    ALIVE = "alive", _("alive")
    FADING = "fading", _("fading")
    EMPTY = "empty", pgettext_lazy("venue", "empty")
    EARLY = "early", pgettext_lazy("life of a venue", "too early to say")
    UNKNOWN = "unknown", pgettext_lazy("life of a venue", "not known")
    CLOSED = "closed", pgettext_lazy("life of a venue", "closed")


class Rhythm(TextChoices):
    """How often a neighbours' committee meets."""

    WEEK = "week", pgettext_lazy("rhythm of neighbours", "every week")
    TWO_WEEKS = "weeks2", pgettext_lazy("rhythm of neighbours", "every two weeks")
    MONTH = "month", pgettext_lazy("rhythm of neighbours", "every month")
    TWO_MONTHS = "months2", pgettext_lazy("rhythm of neighbours", "every two months")
    THREE_MONTHS = "months3", pgettext_lazy("rhythm of neighbours", "every three months")
    AT_NEED = "at_need", pgettext_lazy("rhythm of neighbours", "when there is something to settle")


class Outcome(TextChoices):
    """What became of a commitment of a neighbours' committee."""

    OPEN = "open", pgettext_lazy("a commitment of neighbours", "open")
    KEPT = "kept", pgettext_lazy("a commitment of neighbours", "kept")
    BROKEN = "broken", pgettext_lazy("a commitment of neighbours", "not kept")
