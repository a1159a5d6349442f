"""The budget as an open package that other programs read: Fiscal Data Package, a descriptor and one table.

Each row is one line, or its part that serves one component, with the sums at the end of a day. The
parts add up to the line to the cent. Measures say their direction and, where the standard has a word
for it, their phase: approved is the initial appropriation, adjusted the one to date, executed what was
paid; the plan of payments is the only proposal that the books hold. Nothing in it is about a person.

Source: openspending/fiscal-data-package 0.3, on Tabular Data Package (Frictionless Standards).
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Sum

from pazos.analysis.inert import inert
from pazos.analysis.licence import licences
from pazos.domain.budget.models import Movement, PlannedPayment
from pazos.domain.budget.queries.execution import execution
from pazos.domain.budget.queries.grouping import parts_of
from pazos.domain.budget.queries.seeing import sought
from pazos.domain.budget.vocabulary import WHOLE, Amendment
from pazos.domain.money import shared
from pazos.domain.strategy.models import Component
from pazos.domain.territory.models import Municipality

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from pazos.domain.budget.queries import LineRow, Sought
    from pazos.domain.people.models import Staff

PATH = "data/budget.csv"
FIXED = (2020, 1, 1, 0, 0, 0)  # the same content gives the same bytes


@dataclass(frozen=True)
class Measure:
    """One amount of a row: its column, what it is, and its phase where the standard has a word for it."""

    name: str
    title: str
    phase: str = ""


MEASURES = (
    Measure("planned_payment", "Planned payments (PAC), all of the line's", "proposed"),
    Measure("initial", "Initial appropriation", "approved"),
    Measure("appropriation", "Appropriation to date", "adjusted"),
    Measure("cdp", "Certified as available (CDP)"),
    Measure("rp", "Registered commitments (RP)"),
    Measure("obligation", "Obligations"),
    Measure("payment", "Payments", "executed"),
)
TEXTS = {
    "id": "Number of the line, and the code of the component that its part serves",
    "department": "Department that executes the line",
    "rubro": "Classification CCPET, as the budget writes it",
    "name": "What the line pays for",
    "fund": "Code of the source of funds",
    "fund_name": "Source of funds",
    "bpin": "Code of the investment project (BPIN)",
    "programme": "Programme of the strategy",
    "component": "Code of the component",
    "component_name": "Component of the strategy",
    "municipality_code": "DIVIPOLA code of the municipality",
    "municipality": "Municipality",
}
DIMENSIONS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "date": ("datetime", ("year",), "year"),
    "administrator": ("entity", ("department",), "department"),
    "economic": ("classification", ("rubro", "name"), "rubro"),
    "source_of_funds": ("classification", ("fund", "fund_name"), "fund"),
    "project": ("activity", ("bpin",), "bpin"),
    "programme": ("activity", ("programme",), "programme"),
    "component": ("activity", ("component", "component_name"), "component"),
    "place": ("location", ("municipality_code", "municipality"), "municipality_code"),
}
COLUMNS = ("id", "year", *(name for name in TEXTS if name != "id"), *(one.name for one in MEASURES))
_LABELS = {
    "name": "rubro",
    "fund_name": "fund",
    "component_name": "component",
    "municipality": "municipality_code",
}


def package(asked: Sought, *, on: date, seen_by: Staff) -> bytes:
    """Return the package of the lines that a question finds as a zip; the same books give the same bytes."""
    table = _table(asked, on, seen_by)
    rows = execution(asked, on=on, seen_by=seen_by)
    years = sorted({row.year for row in rows}) or [on.year]
    described = descriptor(table, currency=asked.currency, years=(years[0], years[-1]), on=on)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, data in (("datapackage.json", described), (PATH, table)):
            packed.writestr(zipfile.ZipInfo(path, FIXED), data, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def descriptor(table: bytes, *, currency: str, years: tuple[int, int], on: date) -> bytes:
    """Return the descriptor of a table as JSON."""
    city = Municipality.objects.first()
    name = city.name if city else ""
    said: dict[str, Any] = {
        "profile": "fiscal-data-package",
        "name": f"pazos-budget-{years[0]}-{years[1]}",
        "title": f"Budget of the strategy, {name}, {years[0]} to {years[1]}",
        "description": f"Sums at the end of {on.isoformat()}, releases, refunds and amendments included.",
        "licenses": licences(),
        "countryCode": "CO",
        "granularity": "aggregated",
        "fiscalPeriod": f"{years[0]}-01-01/{years[1]}-12-31",
        "synthetic": bool(city and city.is_synthetic),
        "resources": [_resource(table)],
        "model": {"measures": _measures(currency), "dimensions": _dimensions()},
    }
    return json.dumps(said, ensure_ascii=False, indent=2).encode()


def _resource(table: bytes) -> dict[str, Any]:
    return {
        "name": "budget",
        "profile": "tabular-data-resource",
        "path": PATH,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(table),
        "hash": f"sha256:{hashlib.sha256(table).hexdigest()}",
        "schema": {"fields": [_field(name) for name in COLUMNS], "primaryKey": ["id"]},
    }


def _field(name: str) -> dict[str, Any]:
    measure = next((one for one in MEASURES if one.name == name), None)
    if measure:
        return {"name": name, "type": "number", "title": measure.title, "decimalChar": ".", "groupChar": ""}
    if name == "year":
        return {"name": name, "type": "year", "title": "Fiscal year"}
    constraints = {"constraints": {"required": True, "unique": True}} if name == "id" else {}
    return {"name": name, "type": "string", "title": TEXTS[name], **constraints}


def _measures(currency: str) -> dict[str, Any]:
    return {
        one.name: {
            "source": one.name,
            "resource": "budget",
            "title": one.title,
            "currency": currency,
            "factor": 1,
            "direction": "expenditure",
            **({"phase": one.phase} if one.phase else {}),
        }
        for one in MEASURES
    }


def _dimensions() -> dict[str, Any]:
    return {
        name: {
            "dimensionType": kind,
            "attributes": {field: _attribute(field) for field in fields},
            "primaryKey": [key],
        }
        for name, (kind, fields, key) in DIMENSIONS.items()
    }


def _attribute(field: str) -> dict[str, str]:
    label = {"labelfor": _LABELS[field]} if field in _LABELS else {}
    return {"source": field, "resource": "budget", **label}


def _table(asked: Sought, on: date, seen_by: Staff) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for row in _rows(asked, on, seen_by):
        writer.writerow(
            {name: inert(value) if isinstance(value, str) else value for name, value in row.items()}
        )
    return text.getvalue().encode()


def _rows(asked: Sought, on: date, seen_by: Staff) -> Iterator[Mapping[str, object]]:
    lines = sought(asked, seen_by=seen_by).values("pk")
    initial = _by_line(Movement.objects.filter(line__in=lines, amendment=Amendment.INITIAL, on__lte=on))
    planned = _by_line(PlannedPayment.objects.filter(line__in=lines))
    parts = parts_of(asked, seen_by=seen_by)
    components = Component.objects.in_bulk()
    city = Municipality.objects.first()
    place = {"municipality_code": city.code if city else "", "municipality": city.name if city else ""}
    for row in sorted(execution(asked, on=on, seen_by=seen_by), key=lambda one: (one.year, one.key)):
        mine: dict[int | None, int] = dict(parts.get(row.key, {}).items()) or {row.component_key: WHOLE}
        amounts = [planned.get(row.key), initial.get(row.key), *row.steps.amounts]
        weights = [*mine.values()]
        dealt = [_dealt(amount, weights) for amount in amounts]
        for n, key in enumerate(mine):
            component = components.get(key) if key else None
            if asked.component in (None, key):
                measures = {one.name: column[n] for one, column in zip(MEASURES, dealt, strict=True)}
                yield {**_texts(row, component), **place, **measures}


def _texts(row: LineRow, component: Component | None) -> dict[str, object]:
    code = component.code if component else ""
    return {
        "id": f"{row.key}-{code}" if code else str(row.key),
        "year": row.year,
        "department": row.department,
        "rubro": row.rubro,
        "name": row.name,
        "fund": row.fund.value,
        "fund_name": str(row.fund.label),
        "bpin": row.bpin,
        "programme": row.programme,
        "component": code,
        "component_name": component.name if component else "",
    }


def _by_line(rows: Any) -> dict[int, Decimal]:
    return dict(rows.order_by().values_list("line").annotate(Sum("amount")))


def _dealt(amount: Decimal | None, weights: list[int]) -> list[Decimal | str]:
    if amount is None:
        return [""] * len(weights)

    return list(shared(amount, [Decimal(weight) for weight in weights]))
