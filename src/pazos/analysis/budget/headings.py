"""Where in an execution report are the headings, and which column holds which amount?

Headings may stand in two rows, the upper one merged over several columns. Columns of a month alone,
of balances and of percentages are never taken for totals so far.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pazos.analysis.ingest.words import plain
from pazos.analysis.tables.reading import distinct_headings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pazos.analysis.tables import Grid

DEEPEST = 40  # rows in which headings are looked for
AMOUNTS = ("appropriation", "cdp", "rp", "obligation", "payment")
KINDS = ("initial", "addition", "reduction", "transfer_in", "transfer_out")
FIELDS = ("rubro", "name", "department", "bpin", "fund", *KINDS, *AMOUNTS)
NEEDED = ("rubro", "cdp", "rp", "obligation", "payment")

# What offices head these columns with, the likelier first; accents, capitals and signs do not count.
KNOWN: dict[str, tuple[str, ...]] = {
    "rubro": (
        *("rubro presupuestal", "código rubro", "cod rubro", "rubro", "código presupuestal", "código ccpet"),
        *("ccpet", "imputación presupuestal", "imputación", "identificación presupuestal", "pospre"),
        *("posición presupuestal", "código cuenta", "cuenta", "código", "cod"),
    ),
    "name": (
        *("nombre del rubro", "nombre rubro", "descripción del rubro", "descripción", "concepto"),
        *("denominación", "nombre cuenta", "nombre", "detalle"),
    ),
    "department": (
        *("dependencia", "secretaría", "unidad ejecutora", "sección presupuestal", "sección"),
        *("centro gestor", "centro de costo", "unidad", "entidad"),
    ),
    "bpin": ("bpin", "código bpin", "proyecto bpin", "código del proyecto", "código proyecto", "proyecto"),
    "fund": (
        *("fuente de financiación", "fuentes de financiación", "fuente de recursos", "fuente", "recurso"),
        "fondo",
    ),
    "initial": ("apropiación inicial", "presupuesto inicial", "aprop inicial", "ppto inicial", "inicial"),
    "addition": ("adiciones", "adición", "modificaciones adiciones"),
    "reduction": ("reducciones", "reducción", "modificaciones reducciones"),
    "transfer_in": ("créditos", "crédito", "traslados crédito", "traslados créditos"),
    "transfer_out": (
        *("contracréditos", "contracrédito", "contra créditos", "contra crédito"),
        *("traslados contracrédito", "traslados contracréditos"),
    ),
    "appropriation": (
        *("apropiación definitiva", "presupuesto definitivo", "apropiación vigente", "aprop definitiva"),
        *("ppto definitivo", "presupuesto vigente", "apropiación actual", "definitiva", "definitivo"),
        "apropiación",
    ),
    "cdp": (
        *("cdp acumulado", "cdp acumulados", "total cdp", "cdp expedidos", "cdp", "cdps"),
        *("certificados de disponibilidad", "disponibilidades", "disponibilidad", "certificados"),
    ),
    "rp": (
        *("compromisos acumulados", "compromisos acumulado", "total compromisos", "compromisos", "rp", "crp"),
        *("registros presupuestales", "registro presupuestal", "rp expedidos", "registros", "comprometido"),
    ),
    "obligation": (
        *("obligaciones acumuladas", "obligaciones acumulado", "total obligaciones", "obligaciones"),
        *("obligación", "obligado", "causado"),
    ),
    "payment": (
        *("pagos acumulados", "pagos acumulado", "total pagos", "pagos", "pago", "pagado", "giros"),
        *("girado", "egresos"),
    ),
}
_ELSE = ("MES", "PERIODO", "SALDO", "POR", "DISPONIBLE", "PORCENTAJE", "EJECUCION", "ANTERIOR", "SIN")
_KNOWN = {name: {plain(text): place for place, text in enumerate(texts)} for name, texts in KNOWN.items()}


@dataclass(frozen=True)
class Headings:
    """The last row of the headings (as a spreadsheet counts), all of them, and the column of each field."""

    row: int
    headings: tuple[str, ...]
    columns: Mapping[str, int]

    @property
    def mapping(self) -> dict[str, str]:
        """The heading of each field that was found."""
        return {name: self.headings[place] for name, place in self.columns.items()}

    @property
    def lacks(self) -> list[str]:
        """The fields without which a report cannot be read."""
        missing = [name for name in NEEDED if name not in self.columns]
        return missing if {"appropriation", "initial"} & set(self.columns) else [*missing, "appropriation"]


def find_headings(grid: Grid, saved: Iterable[Mapping[str, str]] = ()) -> Headings:
    """Return the likeliest headings: those that a saved mapping knows whole, else those that most offices use."""
    every = [Headings(row, tuple(texts), {}) for row in _rows(grid) for texts in _written(grid, row)]
    for mapping in saved:
        for one in every:
            if mapping and set(mapping.values()) <= set(one.headings):
                return pointed(one, mapping)
    proposed = [Headings(one.row, one.headings, propose(one.headings)) for one in every]
    return max(proposed, key=lambda one: (len(one.columns), -one.row), default=Headings(0, (), {}))


def headings_at(grid: Grid, row: int, mapping: Mapping[str, str]) -> Headings:
    """Return the headings of one row as a person pointed at them; a heading that is not there is left out."""
    ways = [Headings(row, tuple(texts), {}) for texts in _written(grid, row)]
    best = max(ways, key=lambda one: len(set(mapping.values()) & set(one.headings)))
    return pointed(best, mapping)


def pointed(found: Headings, mapping: Mapping[str, str]) -> Headings:
    """Return headings with the columns that a mapping names."""
    columns = {
        name: found.headings.index(heading)
        for name, heading in mapping.items()
        if name in FIELDS and heading in found.headings
    }
    return Headings(found.row, found.headings, columns)


def propose(headings: Iterable[str]) -> dict[str, int]:
    """Return which column each field most likely stands in, by its heading alone."""
    scored = sorted(
        (
            (score, FIELDS.index(name), place, name)
            for place, heading in enumerate(headings)
            for name in FIELDS
            if (score := _score(name, plain(heading))) is not None
        ),
    )
    found: dict[str, int] = {}
    for *_, place, name in scored:
        if name not in found and place not in found.values():
            found[name] = place
    return found


def _score(name: str, heading: str) -> int | None:
    """Return how far a heading is from a field's own, nought the nearest; None: it is another's."""
    known = _KNOWN[name]
    if heading in known:
        return known[heading]
    words = heading.split()
    if not words or any(word in _ELSE for word in words):
        return None
    starts = [place for text, place in known.items() if heading.startswith(f"{text} ")]
    return 100 + min(starts) if starts else None


def _rows(grid: Grid) -> range:
    return range(1, min(grid.rows, DEEPEST) + 1)


def _written(grid: Grid, row: int) -> list[list[str]]:
    """Return the headings of a row alone, and together with the row above it, merged cells filled in."""
    own = [cell.strip() for cell in grid.row(row - 1)]
    if row == 1:
        return [distinct_headings(own)]
    above = [cell.strip() for cell in grid.row(row - 2)]
    filled, last = [], ""
    for upper in above:
        last = upper or last
        filled.append(last)
    joined = [
        f"{over} {low}".strip() if low else upper for low, upper, over in zip(own, above, filled, strict=True)
    ]
    stacked = [low or upper for low, upper in zip(own, above, strict=True)]
    return [distinct_headings(one) for one in (own, stacked, joined)]
