"""What did a run read? Its sums, from what it kept, from a run beside it, or read again if they are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.analysis.basis import Basis
from pazos.analysis.proof import material as parts
from pazos.analysis.proof.published import PUBLISHED, cards, sources_frozen
from pazos.analysis.proof.reckoned import STOPPED
from pazos.foundation.runs.canonical import sha256_of
from pazos.foundation.runs.models import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pazos.analysis.reckoning.material import Material

PLACES = (parts.PLACES, parts.POINTS, parts.COUNTS, parts.PEOPLE, parts.LINKS)
WANTED = {
    "rates": (parts.PLACES, parts.COUNTS, parts.PEOPLE, parts.MONTHS),
    "hotspots_count": (parts.PLACES, parts.COUNTS, parts.LINKS),
    "hotspots_rate": (parts.PLACES, parts.COUNTS, parts.PEOPLE, parts.LINKS),
    "scan": (parts.PLACES, parts.POINTS, parts.COUNTS, parts.PEOPLE),
    "concentration": (parts.COUNTS,),
    "stability": PLACES,
    "foresight": PLACES,
    "marginal": PLACES,
}
OF_CITY = ("rates",)  # those that read the people of the whole city
CLAIMED = ("worth", "bound", "gap", "proven_optimal", "certificate")


class ChangedError(ValueError):
    """What a run read is no longer what the city holds."""


def stated_of(run: Run) -> dict[str, Any]:
    """Return what the whole proof of a run states: its result, or the part that sums can prove."""
    if run.method == "scorecard":
        from pazos.analysis.reckoning.scorecard import JUDGED

        return cards(run.result, JUDGED, public=False)
    if run.method == "victims":
        return {name: run.result[name] for name in ("bands", "young")}
    if run.method == "evaluation":
        return {name: part for name, part in run.result.items() if name not in ("plan", "material")}
    return dict(run.result)


def frozen_of(run: Run) -> dict[str, Any]:
    """Return the inputs of the whole proof. Raises ChangedError where they are not to be had any more."""
    if run.method in KEPT:
        return KEPT[run.method](run)
    asked = {name: run.parameters[name] for name in ("ask",) if name in run.parameters}
    own = {"history": run.result["history"]} if run.method == "foresight" else {}
    return {**_of_material(run), **asked, **own}


def _undercount(run: Run) -> dict[str, Any]:
    return dict(run.result["material"])


def _scorecard(run: Run) -> dict[str, Any]:
    from pazos.analysis.reckoning.scorecard import MEASURED

    subjects = cards(run.result, MEASURED, public=False)
    return {"criteria": run.parameters["criteria"], "subjects": subjects}


def _victims(run: Run) -> dict[str, Any]:
    found = run.result
    bands = [[band["age_from"], band["age_to"]] for band in (*found["bands"], found["young"])]
    return {"victims": found["single_ages"], "bands": bands[:-1], "young": bands[-1]}


def _clusters(run: Run) -> dict[str, Any]:
    kept = run.result.get("material")
    if kept is None:
        raise ChangedError("the run is of a version that did not keep what it read")
    if run.result["certificate"]["repeatable_to_the_digit"]:
        return dict(kept)
    found = {name: run.result[name] for name in CLAIMED}
    return {**kept, STOPPED: {**found, "codes": [one["codes"] for one in run.result["clusters"]]}}


def _calendar(run: Run) -> dict[str, Any]:
    deaths = _gathered(run).deaths
    days = deaths.loc[deaths["precision"] == "day", "occurred_on"].dt.date
    ends = {"first": days.min().isoformat(), "last": days.max().isoformat()}
    return {**ends, **{name: run.result[name] for name in ("table", "unknown_hour")}}


def _ages(run: Run) -> dict[str, Any]:
    people = [
        [band["youngest"], band["oldest"], band["people"]]
        for band in run.result["stated"]
        if band["people"] is not None
    ]
    beside = _beside(run, "victims")
    if beside is None:
        known = _gathered(run).deaths.dropna(subset=["age"]).groupby("age")["victims"].sum()
        victims = {str(age): int(number) for age, number in known.items()}
    else:
        victims = beside["single_ages"]
    return {"victims": victims, "unknown": run.result["narrowest"]["unknown"], "people": people}


KEPT: dict[str, Callable[[Run], dict[str, Any]]] = {
    "undercount": _undercount,
    "scorecard": _scorecard,
    "victims": _victims,
    "calendar": _calendar,
    "clusters": _clusters,
    "ages": _ages,
    "evaluation": lambda run: dict(run.result["material"]),
    "sources": lambda run: sources_frozen(run.result, run.parameters),
    "series": lambda run: PUBLISHED["series"].frozen(run.result, run.parameters) or {},
}


def _of_material(run: Run) -> dict[str, Any]:
    """Return the parts of the material that a method reads, kept by a designation of the same inputs or gathered."""
    wanted = WANTED[run.method]
    beside = (_beside(run, "clusters") or {}).get("material")
    if beside is not None:
        city = beside["city"] if run.method in OF_CITY else {}
        return {"basis": beside["basis"], "city": city, **{name: beside[name] for name in wanted}}
    from pazos.analysis.studies.rates import city_people

    found = _gathered(run)
    people = city_people(found.basis) if run.method in OF_CITY else None
    return parts.frozen(found, wanted=wanted, city=people)


def _beside(run: Run, method: str) -> Mapping[str, Any] | None:
    """Return the result of a run that read the very same."""
    runs = Run.objects.filter(method=method, inputs_hash=run.inputs_hash)
    same = (one.result for one in runs if one.parameters.get("basis") == run.parameters["basis"])
    return next((result for result in same if "cannot" not in result), None)


def _gathered(run: Run) -> Material:
    from pazos.analysis.studies.material import gather

    found = gather(Basis(**run.parameters["basis"]))
    listed = [{"name": one.name, "sha256": one.sha256, "rows": one.rows} for one in found.inputs]
    if sha256_of(listed) != run.inputs_hash:
        raise ChangedError("the records, places or people are others now")
    return found
