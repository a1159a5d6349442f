"""Which counting rules are there, and which are in force? A version that was made stays readable for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.register.breaks import Named
from pazos.domain.register.counting import rule_from
from pazos.domain.register.models import CountingRule

if TYPE_CHECKING:
    from collections.abc import Iterable


def in_force() -> list[CountingRule]:
    """Return the rules that count today, by name: one version of each, none retired."""
    return list(CountingRule.objects.filter(retired_at__isnull=True).order_by("name", "version"))


def versions(name: str) -> list[CountingRule]:
    """Return every version of a rule, the latest first."""
    return list(CountingRule.objects.filter(name=name).select_related("made_by").order_by("-version"))


def one(name: str, version: int) -> CountingRule | None:
    """Return one version of a rule."""
    return CountingRule.objects.filter(name=name, version=version).first()


def every() -> list[CountingRule]:
    """Return the latest version of every rule, retired ones among them, by name."""
    latest: dict[str, CountingRule] = {}
    for row in CountingRule.objects.order_by("name", "version"):
        latest[row.name] = row
    return list(latest.values())


def several(keys: Iterable[str]) -> dict[str, CountingRule]:
    """Return the rules of keys such as "iccs_0101@1", by key; one that is not there is left out."""
    wanted = set(keys)
    names = {key.partition("@")[0] for key in wanted}
    found = CountingRule.objects.filter(name__in=names)
    return {str(row): row for row in found if str(row) in wanted}


def named(row: CountingRule) -> Named:
    """Return a stored rule as what counts with it needs it."""
    return Named(row.name, row.version, rule_from(row.definition))
