"""The words of partners and of what is agreed with them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    """What a partner is."""

    FOUNDATION = "foundation", _("foundation")
    COMPANY = "company", _("company")
    CHURCH = "church", _("church")
    UNIVERSITY = "university", _("university")
    COMMUNITY = "community", _("community organisation")
    NGO = "ngo", _("civil society organisation")
    AGENCY = "agency", _("international agency")
    NATIONAL = "national", _("national body")
    DEPARTMENTAL = "departmental", _("body of the department (state)")


class Track(TextChoices):
    """The level it works at (Interpeace: track 6 joins all three)."""

    ONE = "1", _("track 1: national and international authorities")
    TWO = "2", _("track 2: civil society, companies, municipalities")
    THREE = "3", _("track 3: communities and groups")


class VettingResult(TextChoices):
    """What looking at a partner before signing found."""

    CLEARED = "cleared", _("cleared")
    WITH_CONDITIONS = "conditions", _("cleared with conditions")
    REFUSED = "refused", _("refused")


class AgreementState(TextChoices):
    """How an agreement stands."""

    DRAFT = "draft", pgettext_lazy("an agreement", "draft")
    SIGNED = "signed", pgettext_lazy("an agreement", "signed")
    ENDED = "ended", pgettext_lazy("an agreement", "ended")
    TERMINATED = "terminated", pgettext_lazy("an agreement", "ended early")


class Side(TextChoices):
    """Whose duty it is."""

    CITY = "city", _("the city")
    PARTNER = "partner", _("the partner")


class VacancyState(TextChoices):
    """How a vacancy stands."""

    OPEN = "open", pgettext_lazy("a vacancy", "open")
    FILLED = "filled", pgettext_lazy("a vacancy", "filled")
    WITHDRAWN = "withdrawn", pgettext_lazy("a vacancy", "withdrawn")
