"""Is the evidence of a designation stale? The inputs of its run, read afresh and compared by hash.

It never says that a designation is wrong: only that the records, places or people are no
longer those it was chosen on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pazos.analysis.basis import Basis
from pazos.foundation.runs.code import code_version
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.foundation.runs.models import Run


@dataclass(frozen=True)
class Freshness:
    """What has changed since a run: names of its inputs, rows then and now, and the code."""

    changed: tuple[tuple[str, int | None, int | None], ...]  # (input, rows then, rows now)
    same_code: bool
    later_year: int | None  # the last complete year of the records, where it is after the run's period

    @property
    def is_fresh(self) -> bool:
        """Whether the run would read exactly what it read."""
        return not self.changed


def freshness(run: Run) -> Freshness:
    """Return what has changed since `run` read its inputs."""
    basis = Basis(**run.parameters["basis"])
    before = {item["name"]: item for item in run.inputs}
    now = _read_again(basis)
    changed = tuple(
        (name, _rows(before.get(name)), _rows(now.get(name)))
        for name in sorted(before.keys() | now.keys())
        if before.get(name, {}).get("sha256") != now.get(name, {}).get("sha256")
    )
    return Freshness(changed, run.code_version == code_version(), _later_year(basis))


def _read_again(basis: Basis) -> dict[str, dict[str, object]]:
    from pazos.analysis.studies.material import gather

    try:
        found = gather(basis).inputs
    except InputProblem:  # nothing of this basis is left: every input has changed
        return {}
    return {item.name: {"sha256": item.sha256, "rows": item.rows} for item in found}


def _later_year(basis: Basis) -> int | None:
    from pazos.analysis.studies.observe import usual_basis

    try:
        last = usual_basis(basis.source).last_year
    except InputProblem:
        return None
    return last if last > basis.last_year else None


def _rows(item: dict[str, object] | None) -> int | None:
    return None if item is None else int(str(item["rows"]))
