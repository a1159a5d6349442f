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


class VettingStanding(TextChoices):
    """Whether a partner may sign on a day, as far as the last look at it says."""

    NONE = "none", pgettext_lazy("vetting", "not vetted")
    CLEARED = "cleared", pgettext_lazy("vetting", "cleared")
    WITH_CONDITIONS = "conditions", pgettext_lazy("vetting", "cleared with conditions")
    REFUSED = "refused", pgettext_lazy("vetting", "refused")
    LAPSED = "lapsed", pgettext_lazy("vetting", "lapsed")


class AgreementStanding(TextChoices):
    """How an agreement stands on a day."""

    DRAFT = "draft", pgettext_lazy("an agreement", "draft")
    TO_BEGIN = "to_begin", pgettext_lazy("an agreement", "signed, begins later")
    IN_FORCE = "in_force", pgettext_lazy("an agreement", "in force")
    ENDS_SOON = "ends_soon", pgettext_lazy("an agreement", "in force, ends soon")
    TO_CLOSE = "to_close", pgettext_lazy("an agreement", "past its end, not closed")
    ENDED = "ended", pgettext_lazy("an agreement", "ended")
    TERMINATED = "terminated", pgettext_lazy("an agreement", "ended early")


class WarningKind(TextChoices):
    """What somebody must look at before it is too late, the most pressing first."""

    VETTING_REFUSED = "vetting_refused", _("a vetting refused a partner while an agreement runs")
    DUTY_OVERDUE = "duty_overdue", _("a duty is overdue")
    DUTY_SAID = "duty_said", _("a partner says that a duty is done: accept it or send it back")
    TO_CLOSE = "to_close", _("an agreement is past its end and not closed")
    VETTING_LAPSED = "vetting_lapsed", _("a partner's vetting has lapsed while an agreement runs")
    ENDS_IN_30 = "ends_in_30", _("an agreement ends within 30 days")
    VETTING_LAPSES = "vetting_lapses", _("a partner's vetting lapses within 60 days")
    DUTY_DUE = "duty_due", _("a duty is due within 30 days")
    ENDS_IN_90 = "ends_in_90", _("an agreement ends within 90 days")
