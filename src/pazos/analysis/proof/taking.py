"""Taking the whole proof of a run out of the city, for those who may see figures by neighbourhood.

What the run kept goes in as it was kept; what it did not is frozen again, if it is still the same. A
study that needs more than sums has no proof for others: rows of records point at people. That, and
inputs that have changed since, are said in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.crypto import salted_hmac

from pazos.analysis.proof.reckoned import RECKONED
from pazos.analysis.proof.run_guide import run_guide
from pazos.analysis.proof.runs import bundle_of
from pazos.analysis.proof.seal import seal_of
from pazos.foundation.runs.canonical import sha256_of
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.foundation.runs.models import Run

ROWS = N_(
    "Run {number} ({method}) needs more than sums: rows of records, which point at people, or other runs. No"
    " proof of it leaves the city; it is made again here with: pazos rerun {number}"
)
CANNOT = N_("Run {number} has no result, so there is nothing to prove: it says why.")
CUT_SHORT = N_(
    "The clock ended run {number} before it was done, so another machine stops elsewhere and no proof of it can be"
    " given. Make it again with more time and take the proof of the new run."
)
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
    if run.method == "stability" and run.result["done"] < run.result["asked"]:
        raise InputProblem(CUT_SHORT, number=run.pk)
    from pazos.analysis.proof.freezing import frozen_of, stated_of

    facts = whole_facts(run, city=city)
    guide = run_guide(run, city=city_name, invented=invented, file=file_name(run), whole=True)
    try:
        return bundle_of(facts, frozen=frozen_of(run), stated=stated_of(run), guide=guide)
    except ValueError as other_digits:
        raise InputProblem(CHANGED, number=run.pk) from other_digits


def whole_facts(run: Run, *, city: str) -> dict[str, Any]:
    """Return what the whole proof of a run says of it."""
    salt, seal = sealed(run)
    return {
        "city": city,
        **facts_of(run),
        "parameters": run.parameters,
        "inputs": run.inputs,
        "seconds": max(1, round(run.seconds)),
        "whole": True,
        "salt": salt,
        "seal": seal,
    }


def facts_of(run: Run) -> dict[str, Any]:
    """Return what both proofs of a run say of it."""
    return {
        "run": run.pk,
        "method": run.method,
        "method_version": run.method_version,
        "seed": run.seed,
        "code_version": run.code_version,
        "made_on": run.started_at.date().isoformat(),
    }


def sealed(run: Run) -> tuple[str, str]:
    """Return a run's salt, which only this city can make, and the seal of its result."""
    from pazos.analysis.proof.freezing import stated_of

    salt = salted_hmac("pazos.proof", f"{run.pk}:{run.result_hash}", algorithm="sha256").hexdigest()
    return salt, seal_of(salt, sha256_of(stated_of(run)))


def file_name(run: Run) -> str:
    """Return what the bundle's file is called."""
    return f"pazos-run-{run.pk}.zip"
