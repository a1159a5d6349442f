"""Tables of people by sex and age band, as a page shows them: a dash where a number is hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from pazos.analysis.disclosing import TOTAL
from pazos.domain.participants.vocabulary import AgeBand, Sex

if TYPE_CHECKING:
    from pazos.analysis.disclosing import Released


@dataclass(frozen=True)
class Crossed:
    """Headings, and rows of a name and its numbers; the last row and column are totals."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]
    hidden: int


def crossed_table(table: Released) -> Crossed:
    """Return a table by sex and age band in words, without the rows and columns that count nobody."""
    bands = [band for band in AgeBand if table.count(TOTAL, band) != 0]
    sexes = [sex for sex in Sex if table.count(sex) != 0]
    columns = (*(str(band.label) for band in bands), _("All"))
    names = (*((sex.value, str(sex.label)) for sex in sexes), (TOTAL, _("All")))
    rows = tuple((name, tuple(table.count(key, band) for band in (*bands, TOTAL))) for key, name in names)
    return Crossed(columns, rows, table.hidden)
