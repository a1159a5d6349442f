"""The words of the strategy."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class VersionState(TextChoices):
    """How far a version of the strategy has come. The public one may be older than the adopted one."""

    ADOPTED = "adopted", pgettext_lazy("a version", "adopted")
    PUBLISHED = "published", pgettext_lazy("a version", "published")
    REPLACED = "replaced", pgettext_lazy("a version", "replaced")


class Level(TextChoices):
    """Where a box stands in the theory of change, from left to right."""

    INPUT = "input", _("input")
    ACTIVITY = "activity", _("activity")
    OUTPUT = "output", _("output")
    OUTCOME = "outcome", _("outcome")
    IMPACT = "impact", _("impact")


class Instrument(TextChoices):
    """What a strategy or a programme is aligned with."""

    SDG = "sdg", _("Sustainable Development Goal target")
    CONPES = "conpes", _("national policy (CONPES)")
    DEVELOPMENT_PLAN = "development_plan", _("the city's development plan")
    PISCC = "piscc", _("plan of security and coexistence (PISCC)")


class ProgrammeState(TextChoices):
    """How a programme stands."""

    PLANNED = "planned", pgettext_lazy("a programme", "planned")
    RUNNING = "running", pgettext_lazy("a programme", "running")
    PAUSED = "paused", pgettext_lazy("a programme", "paused")
    ENDED = "ended", pgettext_lazy("a programme", "ended")


class Failure(TextChoices):
    """The five failures of the earlier Cali model; each is looked for with evidence."""

    TEAM = "team", _("no dedicated team")
    MAYOR = "mayor", _("the mayor is not personally behind it, nor is it in the government plan")
    ONE_DEPARTMENT = "one_department", _("housed in one department only")
    POLICE = "police", _("bad relations with the police")
    SUSTAINABILITY = "sustainability", _("no strategy of sustainability")


class Standing(TextChoices):
    """What the evidence says of one failure."""

    AVOIDED = "avoided", _("avoided, with evidence")
    PARTLY = "partly", _("avoided in part")
    PRESENT = "present", _("it is happening here")
