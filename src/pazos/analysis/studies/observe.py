"""All that is known of a basis, in one go: what the pages and the report read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max

from pazos.analysis import frames
from pazos.analysis.basis import Basis
from pazos.analysis.studies import patterns, victims
from pazos.analysis.studies.material import gather
from pazos.analysis.studies.rates import study_rates
from pazos.analysis.studies.sources import study_sources
from pazos.domain.sources.models import Delivery
from pazos.domain.sources.vocabulary import DeliveryState
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from pazos.analysis.studies.material import Material
    from pazos.domain.people.models import Staff
    from pazos.domain.sources.models import Source
    from pazos.foundation.runs.models import Run

    Study = Callable[..., Run]

USUAL_YEARS = 5


def usual_basis(source: str | None = None, *, first: int | None = None, last: int | None = None) -> Basis:
    """Return the basis a city starts from: its best placed source, the last five complete years."""
    chosen = frames.main_source(source)
    spans = frames.periods()
    if chosen.slug not in spans:
        raise InputProblem(N_("The source {source} has no records in use."), source=chosen.slug)
    begins, ends = spans[chosen.slug]
    complete = last_complete_year(begins, max(ends, _read_until(chosen) or ends))
    last = last or complete
    return Basis(
        source=chosen.slug, first_year=first or max(begins.year, last - USUAL_YEARS + 1), last_year=last
    )


def _read_until(source: Source) -> date | None:
    """Return the last day in the source's files: a file of many cities ends later than this one's deaths."""
    current = Delivery.objects.filter(source=source, state=DeliveryState.CURRENT)
    last: date | None = current.aggregate(last=Max("last_on"))["last"]
    return last


def last_complete_year(begins: date, ends: date) -> int:
    """Return the last year known to its December, or the last year where there is no other."""
    if ends.month == 12 or ends.year == begins.year:
        return ends.year
    return ends.year - 1


def observe(
    basis: Basis, *, by: Staff | None, progress: Callable[[str, float], None] | None = None
) -> dict[str, Run]:
    """Carry out every study of a basis and return the runs by method."""
    material = gather(basis)
    runs: dict[str, Run] = {}
    studies = _studies()
    for done, (step, study) in enumerate(studies):
        if progress:
            progress(step, done / len(studies))
        run = study(material, by)
        runs[run.method] = run
    return runs


def _studies() -> tuple[tuple[str, Callable[[Material, Staff | None], Run]], ...]:
    return (
        (N_("what each source says"), lambda material, by: study_sources(material, by=by)),
        (N_("rates"), lambda material, by: study_rates(material, by=by)),
        (
            N_("hot spots by count"),
            lambda material, by: patterns.study_hot_spots(material, by=by, of="count"),
        ),
        (N_("hot spots by rate"), lambda material, by: patterns.study_hot_spots(material, by=by, of="rate")),
        (N_("scan"), lambda material, by: patterns.study_scan(material, by=by)),
        (N_("concentration"), lambda material, by: patterns.study_concentration(material, by=by)),
        (N_("monthly series"), lambda material, by: patterns.study_series(material, by=by)),
        (N_("weekday and hour"), lambda material, by: patterns.study_calendar(material, by=by)),
        (N_("near repeats"), lambda material, by: patterns.study_near_repeat(material, by=by)),
        (N_("victims by age and sex"), lambda material, by: victims.study_victims(material, by=by)),
    )
