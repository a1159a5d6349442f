"""Every result that a stranger can get from sums, by method: the functions that made the runs, asked again.

Heavy libraries wait until a method is asked for: the page of a run only looks whether it is here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pazos.analysis.reckoning.material import Material
    from pazos.analysis.studies.ask import Ask

    Frozen = Mapping[str, Any]

# How much longer than the city a stranger's machine may take: what was proven there must be proven here.
PATIENCE = 50.0
STOPPED = "stopped"  # of clusters whose search the clock ended: what was found


def _undercount(frozen: Frozen) -> dict[str, Any]:
    from pazos.analysis.reckoning.undercount import undercount_of

    return undercount_of(frozen)


def _rates(frozen: Frozen) -> dict[str, Any]:
    from pazos.analysis.proof.material import thawed
    from pazos.analysis.reckoning.rates import rates_of

    return rates_of(*thawed(frozen))


def _hot_spots(frozen: Frozen, of: Literal["count", "rate"]) -> dict[str, Any]:
    from pazos.analysis.proof.material import thawed
    from pazos.analysis.reckoning.patterns import hot_spots_of

    return hot_spots_of(thawed(frozen)[0], of)


def _scan(frozen: Frozen) -> dict[str, Any]:
    from pazos.analysis.proof.material import thawed
    from pazos.analysis.reckoning.patterns import scan_of

    return scan_of(thawed(frozen)[0])


def _concentration(frozen: Frozen) -> dict[str, Any]:
    from pazos.analysis.proof.material import thawed
    from pazos.analysis.reckoning.patterns import concentration_of

    return concentration_of(thawed(frozen)[0])


def _series(frozen: Frozen) -> dict[str, Any]:
    from pazos.analysis.proof.material import thawed
    from pazos.analysis.reckoning.patterns import series_of

    return series_of(thawed(frozen)[0])


def _scorecard(frozen: Frozen) -> dict[str, Any]:
    from pazos.analysis.reckoning.scorecard import verdicts_of

    return verdicts_of(frozen)


def _sources(frozen: Frozen) -> dict[str, Any]:
    from pazos.analysis.proof.published import sources_again

    return sources_again(frozen)


def _victims(frozen: Frozen) -> dict[str, Any]:
    from pazos.analysis.reckoning.victims import bands_of

    bands = [(first, last) for first, last in frozen["bands"]]
    return bands_of(frozen["victims"], bands, young=(frozen["young"][0], frozen["young"][1]))


def _asked(frozen: Frozen) -> tuple[Material, Ask]:
    from pazos.analysis.proof.material import thawed
    from pazos.analysis.studies.ask import Ask

    return thawed(frozen)[0], Ask(**frozen["ask"])


def _clusters(frozen: Frozen) -> dict[str, Any]:
    from pazos.analysis.reckoning.clusters import clusters_of, held_to

    material, ask = _asked(frozen)
    everyone = frozen["city"][str(material.basis.last_year)]
    kept = {name: part for name, part in frozen.items() if name != STOPPED}
    if STOPPED in frozen:
        return {"material": kept, **held_to(material, ask, frozen[STOPPED], everyone=everyone)}
    return {"material": kept, **clusters_of(material, ask, everyone=everyone, patience=PATIENCE)}


def _stability(frozen: Frozen) -> dict[str, Any]:
    from pazos.analysis.reckoning.defence import stability_of

    return stability_of(*_asked(frozen), patience=PATIENCE)


def _foresight(frozen: Frozen) -> dict[str, Any]:
    from pazos.analysis.reckoning.defence import foresight_of

    return foresight_of(*_asked(frozen), frozen["history"], patience=PATIENCE)


def _marginal(frozen: Frozen) -> dict[str, Any]:
    from pazos.analysis.reckoning.defence import marginal_of

    return marginal_of(*_asked(frozen), patience=PATIENCE)


def _ages(frozen: Frozen) -> dict[str, Any]:
    from pazos.analysis.reckoning.defence import ages_of

    people = {(first, last): places for first, last, places in frozen["people"]}
    return ages_of(frozen["victims"], unknown=frozen["unknown"], people=people)


def _evaluation(frozen: Frozen) -> dict[str, Any]:
    from pazos.analysis.evaluation.reckoned import answer_of

    return answer_of(frozen)


def _calendar(frozen: Frozen) -> dict[str, Any]:
    from pazos.analysis.reckoning.calendar import from_table

    return from_table(frozen)


RECKONED: dict[str, Callable[[Frozen], Mapping[str, Any]]] = {
    "undercount": _undercount,
    "rates": _rates,
    "hotspots_count": lambda frozen: _hot_spots(frozen, "count"),
    "hotspots_rate": lambda frozen: _hot_spots(frozen, "rate"),
    "scan": _scan,
    "concentration": _concentration,
    "series": _series,
    "scorecard": _scorecard,
    "sources": _sources,
    "calendar": _calendar,
    "victims": _victims,
    "clusters": _clusters,
    "stability": _stability,
    "foresight": _foresight,
    "marginal": _marginal,
    "ages": _ages,
    "evaluation": _evaluation,
}
# These may take as long again as the city took: they are made anew by who verifies.
LONG = frozenset({"clusters", "stability", "foresight", "marginal", "evaluation"})
