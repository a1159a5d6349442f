"""How often do people die here, and how sure is that?

A rate is never a bare number: it travels with its deaths, its people, its years and its
interval. Nothing here fills a missing count with zero or divides by people who are not there.
"""

from __future__ import annotations

from pazos.science.rates.frame import rates
from pazos.science.rates.rate import Comparison, Rate, compare, crude_rate, poisson_interval
from pazos.science.rates.standard import (
    WHO_WORLD_STANDARD,
    age_standardised,
    standardised_mortality_ratio,
)

__all__ = [
    "WHO_WORLD_STANDARD",
    "Comparison",
    "Rate",
    "age_standardised",
    "compare",
    "crude_rate",
    "poisson_interval",
    "rates",
    "standardised_mortality_ratio",
]
