"""Taking the proof of a run out of the city: what it read is frozen again, if it is still the same.

A study that needs more than sums has no proof for others: rows of records point at people. That, and
inputs that have changed since, are said in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.analysis.basis import Basis
from pazos.analysis.proof.run_guide import run_guide
from pazos.analysis.proof.runs import RECKONED, bundle_of
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.foundation.runs.models import Run

ROWS = N_(
    "Run {number} ({method}) needs more than sums: rows of records, which point at people, or other runs. No"
    " proof of it leaves the city; it is made again here with: pazos rerun {number}"
)
CANNOT = N_("Run {number} has no result, so there is nothing to prove: it says why.")
CHANGED = N_(
    "What run {number} read has changed since, or the code has: its proof can no longer be taken. Make it"
    " again (pazos rerun {number}) and take the proof of the new run."
)


def has_proof(run: Run) -> bool:
    """Return whether a proof of a run may be asked for."""
    return run.method in RECKONED and "cannot" not in run.result


def proof_of_run(run: Run, *, city: str, city_name: str, invented: bool) -> bytes:
    """Return the bundle of a run. Raises InputProblem that says why there is none."""
    if run.method not in RECKONED:
        raise InputProblem(ROWS, number=run.pk, method=run.method)
    if "cannot" in run.result:
        raise InputProblem(CANNOT, number=run.pk)
    facts = {
        "city": city,
        "run": run.pk,
        "method": run.method,
        "method_version": run.method_version,
        "parameters": run.parameters,
        "seed": run.seed,
        "inputs": run.inputs,
        "code_version": run.code_version,
        "made_on": run.started_at.date().isoformat(),
    }
    guide = run_guide(run, city=city_name, invented=invented, file=file_name(run))
    try:
        return bundle_of(facts, frozen=_frozen(run), stated=_stated(run), guide=guide)
    except ValueError as other_digits:
        raise InputProblem(CHANGED, number=run.pk) from other_digits


def file_name(run: Run) -> str:
    """Return what the bundle's file is called."""
    return f"pazos-run-{run.pk}.zip"


def _stated(run: Run) -> dict[str, Any]:
    if run.method != "scorecard":
        return dict(run.result)
    from pazos.analysis.reckoning.scorecard import JUDGED

    return _of_cards(run, JUDGED)


def _frozen(run: Run) -> dict[str, Any]:
    if run.method == "undercount":
        return dict(run.result["material"])
    if run.method == "scorecard":
        from pazos.analysis.reckoning.scorecard import MEASURED

        return {"criteria": run.parameters["criteria"], "subjects": _of_cards(run, MEASURED)}
    return _frozen_material(run)


def _of_cards(run: Run, names: tuple[str, ...]) -> dict[str, Any]:
    return {
        subject: {period: {name: card[name] for name in names} for period, card in periods.items()}
        for subject, periods in run.result["subjects"].items()
    }


def _frozen_material(run: Run) -> dict[str, Any]:
    from pazos.analysis.proof import material as parts
    from pazos.analysis.studies.material import gather
    from pazos.analysis.studies.rates import city_people
    from pazos.foundation.runs.actions import sha256_of

    wanted = {
        "rates": (parts.PLACES, parts.COUNTS, parts.PEOPLE, parts.MONTHS),
        "hotspots_count": (parts.PLACES, parts.COUNTS, parts.LINKS),
        "hotspots_rate": (parts.PLACES, parts.COUNTS, parts.PEOPLE, parts.LINKS),
        "scan": (parts.PLACES, parts.POINTS, parts.COUNTS, parts.PEOPLE),
        "concentration": (parts.COUNTS,),
        "series": (parts.MONTHS,),
    }
    basis = Basis(**run.parameters["basis"])
    found = gather(basis)
    listed = [{"name": one.name, "sha256": one.sha256, "rows": one.rows} for one in found.inputs]
    if sha256_of(listed) != run.inputs_hash:
        raise InputProblem(CHANGED, number=run.pk)
    city = city_people(basis) if run.method == "rates" else None
    return parts.frozen(found, wanted=wanted[run.method], city=city)
