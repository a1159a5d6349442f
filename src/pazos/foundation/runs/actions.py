"""Writing down a run."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from pazos.foundation.audit import actions as audit
from pazos.foundation.runs.canonical import canonical, sha256_of
from pazos.foundation.runs.code import code_version
from pazos.foundation.runs.models import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.contrib.auth.base_user import AbstractBaseUser


__all__ = ["Hashes", "Input", "canonical", "carry_out", "hashes_of", "sha256_of"]


@dataclass(frozen=True)
class Input:
    """One thing a run reads: what it is called, the hash of its content, how many rows."""

    name: str
    sha256: str
    rows: int


@dataclass(frozen=True)
class Hashes:
    """What tells a computation from another, without its digits."""

    inputs_hash: str
    result_hash: str
    code_version: str


def hashes_of(result: Mapping[str, Any], inputs: Sequence[Input]) -> Hashes:
    """Return the hashes that a run of this result and these inputs would keep; nothing is written."""
    return Hashes(sha256_of(_listed(inputs)), sha256_of(json.loads(canonical(dict(result)))), code_version())


def carry_out(
    method: str,
    compute: Callable[[], Mapping[str, Any]],
    *,
    by: AbstractBaseUser | None,
    inputs: Sequence[Input],
    parameters: Mapping[str, Any],
    seed: int | None = None,
    method_version: int = 1,
) -> Run:
    """Compute, and keep the record. A computation that fails leaves no record and raises."""
    started_at, clock = timezone.now(), time.perf_counter()
    result = json.loads(canonical(dict(compute())))
    listed = _listed(inputs)
    with transaction.atomic():
        run = Run.objects.create(
            method=method,
            method_version=method_version,
            parameters=json.loads(canonical(dict(parameters))),
            inputs=listed,
            inputs_hash=sha256_of(listed),
            seed=seed,
            code_version=code_version(),
            started_at=started_at,
            seconds=time.perf_counter() - clock,
            result=result,
            result_hash=sha256_of(result),
            by_id=by.pk if by else None,
        )
        audit.record("run.carried_out", run, by=by, method=method)
    return run


def _listed(inputs: Sequence[Input]) -> list[dict[str, Any]]:
    return [{"name": item.name, "sha256": item.sha256, "rows": item.rows} for item in inputs]
