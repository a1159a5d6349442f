"""What the strategy was and what it did: components, programmes, activities by cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from pazos.domain.activities.vocabulary import Kind
from pazos.domain.strategy.vocabulary import ProgrammeState
from pazos.interfaces.components import wording
from pazos.interfaces.reports.document import Section, Table, Text
from pazos.interfaces.reports.yearly.content import day

if TYPE_CHECKING:
    from pazos.interfaces.reports.document import Block
    from pazos.interfaces.reports.yearly.content import Told


def strategy(told: Told) -> Section:
    """Its period and legal basis, the version in force, and its programmes."""
    facts = told.facts("strategy")
    blocks: list[Block] = [Text(one) for one in _sentences(facts) if one]
    if facts["programmes"]:
        blocks.append(_programmes(told, facts))
    return Section(_("The strategy"), tuple(blocks))


def _sentences(facts: dict[str, Any]) -> tuple[str, ...]:
    said, version = facts["strategy"], facts["version"]
    if said is None:
        return (_("No strategy was in force."),)
    period = _("{name}, {first} to {last}. Legal basis: {basis}.").format(
        name=said["name"],
        first=day(said["starts_on"]),
        last=day(said["ends_on"]),
        basis=said["legal_basis"] or _("not stated"),
    )
    adopted = (
        _("Version {number} was adopted on {day} under {basis}.").format(
            number=version["number"], day=day(version["adopted_on"]), basis=version["legal_basis"]
        )
        if version
        else _("No version of it had been adopted by then.")
    )
    return period, said["vision"], adopted


def _programmes(told: Told, facts: dict[str, Any]) -> Table:
    return Table(
        columns=(_("Component"), _("Programme"), _("Who runs it"), _("State")),
        rows=tuple(
            (
                told.component(one["component"]),
                one["name"],
                one["department"],
                str(ProgrammeState(one["state"]).label),
            )
            for one in facts["programmes"]
        ),
        caption=told.source("strategy"),
        widths=("1fr", "1.6fr", "1.4fr", "auto"),
    )


def activities(told: Told) -> Section:
    """How many were done, where and of which kind; a cluster without any is told."""
    facts = told.facts("activities")
    if not facts["done"]:
        return Section(_("Activities"), (Text(_("No activity of the year was written down as done.")),))
    return Section(_("Activities"), (_by_cluster(told, facts), _by_kind(facts)))


def _by_cluster(told: Told, facts: dict[str, Any]) -> Table:
    rows = [(one["cluster"], wording.number(one["done"])) for one in facts["by_cluster"]]
    outside = (_("outside the clusters, or not said"), wording.number(facts["without_cluster"]))
    return Table(
        columns=(_("Cluster"), _("Activities done")),
        rows=(*rows, outside, (_("All"), wording.number(facts["done"]))),
        caption=told.source("activities"),
        numeric=(1,),
        widths=("1fr", "auto"),
    )


def _by_kind(facts: dict[str, Any]) -> Table:
    return Table(
        columns=(_("Kind"), _("Activities done")),
        rows=tuple((str(Kind(one["kind"]).label), wording.number(one["done"])) for one in facts["by_kind"]),
        caption=_("The same activities by kind."),
        numeric=(1,),
        widths=("1fr", "auto"),
    )
