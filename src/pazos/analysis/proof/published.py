"""What anybody may have of a run that is published: sums of the whole city, and the figures they give.

Everything is taken from the run itself, so that its proof lasts as long as the run: what came in
since does not matter. Of neighbourhoods nothing goes out but which of them were designated, and a
count of victims that is too small to show is shown in no form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pazos.analysis.disclosing import MINIMUM
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Values = Mapping[str, Any]

FEWEST_ROWS = 10  # records below which a period's shares are not for everybody
STATED = ("place", "age", "sex", "hour")  # what the front page says that records state
TOO_FEW = N_(
    "Run {number} rests on a count of fewer than {least} victims, or leaves so few outside: its proof would show"
    " the count. Whoever may see figures by neighbourhood can take it."
)


@dataclass(frozen=True)
class Published:
    """One method's public side: sums out of a run (result, parameters), its figures, and the same reckoned anew."""

    frozen: Callable[[Values, Values], dict[str, Any] | None]  # None: too few to show
    shown: Callable[[Values], dict[str, Any]]
    again: Callable[[Values], Mapping[str, Any]]


def _rates_frozen(result: Values, parameters: Values) -> dict[str, Any]:
    city = result["city"]["by_year"]
    placed = [sum(deaths) for deaths in zip(*(area["by_year"] for area in result["areas"]), strict=True)]
    return {
        "basis": parameters["basis"],
        "city": {str(year["year"]): year["people"] for year in city},
        "counts": [placed],
        # Deaths of a year whose months are not asked for.
        "months": [[str(year["year"]), True, year["deaths"]] for year in city],
    }


def _rates_again(frozen: Values) -> dict[str, Any]:
    from pazos.analysis.proof.material import thawed
    from pazos.analysis.reckoning.rates import of_the_city

    return {"city": of_the_city(*thawed(frozen))}


def _series_frozen(result: Values, parameters: Values) -> dict[str, Any]:
    months = [[one["month"], False, int(one["count"])] for one in result["months"]]
    return {"basis": parameters["basis"], "city": {}, "months": months}


def _series_again(frozen: Values) -> dict[str, Any]:
    from pazos.analysis.proof.material import thawed
    from pazos.analysis.reckoning.patterns import series_of

    return series_of(thawed(frozen)[0])


def sources_frozen(result: Values, _: Values) -> dict[str, Any]:
    """Return the sums behind what each source says: the whole of them."""
    kept = ("source", "name", "says", "definitions", "records", "first", "last")
    return {
        "sources": [
            {
                **{name: one[name] for name in kept},
                "years": [[year["year"], year["deaths"]] for year in one["by_year"]],
                "known": {name: round(share * one["records"]) for name, share in one["stated"].items()},
            }
            for one in result["sources"]
        ]
    }


def _sources_public(result: Values) -> dict[str, Any]:
    """Return what each source says, its first and last day as months, and the fields that the page names."""
    return {
        "sources": [
            {
                **one,
                "first": one["first"][:7],
                "last": one["last"][:7],
                "stated": {name: one["stated"][name] for name in STATED},
            }
            for one in result["sources"]
        ]
    }


def sources_again(frozen: Values) -> dict[str, Any]:
    """Return what each source says from its sums."""
    from pazos.analysis.reckoning.sources import source_of

    return {"sources": [source_of(one) for one in frozen["sources"]]}


def _victims_frozen(result: Values, parameters: Values) -> dict[str, Any] | None:
    young, known = result["young"], sum(result["single_ages"].values())
    if any(0 < one < MINIMUM for one in (young["victims"], known - young["victims"])):
        return None
    return {
        "basis": parameters["basis"],
        "ages": [young["age_from"], young["age_to"]],
        "victims": young["victims"],
        "known_age": known,
        "unknown_age": result["unknown_age"],
    }


def _victims_shown(result: Values) -> dict[str, Any]:
    return {"young": result["young"], "unknown_age": result["unknown_age"]}


def _victims_again(frozen: Values) -> dict[str, Any]:
    from pazos.analysis.reckoning.victims import band_of

    first, last = frozen["ages"]
    young = band_of((first, last), frozen["victims"], known=frozen["known_age"])
    return {"young": young, "unknown_age": frozen["unknown_age"]}


def cards(result: Values, names: tuple[str, ...], *, public: bool) -> dict[str, Any]:
    """Return these parts of every card of a scorecard; for the public no month, and no period of few records."""
    return {
        subject: {
            period: {name: card[name] for name in names}
            for period, card in periods.items()
            if not public or (len(period) < len("2024-01") and card["rows"] >= FEWEST_ROWS)
        }
        for subject, periods in result["subjects"].items()
    }


def _cards_frozen(result: Values, parameters: Values) -> dict[str, Any]:
    from pazos.analysis.reckoning.scorecard import MEASURED

    return {"criteria": parameters["criteria"], "subjects": cards(result, MEASURED, public=True)}


def _cards_shown(result: Values) -> dict[str, Any]:
    from pazos.analysis.reckoning.scorecard import JUDGED

    return cards(result, JUDGED, public=True)


def _cards_again(frozen: Values) -> dict[str, Any]:
    from pazos.analysis.reckoning.scorecard import verdicts_of

    return verdicts_of(frozen)


def _clusters_frozen(result: Values, _: Values) -> dict[str, Any]:
    from pazos.analysis.proof.designated import frozen

    return frozen(result)


def _clusters_shown(result: Values) -> dict[str, Any]:
    from pazos.analysis.proof.designated import shown

    return shown(result)


def _clusters_again(frozen: Values) -> dict[str, Any]:
    from pazos.analysis.reckoning.designated import designated_of

    return designated_of(frozen)


PUBLISHED: dict[str, Published] = {
    "rates": Published(_rates_frozen, lambda result: {"city": result["city"]}, _rates_again),
    "series": Published(_series_frozen, dict, _series_again),
    "sources": Published(
        lambda result, parameters: sources_frozen(_sources_public(result), parameters),
        _sources_public,
        sources_again,
    ),
    "victims": Published(_victims_frozen, _victims_shown, _victims_again),
    "scorecard": Published(_cards_frozen, _cards_shown, _cards_again),
    "clusters": Published(_clusters_frozen, _clusters_shown, _clusters_again),
}
