"""The proof that anybody may take of a run that is published: which runs are, and the file.

A run is published when the front page shows its basis, when its designation was signed, or when it
judged the quality of the records. A draft's run, or what an analyst tried, is not: its proof is not there.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from pazos.analysis import observatory
from pazos.analysis.disclosing import MINIMUM
from pazos.analysis.proof.published import PUBLISHED, TOO_FEW
from pazos.analysis.proof.run_guide import run_guide
from pazos.analysis.proof.runs import bundle_of
from pazos.analysis.proof.taking import CANNOT, CHANGED, facts_of, sealed
from pazos.analysis.studies.keeping import of_basis
from pazos.domain.designations.models import Designation
from pazos.domain.designations.queries import DECIDED
from pazos.foundation.runs.code import code_version
from pazos.foundation.runs.models import Run
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

PARAMETERS = ("basis", "ask", "first_month", "last_month", "scope")  # what a page says was asked


def published(number: int) -> Run | None:
    """Return a run whose figures anybody may see, else None."""
    run = Run.objects.filter(pk=number, method__in=PUBLISHED).first()
    if run is None or not IS_PUBLIC.get(run.method, _on_front_page)(run):
        return None
    return run


def _on_front_page(run: Run) -> bool:
    basis = observatory.usual(observatory.studied())
    return basis is not None and of_basis(basis).filter(pk=run.pk).exists()


def _was_signed(run: Run) -> bool:
    return Designation.objects.filter(run=run, state__in=DECIDED).exists()


IS_PUBLIC: dict[str, Callable[[Run], bool]] = {"clusters": _was_signed, "scorecard": lambda run: True}


def public_proof(run: Run, *, city: str, city_name: str, invented: bool) -> bytes:
    """Return the bundle of a published run. Raises InputProblem that says why there is none.

    It is made once and kept: it is a function of its run, and anybody may ask for it.
    """
    if "cannot" in run.result:
        raise InputProblem(CANNOT, number=run.pk)
    key = "\n".join([str(run.pk), run.result_hash, code_version(), city, city_name, str(invented)])
    path = _shelf() / f"{hashlib.sha256(key.encode()).hexdigest()[:40]}.zip"
    if path.exists():
        return path.read_bytes()
    content = _made(run, city=city, city_name=city_name, invented=invented)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written aside and renamed: a reader never gets half a proof.
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(path)
    return content


def _shelf() -> Path:
    return Path(settings.CITY_FILES).parent / "proofs"


def _made(run: Run, *, city: str, city_name: str, invented: bool) -> bytes:
    parts = PUBLISHED[run.method]
    facts: dict[str, Any] = {
        "city": city,
        **facts_of(run),
        "parameters": {name: run.parameters[name] for name in PARAMETERS if name in run.parameters},
        "whole": False,
        **({"not_checked": _search(run)} if run.method == "clusters" else {}),
    }
    guide = run_guide(run, city=city_name, invented=invented, file=file_name(run), whole=False)
    try:
        frozen, stated = parts.frozen(run.result, run.parameters), parts.shown(run.result)
        if frozen is not None:
            return bundle_of({**facts, "seal": sealed(run)[1]}, frozen=frozen, stated=stated, guide=guide)
    except (KeyError, ValueError) as other_digits:
        # A run of a version that kept less than its proof needs, or a figure that its sums do not give.
        raise InputProblem(CHANGED, number=run.pk) from other_digits
    raise InputProblem(TOO_FEW, number=run.pk, least=MINIMUM)


def _search(run: Run) -> dict[str, Any]:
    """Return what is said of the search for the clusters, which sums cannot show."""
    return {name: run.result[name] for name in ("proven_optimal", "gap")}


def file_name(run: Run) -> str:
    """Return what the public bundle's file is called."""
    return f"pazos-{run.method.replace('_', '-')}-{run.pk}.zip"
