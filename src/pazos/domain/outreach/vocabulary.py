"""The words of street work. Codes are never reused or deleted: an old phone may still send them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Shift(models.TextChoices):
    """The part of a day; an exact hour is never asked for."""

    DAWN = "dawn", _("before dawn")
    MORNING = "morning", _("morning")
    AFTERNOON = "afternoon", _("afternoon")
    EVENING = "evening", _("evening")
    NIGHT = "night", _("night")


class AgeBand(models.TextChoices):
    """Age by band only."""

    CHILD = "0-13", _("under 14")
    YOUNG = "14-17", _("14 to 17")
    YOUTH = "18-28", _("18 to 28")
    ADULT = "29-59", _("29 to 59")
    OLD = "60+", _("60 or over")
    UNKNOWN = "", _("not known")


class Activity(models.TextChoices):
    """What a gestor did in a place."""

    WALK = "walk", _("walked the neighbourhood")
    VISIT = "visit", _("visited a home")
    SCHOOL = "school", _("visited a school")
    COMMUNITY = "community", _("a community activity")
    SPORT = "sport", _("sport or culture")
    VENUE = "venue", _("was at a meeting place")
    INSTITUTION = "institution", _("met an institution of help")
    VIGIL = "vigil", _("accompanied a wake or a funeral")


class Venue(models.TextChoices):
    """The kind of place in which people were met."""

    STREET = "street", _("street or corner")
    PARK = "park", _("park or court")
    HOME = "home", _("home")
    SCHOOL = "school", _("school")
    CHURCH = "church", _("church")
    HALL = "hall", _("community hall")
    SHOP = "shop", _("shop")
    CENTRE = "centre", _("centre of the programme")
    OTHER = "other", _("another")


class IncidentKind(models.TextChoices):
    """What happened to a gestor's own safety. There is no word for who did it."""

    THREATENED = "threatened", _("I was threatened")
    FOLLOWED = "followed", _("I was followed or watched")
    ASSAULTED = "assaulted", _("I was hurt")
    CALLED_INFORMANT = "called_informant", _("I was called an informant")
    ROBBED = "robbed", _("I was robbed")
    PHONE_TAKEN = "phone_taken", _("my phone was taken")
    PRESSED = "pressed", _("I was pressed to tell what I know")
    SHOOTING_NEAR = "shooting_near", _("there was a shooting close to me")
    OTHER = "other", _("something else")
