"""`pazos catalogue`: the inventory of what is kept about people, for the registry of data bases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    import argparse

NEEDS_CITY = True
ANSWER = """
JSON: `bases`, a list of `name`, `title`, `purpose` and `legal_basis` (codes; null where nobody stands in it), `months`
(null: for as long as its reason holds), `records`, `fields` (each with `model`, `name`, `privacy`, `encrypted`).
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to write it."""
    parser.add_argument("--json", metavar="FILE", help=say(N_("write the result as JSON (- for the screen)")))


def run(options: argparse.Namespace) -> int:
    """Print the inventory, base by base."""
    from pazos.interfaces.cli.output import write_json

    result = {"bases": _bases()}
    if options.json:
        write_json(result, options.json)
    if options.json != "-":
        _show(result["bases"])
    return 0


def _bases() -> list[dict[str, Any]]:
    from django.utils.translation import override

    from pazos.domain.rights.queries.catalogue import catalogue

    with override("en"):
        return [
            {
                "name": base.name,
                "title": str(base.title),
                "purpose": base.purpose.value if base.purpose else None,
                "legal_basis": base.basis.value if base.basis else None,
                "months": base.period.months if base.period else None,
                "records": base.records,
                "fields": [
                    {
                        "model": field.model,
                        "name": field.name,
                        "privacy": field.privacy.value,
                        "encrypted": field.encrypted,
                    }
                    for field in base.fields
                ],
            }
            for base in catalogue()
        ]


def _show(bases: list[dict[str, Any]]) -> None:
    from pazos.interfaces.cli.output import print_table

    rows = [
        (
            say(base["title"]),
            base["records"],
            base["months"],
            len(base["fields"]),
            sum(field["privacy"] in ("personal", "sensitive") for field in base["fields"]),
            sum(field["encrypted"] for field in base["fields"]),
        )
        for base in bases
    ]
    columns = [
        say(N_("what")),
        say(N_("records")),
        say(N_("months")),
        say(N_("fields")),
        say(N_("of people")),
        say(N_("encrypted")),
    ]
    print_table(say(N_("Inventory of data bases")), columns, rows)
