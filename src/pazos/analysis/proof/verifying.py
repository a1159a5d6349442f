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

    Again = Callable[[Bundle], tuple[list[tuple[str, Any, Any]], int]]

KINDS: dict[str, Again] = {
    month.KIND: lambda bundle: (month.counted_again(bundle), 0),
    runs.KIND: runs.made_again,
}


@dataclass(frozen=True)
class Check:
    """One thing that was reckoned anew: its name (an English key), what is stated, what comes out."""

    name: str
    stated: Any
    found: Any

    @property
    def holds(self) -> bool:
        """Whether the two are the same (figures of a run to nine digits, all else wholly)."""
        return bool(self.stated == self.found)


@dataclass(frozen=True)
class Proof:
    """What came of verifying a bundle; `rounded`: figures whose digits after the ninth are others here."""

    manifest: dict[str, Any]
    checks: tuple[Check, ...]
    same_code: bool
    rounded: int = 0

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
    checks, rounded = KINDS[kind](bundle)
    same_code = bundle.manifest.get("code_version") == code_version()
    return Proof(bundle.manifest, tuple(Check(*one) for one in checks), same_code, rounded)
