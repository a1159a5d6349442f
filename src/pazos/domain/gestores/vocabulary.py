"""The words of selecting and accompanying gestores."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CallState(models.TextChoices):
    """Where a call for candidates stands."""

    DRAFT = "draft", _("being prepared")
    OPEN = "open", _("open for candidates")
    SCORING = "scoring", _("being scored")
    DECIDED = "decided", _("decided")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Standing(models.TextChoices):
    """What became of a candidate."""

    APPLIED = "applied", _("applied")
    NOT_ELIGIBLE = "not_eligible", _("does not meet a condition")
    WITHDREW = "withdrew", _("withdrew")
    CHOSEN = "chosen", _("chosen")
    RESERVE = "reserve", _("in reserve")
    NOT_CHOSEN = "not_chosen", _("not chosen")


class TieKind(models.TextChoices):
    """A tie that could be patronage, or that keeps somebody from scoring fairly."""

    RELATIVE_IN_OFFICE = "relative_in_office", _("a relative in public office")
    CAMPAIGN = "campaign", _("worked in a political campaign in the last four years")
    PARTY_POST = "party_post", _("a post in a party")
    CONTRACT = "contract", _("a contract with the city in the last two years")
    RECOMMENDED = "recommended", _("recommended by somebody in public office")
    SECURITY_WORK = "security_work", _("works or worked for police, army or a security firm")
    KNOWS_SCORER = "knows_scorer", _("is close to one of the scorers")
    NONE = "none", _("declares no tie at all")


class ShiftState(models.TextChoices):
    """What became of a planned shift."""

    PLANNED = "planned", _("planned")
    WORKED = "worked", _("worked")
    ABSENT = "absent", _("absent")
    CANCELLED = "cancelled", _("cancelled")


class Ending(models.TextChoices):
    """Why somebody stopped being a gestor."""

    CONTRACT_ENDED = "contract_ended", _("the contract ended")
    JOB = "job", _("found another job")
    STUDIES = "studies", _("studies")
    SAFETY = "safety", _("for their safety")
    HEALTH = "health", _("health")
    CONDUCT = "conduct", _("conduct")
    OTHER = "other", _("another reason")
