"""Which criteria is a record of deaths held against, and how sure is each threshold?

A threshold is data: who said it, who confirmed it and when. A city's own criteria take the place of these.
Nothing here is a constant of the code that judges.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Comparison = Literal["at most", "at least"]


@dataclass(frozen=True)
class Criterion:
    """`measure` must be `comparison` `value`. `step`: the step of the scorecard that it belongs to.

    `confirmed_on` and `confirmed_by` are empty while nobody has read the threshold in its source: it is
    then shown as unconfirmed, whatever the verdict.
    """

    code: str
    measure: str
    comparison: Comparison
    value: float
    step: int
    source: str
    confirmed_on: str = ""
    confirmed_by: str = ""

    @property
    def confirmed(self) -> bool:
        """Whether someone has read the threshold in its source."""
        return bool(self.confirmed_on and self.confirmed_by)


_PROTOCOL = "Bogota Protocol (2015)"
_PAZOS = "Pazos (its own proposal)"
_UN = "United Nations (1990)"

# The Protocol's criteria were read (in summaries), its numbers were not: they are from memory. That they are
# cumulative is the Protocol's; how they are gathered into steps is Pazos's.
STEPS = (1, 2, 3, 4, 5)
BOGOTA_2015: tuple[Criterion, ...] = (
    Criterion("unit_victim", "victims_lost_by_rows", "at most", 0.0, 1, _PROTOCOL),
    Criterion("date_known", "missing_date", "at most", 0.10, 1, _PROTOCOL),
    Criterion("municipality_known", "missing_municipality", "at most", 0.10, 1, _PROTOCOL),
    Criterion("no_duplicates", "duplicates_exact", "at most", 0.01, 1, _PAZOS),
    Criterion("deaths_only", "out_of_scope", "at most", 0.0, 1, _PROTOCOL),
    Criterion("sex_known", "missing_sex", "at most", 0.05, 2, _PROTOCOL),
    Criterion("age_known", "missing_age", "at most", 0.10, 2, _PROTOCOL),
    Criterion("mechanism_known", "missing_mechanism", "at most", 0.05, 2, _PROTOCOL),
    Criterion("intent_known", "unknown_intent", "at most", 0.10, 2, _PROTOCOL),
    Criterion("place_known", "missing_place", "at most", 0.10, 3, _PAZOS),
    Criterion("hour_known", "missing_hour", "at most", 0.30, 3, _PROTOCOL),
    Criterion("aggressor_known", "missing_aggressor", "at most", 0.30, 3, _PROTOCOL),
    Criterion("legal_separable", "legal_separable", "at least", 1.0, 3, _PROTOCOL),
    Criterion("few_near_duplicates", "duplicates_near", "at most", 0.03, 3, _PAZOS),
    Criterion("day_known", "day_precision", "at least", 0.95, 3, _PAZOS),
    Criterion("ages_not_heaped", "whipple", "at most", 110.0, 3, _UN),
    Criterion("no_pile_on_first", "first_of_month", "at most", 1.5, 3, _PAZOS),
    Criterion("no_pile_at_midnight", "midnight", "at most", 1.5, 3, _PAZOS),
    Criterion("sources_agree", "divergence", "at most", 0.20, 4, _PROTOCOL),
    Criterion("no_gap", "months_covered", "at least", 1.0, 4, _PAZOS),
    Criterion("own_territory", "outside", "at most", 0.0, 4, _PAZOS),
    Criterion("in_time", "delay_within_180", "at least", 0.90, 4, _PROTOCOL),
    Criterion("validated", "declared_validation", "at least", 1.0, 4, _PROTOCOL),
    Criterion("microdata_open", "declared_microdata", "at least", 1.0, 5, _PROTOCOL),
    Criterion("method_open", "declared_method", "at least", 1.0, 5, _PROTOCOL),
    Criterion("published_often", "declared_months_between", "at most", 6.0, 5, _PROTOCOL),
    Criterion("published_soon", "declared_months_delay", "at most", 6.0, 5, _PROTOCOL),
)
