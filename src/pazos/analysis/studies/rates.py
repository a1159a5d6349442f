"""How often do people die in each neighbourhood and in the city, and how sure is that?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.analysis.frames import municipal_population
from pazos.analysis.reckoning.rates import rates_of
from pazos.analysis.studies.keeping import keep

if TYPE_CHECKING:
    from pazos.analysis.basis import Basis
    from pazos.analysis.reckoning.material import Material
    from pazos.domain.people.models import Staff
    from pazos.foundation.runs.models import Run


def study_rates(material: Material, *, by: Staff | None) -> Run:
    """Keep the rate of each place and of the city in each year."""
    return keep(
        "rates",
        lambda: rates_of(material, city_people(material.basis)),
        material=material,
        by=by,
    )


def city_people(basis: Basis) -> dict[int, float | None]:
    """Return the city's people in each year of a basis; None where they are not known."""
    return {year: municipal_population(year) for year in range(basis.first_year, basis.last_year + 1)}
