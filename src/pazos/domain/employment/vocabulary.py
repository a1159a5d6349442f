"""The words of work and of small businesses."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Field(TextChoices):
    """What kind of work a person wants, or a vacancy is."""

    FACTORY = "factory", _("factory or workshop")
    BUILDING = "building", _("building")
    FIELDS = "fields", _("farming")
    SHOP = "shop", _("shop or sales")
    KITCHEN = "kitchen", _("kitchen and hospitality")
    CARE = "care", _("care")
    TRANSPORT = "transport", _("transport and delivery")
    OFFICE = "office", _("office")
    DIGITAL = "digital", _("computers and digital work")
    ART_SPORT = "art_sport", _("art, sport or beauty")
    OTHER = "other", pgettext_lazy("field of work", "other")


class Hours(TextChoices):
    """How much of the day."""

    FULL = "full", _("full time")
    HALF = "half", _("half time")
    WEEKEND = "weekend", _("weekends")
    SHIFTS = "shifts", _("shifts")


class ApplicationState(TextChoices):
    """How far a person and a vacancy have come. Nobody is presented who did not choose it."""

    CHOSEN = "chosen", pgettext_lazy("an application", "chosen by the person")
    PRESENTED = "presented", pgettext_lazy("an application", "presented to the company")
    INTERVIEW = "interview", pgettext_lazy("an application", "called to an interview")
    PLACED = "placed", pgettext_lazy("an application", "got the job")
    NOT_TAKEN = "not_taken", pgettext_lazy("an application", "not taken by the company")
    LEFT_IT = "left_it", pgettext_lazy("an application", "the person let it go")


class Ended(TextChoices):
    """Why a placement ended."""

    CONTRACT = "contract", _("the contract came to its end")
    BETTER = "better", _("found something better")
    RESIGNED = "resigned", _("left of their own")
    DISMISSED = "dismissed", _("was dismissed")
    COMPANY = "company", _("the company closed or cut posts")
    SAFETY = "safety", _("it was not safe to get there")
    STUDY = "study", _("went to study")
    UNKNOWN = "unknown", pgettext_lazy("why a placement ended", "not known")


class Mark(IntegerChoices):
    """The months after which it is asked whether a placement lasts."""

    ONE = 1, _("1 month")
    THREE = 3, _("3 months")
    SIX = 6, _("6 months")
    TWELVE = 12, _("12 months")


class BusinessState(TextChoices):
    """How a small business stands."""

    PLANNED = "planned", pgettext_lazy("a business", "planned")
    FUNDED = "funded", pgettext_lazy("a business", "has its seed capital")
    OPEN = "open", pgettext_lazy("a business", "open")
    CLOSED = "closed", pgettext_lazy("a business", "closed")


class Paper(TextChoices):
    """A paper that a vacancy may ask for."""

    IDENTITY = "identity", _("identity card")
    MILITARY = "military", _("military situation settled")
    SCHOOL = "school", _("school-leaving certificate")
    DRIVING = "driving", _("driving licence, car")
    MOTORCYCLE = "motorcycle", _("driving licence, motorcycle")
    FOOD = "food", _("food handling")
    HEIGHT = "height", _("work at height")
    FIRST_AID = "first_aid", _("first aid")
    TECHNICAL = "technical", _("technical certificate of the trade")


class CompanyAnswer(TextChoices):
    """What a company says of somebody who was presented to it."""

    INTERVIEW = "interview", _("we want to meet them")
    TAKEN = "taken", _("we take them")
    NOT_TAKEN = "not_taken", _("we do not take them this time")


class Weight(TextChoices):
    """How a reason bears on a person and a vacancy."""

    FITS = "fits", pgettext_lazy("a reason", "fits")
    DIFFERS = "differs", pgettext_lazy("a reason", "differs from what was asked")
    ASK = "ask", pgettext_lazy("a reason", "to be asked first")
    LAW = "law", pgettext_lazy("a reason", "the law sets a condition")
    BARRED = "barred", pgettext_lazy("a reason", "the law does not allow it")
