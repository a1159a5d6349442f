"""The data sets that can leave in public: what each says, how it is protected, and its file.

A data set is made anew from what the city holds; the same data give the same letters, so that whoever
signs knows that it still is what was prepared. Counts of what was done with people go through the gate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from pazos.analysis.account.released import BOOKS
from pazos.analysis.dataset import Column, DataSet, Written, file_of
from pazos.analysis.disclosing import MINIMUM
from pazos.domain.disputes.models import StreetQuarter
from pazos.domain.disputes.quarters import Quarter
from pazos.domain.partners.queries import to_publish
from pazos.domain.register.frozen import month_name
from pazos.domain.register.queries import closing as closings
from pazos.domain.register.queries.counting import several
from pazos.domain.rights.actions import releasing as deeds
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pazos.analysis.dataset import Row
    from pazos.domain.people.models import Staff
    from pazos.domain.rights.models import Release


def _months() -> list[Row]:
    closed = closings.every_closed()
    rules = several({key for one in closed for key in one.counts})
    return [
        (
            month_name(one.month),
            key.partition("@")[0],
            int(key.partition("@")[2]),
            one.number,
            deaths,
            " ".join(one.not_delivered),
            rules[key].definition_hash if key in rules else "",
            one.frozen_hash,
        )
        for one in closed
        for key, deaths in sorted(one.counts.items())
    ]


def _street() -> list[Row]:
    return [
        (
            quarter.name,
            row.clusters.get(cluster, "") if cluster != "total" else "total",
            measure,
            "" if count is None else count,
        )
        for row in StreetQuarter.objects.order_by("first_on")
        for quarter in [Quarter.of(row.first_on)]
        for measure, counts in sorted(row.totals.items())
        for cluster, count in counts.items()
    ]


def _agreements() -> Written:
    """Return the signed agreements as a record package of OCDS; nothing where none was signed."""
    from pazos.analysis.opendata.ocds.codes import telling
    from pazos.analysis.opendata.ocds.packages import package
    from pazos.analysis.opendata.ocds.writing import written

    found = list(to_publish())
    if not found:
        return Written("", 0, "")
    days = dict.fromkeys(f"{one.signed_on}" for one in (found[0], found[-1]))
    return Written(written(package("records", found, telling())) + "\n", len(found), " – ".join(days))


DATASETS = {
    one.name: one
    for one in (
        DataSet(
            name="closed-months",
            title=_("Deaths of the closed months, by counting rule"),
            protection=_(
                "Counts of official deaths of the whole city by month. They are published as they are: no place, age "
                "or sex stands beside them."
            ),
            columns=(
                Column("month", _("the month of the fact")),
                Column("rule", _("the counting rule")),
                Column("version", _("its version")),
                Column("vintage", _("0 is the first closing, later ones are revisions")),
                Column("deaths", _("deaths that the rule counts")),
                Column("not_delivered", _("sources that did not deliver the month")),
                Column("definition_sha256", _("hash of the rule's definition")),
                Column("frozen_sha256", _("hash of the frozen copy that was counted")),
            ),
            rows=_months,
            minimum=None,
        ),
        DataSet(
            name="street-totals",
            title=_("Totals of street work by cluster and quarter"),
            protection=_(
                "Counts under the minimum are left empty, nought among them, with whatever else would give them away. "
                "Each quarter was counted once and never changes."
            ),
            columns=(
                Column("quarter", _("the quarter")),
                Column("cluster", _("the cluster; empty is the rest of the city")),
                Column("measure", _("opened and settled disputes, presence, people met")),
                Column("number", _("the count; empty where it is hidden")),
            ),
            rows=_street,
            minimum=MINIMUM,
        ),
        *BOOKS,
        DataSet(
            name="agreements-ocds",
            title=_("Signed agreements with partners, as open contracting data (OCDS 1.1)"),
            protection=_(
                "Agreements between the city and organisations. No contact, no vetting and no draft stands in it. Whoever "
                "signs reads the titles, duties and reasons: they name no person."
            ),
            columns=(
                Column("records", _("one record an agreement, with every release of it")),
                Column("compiledRelease", _("what the agreement says now")),
                Column("planning.budget.budgetBreakdown", _("what each side gives, in money and in kind")),
                Column("contracts.implementation.milestones", _("duties of both sides, due and done")),
                Column("contracts.amendments", _("what was changed after signing, and why")),
            ),
            rows=list,
            minimum=None,
            write=_agreements,
            ending="json",
        ),
    )
}


def dataset(name: str) -> DataSet:
    """Return one data set; refuse a name that none has."""
    found = DATASETS.get(name)
    if found is None:
        raise InputProblem(N_("There is no data set {name}."), name=name)
    return found


def prepare(name: str, *, remark: str, by: Staff) -> Release:
    """Make a data set and keep it for another person to sign."""
    asked = dataset(name)
    rows = asked.rows()
    made = _written(asked, rows)
    if not made.rows:
        raise InputProblem(N_("There is nothing to release yet: this data set is empty."))
    return deeds.prepare(
        name,
        content=made.content,
        columns=[{"name": one.name} for one in asked.columns],
        rows=made.rows,
        suppressed=_suppressed(asked, rows),
        covers=made.covers,
        remark=remark,
        by=by,
    )


def _written(asked: DataSet, rows: Sequence[Row]) -> Written:
    if asked.write is not None:
        return asked.write()
    covers = dict.fromkeys(str(row[0]) for row in (*rows[:1], *rows[-1:]))
    return Written(file_of(rows, asked.columns), len(rows), " – ".join(covers))


def _suppressed(asked: DataSet, rows: Sequence[Row]) -> dict[str, Any]:
    if asked.minimum is None:
        return {}
    hidden = sum(row[-1] == "" for row in rows)
    return {"minimum": asked.minimum, "cells": len(rows), "hidden": hidden}


def is_as_prepared(release: Release) -> bool:
    """Return whether the data behind a release still give the same file."""
    asked = DATASETS.get(release.dataset)
    return asked is not None and _written(asked, asked.rows()).content == release.content


def sign(release: Release, *, by: Staff) -> Release:
    """Let it out, if it still is what was prepared."""
    return deeds.sign(release, as_prepared=is_as_prepared(release), by=by)
