"""Does a bundle give the digits it states? Nothing is asked but the bundle: no city, no account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pazos.analysis.proof import month, runs
from pazos.analysis.proof.container import opened
from pazos.foundation.runs.code import code_version
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pazos.analysis.proof.container import Bundle

    Again = Callable[[Bundle], list[tuple[str, Any, Any]]]

KINDS: dict[str, Again] = {month.KIND: month.counted_again, runs.KIND: runs.made_again}


@dataclass(frozen=True)
class Check:
    """One thing that was reckoned anew: its name (an English key), what is stated, what comes out."""

    name: str
    stated: Any
    found: Any

    @property
    def holds(self) -> bool:
        """Whether the two are the same to the last digit."""
        return bool(self.stated == self.found)


@dataclass(frozen=True)
class Proof:
    """What came of verifying a bundle."""

    manifest: dict[str, Any]
    checks: tuple[Check, ...]
    same_code: bool

    @property
    def holds(self) -> bool:
        """Whether every check holds."""
        return all(check.holds for check in self.checks)


def verify(path: Path, *, begin: Callable[[Mapping[str, Any]], None] = lambda _: None) -> Proof:
    """Reckon a bundle anew. Raises InputProblem for what is no bundle, damaged or altered.

    `begin` is told the manifest before anything is reckoned: some bundles take long.
    """
    bundle = opened(path)
    kind = bundle.manifest["kind"]
    if kind not in KINDS:
        raise InputProblem(
            N_("This version of Pazos does not know bundles of the kind {kind}. Use a newer one."), kind=kind
        )
    begin(bundle.manifest)
    checks = tuple(Check(*one) for one in KINDS[kind](bundle))
    return Proof(bundle.manifest, checks, bundle.manifest.get("code_version") == code_version())
