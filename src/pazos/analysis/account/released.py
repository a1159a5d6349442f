"""The signed accounts of all years as data sets for anybody. What no two people signed is in none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from pazos.analysis.account.tables import TABLES
from pazos.analysis.dataset import DataSet
from pazos.analysis.disclosing import MINIMUM
from pazos.domain.accountability.queries import every_signed

if TYPE_CHECKING:
    from collections.abc import Callable

    from pazos.analysis.account.tables import Table
    from pazos.analysis.dataset import Row

_NOBODY = _(
    "It counts nobody: plans, money and promises of institutions, as the signed yearly reports tell them."
)
_PEOPLE = _(
    "Different people of a year by component, as the signed yearly reports tell them. Counts under the minimum are left "
    "empty, with whatever else would give them away. Each year was counted once and never changes."
)


def _rows(table: Table) -> Callable[[], list[Row]]:
    def read() -> list[Row]:
        return [row for report in every_signed() for row in table.rows(report.content)]

    return read


BOOKS = tuple(
    DataSet(
        name=table.name,
        title=table.title,
        protection=_PEOPLE if table.name == "people-reached" else _NOBODY,
        columns=table.columns,
        rows=_rows(table),
        minimum=MINIMUM if table.name == "people-reached" else None,
    )
    for table in TABLES.values()
)
