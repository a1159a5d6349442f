"""Counts of people leave by one gate: every way out is declared, and nobody goes round the gate."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from pazos.config.addresses import ADDRESSES
from pazos.foundation.access.policy import COMPARTMENTS, GUARDED
from pazos.interfaces.components.ways_out import WAYS, Shows, way_of

SOURCE = Path(__file__).resolve().parents[2] / "src" / "pazos"
OPEN = [one for one in ADDRESSES if COMPARTMENTS[one.needs] not in GUARDED]
GATE = "analysis/disclosing.py"
# Views that are given gated counts, each fed a poisoned table in tests/integration/test_gated_ways.py
# (answers of evaluations: in test_pages_evaluation_answer.py).
POISONED = {
    *("activities", "activity", "reach", "reach_file"),
    "budget_cost",
    *("programme_totals", "programme_totals_file", "programme_doses_file"),  # in test_programme_totals.py
    *("justice_totals", "justice_totals_file"),  # in test_pages_justice.py
    *("indicators", "indicators_file", "indicator", "indicator_value"),
    *("keep_indicator", "move_indicator_value", "decide_indicator_value"),
    *("neighbourhood", "run", "run_file", "run_bundle", "street_totals", "street_totals_file"),
    *("account_of_year", "account_sign", "account_withdraw", "account_paper", "account_workbook"),
    *("public_front", "public_report", "public_report_paper", "public_report_workbook"),
    *(
        f"evaluation_answer{name}"
        for name in ("", "_ask", "_propose", "_publish", "_paper", "_file", "_tables")
    ),
    *("public_evaluations", *(f"public_evaluation{name}" for name in ("", "_paper", "_file", "_tables"))),
    *("public_report_frozen", "public_report_table", "public_package", "public_data_file"),
    *("board", "releases", "release", "release_sign", "release_withdraw", "released_data", "released_file"),
}


def way(address):
    return way_of(address.name, address.view.__module__)


@pytest.mark.parametrize("address", OPEN, ids=lambda address: address.name)
def test_every_way_out_says_what_it_shows_of_people(address) -> None:
    assert way(address) is not None, (
        "say in interfaces/components/ways_out.py what it shows of people, and why"
    )


def test_nothing_is_declared_of_what_is_not_there() -> None:
    used = {found.where for address in OPEN if (found := way(address))}
    assert {one.where for one in WAYS} - used == set()
    assert len({one.where for one in WAYS}) == len(WAYS)


def test_every_gated_way_is_fed_a_poisoned_table() -> None:
    gated = {address.name for address in OPEN if (found := way(address)) and found.shows is Shows.GATED}
    assert gated == POISONED


def test_only_the_gate_suppresses() -> None:
    """Whoever calls the science past the gate chooses a minimum of their own."""
    callers = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if "science" not in path.parts and _imports_disclosure(path)
    }
    assert callers == {GATE}


def _imports_disclosure(path: Path) -> bool:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{one.name}" for one in node.names} | {node.module or ""}
        elif isinstance(node, ast.Import):
            names = {one.name for one in node.names}
        else:
            continue
        if "pazos.science.disclosure" in names:
            return True
    return False
