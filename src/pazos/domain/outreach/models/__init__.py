"""Facts of the gestores and of their days, by topic."""

from pazos.domain.outreach.models.presence import Presence
from pazos.domain.outreach.models.safety import Distress, SafetyIncident, WellbeingCheck

__all__ = ["Distress", "Presence", "SafetyIncident", "WellbeingCheck"]
