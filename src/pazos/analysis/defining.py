"""What do this city's sources count by? Their kind and the rules in force say it; nobody types it in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pazos.analysis.register.counting import all_named, rules_in_force
from pazos.domain.register.definitions import Definition, definitions_of
from pazos.domain.sources.models import Source
from pazos.domain.sources.vocabulary import SourceKind
from pazos.foundation.runs.actions import Input, sha256_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pazos.analysis.basis import Basis


def defined(basis: Basis) -> Basis:
    """Return the basis with what its source counts by in its years."""
    found = definitions_by_source({basis.source: (basis.start, basis.end)})
    return replace(basis, definitions=tuple(one.stored() for one in found[basis.source]))


def definitions_by_source(spans: Mapping[str, tuple[date, date]]) -> dict[str, tuple[Definition, ...]]:
    """Return what each source (by its short name) counts by from a first to a last day."""
    kinds = dict(Source.objects.filter(slug__in=spans).values_list("slug", "kind"))
    rules = all_named(rules_in_force())
    return {
        slug: definitions_of(SourceKind(kinds[slug]), first=first, last=last, rules=rules)
        for slug, (first, last) in spans.items()
    }


def as_input(definitions: Sequence[Definition]) -> Input:
    """Return definitions as an input of a run: a run whose definitions changed has read something else."""
    stored = [one.stored() for one in definitions]
    return Input("definitions", sha256_of(stored), len(stored))
